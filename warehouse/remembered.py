"""Ask once of a published file what is the same for all questions: nothing changes there while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from warehouse.connect import Connection

T = TypeVar("T")
_remembered: WeakKeyDictionary[Connection, dict[str, Any]] = WeakKeyDictionary()
"""What was asked before, by the open connection."""


def once(connection: Connection, what: str, ask_for_it: Callable[[], T]) -> T:
    """Answer what is the same for all questions; a file that is written to is asked each time."""
    if connection not in _remembered:
        (mode,) = connection.execute("SELECT current_setting('access_mode')").fetchall()[0]
        _remembered[connection] = {"changes": mode.lower() != "read_only"}
    known = _remembered[connection]
    if known["changes"]:
        return ask_for_it()
    if what not in known:
        known[what] = ask_for_it()
    return cast("T", known[what])
