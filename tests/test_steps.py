"""How steps are run: all batches begun at once, results in order, the next piece of work begun before the last is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from config.load import SHIPPED, load_config
from flows.steps import Each, Step, Workers, balanced_batches, batches, even_batches, in_process, one_ahead

ENOUGH_SECONDS = 30


@pytest.fixture
def each() -> Iterator[Each]:
    workers = Workers(1, load_config(SHIPPED))
    yield in_process(workers, 4)
    workers.close()


def test_every_batch_begins_before_a_result_is_asked_for(each: Each) -> None:
    begun = [threading.Event() for _ in range(3)]
    each(Step("begin", lambda number: begun[number].set()), range(3))
    assert all(event.wait(ENOUGH_SECONDS) for event in begun)


def test_results_come_in_the_order_of_the_batches(each: Each) -> None:
    def slow_first(number: int) -> int:
        time.sleep(0.1 if number == 0 else 0)
        return number

    assert list(each(Step("slow first", slow_first), range(5))) == [0, 1, 2, 3, 4]


def test_batches_that_nobody_waits_for_any_more_never_begin(each: Each) -> None:
    begun: list[int] = []
    gate = threading.Event()

    def wait(number: int) -> int:
        begun.append(number)
        if number == 0:
            return number
        gate.wait(ENOUGH_SECONDS)
        return number

    results = each(Step("wait", wait), range(50))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    gate.set()
    time.sleep(0.2)
    assert len(begun) < 50


def test_an_error_of_a_step_reaches_who_asks_for_its_result(each: Each) -> None:
    def fail(number: int) -> int:
        if number == 1:
            raise RuntimeError("number one")
        return number

    results = each(Step("fail", fail), range(3))
    assert next(results) == 0
    with pytest.raises(RuntimeError, match="number one"):
        next(results)


def test_the_next_item_has_begun_when_one_is_given() -> None:
    begun: list[int] = []

    def begin(item: int) -> int:
        begun.append(item)
        return item * 10

    seen = [(result, list(begun)) for result in one_ahead(begin, [1, 2, 3])]
    assert seen == [(10, [1, 2]), (20, [1, 2, 3]), (30, [1, 2, 3])]
    assert list(one_ahead(begin, [])) == []


def test_even_batches_keep_all_workers_busy_to_the_end() -> None:
    assert [len(one) for one in even_batches(range(120), 32, 2)] == [30, 30, 30, 30]
    assert [len(one) for one in even_batches(range(70), 64, 2)] == [35, 35]
    assert even_batches([], 32, 2) == []
    assert batches(range(5), 2) == [(0, 1), (2, 3), (4,)]


def test_balanced_batches_weigh_about_the_same_and_hold_everything_in_order() -> None:
    feeds = [300, 1, 1, 1, 1, 500, 200, 1, 1]
    cut = balanced_batches(feeds, float, 16, 2)
    assert [feed for batch in cut for feed in batch] == feeds
    assert cut == [(300,), (1, 1, 1, 1, 500), (200,), (1, 1)]
    assert [len(one) for one in balanced_batches([0] * 40, float, 16, 2)] == [1] * 40
    assert max(len(one) for one in balanced_batches([1] * 400, float, 16, 2)) == 16
    assert balanced_batches([], float, 16, 2) == []
