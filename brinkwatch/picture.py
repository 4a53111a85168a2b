"""Put the answers of `trend` into a picture: with periods that can be told apart, and below it whose numbers they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from brinkwatch.behind import lines_of, opened
from brinkwatch.front import Failure, note
from brinkwatch.show.series import AlertMark, TrendSeries
from brinkwatch.trends import Answer

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.read import By, Scope

MOST_LINES = 6
"""Lines of one chart that a colour each can be given to."""
MOST_PERIODS = 760
"""As many as the plot has units of width: of ten years of days, none could be seen, and drawing them takes half a minute."""
COARSER: dict[By, By] = {"hour": "day", "day": "week", "week": "month", "month": "year"}
MOST_NAMED = 9
"""Publishers that a caption names, those with the most texts; of the others it says how many."""

Asking = Callable[["Scope", int], list[Answer]]
"""Asks in a scope, each share over so many periods."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be drawn: its lines, their periods, and the lines of words below."""

    series: tuple[TrendSeries, ...]
    by: str
    caption: tuple[str, ...]


def picture_of(
    connection: Connection, answers: Sequence[Answer], scope: Scope, ask: Asking, path: Path, warehouse: Path
) -> Picture:
    """Choose what to draw; where periods are too many to be told apart, ask again for longer ones and say so. Raises Failure."""
    longest = max((len(one.points) for one in answers), default=0)
    if not longest:
        raise Failure(f"{path}: there is nothing to draw in this scope")
    wanted = scope.by
    while max(len(one.points) for one in answers) > MOST_PERIODS and scope.by in COARSER:
        scope = replace(scope, by=COARSER[scope.by])
        answers = ask(scope, 1)
    redrawn = f"Drawn by {scope.by}: {longest:,} {wanted}s could not be told apart."
    lines = lines_of(answers)
    if len(lines) > MOST_LINES:
        note(f"{path.name} shows {MOST_LINES} lines of {len(lines)}")
    shown = lines[:MOST_LINES]
    page = path.suffix.lower() == ".html"
    series = opened(connection, shown, warehouse) if page else [one.series for one in shown]
    if scope.by != wanted:
        note(redrawn.lower()[:1] + redrawn[1:].rstrip(".") + "; --since, --until or a longer --by chooses otherwise")
    asked = ", ".join(dict.fromkeys(one.asked for one in answers))
    asked += f", with {scope.beside.asked}" if scope.beside else ""
    whole = "all distinct texts collected of each" if answers[0].value else "all distinct texts collected in the period"
    panels = dict.fromkeys(of(one, one.panel.told) for one in answers if one.panel)
    caption = [
        *([redrawn] if scope.by != wanted else []),
        f"Denominator: {whole}. Asked: {asked}{_narrowed(scope)}.",
        *_sources(connection, scope),
        *panels,
    ]
    return Picture(tuple(series), scope.by, tuple(caption))


def draw(path: Path, picture: Picture, title: str, marks: Sequence[AlertMark], warehouse: Path) -> None:
    """Write the chart. Raises Failure."""
    from brinkwatch.show.chart import write_chart

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        trouble = write_chart(path, picture.series, title, caption="\n".join(picture.caption), marks=marks)
    except OSError as error:
        raise Failure(f"{path}: can not be written: {error.strerror or error}") from None
    if trouble is not None:
        note(trouble.detail)
    note(f"drawn to {path} from {warehouse}")


def of(answer: Answer, told: str) -> str:
    """Say of which source, country, language or owner something is told, where each has its own."""
    return f"{answer.value_name}: {told}" if answer.value else told


def _narrowed(scope: Scope) -> str:
    """Say what narrows the question down, as it was asked."""
    given = {
        "source": scope.source, "country": scope.country, "language": scope.language, "owner group": scope.owner_group,
    }  # fmt: skip
    said = [f"{name} {value}" for name, value in given.items() if value]
    return "".join(f", only {one}" for one in said) + f"; days of {scope.zone}"


def _sources(connection: Connection, scope: Scope) -> list[str]:
    """Name whose coverage it is, and from when to when."""
    from warehouse.explore import sources_of

    rows = sources_of(connection, scope)
    if not rows:
        return []
    named = [str(row["name"]) for row in rows[:MOST_NAMED]]
    left = len(rows) - len(named)
    more = [f"{left:,} more"] if left else []
    number = "1 publisher" if len(rows) == 1 else f"{len(rows):,} publishers"
    return [
        f"Sources: {rows[0]['whole']:,} texts of {number} ({', '.join([*named, *more])}), {rows[0]['first']} to {rows[0]['last']}."
    ]
