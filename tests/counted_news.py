"""A small warehouse of invented news with its counted tables, for tests that name this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.warehouse_peers.news import BEGIN
from tests.tally import filled_in
from warehouse import counting
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout


@pytest.fixture(scope="module")
def few_are_often() -> Iterator[None]:
    """Have the sums of some subjects kept, and of others not, in so small a warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "OFTEN", 100)
        yield


@pytest.fixture(scope="module")
def filled(few_are_often: None, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The warehouse, to be left as it is."""
    return filled_in(tmp_path_factory.mktemp("counted"))


@pytest.fixture
def connection(filled: Layout, tmp_path: Path) -> Iterator[Connection]:
    """A copy of it that may be changed."""
    copy = tmp_path / "news.live.duckdb"
    copy.write_bytes(filled.live.read_bytes())
    with closing(open_writer(copy, BEGIN)) as opened:
        yield opened
