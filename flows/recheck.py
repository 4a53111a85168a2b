"""Look again at pages of late, on a decaying schedule, and record what publishers changed in them.

An article keeps its first version: what was known when must not change. Its revisions stand beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flows.bench import Bench
from flows.furnish import KnownFurniture
from flows.gather import ENTRIES_A_BATCH, clean, document_of
from flows.steps import Step
from tasks.fetch import NOT_MODIFIED, FetchBatch, PageRequest, fetch_batch
from tasks.hosts import batches_by_host, host_key
from tasks.http import LEFT_ALONE
from tasks.records import Article, Document, Entry, Page, Rejection, Trouble, Validators
from tasks.revisions import LOOKED_AT_FOR, Change, changes, look_due
from warehouse import archive
from warehouse.connect import Connection
from warehouse.fetched import known_manners, remember_manners
from warehouse.read import Row, ask
from warehouse.revised import PageCheck, Revision, record_checks
from warehouse.state import State

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
GONE_OUTCOME = "gone"
"""A page is deleted when two looks in a row say so: one 404 may be a publisher's mishap."""

MOST_A_PASS = 2_000
"""Looks in one pass: what is more waits for the next."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What looking again brought: pages asked for, and changes found."""

    pages: int = 0
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """A page as it was known, and as it answered."""

    row: Row
    result: Page | Trouble


@dataclass(frozen=True, slots=True)
class _Changed:
    """A page that answered, beside what was known of it."""

    row: Row
    page: Page


def due_pages(bench: Bench, connection: Connection, now: datetime) -> list[Row]:
    """Return the pages whose next look is due, the latest first, no more of a host than the settings allow."""
    most = bench.config.settings.recheck.most_per_host
    hosts: Counter[str] = Counter()
    due: list[Row] = []
    for row in ask(connection, "pages_to_check", since=now - LOOKED_AT_FOR):
        host = host_key(row["url"])
        gone = row["outcome"] == GONE_OUTCOME
        if look_due(row["fetched_at"], row["checked_at"], now, gone=gone) and hosts[host] < most:
            hosts[host] += 1
            due.append(row)
    return due[:MOST_A_PASS]


def look_again(bench: Bench, due: Sequence[Row], now: datetime) -> Iterator[_Look]:
    """Ask for pages again, politely, and only for those that have changed since."""
    rows = {row["article_id"]: row for row in due}
    requests = [
        PageRequest(row["url"], name, Validators(row["etag"], row["last_modified"], row["raw_sha256"]))
        for name, row in rows.items()
    ]
    with State(bench.layout.state) as state:
        manners = known_manners(state)
        step = Step("look at pages again", partial(fetch_batch, rules=bench.page_rules, now=now), retries=1)
        asked = [FetchBatch(batch, manners) for batch in batches_by_host(requests, ENTRIES_A_BATCH)]
        for fetched in bench.each(step, asked):
            manners = manners.then(fetched.manners)
            yield from (_Look(rows[one.request.entry_id], one.result) for one in fetched.pages)
        remember_manners(state, manners)


def record(bench: Bench, connection: Connection, looks: Sequence[_Look], now: datetime) -> Looks:
    """Compare the pages that answered with what was known, and record looks and revisions."""
    furniture = KnownFurniture(connection, learn=False)
    seen = [one for one in looks if not _was_not_asked(one.result)]
    pages = [_Changed(one.row, one.result) for one in seen if isinstance(one.result, Page)]
    other = [one for one in pages if one.page.sha256 != one.row["raw_sha256"]]
    compared = dict(zip((one.row["article_id"] for one in other), _compared(bench, furniture, other, now), strict=True))
    checks: list[PageCheck] = []
    revisions: list[Revision] = []
    for one in seen:
        name = one.row["article_id"]
        check, found = _judged(one, compared.get(name), now)
        checks.append(check)
        after = check.raw_sha256 if check.outcome == "changed" else ""
        revisions += [Revision.of(name, now, change, one.row["raw_sha256"], after) for change in found]
        if check.outcome == "changed" and isinstance(one.result, Page):
            archive.store(bench.layout.raw, one.result.body, one.result.sha256)
    record_checks(connection, checks, revisions)
    return Looks(len(checks), len(revisions))


def _was_not_asked(result: Page | Trouble) -> bool:
    """Tell a page whose host wants to be left alone: a later pass asks for it."""
    return isinstance(result, Trouble) and result.reason == LEFT_ALONE


def _judged(look: _Look, found: list[Change] | str | None, now: datetime) -> tuple[PageCheck, list[Change]]:
    """Return what a look is remembered as, and what has changed."""
    row, result = look.row, look.result
    known = PageCheck(row["article_id"], now, "unchanged", row["raw_sha256"], row["etag"], row["last_modified"])
    if isinstance(result, Page):
        etag, modified = result.headers.get("etag", ""), result.headers.get("last-modified", "")
        outcome = found if isinstance(found, str) else "changed" if found else "unchanged"
        latest = result.sha256 if outcome == "changed" else known.raw_sha256
        return PageCheck(known.article_id, now, outcome, latest, etag, modified), found if isinstance(
            found, list
        ) else []
    if result.status not in GONE:
        return known.with_outcome("unchanged" if result.reason == NOT_MODIFIED else result.reason), []
    deleted = [Change("deleted", "", "", 0.0)] if row["outcome"] == GONE_OUTCOME else []
    return known.with_outcome(GONE_OUTCOME), deleted


def _compared(
    bench: Bench, furniture: KnownFurniture, looks: Sequence[_Changed], now: datetime
) -> Iterator[list[Change] | str]:
    """Clean both versions of pages alike and yield what differs, or why they can not be compared."""
    documents: list[Document | Trouble] = []
    for one in looks:
        known = archive.load(bench.layout.raw, one.row["raw_sha256"])
        documents += [_document(bench, one.row, body, now) for body in (known, one.page.body)]
    cleaned = clean(bench, [one for one in documents if isinstance(one, Document)])
    versions = [one if isinstance(one, Trouble) else next(cleaned) for one in documents]
    for before, after in zip(versions[::2], versions[1::2], strict=True):
        against = next((one.reason for one in (after, before) if isinstance(one, Rejection | Trouble)), "")
        if against or not isinstance(before, Article) or not isinstance(after, Article):
            yield against
            continue
        trimmed = furniture.trim([before, after], 0, now).articles
        yield changes(trimmed[0], trimmed[1])


def _document(bench: Bench, row: Row, body: bytes | Trouble, now: datetime) -> Document | Trouble:
    """Take a version of a page by itself, without what its feed says: both are read alike."""
    if isinstance(body, Trouble):
        return body
    entry = Entry(
        row["entry_id"], "", row["source_id"], row["url"], "", "", "", "", "", "", None, "second", "", row["first_seen_at"]
    )  # fmt: skip
    page = Page(row["url"], row["url"], HTTPStatus.OK, row["content_type"], body, "", now)
    document = document_of(bench, entry, page, now)
    return document if isinstance(document, Document) else Trouble(document.reason, document.detail)
