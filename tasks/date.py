"""Finds what pages and addresses claim of their publication, and decides between the claims. Unknown stays unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tasks.records import DateClaim, Precision
from tasks.when import EARLIEST_YEAR, FUTURE_TOLERANCE, MONTHS, parse_when

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["choose_date", "claim_from_url", "claims_from_page", "linked_data", "parse_when"]

ORIGINS = ("feed", "page", "file", "operator", "url", "text")
"""Whom to believe, first to last: who published says it in feed and page; addresses and bylines are read by guess."""

_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[-/_.]?)(?P<m>0[1-9]|1[0-2]|[a-z]{3})(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)

LONGEST_DATE = 40
"""Characters: `Wednesday, 15 September 2017, 11:59 p.m. UTC` is about the longest that is still only a date."""

LEAST_PARAGRAPH = 100
"""Characters of a line that is text, and no longer the head of an article; half as many where words are not spaced."""

LINES_OF_HEAD = 40
"""Lines between a heading and its text; where more follow, they are menus and teasers with days of their own."""

LINES_ABOVE = 3
"""Lines right above a heading that may hold its day, between rubrics; a page's own date stands above its menus."""

_ABOVE = (
    "(preceding::text()[normalize-space()][not(parent::script or parent::style or parent::noscript or parent::option)])"
)

_DATE_LABEL = re.compile(
    r"^(?:(?:first )?published|posted|written?|write|date|datum|veröffentlicht|erstellt|stand|입력|등록|승인|发布时间|发行|公開|掲載|配信)"
    r"\s*(?:on|at|am)?\s*[:：|]?\s*",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updated|modified|aktualisiert|geändert|수정|更新|변경|last", re.IGNORECASE)
_HUNG_ON = re.compile(r"\s+[/|·•–-]\s+|\s{2,}|(?=\b(?:updated|수정|更新))", re.IGNORECASE)
_DATE_ELEMENTS = "//h1/following::*[self::time or contains(@class, 'date') or contains(@class, 'publish') or contains(@class, 'timestamp') or contains(@class, 'datum')]"
_UNSHOWN = frozenset({"script", "style", "noscript", "template", "svg", "nav", "select", "button"})

_META_NAMES = (
    *(
        "article:published_time",
        "datepublished",
        "og:published_time",
        "og:article:published_time",
        "rnews:datepublished",
    ),
    *("parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "pubdate", "publishdate"),
    *(
        "publish-date",
        "publish_date",
        "publication_date",
        "originalpublicationdate",
        "article_date_original",
        "date",
        "ptime",
    ),
    *("displaydate", "last-modified-original", "weibo:article:create_at"),
)


def choose_date(claims: Sequence[DateClaim], first_seen_at: datetime) -> tuple[datetime | None, Precision, str]:
    """Return the time to believe, its precision and whose claim it is; (None, "day", "") if nobody's.

    The day is that of the first origin with a possible claim. Another claim of the same UTC day that says more replaces a day.
    """
    possible = [claim for claim in claims if _possible(claim, first_seen_at)]
    possible.sort(key=lambda claim: ORIGINS.index(claim.origin) if claim.origin in ORIGINS else len(ORIGINS))
    if not possible:
        return None, "day", ""
    best = possible[0]
    if best.precision == "day":
        day = best.at.astimezone(UTC).date()
        same_day = (claim for claim in possible if claim.precision != "day" and claim.at.astimezone(UTC).date() == day)
        best = next(same_day, best)
    return best.at.astimezone(UTC), best.precision, best.origin


def _possible(claim: DateClaim, first_seen_at: datetime) -> bool:
    return claim.at.year >= EARLIEST_YEAR and claim.at <= first_seen_at + FUTURE_TOLERANCE


def claim_from_url(url: str) -> DateClaim | None:
    """Return the day that the path of an address carries (/2017/03/17/, -20170317, /2017/mar/17/), or None."""
    for match in _URL_DAY.finditer(urlsplit(url).path):
        if match["m"].isalpha() and (match["sep"] == "" or match["m"].lower() not in MONTHS):
            continue
        month = MONTHS[match["m"].lower()] if match["m"].isalpha() else int(match["m"])
        try:
            at = datetime(int(match["y"]), month, int(match["d"]), tzinfo=UTC)
        except ValueError:
            continue
        return DateClaim("url", at, "day", match[0])
    return None


def claims_from_page(
    page: HtmlElement | bytes, url: str, timezone: str, read_at: datetime | None = None
) -> tuple[DateClaim, ...]:
    """Return what a page says of its publication, best first: its metadata, else what it shows; then its address.

    What it shows may be relative (`2 hours ago`): that is read only with `read_at`, when the page was fetched.
    """
    from lxml import html

    tree = html.fromstring(page) if isinstance(page, bytes) else page
    zone = ZoneInfo(timezone)
    claims = (
        _read_all(_stated_in(tree), zone, None)
        or _read_all(_shown_in(tree), zone, read_at)[:1]
        or _read_all(_head_lines(tree), zone, None)[:1]
        or _read_all(_lines_above(tree), zone, None)[-1:]
    )
    in_url = claim_from_url(url)
    return (*claims, in_url) if in_url else claims


def _read_all(written: Iterator[str], zone: tzinfo, read_at: datetime | None) -> tuple[DateClaim, ...]:
    times = ((raw, parse_when(raw, zone, read_at)) for raw in dict.fromkeys(written))
    return tuple(DateClaim("page", *when, raw=raw[:80]) for raw, when in times if when)


def _stated_in(tree: HtmlElement) -> Iterator[str]:
    for item in linked_data(tree):
        if isinstance(item.get("datePublished"), str):
            yield item["datePublished"]
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            found.setdefault(meta.get(key, "").lower(), meta.get("content", ""))
    yield from (found[name] for name in _META_NAMES if found.get(name))
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    yield from (
        element.get("datetime") or element.text_content()
        for element in tree.xpath("(//time[@pubdate or @datetime])[1]")
    )


def _shown_in(tree: HtmlElement) -> Iterator[str]:
    """Yield the dates that readers see below the heading: of a <time>, or with a label (`<p class="date">Posted: …`).

    A bare date in any other element is as often that of another story.
    """
    for element in tree.xpath(_DATE_ELEMENTS):
        shown = " ".join(element.text_content().split()) if len(element) < 5 else ""
        written = _DATE_LABEL.sub("", shown, count=1)
        if element.tag == "time" or written != shown:
            yield from (part for part in (written, _HUNG_ON.split(written)[0]) if len(part) <= LONGEST_DATE)


def _head_lines(tree: HtmlElement) -> Iterator[str]:
    """Yield the lines between the heading and the text: a date there, alone in its line, is the article's own."""
    headings = tree.findall(".//h1")
    for heading in headings[-1:] if len(headings) < 4 else []:
        lines: list[str] = []
        for line in _lines_after(heading):
            if len(line) >= LEAST_PARAGRAPH or (
                not line.isascii() and len(line) >= LEAST_PARAGRAPH // 2 and " " not in line
            ):
                yield from (_bare(line) for line in lines if not _CHANGED.search(line) and len(line) <= LONGEST_DATE)
                return
            lines.append(line)
            if len(lines) > LINES_OF_HEAD:
                break


def _lines_above(tree: HtmlElement) -> Iterator[str]:
    """Yield the lines right above the only heading: rubric and day, as some publishers order them."""
    headings = tree.findall(".//h1")
    for heading in headings if len(headings) == 1 else []:
        texts = heading.xpath(f"{_ABOVE}[position() > last() - {LINES_ABOVE}]")
        lines = [" ".join(line.split()) for text in texts for line in text.splitlines() if line.strip()]
        yield from (
            _bare(line) for line in lines[-LINES_ABOVE:] if not _CHANGED.search(line) and len(line) <= LONGEST_DATE
        )


def _bare(line: str) -> str:
    return re.sub(r"^(?:am|on|vom)\s+", "", _DATE_LABEL.sub("", line.strip("[]()|,·– "), count=1), flags=re.IGNORECASE)


def _lines_after(heading: HtmlElement) -> Iterator[str]:
    """Yield what stands after a heading, in the order of the page, a text node a line."""
    element = heading
    while element is not None:
        if element.tail and element.tail.strip():
            yield " ".join(element.tail.split())
        following = element.getnext()
        if following is None:
            element = element.getparent()
            continue
        yield from _lines_in(following)
        element = following


def _lines_in(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSHOWN:
        return
    if element.tag == "p":
        yield " ".join(element.text_content().split())
        return
    if element.text and element.text.strip():
        yield " ".join(element.text.split())
    for child in element:
        yield from _lines_in(child)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split())


def linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects of a page that describe an article, with those of a @graph; broken JSON is passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in script.get("type", "") or not script.text:
            continue
        try:
            stack = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            item = stack.pop(0)
            if isinstance(item, list):
                stack = [*item, *stack]
            elif isinstance(item, dict):
                stack.extend(item.get(key) for key in ("@graph", "mainEntity"))
                if re.search(r"Article|Posting|Report", str(item.get("@type"))):
                    yield item
