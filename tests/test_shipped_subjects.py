"""The shipped entities, topics and watches are sound, and find what they must in real articles."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.models import EntityConfig, GuardsConfig, TopicConfig, WatchConfig
from config.shapes import LANGUAGES
from tasks.enrich import SHIPPED_MODEL, Enricher, load_language
from tasks.gazetteer import Gazetteer
from tasks.records import Article, Enrichment, Trouble
from tasks.topics import TopicMatcher
from tasks.watch import WatchMatcher, series_of

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"


def shipped(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load((ROOT / "config" / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return dict(read[name])


ENTITIES = {key: EntityConfig.model_validate(value) for key, value in shipped("entities").items()}
TOPICS = {key: TopicConfig.model_validate(value) for key, value in shipped("topics").items()}
WATCHES = {key: WatchConfig.model_validate(value) for key, value in shipped("watches").items()}
GUARDS = GuardsConfig.model_validate(yaml.load((ROOT / "config/guards.yaml").read_bytes(), Loader=yaml.CSafeLoader))
GAZETTEER = Gazetteer(ENTITIES, GUARDS)


def test_there_is_enough_of_everything() -> None:
    assert len(ENTITIES) >= 250
    assert len(TOPICS) >= 30
    assert {"korean-peninsula", "taiwan-strait", "south-china-sea", "iran-nuclear"} <= WATCHES.keys()


def test_no_alias_means_two_entities() -> None:
    meant = defaultdict(set)
    for entity_id, one in ENTITIES.items():
        for phrase in (
            one.name,
            *(alias for terms in (one.aliases, one.demonyms) for aliases in terms.values() for alias in aliases),
        ):
            meant[phrase].add(entity_id)
    assert {phrase: ids for phrase, ids in meant.items() if len(ids) > 1} == {}


def test_no_wikidata_item_is_given_twice() -> None:
    items = [one.wikidata for one in ENTITIES.values() if one.wikidata]
    assert len(items) == len(set(items))


def test_topics_and_the_flagship_watch_speak_four_languages() -> None:
    assert [key for key, topic in TOPICS.items() if not set(LANGUAGES) <= topic.phrases.keys()] == []
    assert [key for key, watch in WATCHES.items() if not set(LANGUAGES) <= watch.terms.keys()] == []


@pytest.mark.parametrize("topic_id", TOPICS)
def test_what_only_sounds_like_a_topic_does_not_count(topic_id: str) -> None:
    matcher = TopicMatcher(TOPICS)
    assert TOPICS[topic_id].counterexamples
    for sentence in TOPICS[topic_id].counterexamples:
        for title, text in ((sentence, ""), ("", sentence)):
            assert topic_id not in {one.topic_id for one in matcher.score("a1", title, text)}, sentence


@pytest.mark.parametrize("topic_id", TOPICS)
def test_a_topic_is_found_by_its_own_words_in_each_language(topic_id: str) -> None:
    matcher = TopicMatcher(TOPICS)
    for phrases in TOPICS[topic_id].phrases.values():
        said = ". ".join(sorted(phrases, key=lambda phrase: -phrases[phrase])[:3])
        assert topic_id in {one.topic_id for one in matcher.score("a1", "", said)}, said


def test_a_topic_that_has_a_media_topic_names_one_of_the_list() -> None:
    named = {one.iptc for one in TOPICS.values() if one.iptc}
    assert len(named) >= 10
    assert all(code.startswith("20000") for code in named)


def test_parents_entities_topics_and_roles_that_are_named_exist() -> None:
    roles = {role for one in ENTITIES.values() for role in one.roles}
    selections = [
        part for watch in WATCHES.values() for rule in watch.rules.values() for part in (rule.track, rule.pair) if part
    ]
    assert {topic.parent for topic in TOPICS.values() if topic.parent} <= TOPICS.keys()
    assert {
        entity for part in [*WATCHES.values(), *selections] for entity in part.entities
    } <= GAZETTEER.entities.keys()
    assert {topic for part in [*WATCHES.values(), *selections] for topic in part.topics} <= TOPICS.keys()
    assert {role for part in selections for role in part.roles} <= roles


def test_every_series_has_its_own_name_within_its_watch() -> None:
    series = [(one.watch_id, one.series) for one in series_of(WATCHES, ENTITIES, TOPICS, {})]
    assert len(series) == len(set(series))
    assert {
        ("korean-peninsula", "coverage"),
        ("korean-peninsula", "visiting-officials:rex-tillerson"),
        ("korean-peninsula", "kim-family:kim-jong-nam"),
    } <= set(series)


@pytest.mark.parametrize(
    ("text", "entity_ids"),
    [
        ("북한이 화성-15형을 발사하자 문재인 대통령은 트럼프와 통화했다", ["north-korea", "hwasong-15", "moon-jae-in", "donald-trump"]),
        ("北朝鮮の金正恩委員長と安倍晋三首相、米国のTHAAD", ["north-korea", "kim-jong-un", "shinzo-abe", "united-states", "thaad"]),
        ("朝鲜半岛局势：习近平与文在寅谈萨德，美国反对", ["korean-peninsula", "xi-jinping", "moon-jae-in", "thaad", "united-states"]),
        ("習近平說中國與美國、韓國", ["xi-jinping", "china", "united-states", "south-korea"]),
        ("내몽골과 인도적 지원, 사랑이란 무엇인가", []),
        ("内蒙古和马里兰州", []),
        ("今朝方の南アメリカ", ["south-america"]),
        ("Let us eat turkey, chad and china plates", []),
        ("Kim Jong-Un, KIM JONG NAM and Kim Yo-jong", ["kim-jong-un", "kim-jong-nam", "kim-yo-jong"]),
        ("the DPRK, the ROK, the U.S. and the UN", ["north-korea", "south-korea", "united-states", "united-nations"]),
    ],
)  # fmt: skip
def test_known_names_are_found_in_four_languages_and_nowhere_else(text: str, entity_ids: list[str]) -> None:
    found = sorted(GAZETTEER.find(text), key=lambda match: match.start)
    assert [match.payload.entity_id for match in found] == entity_ids


def _enriched(texts: list[str]) -> list[Enrichment]:
    now = datetime(2017, 3, 17, tzinfo=UTC)
    articles = [
        Article(
            f"a{index}",
            "",
            "",
            "s",
            text.partition("\n")[0],
            text,
            "",
            "en",
            now,
            "day",
            "feed",
            "",
            now,
            now,
            9,
            "",
            "",
            b"",
        )
        for index, text in enumerate(texts)
    ]
    language = load_language(SHIPPED_MODEL)
    assert not isinstance(language, Trouble)
    return Enricher(ENTITIES, TOPICS, guards=GUARDS, language=language).enrich(articles)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seed articles are not beside this repository")
def test_the_seed_articles_yield_who_and_what_they_are_about() -> None:
    texts = [re.sub(r"[#*\\]", "", path.read_text(encoding="utf-8")).strip() for path in sorted(SEEDS.glob("*.txt"))]
    found = _enriched(texts)
    kinds = {entity.entity_id: entity.kind for one in found for entity in one.entities}
    wanted = {
        "rex-tillerson": "person", "shinzo-abe": "person", "fumio-kishida": "person", "xi-jinping": "person", "zte": "organization",
        "reuters": "organization", "north-korea": "place", "south-korea": "place", "china": "place", "japan": "place",
        "united-states": "place", "thaad": "weapon",
    }  # fmt: skip
    assert wanted.items() <= kinds.items()
    assert {"missile-defence", "sanctions", "military-exercise", "diplomacy"} <= {
        topic.topic_id for one in found for topic in one.topics
    }
    matcher = WatchMatcher(series_of(WATCHES, ENTITIES, TOPICS, {}), TOPICS)
    for text, one in zip(texts, found, strict=True):
        hits = matcher.hits(one.article_id, "post", text.partition("\n")[0], text, one.mentions, one.topics)
        assert {"coverage", "visiting-officials:rex-tillerson"} <= {hit.series for hit in hits}
