"""Reads publication times from files, pages and addresses, and decides between the claims. Unknown stays unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tasks.records import DateClaim, Precision

if TYPE_CHECKING:
    from lxml.html import HtmlElement

ORIGINS = ("feed", "page", "file", "operator", "url", "text")
"""Whom to believe, first to last: who published says it in feed and page; addresses and bylines are read by guess."""

EARLIEST_YEAR = 1990
"""News on the web is younger; older claims are epochs (1970-01-01), zero dates and typing errors."""

FUTURE_TOLERANCE = timedelta(days=1)
"""A publisher's clock in another zone may run ahead of ours by some hours, never by more than a day."""

_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
)
_MONTHS = {name: number for names in _MONTH_NAMES for number, name in enumerate(names.split(), start=1)} | {"sept": 9}
_MONTH = rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_CLOCK = r"(?:[T ,]+(?:at\s+)?(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[ap]\.?m\.?)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_SHAPES = tuple(
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\.?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?P<y>\d{{4}})",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
    )
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[-/_.]?)(?P<m>0[1-9]|1[0-2]|[a-z]{3})(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)

LONGEST_DATE = 40
"""Characters: `Wednesday, 15 September 2017, 11:59 p.m. UTC` is about the longest that is still only a date."""

_DATE_LABEL = re.compile(
    r"^(?:(?:first )?published|posted|written?|write|date|datum|veröffentlicht|입력|등록|승인|发布时间|発行|公開|掲載)\s*(?:on|at|am)?\s*[:：|]?\s*",
    re.IGNORECASE,
)
_DATE_ELEMENTS = "//h1/following::*[self::time or contains(@class, 'date') or contains(@class, 'publish') or contains(@class, 'timestamp') or contains(@class, 'datum')]"

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


def parse_when(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    """Read a written time; without a zone of its own it is in `zone`. A bare day is 00:00 UTC of that day.

    Minutes count as `second`: an hour is claimed only by what says no minutes.
    """
    raw = " ".join(raw.split())
    if _EPOCH.fullmatch(raw):
        seconds = float(raw) / (1000 if len(raw.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), "second"
    for shape in _SHAPES:
        match = shape.fullmatch(raw)
        if match:
            return _from_shape(match, zone)
    return _from_standards(raw, zone)


def _from_shape(match: re.Match[str], zone: tzinfo) -> tuple[datetime, Precision] | None:
    parts = match.groupdict()
    month = _MONTHS[parts["name"].lower()] if "name" in parts else int(parts["m"])
    try:
        day = datetime(int(parts["y"]), month, int(parts["d"]), tzinfo=UTC)
        if parts["h"] is None:
            return day, "day"
        hour = int(parts["h"])
        if parts["ap"]:
            hour = hour % 12 + (12 if parts["ap"].lower().startswith("p") else 0)
        stated = day.replace(
            hour=hour, minute=int(parts["mi"]), second=int(parts["s"] or 0), tzinfo=_zone(parts["z"], zone)
        )
        return stated.astimezone(UTC), "second"
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None, otherwise: tzinfo) -> tzinfo:
    if not written:
        return otherwise
    if written[0] not in "+-":
        return UTC
    return datetime.strptime(written.replace(":", ""), "%z").tzinfo or otherwise


def _from_standards(raw: str, zone: tzinfo) -> tuple[datetime, Precision] | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            stated = read(raw)
            stated = stated if stated.tzinfo else stated.replace(tzinfo=zone)
            return stated.astimezone(UTC), "second"
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def claim_from_url(url: str) -> DateClaim | None:
    """Return the day that the path of an address carries (/2017/03/17/, -20170317, /2017/mar/17/), or None."""
    for match in _URL_DAY.finditer(urlsplit(url).path):
        if match["m"].isalpha() and (match["sep"] == "" or match["m"].lower() not in _MONTHS):
            continue
        month = _MONTHS[match["m"].lower()] if match["m"].isalpha() else int(match["m"])
        try:
            at = datetime(int(match["y"]), month, int(match["d"]), tzinfo=UTC)
        except ValueError:
            continue
        return DateClaim("url", at, "day", match[0])
    return None


def claims_from_page(page: HtmlElement | bytes, url: str, timezone: str) -> tuple[DateClaim, ...]:
    """Return what the page's metadata says of its publication, best first: JSON-LD, meta tags, <time>; then its address."""
    from lxml import html

    tree = html.fromstring(page) if isinstance(page, bytes) else page
    claims = _read_all(_stated_in(tree), ZoneInfo(timezone)) or _read_all(_shown_in(tree), ZoneInfo(timezone))[:1]
    in_url = claim_from_url(url)
    return (*claims, in_url) if in_url else claims


def _read_all(written: Iterator[str], zone: tzinfo) -> tuple[DateClaim, ...]:
    times = ((raw, parse_when(raw, zone)) for raw in dict.fromkeys(written))
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
        if len(written) <= LONGEST_DATE and (element.tag == "time" or written != shown):
            yield written


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
