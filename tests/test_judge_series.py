"""Any series of counts judged by the detector that its grain calls for."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tasks.detect import DetectRules
from tasks.judge_series import DetectRow, highs_rules_for, judge_series, rules_for, scan_rules_for
from tasks.read_series import SeriesFile, read_series

SERIES = Path(__file__).parents[2] / "shared/corpora/series"
TWEETS = SERIES / "nab_realTweets"
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def series_of(tmp_path: Path, content: str) -> SeriesFile:
    path = tmp_path / "series.csv"
    path.write_text(content, encoding="utf-8")
    series = read_series(path)
    assert isinstance(series, SeriesFile)
    return series


def daily(values: list[float], header: str = "time,count", start: str = "2017-01-02") -> str:
    first = datetime.fromisoformat(start)
    return "\n".join([header, *(f"{(first + at * DAY).date()},{value}" for at, value in enumerate(values))])


def rows(tmp_path: Path, values: list[float], grain: timedelta, totals: list[float] | None = None) -> list[DetectRow]:
    """Judge values a grain apart."""
    lines = ["time,count" + (",total" if totals else "")]
    for at, value in enumerate(values):
        more = f",{totals[at]}" if totals else ""
        lines.append(f"{(datetime(2017, 1, 2, tzinfo=UTC) + at * grain).isoformat()},{value}{more}")
    return judge_series(series_of(tmp_path, "\n".join(lines)))


def test_hours_scan_windows_of_hours_to_days_and_minutes_ask_for_five() -> None:
    assert scan_rules_for(HOUR).windows == (6, 12, 24, 48)
    assert scan_rules_for(3 * HOUR).windows == (2, 4, 8, 16)
    assert (scan_rules_for(2 * HOUR).day, scan_rules_for(2 * HOUR).min_history) == (12, 84)
    assert highs_rules_for(5 * MINUTE).windows == (1, 72)
    assert highs_rules_for(MINUTE).windows == (5, 360)
    assert highs_rules_for(30 * MINUTE).windows == (1, 12)


def test_a_burst_of_hours_alerts_and_a_rhythm_with_totals_does_not(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    rhythm = 100 * (1 + 0.9 * np.sin(2 * np.pi * np.arange(40 * 24) / 24))
    counts = rng.poisson(rhythm / 100).astype(float)
    counts[30 * 24 : 30 * 24 + 6] += 5
    judged = rows(tmp_path, counts.tolist(), HOUR, rhythm.round(2).tolist())
    alerts = [at for at, row in enumerate(judged) if row.alert]
    assert 30 * 24 <= alerts[0] <= 30 * 24 + 4
    assert alerts[-1] < 33 * 24
    assert judged[0].verdict == "not_enough_history"
    first = judged[alerts[0]]
    assert (first.window, first.verdict) == (6, "spike")
    assert first.p_value < 0.001


def test_a_gap_of_hours_is_not_collected_and_two_texts_are_too_few(tmp_path: Path) -> None:
    values = [0.0] * 900
    values[850] = 2
    judged = rows(tmp_path, values, HOUR)
    assert judged[850].verdict == "too_few_texts"
    assert not judged[850].alert
    totals = [1.0] * 900
    totals[860] = 0
    assert rows(tmp_path, [0.0] * 900, HOUR, totals)[860].verdict == "not_collected"


def test_a_high_of_minutes_alerts_once_and_its_repetition_is_nothing_new(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    values = rng.poisson(10, 12 * 24 * 10).astype(float)
    values[2500], values[2600] = 90, 80
    judged = rows(tmp_path, values.tolist(), 5 * MINUTE)
    assert [at for at, row in enumerate(judged) if row.alert] == [2500]
    assert (judged[2600].verdict, judged[2600].score) == ("nothing_new", 0)
    assert judged[2500].expected == pytest.approx(10, rel=0.1)
    assert judged[100].verdict == "not_enough_history"


def test_weeks_are_judged_by_their_season_once_a_year_is_known(tmp_path: Path) -> None:
    week = np.arange(4 * 52)
    values = np.round(30 + 25 * np.cos(2 * np.pi * week / 52.18))
    values[190] += 60
    judged = rows(tmp_path, values.tolist(), WEEK)
    assert judged[190].alert
    assert not any(row.alert for row in judged[150:165])
    assert judged[182].expected < judged[207].expected / 3
    young = rows(tmp_path, values[:55].tolist(), WEEK)
    assert [row.score for row in young] == [row.score for row in judged[:55]]


def test_daily_rules_are_those_of_the_pipeline_without_publishers() -> None:
    expected = DetectRules(min_publishers=0)
    rules = rules_for(DAY)
    assert (rules.windows, rules.half_life, rules.min_history, rules.step) == ((1, 3), 14, 14, "day")
    assert rules.p_threshold == pytest.approx(expected.p_threshold)


@pytest.mark.parametrize(
    ("grain", "windows", "history", "step"),
    [
        (timedelta(hours=12), (1, 6), 14, "12 hours"),
        (timedelta(weeks=1), (1,), 14, "week"),
    ],
)
def test_rules_follow_the_grain(grain: timedelta, windows: tuple[int, ...], history: int, step: str) -> None:
    rules = rules_for(grain)
    assert (rules.windows, rules.min_history, rules.step) == (windows, history, step)


def test_a_burst_in_a_file_alerts_and_the_days_around_do_not(tmp_path: Path) -> None:
    values = [4.0, 6, 5, 3, 7, 5, 4] * 6
    rows = judge_series(series_of(tmp_path, daily([*values, 40.0, *values])))
    assert len(rows) == 85
    assert next(row.time for row in rows if row.alert) == "2017-02-13"
    assert len([row for row in rows if row.alert]) <= 3
    assert rows[42].expected == pytest.approx(5, rel=0.1)
    assert (rows[42].count, rows[42].verdict) == (40, "spike")


def test_a_share_that_stays_is_no_alert_however_much_is_counted(tmp_path: Path) -> None:
    lines = ["time,count,total"]
    for at in range(60):
        times = 10 if at >= 50 else 1
        lines.append(f"{(datetime(2017, 1, 2, tzinfo=UTC) + at * DAY).date()},{5 * times},{100 * times}")
    assert not any(row.alert for row in judge_series(series_of(tmp_path, "\n".join(lines))))


@pytest.mark.parametrize(
    ("grain", "before", "gap"),
    [(5 * MINUTE, 3000, 110_000), (HOUR, 600, 20_000), (3 * HOUR, 300, 1500), (DAY, 60, 200), (DAY, 60, 900)],
)
def test_after_a_long_gap_what_was_usual_before_it_is_told_and_nothing_is_judged(
    grain: timedelta, before: int, gap: int, tmp_path: Path
) -> None:
    start, usual = datetime(2017, 1, 2, tzinfo=UTC), [3, 2, 4, 0, 5]
    steps = [*range(before), *range(before + gap, before + gap + 3)]
    lines = ["time,count", *(f"{(start + at * grain).isoformat()},{usual[at % 5]}" for at in steps)]
    judged = judge_series(series_of(tmp_path, "\n".join(lines)))
    assert {row.verdict for row in judged[-3:]} == {"not_enough_history"}
    assert judged[-3].expected == pytest.approx(2.8, rel=0.05)
    assert judged[-1].expected < 4


@pytest.mark.skipif(not TWEETS.is_dir(), reason="the shared tweet counts are not beside the repository")
def test_labelled_tweet_bursts_are_found_with_few_alerts_elsewhere() -> None:
    labels = json.loads((TWEETS / "combined_windows.json").read_text(encoding="utf-8"))
    path = TWEETS / "Twitter_volume_CRM.csv"
    windows = [tuple(map(datetime.fromisoformat, pair)) for pair in labels[f"realTweets/{path.name}"]]
    series = read_series(path)
    assert isinstance(series, SeriesFile)
    alerts = [datetime.fromisoformat(row.time) for row in judge_series(series) if row.alert]
    assert all(any(first <= at <= last for at in alerts) for first, last in windows)
    outside = {at.date() for at in alerts if not any(first <= at <= last for first, last in windows)}
    assert len(outside) <= 1


@pytest.mark.skipif(not SERIES.is_dir(), reason="the shared series are not beside the repository")
def test_coverage_of_a_hurricane_alerts_before_it_lands(tmp_path: Path) -> None:
    with (SERIES / "fivethirtyeight_2017/mediacloud_hurricanes.csv").open(encoding="utf-8") as file:
        values = [float(row["Maria"]) for row in csv.DictReader(file)]
    rows = judge_series(series_of(tmp_path, daily(values, start="2017-08-20")))
    opened = next(row.time for row in rows if row.alert)
    assert "2017-09-13" <= opened <= "2017-09-20"
    assert not [row for row in rows if row.alert and row.time > "2017-09-26"]


@pytest.mark.parametrize("grain", [MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, WEEK])
@pytest.mark.filterwarnings("error")
def test_zeros_gaps_and_huge_counts_of_every_grain_are_judged_in_finite_numbers(
    grain: timedelta, tmp_path: Path
) -> None:
    rng = np.random.default_rng(1)
    for values in (np.zeros(90), np.full(90, 1e12), np.where(rng.random(90) < 0.05, 1e9, 0.0)):
        totals = np.where(rng.random(90) < 0.3, 0.0, 1e12)
        totals[:5] = 1
        for row in rows(tmp_path, np.minimum(values, totals).tolist(), grain, totals.tolist()):
            assert np.isfinite([row.score, row.expected, row.p_value]).all()
            assert row.alert == (row.verdict == "spike")
