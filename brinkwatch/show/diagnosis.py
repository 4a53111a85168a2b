"""Say how a feed is, as a doctor would: what was asked, what came back, what was read, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from brinkwatch.show.outlook import conditions, moved, outlook
from flows.checkup import Examination, FeedCheck
from tasks.hosts import without_credentials
from tasks.records import Article, Entry, Page, Precision, Rejection, Source, Trouble

SILENT_DAYS = 30
"""A feed of news without anything new for this long has most likely been left behind by its publisher."""

ADVICE = {
    "private_address": "the host lies in a private network; if that is meant, name it under fetch.allow_private_hosts in settings.yaml",
    "dns": "no such host is known; check the spelling in feeds.yaml, and whether this machine is online",
    "timeout": "the publisher is too slow today; if it always is, raise fetch.timeout_seconds in settings.yaml",
    "refused": "nothing answers on that port; check the address in feeds.yaml",
    "unreachable": "the host can not be reached; check whether this machine is online",
    "tls": "the publisher's certificate is not sound, so nothing was read; only the publisher can mend that",
    "bad_url": "check the address in feeds.yaml",
    "http_401": "the feed wants a login; without one it can not be followed",
    "http_403": "the publisher refuses this program; write to the publisher, or look for another feed",
    "http_404": "nothing is at this address; look on the publisher's site for the new one",
    "http_410": "the publisher took the feed down for good; take it out of feeds.yaml or look for another",
    "http_429": "the publisher is asked too often; raise fetch.per_host_spacing_seconds in settings.yaml, and wait",
    "http_5xx": "the publisher's server is in trouble; the next poll asks again",
    "too_large": "if a feed of this size is meant, raise fetch.max_feed_bytes in settings.yaml",
    "redirect_loop": "the publisher's redirects lead nowhere; look on its site for the feed's address",
    "too_many_redirects": "the publisher's redirects lead nowhere; look on its site for the feed's address",
    "empty_body": "the publisher serves nothing; the next poll asks again",
    "html_not_feed": "a web page is at this address: the feed has moved, or a consent page or a wall stands before it",
    "broken_xml": "no entry could be read; only the publisher can mend that",
    "not_feed": "look on the publisher's site for the address of its RSS or Atom feed",
}
"""What to do about a reason; every other one explains itself."""


def row_of(check: FeedCheck, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """Return a check as the listing of all feeds carries it."""
    newest = check.dated[0] if check.dated else None
    return {
        "feed": check.feed.feed_id,
        "outcome": check.outcome,
        "status": check.result.status,
        "entries": len(check.parsed.entries) if check.answer else None,
        "newest": claimed(newest, zone) if newest else None,
        "seconds": round(check.result.seconds, 2),
        "note": complaint(check) or next(remarks(check, now), ""),
    }


def diagnosis(exam: Examination, source: Source, user_agent: str, zone: tzinfo, now: datetime) -> dict[str, Any]:
    """Return everything about one feed: facts by part, and `next`, a list of sentences."""
    return {
        "feed": exam.check.feed.feed_id,
        "source": source.name,
        "outcome": exam.check.outcome,
        "asked": _asked(exam, user_agent),
        "answered": _answered(exam.check),
        "parsed": _parsed(exam, zone) if exam.check.trouble is None else {},
        "newest": _newest(exam, zone),
        "next": [*remarks(exam.check, now), *outlook(exam, source, zone, now)],
    }


def claimed(entry: Entry, zone: tzinfo) -> date | None:
    """Return when an entry says it was published, in a zone; a bare day stays that day."""
    return _in_zone(entry.published_at, entry.published_precision, zone)


def _in_zone(moment: datetime | None, precision: Precision, zone: tzinfo) -> date | None:
    if moment is None or precision == "day":
        return moment.astimezone(UTC).date() if moment else None
    return moment.astimezone(zone)


def complaint(check: FeedCheck) -> str:
    """Say in one line why a feed failed or is broken; empty for one that answers."""
    return f"{check.trouble.reason}: {check.trouble.detail}" if check.trouble else ""


def remarks(check: FeedCheck, now: datetime) -> Iterator[str]:
    """Say what to do about a feed, and what else is odd about it, the weightiest first."""
    if check.trouble is not None:
        yield from filter(None, [ADVICE.get(check.trouble.reason)])
        yield from (f"the page names a feed, to write in feeds.yaml: {one}" for one in map(_named, check.alternates))
        return
    if check.moved_to:
        yield moved(check)
    elif check.answer and check.answer.redirects:
        to = check.answer.final_url
        yield f"redirected for now to {to}; polls follow, and the address in feeds.yaml stays right"
    yield from _of_entries(check, now)


def _named(alternate: tuple[str, str]) -> str:
    address, title = alternate
    return f"{address} ({title})" if title else address


def _of_entries(check: FeedCheck, now: datetime) -> Iterator[str]:
    entries, dated = check.parsed.entries, check.dated
    if check.parsed.flaw:
        yield f"the feed is flawed, and what could be read was: {check.parsed.flaw}"
    if not entries:
        yield "a sound feed without entries"
    elif not dated:
        yield "no entry has a date; articles take theirs from their pages"
    else:
        newest = dated[0].published_at or now
        if newest > now:
            yield "entries claim a time still to come; check the publisher's timezone in sources.yaml"
        elif (age := now - newest) > timedelta(days=SILENT_DAYS):
            yield f"nothing new for {age.days} days; the publisher may have left this feed"
    if entries and not any(entry.url for entry in entries):
        yield "no entry has a link; only what the feed itself says can be had"


def _asked(exam: Examination, user_agent: str) -> dict[str, Any]:
    return {
        "url": exam.check.asked,
        "user_agent": user_agent,
        "conditions": "none, to see everything",
        "a_poll_would_send": conditions(exam.check.state.conditions) or "no condition",
    }


def _answered(check: FeedCheck) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "status": check.result.status,
        "redirects": [f"{hop.status} from {hop.url}" for hop in check.result.redirects],
        "seconds": round(check.result.seconds, 2),
    }
    if answer := check.answer:
        facts |= {"address": answer.final_url, "content_type": answer.content_type, "bytes": len(answer.body)}
        facts |= {name.replace("-", "_"): answer.headers.get(name, "") for name in ("etag", "last-modified")}
    if check.trouble is not None:
        facts |= {"reason": check.trouble.reason, "detail": check.trouble.detail}
    return facts


def _parsed(exam: Examination, zone: tzinfo) -> dict[str, Any]:
    parsed, dated = exam.check.parsed, exam.check.dated
    entries = parsed.entries
    facts: dict[str, Any] = {
        "format": _format(parsed.format),
        "title": parsed.title,
        "entries": len(entries),
        "not_seen_before": sum(entry.entry_id not in exam.known for entry in entries),
    }
    for name, entry in [("newest", dated[0]), ("oldest", dated[-1])] if dated else []:
        facts |= {name: claimed(entry, zone), f"{name}_precision": entry.published_precision}
    return facts | {
        "without_link": sum(not entry.url for entry in entries),
        "without_title": sum(not entry.title for entry in entries),
        "without_date": len(entries) - len(dated),
        "empty": parsed.dropped,
        "repeated": parsed.repeated,
        "garbled": sum("\ufffd" in entry.title + entry.summary_html + entry.content_html for entry in entries),
        "flaw": parsed.flaw,
    }


def _format(name: str) -> str:
    """Spell out a format: rss20 is RSS 2.0, rss091n is RSS 0.91n."""
    parts = re.fullmatch(r"([a-z]+)(\d)(\w+)", name)
    return f"{'RSS' if parts[1] == 'rss' else parts[1].title()} {parts[2]}.{parts[3]}" if parts else name or "unknown"


def _newest(exam: Examination, zone: tzinfo) -> dict[str, Any]:
    if exam.entry is None:
        return {}
    facts: dict[str, Any] = {"entry": exam.entry.title, "url": without_credentials(exam.entry.url)}
    if isinstance(exam.page, Page):
        facts |= {"status": exam.page.status, "bytes": len(exam.page.body)}
        facts |= {"address": without_credentials(exam.page.final_url)} if exam.page.redirects else {}
    elif isinstance(exam.page, Trouble) and isinstance(exam.made, Article):
        facts |= {"page": f"{exam.page.reason}: {exam.page.detail}"}  # the feed's own text stood in
    if isinstance(exam.made, Rejection):
        facts |= {"rejected": exam.made.reason, "detail": exam.made.detail}
    elif isinstance(exam.made, Article):
        made = exam.made
        facts |= {"title": made.title, "words": made.word_count, "language": made.language}
        facts |= {
            "published": _in_zone(made.published_at, made.published_precision, zone),
            "published_from": made.published_from,
            "begins": made.text[:120],
        }
    return facts
