"""Measures topics against articles that were read, and the counterexamples of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from config.load import SHIPPED, load_config
from config.models import TopicConfig
from evaluation.corpora import stories
from evaluation.figures import Figure, Pairs
from evaluation.readings import Wanted, agreement, readings, wanted
from tasks.topics import TopicMatcher

NEWS = "news.csv"
HELD_OUT = "news_held_out.csv"
"""Articles read after the phrases were written, and never used to mend them."""

SECOND_READING = "news_second_reading.csv"


@cache
def shipped_topics() -> Mapping[str, TopicConfig]:
    """Return the topics of the shipped configuration."""
    return load_config(SHIPPED).topics


def measure(corpora: Path) -> list[Figure]:
    """Return precision, recall and F1 of topics on the articles read, and how far two readings of some agree."""
    scored = scores(corpora)
    lenient = sum((gold.against(found) for _, gold, found in scored), Pairs())
    held_out = sum((gold.against(found) for _, gold, found in scores(corpora, HELD_OUT)), Pairs())
    strict = sum((gold.strictly().against(found) for _, gold, found in scored), Pairs())
    read, again = readings(NEWS), readings(SECOND_READING)
    agreed = agreement(read, again, "topic")
    return [
        *lenient.figures("topics", "news, read"),
        *held_out.figures("topics", "news, read later"),
        Figure("topics", "news, read", "precision, passing mentions wrong", strict.precision, strict.found + strict.wrong),
        Figure("topics", "news, read twice", "agreement (f1)", agreed.f1, agreed.found + agreed.missed, reported_only=True),
    ]  # fmt: skip


def scores(corpora: Path, name: str = NEWS) -> list[tuple[str, Wanted, frozenset[str]]]:
    """Return for each article read its number, what was wanted, and what was found."""
    topics = shipped_topics()
    matcher, parents = TopicMatcher(topics), {key: one.parent for key, one in topics.items()}
    by_number = {str(story.number): story for story in stories(corpora)}
    return [
        (
            number,
            wanted(labels, "topic", parents),
            frozenset(one.topic_id for one in matcher.score(number, by_number[number].title, by_number[number].text)),
        )
        for number, labels in readings(name).items()
    ]
