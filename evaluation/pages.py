"""Reads the shared pages with their gold: what the text, title, author and date of each page are said to be.

The gold of html/newspaper4k was written by that library itself and corrected by hand in part; that of html/fundus by
parsers made for one publisher each; that of html/trafilatura by people, as segments that belong to a text or do not. Where
the gold names no language, it is what the gold text itself looks like.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tasks.language import detect_language

SEEN_LATER = timedelta(days=1)
CRAWLED = datetime(2026, 11, 1, tzinfo=UTC)
"""When a page without a crawl date is taken to have been fetched: after every date in the sets."""

ZONES = {
    **{
        "de": "Europe/Berlin",
        "at": "Europe/Vienna",
        "ch": "Europe/Zurich",
        "es": "Europe/Madrid",
        "uk": "Europe/London",
    },
    **{"jp": "Asia/Tokyo", "kr": "Asia/Seoul", "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "br": "America/Sao_Paulo"},
}
"""The publisher's zone by the end of its host's name or the folder of the set; UTC elsewhere."""

_HOSTS = {
    "nikkei.com": "jp",
    "afpbb.com": "jp",
    "nikkan-gendai.com": "jp",
    "hankookilbo.com": "kr",
    "dw.com": "de",
    "asahi.com": "jp",
}
_LANGUAGES = {"thai": "th", "chinese": "zh", "burmese": "my", "latvian": "lv", "japanese": "ja", "yna": "ko"}


@dataclass(frozen=True, slots=True)
class Gold:
    """One page and what is known of it; empty where nothing is. A day without a time has `minute` False."""

    of: str
    name: str
    url: str
    html: bytes
    language: str
    zone: ZoneInfo
    fetched_at: datetime
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    minute: bool = False
    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def pages(corpora: Path) -> Iterator[Gold]:
    """Yield all pages of the three sets that have gold of any kind."""
    yield from _trafilatura(corpora / "html/trafilatura")
    yield from _newspaper(corpora / "html/newspaper4k")
    yield from _fundus(corpora / "html/fundus")


def _zone(url: str) -> ZoneInfo:
    host = urlsplit(url).hostname or ""
    country = next((country for name, country in _HOSTS.items() if host.endswith(name)), host.rpartition(".")[2])
    return ZoneInfo(ZONES.get(country, "UTC"))


def _when(raw: str | None, zone: ZoneInfo) -> tuple[datetime | None, bool]:
    """Return the gold's time in the publisher's zone, and whether it says the minute: midnight without a zone is a day."""
    try:
        at = datetime.fromisoformat(raw or "")
    except ValueError:  # nothing, or a day that no calendar has
        return None, False
    minute = at.tzinfo is not None and (at.hour, at.minute) != (0, 0)
    return (at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)), minute


def _trafilatura(folder: Path) -> Iterator[Gold]:
    for url, item in json.loads((folder / "evaldata_subset.json").read_text("utf-8")).items():
        zone = _zone(url)
        wanted = tuple(item["with"])
        yield Gold(
            of="html/trafilatura",
            name=item["file"],
            url=url,
            html=(folder / item["file"]).read_bytes(),
            language=detect_language(" ".join(wanted)) or "other",
            zone=zone,
            fetched_at=CRAWLED,
            title=item["title"] or "",
            authors=tuple(filter(None, [item["author"]])),
            published=_when(item["date"], zone)[0],
            wanted=wanted,
            unwanted=tuple(item["without"]),
        )


def _newspaper(folder: Path) -> Iterator[Gold]:
    for file in sorted((folder / "html").glob("*.html")):
        text, meta = folder / f"txt/{file.stem}.txt", folder / f"metadata/{file.stem}.json"
        if not text.exists():
            continue
        item: dict[str, Any] = json.loads(meta.read_text("utf-8")) if meta.exists() else {}
        url = item.get("url", "")
        zone = _zone(url)
        published, minute = _when(item.get("publish_date"), zone)
        yield Gold(
            of="html/newspaper4k",
            name=file.stem,
            url=url or f"https://news.example/{file.stem}",
            html=file.read_bytes(),
            language=item.get("language") or _LANGUAGES.get(file.stem.partition("_")[0], "en"),
            zone=zone,
            fetched_at=CRAWLED,
            title=item.get("title", ""),
            authors=tuple(item.get("authors", ())),
            published=published,
            minute=minute,
            text=text.read_text("utf-8"),
        )


def _fundus(folder: Path) -> Iterator[Gold]:
    for meta in sorted(folder.glob("*/*.json")):
        crawled = json.loads((meta.parent / "meta.info").read_text("utf-8"))
        versions = [value for value in json.loads(meta.read_text("utf-8")).values() if "body" in value]
        files = sorted(meta.parent.glob(f"{meta.stem}_*.html.gz"))
        if len(files) != len(versions):
            continue  # which page a version describes is not said
        zone = ZoneInfo(ZONES[meta.parent.name])
        for file, item in zip(files, versions, strict=True):
            published, minute = _when(item.get("publishing_date"), zone)
            sections = item["body"]["sections"]
            paragraphs = [line for section in sections for line in (*section["headline"], *section["paragraphs"])]
            text = "\n\n".join((*item["body"]["summary"], *paragraphs))
            seen = datetime.fromisoformat(crawled[file.name]["crawl_date"]).replace(tzinfo=UTC)
            yield Gold(
                of="html/fundus",
                name=file.name.removesuffix(".html.gz"),
                url=crawled[file.name]["url"],
                html=gzip.decompress(file.read_bytes()),
                language=detect_language(text),
                zone=zone,
                fetched_at=seen + SEEN_LATER,
                title=item["title"],
                authors=tuple(item.get("authors") or ()),
                published=published,
                minute=minute,
                text=text,
            )
