"""Run passes over one configuration, each in a process of its own, to be killed: `python -m torture.one_pass CONFIG MOMENT`.

Every line read is the folder of a warehouse. The process of its pass, a copy of this one that has read the language
model once for all, is told as `pid`, and what became of it as `status`: what waitpid gives.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

from config.load import load_config
from flows import pipeline
from flows.prepare import THREADS, prepare
from flows.steps import Here, in_process
from tasks.threads import ONE_THREAD


def _pass(config: Path, home: Path, at: datetime) -> None:
    """Be a pass, and end."""
    said = os.open(home / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, sys.stderr.fileno())
    bench = prepare(config, home / "news.duckdb", lambda workers: in_process(Here(workers.config), THREADS), StringIO())
    pipeline.ingest(bench, at)
    pipeline.watch(bench, at)


def main() -> None:
    """Fork a pass for every warehouse named, after reading up once; nothing here has threads, so that may be."""
    config, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    os.environ.update(ONE_THREAD)
    Here(load_config(config)).begin(len, ())
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            status = 1
            try:
                _pass(config, Path(line.strip()), at)
                status = 0
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(status)
        print("pid", child, flush=True)
        print("status", os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main()
