"""What a publisher prints under article after article is recognised and cut; background told again is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows import furnish
from flows.furnish import KnownFurniture
from tasks.dedupe import text_hash
from tasks.records import Article
from tasks.recurring import FEWEST_TEXTS, FEWEST_TEXTS_LONG, furniture_id, is_furniture, without_recurring
from warehouse import write
from warehouse.connect import Connection, open_writer
from warehouse.spool import Batch
from warehouse.write import Loaded

AT = datetime(2017, 3, 1, 12, tzinfo=UTC)
BOX = "Subscribe to the Gazette's letter from Seoul, every Friday."
BACKGROUND = "The two Koreas have been divided since 1945."


def article(number: int, *paragraphs: str, source: str = "gazette", days: int | None = None) -> Article:
    text = "\n\n".join(paragraphs)
    at = AT + timedelta(days=number if days is None else days)
    return Article(
        f"{source}-{number}", f"https://{source}.example/{number}", "", source, f"Story {number}", text, "", "en", at,
        "second", "feed", "", at, at, len(text.split()), "", text_hash(text), b"",
    )  # fmt: skip


def story(number: int, *extra: str, source: str = "gazette", days: int | None = None) -> Article:
    """A story with its own beginning, middle and end, and what the publisher adds."""
    own = [f"Paragraph {place} of story {number} says what nobody else says." for place in range(10)]
    return article(number, *own[:5], BACKGROUND, *own[5:], *extra, source=source, days=days)


@pytest.fixture(autouse=True)
def looking_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look through the few articles of a test."""
    monkeypatch.setattr(furnish, "LOOK_EVERY_ARTICLES", 1)


def stored(tmp_path: Path, articles: list[Article]) -> Connection:
    connection = open_writer(tmp_path / "news.duckdb", AT)
    write.store(connection, Loaded("b1", Batch(), tuple(articles), {}, ()), AT)
    return connection


def test_a_box_under_many_articles_is_cut_from_the_next_and_background_in_their_middle_is_not(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX) for number in range(8)])
    furniture = KnownFurniture(connection)
    assert furniture.learned is not None
    assert [(one.source_id, one.paragraph, one.texts) for one in furniture.learned.furniture] == [("gazette", BOX, 8)]
    trimmed = furniture.trim([story(9, BOX)], 25, AT)
    assert trimmed.articles[0].text == story(9).text
    assert trimmed.articles[0].text_sha256 == story(9).text_sha256
    assert trimmed.articles[0].word_count == story(9).word_count
    assert trimmed.articles[0].article_id == "gazette-9"
    assert [(one.article_id, one.furniture_id) for one in trimmed.cuts] == [("gazette-9", furniture_id("gazette", BOX))]


def test_another_publisher_that_says_the_same_keeps_it(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX) for number in range(8)])
    other = story(1, BOX, source="herald")
    assert KnownFurniture(connection).trim([other], 25, AT).articles == (other,)


def test_copies_of_one_text_do_not_make_furniture(tmp_path: Path) -> None:
    articles = [replace(story(1, BOX), article_id=f"copy-{number}") for number in range(8)]
    connection = open_writer(tmp_path / "news.duckdb", AT)
    originals = {one.article_id: "copy-0" for one in articles}
    write.store(connection, Loaded("b1", Batch(), tuple(articles), originals, ()), AT)
    learned = KnownFurniture(connection).learned
    assert learned is not None
    assert learned.furniture == ()


def test_what_one_busy_day_repeats_is_not_furniture(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX, days=0) for number in range(8)])
    learned = KnownFurniture(connection).learned
    assert learned is not None
    assert learned.furniture == ()


def test_what_was_learnt_stays_known_when_no_text_shows_it_any_more(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX) for number in range(8)])
    learned = KnownFurniture(connection).learned
    write.store(connection, Loaded("b2", Batch(), (), {}, (), learned), AT)
    connection.execute("DELETE FROM articles")
    again = KnownFurniture(connection)
    assert again.learned is None
    assert again.trim([story(9, BOX)], 25, AT).articles[0].text == story(9).text


def test_an_article_of_which_nothing_else_is_left_is_rejected_with_evidence(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX) for number in range(8)])
    trimmed = KnownFurniture(connection).trim([article(20, "Video: the march.", BOX)], 25, AT)
    assert trimmed.articles == ()
    (rejection,) = trimmed.rejections
    assert rejection.reason == "too_short"
    assert rejection.detail == "3 words beside what the publisher repeats: 'Video: the march.'"
    assert len(trimmed.cuts) == 1


def test_a_short_article_without_furniture_is_left_to_the_cleaner(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number, BOX) for number in range(8)])
    short = article(21, "Few words.")
    assert KnownFurniture(connection).trim([short], 25, AT).articles == (short,)


def test_furniture_is_looked_for_again_only_when_enough_has_come(tmp_path: Path) -> None:
    connection = stored(tmp_path, [story(number) for number in range(8)])
    write.store(connection, Loaded("b2", Batch(), (), {}, (), KnownFurniture(connection).learned), AT)
    assert KnownFurniture(connection).learned is None
    write.store(connection, Loaded("b3", Batch(), (story(9),), {}, ()), AT)
    assert KnownFurniture(connection).learned is not None


def test_a_long_paragraph_must_recur_more_often() -> None:
    long = "word " * 60
    assert is_furniture("short", FEWEST_TEXTS, 9, 1.0)
    assert not is_furniture("short", FEWEST_TEXTS - 1, 9, 1.0)
    assert not is_furniture(long, FEWEST_TEXTS_LONG - 1, 9, 1.0)
    assert is_furniture(long, FEWEST_TEXTS_LONG, 9, 1.0)
    assert not is_furniture("short", 50, 9, 0.5)


def test_unique_text_is_never_touched() -> None:
    one = story(3)
    assert without_recurring(one, {BOX}) == (one, ())
