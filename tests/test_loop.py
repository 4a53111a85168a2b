"""Work that waits for the network, from several threads in one loop."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tasks import loop


async def _where() -> tuple[int, asyncio.AbstractEventLoop]:
    await asyncio.sleep(0.01)
    return threading.get_ident(), asyncio.get_running_loop()


def test_threads_share_one_loop_that_runs_in_none_of_them() -> None:
    with ThreadPoolExecutor(4) as pool:
        callers = set(pool.map(lambda _: threading.get_ident(), range(4)))
        seen = set(pool.map(lambda _: loop.run(_where()), range(8)))
    assert len(seen) == 1
    assert next(iter(seen))[0] not in {*callers, threading.get_ident()}


def test_a_bug_reaches_who_waits_for_the_work() -> None:
    async def fail() -> None:
        raise LookupError("a bug")

    with pytest.raises(LookupError, match="a bug"):
        loop.run(fail())


INTERRUPTED = """
import asyncio, os, signal, threading
from tasks import loop

async def wait():
    try:
        await asyncio.sleep(60)
    finally:
        print("let go", flush=True)

threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    loop.run(wait())
except KeyboardInterrupt:
    loop.run(asyncio.sleep(0))
    print("interrupted", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to a process")
def test_ctrl_c_ends_the_work_that_was_waited_for() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.split("\n") == ["let go", "interrupted", ""]
    assert done.stderr == ""


FORKED = """
import asyncio, os
from tasks import loop

loop.run(asyncio.sleep(0))
child = os.fork()
loop.run(asyncio.sleep(0))
os._exit(os.waitpid(child, 0)[1] if child else 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_process_that_forked_off_makes_a_loop_of_its_own() -> None:
    ended = subprocess.run([sys.executable, "-c", FORKED], timeout=30, check=False)
    assert ended.returncode == 0
