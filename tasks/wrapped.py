"""Finds the publisher's own address in those that others make of it: aggregators' links, and pages for phones and print."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote, urlsplit

MOST_WRAPPERS = 3
"""Wrappers around wrappers that are undone: a shared link to a reader's link to the story."""

_IN_QUERY = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"news\.google\.[a-z.]{2,6}"), "/news/url", ("url",)),
    (re.compile(r"(?:www\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
    (re.compile(r"(?:l|lm)\.facebook\.com"), "/l.php", ("u",)),
    (re.compile(r"l\.instagram\.com|out\.reddit\.com|slack-redir\.net|away\.vk\.com|vk\.com"), "/", ("u", "url", "to")),
    (re.compile(r"(?:www\.)?(?:getpocket|flipboard|linkedin)\.com"), "/redir", ("url",)),
    (re.compile(r"t\.umblr\.com"), "/redirect", ("z",)),
    (re.compile(r"(?:www\.)?msn\.com|sendgrid\.net|click\.mail\.[a-z.]+"), "/redirect", ("url",)),
    (re.compile(r"\w+\.safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"(?:www\.)?feedly\.com"), "/i/entry", ("url",)),
)
"""Whose links carry an address in a parameter: host, beginning of the path, names of the parameter."""

_IN_PATH = (
    re.compile(
        r"https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<secure>s/)?(?P<rest>[\w.-]+\.[a-z]{2,}/.*)", re.IGNORECASE
    ),
    re.compile(
        r"https?://[\w-]+\.cdn\.ampproject\.org/[a-z]/(?P<secure>s/)?(?P<rest>[\w.-]+\.[a-z]{2,}/.*)", re.IGNORECASE
    ),
    re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?P<whole>https?:/.*)", re.IGNORECASE),
    re.compile(r"https?://(?:r\.)?search\.yahoo\.com/.*/RU=(?P<whole>https?%3a[^/]+)/.*", re.IGNORECASE),
    re.compile(r"https?://(?:12ft\.io|(?:www\.)?outline\.com)/(?:proxy\?q=)?(?P<whole>https?:/.*)", re.IGNORECASE),
)
"""Whose links carry it in their path."""

_GOOGLE_NEWS = re.compile(r"https?://news\.google\.com/(?:__i/)?(?:rss/)?articles/(CBM[\w-]+)", re.IGNORECASE)
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+?(?=[\x00-\x20\x7f-\xff]|$)")

_AMP_PATH = re.compile(r"(?<=[^/])(?:/amp/?|\.amp)$|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_FOLDER = re.compile(r"^/amp(?=/.)", re.IGNORECASE)
_PRINT_PATH = re.compile(
    r"(?P<page>/[^/]+/.*[^/]|/[^/]*[\d-][^/]*)/(?:print|printable|print-view|drucken|imprimir|imprimer)/?",
    re.IGNORECASE,
)
"""Behind a page's own path: folders and a name, or a name with a number or a hyphen. What stands behind one plain word is a rubric."""
_PRINT_FOLDER = re.compile(r"^/(?:print|printable)(?=/.+/.)", re.IGNORECASE)
_FORM = re.compile(
    r"(?:amp|is_?amp|amphtml|_amp|ampmode)=(?:1|true|yes|amp)?|output_?type=(?:amp|print)"
    r"|(?:output|view|mode|format|display|style)=(?:amp|print|printable|mobile)|(?:print|printable|printview|drucken|imprimir)=(?:1|true|yes|y|print)?"
    r"|(?:mobile|is_?mobile)=(?:1|true|yes)",
    re.IGNORECASE,
)
_FORM_HOST = re.compile(r"(?:m|mobile|amp|touch|wap|print)\.(?=.)", re.IGNORECASE)


def unwrapped(url: str) -> str:
    """Return the address that an aggregator's, a reader's or an archive's link leads to; any other as it is."""
    for _ in range(MOST_WRAPPERS):
        try:
            inner = _inner(url)
            if not inner.lower().startswith(("http://", "https://")) or not urlsplit(inner).hostname:
                break
        except ValueError:  # half an IPv6 address
            break
        url = inner
    return url


def _inner(url: str) -> str:
    for pattern in _IN_PATH:
        match = pattern.fullmatch(url)
        if match:
            said = match.groupdict()
            if said.get("whole"):
                return re.sub(
                    r"^(https?):/+", r"\1://", unquote(said["whole"]) if "%3" in said["whole"][:8] else said["whole"]
                )
            return f"http{'s' if said['secure'] else ''}://{said['rest']}"
    news = _GOOGLE_NEWS.match(url)
    if news:
        return _in_google_news(news[1])
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for owner, path, names in _IN_QUERY:
        if owner.fullmatch(host) and parts.path.lower().startswith(path):
            said = dict(parse_qsl(parts.query))
            return next((said[name] for name in names if said.get(name, "").lower().startswith("http")), "")
    return ""


def _in_google_news(token: str) -> str:
    """Return the address that the older of Google's tokens hold; the newer ones hold none."""
    try:
        held = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _ADDRESS.search(held)
    return found[0].decode("ascii") if found else ""


def plain_path(path: str) -> str:
    """Return the path of the page itself for that of its form for phones or for print."""
    for form in (_AMP_FOLDER, _AMP_PATH, _PRINT_FOLDER):
        path = form.sub("", path, count=1)
    behind = _PRINT_PATH.fullmatch(path)
    return behind["page"] if behind else path


def without_form(host: str) -> str:
    """Return a host without what names a form of its pages (`m.`, `amp.`); any other as it is."""
    return _FORM_HOST.sub("", host, count=1) if _FORM_HOST.match(host) else host


def is_form(key: str, value: str) -> bool:
    """Tell a parameter that asks for a page's form for phones or print."""
    return bool(_FORM.fullmatch(f"{key}={value}"))
