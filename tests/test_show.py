"""Listings and terminal charts say the same to people and programs, and nothing that is not so."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from brinkwatch.show.output import write
from brinkwatch.show.series import AlertMark, TrendPoint
from brinkwatch.show.table import FORMATS, Format, emit
from brinkwatch.show.terminal_chart import bar_chart
from tasks.sparkline import sparkline

ROOT = Path(__file__).parent.parent
COLUMNS = ["source", "texts", "share", "at", "title"]
ROWS: list[dict[str, object]] = [
    {
        "source": "연합뉴스",
        "texts": 12,
        "share": 0.0531,
        "at": datetime(2017, 3, 1, 6, tzinfo=UTC),
        "title": "[red]=1\x1b[2J",
    },
    {"source": "BBC", "texts": 1234, "share": None, "at": None, "title": '계엄, "quoted"'},
]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _emitted(rows: list[dict[str, object]], fmt: Format, out: io.StringIO | None = None, **options: Any) -> str:
    out = out or io.StringIO()
    emit(rows, COLUMNS, fmt, out, **options)
    return out.getvalue()


def test_json_is_alone_and_holds_what_the_rows_hold() -> None:
    read = json.loads(_emitted(ROWS, "json", title="Outlets"))
    assert [list(row) for row in read] == [COLUMNS, COLUMNS]
    assert read[0]["at"] == "2017-03-01T06:00:00+00:00"
    assert read[0]["title"] == ROWS[0]["title"]
    assert read[1]["share"] is None
    assert "연합뉴스" in _emitted(ROWS, "json")


def test_json_takes_whatever_a_query_answers() -> None:
    row: dict[str, object] = {
        "source": frozenset({"b", "a"}), "texts": Decimal("7"), "share": float("nan"),
        "at": date(2017, 3, 1), "title": {"x": [timedelta(hours=1), b"\xff"]},
    }  # fmt: skip
    assert json.loads(_emitted([row], "json")) == [
        {"source": ["a", "b"], "texts": 7, "share": None, "at": "2017-03-01", "title": {"x": ["1:00:00", "ff"]}}
    ]


def test_csv_reads_back_and_computes_nothing() -> None:
    text = _emitted([*ROWS, {"source": "=1+1", "texts": -3}], "csv", title="Outlets")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert text.count("\r\n") == len(read) == 4
    assert read[0] == COLUMNS
    assert read[2] == ["BBC", "1234", "", "", '계엄, "quoted"']
    assert read[3] == ["'=1+1", "-3", "", "", ""]
    assert "\x1b" not in text


def test_a_table_lines_up_wide_letters_and_sets_numbers_to_the_right() -> None:
    title, heading, rule, first, second = _emitted(
        ROWS, "table", title="Outlets", formats={"share": ".1%", "texts": ",d"}
    ).splitlines()
    assert title == "Outlets"
    assert set(rule) == {"─"}
    ends = {
        cell_len(line[: line.index(word) + len(word)])
        for line, word in [(heading, "texts"), (first, "12"), (second, "1,234")]
    }
    assert len(ends) == 1
    assert "5.3%" in first and "2017-03-01 06:00 UTC" in first and "[red]=1" in first
    assert "–" in second


def test_a_table_in_a_file_has_one_line_a_row_and_no_colour() -> None:
    text = _emitted([{"source": "x", "title": "word " * 200}], "table")
    assert len(text.splitlines()) == 3
    assert "\x1b" not in text


def test_a_small_table_on_a_terminal_stays_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = _Terminal()
    emit([{"n": 1, "m": "x"}], ["n", "m"], "table", out)
    assert out.getvalue().splitlines()[1:] == ["────", "1  x"]


def test_a_table_of_many_rows_is_drawn_at_once() -> None:
    began = time.process_time()
    _emitted(ROWS * 5_000, "table")
    assert time.process_time() - began < 60  # of the processor: a hang is looked for, no figure


@pytest.mark.parametrize("width", [40, 80])
def test_a_table_on_a_terminal_fits_its_width_and_loses_no_word(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    title = " ".join(f"word{number}" for number in range(30))
    drawn = _emitted([{**ROWS[0], "title": title}], "table", _Terminal(), title="Outlets")
    plain = "".join(part.partition("m")[2] if index else part for index, part in enumerate(drawn.split("\x1b[")))
    assert max(map(cell_len, plain.splitlines())) <= width
    assert all(f"word{number}" in plain for number in range(30))


@pytest.mark.parametrize(
    ("fmt", "text"), [("table", "nothing found\n"), ("csv", "source,texts,share,at,title\r\n"), ("json", "[]\n")]
)
def test_nothing_found_is_said_in_every_format(fmt: Format, text: str) -> None:
    assert _emitted([], fmt) == text


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_reader_who_leaves_early_sees_no_traceback(fmt: Format) -> None:
    code = (
        "import sys\nfrom brinkwatch.show.table import emit\n"
        f"emit([{{'n': n}} for n in range(60_000)], ['n'], {fmt!r}, sys.stdout)\n"
        f"emit([{{'n': n}} for n in range(9)], ['n'], {fmt!r}, sys.stdout)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_stream_without_korean_letters_gets_question_marks_and_no_traceback() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")
    write(stream, "북한 café\n")
    assert raw.getvalue() == b"?? caf\xe9\n"


def test_listings_are_light_to_import() -> None:
    code = (
        "import sys, brinkwatch.show.table, brinkwatch.show.terminal_chart, brinkwatch.show.chart\nprint(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"rich", "altair", "vl_convert", "pandas", "numpy", "pydantic"} & set(loaded)


def _week(number: int, share: float | None, coverage: float | None = 1.0) -> TrendPoint:
    texts = round((share or 0) * 600)
    return TrendPoint(
        date(2017, 1, 2) + timedelta(weeks=number), texts, texts, 3, 600 if share is not None else 0, share, coverage
    )


WEEKS = (_week(0, 0.02), _week(1, None, 0.0), _week(2, 0.0), _week(3, 0.04, 4 / 7), _week(4, 0.0001))
MARKS = (AlertMark(datetime(2017, 1, 24, 23, tzinfo=UTC), "Tillerson × 북한"),)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_bar_chart_fits_its_width_and_tells_a_gap_from_a_zero(width: int) -> None:
    lines = bar_chart(WEEKS, "Share of distinct texts, by week: 북한", width, MARKS).splitlines()
    rows = {line[:10]: line for line in lines if line.startswith("2017-")}
    assert max(map(cell_len, lines)) <= width
    assert "not collected" in rows["2017-01-09"] and "%" not in rows["2017-01-09"]
    assert "0.0 %" in rows["2017-01-16"] and "█" not in rows["2017-01-16"] and "not collected" not in rows["2017-01-16"]
    assert rows["2017-01-23"].count("█") > rows["2017-01-02"].count("█") > 0
    assert "▏" in rows["2017-01-30"]
    assert "57 % collected" in "\n".join(lines)
    below = "\n".join(lines).partition("2017-01-23")[2].partition("2017-01-30")[0]
    assert "▲ Tillerson" in below


def test_a_bar_chart_shows_texts_and_total_beside_the_share() -> None:
    assert "2.0 %  12 of 600" in bar_chart(WEEKS, "t", 100)


def test_a_bar_chart_of_nothing_says_so() -> None:
    assert bar_chart((), "Share", 80) == "Share\nnothing found\n"


def test_periods_are_named_by_their_grain() -> None:
    months = [TrendPoint(date(2017, month, 1), 1, 1, 1, 9, 0.1) for month in (1, 2)]
    hours = [TrendPoint(datetime(2017, 1, 1, hour, tzinfo=UTC), 1, 1, 1, 9, 0.1) for hour in (0, 1)]
    assert "\n2017-01  " in bar_chart(months, "t", 80)
    assert "\n2017-01-01 01:00  " in bar_chart(hours, "t", 80)


def test_a_sparkline_draws_gaps_as_gaps() -> None:
    assert sparkline([0, 1, None, 4]) == "▁▃·█"
    assert sparkline([0.0, 0.0]) == "▁▁"
    assert sparkline([]) == ""
