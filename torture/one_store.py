"""Do what changes a store in processes of their own, to be killed as their orders say."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from brinkwatch.__main__ import main as command
from brinkwatch.front import Failure, failures_told
from flows import pipeline
from flows.bench import Bench
from flows.prepare import prepare
from flows.steps import Each, Step
from tasks.enrich import Enricher, enrich_batch
from torture.doom import serve
from warehouse.layout import Layout
from warehouse.publish import publish

_enrichers: dict[Path, Enricher] = {}


def bench_of(config: Path, warehouse: Path) -> Bench:
    """Put a bench together that reads articles here, by known names alone: the store does not care who finds what."""
    return prepare(config, warehouse, lambda _: _each_of(config), StringIO())


def _each_of(config: Path) -> Each:
    def each(step: Step[Any, Any], items: Sequence[Any], /) -> Iterator[Any]:
        return map(_enrichers[config].enrich if step.run is enrich_batch else step.run, items)

    return each


def make_ready(config: Path, warehouse: Path) -> Bench:
    """Read a configuration before anything is forked."""
    bench = bench_of(config, warehouse)
    names = {one.source_id: one.name for one in bench.sources.values()}
    parts = bench.config
    _enrichers[config] = Enricher(parts.entities, parts.topics, bench.series, names, parts.guards)
    return bench


def one_order(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do what is ordered; return how it ended and what it said."""
    out, said = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        status = _done(order)
    return {"ended": status, "said": said.getvalue(), "out": out.getvalue()}


def _done(order: Mapping[str, Any]) -> int:
    config, warehouse = Path(order["config"]), Path(order["home"]) / "news.duckdb"
    now = datetime.fromisoformat(order["now"])
    if order["does"] == "command":
        try:
            command(["--config", str(config), "--warehouse", str(warehouse), *order["arguments"]])
        except SystemExit as ended:
            return int(ended.code or 0)
    try:
        with failures_told():
            if order["does"] == "publish":
                publish(Layout(warehouse), now)
            else:
                pipeline.ingest(bench_of(config, warehouse), now)
    except Failure as failure:
        print(*failure.lines, sep="\n", file=sys.stderr)
        return 1
    return 0


def main() -> None:
    """Load all that an order needs, and carry orders out."""
    import warehouse.backup
    import warehouse.compact
    import warehouse.prune
    import warehouse.restore
    import warehouse.search_upkeep  # noqa: F401

    make_ready(Path(sys.argv[1]), Path("news.duckdb"))
    serve(one_order)


if __name__ == "__main__":
    main()
