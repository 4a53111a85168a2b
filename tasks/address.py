"""Gives one article one address, whatever trackers, ports and spellings its links carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_.*|at_.*|ns_.*|mtm_.*|pk_.*|piwik_.*|matomo_.*|hsa_.*|vero_.*|oly_.*|__twitter_impression|_hs(?:enc|mi)"
    r"|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|igshid|igsh|mc_[ce]id|mkt_tok|s_cid|wt\.mc_\w+|wt_mc"
    # publishers' own: Deutsche Welle, HuffPost, CNN and Guardian, Microsoft, Le Monde, Daily Mail, New York Times, Yahoo, Reuters
    r"|maca|ncid|cmp|cmpid|ocid|icid|xtor|ito|smid|smtyp|guccounter|guce_referrer(?:_sig)?|soc_src|soc_trk|feedtype|feedname"
    r"|spm|sr_share|hootpostid|_ga|_gl|ftag|taid|__source|traffic_source",
    re.IGNORECASE,
)
_INDEX_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_IP_ADDRESS = re.compile(r"[\d.]+|.*:.*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_CHARACTERS = "/%!$&'()*+,;=:@~-._"


def canonical_url(url: str, page_canonical: str = "", domains: Sequence[str] = ()) -> str:
    """Return the address that identifies the page, or "" for what is no http(s) address.

    What the page itself calls canonical counts only if it stays with the publisher (same registrable host, or one of
    `domains`) and does not collapse an article into the front page.
    """
    own = _normalize(url)
    stated = _normalize(urljoin(url.strip(), page_canonical.strip())) if page_canonical.strip() else ""
    return stated if stated and own and _trusted(own, stated, domains) else own


def _trusted(own: str, stated: str, domains: Sequence[str]) -> bool:
    ours, theirs = urlsplit(own), urlsplit(stated)
    front_page = theirs.path == "/" and not theirs.query
    if front_page and (ours.path != "/" or ours.query):
        return False
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


def _normalize(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return ""
    host = _ascii_host(parts.hostname)
    if port and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    path = _INDEX_PAGE.sub("", quote(parts.path or "/", safe=_PATH_CHARACTERS))
    query = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(key)
    ]
    return urlunsplit((scheme, host, path, urlencode(sorted(query)), ""))


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host
