"""What a chart of a trend shows where periods are many, and what stands below it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from brinkwatch.front import Failure
from brinkwatch.picture import picture_of
from brinkwatch.show.chart_words import CROWDED, hollow, notes_of
from brinkwatch.show.series import TrendPoint, TrendSeries
from brinkwatch.trends import Answer, answer_trends
from tests.shelf import Print, shelve
from warehouse.connect import Connection, open_reader, open_writer
from warehouse.read import Scope

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def ten_years(tmp_path: Path) -> Path:
    open_writer(tmp_path / "news.duckdb", NOW).close()
    moments = [NOW - timedelta(days=365 * year) for year in range(11)]
    told = [Print(f"a{at.year}", "herald", at, at, "North Korea again.") for at in moments]
    shelve(tmp_path / "news.duckdb", [*told, Print("b", "mail", NOW, NOW, "Nothing.")])
    return tmp_path / "news.duckdb"


def pictured(path: Path, scope: Scope) -> tuple[list[str], int, tuple[str, ...]]:
    """Return the grains that were asked for, the number of points drawn, and the caption."""
    asked: list[str] = []

    def ask(connection: Connection, scope: Scope, smooth: int = 7) -> list[Answer]:
        asked.append(scope.by)
        assert smooth == (7 if len(asked) == 1 else 1)  # seven days are not seven weeks
        return answer_trends(connection, ["North Korea"], scope, smooth)

    with closing(open_reader(path)) as connection:
        answers = ask(connection, scope)
        picture = picture_of(
            connection, answers, scope, lambda one, smooth: ask(connection, one, smooth), Path("a.svg"), path
        )
    assert picture.by == asked[-1]
    return asked, len(picture.series[0].points), picture.caption


def test_ten_years_of_days_are_drawn_by_week_and_it_is_said(
    ten_years: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, points, caption = pictured(ten_years, Scope(by="day", zone="Asia/Seoul"))
    assert asked == ["day", "week"]
    assert 520 < points < 525
    assert caption == (
        "Drawn by week: 3,651 days could not be told apart. Not smoothed.",
        "Denominator: all distinct texts collected in the period. Asked: North Korea; days of Asia/Seoul.",
        "Sources: 12 texts of 2 publishers (Herald, Mail), 2016-11-22 to 2026-11-20.",
    )
    assert "drawn by week: 3,651 days could not be told apart; --since" in capsys.readouterr().err


def test_a_year_of_days_is_drawn_as_asked_with_what_narrows_it(ten_years: Path) -> None:
    scope = Scope(by="day", since=date(2025, 11, 1), source="herald", language="en")
    asked, points, caption = pictured(ten_years, scope)
    assert (asked, points) == (["day"], 385)  # from the day asked for on
    assert caption[0].endswith("Asked: North Korea, only source herald, only language en; days of UTC.")
    assert caption[1].startswith("Sources: 2 texts of 1 publisher (Herald), 2025-11-20 to")


def test_nothing_to_draw_is_told(ten_years: Path) -> None:
    with pytest.raises(Failure, match="there is nothing to draw"):
        pictured(ten_years, Scope(since=date(2030, 1, 1)))


def test_where_nearly_all_is_partly_collected_the_line_is_drawn_and_not_hollow_points() -> None:
    whole = TrendPoint(date(2017, 1, 1), 1, 1, 1, 10, 0.1, 1.0)
    partly = replace(whole, coverage=0.9)
    few = TrendSeries("few", (partly,) * (CROWDED + 10))
    assert not hollow([few])
    assert notes_of([few], (), False, "") == ["Only partly collected: 80 of 80 periods."]
    some = TrendSeries("some", (*[whole] * CROWDED, *[partly] * 5))
    assert hollow([some])
    assert notes_of([some], (), False, "") == ["Hollow: only partly collected."]
