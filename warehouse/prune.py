"""Let go of what was kept long enough."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from config.settings import ArchiveSettings
from warehouse import archive
from warehouse.archive import Pruned
from warehouse.connect import Connection, in_transaction
from warehouse.counting import unsettle
from warehouse.layout import Layout
from warehouse.read import ask, query_text
from warehouse.state import State

BYTES_GONE_BEFORE = "bytes_gone_before"
"""The fact of the state that articles fetched before it may be without their bytes."""


def prune_archive(connection: Connection, state: State, raw: Path, settings: ArchiveSettings, now: datetime) -> Pruned:
    """Remove the bytes of pages that are older than the settings keep them; what still waits in the spool stays.

    Where not even articles keep theirs, the state remembers up to when, so that nobody takes them for lost.
    """
    if not settings.keep_days:
        return Pruned()
    before = now - timedelta(days=settings.keep_days)
    if not settings.keep_articles:
        gone = state.fact(BYTES_GONE_BEFORE)
        state.remember(BYTES_GONE_BEFORE, max(before, gone) if gone else before)
    rows = ask(connection, "old_blobs", before=before, keep_articles=settings.keep_articles)
    return archive.remove(raw, [row["raw_sha256"] for row in rows])


def forget_damaged(root: Path, keep_days: int, now: datetime) -> int:
    """Remove batches that were set aside as damaged longer ago than that, 0 for never; return how many."""
    before = (now - timedelta(days=keep_days)).timestamp()
    old = [file for file in root.glob("*.damaged") if keep_days and file.stat().st_mtime < before]
    for file in old:
        file.unlink()
    return len(old)


STAGED_FOR = timedelta(days=1)
"""How long a backup may take to be packed, or a restore to be unpacked: what lies there for longer was killed."""


def discard_unfinished(layout: Layout, now: datetime) -> int:
    """Remove the copies that killed passes left half-made, and folders of killed backups and restores; return how many.

    Each is as large as the warehouse. The caller holds the lock of the pass: nobody else makes a copy.
    """
    folder = layout.published.parent
    left = [file for whole in (layout.published, layout.live) for file in folder.glob(f"{whole.name}.*.part")]
    left += layout.spool.glob("*.part")
    for file in left:
        file.unlink()
    before = (now - STAGED_FOR).timestamp()
    staged = [one for kind in ("backup", "restore") for one in folder.glob(f".{layout.published.stem}.{kind}.*")]
    killed = [one for one in staged if one.is_dir() and one.stat().st_mtime < before]
    for one in killed:
        shutil.rmtree(one, ignore_errors=True)
    return len(left) + len(killed)


@dataclass(frozen=True, slots=True)
class Horizon:
    """From when on rows are kept; None keeps all of a kind."""

    articles: datetime | None = None
    polls: datetime | None = None
    spikes: datetime | None = None


def count_rows(connection: Connection, horizon: Horizon) -> dict[str, int]:
    """Count the rows that are older: what `prune_rows` would remove, by table."""
    counts = {}
    if horizon.articles:
        old = [row["article_id"] for row in ask(connection, "prune_articles", before=horizon.articles)]
        counts["articles"] = len(old)
    for table, (column, before) in _timed(horizon).items():
        rows = connection.execute(f"SELECT count(*) FROM {table} WHERE {column} < ?", [before]).fetchall()  # noqa: S608 - our own names
        counts[table] = int(rows[0][0])
    return counts


def prune_rows(connection: Connection, horizon: Horizon) -> None:
    """Remove the rows that are older, in one transaction; an article goes with what was found in it."""

    def work() -> None:
        if horizon.articles:
            connection.execute(
                f"CREATE TEMP TABLE gone AS {query_text('prune_articles')}", {"before": horizon.articles}
            )
            for table in [row["table_name"] for row in ask(connection, "article_tables")]:
                connection.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT article_id FROM gone)")  # noqa: S608
            connection.execute("DROP TABLE gone")
            unsettle(connection)
        for table, (column, before) in _timed(horizon).items():
            connection.execute(f"DELETE FROM {table} WHERE {column} < ?", [before])  # noqa: S608 - our own names

    in_transaction(connection, work)


def _timed(horizon: Horizon) -> dict[str, tuple[str, datetime]]:
    wanted = {"polls": ("polled_at", horizon.polls), "spikes": ("judged_at", horizon.spikes)}
    return {table: (column, before) for table, (column, before) in wanted.items() if before is not None}
