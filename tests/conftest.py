"""What several tests use: the command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from brinkwatch.__main__ import main

Run = Callable[..., tuple[int, str, str]]

SLOWEST = (
    "test_schedule_faults",
    "test_schedule",
    "test_torture",
    "test_soak",
    "test_recheck",
    "test_pipeline",
    "test_flows",
)
"""Files that take longest, much of it in waiting: begun first, so that the others fill the time beside them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slowest files first, the others in their order."""
    places = {name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(SLOWEST)))


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
