"""Processes whose forks are killed at points of choice.

A fork has all modules loaded and no thread of its own, so that a kill costs some milliseconds. An order says where its process
dies: after which event of the interpreter, all or those of IO, after how many seconds, or at the first byte beyond a size of a file.
Unless it is not `counted`, all events are, which takes twice as long.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

IO = frozenset(
    [
        "execute",
        "executemany",
        "commit",
        "fsync",
        "write",
        "flush",
        "truncate",
        "replace",
        "rename",
        "open",
        "send",
        "sendall",
        "sendmsg",
        "recv",
        "recv_into",
        "connect",
        "sock_connect",
        "close",
    ]
)
"""Calls by which anything leaves the process."""

KILLED = frozenset({-signal.SIGKILL, -signal.SIGXFSZ})
"""How a process ends that was to: the second where it wrote a byte too many."""

Work = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What a fork does with an order; returns what is to be known of it."""


class Doom:
    """Counts events of the interpreter, all or those of IO, in all threads, and kills the process at a given one."""

    def __init__(self, at: int | None, only_io: bool) -> None:
        self.all, self.io = 0, 0
        self._at, self._only_io = at, only_io

    def __call__(self, _: FrameType, event: str, called: Any) -> None:
        self.all += 1
        io = event.startswith("c_") and getattr(called, "__name__", "") in IO
        self.io += io
        if self._at is not None and (self.io if self._only_io else self.all) >= self._at and (io or not self._only_io):
            os.kill(os.getpid(), signal.SIGKILL)


def serve(work: Work) -> None:
    """Carry orders out, a JSON object a line of stdin, one after the other, until there are no more."""
    for line in sys.stdin:
        print(json.dumps(_fork(json.loads(line), work)), flush=True)


def _fork(order: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """Carry an order out in a fork; return its status, its seconds, and what it told."""
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        _child(order, work, writing)
    os.close(writing)
    if order.get("after_seconds") is not None:
        time.sleep(order["after_seconds"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, "seconds": time.monotonic() - began, **(json.loads(told) if told else {})}


def _child(order: Mapping[str, Any], work: Work, pipe: int) -> None:
    doom, status = Doom(order.get("at"), bool(order.get("only_io"))), 1
    try:
        _bound(order)
        if order.get("counted", True):
            threading.setprofile(doom)
            sys.setprofile(doom)
        told = work(order)
        sys.setprofile(None)
        os.write(pipe, json.dumps({"all": doom.all, "io": doom.io, **told}).encode())
        status = 0
    except BaseException:
        sys.setprofile(None)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _bound(order: Mapping[str, Any]) -> None:
    """Let no file grow beyond a size: what writes more dies, or with `refused` is told so as if the disk were full."""
    if order.get("most_bytes") is None:
        return
    if not order.get("refused"):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(order["most_bytes"]), int(order["most_bytes"])))


class Doomed:
    """The process whose forks are killed, as seen from without: it runs a module that serves orders."""

    def __init__(self, module: str, errors: Path, *arguments: object) -> None:
        self._said = errors
        with errors.open("wb") as stderr:
            self._process = subprocess.Popen(  # noqa: S603 - our own
                [sys.executable, "-m", module, *map(str, arguments)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True,
            )  # fmt: skip

    def run(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Have an order carried out."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that is to be killed died by itself: {self.complaint()}")
        ended: dict[str, Any] = json.loads(answer)
        return ended

    def complaint(self) -> str:
        return " | ".join(self._said.read_text(encoding="utf-8", errors="replace").splitlines()[-4:])

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
