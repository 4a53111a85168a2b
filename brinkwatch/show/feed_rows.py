"""Lay out how feeds fare, a row each."""

from __future__ import annotations

from typing import Any

from config.models import Config
from flows.feed_list import FeedReport
from tasks.feed_state import FeedState
from tasks.hosts import without_credentials
from warehouse.read_state import PutOff

COLUMNS = [
    "feed", "source", "country", "language", "state", "last_poll", "last_success", "outcome", "reason", "note", "failing_since",
    "suspended_since", "entries_a_day", "usual_a_day", "volume", "extracted", "next_poll", "waits_for", "articles", "url",
    "asked_url", "pages_waiting", "next_page_try",
]  # fmt: skip
"""What programs are given: `volume` is normal, low, high, silent or unknown, `waits_for` what sets the time of `next_poll`.
`pages_waiting` are pages of its entries that did not come and are asked for again, the first at `next_page_try`."""

SHOWN = [
    "feed", "state", "last_success", "entries_a_day", "usual_a_day", "volume", "extracted", "next_poll", "note",
]  # fmt: skip
"""What people are shown."""

FORMATS = {"entries_a_day": ".1f", "usual_a_day": ".1f", "extracted": ".0%"}


def row_of(config: Config, feed_id: str, report: FeedReport) -> dict[str, Any]:
    """Return a feed as the listing carries it; moments are UTC."""
    feed, state, volume = config.feeds[feed_id], report.state, report.volume
    source = config.sources[feed.source]
    return {
        "feed": feed_id,
        "source": source.name,
        "country": source.country,
        "language": source.language,
        "state": state.condition,
        "last_poll": report.polled_at,
        "last_success": report.succeeded_at,
        "outcome": report.outcome,
        "reason": report.reason,
        "note": "; ".join(filter(None, (note_of(state), report.fallen, _put_off(report.put_off)))),
        "failing_since": state.failing.since if state.failing else None,
        "suspended_since": state.suspended_at,
        "entries_a_day": volume.recent,
        "usual_a_day": volume.usual,
        "volume": volume.verdict,
        "extracted": report.extracted,
        "next_poll": state.next_poll_at,
        "waits_for": state.because,
        "articles": report.articles,
        "url": without_credentials(feed.url),
        "asked_url": without_credentials(state.url),
        "pages_waiting": sum(report.put_off.reasons.values()) if report.put_off else 0,
        "next_page_try": report.put_off.next_at if report.put_off else None,
    }


def note_of(state: FeedState) -> str:
    """Say what is wrong with a feed, and what to do about it; empty for a sound one."""
    if state.condition == "moved":
        return f"moved permanently: write {state.moved_to or without_credentials(state.url)} in feeds.yaml"
    trouble = f"{state.failing.reason}: {state.failing.detail}" if state.failing else ""
    resumes = "; `brinkwatch run --all` or another address resumes it" if state.suspended_at is not None else ""
    return trouble + resumes


def _put_off(pages: PutOff | None) -> str:
    """Say which pages did not come and when they are tried again."""
    if pages is None:
        return ""
    why = ", ".join(f"{count} {reason}" for reason, count in pages.reasons.items())
    return f"pages that did not come ({why}) are tried again from {pages.next_at:%Y-%m-%d %H:%M} UTC on"
