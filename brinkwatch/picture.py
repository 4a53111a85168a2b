"""Put the answers of `trend` into a picture: with periods that can be told apart, and below it whose numbers they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from brinkwatch.behind import lines_of, opened
from brinkwatch.front import Failure, note
from brinkwatch.show.series import AlertMark, TrendSeries
from brinkwatch.trends import Answer
from tasks.compose import count_of

if TYPE_CHECKING:
    from flows.rehearse import Rehearsal
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
    wanted, smoothed = scope.by, answers[0].smooth > 1
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
        others = "--since, --until or a longer --by" if scope.by in COARSER else "--since or --until"
        note(redrawn.lower()[:1] + redrawn[1:].rstrip(".") + f"; {others} chooses otherwise")
    asked = ", ".join(dict.fromkeys(one.asked for one in answers))
    asked += f", with {scope.beside.asked}" if scope.beside else ""
    whole = "all distinct texts collected of each" if answers[0].value else "all distinct texts collected in the period"
    panels = dict.fromkeys(of(one, one.panel.told) for one in answers if one.panel)
    caption = [
        *([redrawn + (" Not smoothed." if smoothed else "")] if scope.by != wanted else []),
        f"Denominator: {whole}. Asked: {asked}{_narrowed(scope)}.",
        *_sources(connection, [one.scope for one in answers[:MOST_LINES]] if answers[0].value else [scope]),
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


def draw_rehearsal(connection: Connection, path: Path, found: Rehearsal, names: Mapping[str, str], zone: str) -> None:
    """Draw the share of the watches, named so, by day, with the alerts that lead an incident. Raises Failure."""
    from brinkwatch.show.chart import write_chart
    from brinkwatch.trends import answer_trends
    from warehouse.read import Scope

    scope = Scope(by="day", zone=zone, since=found.since, until=found.until + timedelta(days=1))
    answers = answer_trends(connection, [f"watch:{name}" for name in names], scope)
    leads = [one for one in found.alerts if one.incident_id == one.alert_id]
    marks = [AlertMark(one.opened_at, one.headline.split(": ")[0].split(" × ")[-1]) for one in leads]
    lines = [TrendSeries(name, one.points) for name, one in zip(names.values(), answers, strict=True) if one.points]
    if not lines:
        raise Failure(f"{path}: there is nothing to draw in these days")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        trouble = write_chart(path, lines, "What would have fired", "Share of distinct texts, by day", "", marks)
    except OSError as error:
        raise Failure(f"{path}: can not be written: {error.strerror or error}") from None
    note(trouble.detail if trouble is not None else f"drawn to {path}")


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


def _sources(connection: Connection, scopes: Sequence[Scope]) -> list[str]:
    """Name whose coverage it is, and from when to when: of all lines, where each is of other publishers."""
    from warehouse.explore import sources_of

    found = [rows for scope in scopes if (rows := sources_of(connection, scope))]
    if not found:
        return []
    names = list(dict.fromkeys(str(row["name"]) for rows in found for row in rows))
    left = len(names) - MOST_NAMED
    listed = ", ".join([*names[:MOST_NAMED], *([f"{left:,} more"] if left > 0 else [])])
    texts = f"{found[0][0]['whole']:,} texts of " if len(found) == 1 else ""
    first, last = min(rows[0]["first"] for rows in found), max(rows[0]["last"] for rows in found)
    return [f"Sources: {texts}{count_of(len(names), 'publisher')} ({listed}), {first} to {last}."]
