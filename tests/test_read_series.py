"""Any series of counts in a file, and the one line that says what is wrong with it."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.detect import DetectRules
from tasks.judge_series import judge_series, rules_for
from tasks.read_series import SeriesFile, read_series
from tasks.records import Trouble

SERIES = Path(__file__).parents[2] / "shared/corpora/series"
TWEETS = SERIES / "nab_realTweets"
DAY = timedelta(days=1)


def read(tmp_path: Path, content: str | bytes) -> SeriesFile | Trouble:
    path = tmp_path / "series.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_series(path)


def good(tmp_path: Path, content: str | bytes) -> SeriesFile:
    series = read(tmp_path, content)
    assert isinstance(series, SeriesFile)
    return series


def daily(values: list[float], header: str = "time,count", start: str = "2017-01-02") -> str:
    first = datetime.fromisoformat(start)
    return "\n".join([header, *(f"{(first + at * DAY).date()},{value}" for at, value in enumerate(values))])


def test_a_file_of_time_count_and_total_is_read(tmp_path: Path) -> None:
    series = good(tmp_path, "time,count,total\n2017-01-01,3,100\n2017-01-02,0,0\n2017-01-03,4.5,90\n")
    assert [(count.texts, count.total) for count in series.counts] == [(3, 100), (0, 0), (4.5, 90)]
    assert (series.grain, series.given) == (DAY, (0, 1, 2))
    assert series.counts[0].start == datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftimestamp,value\n2017-01-01 00:00:00,1\n2017-01-02 00:00:00,2\n2017-01-03 00:00:00,3",
        "value;x\n".replace("value;x", "x, Value ,TIME") + "a,1,2017-01-01\nb,2,2017-01-02\n\nc,3,2017-01-03\n",
        "time,count\r\n2017-01-01T09:00:00+09:00,1\r\n2017-01-02T09:00:00+09:00,2\r\n2017-01-03T00:00:00Z,3\r\n",
    ],
)
def test_headers_zones_line_ends_and_marks_of_every_kind_are_read(content: str, tmp_path: Path) -> None:
    series = good(tmp_path, content)
    assert [count.texts for count in series.counts] == [1, 2, 3]
    assert [count.total for count in series.counts] == [1, 1, 1]
    assert series.counts[2].start == datetime(2017, 1, 3, tzinfo=UTC)


def test_a_missing_step_was_not_collected(tmp_path: Path) -> None:
    series = good(tmp_path, "time,count\n2017-01-01,1\n2017-01-02,1\n2017-01-05,1\n2017-01-06,1\n")
    assert [count.total for count in series.counts] == [1, 1, 0, 0, 1, 1]
    assert series.given == (0, 1, 4, 5)


def test_summer_time_shifts_no_day(tmp_path: Path) -> None:
    rows = [
        "2017-03-25T00:00+01:00,1",
        "2017-03-26T00:00+01:00,1",
        "2017-03-27T00:00+02:00,1",
        "2017-03-28T00:00+02:00,1",
    ]
    assert len(good(tmp_path, "\n".join(["time,count", *rows])).counts) == 4


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("date,count\n2017-01-01,1\n", 1, "one column time (or timestamp), one count (or value)"),
        ("time,timestamp,count\n", 1, "one column time"),
        ("time,count\n2017-01-01,1\n01/02/2017,1\n", 3, "'01/02/2017' is not an ISO time"),
        ("time,count\n2017-01-01,1\n2017-01-02,-1\n", 3, "'-1' is not a number of zero or more"),
        ("time,count\n2017-01-01,many\n", 2, "'many' is not a number"),
        ("time,count\n2017-01-01,nan\n", 2, "'nan' is not a number"),
        ("time,count\n2017-01-01,1e999\n", 2, "'1e999' is not a number"),
        ("time,count\n2017-01-01,\n", 2, "'' is not a number"),
        ("time,count,total\n2017-01-01,1,-5\n", 2, "'-5' is not a number"),
        ("time,count,total\n2017-01-01,1,0\n", 2, "counts 1 out of a total of 0"),
        ("time,count\n2017-01-01\n", 2, "has 1 columns"),
        ("time,count\n2017-01-02,1\n2017-01-02,2\n", 3, "repeats the time of line 2"),
        ("time,count\n2017-01-02,1\n2017-01-01,2\n", 3, "goes back in time to before that of line 2"),
        ("time,count\n2017-01-01,1\n2017-01-02,1\n2017-01-03,1\n2017-01-03T12:00,1\n", 5, "where steps of 1 day"),
        (
            "time,count\n2017-01-01T00:00,1\n2017-01-01T00:01,1\n2017-01-01T00:02,1\n2317-01-01,1\n",
            5,
            "more than 2,000,000",
        ),
        (b"time,count\n2017-01-01,1\n\xff\xfe\n", 3, "is not UTF-8"),
        (b"time,count\n2017-01-01,\x001\n", 2, "zero byte"),
    ],
)
def test_every_mistake_is_one_line_with_its_place(content: str | bytes, line: int, what: str, tmp_path: Path) -> None:
    trouble = read(tmp_path, content)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "bad_series"
    assert f"series.csv:{line}: " in trouble.detail
    assert what in trouble.detail
    assert "\n" not in trouble.detail


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("time,count\n", "holds 0 rows"),
        ("time,count\n2017-01-01,1\n2017-02-01,1\n2017-03-01,1\n", "minutes to weeks"),
    ],
)
def test_a_file_that_is_no_series_is_said_so(content: str, what: str, tmp_path: Path) -> None:
    trouble = read(tmp_path, content)
    assert isinstance(trouble, Trouble)
    assert what in trouble.detail


def test_a_file_that_is_not_there_or_no_file_is_trouble(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        trouble = read_series(path)
        assert isinstance(trouble, Trouble)
        assert str(path) in trouble.detail


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
    rows = judge_series(good(tmp_path, daily([*values, 40.0, *values])))
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
    assert not any(row.alert for row in judge_series(good(tmp_path, "\n".join(lines))))


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
    rows = judge_series(good(tmp_path, daily(values, start="2017-08-20")))
    opened = next(row.time for row in rows if row.alert)
    assert "2017-09-13" <= opened <= "2017-09-20"
    assert not [row for row in rows if row.alert and row.time > "2017-09-26"]
