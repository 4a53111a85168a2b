"""Keep an Atom feed of alerts (RFC 4287) in a file: one entry an alert, renewed at each transition, the newest first."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.jsonl import sync_folder
from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_html, subject_id
from tasks.plain import plain
from tasks.records import Trouble

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2005/Atom"
FEED_URN = "urn:brinkwatch:feed:"
ALERT_URN = "urn:brinkwatch:alert:"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)


def renew_entry(alert: Alert, delivery: Delivery, path: Path, title: str, most_entries: int) -> Receipt | Trouble:
    """Put an alert into the feed, in the place of what it said of it before; the file is replaced as a whole.

    An entry that is of a later moment stays. Raises OSError.
    """
    from lxml import etree

    earlier = _entries_of(path)
    if isinstance(earlier, Trouble):
        return earlier
    entry, name = _entry(alert, delivery), ALERT_URN + subject_id(alert, delivery)
    if any(_text(one, "id") == name and _text(one, "updated") > _text(entry, "updated") for one in earlier):
        return Receipt(detail="the feed tells of a later moment already")
    entries = [entry, *(one for one in earlier if _text(one, "id") != name)]
    entries.sort(key=lambda one: _text(one, "updated"), reverse=True)
    feed = etree.Element(_tag("feed"), nsmap={None: NAMESPACE})
    _add(feed, "id", FEED_URN + path.name)
    _add(feed, "title", title)
    _add(feed, "updated", _text(entries[0], "updated"))
    _add(feed, "generator", "Brinkwatch")
    _add(_add(feed, "author"), "name", "Brinkwatch")
    feed.extend(entries[:most_entries])
    etree.indent(feed)
    _replace(path, etree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n")
    return Receipt()


def _entries_of(path: Path) -> list[_Element] | Trouble:
    """Read the entries that the feed has. A file of somebody else's is left alone."""
    from lxml import etree

    if not path.exists():
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=True)
    try:
        feed = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:
        feed = None
    if feed is None or not _text(feed, "id").startswith(FEED_URN):
        return Trouble("not_ours", f"{path}: is no feed that Brinkwatch has written; move it away or name another path")
    return list(feed.iterchildren(_tag("entry")))


def _entry(alert: Alert, delivery: Delivery) -> _Element:
    from lxml import etree

    entry = etree.Element(_tag("entry"), nsmap={None: NAMESPACE})
    _add(entry, "id", ALERT_URN + subject_id(alert, delivery))
    _add(entry, "title", f"{delivery.transition.upper()}: {plain(alert.headline)}")
    _add(entry, "updated", _moment(delivery.created_at))
    _add(entry, "published", _moment(alert.opened_at))
    for scheme, term in (("watch", alert.watch_id), ("state", alert.state), ("severity", alert.severity)):
        _add(entry, "category").attrib.update({"scheme": f"urn:brinkwatch:{scheme}", "term": _sound(term)})
    for text in alert.evidence:
        if text.url.startswith(("https://", "http://")):
            said = {"rel": "related", "href": _sound(plain(text.url)), "title": _sound(plain(text.title))}
            _add(entry, "link").attrib.update(said)
    document = message_html(alert, delivery)
    body = _BODY.search(document)
    _add(entry, "content", body[1] if body else document).set("type", "html")
    return entry


def _add(parent: _Element, name: str, text: str = "") -> _Element:
    from lxml import etree

    child = etree.SubElement(parent, _tag(name))
    child.text = _sound(text) or None
    return child


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(parent: _Element, name: str) -> str:
    return parent.findtext(_tag(name)) or ""


def _moment(at: datetime) -> str:
    """Write a moment so that later ones sort behind."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _sound(text: str) -> str:
    return _NOT_XML.sub("", text)


def _replace(path: Path, written: bytes) -> None:
    """Write beside the file and put it in its place: readers find the old feed or the new one, and never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)
