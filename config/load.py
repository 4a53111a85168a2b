"""Read a configuration folder and report every mistake in it at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from config.failures import Mistake
from config.files import EntitiesFile, FeedsFile, SourcesFile, TopicsFile, WatchesFile
from config.models import AlertsConfig, Config, GuardsConfig
from config.settings import Settings

Model = TypeVar("Model", bound=BaseModel)

SHIPPED = Path(__file__).parent
FILES = (
    "settings.yaml", "sources.yaml", "feeds.yaml", "entities.yaml", "guards.yaml", "topics.yaml", "watches.yaml", "alerts.yaml",
)  # fmt: skip
FILLED_IN = frozenset({"guards.yaml"})
"""Files that a folder may do without: the shipped one counts then, as it did before it was a file."""
SHOWN_VALUE = 60
"""Longest piece of an offending value that a message repeats."""


class ConfigError(Mistake):
    """A configuration that can not be used; `mistakes` has one line each: file, place, what is wrong, what to write."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class _UniqueKeys(yaml.CSafeLoader):
    """A YAML loader to which a key given twice is a mistake instead of a silent loss."""


def _mapping_without_repeats(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if not isinstance(key, str | int | float | bool) and key is not None:
            raise yaml.constructor.ConstructorError(None, None, "a key must be a plain word", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeats)


def load_config(directory: Path) -> Config:
    """Read and check the files of a folder.

    Raises ConfigError with every mistake found, also those between files.
    """
    if not directory.is_dir():
        raise ConfigError(
            [f"{directory}: there is no configuration folder here; `brinkwatch init {directory}` writes one"]
        )
    mistakes: list[str] = []
    settings = _read(directory / "settings.yaml", Settings, mistakes)
    sources = _read(directory / "sources.yaml", SourcesFile, mistakes)
    feeds = _read(directory / "feeds.yaml", FeedsFile, mistakes)
    entities = _read(directory / "entities.yaml", EntitiesFile, mistakes)
    guards = _read(_own_or_shipped(directory, "guards.yaml"), GuardsConfig, mistakes)
    topics = _read(directory / "topics.yaml", TopicsFile, mistakes)
    watches = _read(directory / "watches.yaml", WatchesFile, mistakes)
    alerts = _read(directory / "alerts.yaml", AlertsConfig, mistakes)
    if not (settings and sources and feeds and entities and guards and topics and watches and alerts):
        raise ConfigError(mistakes)
    config = Config(
        settings=settings,
        sources=sources.sources,
        feeds=feeds.feeds,
        entities=entities.entities,
        guards=guards,
        topics=topics.topics,
        watches=watches.watches,
        alerts=alerts,
    )
    mistakes += _dangling(config)
    if mistakes:
        raise ConfigError(mistakes)
    return config


def load_settings(directory: Path) -> Settings:
    """Read settings.yaml alone. Raises ConfigError."""
    mistakes: list[str] = []
    settings = _read(directory / "settings.yaml", Settings, mistakes)
    if settings is None:
        raise ConfigError(mistakes)
    return settings


def _own_or_shipped(directory: Path, name: str) -> Path:
    """Return a folder's own file, or the shipped one where it has none."""
    return directory / name if (directory / name).exists() else SHIPPED / name


def _read(path: Path, model: type[Model], mistakes: list[str]) -> Model | None:
    try:
        content = yaml.load(path.read_bytes(), Loader=_UniqueKeys)  # noqa: S506 - a safe loader, made stricter
    except FileNotFoundError:
        mistakes.append(f"{path.name}: missing in {path.parent}; `brinkwatch init DIR` writes one to copy from")
        return None
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(f"{path.name}: can not be read: {error}")
        return None
    except yaml.YAMLError as error:
        mistakes.append(f"{path.name}: {_yaml_trouble(error)}")
        return None
    if content is None:
        content = {}
    if not isinstance(content, dict):
        mistakes.append(f"{path.name}: must hold keys with values, not {type(content).__name__}")
        return None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        mistakes += [_sentence(path.name, model, detail) for detail in error.errors()]
        return None


def _yaml_trouble(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    where = f"line {mark.line + 1}: " if mark else ""
    return f"{where}{problem}; mend the YAML there"


def _sentence(file: str, model: type[BaseModel], detail: Any) -> str:
    location = list(detail["loc"])
    if model is AlertsConfig:
        del location[2:3]  # the kind of receiver, which the validator puts behind its name
    if location and len(model.model_fields) == 1 and location[0] in model.model_fields:
        location = location[1:]  # the file's name already says it
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f"{'.' if place else ''}{part}"
    return f"{file}: {place}: {_what_to_write(model, detail)}" if place else f"{file}: {_what_to_write(model, detail)}"


def _what_to_write(model: type[BaseModel], detail: Any) -> str:
    value = repr(detail["input"])
    value = value if len(value) <= SHOWN_VALUE else value[:SHOWN_VALUE] + "…"
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, detail["loc"][:-1]))
        near = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
        return "unknown key; " + (f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(known)}")
    if kind == "missing":
        return "is missing; add it"
    if kind == "bool_type" or isinstance(detail["input"], bool):
        return f"{detail['msg']}, not {value}; YAML reads bare NO, yes, on and off as true or false: quote them"
    return f"{detail['msg'].removeprefix('Value error, ')}, not {value}".replace("String should", "should")


def _keys_at(model: type[BaseModel], location: tuple[Any, ...]) -> set[str]:
    """Return the keys that are known at a place in a model, walking dictionaries, lists and unions."""
    here: list[Any] = [model]
    for part in location:
        below: list[Any] = []
        for kind in here:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                if part in kind.model_fields:
                    below.append(kind.model_fields[part].annotation)
                else:
                    below.append(kind)  # a union's tag is part of the location and no step down
            else:
                below += get_args(kind)
        here = below
    keys: set[str] = set()
    while here:
        kind = here.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= set(kind.model_fields)
        else:
            here += get_args(kind)
    return keys


def _dangling(config: Config) -> list[str]:
    """Report names that one file uses and another does not define."""
    mistakes: list[str] = []

    def expect(file: str, place: str, name: str | None, known: Mapping[str, object] | set[str], in_file: str) -> None:
        if name is not None and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            mend = f"did you mean `{near[0]}`?" if near else f"define it in {in_file} or write another"
            mistakes.append(f"{file}: {place}: {name!r} is not in {in_file}; {mend}")

    roles = {role for entity in config.entities.values() for role in entity.roles}
    for entity_id, entity in config.entities.items():
        expect("entities.yaml", f"{entity_id}.seat_of", entity.seat_of, config.entities, "entities.yaml")
    for feed_id, feed in config.feeds.items():
        expect("feeds.yaml", f"{feed_id}.source", feed.source, config.sources, "sources.yaml")
    for topic_id, topic in config.topics.items():
        expect("topics.yaml", f"{topic_id}.parent", topic.parent, config.topics, "topics.yaml")
    for watch_id, watch in config.watches.items():
        selections: list[tuple[str, list[str], list[str], list[str]]] = [(watch_id, watch.entities, watch.topics, [])]
        for rule_id, rule in watch.rules.items():
            for key, chosen in (("track", rule.track), ("pair", rule.pair)):
                if chosen is not None:
                    place = f"{watch_id}.rules.{rule_id}.{key}"
                    selections.append((place, chosen.entities, chosen.topics, chosen.roles))
        for place, entities, topics, wanted_roles in selections:
            for index, name in enumerate(entities):
                expect("watches.yaml", f"{place}.entities[{index}]", name, config.entities, "entities.yaml")
            for index, name in enumerate(topics):
                expect("watches.yaml", f"{place}.topics[{index}]", name, config.topics, "topics.yaml")
            for index, name in enumerate(wanted_roles):
                expect("watches.yaml", f"{place}.roles[{index}]", name, roles, "entities.yaml")
    return mistakes
