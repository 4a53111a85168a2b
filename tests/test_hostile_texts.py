"""Texts that nobody wrote for readers cost bounded time and memory, and nothing that stands in them is lost."""

import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from config.load import SHIPPED, load_config
from tasks import enrich
from tasks.enrich import SHIPPED_MODEL, Enricher
from tasks.entities import Span, link
from tasks.gazetteer import Gazetteer
from tasks.records import Article, Trouble

LARGE = 200_000
QUARTER = 50_000
CONFIG = load_config(SHIPPED)
GENEROUS_SECONDS = 12
"""Far more than any of these takes on an idle core; what is quadratic takes many minutes."""

GENEROUS_BYTES_A_MENTION = 5_000
SEVERAL_PIECES = 21_000
"""Characters that the recogniser is given in parts."""

NAMED = "Kim Jong Un met Rex Tillerson in Pyongyang. "


def article(text: str, title: str = "", language: str = "en") -> Article:
    now = datetime(2017, 3, 17, tzinfo=UTC)
    return Article("a1", "", "", "s", title, text, "", language, now, "day", "feed", "", now, now, 9, "", "", b"")


def filled(piece: str, size: int = LARGE) -> str:
    return (piece * (size // len(piece) + 1))[:size]


HOSTILE = {
    "no sentence ends": filled("the talks went on and the ministers said nothing and "),
    "no spaces at all": filled("thetalkswenton"),
    "all capitals": filled("THE TALKS WENT ON AND KIM JONG UN SAID NOTHING "),
    "emoji": filled("😀👩‍👩‍👧🇰🇷🚀", QUARTER),
    "right to left": filled("\u202eقالت كوريا الشمالية\u202c שלום ", QUARTER),
    "control characters": filled("\x00\x01\x1b[31m\x7f\u200b\ufeff", QUARTER),
    "one name": "Tillerson " * 40_000,
    "one name without spaces": "김정은" * 12_000,
    "brackets": filled("United Nations (UN) (", QUARTER),
    "hyphens": filled("pro-anti-pro-", QUARTER),
    "names within names": filled("Kim Jong Un Kim Jong Nam ", QUARTER),
}


@pytest.fixture(scope="module")
def known() -> Enricher:
    return Enricher(CONFIG.entities, CONFIG.topics, guards=CONFIG.guards)


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "one name"])
def test_known_names_are_found_at_both_ends_of_a_hostile_text(known: Enricher, kind: str) -> None:
    text = f"{NAMED}\n\n{HOSTILE[kind]}\n\n{NAMED}"
    start = time.process_time()
    (found,) = known.enrich([article(text, title=NAMED)])
    assert time.process_time() - start < GENEROUS_SECONDS
    for entity_id in ("kim-jong-un", "rex-tillerson", "pyongyang"):
        at = [one.start_char for one in found.mentions if one.entity_id == entity_id and not one.in_title]
        assert at[0] < len(NAMED) and at[-1] > len(text) - len(NAMED) - 2, entity_id
    assert all(text[one.start_char : one.end_char] == one.surface for one in found.mentions if not one.in_title)


def test_every_one_of_forty_thousand_repeats_is_a_mention(known: Enricher) -> None:
    (found,) = known.enrich([article(HOSTILE["one name"])])
    assert len(found.mentions) == 40_000


def test_repeats_cost_memory_in_proportion(known: Enricher) -> None:
    tracemalloc.start()
    (found,) = known.enrich([article("Tillerson " * 10_000)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.mentions) == 10_000
    assert peak < 10_000 * GENEROUS_BYTES_A_MENTION


def test_forty_thousand_recognised_names_are_linked_in_bounded_time() -> None:
    text = "Betsy DeVos spoke. " + "DeVos (DV) nodded. " * 40_000
    spans = [Span(0, 11, "PERSON", False)] + [
        Span(at, at + 5, ("ORG", "PERSON")[at % 2], False) for at in range(19, len(text), 19)
    ]
    start = time.process_time()
    _, mentions = link(article(text), Gazetteer(CONFIG.entities, CONFIG.guards), spans)
    assert time.process_time() - start < GENEROUS_SECONDS
    assert len(mentions) == 40_001
    assert {one.entity_id for one in mentions} == {"person:betsy-devos"}


def test_a_recogniser_reads_hostile_texts_to_the_end() -> None:
    language = enrich.load_language(SHIPPED_MODEL)
    assert not isinstance(language, Trouble)
    assert enrich._PIECE < SEVERAL_PIECES
    enricher = Enricher(CONFIG.entities, CONFIG.topics, guards=CONFIG.guards, language=language)
    texts = [f"{text[:SEVERAL_PIECES]}\n\nAngela Duckworth met Rex Tillerson in Lisbon." for text in HOSTILE.values()]
    start = time.process_time()
    found = enricher.enrich([article(text) for text in texts])
    assert time.process_time() - start < 2 * GENEROUS_SECONDS
    for text, one in zip(texts, found, strict=True):
        assert "rex-tillerson" in {mention.entity_id for mention in one.mentions}
        assert all(text[mention.start_char : mention.end_char] == mention.surface for mention in one.mentions)
