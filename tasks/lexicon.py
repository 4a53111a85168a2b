"""What the texts of a watch speak of, beyond what is configured: names and phrases of titles, by day and who printed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tasks.brought import Origin
from tasks.ledger import cells_in_order
from tasks.rising import Rise, is_told, rise_of

if TYPE_CHECKING:
    from tasks.ledger import Cells, Floats
    from tasks.stretch import Stretch


@dataclass(frozen=True, slots=True)
class Said:
    """Where a term stands first in a text."""

    term_id: str
    name: str
    kind: str
    surface: str
    start: int
    end: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a watch: an original, on the day that it counts on."""

    article_id: str
    day: date
    origin: Origin
    late: bool
    said: tuple[Said, ...]


@dataclass(slots=True)
class Lexicon:
    """All that the texts of a watch said, as far as it is known; texts come as they become known."""

    texts: dict[str, list[tuple[Text, Said]]] = field(default_factory=lambda: defaultdict(list))
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    last: dict[str, date] = field(default_factory=dict)

    def take(self, texts: Iterable[Text]) -> None:
        """Add texts that have become known."""
        for text in texts:
            self.days[text.day] += 1
            for said in text.said:
                self.texts[said.term_id].append((text, said))
                self.last[said.term_id] = max(self.last.get(said.term_id, text.day), text.day)

    def size(self, since: date) -> int:
        """Return how many terms were said since a day: everything that a look goes through."""
        return sum(day >= since for day in self.last.values())

    def of(self, term_id: str, since: date, until: date) -> list[tuple[Text, Said]]:
        """Return where a term was said in some days, each text once."""
        return [one for one in self.texts.get(term_id, ()) if since <= one[0].day <= until]

    def candidates(self, first: date, since: date, until: date, fewest: int, publishers: int) -> list[Rise]:
        """Return the terms that enough texts and publishers said since a day, more often than in the days before from `first` on.

        A cheap sieve: what chance alone explains is not worth being judged.
        """
        now = sum(number for day, number in self.days.items() if since <= day <= until)
        before = sum(number for day, number in self.days.items() if first <= day < since)
        found = []
        for term_id in sorted(name for name, day in self.last.items() if day >= since):
            said = self.of(term_id, since, until)
            printed = {text.origin.publisher for text, _ in said}
            if len(said) < fewest or len(printed) < publishers:
                continue
            past = sum(first <= text.day < since for text, _ in self.texts[term_id])
            row = {
                "term_id": term_id, "name": said[0][1].name, "kind": said[0][1].kind, "texts": len(said), "before": past,
                "publishers": len(printed),
            }  # fmt: skip
            rise = rise_of(row, now, before)
            if is_told(rise):
                found.append(rise)
        return found

    def cells(self, term_id: str, part: Stretch) -> Cells:
        """Return what counts for a term in a stretch, in the order of days and origins; a text is one article here."""
        place = {origin: at for at, origin in enumerate(part.origins)}
        counted: dict[tuple[int, int], list[int]] = {}
        for text, _ in self.texts.get(term_id, ()):
            day, at = part.day(text.day), place.get(text.origin)
            if at is not None and 0 <= day < part.days:
                cell = counted.setdefault((day, at), [0, 0])
                cell[0] += 1
                cell[1] += text.late
        return cells_in_order((day, at, texts, texts, late) for (day, at), (texts, late) in counted.items())


def texts_of_watch(part: Stretch, key: tuple[str, str]) -> Floats:
    """Return the texts of a series, the denominator of what is said in them: rows are days, columns origins."""
    against = np.zeros((part.days, len(part.origins)))
    cells = part.matched(key)
    against[cells[:, 0], cells[:, 1]] = cells[:, 2]
    return against
