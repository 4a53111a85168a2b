"""Invent news of three years as it is in the wild: skewed names and sources, weeks, bursts, wire copies, long texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from tasks.records import Article, Enrichment, Entity, Mention, Source, TopicScore, WatchHit

Array = np.ndarray[Any, Any]

BEGIN, DAYS, SOURCES = datetime(2023, 1, 2, tzinfo=UTC), 1096, 200
"""A Monday, so that weeks are whole; three years; publishers."""
END = BEGIN + timedelta(days=DAYS)
"""What the clock says when they are published: by one of before, the samples of all their texts would be of the last weeks and kept."""
ENTITIES, PER_ARTICLE, BURSTING, BURST = 20_000, 10, 10, 0.05
"""Names, mentions of an article on average, names that a week is about, and the part of its mentions that these have."""
TOPICS, VOCABULARY, WORDS = 20, 40_000, 300
COPIED, REACH = 0.15, 200
"""Part of the articles that print an earlier one, and how many articles back that may lie."""
HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 3, 2], dtype=float)
WEEK = np.array([1, 1.05, 1.05, 1.05, 1, 0.6, 0.55])
COUNTRIES = (
    ("US", "en"),
    ("GB", "en"),
    ("KR", "ko"),
    ("JP", "ja"),
    ("CN", "zh"),
    ("DE", "de"),
    ("FR", "fr"),
    ("IN", "en"),
)
AGENCIES = ("ap", "reuters", "afp", "yonhap", "xinhua")
PLANTED = {"nerve agent": 0.002, "border crossing": 0.02, "cease fire talks": 0.0002}
"""Phrases that people ask for, and the part of the texts that have them."""
SIGNATURE = 507
"""Bytes of a text's signature, the average of the demo's."""


@dataclass(frozen=True, slots=True)
class News:
    """Some articles in the order of time, what was found in each, and what they are copies of."""

    articles: tuple[Article, ...]
    enrichments: tuple[Enrichment, ...]
    originals: dict[str, str]


def sources() -> tuple[Source, ...]:
    """Return the publishers; every fourth belongs to a group of four."""
    made = []
    for number in range(SOURCES):
        country, language = COUNTRIES[number % len(COUNTRIES)]
        group = f"group{number // 16}" if number % 4 == 0 else f"s{number:03d}"
        made.append(Source(f"s{number:03d}", f"Source {number}", country, language, group, "UTC"))
    return tuple(made)


def invented(
    number: int, batch: int, last_batch: int, *, texts: bool = True, words: int = WORDS, seed: int = 7
) -> Iterator[News]:
    """Invent articles, the same ones every time, in batches, the last of a size of its own; without texts they are a headline each."""
    chance = np.random.default_rng(seed)
    lexicon = _lexicon(chance)
    names = [
        Entity(f"{_kind(one)}:name-{one}", f"{lexicon[one + 50]} {lexicon[one * 3 % VOCABULARY]}", _kind(one))
        for one in range(ENTITIES)
    ]
    draws = _Draws(partial(_drawn, chance, _zipf(ENTITIES, 1.0)), partial(_drawn, chance, _zipf(VOCABULARY, 1.0)))
    moments = _moments(chance, number)
    publishers = _drawn(chance, _zipf(SOURCES, 0.8), number)
    kept: list[_Story] = []
    known = sources()
    starts = [*range(0, number - last_batch, batch), number - last_batch]
    for first, last in pairwise([*starts, number]):
        fresh = _stories(chance, draws, lexicon, last - first, moments[first], words if texts else 0)
        articles, enrichments, originals = [], [], {}
        for place in range(first, last):
            article_id = f"{place * 0x9E3779B97F4A7C15 % (1 << 64):016x}"
            story = fresh[place - first]
            if kept and chance.random() < COPIED:
                story = kept[int(chance.integers(max(0, len(kept) - REACH), len(kept)))]
                originals[article_id] = story.article_id
            else:
                story.article_id = article_id
                if story.agency:
                    kept.append(story)
            del kept[:-REACH]
            source = known[publishers[place]]
            articles.append(_article(story, article_id, source, place, BEGIN + timedelta(seconds=int(moments[place]))))
            enrichments.append(_found(story, article_id, names))
        yield News(tuple(articles), tuple(enrichments), originals)


@dataclass(slots=True)
class _Story:
    """What an article and its copies share; `article_id` is that of the first."""

    title: str
    text: str
    words: int
    agency: str
    entities: list[int]
    starts: list[int]
    topics: list[int]
    signature: bytes
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class _Draws:
    entities: Any
    words: Any


def _stories(
    chance: np.random.Generator, draws: _Draws, lexicon: Array, number: int, moment: float, words: int
) -> list[_Story]:
    week = int(moment // (7 * 86_400))
    counts = np.minimum(chance.negative_binomial(3, 3 / (3 + PER_ARTICLE), number), 80)
    entities = draws.entities(int(counts.sum()))
    bursting = (week * 7919 + np.arange(BURSTING) * 104_729) % ENTITIES
    struck = chance.random(len(entities)) < BURST
    entities[struck] = bursting[chance.integers(0, BURSTING, int(struck.sum()))]
    lengths = (
        np.clip(chance.lognormal(np.log(words) - 0.125, 0.5, number), 40, 2_000).astype(int)
        if words
        else np.zeros(number, int)
    )
    drawn = draws.words(int(lengths.sum())) + VOCABULARY * (chance.random(int(lengths.sum())) < 1 / 15)
    body, heads = lexicon[drawn], lexicon[draws.words(number * 8)]
    topics = chance.random((number, TOPICS)) < 0.3 / np.arange(1, TOPICS + 1)
    signatures = chance.bytes(number * SIGNATURE)
    agencies = chance.integers(0, len(AGENCIES) * 2, number)
    planted = {phrase: chance.random(number) < part for phrase, part in PLANTED.items()}
    stories, word, name = [], 0, 0
    for one in range(number):
        parts = body[word : word + lengths[one]].tolist()
        for phrase, has in planted.items():
            if has[one]:
                parts.insert(len(parts) // 2, phrase)
        text = " ".join(parts)
        found = entities[name : name + counts[one]].tolist()
        room = max(len(text) - 20, 1)
        agency = AGENCIES[agencies[one]] if agencies[one] < len(AGENCIES) else ""
        stories.append(_Story(
            " ".join(heads[one * 8 : one * 8 + 8]), text, len(parts), agency, found,
            [place * room // (len(found) + 1) for place in range(len(found))], np.flatnonzero(topics[one]).tolist(),
            signatures[one * SIGNATURE : (one + 1) * SIGNATURE],
        ))  # fmt: skip
        word, name = word + lengths[one], name + counts[one]
    return stories


def _article(story: _Story, article_id: str, source: Source, place: int, moment: datetime) -> Article:
    seen = moment + timedelta(minutes=7)
    day_only = source.source_id.endswith("9")
    said = moment.replace(hour=0, minute=0, second=0) if day_only else moment
    url = f"https://{source.source_id}.example/news/{place}"
    digest = hashlib.sha256(story.text.encode()).hexdigest()
    raw = hashlib.sha256(url.encode()).hexdigest()
    return Article(
        article_id, url, url, source.source_id, story.title, story.text, "", source.language, said, "day" if day_only else "second",
        "feed", story.agency, seen, seen, story.words, raw, digest, story.signature, f"e{place}",
    )  # fmt: skip


def _found(story: _Story, article_id: str, names: list[Entity]) -> Enrichment:
    chosen = [names[one] for one in story.entities]
    mentions = tuple(
        Mention(article_id, one.entity_id, one.name, one.kind, start, start + len(one.name), False)
        for one, start in zip(chosen, story.starts, strict=True)
    )
    topics = tuple(TopicScore(article_id, f"topic{one}", 0.75) for one in story.topics)
    hits = (WatchHit(article_id, "tension", "coverage", "", 0, 0, False),) if 3 in story.topics else ()
    return Enrichment(article_id, tuple(chosen), mentions, topics, hits, "")


def _moments(chance: np.random.Generator, number: int) -> Array:
    """Draw seconds since the beginning, by the rhythm of the week and of the day, in order."""
    days = _drawn(chance, np.cumsum(np.resize(WEEK, DAYS)), number)
    hours = _drawn(chance, np.cumsum(HOURS), number)
    return np.sort(days * 86_400 + hours * 3_600 + chance.integers(0, 3_600, number))


def _lexicon(chance: np.random.Generator) -> Array:
    """Return the words, and behind them the same again with the end of a sentence."""
    letters = np.array(list("etaoinshrdlu"))
    words = ["".join(letters[chance.integers(0, 12, int(size))]) for size in chance.integers(2, 11, VOCABULARY)]
    return np.array(words + [f"{word}." for word in words], dtype=object)


def _zipf(number: int, exponent: float) -> Array:
    return np.cumsum(1 / np.arange(1, number + 1) ** exponent)


def _drawn(chance: np.random.Generator, cumulated: Array, number: int) -> Array:
    return np.searchsorted(cumulated, chance.random(number) * cumulated[-1], side="right")


def _kind(number: int) -> str:
    return ("person", "organization", "place", "event")[number % 4]
