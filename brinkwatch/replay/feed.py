"""Render a publisher's feed as RSS 2.0, RSS 1.0 or Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from brinkwatch.replay.outlets import Outlet
from brinkwatch.replay.story import Story

ATOM = {"xmlns": "http://www.w3.org/2005/Atom"}
RSS1 = {"xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "xmlns": "http://purl.org/rss/1.0/"}
CONTENT = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
DC = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}


def render_feed(outlet: Outlet, stories: Sequence[Story], base: str, changed: datetime) -> bytes:
    """Render the stories in the order given. `base` is the site's address without a slash, `changed` the last change."""
    channel = {"rss2": _rss2, "rss1": _rss1, "atom": _atom}[outlet.feed_format]
    root = channel(outlet, stories, base, changed)
    ET.indent(root)
    # Characters that the charset lacks become numeric references.
    return bytes(ET.tostring(root, encoding=outlet.charset, xml_declaration=True))


def _rss2(outlet: Outlet, stories: Sequence[Story], base: str, changed: datetime) -> ET.Element:
    root = ET.Element("rss", {"version": "2.0", **CONTENT})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", f"{outlet.name}: top stories")
    _add(channel, "link", f"{base}/")
    _add(channel, "description", f"The latest from {outlet.name}")
    _add(channel, "language", outlet.language)
    _add(channel, "lastBuildDate", format_datetime(changed.astimezone(UTC), usegmt=True))
    _add(channel, "ttl", "15")
    for story in stories:
        item = ET.SubElement(channel, "item")
        _add(item, "title", story.title)
        _add(item, "link", base + story.path)
        _add(item, "guid", story.guid, isPermaLink="false")
        _add(item, "pubDate", format_datetime(story.published))
        _add(item, "category", story.section)
        _add(item, "description", escape(story.summary, quote=False))
        if outlet.full_content:
            _add(item, "content:encoded", _body(story))
    return root


def _rss1(outlet: Outlet, stories: Sequence[Story], base: str, changed: datetime) -> ET.Element:
    root = ET.Element("rdf:RDF", {**RSS1, **DC, **CONTENT})
    channel = ET.SubElement(root, "channel", {"rdf:about": f"{base}/"})
    _add(channel, "title", outlet.name)
    _add(channel, "link", f"{base}/")
    _add(channel, "description", f"The latest from {outlet.name}")
    _add(channel, "dc:language", outlet.language)
    _add(channel, "dc:date", changed.astimezone(UTC).isoformat())
    order = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for story in stories:
        ET.SubElement(order, "rdf:li", {"rdf:resource": story.guid})
        item = ET.SubElement(root, "item", {"rdf:about": story.guid})
        _add(item, "title", story.title)
        _add(item, "link", base + story.path)
        _add(item, "description", escape(story.summary, quote=False))
        _add(item, "dc:date", story.published.date().isoformat())
        _add(item, "dc:subject", story.section)
        if outlet.full_content:
            _add(item, "content:encoded", _body(story))
    return root


def _atom(outlet: Outlet, stories: Sequence[Story], base: str, changed: datetime) -> ET.Element:
    root = ET.Element("feed", {**ATOM, "xml:lang": outlet.language})
    _add(root, "title", outlet.name)
    _add(root, "id", f"tag:{outlet.host},2017:latest")
    _add(root, "updated", changed.astimezone(UTC).isoformat())
    _add(root, "link", "", rel="alternate", type="text/html", href=f"{base}/")
    _add(root, "link", "", rel="self", type=outlet.feed_type, href=base + outlet.feed_path)
    _add(ET.SubElement(root, "author"), "name", outlet.name)
    for story in stories:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", story.title)
        _add(entry, "id", story.guid)
        _add(entry, "link", "", rel="alternate", type="text/html", href=base + story.path)
        _add(entry, "published", story.published.isoformat())
        _add(entry, "updated", story.published.astimezone(UTC).isoformat())
        _add(entry, "category", "", term=story.section)
        _add(entry, "summary", story.summary, type="text")
        if outlet.full_content:
            _add(entry, "content", _body(story), type="html")
    return root


def _body(story: Story) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
