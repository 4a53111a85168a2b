"""Put a judgement into words, with the texts behind it and all that it rests on, as they were known then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flows.behind import MOST_EVIDENCE, Asked, Behind
from flows.bench import Bench
from flows.book import Book, Glance
from flows.grounds import grounds_of, judged_by
from flows.lines import Hit
from flows.looks import Line
from tasks.baseline import baseline_csv, history_of
from tasks.decide import LEADING_COPIES, Telling
from tasks.doubts import doubts_of_source, supports_of_source
from tasks.grounds import Grounds, Recount
from tasks.judge_hours import BLOCK_STEP, hours_of
from tasks.judgement_words import headline, reason_line
from tasks.judgements import Evidence, Spike
from tasks.sentence import sentence_of_hit
from tasks.source_silence import SourceLook, counts_of
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection
from warehouse.read import Row


def tell(
    bench: Bench, connection: Connection, line: Line, spike: Spike, book: Book, glance: Glance, *, peak: bool
) -> Telling:
    """Put a judgement into words, with the texts behind it; that of a peak also with all that it rests on, if that is wanted."""
    series, look = line.series, line.look
    asked = asked_of(series, spike, book, glance)
    said = headline(bench.config.watches[series.watch_id].name, series.name, spike, look.rules)
    if isinstance(look, SourceLook):
        grounds = _grounds_of_source(bench, line, look, spike, glance) if peak and book.grounds else None
        return Telling(said, reason_line(spike, look.rules), grounds=grounds)
    hits = line.within(asked["window_start"], asked["window_end"])
    texts, rows = _behind(connection, book.behind, asked, hits, peak=peak)
    told = {hit.article_id: hit.sentence for hit in hits or () if hit.sentence}
    seen = [hit.at for hit in hits or () if hit.at is not None]
    evidence = tuple(_evidence(row, told.get(row["article_id"], "")) for row in rows)
    first: datetime | None = min(seen, default=None) or min(
        (row["first_at"] for row in texts if row["first_at"]), default=None
    )
    return Telling(
        said,
        reason_line(spike, look.rules),
        evidence,
        tuple(row["original_id"] for row in texts),
        first,
        grounds_of(bench, connection, series, spike, look, glance, asked, texts) if peak and book.grounds else None,
    )


def asked_of(series: Series, spike: Spike, book: Book, glance: Glance) -> Asked:
    """Return what the texts behind a judgement are asked for by."""
    return {
        "watch_id": series.watch_id,
        "series": series.series,
        "as_of": glance.judged_at,
        "zone": str(book.zone),
        "rehearsing": book.rehearsing,
        **_window(spike, book, glance),
    }


def _window(spike: Spike, book: Book, glance: Glance) -> dict[str, Any]:
    """Return the days, and the hours since 1970 where hours were judged, that the window of a judgement reaches over."""
    if spike.step != BLOCK_STEP:
        start = glance.day - timedelta(days=spike.window - 1)
        return {"window_start": start, "window_end": glance.day, "first_hour": None, "last_hour": None}
    first, last = hours_of(spike.at, spike.window)
    days = [datetime.fromtimestamp(hour * 3600, book.zone).date() for hour in (first, last)]
    return {"window_start": days[0], "window_end": days[1], "first_hour": first, "last_hour": last}


def _behind(
    connection: Connection, behind: Behind, asked: Asked, hits: Sequence[Hit] | None, *, peak: bool
) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the texts behind a line, in the order of their ids, and those of them that are shown.

    Between peaks an alert shows no others, unless one leads.
    """
    if hits is None:
        texts = behind.texts(connection, asked)
        shown = peak or any(row["copies"] >= LEADING_COPIES for row in texts)
        return texts, behind.shown(connection, asked) if shown else ()
    given = json.dumps([asdict(hit) for hit in _one_each(hits)], default=str)
    rows = read.ask(connection, "texts_of_hits", hits=given)
    return sorted(rows, key=lambda row: str(row["original_id"])), rows[:MOST_EVIDENCE]


def _one_each(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the last hit of each article."""
    return list({hit.article_id: hit for hit in hits}.values())


def _evidence(row: Row, told: str) -> Evidence:
    return Evidence(
        article_id=row["article_id"],
        source_id=row["source_id"],
        url=row["url"],
        title=row["title"],
        published_at=row["published_at"],
        sentence=told or sentence_of_hit(row),
        copies=row["copies"],
        publisher=row["publisher"],
    )


def _grounds_of_source(bench: Bench, line: Line, look: SourceLook, spike: Spike, glance: Glance) -> Grounds:
    """Return what the silence of a source rests on: its days, and whether they could be heard."""
    counts = counts_of(look)
    again = baseline_csv(counts_of(look, heard_only=True))
    return Grounds(
        judged_at=glance.judged_at,
        step=spike.step,
        window=spike.window,
        exposure=spike.exposure,
        total=spike.total,
        history=history_of(counts, look.rules, spike.window),
        supports=tuple(supports_of_source(spike, look)),
        doubts=tuple(doubts_of_source(spike, look)),
        recounts=tuple(Recount(**asdict(check), baseline=again) for check in spike.checks),
        baseline=baseline_csv(counts),
        judged_by=judged_by(bench, line.series, look.rules),
        noun="entry",
    )
