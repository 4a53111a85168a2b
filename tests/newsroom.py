"""News in our own words for replays in tests: quiet weeks of local affairs, then days on which an envoy visits Seoul."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from brinkwatch.replay.configuration import write_demo_config
from brinkwatch.replay.news import NewsItem
from config.load import SHIPPED
from tasks.brought import Brought, Origin
from tasks.detect import DetectRules
from tasks.judgements import Spike
from tasks.ledger import Ledger
from tasks.look import Look, Subject
from tasks.panel import exposure_of, panel_of, stretch_of
from tasks.plumbing import examine

FIRST_COUNTED = date(2024, 1, 1)

LINKS = {
    "aljazeera": "http://www.aljazeera.com/news/{year}/{month:02}/story-{number}.html",
    "tass": "http://tass.com/world/{number}",
    "rte": "http://www.rte.ie/news/{year}/{month:02}{day:02}/{number}-story/",
    "dw": "http://www.dw.com/en/story-{number}/a-{number}",
    "bbc": "http://www.bbc.co.uk/news/world-{number}",
}
PLACES = [
    "Lisbon",
    "Nairobi",
    "Quito",
    "Oslo",
    "Winnipeg",
    "Tunis",
    "Perth",
    "Lagos",
    "Porto",
    "Bergen",
    "Malmo",
    "Galway",
    "Turin",
    "Ghent",
    "Split",
]
SUBJECTS = [
    "harbour",
    "library",
    "tram",
    "orchard",
    "bakery",
    "stadium",
    "museum",
    "bridge",
    "clinic",
    "theatre",
    "market",
    "school",
    "canal",
    "park",
    "mill",
]
DEEDS = [
    "opened",
    "closed",
    "expanded",
    "repaired",
    "painted",
    "inspected",
    "audited",
    "praised",
    "sold",
    "bought",
    "renamed",
    "flooded",
    "cleaned",
]
PEOPLE = [
    "engineers",
    "teachers",
    "farmers",
    "bakers",
    "nurses",
    "drivers",
    "students",
    "painters",
    "fishers",
    "clerks",
    "builders",
    "musicians",
]
ENDINGS = ["before winter", "after a long debate", "against all advice", "with borrowed money", "in front of a small crowd", "for the third time", "without a permit", "on a rainy morning", "to general surprise"]  # fmt: skip

VISIT = (
    "Envoy Halvard Brekke arrived in Seoul to discuss North Korea.",
    "Halvard Brekke said that the patience of the South Korean government had limits.",
    "Officials in Pyongyang dismissed the visit of Brekke as theatre.",
    "The envoy will travel on to Beijing, where China is expected to urge talks.",
    "A missile test earlier in the month had alarmed South Korea and Japan.",
)


def quiet_story(number: int, outlet: str, day: date) -> NewsItem:
    """Make a story on local affairs, unlike every other."""
    chance = random.Random(number)
    sentences = [
        f"The {chance.choice(SUBJECTS)} of {chance.choice(PLACES)} was {chance.choice(DEEDS)} by {chance.randint(3, 900)} "
        f"{chance.choice(PEOPLE)} {chance.choice(ENDINGS)}."
        for _ in range(9)
    ]
    return _item(number, outlet, day, sentences[0].rstrip("."), " ".join(sentences))


def visit_story(number: int, outlet: str, day: date) -> NewsItem:
    """Make a story on the envoy's visit, in an order and with additions of its own."""
    chance = random.Random(number)
    sentences = chance.sample(VISIT, len(VISIT))
    local = quiet_story(number + 500_000, outlet, day).text.split(". ")
    mixed = [piece for pair in zip(sentences, local, strict=False) for piece in (pair[0], pair[1].rstrip(".") + ".")]
    return _item(number, outlet, day, f"Envoy Brekke in Seoul, day {day.day}, seen by {outlet}", " ".join(mixed))


def crisis(days: int, first: date, a_day: int = 2, visit_days: int = 2) -> list[NewsItem]:
    """Make `days` days of `a_day` quiet stories an outlet, with the visit on the last `visit_days` at every outlet."""
    items: list[NewsItem] = []
    number = 1000
    for index in range(days):
        day = first + timedelta(days=index)
        for outlet in LINKS:
            for _ in range(a_day):
                number += 1
                items.append(quiet_story(number, outlet, day))
            if index >= days - visit_days:
                number += 1
                items.append(visit_story(number, outlet, day))
    return items


def _item(number: int, outlet: str, day: date, title: str, text: str) -> NewsItem:
    link = LINKS[outlet].format(number=number, year=day.year, month=day.month, day=day.day)
    return NewsItem(number=number, outlet=outlet, day=day, title=title, subtitle="", text=text, link=link)


def watch_config(folder: Path, ports: dict[str, int]) -> None:
    """Write the replay's configuration with a watch for the visit."""
    write_demo_config(ports, folder, SHIPPED)
    (folder / "watches.yaml").write_text(
        "watches:\n  korea:\n    name: Korea\n    description: The peninsula.\n"
        "    terms: {en: [Seoul, Pyongyang, North Korea]}\n"
        "    rules:\n      coverage: {name: Korea}\n      envoy: {name: Envoy, pair: {terms: {en: [Brekke]}}}\n"
    )
    (folder / "alerts.yaml").write_text(
        "receivers:\n  console: {kind: console}\n  log: {kind: jsonl, path: alerts.jsonl}\n"
    )


class Collected:
    """A newsroom's coverage as counts, for judging without articles: who printed how much on a day, and on Korea."""

    def __init__(self) -> None:
        self.rows: list[Brought] = []

    def prints(
        self, day: int, source: str, texts: int, korea: int = 0, *, publisher: str = "", owner: str = "", late: int = 0
    ) -> None:
        """Add a source's day; of its texts, `korea` are on the watch, and `late` of those became known late."""
        at, origin = FIRST_COUNTED + timedelta(days=day), Origin(source, owner or source, publisher or source)
        self.rows.append(Brought(at, origin, texts, texts, late))
        if korea:
            self.rows.append(Brought(at, origin, korea, korea, late, "korea"))
            self.rows.append(Brought(at, origin, korea, korea, late, "korea", "coverage"))

    def steadily(self, days: range, sources: Iterable[str], texts: int = 20, korea_every: int = 4) -> None:
        """Let sources print alike every day, each with one text on Korea every few days, not all on the same."""
        for place, source in enumerate(sources):
            for day in days:
                self.prints(day, source, texts, int((day + place) % korea_every == 0) if korea_every else 0)

    def judged(self, day: int, rules: DetectRules | None = None) -> Spike:
        """Judge the coverage of Korea on a day from all up to it."""
        return examine(self.look(day, rules))

    def look(self, day: int, rules: DetectRules | None = None) -> Look:
        """Return all that a day is judged from."""
        rules, rows = rules or DetectRules(), [row for row in self.rows if (row.day - FIRST_COUNTED).days <= day]
        ledger = Ledger(FIRST_COUNTED, day + 1, (row.origin for row in rows))
        ledger.take(rows)
        stretch = stretch_of(ledger, day)
        panel = panel_of(stretch, rules)
        days = (stretch.first + timedelta(days=row) for row in range(stretch.days))
        starts = [datetime.combine(one, time(), UTC) for one in days]
        cells = stretch.matched(("korea", "coverage"))
        subject = Subject("korea", "coverage", cells, *exposure_of(stretch, panel, "korea"))
        return Look(stretch, panel, starts, subject, rules)
