"""What fetching left for later: pages that need no second request, and manners towards hosts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from tasks.fetch import page_key
from tasks.manners import Manners, RobotsTxt
from tasks.records import Page
from warehouse import archive
from warehouse.state import State

_pages = TypeAdapter(Page)


def remember_pages(state: State, pages: Iterable[Page]) -> None:
    """Remember pages whose bytes are in the raw archive."""
    with state.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO pages VALUES (?, ?)",
            [(page_key(page.url), _pages.dump_json(replace(page, body=b"")).decode()) for page in pages],
        )


def recall_pages(state: State, raw: Path, urls: Sequence[str]) -> dict[str, Page]:
    """Return the pages fetched before, by these addresses; one whose bytes are gone or damaged is as never fetched."""
    recalled: dict[str, Page] = {}
    for url in dict.fromkeys(urls):
        for (stored,) in state.rows("SELECT page FROM pages WHERE page_key = ?", (page_key(url),)):
            page = _pages.validate_json(stored)
            body = archive.load(raw, page.sha256)
            if isinstance(body, bytes):
                recalled[url] = replace(page, url=url, body=body)
    return recalled


def forget_pages(state: State, before: datetime) -> int:
    """Forget the pages fetched before a moment, after which an entry that leads there fetches them anew; return how many."""
    with state.transaction() as connection:
        return connection.execute(
            "DELETE FROM pages WHERE datetime(json_extract(page, '$.fetched_at')) < datetime(?)", (before.isoformat(),)
        ).rowcount


def remember_manners(state: State, manners: Manners) -> None:
    """Remember what was learned of hosts, as far as it outlasts this program."""
    with state.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO robots VALUES (?, ?, ?)",
            [(origin, one.text, one.read_at.isoformat()) for origin, one in manners.robots.items()],
        )
        connection.executemany(
            "INSERT OR REPLACE INTO rests VALUES (?, ?)",
            [(host, until.isoformat()) for host, until in manners.rests_until.items()],
        )


def known_manners(state: State) -> Manners:
    """Return what earlier passes learned of hosts."""
    robots = state.rows("SELECT origin, text, read_at FROM robots")
    return Manners(
        robots={origin: RobotsTxt(text, datetime.fromisoformat(read_at)) for origin, text, read_at in robots},
        rests_until={
            host: datetime.fromisoformat(until) for host, until in state.rows("SELECT host, until FROM rests")
        },
    )
