"""Tell of runs that end without a word of their own: skipped by Prefect in its records only, or broken before they could."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tasks.plain import plain

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

LOOK_SECONDS = 5.0
MOST_AT_ONCE = 200
"""Prefect answers no more than this at a time; a night asleep leaves some ten."""

SKIPPED = "Deployment concurrency"
"""How Prefect's reason begins when it cancels a run because the one before has not ended."""


async def tell_silent_ends(client: PrefectClient, names: Mapping[UUID, str], known: set[UUID]) -> None:
    """Tell of every run of these deployments that is skipped or crashes, and is not known yet, until cancelled."""
    from httpx import HTTPError

    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            fresh = [run for run in await silent_ends(client, list(names)) if run.id not in known]
        except HTTPError:  # a server that is gone is told by who watches it
            continue
        known.update(run.id for run in fresh)
        for deployment, name in names.items():
            for line in lines_of([run for run in fresh if run.deployment_id == deployment]):
                print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {name}: {line}", flush=True)


def lines_of(runs: Sequence[FlowRun]) -> list[str]:
    """Say in one line that runs were skipped, and in one each how others crashed."""
    skipped = [run for run in runs if _reason(run).startswith(SKIPPED)]
    lines = [f"crashed: {plain(_reason(run))}; runs.log may say more" for run in runs if run not in skipped]
    due = [run.expected_start_time for run in skipped if run.expected_start_time is not None]
    return [*lines, skipped_line(due)] if due else lines


def skipped_line(due: Sequence[datetime]) -> str:
    """Say that runs were skipped, given when they were due."""
    first, last = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (min(due), max(due)))
    if len(due) == 1:
        return f"skipped: the run due {first} UTC, because the one before still works"
    return f"skipped: {len(due)} runs due from {first} to {last} UTC; one run makes up for them"


async def silent_ends(client: PrefectClient, deployments: Sequence[UUID]) -> list[FlowRun]:
    """Return the runs that were last skipped or crashed."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort

    ended = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(deployments))),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CANCELLED, StateType.CRASHED])),
        ),
        sort=FlowRunSort.END_TIME_DESC,
        limit=MOST_AT_ONCE,
    )
    return [run for run in ended if run.state_type == StateType.CRASHED or _reason(run).startswith(SKIPPED)]


def _reason(run: FlowRun) -> str:
    return (run.state.message or "") if run.state else ""
