"""How a pass ends that a schedule began: in one line for people and in a state for Prefect's page, never in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from prefect.runtime import deployment
from prefect.states import Completed, Failed

from config.load import ConfigError
from tasks.judgements import PassReport
from warehouse.connect import WarehouseError
from warehouse.lock import AnotherPass
from warehouse.state import StateError


def concluded(name: str, work: Callable[[], PassReport]) -> Any:
    """Run a pass. Called by hand, give its report or raise; in a scheduled run, tell the outcome and give what Prefect shows."""
    if deployment.id is None:
        return work()
    try:
        report = work()
    except AnotherPass as error:
        _tell(name, f"skipped: {error}")
        return Completed(name="Skipped", message=str(error))
    except (ConfigError, WarehouseError, StateError) as error:
        line = "; ".join(str(error).splitlines())
        _tell(name, f"failed: {line}")
        return Failed(message=line)
    _tell(name, _summary(report))
    return report


def _summary(report: PassReport) -> str:
    if not report.polls:
        return f"{len(report.alerts)} alerts opened or closed"
    rejected = sum(report.rejected.values())
    counts = f"{report.loaded:,} articles loaded, {report.copies:,} of them copies; {rejected:,} rejected"
    failed = report.polls.get("failed", 0)
    return f"{counts}; {failed:,} of {sum(report.polls.values()):,} feeds failed" if failed else counts


def _tell(name: str, line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {name}: {line}", flush=True)
