"""How passes take turns and how they are told: waiting, whole days without network, and pages in Prefect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from brinkwatch.replay.outlets import OUTLETS
from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.report import intake_line, intake_page, judgement_line, judgement_page
from flows.silent_ends import lines_of
from flows.steps import in_process
from tasks.judgements import Alert, Evidence, PassReport
from tests.newsroom import watch_config
from warehouse.lock import AnotherPass, only_pass

AT = datetime(2017, 2, 2, 23, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> [click](http://x) | \x1b[31mred `code`"


def pass_under(lock: Path) -> Callable[[], PassReport]:
    def work() -> PassReport:
        with only_pass(lock, AT):
            return PassReport(AT)

    return work


def test_a_pass_waits_for_the_one_at_work_and_says_so_once(tmp_path: Path) -> None:
    from flows.outcome import in_turn  # with Prefect, which takes two seconds to import

    held, free, told = Event(), Event(), list[str]()

    def hold() -> None:
        with only_pass(tmp_path / "lock", AT):
            held.set()
            free.wait(20)

    Thread(target=hold, daemon=True).start()
    held.wait(20)

    def tell(line: str) -> None:
        told.append(line)
        free.set()

    assert in_turn(pass_under(tmp_path / "lock"), tell, patience_seconds=20, look_seconds=0.02) == PassReport(AT)
    [line] = told
    assert line.startswith("waits for the pass at work (process ")


def test_patience_has_an_end(tmp_path: Path) -> None:
    from flows.outcome import in_turn  # with Prefect, which takes two seconds to import

    told = list[str]()
    with only_pass(tmp_path / "lock", AT), pytest.raises(AnotherPass, match="process"):
        in_turn(pass_under(tmp_path / "lock"), told.append, patience_seconds=0.1, look_seconds=0.02)
    assert len(told) == 1


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> PassReport:
    """The pass of a machine without network: nobody answers at any address."""
    home = tmp_path_factory.mktemp("cut_off")
    watch_config(home / "config", {outlet.source_id: 9 for outlet in OUTLETS})
    bench = prepare(home / "config", home / "news.duckdb", lambda one: in_process(one, THREADS), StringIO())
    return pipeline.ingest(bench, AT)


def test_a_pass_without_network_says_in_one_line_how_many_feeds_failed_and_why(cut_off: PassReport) -> None:
    assert intake_line(cut_off) == (
        "no feed answered: 9 of 9 failed (9 refused); 0 articles loaded, 0 of them copies; 0 rejected; "
        "the next run asks again"
    )


def test_its_page_names_every_feed_in_trouble(cut_off: PassReport) -> None:
    page = intake_page(cut_off, 61.4)
    assert "This took 1 min 1 s." in page
    assert "| feeds polled | 9 | 9 failed |" in page
    assert [line.split(":")[0] for line in page.split("## Feeds in trouble\n\n")[1].splitlines()] == [
        f"- {outlet.source_id}" for outlet in OUTLETS
    ]


def test_the_line_names_the_most_frequent_reasons_and_that_there_are_others() -> None:
    failures = {"dns": 2, "timeout": 5, "http_404": 1, "tls": 3}
    report = PassReport(AT, polls={"failed": 11, "changed": 3}, loaded=1200, failures=failures)
    assert intake_line(report) == (
        "1,200 articles loaded, 0 of them copies; 0 rejected; 11 of 14 feeds failed (5 timeout, 3 tls, 2 dns, others)"
    )


def test_the_page_of_a_pass_says_what_came_from_whom_and_what_was_rejected_why() -> None:
    by_source = {
        "Quiet News": {"too_short": 3},
        "Big News": {"loaded": 1500, "copies": 20, "too_short": 1, "http_404": 2},
    }
    report = PassReport(
        AT, polls={"changed": 2}, loaded=1500, rejected={"too_short": 4, "http_404": 2}, by_source=by_source
    )
    lines = intake_page(report, 8).splitlines()
    assert "| rejected | 6 | 4 too short, 2 http 404 |" in lines
    assert lines[-2:] == ["| Big News | 1,500 | 20 | 2 http 404, 1 too short |", "| Quiet News | 0 | 0 | 3 too short |"]


ALERT = Alert(
    "62a7aa", "korea", "coverage", "firing", AT, AT, None, date(2017, 2, 1), date(2017, 2, 2), 9, 2.1, 0.0001, 2.0, 12, 9, 4,
    "Korea: 9 texts where 2.1 were expected", "9 distinct texts of 4 publishers",
    tuple(Evidence(f"a{number}", "bbc", "http://x", "A title", AT, "A sentence.") for number in range(7)),
)  # fmt: skip


def test_the_page_of_a_judgement_shows_what_opened_and_closed_with_its_texts() -> None:
    closed = replace(ALERT, state="resolved", evidence=())
    report = PassReport(AT, alerts=(ALERT, closed))
    page = judgement_page(report, 0.5)
    assert page.count("- 2017-02-02 bbc: **A title** A sentence.") == 5
    assert "## Opened: Korea: 9 texts where 2.1 were expected\n\n9 distinct texts of 4 publishers" in page
    assert "## Closed: Korea" in page
    assert "All of it: `brinkwatch alerts why 62a7aa`" in page
    assert judgement_line(report) == "alerts: 1 opened, 1 closed"
    calm = judgement_page(PassReport(AT, shares={"Korea | *": (0.0, None, 0.02, 0.04), "Gulf": (None, None)}), 0.5)
    assert "No alert opened or closed." in calm
    assert "| share of distinct texts, the last 4 days |" in calm
    assert "| Korea \\| \\* | ▁·▅█ | 4.0 % |\n| Gulf | ·· | – |\n" in calm


def test_what_feeds_say_can_not_become_markup_of_a_page() -> None:
    text = Evidence("a", HOSTILE, HOSTILE, HOSTILE, AT, HOSTILE)
    report = PassReport(AT, polls={"failed": 1}, troubles=(HOSTILE,), by_source={HOSTILE: {"loaded": 1}})
    alerts = PassReport(AT, alerts=(replace(ALERT, headline=HOSTILE, reason=HOSTILE, evidence=(text,)),))
    for page in (intake_page(report, 1), judgement_page(alerts, 1)):
        assert page.count("alert(1)") >= 2
        assert "<script>" not in page
        assert "[click]" not in page
        assert "\x1b" not in page
        assert "`code`" not in page.replace("\\`", "")


def silent(message: str, at: datetime) -> Any:
    return SimpleNamespace(state=SimpleNamespace(message=message), expected_start_time=at)


def test_runs_that_end_without_a_word_are_told() -> None:
    skipped = silent("Deployment concurrency limit reached.", AT)
    later = silent("Deployment concurrency limit reached.", AT.replace(minute=50))
    crashed = silent("Process exited with status code: -9", AT)
    assert lines_of([skipped]) == ["skipped: the run due 2017-02-02 23:30 UTC, because the one before still works"]
    assert lines_of([later, crashed, skipped]) == [
        "crashed: Process exited with status code: -9; runs.log may say more",
        "skipped: 2 runs due from 2017-02-02 23:30 to 2017-02-02 23:50 UTC; one run makes up for them",
    ]
    assert lines_of([]) == []
