"""Articles are enriched with a real pipeline, in process and in spawned workers."""

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest

from config.models import EntityConfig, TopicConfig
from tasks.enrich import SHIPPED_MODEL, Enricher, enrich_batch, load_language, model_trouble, split, start_worker
from tasks.records import Article, Trouble

ENTITIES = {"thaad": EntityConfig(name="THAAD", kind="weapon", aliases={"ko": ["사드"]})}
TOPICS = {"defence": TopicConfig(name="Defence", definition="d", phrases={"en": {"THAAD": 1}})}


def article(text: str, language: str = "en", title: str = "", article_id: str = "a1") -> Article:
    now = datetime(2017, 3, 17, tzinfo=UTC)
    return Article(article_id, "", "", "s", title, text, "", language, now, "day", "feed", "", now, now, 9, "", "", b"")


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    language = load_language(SHIPPED_MODEL)
    assert not isinstance(language, Trouble)
    assert language.pipe_names == ["ner"]
    return Enricher(ENTITIES, TOPICS, language=language)


def test_people_places_and_topics_are_found_at_their_exact_places(enricher: Enricher) -> None:
    text = "Angela Merkel flew from Berlin to Seoul on Monday to see the THAAD battery, and Merkel was pleased."
    (found,) = enricher.enrich([article(text, title="Merkel in Japan")])
    assert {"person:angela-merkel", "berlin", "seoul", "thaad", "japan"} <= {
        entity.entity_id for entity in found.entities
    }
    surfaces = [
        (mention.surface, ("Merkel in Japan" if mention.in_title else text)[mention.start_char : mention.end_char])
        for mention in found.mentions
    ]
    assert surfaces and all(surface == stands for surface, stands in surfaces)
    assert [topic.topic_id for topic in found.topics] == ["defence"]


def test_known_names_are_found_in_languages_without_a_pipeline(enricher: Enricher) -> None:
    (found,) = enricher.enrich([article("북한은 사드를 비난했다. Angela Merkel", language="ko")])
    assert [entity.entity_id for entity in found.entities] == ["north-korea", "thaad"]


def test_results_keep_the_order_of_the_articles(enricher: Enricher) -> None:
    articles = [article("Paris", article_id="x"), article("도쿄", "ko", article_id="y"), article("", article_id="z")]
    assert [one.article_id for one in enricher.enrich(articles)] == ["x", "y", "z"]
    assert enricher.enrich([]) == []


def test_names_far_down_a_long_text_keep_their_places(enricher: Enricher) -> None:
    text = "\n\n".join(
        ["Nothing of note was said that day by anybody."] * 700 + ["Then Angela Merkel met THAAD crews."]
    )
    (found,) = enricher.enrich([article(text)])
    far = [mention for mention in found.mentions if mention.start_char > 30_000]
    assert [text[mention.start_char : mention.end_char] for mention in far] == ["Angela Merkel", "THAAD"]


def test_an_endless_word_costs_nothing(enricher: Enricher) -> None:
    (found,) = enricher.enrich([article("Angela Merkel spoke in Berlin on Monday.\n" + "a.b-" * 50_000 + "\nTHAAD")])
    assert {"person:angela-merkel", "thaad"} <= {entity.entity_id for entity in found.entities}


@pytest.mark.parametrize("text", ["", "short", "word " * 500, "x" * 950, "One.\n\nTwo. " * 90])
def test_parts_join_to_the_whole_text_and_are_never_too_long(text: str) -> None:
    parts = list(split(text, 100))
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(0 < end - start <= 100 for start, end in parts)


def test_a_missing_pipeline_says_what_to_install() -> None:
    found = load_language("xx_no_such_pipeline")
    assert isinstance(found, Trouble)
    assert found.reason == "no_model"
    assert "xx_no_such_pipeline" in found.detail
    assert model_trouble("xx_no_such_pipeline") == found
    assert model_trouble(SHIPPED_MODEL) is None


def test_a_batch_without_a_started_worker_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.enrich._of_this_worker", None)
    with pytest.raises(RuntimeError, match="start_worker"):
        enrich_batch([article("text")])


def test_spawned_workers_enrich_batches() -> None:
    arguments = ((ENTITIES, TOPICS, (), {}), SHIPPED_MODEL)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=start_worker, initargs=arguments) as pool:
        (batch,) = pool.map(enrich_batch, [[article("Angela Merkel saw THAAD.")]])
    assert {entity.entity_id for entity in batch[0].entities} == {"person:angela-merkel", "thaad"}
