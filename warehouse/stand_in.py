"""Let the hits of a draft stand in for those stored, on one connection only: the file is neither written nor locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from tasks.records import WatchHit
from warehouse.connect import Connection
from warehouse.write import insert


def stand_in(connection: Connection, watch_id: str, series: Sequence[str], hits: Sequence[WatchHit]) -> None:
    """Shadow the table of hits by a temporary one: those of the watch, and of its draft in place of series of those names."""
    connection.execute(
        "CREATE TEMP TABLE watch_hits AS SELECT * FROM watch_hits WHERE watch_id = ? AND NOT list_contains(?, series)",
        [watch_id, sorted(series)],
    )
    insert(connection, "watch_hits", [asdict(hit) for hit in hits])
