"""What the head of a page says to one who passes it on unread: where else to look, and which address is its own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

HEAD_BYTES = 16_384
"""How far into a page a refresh is looked for: whoever sends readers on says little else."""
CANONICAL_BYTES = 262_144
"""How far into a page its own address is looked for: publishers put it after styles and scripts of any length."""
MAX_REFRESH_SECONDS = 5
"""A page that sends its reader on does so at once; longer delays are front pages that reload themselves."""

_MARKS = re.compile(
    r"(?P<comment><!--)|(?P<comment_end>-->)|<(?P<end>/)?(?P<hidden>noscript|script|style|template)\b"
    r"|(?P<tag><(?:meta|link)\b[^<>]*>)",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"""http-equiv\s*=\s*(?:["']\s*)?refresh\b""", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel\s*=\s*(?:["']\s*)?canonical\b""", re.IGNORECASE)
_DIRECTION = re.compile(r"""\s*(\d{1,9})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)""", re.IGNORECASE)


def refresh_target(body: bytes, url: str) -> str | None:
    """Return where the head of the page at `url` sends its reader at once, if anywhere else."""
    for content in _attributes(body[:HEAD_BYTES], _REFRESH, "content"):
        direction = _DIRECTION.match(content)
        target = _joined(url, direction[2]) if direction and int(direction[1]) <= MAX_REFRESH_SECONDS else ""
        if target and target.partition("#")[0] != url:
            return target
    return None


def canonical_link(body: bytes, url: str) -> str:
    """Return the address that the page at `url` calls its own, or "" where it names none."""
    for href in _attributes(body[:CANONICAL_BYTES], _CANONICAL, "href"):
        target = _joined(url, href)
        if urlsplit(target).scheme in ("http", "https"):
            return target
    return ""


def _attributes(head: bytes, mark: re.Pattern[str], name: str) -> Iterator[str]:
    """Yield an attribute of the meta and link tags that bear a mark."""
    attribute = re.compile(rf"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
    for tag in _tags(head.decode("utf-8", "replace")):
        value = attribute.search(tag) if mark.search(tag) else None
        if value:
            yield html.unescape(next(filter(None, value.groups()), ""))


def _tags(head: str) -> Iterator[str]:
    """Yield meta and link tags in one walk, without those in comments and in what a reader's browser does not show."""
    within = ""
    for mark in _MARKS.finditer(head):
        hidden = (mark["hidden"] or "").lower()
        if within:
            ended = mark["comment_end"] if within == "comment" else mark["end"] and hidden == within
            within = "" if ended else within
        elif mark["comment"]:
            within = "comment"
        elif hidden and not mark["end"]:
            within = hidden
        elif mark["tag"]:
            yield mark["tag"]


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target.strip())
    except ValueError:
        return ""
