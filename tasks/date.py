"""Finds what pages and addresses claim of their publication, and decides between the claims. Unknown stays unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tasks.calendar_day import EARLIEST_YEAR, FUTURE_TOLERANCE
from tasks.calendar_words import MONTHS
from tasks.page_lines import LONGEST_LINE, head_lines, is_aside, is_of_change, lines_above, main_headings, parts_of
from tasks.records import DateClaim, Precision
from tasks.when import parse_when

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

RELATIVE_REACH = timedelta(days=92)
"""A day without a year is of this year only on a page that is fetched while it is news; on an old one it is of any."""

MOST_CHILDREN = 5
"""Elements within one that only says when."""

_FIGURE = re.compile(r"\d")
_CLOCK_ALONE = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SCRIPTED = re.compile(
    r'\\?["\']?\b(?:date_?published|published_?(?:at|time|date|on)|publish_?(?:date|time|ed)|pub_?date|publication_?(?:date|time)'
    r"|first_?published(?:_?(?:at|date))?|date_?posted|deploy_?d[ta]\w*|reg_?(?:date|dt)|service_?d(?:ate|t)|write_?date)"
    r'\\?["\']?\s*[:=]\s*\\?["\']([^"\'\\]{8,40})\\?["\']',
    re.IGNORECASE,
)
"""A name for publication and what it is set to, in JSON, in JSON within a string, or in a script."""

MOST_SCRIPT = 400_000
"""Characters of a script that are searched."""

_DATE_LABEL = re.compile(
    r"^(?:(?:first |originally )?(?:published|posted|written?|write)|date|datum|veröffentlicht|erstellt|stand|publiée?|paru"
    r"|mis en ligne|publicad[oa]|pubblicat[oa]|geplaatst|publicerad|publisert|opublikowano|опубликовано|дата публикации"
    r"|опубліковано|yayınlanma(?: tarihi)?|giriş|نشر|تاريخ النشر|(?:기사\s*)?(?:입력|등록|승인|발행|송고|작성)(?:일시?|시간)?"
    r"|[发發][布表](?:[时時][间間]|日期|[于於])?|[时時][间間]|日期|发行|(?:公開|掲載|配信|投稿|発行)(?:日時?)?)"
    r"\s*(?:on|at|am|le|el|il|em|den|в|في)?\s*[:：|]?\s*",
    re.IGNORECASE,
)
_DATE_ELEMENTS = "following::*[self::time or contains(@class, 'date') or contains(@class, 'publish') or contains(@class, 'timestamp') or contains(@class, 'datum')]"
_TIMED = frozenset({"pubdate", "datetime"})
_META_NAMES = (
    "article:published_time datepublished og:published_time og:article:published_time rnews:datepublished "
    "parsely-pub-date sailthru.date article.published cxenseparse:recs:publishtime dc.date.issued dcterms.issued "
    "dcterms.created dc.date.created dc.date dcterms.date pubdate publishdate publish-date publish_date "
    "publication_date originalpublicationdate article_date_original date ptime displaydate last-modified-original "
    "weibo:article:create_at"
)
"""Names of meta tags, best first."""


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
    return not why_impossible(claim, first_seen_at)


def why_impossible(claim: DateClaim, first_seen_at: datetime) -> str:
    """Say why nothing can have been published when a claim says; empty where it can."""
    if claim.at.year < EARLIEST_YEAR:
        return f"before {EARLIEST_YEAR}"
    return "in the future" if claim.at > first_seen_at + FUTURE_TOLERANCE else ""


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
    page: HtmlElement | bytes,
    url: str,
    timezone: str,
    read_at: datetime | None = None,
    lines: Sequence[str] | None = None,
) -> tuple[DateClaim, ...]:
    """Return what a page says of its publication, best first: its metadata, else what it shows; then its address.

    What it shows may be relative (`2 hours ago`): that is read only with `read_at`, when the page was fetched. `lines` are
    those between its heading and its text, where they are known.
    """
    from lxml import html

    tree = html.fromstring(page) if isinstance(page, bytes) else page
    zone = ZoneInfo(timezone)
    claims = (
        _read_all(_stated_in(tree), zone, None)
        or _read_all(_shown_in(tree), zone, read_at)[:1]
        or _read_all(_each_dated(head_lines(tree) if lines is None else lines), zone, read_at)[:1]
        or _read_all(_each_dated(lines_above(tree)), zone, None)[-1:]
        or _read_alike(_scripted(tree), zone)
    )
    in_url = claim_from_url(url)
    return (*claims, in_url) if in_url else claims


def _scripted(tree: HtmlElement) -> Iterator[str]:
    """Yield the days that scripts hold under a name for publication; the data of other stories have them as well."""
    for script in tree.iter("script"):
        if script.text and "ld+json" not in script.get("type", ""):
            yield from (found[1] for found in _SCRIPTED.finditer(script.text[:MOST_SCRIPT]))


def _read_alike(written: Iterator[str], zone: tzinfo) -> tuple[DateClaim, ...]:
    """Read times that are one: where a page holds those of several stories, none is known to be its own."""
    read = _read_all(written, zone, None)
    return read[:1] if len({claim.at.date() for claim in read}) == 1 else ()


def _read_all(written: Iterator[str], zone: tzinfo, read_at: datetime | None) -> tuple[DateClaim, ...]:
    times = ((raw, parse_when(raw, zone, read_at)) for raw in dict.fromkeys(written))
    return tuple(
        DateClaim("page", *when, raw=raw[:80])
        for raw, when in times
        if when and (read_at is None or when[0] > read_at - RELATIVE_REACH or parse_when(raw, zone))
    )


def _stated_in(tree: HtmlElement) -> Iterator[str]:
    for item in linked_data(tree):
        if isinstance(item.get("datePublished"), str):
            yield item["datePublished"]
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            found.setdefault(meta.get(key, "").lower(), meta.get("content", ""))
    yield from (found[name] for name in _META_NAMES.split() if found.get(name))
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or element.text_content()
    yield from (element.get("datetime") or element.text_content() for element in _own_time(tree))


def _own_time(tree: HtmlElement) -> list[HtmlElement]:
    """Return the first <time> below a heading, else the first of all."""
    first: list[HtmlElement] = []
    is_below = False
    for element in tree.iter("h1", "time"):
        if element.tag == "h1":
            is_below = True
        elif (is_below or not first) and not _TIMED.isdisjoint(element.keys()) and not is_aside(element):
            if is_below and next(element.iterancestors("h1"), None) is None:
                return [element]
            first = first or [element]
    return first


def _shown_in(tree: HtmlElement) -> Iterator[str]:
    """Yield the dates that readers see below the heading: of a <time>, or with a label (`<p class="date">Posted: …`).

    A bare date in any other element is as often that of another story.
    """
    following = (element for heading in main_headings(tree)[:1] for element in heading.xpath(_DATE_ELEMENTS))
    for element in following:
        if is_aside(element):
            continue
        shown = " ".join(element.text_content().split()) if len(element) < MOST_CHILDREN else ""
        if element.tag == "time" or _DATE_LABEL.sub("", shown, count=1) != shown:
            yield from dated_parts(shown)


def _each_dated(lines: Iterable[str]) -> Iterator[str]:
    return (part for line in lines for part in dated_parts(line))


def dated_parts(line: str) -> Iterator[str]:
    """Yield what a line may say of its publication, without labels: all of it first, then ever less."""
    if len(line) > LONGEST_LINE or not _FIGURE.search(line):
        return
    parts: list[str] = []
    of_change = False
    for part in parts_of(line):
        of_change = is_of_change(part) or (of_change and not _DATE_LABEL.match(part))
        if not of_change:
            parts.append(part)
    for size in range(len(parts), 0, -1):
        for start in range(len(parts) - size + 1):
            said = _bare(" ".join(parts[start : start + size]))
            if len(said) <= LONGEST_DATE and _FIGURE.search(said) and not _CLOCK_ALONE.fullmatch(said):
                yield said


def _bare(line: str) -> str:
    return re.sub(
        r"^(?:am|on|vom|le|el)\s+", "", _DATE_LABEL.sub("", line.strip("[]()|,·– "), count=1), flags=re.IGNORECASE
    )


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
