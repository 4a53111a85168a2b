"""Check every invariant of a store, its files and its tables, and say how to mend what is wrong. Nothing is changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from tasks.health import SPARE
from tasks.records import Trouble
from warehouse import archive, spool
from warehouse.checks import Finding, check_rows, judged, sound, wrong
from warehouse.connect import MIGRATIONS, Connection, WarehouseError, open_reader
from warehouse.layout import Layout
from warehouse.lock import holder
from warehouse.prune import BYTES_GONE_BEFORE
from warehouse.read import ask
from warehouse.read_state import reading, remembered_fact
from warehouse.search_upkeep import standing
from warehouse.state import StateError
from warehouse.whole import expect_whole

SAMPLED_BLOBS = 500
"""Blobs that are read and hashed: a second or two."""
OLD_HOURS = 48
"""A published file this much older than the writer's own says that passes end before they publish."""
UNPUBLISHED = "`brinkwatch run` publishes at its end"
NONE_YET = "`brinkwatch run` or `import` makes one, `brinkwatch restore` brings one back from a backup; or name another --warehouse"


def examine(layout: Layout, enrich_version: str = "") -> Iterator[Finding]:
    """Check everything, the quick things first; `enrich_version` is that of today's files, where they can be read."""
    busy = holder(layout.lock)
    yield from _files(layout, busy)
    yield from _rest(layout, busy)
    if not layout.published.exists():
        if not layout.live.exists():
            yield wrong("there is a warehouse", [layout.published], "there is no warehouse here yet", NONE_YET)
        return
    try:
        expect_whole(layout.published)
        connection = open_reader(layout.published)
    except WarehouseError as error:
        yield wrong(
            "the published warehouse opens",
            [layout.published],
            str(error),
            "`brinkwatch restore` a backup, or delete it and run",
        )
        return
    try:
        yield from _shape(connection)
        yield from check_rows(connection)
        yield _raw(connection, layout)
        yield _index(layout)
        if enrich_version:
            yield _links(connection, enrich_version)
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        yield wrong(
            "the published warehouse can be read",
            [layout.published],
            said,
            "`brinkwatch restore` a backup; the file is damaged",
        )
    finally:
        connection.close()


def _files(layout: Layout, busy: str) -> Iterator[Finding]:
    """Look at the two warehouses, and at how far the published one lags."""
    if not layout.live.exists():
        yield sound("the writer's warehouse opens", "there is none: the next pass starts one from the published file")
        return
    if busy:
        yield sound("the writer's warehouse opens", f"not looked at: a pass is at work ({busy})")
        return
    try:
        expect_whole(layout.live)
        connection = open_reader(layout.live)
    except WarehouseError as error:
        yield wrong(
            "the writer's warehouse opens",
            [layout.live],
            str(error),
            "close what holds it; if it is damaged, delete it: `run` starts from the published file",
        )
        return
    with closing(connection):
        yield sound("the writer's warehouse opens")
        newest = _newest(connection)
    if not layout.published.exists():
        yield wrong("the warehouse is published", [layout.published], "", UNPUBLISHED)
        return
    lag = layout.live.stat().st_mtime - layout.published.stat().st_mtime
    behind = lag > OLD_HOURS * 3600
    published = _of_published(layout)
    if published is not None and (behind or published != newest):
        detail = f"the writer's file has {newest}, the published one {published}"
        yield wrong("the published warehouse is the writer's newest", [layout.published], detail, UNPUBLISHED)
    else:
        yield sound("the published warehouse is the writer's newest")


def _of_published(layout: Layout) -> str | None:
    try:
        with closing(open_reader(layout.published)) as connection:
            return _newest(connection)
    except (WarehouseError, duckdb.Error):
        return None


def _newest(connection: Connection) -> str:
    """Name the shape and what was loaded last: equal in a file and its copy."""
    rows = connection.execute(
        "SELECT (SELECT max(name) FROM migrations), (SELECT count(*) FROM loads), (SELECT count(*) FROM articles)"
    ).fetchall()
    return "shape {}, {} batches, {} articles".format(*rows[0])


def _rest(layout: Layout, busy: str) -> Iterator[Finding]:
    """Look at what lies beside: state, spool, leftovers, lock, room on the disk."""
    yield _state(layout.state)
    damaged = [file.name for file in layout.spool.glob("*.damaged")] if layout.spool.is_dir() else []
    waiting = spool.waiting(layout.spool)
    damaged += [name for name in waiting if not spool.readable(layout.spool, name)]
    yield judged("spooled batches are readable", damaged, f"{len(waiting)} wait for the next pass", "move them away: their feeds are not asked again for what they held; `import` it from a backup")  # fmt: skip
    folder = layout.published.parent
    parts = [file.name for file in folder.glob(f"{layout.published.stem}.*.part") if not busy]
    yield judged("no copy was left unfinished", parts, "", "delete them; they are copies that were never finished")
    if busy:
        yield sound("no lock is stale", f"a pass is at work ({busy})")
    else:
        log = layout.live.with_name(f"{layout.live.name}.wal")
        yield judged(
            "no pass was cut off",
            [log.name] if log.exists() else [],
            "",
            "nothing is lost; the next `brinkwatch run` takes over what the log has",
        )
    size = layout.live.stat().st_size if layout.live.exists() else 0
    free = shutil.disk_usage(folder).free
    room = f"{free / 1e9:.1f} GB free"
    short = [room] if free < SPARE * size else []
    yield judged(
        "the disk has room for a pass",
        short,
        room,
        f"free {(SPARE * size - free) / 1e9:.1f} GB, or `brinkwatch prune` and `compact`",
    )


def _state(path: Path) -> Finding:
    check = "the state file is whole"
    mend = "`brinkwatch restore` a backup; without one delete it: feeds are then read afresh, known articles are not doubled"
    try:
        with reading(path) as connection:
            if connection is None:
                return sound(check, "there is none yet")
            rows = [row[0] for row in connection.execute("PRAGMA integrity_check(100)") if row[0] != "ok"]
    except StateError as error:
        return wrong(check, [path.name], str(error), mend)
    return judged(check, rows, "", mend)


def _shape(connection: Connection) -> Iterator[Finding]:
    """Compare the migrations that a file was made by with ours."""
    applied = dict(connection.execute("SELECT name, sha256 FROM migrations").fetchall())
    ours = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in MIGRATIONS.glob("*.sql")}
    foreign = [name for name, digest in applied.items() if ours.get(name) != digest]
    yield judged(
        "migrations are known and unchanged",
        foreign,
        "",
        "upgrade Brinkwatch: the file is of a newer version, or the program's files were changed",
    )
    missing = sorted(set(ours) - set(applied))
    yield judged("no migration is missing", missing, "", "`brinkwatch run` brings it to the newest shape")


def _links(connection: Connection, enrich_version: str) -> Finding:
    """Tell how much of history was linked with other files: no damage, but figures over time mix two readings."""
    check = "how history was linked"
    (row,) = ask(connection, "linked_before", enrich_version=enrich_version, since=None)
    if not row["outdated"]:
        return sound(check, "all with the entities.yaml, guards.yaml and topics.yaml of today")
    detail = (
        f"{row['outdated']:,} of {row['articles']:,} articles with an older entities.yaml, guards.yaml or topics.yaml"
    )
    return Finding(check, False, 0, "", detail, "run `brinkwatch entities apply`")


def _raw(connection: Connection, layout: Layout) -> Finding:
    """Read and hash a sample of the blobs that articles name, of those that pruning by age has not taken."""
    check = "raw bytes of articles are there and whole"
    if not layout.raw.is_dir():
        return sound(check, "there is no raw archive")
    since = remembered_fact(layout.state, BYTES_GONE_BEFORE)
    rows = ask(connection, "doctor_raw", most=SAMPLED_BLOBS, since=since)
    troubles = [
        found.detail for row in rows if isinstance(found := archive.load(layout.raw, row["raw_sha256"]), Trouble)
    ]
    looked = f"{len(rows)} of the articles{f' since {since:%Y-%m-%d}' if since else ''} looked at"
    return judged(
        check,
        troubles,
        looked,
        "`brinkwatch restore` a backup made with them; without, texts stay and only their bytes are gone",
    )


def _index(layout: Layout) -> Finding:
    """Look whether the index of words is whole and of the published state."""
    check = "the index of words is right"
    if not layout.search.exists():
        return sound(check, "there is none: phrases are looked for in all texts; `brinkwatch compact` builds it")
    amiss = [said] if (said := standing(layout)) else []
    mend = "phrases are looked for in all texts meanwhile; the next `brinkwatch run` goes on with it, `brinkwatch compact` builds it anew"
    return judged(check, amiss, "", mend)
