"""Ask for trends and say what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from brinkwatch.show.series import TrendPoint

if TYPE_CHECKING:
    from warehouse.connect import Connection
    from warehouse.read import Scope


@dataclass(frozen=True, slots=True)
class Answer:
    """The trend of one term: as asked, as understood, and its points. `term_id` is empty for a phrase."""

    asked: str
    kind: str
    term_id: str
    name: str
    points: tuple[TrendPoint, ...]

    def rows(self) -> list[dict[str, object]]:
        """Return a row a period, as CSV and JSON carry them."""
        return [
            {
                "term": self.asked,
                "kind": self.kind,
                "id": self.term_id,
                "period": point.period,
                "articles": point.articles,
                "texts": point.texts,
                "publishers": point.publishers,
                "total": point.total,
                "share": point.share,
                "coverage": point.coverage,
            }
            for point in self.points
        ]


def answer_trends(connection: Connection, terms: Sequence[str], scope: Scope) -> list[Answer]:
    """Answer every term. Raises UnknownTerm."""
    from warehouse.read import resolve, trend

    answers = []
    for asked in terms:
        term = resolve(connection, asked)
        points = tuple(TrendPoint(**row) for row in trend(connection, term, scope))
        term_id = "" if term.kind == "phrase" else term.term_id
        answers.append(Answer(asked, term.kind, term_id, term.name, points))
    return answers


def meaning(answer: Answer) -> str:
    """Say in one line how a term was understood."""
    if answer.kind == "phrase":
        return f"{answer.asked}: taken as the phrase “{answer.name}” in title or text"
    return f"{answer.asked}: the {answer.kind} {answer.name} ({answer.term_id})"
