"""`run`, `import` and `demo`: the commands that fill a warehouse."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brinkwatch.front import Failure, Misuse, bench_of, failures_told, front_of, note, now
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasks.judgements import PassReport
    from tasks.records import Document, Rejection, Source
    from tasks.rows import ImportDefaults

SHOWN_TROUBLES = 10
READ_DATES = "2017-03-17, 2017-03-17T09:00+09:00, 17 March 2017, seconds since 1970 and more (docs/articles.md)"
"""The plain forms; days and clocks as some twenty languages write them are read besides."""


def run(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask all feeds, also those that are not due yet, and suspended ones.")
    ] = False,
) -> None:
    """Do one pass now: poll what is due, fetch, clean, enrich, load, detect, alert. Exit status 1 if no feed answered."""
    from flows import pipeline

    front = front_of(context)
    with failures_told():
        bench = bench_of(front)
        note(f"Polling {len(bench.feeds)} feeds of {len(bench.sources)} publishers …")
        brought = pipeline.ingest(bench, now(), everything)
        write(sys.stdout, summary(brought))
        judged = pipeline.watch(bench, now())
    if not judged.alerts:
        write(sys.stdout, "No alert opened or closed.\n")
    for one in (*brought.given_up, *judged.given_up):
        note(
            f"{one.receiver}: a message was given up ({one.detail}); `brinkwatch alerts resend {one.delivery_id}` sends it again"
        )
    if brought.polls and set(brought.polls) == {"failed"}:
        raise Failure("no feed answered; check the network, then `brinkwatch feeds list`")


def bring_in(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…", help="Files: .jsonl .csv .warc (also .gz) .html .txt .md; a folder stands for its files."
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Publisher, where a file does not say: an id or name of sources.yaml, or a new name."
        ),
    ] = "",
    published: Annotated[str, typer.Option(metavar="WHEN", help="Publication, where a file does not say.")] = "",
    url: Annotated[str, typer.Option(metavar="URL", help="Address, for a single article.")] = "",
    language: Annotated[str, typer.Option(metavar="LL", help="Language, where a file does not say.")] = "",
) -> None:
    """Bring in articles from files: the same cleaning, recognition and loading as for feeds."""
    from flows import pipeline
    from tasks.compose import count_of

    front = front_of(context)
    files = _files(paths)
    if url and len(files) > 1:
        raise Misuse(
            f"--url {url}: is the address of one article, and {len(files)} files are given; import them one by one"
        )
    with failures_told():
        bench = bench_of(front)
        started = now()
        defaults = _defaults(bench.sources, source, published, url, language)
        _expect_one_of(url, files, defaults)
        done = 0

        def progress(number: int) -> None:
            nonlocal done
            done += number
            note(f"{count_of(done, 'document')} done")

        report = pipeline.bring_in(bench, _documents(files, defaults), started, progress)
    write(sys.stdout, summary(report))
    if report.rejected and not report.loaded and not report.already_known:
        raise Failure("nothing could be brought in; the reasons are above and in the table `rejections`")


def demo(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65_527, help="First of nine ports to serve the outlets on; free ones by default.")
    ] = 0,
) -> None:
    """Replay weeks of real coverage through the whole pipeline, offline, and show trends and alerts."""
    from brinkwatch.demo import DEFAULT_WAREHOUSE, replay

    front = front_of(context)
    with failures_told():
        replay(front.warehouse if front.warehouse_given else DEFAULT_WAREHOUSE, port)


def summary(report: PassReport) -> str:
    """Say in a few lines what a pass did."""
    from tasks.compose import count_of
    from tasks.judgements import UNREAD_DATE

    lines = []
    if report.polls:
        polls = ", ".join(f"{number:,} {outcome.replace('_', ' ')}" for outcome, number in sorted(report.polls.items()))
        lines.append(f"Feeds: {polls}; {count_of(report.new_entries, 'new entry', 'new entries')}.")
    left_alone = {"not due yet": report.not_due, "suspended": report.suspended}
    if any(left_alone.values()):
        left_out = ", ".join(f"{number:,} {what}" for what, number in left_alone.items() if number)
        lines.append(f"Not asked: {left_out} (`brinkwatch run --all` asks them too).")
    lines.append(
        f"Articles: {report.loaded:,} loaded ({count_of(report.copies, 'copy', 'copies')} of another's text), "
        f"{report.already_known:,} known already, {sum(report.rejected.values()):,} rejected."
    )
    lines += [
        f"  rejected {number:,}: {reason.replace('_', ' ')}" for reason, number in sorted(report.rejected.items())
    ]
    of_unread = f", first {for_terminal(report.unread_date)}; read are {READ_DATES}"
    lines += [
        f"  {count_of(number, 'publication date')} refused: {why}{of_unread if why == UNREAD_DATE else ''}; "
        "an article that names no other counts by when it was brought in"
        for why, number in sorted(report.refused_dates.items())
    ]
    if report.looked_again:
        found = f"{report.revisions:,} changes" + (" (`brinkwatch revisions` lists them)" if report.revisions else "")
        lines.append(f"Looked again at {report.looked_again:,} pages: {found}.")
    lines += [f"  {for_terminal(trouble)}" for trouble in report.troubles[:SHOWN_TROUBLES]]
    left = len(report.troubles) - SHOWN_TROUBLES
    lines += [f"  … and {left} more feeds in trouble: brinkwatch feeds list"] if left > 0 else []
    return "\n".join(lines) + "\n"


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise Misuse(f"{path}: there is no such file or folder")
        files += sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return files


def _defaults(sources: Mapping[str, Source], source: str, published: str, url: str, language: str) -> ImportDefaults:
    """Check what the operator says of the files."""
    from zoneinfo import ZoneInfo

    from tasks.date import parse_when
    from tasks.language import short_code
    from tasks.publisher import named_source
    from tasks.rows import ImportDefaults

    if published and parse_when(published, ZoneInfo("UTC")) is None:
        raise Misuse(f"--published {published}: is not a date; write it like 2017-03-17 or 2017-03-17T09:00+09:00")
    if url and not url.startswith(("http://", "https://")):
        raise Misuse(f"--url {url}: is not an address; it begins with http:// or https://")
    if language and not short_code(language):
        raise Misuse(f"--language {language}: is no code of a language; write one such as ko or en")
    return ImportDefaults(named_source(source, sources) if source else None, sources, published, url, language)


def _expect_one_of(url: str, files: list[Path], defaults: ImportDefaults) -> None:
    """Refuse an address that several articles of a file would share: only the first of them would be kept."""
    from tasks.records import Document

    if not url:
        return
    sharing = (one for one in _documents(files, defaults) if isinstance(one, Document) and one.url == url)
    if len(list(islice(sharing, 2))) > 1:
        raise Misuse(
            f"--url {url}: is the address of one article, and {files[0]} holds several without their own; give it a column `url`"
        )


def _documents(files: list[Path], defaults: ImportDefaults) -> Iterator[Document | Rejection]:
    from tasks.read_files import read_documents

    for file in files:
        yield from read_documents(file, defaults, now())
