"""The gate before feedparser: it counts what goes through, and keeps out what would hold it up or make it fail.

The only module that speaks to feedparser.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from tasks.feed_asks import FeedAsks
from tasks.names import word_set

FIRST_STEPS, STEPS_AN_ENTRY, MOST_STEPS = 20_000, 2_000, 400_000
"""Elements and pieces of text that are read: of a feed with one entry, for each more, and at most.

feedparser takes some 20 µs a step, whatever its size: twenty megabytes of `<a>` would hold it up for minutes. Long articles
with all their markup take some hundred steps, ten thousand entries of six elements 200,000.
"""

DEEPEST = 200
"""Levels of elements that are looked into; feeds with XHTML content have some 20."""

MOST_ATTRIBUTES = 50
"""Of one element; feedparser's time grows with their square."""

LONGEST_ATTRIBUTE = 4_000
"""Characters; a longer one is data within an address, not an address."""

LONGEST_BASE = 500
"""Characters of an xml:base, against which every element beneath is resolved."""

MOST_NAMESPACES = 30
"""feedparser walks through all of them for an element of a namespace that it does not know."""

LONGEST_NAME = 200
"""Characters of an author: feedparser looks for a mail address there, in time that grows with their square."""

LONGEST_WORD = 4_000
"""Characters of dates, ids, links and whatever else is no text; feedparser tries a dozen forms of dates on each."""

_PEOPLE = word_set("author creator contributor managingeditor webmaster publisher owner name email")
_TEXTS = word_set("title description summary content encoded body fullitem subtitle tagline div")
_ENTRIES = frozenset({"item", "entry"})
_UNKEPT = word_set(
    "category subject keywords tags chapters chapter where point polygon line box comments commentrss thumbnail generator"
)
"""Elements that no entry keeps, and that feedparser reads slowly or fails on. Within content they are part of it."""


class Enough(Exception):
    """A feed has given as much as is read of any."""


class Gate:
    """Stand between a parser and feedparser's reader, of which `reader` is one; `cut` says how much was left unread."""

    def __init__(self, reader: Any, most_items: int) -> None:
        self.reader = reader
        self.asked = FeedAsks()
        self.cut = ""
        self._most_items = most_items
        self._steps = 0
        self._open: list[str] = []
        self._closed_at: int | None = None
        self._letters = 0
        self._namespaces: set[tuple[str | None, str | None]] = set()
        reader.resolve_relative_uris = reader.sanitize_html = False

    def entries(self) -> Sequence[Mapping[str, Any]]:
        """Return the entries that were read; one that was cut has what was whole of it."""
        entries: Sequence[Mapping[str, Any]] = self.reader.entries[: self._most_items]
        return entries

    def _step(self) -> None:
        self._steps += 1
        entries = len(self.reader.entries)
        if entries > self._most_items or self._steps > min(MOST_STEPS, FIRST_STEPS + STEPS_AN_ENTRY * entries):
            self.cut = f"only its first {min(entries, self._most_items):,} entries were read"
            raise Enough

    def _enters(self, name: str) -> bool:
        """Tell whether an element, now begun, may pass."""
        self._step()
        if name in _ENTRIES and name in self._open[-DEEPEST:]:
            self._leave_to(name)  # the one before was never ended
        self._open.append(name)
        unkept = name in _UNKEPT and not self.reader.incontent
        if self._closed_at is None and (unkept or len(self._open) > DEEPEST):
            self._closed_at = len(self._open)
        self._letters = 0
        self.asked.begin(self._open)
        return self._closed_at is None

    def _leaves(self, name: str) -> bool:
        """Tell whether the end of an element may pass; the end of what never began does, for feedparser to judge."""
        closed_at = self._closed_at
        if name not in self._open[-DEEPEST:]:
            return closed_at is None
        self._leave_to(name)
        return closed_at is None or len(self._open) + 1 < closed_at

    def _leave_to(self, name: str) -> None:
        while self._open.pop() != name:
            pass
        if self._closed_at is not None and len(self._open) < self._closed_at:
            self._closed_at = None

    def _hears(self, text: str) -> str:
        """Return what may pass of a piece of text."""
        self._step()
        if self._closed_at is not None or not self._open:
            return ""
        self.asked.hear(self._open, text)
        if self._open[-1] not in _TEXTS and not self.reader.incontent:
            longest = LONGEST_NAME if self._open[-1] in _PEOPLE else LONGEST_WORD
            text = text[: max(0, longest - self._letters)]
            self._letters += len(text)
        return text

    def _forget_base(self) -> None:
        """End an xml:base with its element; feedparser would resolve the ids of all later entries against it."""
        if not self.reader.basestack or not self.reader.basestack[-1]:
            self.reader.baseuri = ""

    def _may_declare(self, prefix: str | None, uri: str | None) -> bool:
        self._step()
        if len(self._namespaces) < MOST_NAMESPACES:
            self._namespaces.add((prefix, uri))
        return (prefix, uri) in self._namespaces


def _bearable(name: str, value: str) -> bool:
    return len(value) <= (LONGEST_BASE if name == "base" or name.endswith(":base") else LONGEST_ATTRIBUTE)


def _tolerantly(call: Callable[..., object], *arguments: object) -> None:
    """Hand one event on. feedparser raises errors of many kinds on odd values; they cost that element and not the feed."""
    try:
        call(*arguments)
    except (AttributeError, ArithmeticError, AssertionError, LookupError, TypeError, ValueError, binascii.Error):
        return


class StrictGate(Gate, ContentHandler):
    """The gate as a handler of SAX events."""

    def __init__(self, most_items: int) -> None:
        from feedparser.api import StrictFeedParser

        ContentHandler.__init__(self)
        Gate.__init__(self, StrictFeedParser("", None, "utf-8"), most_items)

    def startPrefixMapping(self, prefix: str | None, uri: str | None) -> None:  # noqa: N802 - the name that SAX gives it
        if self._may_declare(prefix, uri):
            _tolerantly(self.reader.startPrefixMapping, prefix, uri)

    def startElementNS(self, name: Any, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802 - the name that SAX gives it
        if self._enters(name[1].lower()):
            _tolerantly(self.reader.startElementNS, name, qname, _bearable_only(attrs))

    def endElementNS(self, name: Any, qname: str | None) -> None:  # noqa: N802 - the name that SAX gives it
        if self._leaves(name[1].lower()):
            _tolerantly(self.reader.endElementNS, name, qname)
            self._forget_base()

    def characters(self, content: str) -> None:
        if text := self._hears(content):
            self.reader.characters(text)


def _bearable_only(attrs: AttributesNSImpl) -> AttributesNSImpl:
    if len(attrs) <= MOST_ATTRIBUTES and all(_bearable(name[1], value) for name, value in attrs.items()):
        return attrs
    kept = {name: value for name, value in attrs.items() if _bearable(name[1], value)}
    first = dict(list(kept.items())[:MOST_ATTRIBUTES])
    return AttributesNSImpl(first, {name: attrs.getQNameByName(name) for name in first})


class LooseGate(Gate):
    """The gate within feedparser's loose parser, which reads tags itself, so that its own methods are guarded."""

    def __init__(self, most_items: int, entities: Mapping[str, str]) -> None:
        from feedparser.api import LooseFeedParser

        super().__init__(LooseFeedParser("", None, "utf-8", dict(entities)), most_items)
        reader = self.reader
        self._starts, self._ends, self._data = reader.unknown_starttag, reader.unknown_endtag, reader.handle_data
        reader.unknown_starttag, reader.unknown_endtag, reader.handle_data = self._start, self._end, self._text
        reader.handle_charref = partial(self._reference, reader.handle_charref)
        reader.handle_entityref = partial(self._reference, reader.handle_entityref)

    def read(self, text: str) -> None:
        """Read a document as far as its steps reach."""
        with suppress(Enough):
            self.reader.feed(text)

    def _start(self, tag: str, attributes: Sequence[tuple[str, str]]) -> None:
        if self._enters(_local(tag)):
            kept = [
                (name, value)
                for name, value in attributes[:MOST_ATTRIBUTES]
                if _bearable(name.lower(), value)
                and (not name.lower().startswith("xmlns") or self._may_declare(name, value))
            ]
            _tolerantly(self._starts, tag, kept)

    def _end(self, tag: str) -> None:
        if self._leaves(_local(tag)):
            _tolerantly(self._ends, tag)
            self._forget_base()

    def _text(self, text: str, escape: int = 1) -> None:
        if kept := self._hears(text):
            self._data(kept, escape)

    def _reference(self, handle: Callable[[str], object], name: str) -> None:
        if self._hears("&"):
            _tolerantly(handle, name)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()
