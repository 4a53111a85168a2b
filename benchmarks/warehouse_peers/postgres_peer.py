"""PostgreSQL in a folder of its own, with covering indexes for each question and a full-text index."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from benchmarks.warehouse_peers.questions import Asked, Row, risen
from benchmarks.warehouse_peers.sqlite_peer import DAILY, PUBLISHERS, RISING, SIZES, SOURCES, TOGETHER, days_of
from benchmarks.warehouse_peers.tables import COLUMNS, Tables

SETTINGS = {
    "listen_addresses": "''", "shared_buffers": "2GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "fsync": "off", "full_page_writes": "off",
    "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB", "random_page_cost": "1.1", "effective_cache_size": "8GB",
}  # fmt: skip
"""A machine with fast storage and memory to spare; nothing is kept, so nothing is made durable."""
_INDEXES = (
    "CREATE INDEX ON articles (day, text)",
    "CREATE INDEX ON articles (source, text)",
    "CREATE INDEX ON articles (article) INCLUDE (text, day)",
    "CREATE INDEX ON mentions (entity, day) INCLUDE (article, text, publisher, source)",
    "CREATE INDEX ON mentions (entity, article) INCLUDE (text, day)",
    "CREATE INDEX ON mentions (day) INCLUDE (entity, text, publisher)",
    "CREATE INDEX ON topics (topic, day) INCLUDE (text, publisher)",
    "CREATE INDEX ON entities (name)",
)
_TEXTS = (
    "CREATE TABLE bodies (article integer, title text, body text)",
    "CREATE TABLE words (article integer, found tsvector)",
)
_WORDS = (
    "INSERT INTO words SELECT article, to_tsvector('simple', title || ' . ' || body) FROM bodies",
    "CREATE INDEX ON words USING gin (found)",
)
_DATE = "to_char(DATE '1970-01-01' + day::integer, 'YYYY-MM-DD')"
_WEEK = "to_char(date_trunc('week', DATE '1970-01-01' + day::integer), 'YYYY-MM-DD')"
_PHRASE = """
SELECT {week} AS week, count(*), count(DISTINCT text) FROM articles
WHERE article IN (SELECT article FROM words WHERE found @@ phraseto_tsquery('simple', {phrase})) GROUP BY 1 ORDER BY 1
"""
_TICKS = os.sysconf("SC_CLK_TCK")


class Postgres:
    """A private cluster, reached over a socket in its folder."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, tables: Tables, asked: Asked, *, texts: bool) -> None:
        self._folder, self._asked = folder, asked
        self._user = _unprivileged()
        folder.mkdir(parents=True)
        if self._user:
            shutil.chown(folder, self._user)
        self._data = folder / "data"
        self._run(
            "initdb",
            "--pgdata",
            str(self._data),
            "--auth",
            "trust",
            "--username",
            "bench",
            "--no-sync",
            "--encoding",
            "UTF8",
            "--no-locale",
        )
        settings = "\n".join(f"{name} = {value}" for name, value in SETTINGS.items())
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"{settings}\nunix_socket_directories = '{folder}'\n")
        self._loop = asyncio.new_event_loop()
        self._start()
        self._fill(tables, texts=texts)

    def ask(self, question: str) -> list[Row]:
        asked, stretch = self._asked, self._asked.stretch
        quoted = {name: "'" + getattr(asked, name).replace("'", "''") + "'" for name in ("entity", "other", "topic")}
        named = {"date": _DATE, "week": _WEEK, **quoted}
        named |= {name: str(days_of(getattr(stretch, name))) for name in ("since", "before", "until")}
        if question == "rising":
            now, before = self._rows(SIZES.format_map(named))[0]
            return risen(self._rows(RISING.format_map(named)), now, before)
        if question in {"phrase", "rare"}:
            return self._rows(_PHRASE.format_map({**named, "phrase": f"'{getattr(asked, question)}'"}))
        question = {"daily": DAILY, "together": TOGETHER, "publishers": PUBLISHERS, "sources": SOURCES}[question]
        return self._rows(question.format_map(named))

    def processor(self) -> float:
        """Return the seconds of the backend that answers; those that it starts to help are counted when they end."""
        pid = self._rows("SELECT pg_backend_pid()")[0][0]
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def files(self) -> list[Path]:
        return [file for file in self._data.rglob("*") if file.is_file()]

    def reopen(self) -> None:
        self._stop()
        self._start()

    def close(self) -> None:
        self._stop()
        self._loop.close()

    def _fill(self, tables: Tables, *, texts: bool) -> None:
        for table, columns in COLUMNS.items():
            if table == "bodies":
                continue
            shape = ", ".join(f"{column} {'text' if column == 'name' else 'integer'}" for column in columns)
            self._do(f"CREATE TABLE {table} ({shape})")
            self._copy(table, tables)
        for statement in _INDEXES:
            self._do(statement)
        if texts:
            for statement in _TEXTS:
                self._do(statement)
            self._copy("bodies", tables)
            for statement in _WORDS:
                self._do(statement)
        self._do("VACUUM ANALYZE")

    def _copy(self, table: str, tables: Tables) -> None:
        file = self._folder / f"{table}.csv"
        tables.write_csv(table, file)
        self._wait(self._connection.copy_to_table(table, source=str(file), format="csv"))
        file.unlink()

    def _do(self, statement: str) -> None:
        self._wait(self._connection.execute(statement, timeout=3_600))

    def _rows(self, question: str) -> list[Row]:
        return [tuple(row) for row in self._wait(self._connection.fetch(question))]

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(work)

    def _start(self) -> None:
        import asyncpg

        self._run("pg_ctl", "start", "--wait", "--pgdata", str(self._data), "--log", str(self._folder / "log"))
        self._connection = self._wait(asyncpg.connect(host=str(self._folder), user="bench", database="postgres"))

    def _stop(self) -> None:
        self._wait(self._connection.close())
        self._run("pg_ctl", "stop", "--wait", "--pgdata", str(self._data), "--mode", "fast")

    def _run(self, *command: str) -> None:
        ran = subprocess.run(  # noqa: S603 - its own programs, by name
            command, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if ran.returncode:
            raise SystemExit(f"{command[0]} failed: {ran.stderr.decode(errors='replace').strip()}")


def installed() -> bool:
    """Tell whether its programs are on the PATH."""
    return all(shutil.which(program) for program in ("initdb", "pg_ctl", "postgres"))


def _unprivileged() -> str | None:
    """Return who is to run it where we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
