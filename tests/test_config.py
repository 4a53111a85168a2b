"""Configuration mistakes, one by one: each is one line that says where, what, and what to write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from config.load import FILES, FILLED_IN, SHIPPED, ConfigError, load_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small sound configuration."""
    contents: dict[str, object] = {
        "settings.yaml": {"contact": "https://example.org/contact"},
        "sources.yaml": {
            "sources": {"herald": {"name": "Herald", "country": "KR", "language": "ko", "timezone": "Asia/Seoul"}}
        },
        "feeds.yaml": {"feeds": {"herald-top": {"url": "https://herald.example/rss", "source": "herald"}}},
        "entities.yaml": {"entities": {"north-korea": {"name": "North Korea", "kind": "place", "roles": ["rival"]}}},
        "topics.yaml": {
            "topics": {"talks": {"name": "Talks", "definition": "People talk.", "phrases": {"en": {"talks": 1.0}}}}
        },
        "watches.yaml": {
            "watches": {
                "korean-peninsula": {
                    "name": "Korea",
                    "description": "The peninsula.",
                    "terms": {"en": ["North Korea"], "ko": ["북한"]},
                    "rules": {
                        "coverage": {"name": "Coverage"},
                        "talks": {"name": "Talks", "pair": {"topics": ["talks"]}},
                    },
                }
            }
        },
        "alerts.yaml": {"receivers": {"console": {"kind": "console"}}},
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(folder)
    return caught.value.mistakes


def change(folder: Path, file: str, path: list[str | int], value: object) -> None:
    content = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    place = content
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    (folder / file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_a_sound_configuration_is_read(folder: Path) -> None:
    config = load_config(folder)
    assert config.feeds["herald-top"].source == "herald"
    assert config.settings.detect.windows_days == [1, 3]


def test_the_shipped_configuration_is_sound() -> None:
    config = load_config(SHIPPED)
    assert "korean-peninsula" in config.watches


@pytest.mark.parametrize(
    ("file", "path", "value", "expected"),
    [
        ("settings.yaml", ["tiemzone"], "UTC", "settings.yaml: tiemzone: unknown key; did you mean `timezone`?"),
        ("settings.yaml", ["timezone"], "Asia/Soul", "settings.yaml: timezone: 'Asia/Soul' is not a time zone of the IANA list"),
        ("settings.yaml", ["fetch"], {"timeout_seconds": 0}, "settings.yaml: fetch.timeout_seconds: Input should be greater than 0, not 0"),
        ("settings.yaml", ["polling"], {"min_interval_minutes": 60, "max_interval_minutes": 30}, "settings.yaml: polling: min_interval_minutes is above max_interval_minutes; write them the other way round"),
        ("sources.yaml", ["sources", "herald", "country"], False, "YAML reads bare NO, yes, on and off as true or false: quote them"),
        ("sources.yaml", ["sources", "herald", "country"], "Korea", "sources.yaml: herald.country: "),
        ("sources.yaml", ["groups"], {"press": {"name": "Press"}}, "sources.yaml: groups.press: names nobody; give it `sources` or `countries`"),
        ("sources.yaml", ["groups"], {"press": {"name": "Press", "sources": ["heral"]}}, "sources.yaml: groups.press.sources[0]: 'heral' is not in sources.yaml; did you mean `herald`?"),
        ("feeds.yaml", ["feeds", "herald-top", "source"], "heral", "feeds.yaml: herald-top.source: 'heral' is not in sources.yaml; did you mean `herald`?"),
        ("feeds.yaml", ["feeds", "herald-top", "url"], "ftp://herald.example", "feeds.yaml: herald-top.url: "),
        ("watches.yaml", ["watches", "korean-peninsula", "terms", "ko"], ["북한", "", "평양"], "watches.yaml: korean-peninsula.terms.ko[1]: "),
        ("watches.yaml", ["watches", "korean-peninsula", "entities"], ["north-corea"], "watches.yaml: korean-peninsula.entities[0]: 'north-corea' is not in entities.yaml; did you mean `north-korea`?"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "pair"], {"topics": ["talk"]}, "watches.yaml: korean-peninsula.rules.talks.pair.topics[0]: 'talk' is not in topics.yaml"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "pair"], {"roles": ["envoy"]}, "watches.yaml: korean-peninsula.rules.talks.pair.roles[0]: 'envoy' is not in entities.yaml"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "kind"], "spikes", "watches.yaml: korean-peninsula.rules.talks.kind: Input should be 'spike', 'new'"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "track"], ["talks"], "watches.yaml: korean-peninsula.rules.talks.track: must hold keys with values, such as entities, kinds, "),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "kind"], "new", "watches.yaml: korean-peninsula.rules.talks: `kind: new` wants `days`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "gone"], {"name": "Gone", "kind": "silence", "min_texts": 3}, "watches.yaml: korean-peninsula.rules.gone: `kind: silence` is of no texts and no publishers; leave `min_texts`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "days"], 7, "watches.yaml: korean-peninsula.rules.talks: `days` belongs to `kind:` `new`, `threshold`, `silence`, `share_shift`, `headline` or `rising`, and this is `kind: spike`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "track"], {"sources": ["herald"]}, "watches.yaml: korean-peninsula.rules.talks: `track.sources` belongs to `kind: silence`, and this is `kind: spike`; `sources` beside"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "mute"], {"name": "Mute", "kind": "silence", "track": {"sources": ["heralt"]}}, "watches.yaml: korean-peninsula.rules.mute.track.sources[0]: 'heralt' is not in sources.yaml; did you mean `herald`?"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "mute"], {"name": "Mute", "kind": "silence", "countries": ["KR"], "track": {"sources": ["herald"]}}, "watches.yaml: korean-peninsula.rules.mute: `track.sources` follows the sources that it names; leave `sources`, `countries`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "up"], {"name": "Up", "kind": "rising", "track": {"topics": ["talks"]}}, "watches.yaml: korean-peninsula.rules.up: `kind: rising` finds by itself what to follow, in the texts of its watch; leave"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "flip"], {"name": "Flip", "kind": "headline", "changes": []}, "watches.yaml: korean-peninsula.rules.flip: `changes` names none; leave it out, or write any of turned, rewritten"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "flip"], {"name": "Flip", "changes": ["turned"], "by": 0.5}, "watches.yaml: korean-peninsula.rules.flip: `by` belongs to `kind:` `share_shift`, and this is `kind: spike`; `changes` belongs"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "much"], {"name": "Much", "kind": "threshold", "days": 7, "texts": 1}, "watches.yaml: korean-peninsula.rules.much: `texts: 1` is reached by any text; write 2 or more"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "much"], {"name": "Much", "kind": "threshold", "days": 7}, "watches.yaml: korean-peninsula.rules.much: `kind: threshold` wants either `texts`, a number, or `share`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "all_of"], [{"entity": "north-korea"}, {"topic": "talks"}], "watches.yaml: korean-peninsula.rules.talks: `all_of` and `any_of` say all that a text needs; put `track` and `pair`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "both"], {"name": "Both", "all_of": [{"entity": "north-corea"}, {"topic": "talks"}]}, "watches.yaml: korean-peninsula.rules.both.all_of[0].entity: 'north-corea' is not in entities.yaml; did you mean `north-korea`?"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "both"], {"name": "Both", "any_of": [{"entity": "north-korea", "topic": "talks"}]}, "watches.yaml: korean-peninsula.rules.both.any_of[0]: names one thing: `term`, `entity` or `topic`; write each as an item of its own"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "both"], {"name": "Both", "any_of": ["talks"]}, "watches.yaml: korean-peninsula.rules.both.any_of[0]: says what it is, as `entity: …`, `topic: …` or `term: …`, not 'talks'"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "one"], {"name": "One", "all_of": [{"topic": "talks"}]}, "watches.yaml: korean-peninsula.rules.one: `all_of` has one item, which is no combination; use `track`"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "sources"], ["heralt"], "watches.yaml: korean-peninsula.rules.talks.sources[0]: 'heralt' is not in sources.yaml; did you mean `herald`?"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "countries"], ["FR"], "watches.yaml: korean-peninsula.rules.talks: no source of sources.yaml fits its sources, countries and languages together"),
        ("watches.yaml", ["watches", "korean-peninsula", "rules", "talks", "sources"], ["herald"], "watches.yaml: korean-peninsula.rules.talks: its scope has 1 independent publisher and 2 have to print something; widen the scope or write `min_publishers: 1`"),
        ("topics.yaml", ["topics", "talks", "parent"], "diplomacy", "topics.yaml: talks.parent: 'diplomacy' is not in topics.yaml"),
        ("topics.yaml", ["topics", "talks", "phrases"], {"en": {"talks": -1}}, "topics.yaml: talks.phrases.en.talks: "),
        ("entities.yaml", ["entities", "north-korea", "kind"], "country", "entities.yaml: north-korea.kind: "),
        ("entities.yaml", ["entities", "north-korea", "alias"], {}, "entities.yaml: north-korea.alias: unknown key; did you mean `aliases`?"),
        ("alerts.yaml", ["receivers", "console", "kind"], "pager", "alerts.yaml: receivers.console: unknown `kind`; known here: console"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_says_where_and_what(
    folder: Path, file: str, path: list[str | int], value: object, expected: str
) -> None:
    change(folder, file, path, value)
    mistakes = mistakes_of(folder)
    assert len(mistakes) == 1, mistakes
    assert expected in mistakes[0]
    assert "\n" not in mistakes[0]


def test_all_mistakes_of_all_files_are_reported_at_once(folder: Path) -> None:
    change(folder, "settings.yaml", ["tiemzone"], "UTC")
    change(folder, "feeds.yaml", ["feeds", "herald-top", "url"], "nonsense")
    change(folder, "entities.yaml", ["entities", "north-korea", "kind"], "country")
    assert [line.split(":")[0] for line in mistakes_of(folder)] == ["settings.yaml", "feeds.yaml", "entities.yaml"]


@pytest.mark.parametrize("name", sorted(set(FILES) - FILLED_IN))
def test_a_missing_file_is_named_with_what_to_do(folder: Path, name: str) -> None:
    (folder / name).unlink()
    mistakes = mistakes_of(folder)
    assert len(mistakes) == 1
    assert mistakes[0].startswith(f"{name}: missing")
    assert "brinkwatch init" in mistakes[0]


def test_a_folder_without_guards_has_the_shipped_ones(folder: Path) -> None:
    assert not (folder / "guards.yaml").exists()
    assert load_config(folder).guards == load_config(SHIPPED).guards


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("weak: {town: [Jordan]}", "guards.yaml: weak.town"),
        ("weak: {place: [Jordan], person: [Jordan]}", "'Jordan' stands under weak.place and weak.person; keep one"),
        ("hidng: [New Jersey]", "did you mean `hiding`?"),
    ],
)
def test_guards_are_checked_like_every_file(folder: Path, content: str, expected: str) -> None:
    (folder / "guards.yaml").write_text(content, encoding="utf-8")
    (mistake,) = mistakes_of(folder)
    assert expected in mistake


def test_a_seat_of_government_names_a_known_country(folder: Path) -> None:
    change(folder, "entities.yaml", ["entities", "north-korea", "seat_of"], "north-corea")
    assert mistakes_of(folder) == [
        "entities.yaml: north-korea.seat_of: 'north-corea' is not in entities.yaml; did you mean `north-korea`?"
    ]


def test_a_missing_folder_names_the_command_that_writes_one(tmp_path: Path) -> None:
    assert "brinkwatch init" in mistakes_of(tmp_path / "nowhere")[0]


def test_broken_yaml_is_reported_with_its_line(folder: Path) -> None:
    (folder / "feeds.yaml").write_text("feeds:\n  a: [1, 2\n  b: 3\n", encoding="utf-8")
    assert mistakes_of(folder)[0].startswith("feeds.yaml: line 3:")


def test_a_key_given_twice_is_a_mistake_and_not_a_silent_loss(folder: Path) -> None:
    (folder / "feeds.yaml").write_text(
        "feeds:\n  a: {url: 'https://a.example', source: herald}\n  a: {url: 'https://b.example', source: herald}\n",
        encoding="utf-8",
    )
    assert "'a' is given twice" in mistakes_of(folder)[0]


def test_a_file_that_is_a_list_or_binary_is_reported(folder: Path) -> None:
    (folder / "feeds.yaml").write_text("- a\n- b\n", encoding="utf-8")
    assert "must hold keys with values" in mistakes_of(folder)[0]
    (folder / "feeds.yaml").write_bytes(b"\x00\xff\xfe\x00")
    assert mistakes_of(folder)[0].startswith("feeds.yaml: ")


def test_every_shipped_file_can_be_copied_and_read_back(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copyfile(SHIPPED / name, tmp_path / name)
    assert load_config(tmp_path) == load_config(SHIPPED)
