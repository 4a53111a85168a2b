"""Clean and read anew what is stored, from the raw archive and without the network.

What is stored says by which versions it was made, so an interrupted run goes on where it stopped: what is left is what
other versions made. The identity of articles, their times, and what was claimed of them stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from flows.bench import Bench
from flows.furnish import KnownFurniture
from flows.gather import clean, document_of
from flows.load import enrich
from flows.originals import Originals
from tasks.records import Article, Document, Entry, Page, Rejection, Trouble
from tasks.recurring import Cut
from tasks.twins import Twins
from warehouse import archive, read, rewrite, write
from warehouse.connect import Connection
from warehouse.read import Row
from warehouse.rewrite import REMADE, Remade

ROWS_A_BATCH = 256
"""Articles between two durable points: some seconds of work."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be made anew: everything of the scope, or only what other versions made."""

    since: datetime | None = None
    source: str | None = None
    everything: bool = False


@dataclass(slots=True)
class ReprocessReport:
    """What making anew did. `left` names what could not be, and why."""

    articles: int = 0
    texts_changed: int = 0
    findings_changed: int = 0
    accepted: int = 0
    rejected: int = 0
    judged: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A stored article or rejection on its way; `made` is what becomes of it, `cuts` what was cut from it."""

    row: Row
    stood: Article | None
    document: Document | None
    made: Article | Rejection | None = None
    cuts: tuple[Cut, ...] = ()


def reprocess(
    bench: Bench, connection: Connection, now: datetime, chosen: Chosen, progress: Callable[[int], None]
) -> ReprocessReport:
    """Make anew what is chosen, a durable batch at a time: first articles, then rejections."""
    work = _Reprocessing(bench, connection, now)
    for question, place, key in (
        ("outdated_articles", "first_seen_at", "article_id"),
        ("outdated_rejections", "rejected_at", "entry_id"),
    ):
        work.begin()
        for rows in _outdated(bench, connection, chosen, question, place, key):
            work.remake(rows, chosen.everything)
            progress(len(rows))
    return work.report


def _outdated(
    bench: Bench, connection: Connection, chosen: Chosen, question: str, place: str, key: str
) -> Iterator[list[Row]]:
    after_at, after_id = BEGINNING, ""
    while rows := read.ask(
        connection, question, since=chosen.since, source=chosen.source, everything=chosen.everything,
        clean_version=bench.clean_version, enrich_version=bench.enrich_version,
        after_at=after_at, after_id=after_id, most=ROWS_A_BATCH,
    ):  # fmt: skip
        after_at, after_id = rows[-1][place], rows[-1][key]
        yield rows


class _Reprocessing:
    def __init__(self, bench: Bench, connection: Connection, now: datetime) -> None:
        self.report = ReprocessReport()
        self._bench = bench
        self._connection = connection
        self._now = now
        self._furniture = KnownFurniture(connection, learn=False)
        self._twins = Twins()

    def begin(self) -> None:
        """Begin at the oldest."""
        self._originals = Originals(self._bench, self._connection)

    def remake(self, rows: Sequence[Row], everything: bool) -> None:
        """Make a batch anew and store it."""
        items = [item for row in rows if (item := self._item(row, everything)) is not None]
        self._clean(items)
        for item in items:
            self._trim(item)
        stored = [(one, one.stood, one.made) for one in items if one.stood and isinstance(one.made, Article)]
        changed = [new for _, old, new in stored if _differ(old, new) or old.signature not in {b"", new.signature}]
        accepted = self._accepted(items)
        unread = [
            new
            for item, old, new in stored
            if everything or _differ(old, new) or item.row["enrich_version"] != self._bench.enrich_version
        ]
        readings = self._twins.share([*unread, *accepted])
        made = Remade(
            self._bench.clean_version,
            self._bench.enrich_version,
            self._bench.recogniser,
            changed=changed,
            accepted=accepted,
            rejected={one.stood.article_id: one.made for one in items if one.stood and isinstance(one.made, Rejection)},
            judged=[one.made for one in items if not one.stood and _is_other(one)],  # type: ignore[misc]
            originals=self._originals.of(changed, accepted),
            enrichments=readings.complete(enrich(self._bench, readings.unread)),
            cuts={
                one.made.article_id: one.cuts
                for one in items
                if isinstance(one.made, Article) and (one.stood or one.made in accepted)
            },
            cleaned=[one.stood.article_id for one in items if one.stood and one.document],
            settled=[one.row["entry_id"] for one in items if not one.stood],
            read=[one.article_id for one in unread],
        )
        self._count(made, len(items), rewrite.store(self._connection, made))

    def _item(self, row: Row, everything: bool) -> _Item | None:
        """Take a row up with the document it came from, where that is to be cleaned anew; None where that is lost."""
        stood = article_of(row) if "article_id" in row else None
        if not everything and row["clean_version"] == self._bench.clean_version:
            return _Item(row, stood, None, stood)
        if row["page_sha256"] is None and not row["content_html"]:
            return _Item(row, stood, None, stood)
        page = self._page(row)
        if isinstance(page, Trouble):
            self.report.left.append(f"{row.get('article_id') or row['entry_id']} ({row['url']}): {page.detail}")
            return None
        at = row["fetched_at"] if stood else row["rejected_at"]
        document = document_of(self._bench, _entry(row), page, at)
        return _Item(row, stood, document if isinstance(document, Document) else None, stood)

    def _page(self, row: Row) -> Page | Trouble | None:
        if row["page_sha256"] is None:
            return None
        body = archive.load(self._bench.layout.raw, row["page_sha256"])
        if isinstance(body, Trouble):
            return body
        fetched_at = row.get("fetched_at") or row["rejected_at"]
        return Page(
            row["url"], row["final_url"], row["status"], row["content_type"], body, row["page_sha256"], fetched_at
        )

    def _clean(self, items: Sequence[_Item]) -> None:
        cleaned = clean(self._bench, [item.document for item in items if item.document])
        for item in items:
            if item.document:
                made = next(cleaned)
                if item.stood and isinstance(made, Article):
                    kept = {name: getattr(made, name) for name in (*REMADE, "text_sha256", "signature")}
                    item.made = replace(item.stood, **kept)
                elif item.stood and isinstance(made, Rejection):
                    item.made = replace(made, rejected_at=self._now)
                else:
                    item.made = made

    def _trim(self, item: _Item) -> None:
        """Cut furniture known by now; of what was cut before, that stays cut which is not made anew."""
        if not isinstance(item.made, Article):
            return
        trimmed = self._furniture.trim([item.made], self._bench.clean_rules.min_words, self._now)
        before = () if item.document else _cuts(self._connection, item.made.article_id)
        item.cuts = tuple(dict.fromkeys((*before, *trimmed.cuts)))
        item.made = trimmed.articles[0] if trimmed.articles else trimmed.rejections[0]

    def _accepted(self, items: Sequence[_Item]) -> list[Article]:
        """Return what was rejected and is an article now, unless the warehouse has it by another entry."""
        found = {one.made.article_id: one.made for one in items if not one.stood and isinstance(one.made, Article)}
        known = write.known_articles(self._connection, list(found))
        return [article for name, article in found.items() if name not in known]

    def _count(self, made: Remade, articles: int, findings_changed: int) -> None:
        self.report.articles += articles
        self.report.texts_changed += len(made.changed)
        self.report.findings_changed += findings_changed
        self.report.accepted += len(made.accepted)
        self.report.rejected += len(made.rejected or {})
        self.report.judged += len(made.judged)


def _differ(old: Article | None, new: Article) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in REMADE)


def _is_other(item: _Item) -> bool:
    return isinstance(item.made, Rejection) and (item.made.reason, item.made.detail) != (
        item.row["reason"],
        item.row["detail"],
    )


def article_of(row: Row) -> Article:
    """Return the article that a row holds."""
    known = {name: row[name] for name in Article.__dataclass_fields__}
    return Article(**{**known, "signature": bytes(row["signature"]), "entry_id": row["entry_id"] or ""})


def _entry(row: Row) -> Entry:
    """Put the entry together again; what was not kept of old ones is what their articles have."""
    known = row["feed_title"] is not None
    return Entry(
        entry_id=row["entry_id"],
        feed_id="",
        source_id=row["source_id"],
        url=row["url"],
        guid="",
        title=row["feed_title"] if known else row.get("title", ""),
        author=row["feed_author"] if known else row.get("author", ""),
        summary_html="",
        content_html=row["content_html"] or "",
        published_raw=row["feed_published_raw"] or "",
        published_at=row["feed_published_at"],
        published_precision=row["feed_published_precision"] or "second",
        language=row["feed_language"] or "",
        first_seen_at=row["first_seen_at"],
    )


def _cuts(connection: Connection, article_id: str) -> list[Cut]:
    return [Cut(article_id, row["furniture_id"]) for row in read.ask(connection, "cuts_of", article_id=article_id)]
