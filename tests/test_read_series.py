"""Any series of counts in a file, and the one line that says what is wrong with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.read_series import SeriesFile, read_series
from tasks.records import Trouble

DAY = timedelta(days=1)


def read(tmp_path: Path, content: str | bytes) -> SeriesFile | Trouble:
    path = tmp_path / "series.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_series(path)


def good(tmp_path: Path, content: str | bytes) -> SeriesFile:
    series = read(tmp_path, content)
    assert isinstance(series, SeriesFile)
    return series


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
        ("time,count\n2017-01-01,1e999\n", 2, "'1e999' is too large; 1,000,000,000,000 is the most"),
        (f"time,count\n2017-01-01,{10**30}\n", 2, "is too large"),
        ("time,count,total\n2017-01-01,1,2\n2017-01-02,5,4\n", 3, "counts 5 out of a total of 4"),
        ("time,count\n2017-01-01,\n", 2, "'' is not a number"),
        ("time,count,total\n2017-01-01,1,-5\n", 2, "'-5' is not a number"),
        ("time,count,total\n2017-01-01,1,0\n", 2, "counts 1 out of a total of 0"),
        ("time,count\n2017-01-01\n", 2, "has 1 column where"),
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
        ("time,count\n2017-01-01,1\n", "holds 1 row;"),
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
