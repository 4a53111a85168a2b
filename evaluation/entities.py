"""Measures who and what is found: names beside the stock recogniser's, known entities against articles that were read.

Names that only tell a nationality are not counted, nor a publisher that names itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from config.load import SHIPPED, load_config
from evaluation.corpora import stories
from evaluation.figures import Figure, Pairs
from evaluation.pages import pages
from evaluation.readings import GOLD, Wanted, agreement, readings, wanted
from tasks.countries import countries
from tasks.enrich import SHIPPED_MODEL, Enricher, load_language
from tasks.entities import UNCOUNTED
from tasks.gazetteer import Gazetteer
from tasks.governments import GOVERNMENT
from tasks.records import Article, Mention, Trouble

NEWS = "news.csv"
SECOND_READING = "news_second_reading.csv"
ASIAN_PAGES = "asian_pages.csv"
ASIAN_TEXTS = "asian_texts.csv"
GOVERNMENTS = "governments.csv"
CITIES = "cities.csv"
_SCRIPTS = {"ko": "[가-힣]", "ja": "[ぁ-ヶ]", "zh": "[一-鿿]"}
_READ = 1600
"""Characters of each page in Korean, Japanese or Chinese that were read."""

_PUBLISHERS = {
    "abcnews.go.com": "ABC News",
    "aljazeera.com": "Al Jazeera",
    "bbc.co.uk": "BBC",
    "cnn.com": "CNN",
    "dw.com": "Deutsche Welle",
    "europe.chinadaily.com.cn": "China Daily",
    "huffingtonpost.com": "HuffPost",
    "rte.ie": "RTÉ",
    "tass.com": "TASS",
}


def measure(corpora: Path) -> list[Figure]:
    """Return how well known entities are found in the news, in pages of three languages, and in texts of our own."""
    read, again = readings(NEWS), readings(SECOND_READING)
    agreed = agreement(read, again, "entity")
    return [
        *_pairs(news(corpora)).figures("entities", "news, read: known entities"),
        Figure("entities", "news, read twice", "agreement (f1)", agreed.f1, agreed.found + agreed.missed, reported_only=True),
        *_pairs(asian_pages(corpora)).figures("entities", "pages in ko, ja, zh, read: known entities"),
        *_pairs(asian_texts()).figures("entities", "short texts in ko, ja, zh with traps: known entities"),
        *_pairs(own_sentences(GOVERNMENTS, _governments)).figures("entities", "own sentences with traps: capitals as governments"),
        *_pairs(own_sentences(CITIES, _cities)).figures("entities", "own sentences with traps: cities"),
    ]  # fmt: skip


@cache
def known() -> Gazetteer:
    """Return the entities of the shipped configuration and the countries."""
    config = load_config(SHIPPED)
    return Gazetteer(config.entities, config.guards)


@cache
def enricher() -> Enricher:
    """Return the enricher as it ships, with its pipeline."""
    language = load_language(SHIPPED_MODEL)
    if isinstance(language, Trouble):
        raise RuntimeError(language.detail)
    config = load_config(SHIPPED)
    return Enricher(config.entities, {}, publishers=_PUBLISHERS, guards=config.guards, language=language)


def article(number: str, publisher: str, title: str, text: str, language: str = "en") -> Article:
    """Return a text as the enricher takes it."""
    now = datetime(2017, 3, 30, tzinfo=UTC)
    return Article(
        number, "", "", publisher, title, text, "", language, now, "day", "file", "", now, now, 99, "", "", b""
    )


def news(corpora: Path) -> list[tuple[str, Wanted, frozenset[str]]]:
    """Return for each article read its number, what was wanted, and which known entities were found."""
    labels = readings(NEWS)
    chosen = [story for story in stories(corpora) if str(story.number) in labels]
    articles = [article(str(one.number), one.publisher, one.title, one.text) for one in chosen]
    return [
        (one.article_id, wanted(labels[one.article_id], "entity"), _found(one.mentions))
        for one in enricher().enrich(articles)
    ]


def _found(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset(
        one.entity_id for one in mentions if one.label not in UNCOUNTED and one.entity_id in labelled_for()
    )


@cache
def labelled_for() -> frozenset[str]:
    """Return what readers were asked to label: what is configured, and countries. Other cities were not labelled."""
    return frozenset({*load_config(SHIPPED).entities, *(one.entity_id for one in countries())})


def asian_pages(corpora: Path) -> list[tuple[str, Wanted, frozenset[str]]]:
    """Return the same of the shared pages in Korean, Japanese and Chinese."""
    labels = readings(ASIAN_PAGES)
    by_name = {f"{page.of.removeprefix('html/')}/{page.name}": page for page in pages(corpora)}
    return [
        (name, wanted(one, "entity"), _in(f"{by_name[name].title}\n{by_name[name].text[:_READ]}"))
        for name, one in labels.items()
    ]


def asian_texts() -> list[tuple[str, Wanted, frozenset[str]]]:
    """Return the same of short texts of our own, most of them with a word that looks like a name and is none."""
    with (GOLD / ASIAN_TEXTS).open(encoding="utf-8", newline="") as lines:
        return [
            (row["text"], Wanted(frozenset(row["entities"].split())), _in(row["text"])) for row in csv.DictReader(lines)
        ]


def own_sentences(
    name: str, chosen: Callable[[Sequence[Mention]], frozenset[str]]
) -> list[tuple[str, Wanted, frozenset[str]]]:
    """Return the same of sentences of our own, about what `chosen` takes of the mentions."""
    with (GOLD / name).open(encoding="utf-8", newline="") as lines:
        wanted_in = {text: frozenset(names.split()) for text, names in list(csv.reader(lines))[1:]}
    articles = [article(text, "", "", text, _language(text)) for text in wanted_in]
    return [
        (one.article_id, Wanted(wanted_in[one.article_id]), chosen(one.mentions)) for one in enricher().enrich(articles)
    ]


def _governments(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset(one.entity_id for one in mentions if one.label == GOVERNMENT)


def _cities(mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the cities that nobody configured."""
    named = {one.entity_id for one in mentions if one.label not in UNCOUNTED}
    return frozenset(named & known().entities.keys() - labelled_for())


def _language(text: str) -> str:
    return next((code for code, letters in _SCRIPTS.items() if re.search(letters, text)), "en")


def _in(text: str) -> frozenset[str]:
    return frozenset(match.payload.entity_id for match in known().find(text)) & labelled_for()


def _pairs(read: list[tuple[str, Wanted, frozenset[str]]]) -> Pairs:
    return sum((gold.against(found) for _, gold, found in read), Pairs())
