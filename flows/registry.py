"""Decide how a feed that was found or imported stands in the configuration: under which id, of which publisher."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.append import Facts
from config.models import Config, FeedConfig
from flows.bench import sources_of
from tasks.address import registrable_host
from tasks.hosts import host_key
from tasks.names import word_set
from tasks.opml import Outline
from tasks.publisher import source_slug
from tasks.records import Source

LONGEST_ID = 64
_ID = r"[a-z0-9][a-z0-9-]{0,63}"
UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE = "ZZ", "und"

_COUNTRY_OF_DOMAIN = {"uk": "GB", "eu": UNKNOWN_COUNTRY, "ac": UNKNOWN_COUNTRY}
"""Top-level domains of two letters that are not the country's code."""

NOT_COUNTRIES = frozenset({"ai", "cc", "co", "fm", "io", "ly", "me", "tv", "to", "ws"})
"""Domains of countries that everybody registers under."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feed to add, with what is said of its publisher; what is empty is unsaid."""

    url: str
    title: str = ""
    site: str = ""
    source: str = ""
    name: str = ""
    country: str = ""
    language: str = ""
    timezone: str = ""
    owner_group: str = ""
    feed_id: str = ""
    domains: tuple[str, ...] = ()


@dataclass
class Plan:
    """Additions in their order, and what is not added with why."""

    sources: dict[str, Facts] = field(default_factory=dict)
    feeds: dict[str, Facts] = field(default_factory=dict)
    known: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def plan(config: Config, wanted: Iterable[Wanted]) -> Plan:
    """Plan additions. Feeds that the configuration has already, whatever their spelling, are not added again."""
    made = Plan()
    sources = dict(sources_of(config))
    known = {same_feed(feed.url): feed_id for feed_id, feed in config.feeds.items()}
    for asked in wanted:
        one = replace(asked, url=address_of(asked.url))
        trouble = _unusable(one.url)
        if trouble or same_feed(one.url) in known:
            (made.skipped if trouble else made.known).append((one.url, trouble or known[same_feed(one.url)]))
            continue
        source = source_for(one, sources)
        if source.source_id not in sources:
            sources[source.source_id] = source
            made.sources[source.source_id] = _source_facts(source)
        feed_id = _feed_id(one, source, {*config.feeds, *made.feeds})
        made.feeds[feed_id] = {"url": one.url, "source": source.source_id}
        known[same_feed(one.url)] = feed_id
    return made


def address_of(url: str) -> str:
    """Write the address of a feed as one asks for it: readers put `feed:` before it, and scheme and host know no case."""
    web = re.sub(r"^feed:(?=https?:)", "", url.strip(), flags=re.IGNORECASE)
    web = re.sub(r"^feed:(?=//)", "http:", web, flags=re.IGNORECASE)
    try:
        parts = urlsplit(web)
    except ValueError:
        return url
    if not host_key(web) or "@" in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=host_key(web), fragment=""))


def same_feed(url: str) -> str:
    """Return what two spellings of a feed's address have in common."""
    return re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE).rstrip("/")


def _unusable(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        return "is no address of the web"
    return "has a password in it" if "@" in parts.netloc else ""


def source_for(wanted: Wanted, known: Mapping[str, Source]) -> Source:
    """Return the publisher of a feed: the one that is named, else the one whose domain it is, else a new one."""
    host = _host(wanted.site) or _host(wanted.url)
    if wanted.source:
        named = wanted.source.casefold()
        for source in known.values():
            if named in (source.source_id.casefold(), source.name.casefold()):
                return source
    else:
        for source in known.values():
            if any(host == domain or host.endswith(f".{domain}") for domain in source.domains):
                return source
    name = wanted.name or wanted.source or wanted.title or host
    source_id = source_slug(wanted.source or wanted.name or host)
    country = wanted.country or country_of(host)
    made = Source(
        source_id=source_id,
        name=name[:300],
        country=country,
        language=wanted.language or UNKNOWN_LANGUAGE,
        owner_group=wanted.owner_group,
        timezone=wanted.timezone or timezone_of(country),
        domains=wanted.domains or (host if wanted.site else registrable_host(host),),
    )
    return made if wanted.source or source_id not in known else replace(made, source_id=_free(source_id, known))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def country_of(host: str) -> str:
    """Guess a country from a host: its own top-level domain says one, others say nothing."""
    from babel.core import get_global

    last = host.rpartition(".")[2].lower()
    code = _COUNTRY_OF_DOMAIN.get(last, last.upper())
    known = len(code) == 2 and last not in NOT_COUNTRIES and code in get_global("territory_zones")
    return code if known else UNKNOWN_COUNTRY


def timezone_of(country: str) -> str:
    """Return the time zone of a country that has only one, else UTC."""
    from babel.core import get_global

    zones = get_global("territory_zones").get(country, ())
    return zones[0] if len(zones) == 1 else "UTC"


def is_timezone(name: str) -> bool:
    """Tell whether a name is of the IANA list."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _source_facts(source: Source) -> Facts:
    return {
        "name": source.name,
        "country": source.country,
        "language": source.language,
        "timezone": source.timezone,
        "owner_group": source.owner_group,
        "domains": list(source.domains),
    }


def _feed_id(wanted: Wanted, source: Source, taken: Collection[str]) -> str:
    """Name a feed by its publisher and the last words of its address that say something: yonhap-politics."""
    if re.fullmatch(_ID, wanted.feed_id) and wanted.feed_id not in taken:
        return wanted.feed_id
    words = re.findall(r"[a-z0-9]+", urlsplit(wanted.url).path.lower())
    telling = [word for word in words if word not in _SAYS_NOTHING and not word.isdigit()]
    return _free("-".join([source.source_id, *(telling[-1:] or ["all"])])[:LONGEST_ID].strip("-"), taken)


_SAYS_NOTHING = word_set("feed feeds rss rss2 xml atom rdf json index php aspx html default posts all www en")


def _free(wanted: str, taken: Collection[str]) -> str:
    """Return a name that nobody has: with a number behind it if need be."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted[: LONGEST_ID - 5]}-{number}"
    return name


def wanted_of(outline: Outline) -> Wanted:
    """Read an outline of a list of feeds; what our own lists say in their category is taken back as it was."""
    facts = outline.facts
    ours = "source" in facts
    language = re.split("[-_]", outline.language)[0].lower()
    return Wanted(
        url=outline.url,
        site=outline.site,
        source=facts.get("source", ""),
        name=outline.folders[-1] if ours and outline.folders else "",
        country=country if re.fullmatch(r"[A-Z]{2}", country := facts.get("country", "")) else UNKNOWN_COUNTRY,
        language=language if re.fullmatch(r"[a-z]{2,3}", language) else "",
        timezone=zone if is_timezone(zone := facts.get("timezone", "")) else "UTC",
        owner_group=group if re.fullmatch(_ID, group := facts.get("group", "")) else "",
        feed_id=facts.get("feed", ""),
        domains=tuple(re.findall(r"[a-z0-9.-]+", facts.get("domains", "").lower())),
    )


def outlines_of(feeds: Mapping[str, FeedConfig], sources: Mapping[str, Source]) -> tuple[Outline, ...]:
    """Lay out the configured feeds for export, those of a publisher together."""
    outlines = []
    for feed_id, feed in sorted(feeds.items(), key=lambda item: list(sources).index(item[1].source)):
        source = sources[feed.source]
        facts = {"country": source.country, "source": source.source_id, "feed": feed_id, "timezone": source.timezone}
        if source.owner_group != source.source_id:
            facts["group"] = source.owner_group
        facts["domains"] = " ".join(source.domains)
        site = f"https://{source.domains[0]}/" if source.domains else ""
        outlines.append(Outline(feed.url, feed_id, site, source.language, (source.name,), facts))
    return tuple(outlines)
