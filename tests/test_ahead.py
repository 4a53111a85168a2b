"""A rehearsal by the hour finds the same in processes of its own as in this one, and goes on where those are killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks import rehearsing
from flows import ahead
from flows.bench import Bench
from flows.rehearse import Rehearsal, rehearse
from warehouse import write
from warehouse.connect import Connection, open_writer

DAYS, BURST = 26, 22
TEXTS = """
    SELECT article_id FROM articles WHERE first_seen_at BETWEEN $since AND $until
    AND article_id NOT IN (SELECT article_id FROM watch_hits WHERE series = 'term-1') ORDER BY ALL LIMIT 14
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, Connection]]:
    """Some weeks of a newsroom; one term bursts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rehearsing, "TEXTS_A_DAY", 120)
        bench = rehearsing.bench_of(tmp_path_factory.mktemp("ahead"), terms=4)
        connection = open_writer(bench.layout.live, rehearsing.FIRST)
        rehearsing.fill(connection, terms=4, days=DAYS)
    since = rehearsing.FIRST + timedelta(days=BURST)
    asked = {"since": since, "until": since + timedelta(hours=5)}
    burst = [name for (name,) in connection.execute(TEXTS, asked).fetchall()]
    hit = {
        "watch_id": "watch",
        "series": "term-1",
        "surface": "note",
        "start_char": 2,
        "end_char": 6,
        "in_title": False,
    }
    write.insert(connection, "watch_hits", [{"article_id": name, **hit} for name in burst])
    detect = bench.config.settings.detect.model_copy(update={"spikes_by": "hour"})
    settings = bench.config.settings.model_copy(update={"detect": detect})
    yield replace(bench, config=bench.config.model_copy(update={"settings": settings})), connection
    connection.close()


def rehearsed(
    warehouse: tuple[Bench, Connection], monkeypatch: pytest.MonkeyPatch, processes: int, kill_on: date | None = None
) -> Rehearsal:
    """Rehearse it in chunks of four days, in so many processes; kill these on a day."""
    bench, connection = warehouse
    monkeypatch.setattr(ahead, "MOST_LOOKS", 96)
    monkeypatch.setattr(ahead, "APART_FROM", 1)
    monkeypatch.setattr(ahead, "MOST_PROCESSES", processes)
    monkeypatch.setattr(os, "cpu_count", lambda: processes)
    killed = []

    def progress(day: date) -> None:
        if day == kill_on and not killed:
            killed.extend(multiprocessing.active_children())
            for one in killed:
                assert one.pid is not None
                os.kill(one.pid, signal.SIGKILL)

    found = rehearse(bench, connection, bench.series, None, None, progress, grounds=False)
    assert found is not None
    assert bool(killed) == (kill_on is not None)
    return found


@pytest.fixture(scope="module")
def here(warehouse: tuple[Bench, Connection]) -> Rehearsal:
    """What is found in this process."""
    with pytest.MonkeyPatch.context() as patch:
        return rehearsed(warehouse, patch, 1)


def test_processes_of_its_own_find_the_same(
    warehouse: tuple[Bench, Connection], here: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    [burst] = [one for one in here.alerts if one.rule == "term-1" and one.texts >= 14]
    assert (burst.state, len(burst.evidence)) == ("resolved", 12)
    assert burst.first_text_at is not None
    assert burst.first_text_at.date() == rehearsing.FIRST.date() + timedelta(days=BURST)
    assert rehearsed(warehouse, monkeypatch, 2) == here
    assert not multiprocessing.active_children()


def test_a_rehearsal_goes_on_when_its_processes_are_killed(
    warehouse: tuple[Bench, Connection], here: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rehearsed(warehouse, monkeypatch, 2, rehearsing.FIRST.date() + timedelta(days=3)) == here
