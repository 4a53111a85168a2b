"""Simulates hourly news of many keywords, with everything that is not news about them, and events of known size in it.

What is collected has a daily and a weekly rhythm, sources that fall out and come back with part of what they missed, and
sources that join midway. A keyword's rate drifts and comes in bursts; every text may be printed again by many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

HOURS = 24


@dataclass(frozen=True, slots=True)
class World:
    """What is simulated. Rates are texts a day, spells hours; the rest is named in the module's own words."""

    keywords: int = 80
    days: int = 150
    sources: int = 60
    texts_a_day: float = 3000.0
    usual_texts: float = 6.0
    fewest_texts: float = 0.3
    most_texts: float = 43.0
    texts_spread: float = 1.0
    drift_sd: float = 0.3
    drift_days: float = 10.0
    burst_shape: float = 4.0
    burst_hours: int = 6
    copy_tail: float = 1.3
    most_copies: int = 40
    copy_hours: float = 6.0
    outage_days: float = 5.0
    outage_share: tuple[float, float] = (0.2, 0.6)
    outage_hours: tuple[int, int] = (6, 36)
    backlog: float = 0.5
    joining: float = 0.25
    warm_up_days: int = 30
    events: int = 3
    event_sizes: tuple[int, ...] = (2, 3, 5, 8, 12)
    event_hours: tuple[int, ...] = (8, 24, 60)
    event_gap_days: int = 10


USUAL = World()


@dataclass(frozen=True, slots=True)
class Event:
    """An event: in which row, from which hour, for how many, and of how many daily standard deviations."""

    row: int
    start: int
    hours: int
    size: int

    @property
    def end(self) -> int:
        """The first hour after it."""
        return self.start + self.hours


@dataclass(frozen=True, slots=True)
class Joined:
    """What feeds that joined at an hour brought: part of what the world holds, none before that hour."""

    at: int
    feeds: int
    texts: Floats
    total: Floats


@dataclass(frozen=True, slots=True)
class News:
    """Simulated hours: rows are keywords, columns hours. `total` has one row, what was collected in all.

    `rate` and `total_rate` are what either is expected to be where nothing happens and no backlog comes. `joined` are feeds
    that are known to have joined, as a pipeline knows its own.
    """

    texts: Floats
    articles: Floats
    total: Floats
    rate: Floats
    total_rate: Floats
    events: tuple[Event, ...]
    warm_up: int
    joined: Joined | None = None


def simulate(seed: int, world: World = USUAL) -> News:
    """Draw a world once."""
    rng = np.random.default_rng(seed)
    hours = world.days * HOURS
    live, missed, back = collection(rng, world)
    rate = np.exp(rng.normal(np.log(world.usual_texts), world.texts_spread, world.keywords)) / HOURS
    rate = np.clip(rate, world.fewest_texts / HOURS, world.most_texts / HOURS)[:, None]
    rate = rate * drift(rng, world) * bursts(rng, world)
    texts = arrive(rng, rate, live, missed, back, world.backlog)
    all_rate = np.full((1, hours), world.texts_a_day / HOURS)
    total = arrive(rng, all_rate, live, missed, back, world.backlog)
    daily_sd = texts.reshape(world.keywords, world.days, HOURS).sum(axis=2).std(axis=1)
    events = plan(rng, world)
    for event in events:
        come = extra(rng, event, float(daily_sd[event.row]), live)
        texts[event.row] += come
        total[0] += come
    articles = printed(rng, texts, world)
    return News(texts, articles, total, rate * live, all_rate * live, events, world.warm_up_days * HOURS)


def rhythm(hours: int) -> Floats:
    """Give each hour's share of an average one: quiet nights, a busy day, weekends at about half."""
    at = np.arange(hours)
    day = 1 + 0.7 * np.sin(2 * np.pi * (at % HOURS - 8) / HOURS)
    return np.asarray(day * np.where(at // HOURS % 7 >= 5, 0.55, 1.18))


def collection(rng: np.random.Generator, world: World) -> tuple[Floats, Floats, Floats]:
    """Give, by hour, the share of all texts that is collected, that is missed, and where what was missed comes back.

    `back` holds, for each hour, the hour in which the outage it lies in ends, and 0 where it lies in none.
    """
    hours = world.days * HOURS
    volume = rng.lognormal(0, 1, world.sources)
    volume /= volume.sum()
    joined = np.where(
        rng.random(world.sources) < world.joining, rng.integers(hours // 4, hours * 3 // 4, world.sources), 0
    )
    present = np.arange(hours)[None, :] >= joined[:, None]
    down, back = np.zeros((world.sources, hours), dtype=bool), np.zeros(hours)
    at = 0
    while (at := at + int(rng.exponential(world.outage_days * HOURS))) < hours:
        length = int(rng.integers(world.outage_hours[0], world.outage_hours[1] + 1))
        out = rng.random(world.sources) < rng.uniform(*world.outage_share)
        down[:, at : at + length] |= out[:, None]
        back[at : at + length] = at + length
        at += length
    even = rhythm(hours)
    return volume @ (present & ~down) * even, volume @ (present & down) * even, back


def drift(rng: np.random.Generator, world: World) -> Floats:
    """Give each keyword's slow change: an AR(1) process of the logarithm, by day, mean 1."""
    keep = np.exp(-1 / world.drift_days)
    level = np.empty((world.keywords, world.days))
    level[:, 0] = rng.normal(0, world.drift_sd, world.keywords)
    for day in range(1, world.days):
        shock = rng.normal(0, world.drift_sd * np.sqrt(1 - keep**2), world.keywords)
        level[:, day] = keep * level[:, day - 1] + shock
    return np.repeat(np.exp(level - world.drift_sd**2 / 2), HOURS, axis=1)


def bursts(rng: np.random.Generator, world: World) -> Floats:
    """Give each keyword's restlessness: a Gamma factor of mean 1 for every few hours."""
    blocks = -(-world.days * HOURS // world.burst_hours)
    factor = rng.gamma(world.burst_shape, 1 / world.burst_shape, (world.keywords, blocks))
    return np.repeat(factor, world.burst_hours, axis=1)[:, : world.days * HOURS]


def arrive(rng: np.random.Generator, rate: Floats, live: Floats, missed: Floats, back: Floats, share: float) -> Floats:
    """Draw what comes in by hour: what is live, and a share of what was missed when its outage ends."""
    texts = rng.poisson(rate * live).astype(np.float64)
    late = rng.poisson(rate * missed * share)
    for end in np.unique(back[back > 0]).astype(int):
        if end < texts.shape[1]:
            texts[:, end] += late[:, back == end].sum(axis=1)
    return texts


def plan(rng: np.random.Generator, world: World) -> tuple[Event, ...]:
    """Lay the events of every keyword into its hours after the warm-up, some days apart."""
    events = []
    stretch = (world.days - world.warm_up_days) * HOURS // max(world.events, 1)
    for row in range(world.keywords):
        for number in range(world.events):
            since = world.warm_up_days * HOURS + number * stretch
            start = int(rng.integers(since, since + stretch - world.event_gap_days * HOURS))
            events.append(Event(row, start, int(rng.choice(world.event_hours)), int(rng.choice(world.event_sizes))))
    return tuple(events)


def extra(rng: np.random.Generator, event: Event, daily_sd: float, live: Floats) -> Floats:
    """Draw the texts of an event: most at once and ever fewer, in the rhythm of what is collected."""
    hours = len(live)
    shape = np.zeros(hours)
    length = min(event.hours, hours - event.start)
    shape[event.start : event.start + length] = np.arange(event.hours, 0, -1)[:length]
    even = rhythm(hours)
    expected = event.size * daily_sd * shape * even / (shape * even).sum() * (live / even)
    return rng.poisson(expected).astype(np.float64)


def printed(rng: np.random.Generator, texts: Floats, world: World) -> Floats:
    """Print every text once and its copies, a Pareto number, in the hours after it."""
    articles = texts.copy()
    row, hour = np.nonzero(texts)
    many = texts[row, hour].astype(np.int64)
    row, hour = np.repeat(row, many), np.repeat(hour, many)
    copies = np.minimum(np.floor(rng.pareto(world.copy_tail, len(row))), world.most_copies - 1).astype(np.int64)
    row, hour = np.repeat(row, copies), np.repeat(hour, copies)
    hour = hour + np.floor(rng.exponential(world.copy_hours, len(hour))).astype(np.int64)
    inside = hour < texts.shape[1]
    np.add.at(articles, (row[inside], hour[inside]), 1)
    return articles
