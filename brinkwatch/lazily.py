"""Load only the command that is asked for, and read plain values without what typer loads to check the others.

A command line that is right is answered without pydantic, which takes typer a fifth of a second to load; what is not plainly
right goes to typer's own reading, so that every mistake is told as typer tells it.
"""

from __future__ import annotations

import os
import re
from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin

import typer
from typer import core
from typer._click import Command, Context  # typer brings its own click
from typer._coercion import RuntimeParam, TypeDescriptor, build_runtime_param
from typer.main import get_command, get_group

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")


def command_group(**said: Any) -> typer.Typer:
    """Return an empty group of commands that prints as all of them do."""
    return typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **said
    )


class Commands(UserDict[str, Command]):
    """Commands by name, each loaded when it is looked at; the values given say where: module:attribute."""

    def __init__(self, places: Mapping[str, str]) -> None:
        super().__init__()
        self.data = cast("dict[str, Command]", dict.fromkeys(places))
        self._places = places

    def __getitem__(self, name: str) -> Command:
        if self.data[name] is None:
            self.data[name] = _command(name, self._places[name])
        return self.data[name]


def group_of(app: typer.Typer, places: Mapping[str, str]) -> core.TyperGroup:
    """Return the command line of an app whose commands stand in these places."""
    group = get_group(app)
    group.commands = cast("dict[str, Command]", Commands(places))
    return group


def _command(name: str, place: str) -> Command:
    module, attribute = place.split(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        return get_group(found)
    alone = command_group()
    alone.command(name)(found)
    return get_command(alone)


@dataclass(frozen=True)
class PlainParam(RuntimeParam):
    """How one parameter is read: by a look where that is enough, else by typer."""

    descriptor: TypeDescriptor

    @classmethod
    def of(cls, descriptor: TypeDescriptor) -> PlainParam:
        """Return how a parameter of this type is read."""
        return cls(descriptor.parameter_info, descriptor.annotation, descriptor)

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        if self.parameter_info.parser is None:
            origin: object = get_origin(self.annotation)
            if origin is list and isinstance(value, (list, tuple)):
                (kind,) = get_args(self.annotation)
                plain = [self._plain(kind, one) for one in value]
                if None not in plain:
                    return plain
            elif (read := self._plain(self.annotation, value)) is not None:
                return read
        return build_runtime_param(self.descriptor).coerce(value, param=param, ctx=ctx)

    def _plain(self, kind: Any, value: Any) -> Any:
        """Return a value as its kind; None where that takes more than a look."""
        info = self.parameter_info
        if kind is str and isinstance(value, str):
            return value
        if get_origin(kind) is Literal and value in get_args(kind):
            return value
        if kind is int:
            number = int(value) if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value) else value
            within = (
                type(number) is int
                and (info.min is None or number >= info.min)
                and (info.max is None or number <= info.max)
            )
            return number if within else None
        if kind is Path and info.file_okay and info.dir_okay:
            strict = info.exists or info.writable or info.resolve_path or info.allow_dash or info.path_type
            fits = not strict and (not Path(value).exists() or os.access(value, os.R_OK))
            return Path(value) if fits else None
        return None


core.build_runtime_param = PlainParam.of  # type: ignore[attr-defined]
