"""Lists of feeds as other readers exchange them (opml.org, version 2.0)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from tasks.feed_charset import decode_feed
from tasks.feed_text import plain, with_sound_characters
from tasks.records import Trouble

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_OPML_BYTES = 10_000_000
"""Of a list; the largest ones in public have 10,000 feeds in 3 MB."""

_SOUND_ATTRIBUTE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list. `folders` are the names it lies under, outermost first.

    `facts` are what its category says in our own way, `/country/KR,/source/yonhap`: by first part.
    """

    url: str
    title: str = ""
    site: str = ""
    language: str = ""
    folders: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def read_opml(body: bytes) -> tuple[Outline, ...] | Trouble:
    """Return the feeds of a list in its order; Trouble is `too_large`, `broken_opml` or `not_opml`.

    A document that declares entities is not read at all: no list of feeds needs any.
    """
    from lxml import etree

    if len(body) > MOST_OPML_BYTES:
        return Trouble("too_large", f"more than {MOST_OPML_BYTES:,} bytes")
    text = with_sound_characters(decode_feed(body)[0]).strip("\ufeff \t\r\n")
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        return Trouble("not_opml", "declares XML entities, which no list of feeds needs; it is not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode(), parser)  # bytes: lxml looks through a str in quadratic time
    except (etree.XMLSyntaxError, ValueError) as error:
        return Trouble("broken_opml", f"broken XML: {' '.join(str(error).split())[:160]}")
    if _name(root) != "opml":
        return Trouble("not_opml", f"its first element is <{_name(root)[:40]}>, not <opml>")
    return tuple(outline for one in root.iter() if (outline := _outline(one)) is not None)


def _outline(element: _Element) -> Outline | None:
    """Read one outline; attributes are looked for in any case, since readers differ in it."""
    if _name(element) != "outline":
        return None
    said = {name.lower(): value.strip() for name, value in element.attrib.items()}
    url = said.get("xmlurl", "")
    if not url:
        return None
    above = [one for one in element.iterancestors() if _name(one) == "outline"]
    folders = tuple(filter(None, (plain(_title(one)) for one in reversed(above))))
    facts = dict(re.findall(r"(?:^|,)\s*/([a-z]+)/([^,]+)", said.get("category", "")))
    title = plain(said.get("title") or said.get("text", ""))
    return Outline(url, title, said.get("htmlurl", ""), said.get("language", ""), folders, facts)


def _title(element: _Element) -> str:
    return element.get("title") or element.get("text") or ""


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def write_opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """Write a list of feeds; those that follow each other in one folder lie in it together. One level of folders is kept."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _sound(title)
    body = etree.SubElement(root, "body")
    for folder, within in groupby(outlines, key=lambda one: one.folders[:1]):
        parent = etree.SubElement(body, "outline", text=_sound(folder[0])) if folder else body
        for one in within:
            etree.SubElement(parent, "outline", _attributes(one))
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _attributes(outline: Outline) -> dict[str, str]:
    category = ",".join(f"/{name}/{value}" for name, value in outline.facts.items() if value)
    said = {
        "text": outline.title,
        "title": outline.title,
        "type": "rss",
        "xmlUrl": outline.url,
        "htmlUrl": outline.site,
        "language": outline.language,
        "category": category,
    }
    return {name: _sound(value) for name, value in said.items() if value or name == "text"}


def _sound(text: str) -> str:
    return _SOUND_ATTRIBUTE.sub("", text)
