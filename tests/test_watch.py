"""Rules become series, and articles count for them with the span that shows why."""

from config.models import EntityConfig, SourceConfig, TopicConfig, WatchConfig
from tasks.records import Mention, TopicScore
from tasks.watch import Series, WatchMatcher, series_of

ENTITIES = {
    "rex-tillerson": EntityConfig(
        name="Rex Tillerson", kind="person", roles=["foreign-minister", "secretary-of-state"]
    ),
    "wang-yi": EntityConfig(name="Wang Yi", kind="person", roles=["foreign-minister"]),
    "thaad": EntityConfig(name="THAAD", kind="weapon"),
}
SOURCES = {
    "post": SourceConfig(name="Post", country="US", language="en"),
    "star": SourceConfig(name="Star", country="GB", language="en"),
    "ilbo": SourceConfig(name="Ilbo", country="KR", language="ko"),
}
TOPICS = {"missile-test": TopicConfig(name="Missile tests", definition="d", phrases={"en": {"missile test": 1}})}


def watches(**rules: object) -> dict[str, WatchConfig]:
    watch = {
        "name": "Korea",
        "description": "d",
        "terms": {"en": ["Korean peninsula"], "ko": ["한반도"]},
        "entities": ["thaad"],
        "rules": rules,
    }
    return {"korea": WatchConfig.model_validate(watch)}


def made(**rules: object) -> tuple[Series, ...]:
    return series_of(watches(**rules), ENTITIES, TOPICS, SOURCES)


def mention(entity_id: str, start: int, end: int, in_title: bool = False) -> Mention:
    return Mention("a1", entity_id, "x", "person", start, end, in_title)


ALL = made(
    coverage={"name": "All of it"},
    ministers={"name": "Ministers", "pair": {"roles": ["foreign-minister", "secretary-of-state"]}},
    systems={
        "name": "Systems",
        "track": {"entities": ["thaad"]},
        "pair": {"topics": ["missile-test"], "entities": ["thaad"]},
    },
    words={"name": "Words", "pair": {"terms": {"en": ["war games", "drills"]}}},
)


def test_rules_expand_to_one_series_for_each_thing_and_one_for_all_terms() -> None:
    assert [(one.series, one.name) for one in ALL] == [
        ("coverage", "All of it"),
        ("ministers:rex-tillerson", "Ministers: Rex Tillerson"),
        ("ministers:wang-yi", "Ministers: Wang Yi"),
        ("systems:thaad", "Systems: THAAD"),
        ("systems:missile-test", "Systems: Missile tests"),
        ("words", "Words"),
    ]
    assert {one.watch_id for one in ALL} == {"korea"}


def test_the_watch_itself_counts_its_terms_in_every_language() -> None:
    matcher = WatchMatcher(ALL, TOPICS)
    (hit,) = matcher.hits("a1", "post", "", "오늘 한반도의 긴장", [], [])
    assert (hit.series, hit.surface, hit.start_char, hit.in_title) == ("coverage", "한반도", 3, False)


def test_a_pair_needs_both_sides_and_shows_the_second() -> None:
    matcher, text = WatchMatcher(ALL, TOPICS), "On the Korean peninsula Tillerson spoke."
    alone = matcher.hits("a1", "post", "", "Tillerson spoke.", [mention("rex-tillerson", 0, 9)], [])
    both = matcher.hits("a1", "post", "", text, [mention("rex-tillerson", 24, 33)], [])
    assert alone == []
    assert [(hit.series, hit.surface) for hit in both] == [
        ("coverage", "Korean peninsula"),
        ("ministers:rex-tillerson", "Tillerson"),
    ]


def test_a_topic_shows_its_first_phrase_and_the_title_goes_before_the_text() -> None:
    hits = WatchMatcher(ALL, TOPICS).hits(
        "a1", "post", "A missile test", "Korean peninsula, missile test", [], [TopicScore("a1", "missile-test", 0.9)]
    )
    assert [(hit.series, hit.surface, hit.in_title) for hit in hits] == [
        ("coverage", "Korean peninsula", False),
        ("systems:missile-test", "missile test", True),
    ]


def test_a_stored_topic_whose_phrases_are_gone_shows_the_title() -> None:
    hits = WatchMatcher(ALL, TOPICS).hits(
        "a1", "post", "Headline", "Korean peninsula", [], [TopicScore("a1", "missile-test", 0.9)]
    )
    assert [hit.surface for hit in hits] == ["Korean peninsula", "Headline"]


def test_one_span_is_not_both_sides_of_a_pair() -> None:
    (series,) = made(systems={"name": "Systems", "pair": {"entities": ["thaad"]}})
    matcher = WatchMatcher([series], TOPICS)
    assert matcher.hits("a1", "post", "", "THAAD is here", [mention("thaad", 0, 5)], []) == []
    assert len(matcher.hits("a1", "post", "", "THAAD on the Korean peninsula", [mention("thaad", 0, 5)], [])) == 1


def test_any_term_of_a_selection_makes_its_one_series() -> None:
    hits = WatchMatcher(ALL, TOPICS).hits("a1", "post", "", "Drills and war games, Korean peninsula", [], [])
    assert ("words", "Drills") in [(hit.series, hit.surface) for hit in hits]


def test_the_rule_hash_changes_with_what_is_looked_for_and_with_nothing_else() -> None:
    (before,) = made(r={"name": "One", "pair": {"terms": {"en": ["a b", "c d"]}}})
    (renamed,) = made(r={"name": "Two", "min_texts": 5, "pair": {"terms": {"en": ["c d", "a b"]}}})
    (changed,) = made(r={"name": "One", "pair": {"terms": {"en": ["a b", "e f"]}}})
    assert before.rule_hash == renamed.rule_hash != changed.rule_hash
    assert (renamed.asks.min_texts, renamed.asks.min_publishers) == (5, None)


def hits_of(series: tuple[Series, ...], text: str, *mentions: Mention, source: str = "post") -> list[tuple[str, str]]:
    found = WatchMatcher(series, TOPICS).hits("a1", source, "", text, mentions, [])
    return [(hit.series, hit.surface) for hit in found]


def test_all_of_a_combination_is_needed_and_the_watch_is_not() -> None:
    series = made(both={"name": "Both", "all_of": [{"entity": "wang-yi"}, {"term": "drills"}]})
    assert [one.series for one in series] == ["both"]
    assert hits_of(series, "Wang Yi spoke", mention("wang-yi", 0, 7)) == []
    assert hits_of(series, "Wang Yi saw drills", mention("wang-yi", 0, 7)) == [("both", "drills")]


def test_any_of_a_combination_suffices_beside_all_of_the_rest() -> None:
    any_of = [{"term": "drills"}, {"term": "talks"}]
    either = made(either={"name": "Either", "any_of": any_of})
    assert hits_of(either, "Talks began") == [("either", "Talks")]
    with_wang = made(**{"with-wang": {"name": "With", "all_of": [{"entity": "wang-yi"}], "any_of": any_of}})
    assert hits_of(with_wang, "Talks began") == []
    assert hits_of(with_wang, "Wang Yi: talks", mention("wang-yi", 0, 7)) == [("with-wang", "talks")]


def test_two_named_entities_are_a_pair_only_at_two_places() -> None:
    series = made(meeting={"name": "Meeting", "all_of": [{"entity": "wang-yi"}, {"entity": "rex-tillerson"}]})
    wang, rex = mention("wang-yi", 0, 7), mention("rex-tillerson", 12, 21)
    assert hits_of(series, "Wang Yi met Tillerson", wang, rex) == [("meeting", "Tillerson")]
    assert hits_of(series, "Wang Yi met Tillerson", wang) == []


def test_kinds_follow_every_entity_of_such_a_kind() -> None:
    series = made(faces={"name": "Faces", "kind": "new", "days": 30, "pair": {"kinds": ["person"]}})
    assert [one.series for one in series] == ["faces:rex-tillerson", "faces:wang-yi"]


def test_a_scope_leaves_other_sources_out_and_is_part_of_what_is_looked_for() -> None:
    plain, korean = made(plain={"name": "Plain"}, korean={"name": "Korean", "languages": ["ko"], "min_publishers": 1})
    assert korean.scope == {"ilbo"}
    assert korean.rule_hash != plain.rule_hash
    assert hits_of((plain, korean), "Korean peninsula", source="ilbo") == [
        ("plain", "Korean peninsula"),
        ("korean", "Korean peninsula"),
    ]
    assert hits_of((plain, korean), "Korean peninsula", source="star") == [("plain", "Korean peninsula")]


def test_of_terms_that_begin_at_one_place_the_longer_is_shown() -> None:
    terms = ["one china", "one china policy", "one", "china policy"]
    series = made(policy={"name": "P", "track": {"terms": {"en": terms}}})
    (hit,) = WatchMatcher(series, TOPICS).hits("a1", "post", "", "They spoke of one china policy.", [], [])
    assert hit.surface == "one china policy"
