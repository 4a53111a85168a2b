"""What a share is of is told: periods that a question cuts, days beyond the data, several periods together, and days not collected."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from brinkwatch.periods import before, cut, smoothed
from brinkwatch.show.series import TrendPoint, coverage_note
from tests.conftest import Run
from tests.shelf import Print, shelve
from warehouse import counting
from warehouse.clocks import has_hour
from warehouse.connect import open_writer
from warehouse.layout import Layout
from warehouse.read import Scope
from warehouse.write import insert

NOW = datetime(2024, 5, 31, tzinfo=UTC)
DAYS = (1, 2, 3, 8, 9, 20)
"""Days of May 2024 with a text each, of one source; the sixth begins a week."""


@pytest.fixture(scope="module", params=["counted", "not counted"])
def warehouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of six days, each with a text, of which the first and the last name Rasa."""
    layout = Layout(tmp_path_factory.mktemp("periods") / "news.duckdb")
    with closing(open_writer(layout.live, NOW)) as connection:
        connection.executemany(
            "INSERT INTO articles BY NAME SELECT $1 AS article_id, $1 AS original_id, $1 AS url, $1 AS canonical_url, 's' AS source_id, $2 AS title, "
            "$2 AS text, '' AS author, 'en' AS language, $3::TIMESTAMPTZ AS published_at, 'second' AS published_precision, 'feed' AS published_from, "
            "'' AS wire, $3::TIMESTAMPTZ AS first_seen_at, $3::TIMESTAMPTZ AS fetched_at, 2 AS word_count, '' AS raw_sha256, true AS backfilled",
            [[f"a{day}", "Rasa" if day in {1, 20} else "Rain", datetime(2024, 5, day, 12, tzinfo=UTC)] for day in DAYS],
        )
        insert(connection, "entities", [{"entity_id": "rasa", "name": "Rasa", "kind": "person", "wikidata": ""}])
        where = {
            "entity_id": "rasa",
            "surface": "Rasa",
            "label": "person",
            "start_char": 0,
            "end_char": 4,
            "in_title": False,
        }
        insert(connection, "mentions", [{"article_id": f"a{day}", **where} for day in (1, 20)])
        if request.param == "counted":
            counting.follow(connection)
        connection.execute("CHECKPOINT")
    layout.published.write_bytes(layout.live.read_bytes())
    return layout.published


def rows(run: Run, warehouse: Path, *asked: str) -> list[dict[str, object]]:
    status, out, err = run("--warehouse", warehouse, "trend", "Rasa", *asked, "--format", "json")
    assert status == 0, err
    found: list[dict[str, object]] = json.loads(out)
    return found


def test_a_week_is_covered_by_the_mean_of_its_days(run: Run, warehouse: Path) -> None:
    weeks = rows(run, warehouse, "--by", "week")
    assert [row["coverage"] for row in weeks] == [pytest.approx(part / 7) for part in (3, 2, 0, 1)]
    (month,) = rows(run, warehouse, "--by", "month")
    assert month["coverage"] == pytest.approx(6 / 31)


def test_days_that_were_asked_for_are_shown_whether_collected_or_not(run: Run, warehouse: Path) -> None:
    found = rows(run, warehouse, "--since", "2024-05-11", "--until", "2024-05-12")
    assert [(row["period"], row["share"], row["coverage"]) for row in found] == [
        ("2024-05-11", None, 0.0), ("2024-05-12", None, 0.0),
    ]  # fmt: skip
    out = run("--warehouse", warehouse, "trend", "Rasa", "--since", "2024-05-11", "--until", "2024-05-12")[1]
    assert out.count("not collected") == 2


def test_days_beyond_the_data_are_told_and_not_drawn(run: Run, warehouse: Path) -> None:
    asked = ("--since", "2024-04-01", "--until", "2024-06-30")
    assert [row["period"] for row in rows(run, warehouse, *asked)][::19] == ["2024-05-01", "2024-05-20"]
    err = run("--warehouse", warehouse, "trend", "Rasa", *asked)[2]
    assert "no data before 2024-05-01 or after 2024-05-20\n" in err


def test_a_period_that_was_cut_is_marked_and_covered_by_what_is_left(run: Run, warehouse: Path) -> None:
    found = rows(run, warehouse, "--by", "week", "--since", "2024-05-08", "--until", "2024-05-20")
    assert [(row["cut"], row["coverage"]) for row in found] == [(True, pytest.approx(2 / 5)), (False, 0.0), (True, 1.0)]
    out = run(
        "--warehouse", warehouse, "trend", "Rasa", "--by", "week", "--since", "2024-05-08", "--until", "2024-05-20"
    )[1]
    assert "cut to 5 of 7 days" in out
    assert "cut to 1 of 7 days, 100 % collected" in out


def test_a_smoothed_share_is_told_with_its_counts_and_looks_back_beyond_the_first_day(
    run: Run, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    found = rows(run, warehouse, "--since", "2024-05-03", "--until", "2024-05-03", "--smooth", "3")
    assert [
        (row["smoothed_texts"], row["smoothed_total"], row["smoothed_over"], row["texts"], row["total"])
        for row in found
    ] == [(1, 3, 3, 0, 1)]
    assert found[0]["share"] == pytest.approx(1 / 3)
    out = run("--warehouse", warehouse, "trend", "Rasa", "--until", "2024-05-03", "--smooth", "3")[1]
    assert "1 of 2  over 2 of 3" in out


def test_what_says_only_its_day_is_told_of_where_hours_are_asked_for(run: Run, tmp_path: Path) -> None:
    at = datetime(2024, 5, 1, 9, tzinfo=UTC)
    prints = [Print("a", "daily", at, at, "Rasa spoke."), Print("b", "daily", at, at, "Rain.")]
    warehouse = shelve(tmp_path / "news.duckdb", prints)
    with closing(open_writer(warehouse, NOW)) as connection:
        connection.execute("UPDATE articles SET published_precision = 'day' WHERE article_id = 'b'")
    err = run("--warehouse", warehouse, "trend", "Rasa", "--by", "hour")[2]
    assert "1 of 2 articles say only their day, and stand at 00:00 of it" in err
    assert "say only their day" not in run("--warehouse", warehouse, "trend", "Rasa", "--by", "day")[2]


def test_an_absence_is_told_with_the_days_that_nobody_collected(run: Run, warehouse: Path) -> None:
    out = run("--warehouse", warehouse, "entity", "Rasa")[1]
    assert "longest absence 18 days (14 of them not collected), between 2024-05-01 and 2024-05-20" in out


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (("--most", "3"), "--most 3: goes with --explain"), (("--period", "2024-05-01"), "--period 2024-05-01: goes with --explain"),
        (("--across", "source", "--panel"), "a panel of one source alone says nothing"),
        (("--largest", "2"), "--largest 2: goes with --across"), (("--explain", "--across", "source"), "--across source: is of points"),
        (("--explain", "--smooth", "2"), "--smooth 2: is of points"), (("--explain", "--chart", "news.svg"), "--chart news.svg: is of points"),
    ],
)  # fmt: skip
def test_options_that_would_do_nothing_are_refused(
    run: Run, warehouse: Path, asked: tuple[str, ...], line: str
) -> None:
    status, out, err = run("--warehouse", warehouse, "trend", "Rasa", *asked)
    assert (status, out) == (2, "")
    assert line in err


@pytest.mark.parametrize(
    ("by", "since", "start", "end"),
    [
        ("day", date(2024, 3, 1), date(2024, 2, 28), date(2024, 3, 1)), ("week", date(2024, 3, 6), date(2024, 2, 19), date(2024, 3, 4)),
        ("month", date(2024, 1, 9), date(2023, 11, 1), date(2024, 1, 1)), ("year", date(2024, 2, 29), date(2022, 1, 1), date(2024, 1, 1)),
        ("hour", date(2024, 3, 1), date(2024, 2, 29), date(2024, 3, 1)),
    ],
)  # fmt: skip
def test_looking_back_goes_by_whole_periods(by: str, since: date, start: date, end: date) -> None:
    found = before(Scope(by=by, since=since), 3)  # type: ignore[arg-type]
    assert found is not None
    assert (found.since, found.until) == (start, end)
    assert before(Scope(), 3) is None


def test_a_smoothed_row_says_over_how_many_periods_it_is() -> None:
    points = [TrendPoint(date(2024, 5, 1) + timedelta(days=day), 1, 1, 1, 4, 0.25, 1.0) for day in range(3)]
    first, *_, last = smoothed(cut(points, Scope()), 3)
    assert (first.counts, last.counts) == ((1, 4), (3, 12))
    assert coverage_note(first) == "over 1 of 3, 100 % collected"
    assert first.partial
    assert not last.partial


def test_an_hour_that_the_clocks_skip_is_none() -> None:
    assert not has_hour("America/New_York", datetime(2017, 3, 12, 2))  # noqa: DTZ001
    assert has_hour("America/New_York", datetime(2017, 11, 5, 1))  # noqa: DTZ001
