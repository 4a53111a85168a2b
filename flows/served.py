"""The two child processes of `brinkwatch schedule`: Prefect's server, and the runner that starts the scheduled flow runs.

python -m flows.served server
python -m flows.served runs CONFIG WAREHOUSE
"""

from __future__ import annotations

import asyncio
import os
import runpy
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from config.cron import ANCHOR, interval_of, next_time
from config.load import load_settings
from config.settings import Settings
from flows.silent_ends import silent_ends, tell_silent_ends

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.orchestration import PrefectClient
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule


MOST_LEFT = 200
"""Unfinished runs looked at when a schedule starts: Prefect answers no more than this at a time, and two are usual."""


async def deployments(config: Path, warehouse: Path, settings: Settings) -> list[RunnerDeployment]:
    """Return the deployments: named after the warehouse, one run at a time, a run that would overlap cancelled.

    There are two, and one for each group of feeds, named after both.
    """
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.alerting import watch
    from flows.ingest import ingest

    def planned(text: str) -> Schedule:
        interval = interval_of(text)
        return Interval(interval, anchor_date=ANCHOR) if interval else Cron(text, timezone=settings.timezone)

    schedules = settings.schedules
    served: list[tuple[Flow[..., Any], str, str]] = [(ingest, "", schedules.ingest), (watch, "", schedules.watch)]
    served += [(ingest, name, group.schedule) for name, group in schedules.groups.items()]
    places = {"config": str(config.absolute()), "warehouse": str(warehouse.absolute())}
    return [
        await flow.ato_deployment(
            f"{warehouse.stem}-{group}" if group else warehouse.stem,
            schedule=planned(text),
            parameters={**places, "group": group} if group else places,
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for flow, group, text in served
    ]


def next_times(settings: Settings, now: datetime) -> dict[str, datetime]:
    """Return when each flow runs next, in the time zone of the settings."""
    zone = settings.zone()
    due = {name: next_time(text, now, zone) for name, text in settings.schedules.by_flow().items()}
    return {name: at.astimezone(zone) for name, at in due.items() if at is not None}


def schedule_lines(settings: Settings, now: datetime) -> list[str]:
    """Say what runs when, and that it does."""
    times, planned = next_times(settings, now), settings.schedules.by_flow()
    widths = max(7, *map(len, planned)), max(14, *map(len, planned.values()))
    coming = [
        f"  {name:<{widths[0]}} {text:<{widths[1]}} next {times[name]:%Y-%m-%d %H:%M} {settings.timezone}"
        for name, text in planned.items()
    ]
    return [*coming, "The schedule runs. Ctrl-C stops it."]


async def _run(config: Path, warehouse: Path, settings: Settings) -> None:
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    class OrderlyRunner(Runner):
        """A runner that cancels its flow runs on SIGTERM; Prefect's own forgets to wait for it inside a running loop."""

        def handle_sigterm(self, *_: Any, **__: Any) -> None:
            loop = asyncio.get_running_loop()
            loop.call_soon_threadsafe(lambda: setattr(self, "ending", loop.create_task(self.end())))

        async def end(self) -> None:
            """Pause the schedules before anything is waited for: a server of others would plan runs that nobody begins."""
            if self.pause_on_shutdown:
                self.pause_on_shutdown = False
                await self._pause_schedules()  # type: ignore[no-untyped-call]
            await self.astop()

    own = not settings.prefect.use_own_profile
    # Without a limit of its own, a backlog of missed runs is offered at once: the first runs, the others are cancelled.
    runner = OrderlyRunner(name=f"brinkwatch-{warehouse.stem}", limit=None, pause_on_shutdown=not own)
    served = await deployments(config, warehouse, settings)
    flows = settings.schedules.by_flow()
    names = {await runner.aadd_deployment(one): name for one, name in zip(served, flows, strict=True)}
    async with get_client() as client:
        if own:
            await _forget_others(client, set(names))
            await _free(client, list(names))
        known = {run.id for run in await silent_ends(client, list(names))}
        for line in schedule_lines(settings, datetime.now(UTC)):
            print(line, flush=True)
        telling = asyncio.create_task(tell_silent_ends(client, names, known))
        await runner.start()
        telling.cancel()


async def _forget_others(client: PrefectClient, served: set[UUID]) -> None:
    """Remove the deployments of groups that are no more: our own server would plan runs for them that nobody begins."""
    for one in await client.read_deployments():
        if one.id not in served:
            await client.delete_deployment(one.id)


async def _free(client: PrefectClient, ids: Sequence[UUID]) -> None:
    """End what a killed scheduler left running in Prefect's records, and free the places that such runs still hold.

    The server keeps its leases in memory: after its restart nobody else would free them, and every run be cancelled.
    """
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType
    from prefect.client.schemas.sorting import FlowRunSort
    from prefect.states import Crashed

    unfinished = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    left = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(ids))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=unfinished))),
        sort=FlowRunSort.ID_DESC,
        limit=MOST_LEFT,
    )
    if left:
        runs = "1 run; what it" if len(left) == 1 else f"{len(left)} runs; what they"
        print(f"The last scheduler ended during {runs} did is kept, and this one goes on.", flush=True)
    for run in left:
        await client.set_flow_run_state(run.id, Crashed(message="the scheduler ended while this ran"), force=True)
    for one in ids:
        await client.update_global_concurrency_limit(f"deployment:{one}", GlobalConcurrencyLimitUpdate(active_slots=0))


def _end_with_parent() -> None:
    """End this process and those it started when the scheduler is gone, even if it was killed: its pipe then closes."""

    def wait() -> None:  # unbuffered: a thread inside a buffered read would break the interpreter's end
        while os.read(0, 1):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def main(arguments: Sequence[str]) -> None:
    """Be one of the two children."""
    _end_with_parent()
    if arguments[0] == "server":
        sys.argv = ["prefect", "server", "start"]
        runpy.run_module("prefect", run_name="__main__")
    else:
        config, warehouse = map(Path, arguments[1:])
        asyncio.run(_run(config, warehouse, load_settings(config)))


if __name__ == "__main__":
    main(sys.argv[1:])
