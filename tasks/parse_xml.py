"""Read RSS, RDF and Atom.

feedparser knows every dialect and bends before every mistake, but has no limits: some shapes of a megabyte hold it up for
hours, and one odd element can make it give up a feed. So it is fed through a gate (tasks/feed_gate.py), first by a strict
XML parser, then, where the XML is broken, by its own loose one. It gets characters that are known to be sound, and no
address of the feed, against which it would resolve ids, so that they changed whenever the feed moved. Markup stays as it
came: cleaning reads it, and sanitizing and resolving it here takes a third of the time.
"""

from __future__ import annotations

import html
import io
import re
import xml.sax
from collections.abc import Mapping
from typing import Any
from xml.sax.handler import feature_external_ges, feature_namespaces
from xml.sax.xmlreader import InputSource

from tasks.feed_gate import Enough, Gate, LooseGate, StrictGate
from tasks.feed_items import Claim, FeedItem, FeedRead
from tasks.feed_text import readable, with_sound_characters

MOST_PROLOG = 20_000
"""Characters before the first element that are looked at for entities."""

MOST_ENTITIES = 300
"""HTML has some 250; a feed that declares more is up to something."""

_ELEMENT = re.compile(r"<\w")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,500}>")
_ENTITY = re.compile(r"""<!ENTITY\s{1,50}(\w{1,50})\s{1,50}["'](&#\w{1,10};|[^&<"'%]{0,100})["']""")
"""Entities worth having stand for a character or some words; one of entities, or of a long text, is a bomb."""

_DECLARED = "<?xml version='1.0' encoding='utf-8'?>\n"


def read_xml(text: str, most: int) -> FeedRead:
    """Read the first `most` items of a feed. Trouble is `broken_xml` or `not_feed`, where there is no item to read."""
    text = with_sound_characters(text)
    start = _ELEMENT.search(text)
    prolog, body = (text[: start.start()], text[start.start() :]) if start else ("", _without_declaration(text))
    entities = dict(_ENTITY.findall(prolog[:MOST_PROLOG])[:MOST_ENTITIES])
    gate, error = _read(body, most, entities)
    version = "rss091n" if "netscape" in prolog[:MOST_PROLOG].lower() else gate.reader.version
    items = tuple(_item(one) if one else FeedItem() for one in gate.entries())
    said = gate.reader.feeddata
    return FeedRead(
        items=items,
        format=version or "",
        title=_said(said, "title"),
        site=_said(said, "link"),
        language=_said(said, "language"),
        ttl_minutes=gate.asked.ttl_minutes(),
        skip_hours=gate.asked.skip_hours(),
        skip_days=gate.asked.skip_days(),
        flaw=gate.cut or _one_line(error),
        trouble=None if items else _why_nothing(error, version),
    )


def _without_declaration(text: str) -> str:
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _read(body: str, most: int, entities: Mapping[str, str]) -> tuple[Gate, xml.sax.SAXException | None]:
    """Read as XML, or if it is none, which the second value tells, as whatever comes near to it."""
    strict = StrictGate(most)
    try:
        _read_strictly(strict, _doctype(entities) + body)
    except Enough:
        return strict, None
    except xml.sax.SAXException as error:
        loose = LooseGate(most, entities)
        loose.read(body)
        return loose, error
    return strict, None


def _read_strictly(gate: StrictGate, document: str) -> None:
    parser = xml.sax.make_parser()  # noqa: S317 - no external entity is fetched, and inner ones are only those of _doctype
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(gate)
    source = InputSource()
    source.setByteStream(io.BytesIO(document.encode("utf-8", "replace")))
    parser.parse(source)


def _doctype(entities: Mapping[str, str]) -> str:
    """Return the head of a document with nothing declared but harmless entities."""
    declared = "".join(f'<!ENTITY {name} "{value}">' for name, value in entities.items())
    return _DECLARED + (f"<!DOCTYPE feed [{declared}]>" if declared else "")


def _why_nothing(error: xml.sax.SAXException | None, version: str) -> tuple[str, str] | None:
    """Name why a feed gave no item, or None when it is a valid feed that has none."""
    if error is not None:
        return "broken_xml", _one_line(error)
    return None if version else ("not_feed", "neither RSS nor Atom, JSON Feed or sitemap")


def _one_line(error: Exception | None) -> str:
    return " ".join(str(error).split())[:200] if error else ""


def _item(item: Mapping[str, Any]) -> FeedItem:
    link, guid = _said(item, "link"), _said(item, "id")
    return FeedItem(
        guid=guid,
        link=link or _document(item),
        link_is_guid=bool(link) and link == guid,
        title=_said(item, "title"),
        author=_authors(item),
        summary_html=_markup(item.get("summary_detail")),
        content_html=max((_markup(one) for one in item.get("content", ())), key=len, default=""),
        claims=_claims(item),
    )


def _said(item: Mapping[str, Any], key: str) -> str:
    """Return a text of an item; `in` first, since feedparser answers `updated` with `published` where there is none."""
    if key not in item:
        return ""
    value = item[key]
    return value if isinstance(value, str) else ""


def _document(item: Mapping[str, Any]) -> str:
    """Return the address of the first enclosure or link that can be read as a page, for items that say no other."""
    links = [link for link in item.get("links", ()) if isinstance(link, Mapping)]
    readable_ones = (link for link in links if _said(link, "type") in ("text/html", "application/xhtml+xml"))
    return next((_said(link, "href") for link in readable_ones if _said(link, "rel") in ("alternate", "enclosure")), "")


def _authors(item: Mapping[str, Any]) -> str:
    """Name the authors, without mail addresses where a name is given."""
    people = item.get("authors") or [item.get("author_detail") or {}]
    names = [_said(person, "name") for person in people if isinstance(person, Mapping)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or _said(item, "author")


def _markup(part: object) -> str:
    """Return a text construct as HTML; plain text is escaped, so that its signs stay what they are."""
    if not isinstance(part, Mapping):
        return ""
    value = readable(_said(part, "value"))
    return html.escape(value, quote=False) if part.get("type") == "text/plain" else value


def _claims(item: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Return the dates of an item: published, else (RSS 1.0, sparse Atom) updated, else created."""
    return tuple(
        (_said(item, key), item.get(f"{key}_parsed")) for key in ("published", "updated", "created") if key in item
    )
