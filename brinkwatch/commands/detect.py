"""`detect`: the production detector on anybody's series."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from brinkwatch.front import Misuse
from brinkwatch.show.table import emit
from tasks.compose import count_of

COLUMNS = ["time", "count", "expected", "score", "p_value", "alert", "window", "verdict"]


def detect(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Columns time (or timestamp), count (or value)[, total].")
    ],
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Judge every row of a series by the detector that watches the news: score 1 is the alert threshold."""
    from tasks.judge_series import judge_series
    from tasks.read_series import read_series
    from tasks.records import Trouble

    series = read_series(file)
    if isinstance(series, Trouble):
        raise Misuse(series.detail)
    rows = [asdict(row) for row in judge_series(series)]
    formats = {"count": ",.6g", "expected": ",.1f", "score": ".2f", "p_value": ".1e"}
    emit(
        rows,
        COLUMNS,
        format,
        sys.stdout,
        f"{file.name}: {count_of(sum(row['alert'] for row in rows), 'alert')}",
        formats=formats,
    )
