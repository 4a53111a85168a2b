"""Measure phrases by the index of words beside reading all texts, on invented articles: `python -m benchmarks.phrases`.

Seconds are of the processor, all threads together, the median of a few runs after one that warms up.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.records import Article, Source
from warehouse.connect import Connection, open_reader, open_writer
from warehouse.layout import Layout
from warehouse.publish import publish
from warehouse.read import Scope, trend
from warehouse.search_index import conditions_of
from warehouse.search_upkeep import renew
from warehouse.spool import Batch
from warehouse.terms import resolve
from warehouse.wording import phrase_search, read_search
from warehouse.write import Loaded, store

ARTICLES, BATCH, RUNS = 50_000, 500, 3
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
WORDS, LONGEST_WORD, LENGTH = 40_000, 9, 350
"""Different words, drawn as often as Zipf says; of an article, on average."""
KOREAN = 0.25
"""Part of the articles that is in Korean; its syllables are drawn in the same way."""
SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 1_500)]
PHRASES = (
    "nerve agent",
    '"North Korea" missile*',
    "U.S. troops",
    "Citroën",
    "북한",
    "북한 미사일",
    "sanctions NEAR/5 envoy",
    "the",
)
PLANTED = {
    "nerve agent": 0.002,
    "North Korea": 0.03,
    "missile tests": 0.02,
    "U.S. troops": 0.005,
    "Citroën": 0.001,
    "sanctions on the envoy": 0.004,
    "the": 0.9,
}
PLANTED_KOREAN = {"북한 미사일": 0.05, "북한의": 0.1}


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phrases", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"how many (default {ARTICLES:,})")
    articles = parser.parse_args().articles
    with TemporaryDirectory(prefix="brinkwatch-phrases-") as name:
        layout = Layout(Path(name) / "news.duckdb")
        news = invented(articles + BATCH)
        _load(layout, news, articles)
        built = _spent(lambda: _build(layout))
        size, text = layout.search.stat().st_size, layout.published.stat().st_size
        print(f"{articles:,} articles, {LENGTH} words on average; the published file {text / 1e6:,.0f} MB")
        print(
            f"index: built in {built:.1f} s ({built / articles * 1e3:.2f} ms an article), {size / 1e6:,.0f} MB ({size / text:.0%} of the file)"
        )
        _load(layout, news, BATCH)
        print(
            f"publishing and upkeep: {_spent(lambda: publish(layout, BEGIN)):.2f} s for a batch of {BATCH:,} articles\n"
        )
        _questions(layout)


def _build(layout: Layout) -> None:
    publish(layout, BEGIN)
    renew(layout, None)


def invented(number: int) -> Iterator[Article]:
    """Invent articles, the same ones every time."""
    chance = random.Random(7)  # noqa: S311 - invented news, not secrets
    english = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, LONGEST_WORD))) for _ in range(WORDS)]
    korean = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 5))) for _ in range(WORDS)]
    weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    for one in range(number):
        in_korean = chance.random() < KOREAN
        words = chance.choices(
            korean if in_korean else english, cum_weights=weights, k=chance.randint(LENGTH // 2, LENGTH * 3 // 2)
        )
        for phrase, part in (PLANTED_KOREAN if in_korean else PLANTED).items():
            if chance.random() < part:
                words.insert(chance.randrange(len(words)), phrase)
        text = ". ".join(" ".join(words[at : at + 15]) for at in range(0, len(words), 15))
        moment = BEGIN + timedelta(minutes=30 * one)
        yield Article(
            f"{chance.getrandbits(96):024x}", "", f"https://a.example/{one}", f"s{one % 200}", " ".join(words[:8]), text, "", "ko" if in_korean else "en",
            moment, "second", "feed", "", moment, moment, len(words), "", f"{one}", b"", f"e{one}",
        )  # fmt: skip


def _load(layout: Layout, news: Iterator[Article], number: int) -> None:
    sources = tuple(Source(f"s{one}", f"Source {one}", "KR", "en", f"s{one}", "UTC") for one in range(200))
    left = number
    with closing(open_writer(layout.live, BEGIN)) as connection:
        while left:
            some = tuple(islice(news, min(left, 5_000)))
            store(
                connection, Loaded(f"b{some[0].article_id}", Batch(sources=sources, articles=some), some, {}, ()), BEGIN
            )
            left -= len(some)


def _questions(layout: Layout) -> None:
    print(f"{'asked':28}{'articles':>10}{'index, ms':>12}{'trend by it, ms':>17}{'trend by all texts, ms':>24}")
    away = layout.search.with_suffix(".away")
    for asked in PHRASES:
        with closing(open_reader(layout.published)) as connection:
            found = _found(connection, asked)
            looked = _median(partial(_look, connection, asked))
            by_index = _median(partial(_found, connection, asked))
            layout.search.rename(away)
            same = _found(connection, asked)
            by_texts = _median(partial(_found, connection, asked))
            away.rename(layout.search)
        if same != found:
            raise SystemExit(f"{asked}: {found} by the index, {same} by the texts")
        print(f"{asked:28}{found:>10,}{looked * 1e3:>12.1f}{by_index * 1e3:>17.1f}{by_texts * 1e3:>24.1f}")


def _look(connection: Connection, asked: str) -> None:
    term = resolve(connection, asked)
    conditions_of(connection, phrase_search(term.name) if term.kind == "phrase" else read_search(term.term_id))


def _found(connection: Connection, asked: str) -> int:
    rows = trend(connection, resolve(connection, asked), Scope(by="week"))
    return sum(row["articles"] for row in rows)


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_spent(work) for _ in range(RUNS))


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
