"""Link short forms by what the article itself says they stand for: "Terminal High Altitude Area Defense (THAAD)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tasks.found import Found, Ground
from tasks.gazetteer import DEMONYM, Gazetteer
from tasks.names import SMALL_WORDS

_IN_BRACKETS = re.compile(r"[ \u00a0]?\((?:the |or )?([A-Z][A-Za-z0-9&.-]{1,9})\)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]*)?")


@dataclass(frozen=True, slots=True)
class Short:
    """A short form at the place where the article explains it: characters start..end, and the name that it shortens."""

    form: str
    start: int
    end: int
    long: Found


def resolved(title: str, text: str, found: Sequence[Found], gazetteer: Gazetteer) -> list[Found]:
    """Return what was found with the article's own short forms linked to the names that they shorten, everywhere in it.

    A short form that is a known name gives its entity to a long form that nobody knows, unless a known name of that
    entity has the same initials: then the article means another by it (KPA may be the Korean Peace Association).
    """
    meant: dict[str, Found] = {}
    renamed: dict[str, Found] = {}
    for short in explained(text, found):
        known_as = gazetteer.named(short.form)
        if (
            known_as
            and short.long.entity_id not in gazetteer.entities
            and not _has_expansion(known_as, short, gazetteer)
        ):
            entity = gazetteer.entities[known_as]
            renamed[short.long.entity_id] = replace(
                short.long, entity_id=known_as, name=entity.name, kind=entity.kind, weak=""
            )
        else:
            meant.setdefault(short.form, short.long)
    if not meant and not renamed:
        return list(found)
    linked = [_relinked(one, title if one.in_title else text, meant, renamed) for one in found]
    ground = Ground(linked)
    return linked + [one for one in _elsewhere(title, text, meant) if not ground.within(one)]


def explained(text: str, found: Sequence[Found]) -> Iterator[Short]:
    """Yield the short forms that stand in brackets behind a name and are made of its initials."""
    for one in found:
        if one.in_title or one.kind in {"person", DEMONYM}:
            continue
        if (behind := _IN_BRACKETS.match(text, one.end)) and abbreviates(behind[1], text[one.start : one.end]):
            yield Short(behind[1], behind.start(1), behind.end(1), one)


def abbreviates(short: str, long: str) -> bool:
    """Tell whether a short form has the initials of a name's words in their order; small words may be left out."""
    words = _WORD.findall(long)
    if len(words) < 2:
        return False
    letters = "".join(char for char in short if char.isalnum()).upper()
    every = "".join(word[0] for word in words).upper()
    large = "".join(word[0] for word in words if word.lower() not in SMALL_WORDS).upper()
    return letters in {every, large, f"{large}S"}


def _has_expansion(entity_id: str, short: Short, gazetteer: Gazetteer) -> bool:
    return any(abbreviates(short.form, name) for name in gazetteer.spelled(entity_id))


def _relinked(one: Found, part: str, meant: dict[str, Found], renamed: dict[str, Found]) -> Found:
    long = meant.get(part[one.start : one.end]) or renamed.get(one.entity_id)
    return replace(one, entity_id=long.entity_id, name=long.name, kind=long.kind) if long else one


def _elsewhere(title: str, text: str, meant: dict[str, Found]) -> Iterator[Found]:
    """Yield where the short forms stand and nothing was found."""
    if not meant:
        return
    forms = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, meant))})(?!\w)")
    for in_title, part in ((True, title), (False, text)):
        for place in forms.finditer(part):
            long = meant[place[0]]
            yield Found(place.start(), place.end(), in_title, long.name, long.kind, long.entity_id)
