"""Ask the warehouse beside SQLite, PostgreSQL and pandas, on invented news of three years: `python -m benchmarks.peers`.

Every answer is compared with those of the others. Milliseconds are of the clock, after `/` of the processor, all threads together.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.table import _processor
from benchmarks.warehouse_peers import pandas_peer, postgres_peer
from benchmarks.warehouse_peers.growth import draw
from benchmarks.warehouse_peers.questions import ASKED, QUESTIONS, Brinkwatch, Engine
from benchmarks.warehouse_peers.sqlite_peer import Sqlite
from benchmarks.warehouse_peers.store import Built, build, process_seconds, publishing_seconds
from benchmarks.warehouse_peers.tables import numbered
from benchmarks.warehouse_peers.timing import Timed, differing, timed
from warehouse.layout import Layout

ARTICLES, MOST_WITH_TEXT = 1_000_000, 2_000_000
"""Texts of more would fill a disk four times over: the warehouse, its index, SQLite, PostgreSQL."""
ENGINES = ("Brinkwatch", "SQLite", "PostgreSQL", "pandas")
Answers = dict[str, dict[str, Timed]]


def main() -> None:
    """Build, ask, compare, print; draw how it grows."""
    options = _options()
    print(f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}; duckdb {version('duckdb')}")
    sizes: dict[int, Answers] = {}
    for number in options.articles:
        with TemporaryDirectory(prefix="brinkwatch-peers-", dir=options.folder) as name:
            folder = Path(name)
            folder.chmod(0o755)  # PostgreSQL's own user is to reach its folder in it
            layout = Layout(folder / "news.duckdb")
            texts = number <= options.with_text
            built = build(layout, number, texts=texts)
            print(f"\n{_told(built, layout, texts=texts)}")
            sizes[number] = _ask(layout, folder, texts=texts)
    if len(sizes) > 1:
        draw(options.plot, sizes)
        print(f"\ndrawn to {options.plot}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument(
        "--articles",
        type=int,
        nargs="+",
        default=[ARTICLES],
        help=f"how many; several draw a plot (default {ARTICLES:,})",
    )
    parser.add_argument(
        "--with-text",
        type=int,
        default=MOST_WITH_TEXT,
        metavar="N",
        help="leave out the texts, and the questions on them, of more articles than this (default %(default)s)",
    )
    parser.add_argument("--folder", type=Path, help="where to work (default: the system's folder for temporary files)")
    parser.add_argument(
        "--plot",
        type=Path,
        default=Path("warehouse-peers.svg"),
        help="the picture of how it grows (default %(default)s)",
    )
    return parser.parse_args()


def _told(built: Built, layout: Layout, *, texts: bool) -> str:
    aim = built.zstd_bytes + 40 * built.mentions
    lines = [
        f"{built.articles:,} articles, {built.mentions:,} mentions"
        + ("" if texts else ", without texts: they would not fit"),
        f"load        {built.articles / built.load_seconds:,.0f} articles a second with their mentions ({built.articles / built.load_processor:,.0f} a second of processor time)",
        f"file        {built.compacted_bytes / 1e6:,.0f} MB compacted: {built.compacted_bytes / aim:.2f} of zstd of all text ({built.zstd_bytes / 1e6:,.0f} MB) and 40 bytes a mention; "
        f"{built.published_bytes / 1e6:,.0f} MB ({built.published_bytes / aim:.2f}) with a batch of {built.batch:,} more",
        f"index       {built.index_bytes / 1e6:,.0f} MB ({f'{built.index_bytes / max(built.text_bytes, 1):.0%} of the text' if texts else 'of headlines alone'}), built in {built.index_seconds:,.0f} s of processor time",
        f"publishing  {built.publish_seconds:.1f} s after a batch of {built.batch:,} more, of it {built.upkeep_seconds:.1f} s for the index and {built.follow_seconds:.1f} s for the counted tables",
        f"            a file of 10 GB would take {publishing_seconds(layout.published.parent):.0f} s to copy and rename",
        f"trend       {process_seconds(layout):.2f} s for `brinkwatch trend` as a process, {process_seconds(layout, processor=True):.2f} s of processor time",
    ]
    return "\n".join(lines)


@contextmanager
def engines(layout: Layout, folder: Path, *, texts: bool) -> Iterator[list[Engine]]:
    """Open every engine that is installed, filled from the published warehouse; the product first."""
    opened: list[Engine] = [Brinkwatch(layout.published, ASKED, texts=texts)]
    try:
        tables = numbered(layout.published)
        with closing(tables.connection):
            opened.append(Sqlite(folder / "peer.sqlite", tables, ASKED, texts=texts))
            if postgres_peer.installed():
                opened.append(postgres_peer.Postgres(folder / "postgres", tables, ASKED, texts=texts))
            if pandas_peer.installed():
                opened.append(pandas_peer.Pandas(folder / "pandas", tables, ASKED, texts=texts))
        yield opened
    finally:
        for one in opened:
            one.close()


def _ask(layout: Layout, folder: Path, *, texts: bool) -> Answers:
    answers: Answers = {}
    with engines(layout, folder, texts=texts) as opened:
        names = [one.name for one in opened]
        print(f"not installed: {', '.join(name for name in ENGINES if name not in names) or 'none'}\n")
        print(f"{'warm, ms of the clock / of the processor':44}" + "".join(f"{name:>18}" for name in names))
        for question, told in QUESTIONS.items():
            if not texts and question in {"phrase", "rare"}:
                continue
            answers[question] = {one.name: timed(one, question) for one in opened}
            if wrong := differing(answers[question]):
                raise SystemExit(f"{told}: {', '.join(wrong)} answer otherwise than {names[0]}")
            figures = (f"{one.warm * 1e3:,.1f} / {one.processor * 1e3:,.1f}" for one in answers[question].values())
            print(f"{told:44}" + "".join(f"{figure:>18}" for figure in figures), flush=True)
    print(f"\n{'cold, ms of the clock':44}" + "".join(f"{name:>18}" for name in names))
    openings = (median(found[name].opening for found in answers.values()) for name in names)
    print(f"{'opened anew, before each question':44}" + "".join(f"{one * 1e3:>18,.0f}" for one in openings))
    for question, found in answers.items():
        print(f"{QUESTIONS[question]:44}" + "".join(f"{one.cold * 1e3:>18,.0f}" for one in found.values()))
    return answers


if __name__ == "__main__":
    main()
