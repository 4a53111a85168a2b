"""What measures a rehearsal rehearses what it says: every look of the days asked for, on news that it made."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import rehearsing
from warehouse.connect import open_writer


def test_each_day_is_looked_at_once_and_by_the_hour_at_the_end_of_each_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsing, "TEXTS_A_DAY", 200)
    bench = rehearsing.bench_of(tmp_path, terms=2)
    connection = open_writer(bench.layout.live, rehearsing.FIRST)
    try:
        rehearsing.fill(connection, terms=2, days=4)
        stored = connection.execute("SELECT count(*), count(DISTINCT source_id) FROM articles").fetchone()
        assert stored is not None
        assert stored[0] == pytest.approx(800, rel=0.2)
        assert stored[1] == rehearsing.SOURCES
        assert rehearsing.rehearsed(bench, connection, "day", 4).looks == 4
        assert rehearsing.rehearsed(bench, connection, "hour", 2).looks == 48
    finally:
        connection.close()
