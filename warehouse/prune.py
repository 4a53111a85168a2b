"""Let go of what was kept long enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from config.models import ArchiveSettings
from warehouse import archive
from warehouse.archive import Pruned
from warehouse.connect import Connection
from warehouse.read import ask


def prune_archive(connection: Connection, raw: Path, settings: ArchiveSettings, now: datetime) -> Pruned:
    """Remove the bytes of pages that are older than the settings keep them; what still waits in the spool stays."""
    if not settings.keep_days:
        return Pruned()
    before = now - timedelta(days=settings.keep_days)
    rows = ask(connection, "old_blobs", before=before, keep_articles=settings.keep_articles)
    return archive.remove(raw, [row["raw_sha256"] for row in rows])
