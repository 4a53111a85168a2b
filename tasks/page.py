"""Reads what a page says of itself: its characters, title, author, language and canonical address."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from tasks.byline import author_of
from tasks.date import linked_data
from tasks.language import short_code
from tasks.page_lines import head_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
"""Browsers look for a page's charset in its first 1,024 bytes; some publishers put it after their scripts."""

LEAST_HEADING = 14
"""Characters of a heading that says more than a rubric, where words are not spaced or few."""

REALLY = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1", "windows-1252"), "cp1252"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "korean"), "cp949"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
    **dict.fromkeys(("big5", "x-x-big5"), "big5hkscs"),
}
"""What publishers call an encoding, and the larger one that they use (the table of the WHATWG Encoding Standard)."""

_DETECTED = ("cp1252", "cp949", "cp932", "euc_jp", "gb18030", "big5hkscs", "cp1251", "koi8_r", "cp874", "cp1256")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
ENOUGH_TO_DETECT = 40
"""High bytes; of fewer every encoding makes something, and western accents are the likeliest."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCKS = re.compile(r"p|div|li|h[1-6]|blockquote|pre|t(?:able|r)|[uod]l|section|article|figcaption|d[dt]|[bh]r")
_UNREAD = re.compile(r"script|style|noscript|template|iframe|svg|button|form|nav|aside")
_SITE_MARK = re.compile(r"\s+[|–—»·•:-]\s+|\s*(?:[|｜ㅣ：]|--)\s*")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page itself claims; "" where it says nothing."""

    title: str
    author: str
    language: str
    canonical: str
    site_name: str
    headings: tuple[str, ...]
    head: tuple[str, ...] = ()
    """The lines between heading and text."""


_LONG_INSTRUCTION = re.compile(r"<\?[^>]{100,}>?")
"""A processing instruction (`<?…>`) of no use in HTML; libxml2 takes quadratic time over white space in an endless one."""


def decode_page(body: bytes, content_type: str = "") -> str:
    """Return the characters of a page by byte order mark, UTF-8 if it is, declared charset, detection; never fails."""
    return _LONG_INSTRUCTION.sub("", _decoded(body, content_type))


def _decoded(body: bytes, content_type: str) -> str:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace")
    declared = _CHARSET.search(content_type) or _CHARSET.search(body[:_HEAD_BYTES].decode("ascii", "replace"))
    name = declared[1].lower() if declared else ""
    encodings = [REALLY.get(name, name), "utf-8"]
    if not name.startswith("iso-2022") and name != "hz-gb-2312":
        encodings.reverse()  # bytes that are valid UTF-8 are UTF-8, whatever the server says
    for encoding in filter(None, encodings):
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return _decode_damaged(body, name)


def _decode_damaged(body: bytes, declared: str) -> str:
    """Decode what fits no claim: as declared with the broken bytes replaced, else by detection, else windows-1252."""
    encoding = REALLY.get(declared, declared)
    if encoding:
        try:
            text = body.decode(encoding, "replace")
        except LookupError:
            text = ""
        if text and text.count("\ufffd") * 100 < len(text):
            return text
    return body.decode((not declared and detected(body)) or "cp1252", "replace")


def detected(body: bytes) -> str:
    """Name the encoding that bytes look like, or "" where there are too few to tell."""
    if len(_HIGH_BYTES.findall(body)) < ENOUGH_TO_DETECT:
        return ""
    from charset_normalizer import from_bytes

    guess = from_bytes(body[:20_000], cp_isolation=list(_DETECTED)).best()
    return guess.encoding if guess else ""


def page_facts(tree: HtmlElement) -> PageFacts:
    """Return what meta tags, JSON-LD and the visible head of a page claim, the named headline before what is made for sharing."""
    meta = _meta(tree)
    head = head_lines(tree)
    items = list(linked_data(tree))
    links = [link.get("href", "") for link in tree.iter("link") if link.get("rel", "").lower() == "canonical"]
    headings = list(_texts(tree, "h1"))
    marked = (" ".join(heading.text_content().split()) for heading in tree.xpath("//h1[@itemprop='headline']"))
    stated = (_headline(items), *marked, meta.get("og:title"), meta.get("twitter:title"))
    titles = list(_texts(tree, "title"))
    above = [heading for heading in headings if any(_is_within(heading, title) for title in titles)]
    title = _first(*stated, *above, *headings, *titles)
    return PageFacts(
        title=_heading_of(title, headings),
        author=author_of(tree, meta, items, head),
        language=_language(tree, meta),
        canonical=_first(*links, meta.get("og:url")),
        site_name=meta.get("og:site_name", ""),
        headings=tuple(headings),
        head=tuple(head),
    )


def _heading_of(title: str, headings: list[str]) -> str:
    """Return the visible heading where the title is that heading with rubrics and names hung on (`Headline | Rubric | Site`)."""
    return next((heading for heading in headings if _is_within(heading, title)), title)


def _is_within(heading: str, title: str) -> bool:
    """Tell whether a title is a heading of some length with something hung on, before or after a mark."""
    if len(heading.split()) <= 2 and len(heading) < LEAST_HEADING:
        return False
    before, found, after = title.partition(heading)
    return bool(found) and (not before or not after) and bool(_SITE_MARK.search(before + after))


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return what meta tags say, each name's first; as author the publisher only where they name no one else."""
    found: dict[str, str] = {}
    sorted_ones = sorted(tree.iter("meta"), key=lambda one: one.get("property") != "og:site_name")
    for element in sorted_ones:
        content = " ".join(element.get("content", "").split())
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(key):
                name = element.get(key).lower()
                if name not in found or (name == "author" and found[name] == found.get("og:site_name", "")):
                    found[name] = content
    return found


def _headline(items: list[dict[str, Any]]) -> str:
    """Return the headline that the publisher names as such, unless it is cut short."""
    stated = (unescape(item["headline"]) for item in items if isinstance(item.get("headline"), str))
    return next((headline for headline in stated if not headline.rstrip().endswith(("…", "..."))), "")


def _texts(tree: HtmlElement, tag: str) -> Iterator[str]:
    return (" ".join(element.text_content().split()) for element in tree.iter(tag))


def _first(*candidates: str | None) -> str:
    return next((candidate.strip() for candidate in candidates if candidate and candidate.strip()), "")


def _language(tree: HtmlElement, meta: Mapping[str, str]) -> str:
    root = tree.getroottree().getroot()
    stated = (
        root.get("lang"),
        root.get("xml:lang"),
        meta.get("content-language"),
        meta.get("language"),
        meta.get("og:locale"),
    )
    return next(filter(None, (short_code(tag) for tag in stated if tag)), "")


def without_site_name(title: str, *names: str) -> str:
    """Take the publisher's name off the end or the beginning of a title (`Headline | The Site`, `The Site: Headline`)."""
    known = {_letters(name) for name in names if name}
    parts = [*_SITE_MARK.finditer(title)]
    if parts and _letters(title[parts[-1].end() :]) in known:
        return title[: parts[-1].start()].strip()
    if parts and _letters(title[: parts[0].start()]) in known:
        return title[parts[0].end() :].strip()
    return title


def _letters(name: str) -> str:
    return re.sub(r"^the|\.(?:com|co|org|net|uk|kr|jp)\b|\W+", "", name.casefold())


def fragment_paragraphs(fragment: str) -> list[str]:
    """Return the paragraphs of a piece of HTML, all of which is content (a feed's own), one string each."""
    from lxml import etree, html

    try:
        tree = html.fromstring(f"<div>{_LONG_INSTRUCTION.sub('', fragment)}</div>")
    except (etree.ParserError, ValueError):
        return []
    pieces: list[str] = []
    _walk(tree, pieces)
    return [line for line in (" ".join(piece.split()) for piece in "".join(pieces).split("\n\n")) if line]


def _walk(element: HtmlElement, pieces: list[str]) -> None:
    tag = element.tag if isinstance(element.tag, str) else "script"
    gap = "\n\n" if _BLOCKS.fullmatch(tag) else ""
    if not _UNREAD.fullmatch(tag):
        pieces += [gap, (element.text or "").replace("\n", " ")]
        for child in element:
            _walk(child, pieces)
        pieces.append(gap)
    pieces.append((element.tail or "").replace("\n", " "))
