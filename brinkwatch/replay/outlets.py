"""Declare the nine publishers: who they are, and how each one serves its news."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

FeedFormat = Literal["rss2", "rss1", "atom"]
DateShown = Literal["meta", "json-ld", "time", "visible", "nothing"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher. `host` is where its real links point; `date_shown` is how its pages state when they appeared."""

    source_id: str
    name: str
    host: str
    country: str
    timezone: str
    owner_group: str
    feed_format: FeedFormat
    feed_path: str
    feed_type: str
    date_shown: DateShown
    full_content: bool = False
    charset: str = "utf-8"
    language: str = "en"
    disallowed: tuple[str, ...] = ("/search",)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def states_time(self) -> bool:
        """Tell whether it claims a time of day; the RSS 1.0 outlets claim a date only, as the data does."""
        return self.feed_format != "rss1"


OUTLETS = (
    Outlet(
        source_id="aljazeera",
        name="Al Jazeera",
        host="www.aljazeera.com",
        country="QA",
        timezone="Asia/Qatar",
        owner_group="al-jazeera",
        feed_format="rss2",
        feed_path="/xml/rss/all.xml",
        feed_type="text/xml",
        date_shown="json-ld",
        disallowed=("/search", "/profile/"),
    ),
    Outlet(
        source_id="tass",
        name="TASS",
        host="tass.com",
        country="RU",
        timezone="Europe/Moscow",
        owner_group="tass",
        feed_format="rss2",
        feed_path="/rss/v2.xml",
        feed_type="application/rss+xml",
        date_shown="time",
        disallowed=("/search", "/userdata/"),
    ),
    Outlet(
        source_id="abcnews",
        name="ABC News",
        host="abcnews.go.com",
        country="US",
        timezone="America/New_York",
        owner_group="disney",
        feed_format="atom",
        feed_path="/abcnews/topstories",
        feed_type="application/atom+xml",
        date_shown="meta",
        disallowed=("/search", "/xmldata/"),
    ),
    Outlet(
        source_id="rte",
        name="RTÉ News",
        host="www.rte.ie",
        country="IE",
        timezone="Europe/Dublin",
        owner_group="rte",
        feed_format="rss2",
        feed_path="/news/rss/news-headlines.xml",
        feed_type="text/xml",
        date_shown="visible",
        charset="windows-1252",
    ),
    Outlet(
        source_id="huffpost",
        name="HuffPost",
        host="www.huffingtonpost.com",
        country="US",
        timezone="America/New_York",
        owner_group="verizon",
        feed_format="atom",
        feed_path="/feeds/index.xml",
        feed_type="application/atom+xml",
        date_shown="time",
        full_content=True,
        disallowed=("/search", "/users/login/"),
    ),
    Outlet(
        source_id="dw",
        name="Deutsche Welle",
        host="www.dw.com",
        country="DE",
        timezone="Europe/Berlin",
        owner_group="deutsche-welle",
        feed_format="rss1",
        feed_path="/rdf/rss-en-all",
        feed_type="application/rdf+xml",
        date_shown="visible",
        disallowed=("/search", "/mediacenter/print/"),
    ),
    Outlet(
        source_id="chinadaily",
        name="China Daily Europe",
        host="europe.chinadaily.com.cn",
        country="CN",
        timezone="Asia/Shanghai",
        owner_group="china-daily",
        feed_format="rss1",
        feed_path="/rss/epaper.xml",
        feed_type="text/xml",
        date_shown="nothing",
        full_content=True,
    ),
    Outlet(
        source_id="bbc",
        name="BBC News",
        host="www.bbc.co.uk",
        country="GB",
        timezone="Europe/London",
        owner_group="bbc",
        feed_format="rss2",
        feed_path="/news/rss.xml",
        feed_type="text/xml",
        date_shown="json-ld",
        disallowed=("/search", "/userinfo"),
    ),
    Outlet(
        source_id="cnn",
        name="CNN",
        host="www.cnn.com",
        country="US",
        timezone="America/New_York",
        owner_group="time-warner",
        feed_format="rss2",
        feed_path="/rss/edition.rss",
        feed_type="application/rss+xml",
        date_shown="meta",
        full_content=True,
        disallowed=("/search", "/partners/"),
    ),
)

BY_ID = {outlet.source_id: outlet for outlet in OUTLETS}
BY_HOST = {outlet.host: outlet for outlet in OUTLETS}
