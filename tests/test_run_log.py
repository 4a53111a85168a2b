"""The log: an event a line, of the levels asked for, never larger than allowed, and never the end of a run."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from warehouse.run_log import RunLog, before, within_run

MOST = 20_000


def write_many(path: Path, name: int) -> None:
    log = RunLog(path, keep_bytes=MOST)
    for number in range(200):
        log.info("tick", name=name, number=number)


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_event_is_one_line_with_time_level_run_and_fields(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "news.log")
    with within_run("ingest-1"):
        log.info("run_ended", loaded=3, rejected_by_reason={"too_short": 2}, detail="two\nlines")
    log.error("health", trouble="disk")
    first, second = read(log.path)
    assert datetime.fromisoformat(str(first.pop("at"))).tzinfo is not None
    assert first == {
        "level": "info", "run": "ingest-1", "event": "run_ended",
        "loaded": 3, "rejected_by_reason": {"too_short": 2}, "detail": "two lines",
    }  # fmt: skip
    assert (second["level"], second["run"]) == ("error", None)


def test_levels_below_the_one_asked_for_are_left_out(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "news.log", level="warning")
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    assert [one["event"] for one in read(log.path)] == ["c", "d"]


def test_processes_that_write_at_once_lose_no_line_but_the_oldest_and_keep_its_size(tmp_path: Path) -> None:
    path = tmp_path / "news.log"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(write_many, [path, path], [1, 2]))
    kept = [*read(before(path)), *read(path)]
    assert path.stat().st_size + before(path).stat().st_size <= MOST
    for name in (1, 2):
        numbers = [one["number"] for one in kept if one["name"] == name]
        assert numbers == list(range(200 - len(numbers), 200))
    assert len(kept) > 100


def test_a_log_that_can_not_be_written_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "news.log").mkdir()
    RunLog(tmp_path / "news.log").error("run_failed")
    RunLog(tmp_path / "none.log", keep_bytes=0).error("run_failed")
    assert not (tmp_path / "none.log").exists()
