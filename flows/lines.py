"""Lines that no list of matching articles holds: changed headlines, what rises unconfigured, sources that fall silent.

They are read once for all glances, as the book is, and each glance sees what was known at it.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from config.models import Config
from flows.bench import Bench
from tasks.brought import Key, Origin
from tasks.headlines import turn_of
from tasks.lexicon import Lexicon, Said, Text
from tasks.match import Matcher
from tasks.panel import HISTORY_DAYS
from tasks.rising import AGENCY_NAMES, phrases
from tasks.source_silence import Heard
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection

if TYPE_CHECKING:
    from flows.book import Glance

COUNTED = ("brought", "asked", "answered", "suspended")
"""What is counted of a source and a day."""

NOTHING: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article behind a line and the span that shows it, or a sentence that says it; `day` is the one it counts on."""

    article_id: str
    day: date
    surface: str = ""
    start_char: int = 0
    end_char: int = 0
    in_title: bool = True
    sentence: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A revision of an article of a series, in one of the ways that say something else than before."""

    hit: Hit
    turn: str
    origin: Origin
    original_id: str


@dataclass(slots=True)
class Lines:
    """What such lines are made of, as far as it was turned; `pages` hold what every later glance brings."""

    changes: dict[Key, list[Change]] = field(default_factory=lambda: defaultdict(list))
    lexicons: dict[Key, Lexicon] = field(default_factory=lambda: defaultdict(Lexicon))
    heard: dict[tuple[str, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: dict[tuple[str, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pages: dict[datetime, list[tuple[str, Key, Any]]] = field(default_factory=lambda: defaultdict(list))

    def turn_to(self, judged_at: datetime) -> None:
        """Take in what was known at a moment; moments come in order."""
        for at in sorted(one for one in self.pages if one <= judged_at):
            for kind, key, value in self.pages.pop(at):
                if kind == "change":
                    self.changes[key].append(value)
                elif kind == "text":
                    self.lexicons[key].take([value])
                else:
                    self._hear(value)

    def _hear(self, row: Mapping[str, Any]) -> None:
        place = row["source_id"], row["day"]
        self.heard[place].update({name: row[name] for name in COUNTED})
        if row["reason"]:
            self.reasons[place][row["reason"]] += row["asked"]

    def of_source(self, source: str, days: Sequence[date]) -> list[Heard]:
        """Return what was heard of a source on some days."""
        brought: Counter[date] = Counter()
        answered: set[date] = set()
        for (name, day), one in self.heard.items():
            if name != source:
                brought[day] += one["brought"] > 0
                answered |= {day} if one["answered"] else set()
        return [
            Heard(
                **{name: self.heard.get((source, day), NOTHING)[name] for name in COUNTED},
                others=brought[day],
                network=day in answered,
                reasons=dict(self.reasons.get((source, day), NOTHING)),
            )
            for day in days
        ]


def open_lines(
    bench: Bench, connection: Connection, glances: Sequence[Glance], series: Sequence[Series], *, rehearsing: bool
) -> Lines:
    """Read all that the glances may see of such lines; nothing where no rule is of their kinds."""
    lines, config = Lines(), bench.config
    asked: dict[str, Any] = {
        "zone": str(config.settings.zone()),
        "rehearsing": rehearsing,
        "looks": json.dumps(sorted(glance.judged_at.isoformat() for glance in glances)),
        "since": min(glance.day for glance in glances) - timedelta(days=HISTORY_DAYS),
        "until": max(glance.day for glance in glances),
    }
    if changed := _named(series, "headline"):
        for row in read.ask(connection, "changed_headlines", lines=changed, **asked):
            if change := _change(row):
                lines.pages[row["judged_at"]].append(("change", (row["watch_id"], row["series"]), change))
    if rising := _named(series, "rising"):
        known = _configured(config)
        for row in read.ask(connection, "watch_texts", lines=rising, **asked):
            text = _text(row, config, known)
            lines.pages[row["judged_at"]].append(("text", (row["watch_id"], row["series"]), text))
    if any(one.source for one in series):
        for row in read.ask(connection, "heard", **asked):
            lines.pages[row["judged_at"]].append(("heard", ("", ""), row))
    return lines


def _named(series: Sequence[Series], kind: str) -> str:
    """Name the series of a kind of rules, as JSON; empty where there is none."""
    found = [{"watch_id": one.watch_id, "series": one.series} for one in series if one.asks.kind == kind]
    return json.dumps(found) if found else ""


def _change(row: Mapping[str, Any]) -> Change | None:
    turn = turn_of(row["kind"], row["before"], row["after"], row["similarity"])
    if turn is None:
        return None
    where = "its feed" if row["seen_in"] == "feed" else "its page"
    said = f"was “{row['before']}”, is “{row['after']}” ({turn.replace('_', ' of the ')}; seen {row['seen_at']:%Y-%m-%d %H:%M} UTC in {where})"
    origin = Origin(row["source_id"], row["owner"], row["publisher"])
    hit = Hit(row["article_id"], row["day"], sentence=said, at=row["seen_at"])
    return Change(hit, turn, origin, row["original_id"])


def _configured(config: Config) -> Matcher[str]:
    """Find whatever a watch, an entity or a topic already looks for."""
    terms = [term for watch in config.watches.values() for phrases_of in watch.terms.values() for term in phrases_of]
    for entity in config.entities.values():
        for names in (entity.aliases, entity.demonyms):
            terms += [name for of_language in names.values() for name in of_language]
        terms.append(entity.name)
    terms += [phrase for topic in config.topics.values() for found in topic.phrases.values() for phrase in found]
    return Matcher([(term.lower(), term) for term in sorted(set(terms))])


def _text(row: Mapping[str, Any], config: Config, configured: Matcher[str]) -> Text:
    """Return a text with what is said in it that nobody configured: names anywhere, phrases in its title."""
    said = [
        Said(one["entity_id"], one["name"], one["kind"], place["surface"], place["start_char"], place["end_char"], place["in_title"])
        for one in row["names"] or ()
        if one["entity_id"] not in config.entities and one["name"] not in AGENCY_NAMES
        for place in (one["place"],)
    ]  # fmt: skip
    for phrase in sorted(phrases(row["title"])):
        if not list(configured.candidates(phrase)):
            words = r"\W+".join(re.escape(word) + "(?:['’]s)?" for word in phrase.split())
            if match := re.search(rf"\b{words}\b", row["title"], re.IGNORECASE):
                said.append(Said(f"“{phrase}”", phrase, "phrase", match[0], match.start(), match.end(), True))
    origin = Origin(row["source_id"], row["owner"], row["publisher"])
    return Text(row["article_id"], row["day"], origin, row["late"], tuple(said))
