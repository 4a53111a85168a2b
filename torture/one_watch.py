"""Judge, record and deliver by the watch flow itself, in processes of their own, to be killed as their orders say."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from config.load import load_config
from config.models import Config
from config.receivers import Receiver
from flows.bench import Bench
from flows.deliver import post_of, send_due
from flows.steps import Step
from flows.watch import watch
from tasks.notify import is_known
from torture.doom import serve
from torture.one_delivery import end_of
from warehouse.connect import open_writer
from warehouse.layout import Layout
from warehouse.state import State

WORLDS = 2

USED = ("lxml.etree", "pyarrow", "scipy.special", "tasks.mail", "tasks.webhook", "tasks.scan", "warehouse.ruling_store")
"""Loaded before anything is forked, so that a pass is about what it does."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the configuration of a world lies, and the warehouse that it begins with."""

    folder: Path
    number: int

    @property
    def config(self) -> Path:
        return self.folder / f"world{self.number}" / "config"

    @property
    def warehouse(self) -> Path:
        return self.folder / f"world{self.number}" / "news.duckdb"


_receivers = TypeAdapter(dict[str, Receiver])
_served: dict[int, tuple[Place, Config]] = {}


def _here(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
    return map(step.run, items)


def one_pass(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """Judge the days that are to be judged yet, record them, and deliver what is due by now."""
    home, now = Path(order["home"]), datetime.fromisoformat(order["now"])
    layout = Layout(home / "news.duckdb")
    place, plain = _served[int(order["seed"]) % WORLDS]
    if not layout.live.exists():
        copy = layout.live.with_suffix(".copy")
        shutil.copyfile(place.warehouse, copy)
        copy.replace(layout.live)
    receivers = _receivers.validate_python(order["receivers"])
    config = plain.model_copy(update={"alerts": plain.alerts.model_copy(update={"receivers": receivers})})
    with (home / "console.txt").open("a", encoding="utf-8") as out:
        bench = Bench(config, layout, _here, out, "torture", order["environment"])
        judged_at = end_of(order["days"] - 1)
        connection = open_writer(layout.live, judged_at)
        try:
            watch(bench, connection, bench.series, judged_at)
            if now > judged_at:
                with State(layout.state) as state:
                    send_due(post_of(bench), state, now)
        finally:
            connection.close()
    return {}


def main() -> None:
    """Carry orders out, one after the other, until there are no more."""
    for number in range(WORLDS):
        place = Place(Path(sys.argv[1]), number)
        _served[number] = (place, load_config(place.config))
    is_known("json://127.0.0.1")  # loads the services once
    for module in USED:
        import_module(module)
    serve(one_pass)


if __name__ == "__main__":
    main()
