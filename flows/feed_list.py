"""Put together how every configured feed fares: from the state what is planned, from the warehouse what it brought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from config.models import Config
from flows.bench import feeds_of
from flows.yields import fallen_yields
from tasks.drift import Yield
from tasks.feed_health import RECENT_DAYS, USUAL_DAYS, FeedVolume, volume_of
from tasks.feed_state import FeedState
from warehouse.connect import Connection
from warehouse.layout import Layout
from warehouse.read import Row, ask
from warehouse.read_state import PutOff, pages_put_off, remembered_states

LOOKED_BACK = timedelta(days=RECENT_DAYS + USUAL_DAYS + 1)


@dataclass(frozen=True, slots=True)
class FeedReport:
    """How one feed fares. `extracted` is the share of its settled entries that became articles, None before there are any.

    `articles` are its publisher's; `succeeded_at` is its last poll that brought no trouble; `fallen` tells where its
    publisher's pages yield fewer articles than they used to; `put_off` are pages that did not come and are tried again.
    """

    state: FeedState
    volume: FeedVolume
    articles: int = 0
    extracted: float | None = None
    outcome: str = ""
    reason: str = ""
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    fallen: str = ""
    put_off: PutOff | None = None


def feed_reports(config: Config, layout: Layout, connection: Connection | None, now: datetime) -> dict[str, FeedReport]:
    """Report on every feed, by id; without a warehouse on what is planned alone. Raises StateError."""
    states = remembered_states(layout.state, feeds_of(config))
    zone, since = config.settings.zone(), now - LOOKED_BACK
    days: dict[str, dict[date, int]] = defaultdict(dict)
    last: dict[str, Row] = {}
    shares: dict[str, float] = {}
    fallen: dict[str, Yield] = {}
    if connection is not None:
        for row in ask(connection, "feed_days", since=since, zone=str(zone)):
            days[row["feed_id"]][row["day"]] = row["entries"]
        last = {row["feed_id"]: row for row in ask(connection, "last_polls")}
        for row in ask(connection, "feed_extraction", since=since):
            if settled := row["extracted"] + row["rejected"]:
                shares[row["feed_id"]] = row["extracted"] / settled
        fallen = fallen_yields(connection, now)
    today = now.astimezone(zone).date()
    told = {feed_id: fallen[feed.source].told() for feed_id, feed in config.feeds.items() if feed.source in fallen}
    reports = {
        feed_id: _report(state, volume_of(days[feed_id], today), last.get(feed_id, {}), shares.get(feed_id))
        for feed_id, state in states.items()
    }
    put_off = pages_put_off(layout.state)
    return {
        feed_id: replace(one, fallen=told.get(feed_id, ""), put_off=put_off.get(feed_id))
        for feed_id, one in reports.items()
    }


def _report(state: FeedState, volume: FeedVolume, last: Row, extracted: float | None) -> FeedReport:
    """Join both; the warehouse alone, copied to another place, still tells of the last poll that it knows."""
    return FeedReport(
        state,
        volume,
        articles=last.get("articles", 0),
        extracted=extracted,
        outcome=state.outcome or last.get("outcome", "never polled"),
        reason=state.failing.reason if state.failing else "" if state.outcome else last.get("reason", ""),
        polled_at=state.polled_at or last.get("polled_at"),
        succeeded_at=state.succeeded_at or last.get("succeeded_at"),
    )
