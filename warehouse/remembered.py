"""Ask once of a published file what is the same for all questions, and plan once what is asked again: nothing changes there while it is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from warehouse.connect import Connection

T = TypeVar("T")
MOST_PLANNED = 64
"""Questions of which a plan is kept, those asked last."""


@dataclass(frozen=True, slots=True)
class _Open:
    """What is known of an open file; `plans` are the names of kept plans by question, none as yet for what was asked once, that asked last at the end."""

    changes: bool
    answers: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=count)


_opened: WeakKeyDictionary[Connection, _Open] = WeakKeyDictionary()


def once(connection: Connection, what: str, ask_for_it: Callable[[], T]) -> T:
    """Answer what is the same for all questions; a file that is written to is asked each time."""
    known = _known(connection)
    if known.changes:
        return ask_for_it()
    if what not in known.answers:
        known.answers[what] = ask_for_it()
    return cast("T", known.answers[what])


def answered(connection: Connection, question: str, values: Mapping[str, object]) -> Connection:
    """Ask a question and return where its rows are fetched from; what is asked again is planned once, if it binds no text.

    To plan takes longer than to answer where little is read. Drivers of other databases keep plans unasked, DuckDB's does not.
    """
    known = _known(connection)
    if known.changes or not all(value is None or type(value) in {int, date} for value in values.values()):
        return connection.execute(question, values)
    written = re.sub(r"\$(\w+)", lambda one: _written(values[one[1]]) if one[1] in values else one[0], question)
    asked_before = written in known.plans
    name = known.plans.pop(written, "")
    if asked_before and not name:
        name = f"plan_{next(known.numbers)}"
        connection.execute(f"PREPARE {name} AS {written}")
    known.plans[written] = name
    if len(known.plans) > MOST_PLANNED and (oldest := known.plans.pop(next(iter(known.plans)))):
        connection.execute(f"DEALLOCATE {oldest}")
    return connection.execute(f"EXECUTE {name}" if name else written)


def _written(value: object) -> str:
    """Return what is no text as SQL."""
    if value is None:
        return "NULL"
    return f"DATE '{value}'" if isinstance(value, date) else f"({value})"  # two minus signs would begin a comment


def _known(connection: Connection) -> _Open:
    """Return what is known of an open file."""
    if connection not in _opened:
        (mode,) = connection.execute("SELECT current_setting('access_mode')").fetchall()[0]
        _opened[connection] = _Open(changes=mode.lower() != "read_only")
    return _opened[connection]
