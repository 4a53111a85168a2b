"""What the settings keep no longer goes, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from flows import pipeline
from flows.prefect_home import own_server
from flows.serve import Child
from flows.upkeep import PAGES_KEPT
from tests.kept_page import PAGE
from tests.ward import AT, bench_at, events
from warehouse import archive
from warehouse.disk import sizes
from warehouse.fetched import remember_pages
from warehouse.state import State


def test_a_pass_clears_away_what_is_old_and_what_was_left_half_made(tmp_path: Path) -> None:
    bench = bench_at(tmp_path, spool={"keep_damaged_days": 30})
    layout = bench.layout
    layout.spool.mkdir()
    old, young = layout.spool / "a.json.zst.damaged", layout.spool / "b.json.zst.damaged"
    left = [tmp_path / "news.duckdb.4711.part", tmp_path / "news.live.duckdb.4711.part", layout.spool / "c.4711.part"]
    others = [tmp_path / "newspaper.duckdb.4711.part", tmp_path / "news.alerts.jsonl", young]
    for file in (old, *left, *others):
        file.write_bytes(b"x")
    killed, packing = tmp_path / ".news.backup.x1", tmp_path / ".news.restore.x2"
    killed.mkdir()
    packing.mkdir()
    (killed / "live.duckdb").write_bytes(b"x")
    for file, days in ((old, 31), (young, 29), (killed, 2), (packing, 0)):
        moment = (AT - timedelta(days=days)).timestamp()
        os.utime(file, (moment, moment))
    pipeline.ingest(bench, AT)
    assert [file.name for file in (old, *left) if file.exists()] == []
    assert all(file.exists() for file in (*others, packing))
    assert not killed.exists()
    [told] = [one for one in events(layout) if one["event"] == "cleaned_up"]
    assert (told["damaged_batches"], told["unfinished_files"]) == (1, 4)


def test_memories_of_pages_are_looked_through_once_a_day_and_go_after_a_season(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    page = replace(PAGE, fetched_at=AT)

    def remembered(at: datetime) -> int:
        pipeline.ingest(bench, at)
        with State(bench.layout.state) as state:
            return len(state.rows("SELECT page_key FROM pages"))

    with State(bench.layout.state) as state:
        remember_pages(state, [page])
    assert remembered(AT + PAGES_KEPT - timedelta(hours=1)) == 1
    assert remembered(AT + PAGES_KEPT + timedelta(hours=1)) == 1
    assert remembered(AT + PAGES_KEPT + timedelta(hours=23)) == 0
    assert events(bench.layout)[-2]["remembered_pages"] == 1


def test_a_clock_that_is_set_back_does_not_keep_the_published_file_from_being_renewed(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)

    def published(at: datetime) -> datetime | None:
        pipeline.ingest(bench, at)
        with State(bench.layout.state) as state:
            return state.fact("published_at")

    ahead = AT + timedelta(days=3)
    assert published(ahead) == ahead
    assert published(ahead + timedelta(minutes=5)) == ahead
    assert published(AT) == AT


def test_every_byte_beside_a_warehouse_belongs_to_a_part(tmp_path: Path) -> None:
    bench = bench_at(tmp_path)
    pipeline.ingest(bench, AT)
    layout = bench.layout
    archive.store(layout.raw, b"page" * 1000, "ab" * 32)
    layout.prefect_home.mkdir()
    for name, size in (("prefect.db", 1000), ("server.log", 100), ("runs.log.1", 10)):
        (layout.prefect_home / name).write_bytes(b"x" * size)
    (tmp_path / "news.search.sqlite").write_bytes(b"x" * 50)
    (tmp_path / "other.duckdb").write_bytes(b"x" * 7000)
    parts = sizes(layout)
    assert (parts["prefect"], parts["spool"]) == (1000, 0)
    assert parts["other"] == 50 + layout.lock.stat().st_size
    assert parts["logs"] == layout.log.stat().st_size + 110
    assert parts["warehouse"] == layout.published.stat().st_size
    files = [
        file
        for file in tmp_path.rglob("*")
        if file.is_file() and file.relative_to(tmp_path).parts[0].startswith("news.")
    ]
    assert sum(parts.values()) == sum(file.stat().st_size for file in files)


def test_what_a_child_of_the_schedule_says_is_bounded_while_it_speaks(tmp_path: Path) -> None:
    log = tmp_path / "runs.log"
    child = Child.__new__(Child)
    child.log = log
    code = "import sys\nfor line in sys.stdin: print(line * 100, end='', flush=True)"
    log.write_bytes(b"")
    with (
        log.open("ab") as out,
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=out) as speaker,
    ):
        assert speaker.stdin is not None
        for number in range(200):
            speaker.stdin.write(b"%03d\n" % number)
            speaker.stdin.flush()
            child.bound_log(4000)
        speaker.stdin.close()
        speaker.wait()
    child.bound_log(4000)
    aside = log.with_name("runs.log.1")
    assert log.stat().st_size <= 4000
    assert b"\0" not in log.read_bytes() + aside.read_bytes()
    assert b"199" in log.read_bytes() + aside.read_bytes()


PRUNE = """
import asyncio, sys
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4
import sqlalchemy as sa
from sqlalchemy.schema import CreateTable
from prefect.server.database import orm_models, provide_database_interface
from prefect.server.schemas.states import StateType
from prefect.server.services import db_vacuum
from prefect.settings import get_current_settings
from prefect.types._datetime import now

async def main():
    db = provide_database_interface()
    engine = await db.database_config.engine()
    async with engine.begin() as connection:
        for table in db.Base.metadata.sorted_tables:
            await connection.execute(CreateTable(table))
    ages = {"old": 31, "young": 29}
    async with db.session_context(begin_transaction=True) as session:
        flow = db.Flow(name="ingest")
        session.add(flow)
        await session.flush()
        for name, days in ages.items():
            ended = now("UTC") - timedelta(days=days)
            run = db.FlowRun(flow_id=flow.id, name=name, state_type=StateType.COMPLETED, state_name="Completed", end_time=ended)
            session.add(run)
            await session.flush()
            session.add(db.TaskRun(flow_run_id=run.id, name=name, task_key=name, dynamic_key="0"))
            session.add(db.Log(name=name, level=20, flow_run_id=run.id, message=name, timestamp=ended))
            session.add(db.Artifact(key=name, flow_run_id=run.id, data=name))
        for days in (8, 6):
            at = now("UTC") - timedelta(days=days)
            session.add(db.Event(id=uuid4(), occurred=at, event="x", resource_id="x", resource={}, related=[], payload={}, received=at, recorded=at, related_resource_ids=[]))
    enabled = get_current_settings().server.services.db_vacuum.enabled_vacuum_types
    assert {"events", "flow_runs", "orphans"} <= enabled, enabled
    await db_vacuum.vacuum_old_flow_runs(db=db)
    await db_vacuum.vacuum_old_events(db=db)
    async with db.session_context() as session:
        left = {table.__tablename__: (await session.execute(sa.select(column))).scalars().all() for table, column in (
            (db.FlowRun, db.FlowRun.name), (db.TaskRun, db.TaskRun.name), (db.Log, db.Log.name), (db.Artifact, db.Artifact.key))}
        left["events"] = (await session.execute(sa.select(sa.func.count()).select_from(db.Event))).scalar()
    print(left)

asyncio.run(main())
"""


def test_prefects_own_clean_up_takes_our_settings_and_lets_go_of_runs_pages_logs_and_events(tmp_path: Path) -> None:
    """Prefect's functions that its server calls every hour, on a database with Prefect's own tables."""
    environment = {**own_server(4213, 30), "PREFECT_HOME": str(tmp_path), "DO_NOT_TRACK": "1"}
    ran = subprocess.run([sys.executable, "-c", PRUNE], capture_output=True, text=True, env=environment, check=False)
    assert ran.stdout.splitlines()[-1:] == [
        "{'flow_run': ['young'], 'task_run': ['young'], 'log': ['young'], 'artifact': ['young'], 'events': 1}"
    ], ran.stdout + ran.stderr
