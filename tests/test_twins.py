"""Identical texts are read once, wherever in a pass they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tasks.dedupe import text_hash
from tasks.records import Article, Enrichment, Entity, Mention, TopicScore, WatchHit
from tasks.twins import Twins

NOW = datetime(2017, 3, 17, tzinfo=UTC)


def article(article_id: str, text: str, title: str = "Title", language: str = "en") -> Article:
    return Article(
        article_id, "", "", "s", title, text, "", language, NOW, "day", "feed", "", NOW, NOW, 3, "", text_hash(text), b""
    )  # fmt: skip


def read(one: Article) -> Enrichment:
    """Find one of everything."""
    return Enrichment(
        one.article_id,
        (Entity("thaad", "THAAD", "weapon"),),
        (Mention(one.article_id, "thaad", one.text[:5], "weapon", 0, 5, False),),
        (TopicScore(one.article_id, "missile-defence", 0.9),),
        (WatchHit(one.article_id, "korea", "coverage", one.text[:5], 0, 5, False),),
    )


def test_a_twin_in_the_same_batch_is_not_read() -> None:
    a, b, other = article("a", "THAAD came."), article("b", "THAAD came."), article("c", "THAAD went.")
    readings = Twins().share([a, b, other])
    assert {one.article_id for one in readings.unread} == {"a", "c"}
    found = readings.complete(map(read, readings.unread))
    assert [one.article_id for one in found] == ["a", "b", "c"]
    assert found[1] == read(b)


def test_a_twin_in_a_later_batch_is_not_read_though_the_first_is_still_under_way() -> None:
    twins = Twins()
    a, b = article("a", "THAAD came."), article("b", "THAAD came.")
    first, second = twins.share([a]), twins.share([b])
    assert second.unread == ()
    first.complete([read(a)])
    assert second.complete([]) == (read(b),)


def test_another_title_language_or_case_is_another_reading() -> None:
    a = article("a", "THAAD came.")
    others = [replace(a, title="Other"), replace(a, language="de"), replace(a, text="thaad came.")]
    others = [replace(one, article_id=f"o{number}") for number, one in enumerate(others)]
    assert len(Twins().share([a, *others]).unread) == 4


def test_what_is_forgotten_is_read_again_but_a_reading_under_way_is_kept() -> None:
    twins = Twins(remembered=1)
    a, again = article("a", "THAAD came."), article("again", "THAAD came.")
    first = twins.share([a])
    twins.share([article("b", "Other text.")])
    assert twins.share([again]).unread == (again,)
    assert first.complete([read(a)]) == (read(a),)
