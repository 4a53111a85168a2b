"""The shipped publishers and feeds are sound as a whole: enough of them, each rightly placed, none twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from urllib.parse import urlsplit

import pytest
import yaml

from config.load import SHIPPED
from config.models import FeedConfig, SourceConfig
from tasks.publisher import source_of
from tasks.records import Source
from tasks.wire import AGENCIES

SOURCES = {
    key: SourceConfig.model_validate(value)
    for key, value in yaml.load((SHIPPED / "sources.yaml").read_bytes(), Loader=yaml.CSafeLoader)["sources"].items()
}
FEEDS = {
    key: FeedConfig.model_validate(value)
    for key, value in yaml.load((SHIPPED / "feeds.yaml").read_bytes(), Loader=yaml.CSafeLoader)["feeds"].items()
}

FEED_HOSTS = {
    "feeds.bbci.co.uk": {"bbc"},  # the BBC's own, for feeds and pictures
    "feeds.skynews.com": {"sky-news"},  # the name before sky.com
    "feeds.content.dowjones.io": {"wall-street-journal"},  # its owner's
    "feeds.feedburner.com": {"central-news-agency", "focus-taiwan"},  # hired from Google
}
"""Hosts that serve feeds of publishers whose articles are elsewhere."""

ZONES = {
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "FR": "Europe/Paris",
    "GB": "Europe/London", "HK": "Asia/Hong_Kong", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem", "IN": "Asia/Kolkata",
    "IR": "Asia/Tehran", "JP": "Asia/Tokyo", "KP": "Asia/Pyongyang", "KR": "Asia/Seoul", "LV": "Europe/Riga",
    "NL": "Europe/Amsterdam", "PH": "Asia/Manila", "QA": "Asia/Qatar", "RU": "Europe/Moscow", "SG": "Asia/Singapore",
    "TW": "Asia/Taipei", "UA": "Europe/Kyiv", "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh",
}  # fmt: skip
"""Where the newsrooms of a country are."""

DATED_FOR_READERS_ABROAD = {"new-york-times-chinese": "Asia/Shanghai"}


def owner(source_id: str) -> str:
    return SOURCES[source_id].owner_group or source_id


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def belongs(host: str, source: SourceConfig) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in source.domains)


def test_there_are_enough_feeds_publishers_countries_and_languages() -> None:
    assert len(FEEDS) >= 40
    assert len(SOURCES) >= 25
    assert len({owner(source_id) for source_id in SOURCES}) >= 25
    assert len({source.country for source in SOURCES.values()}) >= 8
    spoken = Counter(source.language for source in SOURCES.values())
    assert spoken.keys() == {"en", "ko", "ja", "zh"}
    assert min(spoken.values()) >= 5


def test_every_source_has_a_feed_and_every_feed_a_source() -> None:
    assert {feed.source for feed in FEEDS.values()} == SOURCES.keys()


def test_no_address_is_read_twice() -> None:
    read = Counter(feed.url.casefold().rstrip("/") for feed in FEEDS.values())
    assert [url for url, times in read.items() if times > 1] == []


def test_no_publisher_is_listed_twice() -> None:
    names = Counter(source.name.casefold() for source in SOURCES.values())
    domains = Counter(domain for source in SOURCES.values() for domain in source.domains)
    assert [one for one, times in (names + domains).items() if times > 1] == []


def test_every_feed_is_read_over_an_encrypted_connection() -> None:
    assert [feed_id for feed_id, feed in FEEDS.items() if not feed.url.startswith("https://")] == []


def test_every_feed_is_on_a_host_of_its_publisher() -> None:
    strangers = [
        feed_id
        for feed_id, feed in FEEDS.items()
        if not belongs(host_of(feed.url), SOURCES[feed.source])
        and feed.source not in FEED_HOSTS.get(host_of(feed.url), set())
    ]
    assert strangers == []


def test_every_stated_feed_host_serves_exactly_whom_it_is_stated_for() -> None:
    served = defaultdict(set)
    for feed in FEEDS.values():
        if not belongs(host_of(feed.url), SOURCES[feed.source]):
            served[host_of(feed.url)].add(feed.source)
    assert served == FEED_HOSTS


def test_domains_are_bare_host_names() -> None:
    odd = [
        (source_id, domain)
        for source_id, source in SOURCES.items()
        for domain in source.domains or [""]
        if domain != host_of(f"https://{domain}/") or domain.startswith("www.") or "." not in domain
    ]
    assert odd == []


def test_an_article_belongs_to_the_edition_whose_host_it_is_on() -> None:
    known = {
        key: Source(key, one.name, one.country, one.language, owner(key), one.timezone, tuple(one.domains))
        for key, one in SOURCES.items()
    }
    found = {
        (source_id, domain): source_of("", f"https://{prefix}{domain}/a/1", None, known).source_id
        for source_id, source in SOURCES.items()
        for domain in source.domains
        for prefix in ("", "www.")
    }
    assert {key: wrong for key, wrong in found.items() if wrong != key[0]} == {}


def test_time_zones_are_those_of_the_country() -> None:
    meant = {
        source_id: DATED_FOR_READERS_ABROAD.get(source_id, ZONES.get(source.country))
        for source_id, source in SOURCES.items()
    }
    assert {source_id: source.timezone for source_id, source in SOURCES.items()} == meant


def test_ids_follow_one_pattern() -> None:
    odd = [feed_id for feed_id, feed in FEEDS.items() if not feed_id.removeprefix(feed.source).startswith("-")]
    assert odd == []
    assert all(part.isascii() for part in (*SOURCES, *FEEDS))


def test_an_owner_is_named_only_where_it_owns_several_or_is_an_agency() -> None:
    owned = Counter(owner(source_id) for source_id in SOURCES)
    needless = [
        source_id
        for source_id, source in SOURCES.items()
        if source.owner_group and owned[source.owner_group] == 1 and source.owner_group not in AGENCIES
    ]
    assert needless == []


@pytest.mark.parametrize(
    ("source_ids", "group"),
    [
        ({"yonhap", "yonhap-chinese", "yonhap-english", "yonhap-japanese"}, "yonhap"),
        ({"central-news-agency", "focus-taiwan"}, "cna"),
        ({"kyodo-news"}, "kyodo"),
        ({"jiji"}, "jiji"),
        ({"newsis"}, "newsis"),
        ({"tass"}, "tass"),
        ({"kcna-watch"}, "kcna"),
    ],
)
def test_an_agency_and_the_papers_that_credit_it_count_as_one_publisher(source_ids: set[str], group: str) -> None:
    assert group in AGENCIES
    assert {source_id for source_id in SOURCES if owner(source_id) == group} == source_ids


def test_both_files_are_sorted_into_countries() -> None:
    countries = [country for country, _ in groupby(source.country for source in SOURCES.values())]
    assert len(countries) == len(set(countries))
    assert [country for country, _ in groupby(SOURCES[feed.source].country for feed in FEEDS.values())] == countries
