"""Read a configuration folder and report every mistake in it at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from config.dangling import dangling
from config.failures import Mistake
from config.files import EntitiesFile, FeedsFile, SourcesFile, TopicsFile, WatchesFile
from config.known_keys import keys_at
from config.models import AlertsConfig, Config, GroupConfig, GuardsConfig
from config.receivers import COMMON_KIND, KINDS
from config.routing import Routed
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

_UNKNOWN_KIND = frozenset({"union_tag_invalid", "union_tag_not_found"})


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
        groups=sources.groups,
        feeds=feeds.feeds,
        entities=entities.entities,
        guards=guards,
        topics=topics.topics,
        watches=watches.watches,
        alerts=alerts,
    )
    mistakes += dangling(config)
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


def load_groups(directory: Path) -> Mapping[str, GroupConfig]:
    """Read the groups of sources.yaml alone. Raises ConfigError."""
    mistakes: list[str] = []
    sources = _read(directory / "sources.yaml", SourcesFile, mistakes)
    if sources is None:
        raise ConfigError(mistakes)
    return sources.groups


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
        mistakes.append(f"{path.name}: can not be read: {getattr(error, 'strerror', '') or error}")
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
        mistakes += mistakes_of(path.name, model, error)
        return None


def mistakes_of(file: str, model: type[BaseModel], error: ValidationError) -> list[str]:
    """Say every mistake that a model finds in a file, where it is and what to write instead."""
    details = [*error.errors(), *_of_kinds_meant(model, error)]
    return list(dict.fromkeys(_sentence(file, model, detail) for detail in details))


def _of_kinds_meant(model: type[BaseModel], error: ValidationError) -> list[Any]:
    """Return the mistakes beside an unknown kind of receiver, which hides them from the validator.

    They are those of the kind that was meant, or where none is near, of what all kinds have in common.
    """
    found: list[Any] = []
    for detail in error.errors():
        if detail["type"] not in _UNKNOWN_KIND or len(detail["loc"]) != len(("receivers", "name")):
            continue
        near = _kind_meant(detail)
        group, name = detail["loc"]
        meant = {**detail["input"], "kind": near or COMMON_KIND}
        try:
            model.model_validate({group: {name: meant}})
        except ValidationError as others:
            found += [
                one for one in others.errors() if near or (one["loc"][3:4] and one["loc"][3] in Routed.model_fields)
            ]
    return found


def _kind_meant(detail: Any) -> str:
    """Return the kind that an unknown one is near to, or nothing."""
    told = detail.get("ctx", {})
    return _near(told.get("tag", ""), told.get("expected_tags", ""))


def _near(value: object, quoted: str) -> str:
    """Return which of the words that a message quotes a value is near to, or nothing."""
    near = difflib.get_close_matches(str(value), re.findall(r"'([\w-]+)'", quoted), n=1)
    return near[0] if near else ""


def _yaml_trouble(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    where = f"line {mark.line + 1}: " if mark else ""
    return f"{where}{problem}; mend the YAML there"


def _sentence(file: str, model: type[BaseModel], detail: Any) -> str:
    location = list(detail["loc"])
    if model is AlertsConfig:
        del location[2:3]  # the kind of receiver, which the validator puts behind its name
    if location and f"{location[0]}.yaml" == file:
        location = location[1:]  # the file's name already says it
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f"{'.' if place else ''}{part}"
    return f"{file}: {place}: {_what_to_write(model, detail)}" if place else f"{file}: {_what_to_write(model, detail)}"


def _kind_to_write(detail: Any) -> str:
    if detail["type"] == "union_tag_not_found":
        return "`kind` is missing; add it: " + ", ".join(sorted(KINDS))
    near = _kind_meant(detail)
    known = detail["ctx"]["expected_tags"].replace("'", "")
    return "unknown `kind`; " + (f"did you mean `{near}`?" if near else f"known here: {known}")


def _what_to_write(model: type[BaseModel], detail: Any) -> str:
    value = repr(detail["input"])
    value = value if len(value) <= SHOWN_VALUE else value[:SHOWN_VALUE] + "…"
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = sorted(keys_at(model, detail["loc"][:-1]))
        close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
        return "unknown key; " + (f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}")
    if kind == "missing" or kind in _UNKNOWN_KIND:
        return "is missing; add it" if kind == "missing" else _kind_to_write(detail)
    near = _near(detail["input"], detail["ctx"]["expected"]) if kind == "literal_error" else ""
    meant = f"; did you mean `{near}`?" if near else ""
    if detail["loc"][:1] == ("receivers",):  # a password or a secret address may stand there: nothing of it is repeated
        return str(detail["msg"]).removeprefix("Value error, ") + meant
    if kind == "value_error" and isinstance(detail["input"], dict):
        return str(detail["msg"]).removeprefix("Value error, ")
    if kind == "bool_type" or isinstance(detail["input"], bool):
        return f"{detail['msg']}, not {value}; YAML reads bare NO, yes, on and off as true or false: quote them"
    said = detail["msg"].removeprefix("Value error, ").replace("String should", "should")
    if kind == "model_type":
        said = f"must hold keys with values, such as {', '.join(sorted(keys_at(model, detail['loc'])))}"
    return f"{said}, not {value}{meant}"
