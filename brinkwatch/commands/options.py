"""Options that several commands read alike."""

from __future__ import annotations

from datetime import date

from brinkwatch.front import Misuse


def day_of(option: str, text: str | None) -> date | None:
    """Read a day."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{option} {text}: is not a day; write it like 2017-03-15") from None
