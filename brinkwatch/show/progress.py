"""Show that long work goes on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol

from brinkwatch.front import hushed

LINE_EVERY = 10
"""Days between two lines where there is no terminal: enough to see that it moves."""


class Advance(Protocol):
    """Take note that a day is done and how many articles it brought."""

    def __call__(self, day: date, articles: int, /) -> None: ...


@contextmanager
def day_progress(total: int) -> Iterator[Advance]:
    """Show the progress of a replay over days that hold `total` articles, on stderr."""
    if hushed.get():
        yield lambda _day, _articles: None
        return
    if not sys.stderr.isatty():
        yield _lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("articles", total=total)

        def advance(day: date, articles: int, /) -> None:
            bar.update(task, advance=articles, description=f"{day:%Y-%m-%d}")

        yield advance


def _lines(total: int) -> Advance:
    days = done = 0

    def advance(day: date, articles: int, /) -> None:
        nonlocal days, done
        days += 1
        done += articles
        if days % LINE_EVERY == 0 or done == total:
            print(f"{day}: {done:,} of {total:,} articles", file=sys.stderr, flush=True)

    return advance
