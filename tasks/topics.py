"""Score what an article is about, from weighted phrases that an operator can read."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from config.models import TopicConfig
from tasks.match import Match, Matcher, longest
from tasks.records import TopicScore

TITLE_WEIGHT = 2.0
"""A phrase counts double in the title: headlines say what a text is about, bodies mention much else."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    topic_id: str
    phrase: str
    weight: float  # 0 for a phrase that only hides what it overlaps


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: characters start..end of the text, or of the title if `in_title`."""

    start: int
    end: int
    in_title: bool


class TopicMatcher:
    """Scores texts against all topics of a configuration in one pass."""

    def __init__(self, topics: Mapping[str, TopicConfig]) -> None:
        self._topics = topics
        self._matcher = Matcher([(one.phrase, one) for one in _phrases(topics)])

    def score(self, article_id: str, title: str, text: str) -> tuple[TopicScore, ...]:
        """Return the topics that the article has.

        A topic's sum S adds the weight w of each distinct phrase: 2 w if the title has it, else w (2 - 1 / n) for the n
        times that the text has it, so that insisting counts, but no word alone for more than a headline. The article
        has the topic when S reaches the threshold T, and its score is 1 - exp(-S / T): 0.63 at the threshold, 0.86 at
        twice it, never above 1. A parent scores as high as the highest of itself and its children.
        """
        headlined = {match.payload for match in self._standing(title)}
        times = Counter(match.payload for match in self._standing(text))
        sums: dict[str, float] = defaultdict(float)
        for one in headlined | times.keys():
            sums[one.topic_id] += one.weight * (TITLE_WEIGHT if one in headlined else 2 - 1 / times[one])
        scores: dict[str, float] = {}
        for topic_id, total in sums.items():
            strength = total / self._topics[topic_id].threshold
            if strength >= 1:
                for heir in self._line(topic_id):
                    scores[heir] = max(scores.get(heir, 0.0), 1 - math.exp(-strength))
        return tuple(TopicScore(article_id, topic_id, round(scores[topic_id], 4)) for topic_id in sorted(scores))

    def first_places(self, title: str, text: str, topic_ids: Collection[str]) -> dict[str, Place]:
        """Return where each topic shows first: the title before the text, for a parent its children's phrases too."""
        places: dict[str, Place] = {}
        for in_title, part in ((True, title), (False, text)):
            for match in self._standing(part):
                for topic_id in self._line(match.payload.topic_id):
                    if topic_id in topic_ids:
                        places.setdefault(topic_id, Place(match.start, match.end, in_title))
        return places

    def _standing(self, text: str) -> list[Match[_Phrase]]:
        """Return the phrases that stand in a text once, within each topic, the longest have won and hidden ones left."""
        by_topic: dict[str, list[Match[_Phrase]]] = defaultdict(list)
        for match in self._matcher.candidates(text):
            by_topic[match.payload.topic_id].append(match)
        standing = [match for found in by_topic.values() for match in longest(found) if match.payload.weight]
        return sorted(standing, key=lambda match: match.start)

    def _line(self, topic_id: str) -> Iterator[str]:
        """Yield a topic and those above it, once each even if an operator made them a circle."""
        seen: set[str] = set()
        above: str | None = topic_id
        while above is not None and above in self._topics and above not in seen:
            seen.add(above)
            yield above
            above = self._topics[above].parent


def _phrases(topics: Mapping[str, TopicConfig]) -> Iterator[_Phrase]:
    for topic_id, topic in topics.items():
        for weighted in topic.phrases.values():
            for phrase, weight in weighted.items():
                yield _Phrase(topic_id, phrase, weight)
        for phrase in topic.exclude:
            yield _Phrase(topic_id, phrase, 0.0)
