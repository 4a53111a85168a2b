"""Open a warehouse: the writer's own, brought to the newest shape, or a published one to read."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import duckdb

from config.failures import FULL, JobFailed

Connection = duckdb.DuckDBPyConnection
"""An open warehouse, for the rooms above that pass it along and never speak to it themselves."""

MIGRATIONS = Path(__file__).parent / "migrations"
MAGIC_OFFSET, MAGIC = 8, b"DUCK"
"""Every DuckDB file carries these bytes there (duckdb.org, storage format)."""

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Nothing is fetched or loaded behind the user's back."""

NO_ROOM = os.strerror(errno.ENOSPC)
STORAGE = "v1.3.0"
"""DuckDB's shape of files: the first that packs long texts, which makes a warehouse less than half as large. Files made
before keep theirs until `compact` rewrites them."""


class WarehouseError(JobFailed):
    """A warehouse that can not be opened or used; the message is one clear line."""


def open_writer(path: Path, now: datetime) -> duckdb.DuckDBPyConnection:
    """Open the writer's own warehouse, made or migrated as needed. Raises WarehouseError."""
    _expect_duckdb(path, may_be_missing=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect_writer(path)
    except (duckdb.Error, OSError) as error:
        raise WarehouseError(_open_trouble(path, error)) from None
    connection.execute("SET TimeZone = 'UTC'")
    try:
        with _refusals_told(path):
            migrate(connection, now)
    except WarehouseError:
        connection.close()
        raise
    return connection


def _connect_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, made empty where there is none."""
    return duckdb.connect(str(path), config={**OFFLINE, "storage_compatibility_version": STORAGE})


@contextmanager
def writing(path: Path, now: datetime) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the writer's own warehouse and close it again; a full disk is one clear line. Raises WarehouseError."""
    connection = open_writer(path, now)
    try:
        with _refusals_told(path):
            yield connection
    finally:
        connection.close()


def open_reader(
    path: Path, *, sandboxed: bool = False, memory: str = "", by_one: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse read-only; sandboxed, it can touch no other file. Raises WarehouseError.

    What is read `by_one` thread is answered sooner where it is small: several take longer to share it out than to read it.
    """
    _expect_duckdb(path, may_be_missing=False)
    config: dict[str, str | bool | int | float | list[str]] = dict(OFFLINE)
    if sandboxed:
        config["enable_external_access"] = "false"
        config["temp_directory"] = (
            ""  # what does not fit into memory fails, instead of filling the disk beside the warehouse
        )
        config["python_enable_replacements"] = "false"  # a name is a table, never a variable of this program
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise WarehouseError(_open_trouble(path, error)) from None
    connection.execute("SET TimeZone = 'UTC'")
    if by_one:
        connection.execute("SET threads = 1")
    if memory:
        connection.execute("SET memory_limit = $memory", {"memory": memory})
    if sandboxed:
        connection.execute("SET lock_configuration = true")
    return connection


def by_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Have what is large read by all threads from now on."""
    connection.execute("RESET threads")


def sparingly(connection: duckdb.DuckDBPyConnection, *, merging: bool) -> None:
    """Have what is written from now on written by one thread, and small pieces of tables merged or not: until it is closed.

    Several threads wait for each other most of the time that a batch takes, and burn the processor meanwhile.
    """
    connection.execute("SET threads = 1")
    connection.execute("RESET max_vacuum_tasks" if merging else "SET max_vacuum_tasks = 0")


@contextmanager
def looking_into(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a published warehouse to read and close it again; damage is one clear line. Raises WarehouseError."""
    connection = open_reader(path)
    try:
        yield connection
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: can not be read: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()


@contextmanager
def _refusals_told(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one clear line; every other error is a bug, and stays one."""
    try:
        yield
    except (
        duckdb.IOException,
        duckdb.TransactionException,
        duckdb.OutOfMemoryException,
        duckdb.FatalException,
    ) as error:
        said = str(error).splitlines()[0]
        if isinstance(error, duckdb.TransactionException) and "write" not in said:
            raise  # transactions that meet are a mistake of ours
        raise WarehouseError(f"{path}: {FULL if NO_ROOM in said else f'can not be written: {said}'}") from None


def migrate(connection: duckdb.DuckDBPyConnection, now: datetime, directory: Path = MIGRATIONS) -> int:
    """Apply what is missing, one transaction each; return how many. Raises WarehouseError on a foreign history."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    applied = dict(connection.execute("SELECT name, sha256 FROM migrations").fetchall())
    files = {file.name: file for file in sorted(directory.glob("*.sql"))}
    newer = sorted(set(applied) - set(files))
    if newer:
        raise WarehouseError(
            f"this warehouse was written by a newer Brinkwatch (it knows {newer[-1]}); upgrade to open it"
        )
    done = 0
    for name, file in files.items():
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if name in applied:
            if applied[name] != digest:
                raise WarehouseError(f"migration {name} is not the one this warehouse was made with; restore the file")
            continue
        in_transaction(
            connection,
            lambda content=content, name=name, digest=digest: (  # type: ignore[misc]
                connection.execute(content.decode()),
                connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", [name, digest, now]),
            ),
        )
        done += 1
    return done


def in_transaction(connection: duckdb.DuckDBPyConnection, work: Callable[[], object]) -> None:
    """Run `work` in one transaction: all of it happens or nothing."""
    connection.execute("BEGIN")
    try:
        work()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")
        raise


def is_warehouse(path: Path) -> bool:
    """Tell whether a file is a DuckDB database by its own mark."""
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_OFFSET + len(MAGIC))[MAGIC_OFFSET:] == MAGIC
    except OSError:
        return False


def _expect_duckdb(path: Path, *, may_be_missing: bool) -> None:
    if path.is_dir():
        raise WarehouseError(
            f"{path}: is a folder; name the warehouse file in it, such as {path / 'brinkwatch.duckdb'}"
        )
    if not path.exists():
        if may_be_missing:
            return
        raise WarehouseError(f"{path}: there is no warehouse here yet; `brinkwatch run`, `import` or `demo` makes one")
    if not is_warehouse(path):
        raise WarehouseError(f"{path}: is not a DuckDB file; name another with --warehouse (nothing was changed)")


def _open_trouble(path: Path, error: Exception) -> str:
    text = str(error)
    holder = re.search(r"Conflicting lock is held in (.+?) \(PID (\d+)\)", text)
    if holder:
        return f"{path}: is held by another program ({holder[1]}, process {holder[2]}); close it there and try again"
    return f"{path}: {FULL if NO_ROOM in text else f'can not be opened: {text.splitlines()[0]}'}"
