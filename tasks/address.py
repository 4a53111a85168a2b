"""Gives one article one address, whatever trackers, ports and spellings its links carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from tasks.wrapped import is_form, plain_path, unwrapped, without_form

_TRACKING = re.compile(
    r"utm_.*|at_.*|ns_.*|mtm_.*|pk_.*|piwik_.*|matomo_.*|hsa_.*|vero_.*|oly_.*|__twitter_impression|_hs(?:enc|mi)"
    r"|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|mkt_tok|s_cid|wt\.mc_\w+|wt_mc"
    # publishers' own: Deutsche Welle, HuffPost, CNN and Guardian, Microsoft, Le Monde, Daily Mail, New York Times, Yahoo, Reuters
    r"|maca|ncid|cmp|cmpid|ocid|icid|xtor|ito|smid|smtyp|guccounter|guce_referrer(?:_sig)?|soc_src|soc_trk|feedtype|feedname"
    r"|spm|phpsessid|jsessionid|aspsessionid\w*|sr_share|hootpostid|_ga|_gl|ftag|taid|__source|traffic_source",
    re.IGNORECASE,
)
_INDEX_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_IP_ADDRESS = re.compile(r"[\d.]+|.*:.*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_CHARACTERS = "/%!$&'()*+,;=:@~-._"


def canonical_url(url: str, page_canonical: str = "", domains: Sequence[str] = (), answered: str = "") -> str:
    """Return the address that identifies the page, or "" for what is no http(s) address.

    `answered` is the one that a server sent on to: that of the page, unless it is a front page, where dead links end, or leads away
    from the publisher's `domains`, where one signs in. What the page itself calls canonical counts only if it stays with the
    publisher (same registrable host, or one of `domains`) and does not collapse an article into the front page.
    """
    own = _own(_normalize(url), _normalize(answered), domains)
    stated = _normalize(_joined(url, page_canonical)) if page_canonical.strip() else ""
    return stated if stated and own and _trusted(own, stated, domains) else own


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url.strip(), link.strip())
    except ValueError:  # half an IPv6 address
        return ""


def _own(asked: str, answered: str, domains: Sequence[str]) -> str:
    """Return where a link led, if to another publisher's page; within one publisher links stay when servers move."""
    if not asked or not answered or _collapses(asked, answered):
        return asked
    hosts = [urlsplit(url).hostname or "" for url in (asked, answered)]
    leaves = _within(hosts[0], domains) and not _within(hosts[1], domains)
    return asked if leaves or registrable_host(hosts[0]) == registrable_host(hosts[1]) else answered


def _collapses(own: str, stated: str) -> bool:
    ours, theirs = urlsplit(own), urlsplit(stated)
    return theirs.path == "/" and not theirs.query and bool(ours.path != "/" or ours.query)


def _trusted(own: str, stated: str, domains: Sequence[str]) -> bool:
    if _collapses(own, stated):
        return False
    ours, theirs = urlsplit(own), urlsplit(stated)
    own_host, host = ours.hostname or "", theirs.hostname or ""
    if registrable_host(host) == registrable_host(own_host):
        return True
    return _within(own_host, domains) and _within(host, domains)


def _within(host: str, domains: Sequence[str]) -> bool:
    return any(host == domain.lower() or host.endswith("." + domain.lower()) for domain in domains)


def registrable_host(host: str) -> str:
    """Return the part of a host name that one owner registers (news.bbc.co.uk: bbc.co.uk); IP addresses as they are.

    Names outside the public suffix list are taken to be registered under their last label.
    """
    from tld import get_fld

    if _IP_ADDRESS.fullmatch(host):
        return host
    return get_fld(f"http://{host}", fail_silently=True) or ".".join(host.split(".")[-2:])


@lru_cache(maxsize=4096)  # an address is asked about as a link, as what was fetched and as what answered
def _normalize(url: str) -> str:
    try:
        parts = urlsplit(unwrapped(url.strip()))
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = _ascii_host(parts.hostname)
    host, path = _page_host(host), plain_path(_SESSION.sub("", parts.path))
    if port and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = _INDEX_PAGE.sub("", _ESCAPE.sub(lambda code: code[0].upper(), quote(path or "/", safe=_PATH_CHARACTERS)))
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not (_TRACKING.fullmatch(key) or is_form(key, value))
    ]
    return urlunsplit((scheme, host, path, urlencode(sorted(query)), ""))


def _page_host(host: str) -> str:
    """Return the host of a publisher's pages for that of their form for phones: its `www.`, or what the form stands before."""
    bare = without_form(host)
    if bare == host or not bare.endswith(registrable_host(host)):
        return host
    return f"www.{bare}" if bare == registrable_host(host) else bare


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
