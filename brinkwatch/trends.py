"""Ask for trends and say what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from brinkwatch.fixed_panel import FixedPanel, aligned, panel_of
from brinkwatch.periods import before, cut, marked, smoothed
from brinkwatch.show.series import AlertMark, TrendPoint

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.read import Row, Scope, Term


MOST_BEARERS = 4
"""Entities of a name that a line names."""
PANEL_COLUMNS = ("panel_texts", "panel_total", "panel_share")
SMOOTH_COLUMNS = ("smoothed_texts", "smoothed_total", "smoothed_over")
"""What a smoothed share is of: texts, of all texts, of so many periods that were collected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The trend of one term in a scope: as asked, as understood, and its points. `term_id` is empty for phrases and searches.

    `value` and `value_name` say which source, country, language or owner group it is of, where that was asked; `inside`
    are the same periods within the `panel`, where that was asked; `also` are ids that the name may have meant. Each share
    is of `smooth` periods together.
    """

    asked: str
    kind: str
    term_id: str
    name: str
    points: tuple[TrendPoint, ...]
    scope: Scope
    value: str = ""
    value_name: str = ""
    panel: FixedPanel | None = None
    inside: tuple[TrendPoint, ...] = ()
    also: tuple[str, ...] = ()
    smooth: int = 1

    def rows(self) -> list[dict[str, object]]:
        """Return a row a period, as CSV and JSON carry them."""
        across: dict[str, object] = {"across": self.value} if self.value else {}
        if self.scope.beside:
            across["with"] = self.scope.beside.asked
        return [
            {
                "term": self.asked,
                "kind": self.kind,
                "id": self.term_id,
                **across,
                "period": point.period,
                "articles": point.articles,
                "texts": point.texts,
                "publishers": point.publishers,
                "total": point.total,
                "share": point.share,
                "low": point.low,
                "high": point.high,
                "coverage": point.coverage,
                "change": point.change,
                "cut": bool(point.cut),
                **(dict(zip(SMOOTH_COLUMNS, point.smoothed or (None,) * 3, strict=False)) if self.smooth > 1 else {}),
                **(dict(zip(PANEL_COLUMNS, (*inside.counts, inside.share), strict=True)) if inside else {}),
            }
            for point, inside in zip_longest(self.points, self.inside)
        ]


def answer_trends(
    connection: Connection, terms: Sequence[str], scope: Scope, smooth: int = 1, *, panel: bool = False
) -> list[Answer]:
    """Answer every term, beside all coverage within the fixed panel too if asked. Raises UnknownTerm and SearchMistake."""
    from warehouse.terms import of_known_coverage, resolve

    scope = of_known_coverage(connection, scope)
    found = panel_of(connection, scope) if panel else None
    return [answer_term(connection, resolve(connection, asked), scope, smooth, found) for asked in terms]


def alert_marks(
    connection: Connection, answers: Iterable[Answer], zone: str, as_of: datetime | None = None
) -> list[AlertMark]:
    """Mark when alerts on these terms opened, those of one day together, the gravest named."""
    from warehouse import explore

    rows: list[Row] = []
    for one in answers:
        if one.kind in {"watch", "entity", "topic"}:
            rows += [
                {**row, "at": row["opened_at"].astimezone(ZoneInfo(zone))}
                for row in explore.alert_marks(connection, one.kind, one.term_id)
                if as_of is None or row["opened_at"] <= as_of
            ]
    marks = []
    for _, group in groupby(sorted(rows, key=lambda row: (row["at"], -row["score"])), key=lambda row: row["at"].date()):
        first, *others = {row["name"]: row for row in group}.values()
        marks.append(AlertMark(first["at"], first["name"].split(": ")[-1] + (f" +{len(others)}" if others else "")))
    return marks


def explained(
    connection: Connection, terms: Sequence[str], scope: Scope, period: date | None, most: int
) -> list[tuple[str, list[Row]]]:
    """Return, for every term, how it was understood and the texts behind it. Raises UnknownTerm and SearchMistake."""
    from warehouse.explore import explain
    from warehouse.terms import of_known_coverage, resolve

    scope, found = of_known_coverage(connection, scope), []
    for asked in terms:
        term = resolve(connection, asked)
        rows = explain(connection, term, scope, period, most)
        found.append((meaning(answer_of(term, (), scope)), [{"term": asked, **row} for row in rows]))
    return found


def meaning(answer: Answer) -> str:
    """Say in one line how a term was understood."""
    beside = answer.scope.beside
    also = f", in one article with {beside.asked}: {_understood(beside)}" if beside else ""
    where = f", in {answer.value_name}" if answer.value else ""
    return f"{answer.asked}: {_understood(answer)}{also}{where}{_bearers(answer)}" + (
        _bearers(beside) if beside else ""
    )


def _understood(term: Answer | Term) -> str:
    if term.kind in {"phrase", "search"}:
        words = f"“{term.name}”" if term.kind == "phrase" else term.name
        return f"taken as the {term.kind} {words} in title or text"
    return f"the {term.kind} {term.name} ({term.term_id})"


def _bearers(term: Answer | Term) -> str:
    """Name the entities that a name may have meant."""
    if not term.also:
        return ""
    left = len(term.also) - MOST_BEARERS
    ids = ", ".join(term.also[:MOST_BEARERS]) + (f" and {left:,} more" if left > 0 else "")
    return f"; also, as entities, by id: {ids}"


def answer_term(
    connection: Connection, term: Term, scope: Scope, smooth: int = 1, panel: FixedPanel | None = None
) -> Answer:
    """Answer a term as it was understood, within the panel too where one is given."""
    points = cut(marked(_points(connection, term, scope)), scope)
    earlier = before(scope, smooth)
    past = _points(connection, term, earlier)[-(smooth - 1) :] if earlier else []
    answer = replace(answer_of(term, smoothed(points, smooth, past), scope), smooth=smooth)
    if panel is None:
        return answer
    members = list(panel.members)
    inside = aligned(_points(connection, term, replace(scope, panel=members)), points)
    own_past = aligned(_points(connection, term, replace(earlier, panel=members)), past) if earlier else ()
    return replace(answer, panel=panel, inside=smoothed(inside, smooth, own_past))


def _points(connection: Connection, term: Term, scope: Scope) -> list[TrendPoint]:
    from warehouse.read import trend

    return [TrendPoint(**row) for row in trend(connection, term, scope)]


def beyond(connection: Connection, scope: Scope) -> str:
    """Say from when to when there is no data of the days asked for; nothing where there is data of all of them."""
    from warehouse.read import covered_days

    if scope.since is None and scope.until is None:
        return ""
    first, last = covered_days(connection, scope).values()
    if first is None:
        return ""
    said = [f"before {first}"] if scope.since and scope.since < first else []
    said += (
        [f"after {last}"]
        if (scope.until and scope.until > last + timedelta(days=1)) or (scope.since and scope.since > last)
        else []
    )
    return f"no data {' or '.join(said)}" if said else ""


def hourless(connection: Connection, scope: Scope) -> str:
    """Say how many articles say only their day and stand in its first hour; nothing where periods are no hours, or none does."""
    from warehouse.read import ask_text, filled, query_text, scope_part

    if scope.by != "hour":
        return ""
    question = filled(query_text("hourless"), {"scope": scope_part(connection, scope)})
    (row,) = ask_text(connection, question, **asdict(scope))
    told = f"{row['hourless']:,} of {row['whole']:,} articles say only their day, and stand at 00:00 of it"
    return told if row["hourless"] else ""


def answer_of(term: Term, points: tuple[TrendPoint, ...], scope: Scope) -> Answer:
    """Put together what was understood of a term, and its points."""
    named = term.kind not in {"phrase", "search"}
    return Answer(term.asked, term.kind, term.term_id if named else "", term.name, points, scope, also=term.also)
