"""Measure everything side by side, in one run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import limit, prefect_cost, script, table, whole
from benchmarks.apart import Outcome, apart
from benchmarks.pages import choose, evenly, feed_urls, rendered, served
from brinkwatch.replay.news import NewsItem, NoDemoData
from config.load import SHIPPED, load_config

PAGES = 3_000
SAMPLE = 150
"""Pages that the script is given: it is slow, and its speed does not depend on how many there are."""


def main() -> None:
    """Measure, one thing after the other, and print the table."""
    enrich = load_config(SHIPPED).settings.enrich
    options = _options(enrich.processes)
    try:
        items = choose(options.pages)
    except NoDemoData as error:
        raise SystemExit(str(error)) from None
    print(table.machine(enrich.model))
    with TemporaryDirectory(prefix="brinkwatch-bench-") as name:
        folder = Path(name)
        limits = [] if options.profile else [_limit(items, options.processes, enrich.model)]
        pipeline, serving = _pipeline(items, folder, options.processes, options.profile)
        if options.profile:
            print(f"\n{table.profile(pipeline.result)}")
            return
        limits.append(_limit(items, options.processes, enrich.model))
        scripted = _script(evenly(items, options.sample), folder, enrich.model)
        measured = table.Measured(
            pages=len(items),
            processes=options.processes,
            whole=pipeline.result,
            whole_peak=pipeline.peak_bytes,
            serving_seconds=serving,
            limits=[one.result for one in limits],
            limit_peak=limits[0].peak_bytes,
            script=scripted.result,
            script_peak=scripted.peak_bytes,
            prefect=_prefect(folder) if options.prefect else None,
        )
    print(f"\n{table.table(table.lines(measured))}")


def _options(processes: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--pages", type=_positive, default=PAGES, help=f"articles to measure on (default {PAGES:,})")
    parser.add_argument("--sample", type=_positive, default=SAMPLE, help=f"how many the script gets (default {SAMPLE})")
    parser.add_argument(
        "--processes", type=_positive, default=processes, help=f"worker processes (default {processes})"
    )
    parser.add_argument("--profile", action="store_true", help="show where the pipeline's time goes, and nothing else")
    parser.add_argument("--no-prefect", dest="prefect", action="store_false", help="leave out what Prefect adds")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _pipeline(items: list[NewsItem], folder: Path, processes: int, profile: bool) -> tuple[Outcome[whole.Whole], float]:
    """Return the pipeline's measurement and the processor time of serving it."""
    _note(f"the whole pipeline on {len(items):,} pages")
    with served(items) as replay:
        before = replay.cpu_seconds()
        outcome = apart(whole.run, replay.ports, str(folder), processes, profile)
        return outcome, replay.cpu_seconds() - before


def _limit(items: list[NewsItem], processes: int, model: str) -> Outcome[limit.Limit]:
    """Measure the limit; it is done before and after the pipeline, since machines are not always as fast."""
    _note("the limit")
    return apart(limit.run, rendered(items), processes, model)


def _script(items: list[NewsItem], folder: Path, model: str) -> Outcome[script.Script]:
    _note(f"the script on {len(items):,} pages")
    with served(items) as replay:
        return apart(script.run, feed_urls(replay.ports), str(folder / "script.sqlite"), model)


def _prefect(folder: Path) -> prefect_cost.PrefectCost:
    _note("Prefect")
    return apart(prefect_cost.run, str(folder)).result


def _note(what: str) -> None:
    print(f"Measuring {what} …", file=sys.stderr, flush=True)
