"""The texts behind judgements: a rehearsal asks for those of many at once, which takes little longer than for those of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse import own_hits
from warehouse.connect import Connection
from warehouse.read import Row

MOST_EVIDENCE = 12
"""Texts kept with an alert: enough to judge it by reading; `brinkwatch query` opens the rest."""

Asked = Mapping[str, Any]
"""The values of a question (warehouse/queries/texts_behind.sql)."""

Name = tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Behind:
    """Answers that were fetched ahead, each given once. `kept` tells that what all series have is kept beside."""

    kept: bool = False
    _texts: dict[Name, list[Row]] = field(default_factory=dict)
    _shown: dict[Name, list[Row]] = field(default_factory=dict)

    def fetch(self, connection: Connection, questions: Collection[Asked]) -> None:
        """Ask for the texts of many judgements, and for those of them that are shown."""
        asked = list(questions)
        names = [_name(one) for one in asked]
        for answers, ask in ((self._texts, own_hits.texts_behind), (self._shown, own_hits.evidence)):
            answers.update(zip(names, ask(connection, asked, MOST_EVIDENCE, kept=self.kept), strict=True))

    def texts(self, connection: Connection, asked: Asked) -> list[Row]:
        """Return the texts behind a judgement, in the order of their ids."""
        if (name := _name(asked)) in self._texts:
            return self._texts.pop(name)
        return own_hits.texts_behind(connection, [asked], MOST_EVIDENCE, kept=self.kept)[0]

    def shown(self, connection: Connection, asked: Asked) -> list[Row]:
        """Return those of them that are shown, most printed first."""
        if (name := _name(asked)) in self._shown:
            return self._shown.pop(name)
        return own_hits.evidence(connection, [asked], MOST_EVIDENCE, kept=self.kept)[0]


def _name(asked: Asked) -> Name:
    return tuple(asked.items())
