"""Run the pipeline's steps as Prefect tasks: one a batch, with Prefect's retries and its page to watch them on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.steps import Each, Step, Workers

RETRY_SECONDS = 2


def under_prefect(workers: Workers) -> Each:
    """Return an `each` that maps a task over the batches.

    A task is given the number of its batch and finds the batch itself: Prefect would walk through every page handed to it.
    """

    def each(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
        work = partial(workers.run, step.run) if step.cpu else step.run

        @task(
            name=step.name,
            retries=step.retries,
            retry_delay_seconds=RETRY_SECONDS,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        def one_batch(number: int) -> Any:
            return work(items[number])

        begun = one_batch.map(range(len(items))) if items else []
        return (future.result() for future in begun)

    return each
