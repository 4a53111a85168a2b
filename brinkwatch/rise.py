"""Compare a stretch of days with the days before it: which names and phrases rose, and in which sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tasks.rising import PAIRED, Rise, count_phrases, expected_texts, frequent_phrases, log_odds, told
from tasks.sentence import sentence_around
from tasks.wire import AGENCIES

if TYPE_CHECKING:
    from warehouse.connect import Connection

FEWEST_SCORE = 1.96
"""Standard deviations from which a rise is told: beyond them lies one in forty of what did not rise."""


AGENCY_NAMES = frozenset(name for names in AGENCIES.values() for name in names)
"""Who is credited rather than spoken of."""


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
    from warehouse import read

    texts = read.ask(connection, "rising_sides", **stretch.values())
    now, before = [row for row in texts if row["now"]], [row for row in texts if not row["now"]]
    if not now or not before:
        return []
    enough = {"fewest": gates.texts, "fewest_publishers": gates.publishers}
    names = read.ask(connection, "rising_names", **stretch.values(), **enough)
    pairs = read.ask(connection, "rising_pairs", **stretch.values(), **enough)
    rises = [_rise(row, len(now), len(before)) for row in (*names, *pairs, *_phrases(now, before, gates))]
    strong = [one for one in rises if one.score >= FEWEST_SCORE and AGENCY_NAMES.isdisjoint(one.name.split(PAIRED))]
    return [_shown(connection, one, stretch, now) for one in told(strong)[:most]]


def _phrases(
    now: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], gates: Gates
) -> list[dict[str, Any]]:
    found = frequent_phrases(((row["publisher"], _whole(row)) for row in now), gates.texts, gates.publishers)
    past = count_phrases(map(_whole, before), found)
    return [
        {"term_id": phrase, "name": phrase, "kind": "phrase", "texts": texts, "before": past[phrase], "publishers": publishers}
        for phrase, (texts, publishers) in found.items()
    ]  # fmt: skip


def _whole(row: Mapping[str, Any]) -> str:
    return f"{row['title']}\n\n{row['text']}"


def _rise(row: Mapping[str, Any], all_now: int, all_before: int) -> Rise:
    texts, before = row["texts"], row["before"]
    return Rise(
        term_id=row["term_id"],
        name=row["name"],
        kind=row["kind"],
        texts=texts,
        before=before,
        publishers=row["publishers"],
        expected=expected_texts(before, all_now, all_before),
        score=log_odds(texts, before, all_now, all_before),
    )


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
