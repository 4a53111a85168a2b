"""Compare a stretch of days with the days before it: which names and phrases rose, and in which sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tasks.rising import PAIRED, Rise, is_told, phrase_rows, rise_of, told
from tasks.sentence import sentence_around

if TYPE_CHECKING:
    from warehouse.connect import Connection


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days since..until (exclusive), local to a zone, compared with those from `before` on."""

    before: date
    since: date
    until: date
    zone: str
    language: str | None = None

    def values(self) -> dict[str, object]:
        """Return what the questions ask by."""
        return {
            "before": self.before, "since": self.since, "until": self.until, "zone": self.zone, "language": self.language,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gates:
    """What a name or phrase needs before it is looked at: so many texts, of so many publishers."""

    texts: int
    publishers: int


@dataclass(frozen=True, slots=True)
class Risen:
    """A rise with the latest sentence that shows it."""

    rise: Rise
    sentence: str
    url: str


def stretch_of(since: date, until: date, past_weeks: int, zone: str, language: str | None = None) -> Stretch:
    """Return the days from `since` to `until`, both included, and the weeks before them."""
    return Stretch(since - timedelta(weeks=past_weeks), since, until + timedelta(days=1), zone, language)


def risen(connection: Connection, stretch: Stretch, gates: Gates, most: int) -> list[Risen]:
    """Return what rose most, the strongest first; nothing where either side has no texts."""
    from warehouse import explore, read

    texts = read.ask(connection, "rising_sides", **stretch.values())
    now, before = [row for row in texts if row["now"]], [row for row in texts if not row["now"]]
    if not now or not before:
        return []
    enough = {"fewest": gates.texts, "fewest_publishers": gates.publishers}
    names = explore.rising_names(connection, **stretch.values(), **enough)
    pairs = read.ask(connection, "rising_pairs", **stretch.values(), **enough)
    phrases = phrase_rows(
        ((row["publisher"], _whole(row)) for row in now), map(_whole, before), gates.texts, gates.publishers
    )
    rises = [rise_of(row, len(now), len(before)) for row in (*names, *pairs, *phrases)]
    strong = [one for one in rises if is_told(one)]
    return [_shown(connection, one, stretch, now) for one in told(strong)[:most]]


def _whole(row: Mapping[str, Any]) -> str:
    return f"{row['title']}\n\n{row['text']}"


def _shown(connection: Connection, rise: Rise, stretch: Stretch, now: Sequence[Mapping[str, Any]]) -> Risen:
    from warehouse import read

    if rise.kind != "phrase":
        first, _, second = rise.term_id.partition(PAIRED)
        rows = read.ask(connection, "latest_mention", term=first, beside=second, **stretch.values())
        for row in rows:
            return Risen(rise, sentence_around(row["text"], row["start_char"], row["end_char"]), row["url"])
        return Risen(rise, "", "")
    words = r"\W+".join(re.escape(word) + "(?:['’]s)?" for word in rise.name.split())
    pattern = re.compile(rf"\b{words}\b", re.IGNORECASE)
    for row in reversed(now):
        if match := pattern.search(row["text"]):
            return Risen(rise, sentence_around(row["text"], *match.span()), row["url"])
    return Risen(rise, "", "")
