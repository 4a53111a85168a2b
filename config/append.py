"""Add publishers and feeds to a configuration without touching a line of what its operator wrote."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from config.failures import Mistake
from config.load import FILES, FILLED_IN, ConfigError, load_config

Facts = Mapping[str, str | list[str]]
"""The keys of one publisher or feed with their values; empty values are left out."""


class NotAdded(Mistake):
    """Additions that can not be written; nothing was."""


def add(directory: Path, sources: Mapping[str, Facts], feeds: Mapping[str, Facts]) -> None:
    """Append to sources.yaml and feeds.yaml, if the configuration is sound afterwards; else change nothing.

    Raises ConfigError where it is not sound before, NotAdded where it would not be after, OSError.
    """
    load_config(directory)
    wanted = {"sources.yaml": ("sources", sources), "feeds.yaml": ("feeds", feeds)}
    changed = {
        file: with_additions((directory / file).read_bytes().decode("utf-8-sig"), key, additions)
        for file, (key, additions) in wanted.items()
        if additions
    }
    with tempfile.TemporaryDirectory(prefix="brinkwatch-") as trial:
        for file in FILES:
            if file not in FILLED_IN or (directory / file).exists():
                shutil.copyfile(directory / file, Path(trial) / file)
        for file, text in changed.items():
            (Path(trial) / file).write_bytes(text.encode())
        try:
            tried = load_config(Path(trial))
        except ConfigError as error:
            raise NotAdded("nothing was written, since the configuration would not be sound:\n" + str(error)) from None
    if not (sources.keys() <= tried.sources.keys() and feeds.keys() <= tried.feeds.keys()):
        raise NotAdded("nothing was written: the files are laid out in a way that this program can not add to")
    for file, text in changed.items():  # publishers first: one without a feed is sound, a feed without publisher is not
        _replace((directory / file).resolve(), text)


def _replace(path: Path, text: str) -> None:
    """Write a file so that whoever reads it finds the old or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode())
        shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def with_additions(text: str, key: str, additions: Mapping[str, Facts]) -> str:
    """Return a YAML text with entries added below a key of its top level, every other character as it was."""
    newline = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    held = next((value for name, value in pairs if name.value == key), None)
    if held is None:
        gap = "" if not text or text.endswith("\n") else newline
        return text + gap + newline.join([f"{key}:", *_lines(additions, 2)]) + newline
    if isinstance(held, yaml.MappingNode) and held.value and not held.flow_style:
        return _in_block(text, held, _lines(additions, held.value[0][0].start_mark.column), newline)
    if isinstance(held, yaml.MappingNode) and not held.value:  # {}
        before = text[: held.start_mark.index].rstrip()
        return before + "".join(newline + line for line in _lines(additions, 2)) + text[held.end_mark.index :]
    if isinstance(held, yaml.MappingNode):
        return _in_braces(text, held, additions)
    if isinstance(held, yaml.ScalarNode) and not held.value:  # `feeds:` with nothing behind it
        end = _end_of_line(text, held.start_mark.index)
        return text[:end] + "".join(newline + line for line in _lines(additions, 2)) + text[end:]
    raise NotAdded(f"nothing was written: {key} is laid out in a way that this program can not add to")


def _in_block(text: str, held: yaml.MappingNode, lines: list[str], newline: str) -> str:
    """Add lines behind the last entry, before whatever comments follow it."""
    end = _end_of_line(text, _last_character(held))
    return text[:end] + "".join(newline + line for line in lines) + text[end:]


def _in_braces(text: str, held: yaml.MappingNode, additions: Mapping[str, Facts]) -> str:
    before = text[: held.end_mark.index - 1].rstrip()
    added = ", ".join(f"{name}: {_flow(facts)}" for name, facts in additions.items())
    return before + (" " if before.endswith(",") else ", ") + added + text[len(before) :]


def _last_character(node: yaml.Node) -> int:
    """Return where the last thing within a node ends; the node itself is said to end where the next one begins."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_character(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last_character(node.value[-1])
    return int(node.end_mark.index) - 1


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == "\r" else end


def _lines(additions: Mapping[str, Facts], indent: int) -> list[str]:
    return [f"{' ' * indent}{name}: {_flow(facts)}" for name, facts in additions.items()]


def _flow(facts: Facts) -> str:
    """Write the facts of one entry on one line, as the shipped files do."""
    shown = (
        f"{key}: [{', '.join(map(_scalar, value))}]" if isinstance(value, list) else f"{key}: {_scalar(value)}"
        for key, value in facts.items()
        if value
    )
    return "{" + ", ".join(shown) + "}"


def _scalar(value: str) -> str:
    """Write a text bare where YAML reads it back as the same text, else quoted (NO is a country, and false)."""
    try:
        bare = yaml.safe_load(f"{{key: {value}}}") == {"key": value} and value.isprintable()
    except yaml.YAMLError:
        bare = False
    return value if bare else json.dumps(value, ensure_ascii=not value.isprintable())
