"""What every command is given, and how it fails."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from config.failures import FULL, JobFailed, Mistake

if TYPE_CHECKING:
    from flows.bench import Bench
    from warehouse.connect import Connection


STOPPED = "stopped; what is on disk is whole, and the same command goes on from there"
"""What a person who stops a command is told."""


class Misuse(Exception):
    """A usage or configuration error: exit status 2."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Failure(Exception):
    """A job that could not be done: exit status 1."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


hushed: ContextVar[bool] = ContextVar("hushed", default=False)
"""Whether notes are kept back; set by the global options of each command line."""


@dataclass(frozen=True, slots=True)
class Front:
    """Where the configuration and the warehouse lie; `warehouse_given` tells a choice from the default.

    A `quiet` command gives its answer and says what failed, and nothing else; a `verbose` one shows the log of its pass.
    """

    config: Path
    warehouse: Path
    warehouse_given: bool
    quiet: bool = False
    verbose: bool = False


def front_of(context: typer.Context) -> Front:
    """Return what the global options said."""
    found = context.find_object(Front)
    if found is None:
        raise RuntimeError("the command was called without its front")
    return found


def now() -> datetime:
    """Read the clock. This is the one place that does."""
    return datetime.now(UTC)


def note(line: str) -> None:
    """Tell a person something that is not the answer, unless they asked for quiet."""
    if hushed.get():
        return
    from brinkwatch.show.escape import for_terminal

    print(for_terminal(line), file=sys.stderr, flush=True)


@contextmanager
def failures_told() -> Iterator[None]:
    """Turn the expected failures of the rooms below into one clear line."""
    try:
        yield
    except Mistake as error:
        raise Misuse(*str(error).splitlines()) from None
    except JobFailed as error:
        raise Failure(str(error)) from None
    except PermissionError as error:
        raise Failure(f"{error.filename}: may not be written or read by this user; change its permissions") from None
    except OSError as error:
        said = FULL if error.errno == errno.ENOSPC else error.strerror or error
        raise Failure(f"{error.filename or 'the disk'}: {said}") from None


@contextmanager
def published(front: Front, *, by_one: bool = True) -> Iterator[Connection]:
    """Open the published warehouse to read, `by_one` thread for a question or by all for a long look, and close it again."""
    from warehouse.connect import open_reader

    with failures_told():
        connection = open_reader(front.warehouse, by_one=by_one)
        try:
            yield connection
        finally:
            connection.close()


def bench_of(front: Front) -> Bench:
    """Put together what a pass needs, run without an orchestrator, with its language model known to be there."""
    from flows.prepare import THREADS, prepare
    from flows.steps import in_process

    echo = sys.stderr if front.verbose else None
    bench = prepare(front.config, front.warehouse, lambda workers: in_process(workers, THREADS), sys.stdout, echo)
    expect_model(bench.config.settings.enrich.model)
    return bench


def expect_model(model: str) -> None:
    """Fail with what to install where the language model is missing."""
    from tasks.enrich import model_trouble

    trouble = model_trouble(model)
    if trouble is not None:
        raise Failure(trouble.detail)


def timezone_of(front: Front, asked: str | None) -> str:
    """Return the zone that days are reported in: as asked, else as the settings say, else UTC."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    zone = asked or _settings_timezone(front.config / "settings.yaml")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        said = f"--timezone {zone}" if asked else f"settings.yaml: timezone: {zone!r}"
        raise Misuse(f"{said}: is not a time zone of the IANA list; write one such as Asia/Seoul or UTC") from None
    return zone


def _settings_timezone(settings: Path) -> str:
    """Read this one key without the whole configuration, whose checks take longer than a trend does."""
    try:
        found = re.search(r"^timezone:[ \t]*[\"']?([^\s\"'#]+)", settings.read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return "UTC"
    return found[1] if found else "UTC"
