"""Measure what enriching costs beside the recogniser alone, on the same texts in one run: `python -m benchmarks.enrich`.

Seconds are of processor time, in one process; the two take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.pages import choose
from config.load import SHIPPED, load_config
from config.models import Config, EntityConfig
from tasks.enrich import Enricher, load_language
from tasks.gazetteer import Gazetteer
from tasks.records import Article, Trouble
from tasks.watch import series_of

TEXTS = 600
ROUNDS = 3
ALIASES = 5_000
BATCH = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds: of the recogniser alone, of enriching, and of finding the names of a long list."""

    texts: int
    bare: float
    enriched: float
    matched: float
    aliases: int

    @property
    def ratio(self) -> float:
        """How fast enriching is, the recogniser alone being 1."""
        return self.bare / self.enriched

    @property
    def matching_share(self) -> float:
        """The part of enriching that finding known names takes."""
        return self.matched / self.enriched


def measure(articles: Sequence[Article], config: Config, rounds: int = ROUNDS) -> Cost:
    """Return what each costs on these articles, after one round that is not counted."""
    language = load_language(config.settings.enrich.model)
    alone = load_language(config.settings.enrich.model, quick=False)
    if isinstance(language, Trouble) or isinstance(alone, Trouble):
        raise SystemExit("the pipeline of settings.yaml (enrich.model) is not installed: run `make setup`")
    entities = with_aliases(config.entities, ALIASES)
    series = series_of(config.watches, config.entities, config.topics, config.sources)
    enricher = Enricher(entities, config.topics, series, guards=config.guards, language=language)
    gazetteer = Gazetteer(entities, config.guards)
    texts = [part for one in articles for part in (one.title, one.text)]
    batches = [articles[first : first + BATCH] for first in range(0, len(articles), BATCH)]
    works: tuple[Callable[[], object], ...] = (
        lambda: [doc.ents for doc in alone.pipe(texts, batch_size=BATCH)],
        lambda: [enricher.enrich(batch) for batch in batches],
        lambda: [gazetteer.find(text) for text in texts],
    )
    spent = [0.0, 0.0, 0.0]
    for counted in range(rounds + 1):
        for index, work in enumerate(works):
            start = time.process_time()
            work()
            spent[index] += (time.process_time() - start) * bool(counted)
    bare, enriched, matched = (seconds / rounds for seconds in spent)
    return Cost(len(articles), bare, enriched, matched, gazetteer.size)


def with_aliases(entities: Mapping[str, EntityConfig], least: int) -> dict[str, EntityConfig]:
    """Return the entities and so many made-up ones that a matcher holds at least `least` names."""
    missing = max(0, least - Gazetteer(entities).size)
    made = (EntityConfig(name=f"{_word(number)} {_word(number * 7 + 3)}", kind="person") for number in range(missing))
    return {**entities, **{f"made-up-{index}": one for index, one in enumerate(made)}}


def _word(number: int) -> str:
    """Return a capitalised word of its own for each number."""
    consonants, vowels = "bdfghjklmnprstvz", "aeiou"
    letters = ""
    while number or len(letters) < 6:
        number, at = divmod(number, len(consonants) * len(vowels))
        letters += consonants[at // len(vowels)] + vowels[at % len(vowels)]
    return letters.capitalize()


def articles_of(count: int) -> list[Article]:
    """Return articles of the demo's news."""
    now = datetime(2017, 3, 17, tzinfo=UTC)
    return [
        Article(
            str(index), "", "", "s", one.title, one.text, "", "en", now, "day", "file", "", now, now, 9, "", "", b""
        )
        for index, one in enumerate(choose(count))
    ]


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.enrich", description=__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS, help=f"articles to measure on (default {TEXTS:,})")
    asked = parser.parse_args()
    cost = measure(articles_of(asked.texts), load_config(SHIPPED))
    print(f"{cost.texts:,} articles, a round of each in processor seconds, mean of {ROUNDS}")
    print(f"recogniser alone        {cost.bare:7.2f}")
    print(f"enriching               {cost.enriched:7.2f}   {cost.ratio:.2f} of the recogniser's speed")
    print(f"finding {cost.aliases:,} known names {cost.matched:5.2f}   {cost.matching_share:.1%} of enriching")


if __name__ == "__main__":
    main()
