"""What all tests use: the command line, run in this process, and what would else be made anew for each of them."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from brinkwatch.__main__ import main
from config import load
from flows import prepare, steps
from tasks import enrich
from tasks.gazetteer import Gazetteer
from tasks.topics import TopicMatcher
from warehouse import connect

Run = Callable[..., tuple[int, str, str]]

SLOWEST = (
    "test_schedule_faults",
    "test_torture",
    "test_soak",
    "test_pipeline",
    "test_flows",
    "test_schedule",
    "test_benchmarks",
    "test_counted",
    "test_recheck",
    "test_kinds_replayed",
    "test_reprocess",
    "test_store_extremes",
    "test_as_of",
    "test_torture_store",
    "test_relink",
    "test_peers",
    "test_search_words",
    "test_upkeep",
    "test_search_index",
    "test_evaluate_feeds",
    "test_evaluate_subjects",
    "test_hostile_texts",
    "test_evaluate_alerts",
    "test_doctor",
)
"""Files that take longest: begun first, so that the others fill the time beside them; the two that wait most, for ticks of a
schedule, not at once."""

MATCHERS_KNOWN = 4
"""Of each kind, with some megabytes each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files first, the others in their order."""
    places = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOWEST)))


def pytest_collection_finish() -> None:
    """Spare what was imported and collected the search for garbage, which would else go through all of it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have new warehouses copied from one that the migrations made: hundreds of tests want one, and it takes them 0.4 s."""
    made = tmp_path_factory.mktemp("pristine") / "news.duckdb"
    connect.open_writer(made, datetime.now(UTC)).close()
    opened = connect._connect_writer

    def copied(path: Path) -> connect.Connection:
        if not path.exists() and not path.with_name(f"{path.name}.wal").exists():
            shutil.copyfile(made, path)
        return opened(path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connect, "_connect_writer", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def here() -> Iterator[None]:
    """Have passes of this process read texts in it, with a language model loaded once: a process of theirs takes 3 s to start."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(prepare, "_workers", steps.Here)
        patched.setattr(enrich, "load_language", cache(enrich.load_language))
        yield


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Have the same content of a file of the configuration read once, and matchers made of it once.

    Hundreds of tests want the shipped one: to read it takes 0.2 s, to make its matchers 0.4 s. Nothing changes either.
    """
    sound: dict[tuple[str, bytes, type[BaseModel]], BaseModel] = {}
    read = load._read

    def read_anew(path: Path, model: type[BaseModel], mistakes: list[str]) -> BaseModel | None:
        try:
            key = (path.name, path.read_bytes(), model)
        except OSError:
            return read(path, model, mistakes)
        if key in sound:
            return sound[key]
        found = read(path, model, mistakes)
        if found is not None:
            sound[key] = found
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(load, "_read", read_anew)
        for matcher in (Gazetteer, TopicMatcher):
            patched.setattr(matcher, "__init__", made_once(matcher.__init__))
        yield


def made_once(init: Callable[..., None]) -> Callable[..., None]:
    """Return an `__init__` that gives objects made of the same parts what the first of them holds; a few are known."""
    known: dict[object, tuple[object, dict[str, Any]]] = {}

    def once(self: object, *arguments: Any) -> None:
        names = [tuple(one) if isinstance(one, dict) else () for one in arguments]
        parts = [part for one in arguments for part in (one.values() if isinstance(one, dict) else [one])]
        key = (*names, *map(id, parts))
        if key not in known:
            init(self, *arguments)
            if len(known) == MATCHERS_KNOWN:
                del known[next(iter(known))]
            known[key] = parts, dict(vars(self))  # the parts are kept, so that their ids stay theirs
        vars(self).update(known[key][1])

    return once


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line and give its exit status, stdout and stderr; no traceback may be in either."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err + printed.out
        return int(ended.value.code or 0), printed.out, printed.err

    return call
