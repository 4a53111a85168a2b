"""Replays real weeks through the production judging of counts, and says which dated events opened an alert.

The whole pipeline over the same weeks is rehearsed by `brinkwatch backtest` on the demo; here are only counts, within seconds.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from evaluation.alerts.episodes import openings
from evaluation.figures import Figure
from tasks.decide import Episode, Telling, decide, follow
from tasks.detect import NOT_COLLECTED, DetectRules, judge_all
from tasks.judgements import Count, Spike
from tasks.scan import scan
from tasks.scan_rules import ScanRules

ARTICLES = "news/harvard_newsarticles_2016-12_2017-03.csv.gz"
HEADLINES = "news/reddit_headlines_2018-03_2018-08.csv"
FIRST_DAY = date(2016, 12, 2)
LONGEST_FIELD = 2**24
HOUR = timedelta(hours=1)
SUMMITS = {
    "the summit of Panmunjom": (date(2018, 4, 27), date(2018, 4, 27)),
    "the halt of tests": (date(2018, 4, 20), date(2018, 4, 21)),
    "the summit cancelled": (date(2018, 5, 24), date(2018, 5, 24)),
    "the summit of Singapore": (date(2018, 6, 12), date(2018, 6, 12)),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A distinct text: the day it counts on, who printed it, what it says."""

    day: date
    outlet: str
    text: str


def measure(corpora: Path) -> list[Figure]:
    """Tell of each expectation whether it was met, 1 or 0, and how many alerts opened besides."""
    return [*crisis(list(articles(corpora / ARTICLES))), *summits(corpora / HEADLINES)]


def articles(path: Path) -> Iterable[Text]:
    """Read the distinct texts of nine outlets from the first day that was crawled in full."""
    csv.field_size_limit(LONGEST_FIELD)
    seen = set()
    with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        for row in csv.DictReader(lines):
            said, text = re.search(r"(\d{4})/(\d{1,2})/(\d{1,2})", row["publish_date"]), row["text"].strip()
            if not said or not text or text in seen or (day := date(*map(int, said.groups()))) < FIRST_DAY:
                continue
            seen.add(text)
            yield Text(day, (urlsplit(row["article_source_link"]).hostname or "").removeprefix("www."), text)


def crisis(texts: list[Text]) -> list[Figure]:
    """Replay the weeks of 2017 by calendar day."""
    korea = re.compile(r"north korea|pyongyang|kim jong", re.IGNORECASE)
    wanted: dict[str, Callable[[str], object]] = {
        "Tillerson with Korea": lambda text: "Tillerson" in text and "Korea" in text,
        "Kim Jong Nam": lambda text: re.search(r"kim jong[- ]nam", text, re.IGNORECASE),
        "the plain terms": korea.search,
    }
    spikes = {name: _by_day(texts, matches) for name, matches in wanted.items()}
    opened = {name: days_opened(found) for name, found in spikes.items()}
    visit, killing = (date(2017, 3, 15), date(2017, 3, 20)), (date(2017, 2, 13), date(2017, 3, 4))
    met = {
        "Tillerson with Korea opens 15 to 20 March": _within(opened["Tillerson with Korea"], visit),
        "Kim Jong Nam opens 13 February to 4 March": _within(opened["Kim Jong Nam"], killing),
        "the plain terms are silent 15 to 19 March": not _within(
            opened["the plain terms"], (date(2017, 3, 15), date(2017, 3, 19))
        ),
        "nothing opens on a day not crawled": not any(
            spike.fired and spike.verdict == NOT_COLLECTED for found in spikes.values() for spike in found
        ),
    }
    figures = [Figure("replays", "nine outlets, 2017", name, float(bool(held)), 1) for name, held in met.items()]
    for name, days in opened.items():
        shown = ", ".join(f"{day:%d %b}" for day in days)
        figures.append(
            Figure("replays", "nine outlets, 2017", f"alerts open, {name}: {shown}", len(days), 1, None, True)
        )
    return figures


def summits(path: Path) -> list[Figure]:
    """Replay the headlines of 2018 by the hour, against time: most of them were collected by the word that is watched."""
    korea = re.compile(r"korea|pyongyang|kim jong|singapore summit|trump[- ]kim", re.IGNORECASE)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(datetime.fromisoformat(row["created_utc"]), row["title"]) for row in csv.DictReader(lines)]
    start = min(at for at, _ in rows).replace(minute=0, second=0)
    counts, seen = np.zeros((1, (max(at for at, _ in rows) - start) // HOUR + 1)), set()
    for at, title in rows:
        plain = re.sub(r"\W+", " ", title).casefold().strip()
        if korea.search(title) and plain not in seen:
            seen.add(plain)
            counts[0, (at - start) // HOUR] += 1
    rules = ScanRules()
    evidence = scan(counts, np.ones_like(counts), rules).evidence
    found = openings(evidence, rules.bar)
    fires = [(start + int(hour) * HOUR).date() for hour in np.flatnonzero(evidence[0] >= rules.bar)]
    days = [(start + hour * HOUR).date() for _, hour in found]
    figures = [
        Figure("replays", "headlines, 2018", f"{name} fires", float(_within(fires, when)), 1)
        for name, when in SUMMITS.items()
    ]
    shown = ", ".join(f"{day:%d %b}" for day in days)
    return [*figures, Figure("replays", "headlines, 2018", f"alerts open: {shown}", len(days), 1, None, True)]


def _within(days: list[date], when: tuple[date, date]) -> bool:
    return any(when[0] <= day <= when[1] for day in days)


def _by_day(texts: list[Text], matches: Callable[[str], object]) -> list[Spike]:
    totals: dict[date, int] = defaultdict(int)
    outlets: dict[date, list[str]] = defaultdict(list)
    for one in texts:
        totals[one.day] += 1
        if matches(one.text):
            outlets[one.day].append(one.outlet)
    first, length = min(totals), (max(totals) - min(totals)).days + 1
    counts = []
    for day in (first + timedelta(at) for at in range(length)):
        mine = outlets[day]
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        counts.append(Count(start, len(mine), totals[day], len(mine), frozenset(mine)))
    return judge_all(counts, DetectRules(), "korea", "s")


def days_opened(spikes: list[Spike]) -> list[date]:
    """Return the days on which alerts open, as episodes are decided live."""
    opened: list[date] = []
    episode: Episode | None = None
    for spike in spikes:
        decision = decide(episode, spike)
        opened += [spike.at.date()] if decision.action == "open" else []
        episode = follow(decision, episode, spike, Telling("", ""))
    return opened
