"""What became of each source's pages is counted by day, and a fall is told where people look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.yields import fallen_yields
from tasks.drift import LATEST_PAGES
from tests.conftest import Run
from tests.feed_desk import Desk
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout
from warehouse.write import insert

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
ARTICLE = {
    "url": "u", "canonical_url": "u", "title": "t", "text": "x", "author": "", "language": "en", "published_precision": "second",
    "published_from": "", "wire": "", "word_count": 1, "raw_sha256": "r", "backfilled": False,
}  # fmt: skip


def pages(
    connection: Connection, source: str, at: datetime, articles: int, rejected: int, reason: str = "paywall"
) -> None:
    """Add what became of some pages of a source at a moment."""
    names = [f"{source}-{at:%d%H}-{number}" for number in range(articles + rejected)]
    insert(
        connection,
        "entries",
        [{"entry_id": one, "feed_id": "a", "source_id": source, "url": "u", "first_seen_at": at} for one in names],
    )
    insert(connection, "articles", [
        {**ARTICLE, "article_id": one, "original_id": one, "entry_id": one, "source_id": source, "first_seen_at": at, "fetched_at": at}
        for one in names[:articles]
    ])  # fmt: skip
    raw = "" if reason == "timeout" else "r"
    insert(connection, "rejections", [
        {"url": "u", "source_id": source, "reason": reason, "detail": "", "rejected_at": at, "raw_sha256": raw, "entry_id": one}
        for one in names[articles:]
    ])  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publisher whose pages changed yesterday, a sound one, and one that can not be reached since."""
    path = Layout(tmp_path_factory.mktemp("yields") / "news.duckdb").published
    connection = open_writer(path, NOW)
    for name in ("herald", "sound", "down"):
        for day in range(3, 9):
            pages(connection, name, NOW - day * DAY, 19, 1)
    pages(connection, "herald", NOW - DAY, 4, LATEST_PAGES - 4)
    pages(connection, "sound", NOW - DAY, LATEST_PAGES - 3, 3)
    pages(connection, "down", NOW - DAY, 0, LATEST_PAGES, reason="timeout")
    connection.close()
    return path


def test_a_source_whose_pages_stop_yielding_articles_is_found_and_no_other(warehouse: Path) -> None:
    connection = open_writer(warehouse, NOW)
    (found,) = fallen_yields(connection, NOW).items()
    connection.close()
    assert found[0] == "herald"
    assert (found[1].articles, found[1].pages, found[1].earlier_articles, found[1].earlier_pages) == (4, 40, 114, 120)


def test_each_day_is_counted_with_the_reasons(warehouse: Path) -> None:
    connection = open_writer(warehouse, NOW)
    rows = connection.execute(
        "SELECT source_id, entries, articles, rejected, reasons, share FROM extraction_daily WHERE day = ? ORDER BY source_id",
        [(NOW - DAY).date()],
    ).fetchall()
    connection.close()
    assert rows == [
        ("down", 40, 0, 40, {"timeout": 40}, None),
        ("herald", 40, 4, 36, {"paywall": 36}, 0.1),
        ("sound", 40, 37, 3, {"paywall": 3}, 37 / 40),
    ]


def test_feeds_list_says_so(warehouse: Path, tmp_path: Path, run: Run) -> None:
    desk = Desk(tmp_path, run)
    desk.feeds(a="https://herald.example/feed")
    (row,) = json.loads(run("--config", desk.config, "--warehouse", warehouse, "feeds", "list", "--format", "json")[1])
    assert row["note"].startswith("of the latest 40 pages 4 became articles, 95% of those before")
