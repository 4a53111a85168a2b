"""What was read is read right, names are compared as documented, and the shipped figures hold on the shared sets."""

from __future__ import annotations

import pytest

from config.load import SHIPPED, load_config
from evaluation import entities, gum, topics
from evaluation.corpora import CORPORA
from evaluation.figures import Figure, Pairs
from evaluation.floors import shortfalls
from evaluation.readings import Wanted, agreement, readings, wanted
from tasks.gazetteer import Gazetteer

LEAST = {
    "entities | news, read: known entities | f1": 0.90,
    "entities | pages in ko, ja, zh, read: known entities | f1": 0.90,
    "entities | short texts in ko, ja, zh with traps: known entities | f1": 0.90,
    "topics | news, read | precision": 0.90,
    "topics | news, read | recall": 0.80,
    "topics | news, read later | precision": 0.90,
    "topics | news, read later | recall": 0.80,
}
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared sets are not beside this repository")


def test_what_may_be_found_is_neither_right_nor_wrong() -> None:
    gold = Wanted(frozenset({"a", "b"}), frozenset({"c"}))
    assert gold.against({"a", "c", "d"}) == Pairs(found=1, missed=1, wrong=1)
    assert gold.strictly().against({"a", "c", "d"}) == Pairs(found=1, missed=1, wrong=2)


def test_a_wanted_topic_brings_those_above_it() -> None:
    labels = {("topic", "talks"): "yes", ("topic", "visit"): "either", ("entity", "china"): "yes"}
    parents = {"talks": "diplomacy", "visit": "diplomacy", "diplomacy": None}
    assert wanted(labels, "topic", parents) == Wanted(frozenset({"talks", "diplomacy"}), frozenset({"visit"}))


def test_readings_agree_as_far_as_they_say_the_same() -> None:
    first = {"1": {("topic", "talks"): "yes", ("topic", "aid"): "either"}}
    second = {"1": {("topic", "talks"): "yes", ("topic", "aid"): "yes"}}
    assert agreement(first, second, "topic") == Pairs(found=1, missed=0, wrong=1)


def test_enough_was_read_from_enough_publishers_and_a_part_of_it_twice() -> None:
    first, second = readings(topics.NEWS), readings(topics.SECOND_READING)
    assert len(first) >= 60
    assert len(second) >= 15
    assert second.keys() <= first.keys()
    assert len(entities.asian_texts()) >= 30
    assert first.keys().isdisjoint(readings(topics.HELD_OUT))


def test_every_label_is_configured() -> None:
    known, subjects = Gazetteer(load_config(SHIPPED).entities).entities, topics.shipped_topics()
    labels = {label for name in (topics.NEWS, topics.SECOND_READING, entities.ASIAN_PAGES) for one in readings(name).values() for label in one}  # fmt: skip
    assert {identifier for kind, identifier in labels if kind == "entity"} <= known.keys()
    assert {identifier for kind, identifier in labels if kind == "topic"} <= subjects.keys()


def test_spans_of_a_document_are_runs_with_a_capitalised_word() -> None:
    raw = "The\tO\ntalks\tevent\n\nthe\tperson\nminister\tperson\nAnn\tperson\nBo\tperson\n,\tperson\nof\tperson\n" \
        "Rome\tplace\n's\tplace\nnorth\tplace\n.\tO"  # fmt: skip
    read = gum.document(raw)
    assert read.text == "The talks\n\nthe minister Ann Bo, of Rome's north."
    assert [(read.text[name.start : name.end], name.kind) for name in read.names] == [
        ("Ann Bo", "person"),
        ("Rome", "place"),
    ]


@needs_corpora
def test_the_shipped_figures_hold_their_floors() -> None:
    figures = [*entities.measure(CORPORA), *topics.measure(CORPORA)]
    reached = {one.key: one.value for one in figures}
    assert {key: reached[key] for key, least in LEAST.items() if reached[key] < least} == {}
    assert shortfalls(figures, CORPORA) == []


@needs_corpora
def test_names_are_found_better_than_the_recogniser_alone_finds_them() -> None:
    figures = gum.measure(CORPORA)
    assert len(figures) == 24
    assert [one.key for one in figures if not _better(one)] == []
    assert shortfalls(figures, CORPORA) == []


def _better(one: Figure) -> bool:
    return one.beside is not None and one.value > one.beside
