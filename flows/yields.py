"""How many of each source's pages become articles, of late and before."""

from __future__ import annotations

from datetime import datetime, timedelta

from tasks.drift import LATEST_PAGES, PAST_DAYS, Yield
from warehouse.connect import Connection
from warehouse.read import ask


def fallen_yields(connection: Connection, now: datetime) -> dict[str, Yield]:
    """Return the sources that yield fewer articles than they used to, by id."""
    rows = ask(connection, "extraction_runs", since=now - timedelta(days=PAST_DAYS), latest=LATEST_PAGES)
    yields = {
        row["source_id"]: Yield(row["articles"], row["pages"], row["earlier_articles"], row["earlier_pages"])
        for row in rows
    }
    return {source_id: one for source_id, one in yields.items() if one.has_fallen}
