"""Measure each step of making articles beside its bare library, on the same pages in one run: `python -m benchmarks.steps`.

Milliseconds are of processor time, in one process, and medians of rounds in which all take turns, so that a busy machine
slows all of them. A step does more than its library: what it costs for that is what the table shows.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from benchmarks.enrich import articles_of, measure
from benchmarks.pages import MOMENT, choose, rendered
from brinkwatch.replay.news import NewsItem, NoDemoData
from brinkwatch.replay.outlets import OUTLETS
from brinkwatch.replay.server import HOST
from brinkwatch.replay.site import Site
from config.load import SHIPPED, load_config
from tasks.clean import CleanRules, clean_document
from tasks.date import claims_from_page
from tasks.extract import body_paragraphs, load_page
from tasks.language import detect_language
from tasks.page import decode_page
from tasks.parse import parse_feed
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_record import Poll
from tasks.records import Document, Feed, Source, Validators
from tasks.repair import repair_text
from tasks.sketch import signature
from tasks.tree import make_one_class

PAGES = 200
ROUNDS = 5
URL = f"http://{HOST}/story"
SOURCE = Source("bench", "Bench", "US", "en", "bench", "UTC", (HOST,))
RULES = CleanRules(min_words=25)

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """A step, the library that does its bare work ("" where the locks hold none), both over everything, and of how many."""

    step: str
    ours: Work
    library: str
    bare: Work | None
    number: int
    of: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds for one page, text or entry; `bare` is None where there is no library to compare with."""

    step: str
    ours: float
    library: str
    bare: float | None
    number: int
    of: str


def pairs(items: Sequence[NewsItem]) -> list[Pair]:
    """Return the steps over the pages, texts and feeds of these articles."""
    import feedparser
    import trafilatura
    from ftfy import fix_text
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    pages = rendered(items)
    texts = [item.text for item in items]
    read = [decode_page(page) for page in pages]
    trees = [load_page(page) for page in read]
    documents = [
        Document(URL, SOURCE, MOMENT, MOMENT, html=page, title=one.title)
        for one, page in zip(items, pages, strict=True)
    ]
    feeds = [Site(outlet, items).answer(outlet.feed_path, URL, MOMENT).body for outlet in OUTLETS]
    asked, poll = (
        FeedRequest(Feed("bench", "bench", URL), Validators()),
        Poll("p", "bench", URL, MOMENT, "changed", 200),
    )
    answers = [FeedAnswer(asked, poll, body, "application/rss+xml", URL, Validators()) for body in feeds]
    extract = partial(trafilatura.extract, fast=True, include_comments=False)
    return [
        Pair("read feeds", _all(lambda one: parse_feed(one, "en"), answers), "feedparser", _all(feedparser.parse, feeds), len(feeds), "feed"),
        Pair(
            "find the text", _all(lambda one: body_paragraphs(one, load_page(one)), read),
            "trafilatura", _as_it_comes(extract, read), len(pages), "page",
        ),
        Pair(
            "read the date", _all(lambda one: claims_from_page(one, URL, "UTC", MOMENT), trees),
            "htmldate", _all(lambda one: find_date(one, original_date=True), trees), len(pages), "page",
        ),
        Pair("repair", _all(repair_text, texts), "ftfy", _all(fix_text, texts), len(texts), "text"),
        Pair("tell the language", _all(detect_language, texts), "", None, len(texts), "text"),
        Pair("sketch for copies", _all(signature, texts), "", None, len(texts), "text"),
        Pair(
            "clean, all of it", _all(lambda one: clean_document(one, RULES), documents),
            "trafilatura", _as_it_comes(partial(extract, with_metadata=True), pages), len(pages), "page",
        ),
    ]  # fmt: skip


def costs(steps: Sequence[Pair], rounds: int = ROUNDS) -> list[Cost]:
    """Return what each step and its library cost, after one round that is not counted."""
    spent: dict[tuple[str, bool], list[float]] = {}
    for counted in range(rounds + 1):
        for one in steps:
            for work, is_ours in ((one.ours, True), (one.bare, False)):
                start = time.process_time()
                if work is not None:
                    work()
                    spent.setdefault((one.step, is_ours), []).append((time.process_time() - start) * 1000 / one.number)
        if not counted:
            spent.clear()
    return [
        Cost(one.step, median(spent[one.step, True]), one.library,
             median(spent[one.step, False]) if one.bare else None, one.number, one.of)
        for one in steps
    ]  # fmt: skip


def lines(found: Sequence[Cost]) -> list[str]:
    """Put costs into lines for people."""
    rows = [f"{'step':<18} {'ms':>8} {'library':<12} {'ms':>8}  how fast beside it"]
    for one in found:
        beside = f"{one.bare:8.3f}  {one.bare / one.ours:.2f}" if one.bare is not None else f"{'':8}"
        rows.append(f"{one.step:<18} {one.ours:8.3f} {one.library:<12} {beside}  ({one.number:,} × a {one.of})")
    return rows


def _all(work: Callable[..., object], items: Sequence[object]) -> Work:
    return lambda: [work(item) for item in items]


def _as_it_comes(work: Callable[..., object], pages: Sequence[object]) -> Work:
    """Have trafilatura parse as it does by itself, without what tasks/tree.py gains."""

    def run() -> None:
        from lxml.html import HtmlElementClassLookup
        from trafilatura.utils import HTML_PARSER

        HTML_PARSER.set_element_class_lookup(HtmlElementClassLookup())
        try:
            _all(work, pages)()
        finally:
            make_one_class(HTML_PARSER)

    return run


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.steps", description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help=f"articles to measure on (default {PAGES:,})")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help=f"rounds of which the median counts (default {ROUNDS})"
    )
    asked = parser.parse_args()
    if asked.pages < 1 or asked.rounds < 1:
        parser.error("--pages and --rounds must be 1 or more")
    try:
        found = costs(pairs(choose(asked.pages)), asked.rounds)
    except NoDemoData as error:
        raise SystemExit(str(error)) from None
    config = load_config(SHIPPED)
    cost = measure(articles_of(asked.pages), config, rounds=1)
    each = 1000 / cost.texts
    found.append(Cost("find who and what", cost.enriched * each, "spaCy's ner", cost.bare * each, cost.texts, "text"))
    print(*lines(found), sep="\n")


if __name__ == "__main__":
    main()
