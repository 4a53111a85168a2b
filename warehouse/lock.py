"""One pass at a time: a lock that the operating system lets go of whenever its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from config.failures import JobFailed


class AnotherPass(JobFailed):
    """A pass is at work on this warehouse already; the message says which, `holder` too."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            f"another pass is at work on this warehouse ({holder}); it goes on, this one stops. Try again when it has ended"
        )
        self.holder = holder


@contextmanager
def only_pass(path: Path, now: datetime) -> Iterator[None]:
    """Hold the lock of a warehouse while the body runs. Raises AnotherPass if somebody else does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AnotherPass(holder) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}, started {now.isoformat(timespec='seconds')}")
        file.flush()
        yield


def holder(path: Path) -> str:
    """Return who holds the lock; a lock of a process that ended is held by nobody, whatever it says."""
    if not path.exists():
        return ""
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip() or "unknown"
    return ""
