"""Judge the days of every series as they were known then: the same code live and in rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.models import Config
from flows.bench import Bench
from tasks.compose import headline, reason_line
from tasks.decide import Decision, Episode, Telling, decide, follow
from tasks.detect import DetectRules, judge
from tasks.judgements import Count, Evidence, Spike
from tasks.sentence import sentence_around
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection

HISTORY = timedelta(days=180)
"""How far back a judgement looks: with a half-life of weeks, what is older weighs nothing."""

MOST_EVIDENCE = 12
"""Texts kept with an alert: enough to judge it by reading; `brinkwatch query` opens the rest."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a question may look at: known at a moment, in days of a zone, imported history as of its own time or not."""

    as_of: datetime
    zone: str
    rehearsing: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a day did to one series: the judgement, and the episode before and after if either exists."""

    series: Series
    spike: Spike
    decision: Decision
    episode: Episode | None


def judge_day(
    bench: Bench,
    connection: Connection,
    series: Sequence[Series],
    episodes: Mapping[tuple[str, str], Episode],
    day: date,
    as_of: datetime,
    *,
    rehearsing: bool = False,
) -> list[Change]:
    """Judge every series on a local day, as known at a moment, and carry the decisions out on its episodes.

    A rehearsal takes imported articles as known when they were published; a live judgement, when they were imported.
    """
    zone = bench.config.settings.zone()
    known = Known(as_of, str(zone), rehearsing)
    history = _history(connection, day, known)
    changes = []
    for one in series:
        key = (one.watch_id, one.series)
        rules = rules_of(bench, one)
        current = episodes.get(key)
        if history.is_still(key, rules) and (current is None or current.alert.state == "resolved"):
            continue
        spike = judge(history.counts(key), rules, one.watch_id, one.series)
        decision = decide(current, spike)
        telling = _telling(bench.config, connection, one, spike, known) if spike.fired else Telling("", "")
        changes.append(Change(one, spike, decision, follow(decision, current, spike, telling)))
    return changes


def rules_of(bench: Bench, series: Series) -> DetectRules:
    """Return how a series is judged: its rule's own gates where it has them."""
    rules = bench.detect_rules
    return replace(
        rules,
        min_texts=series.min_texts or rules.min_texts,
        min_publishers=series.min_publishers or rules.min_publishers,
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """Give every day from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a local day, in UTC."""
    return datetime.combine(day, time(23, 59, 59, 999999), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _History:
    """The daily rows of all series up to a day, and how much was collected on each day from the first collected one."""

    days: tuple[date, ...]
    zone: ZoneInfo
    totals: Mapping[date, int]
    rows: Mapping[tuple[str, str], Mapping[date, read.Row]]

    def is_still(self, key: tuple[str, str], rules: DetectRules) -> bool:
        """Tell whether nothing in the windows to be judged counts for a series: it can not fire."""
        rows = self.rows.get(key, {})
        return not any(rows[day]["texts"] for day in self.days[-max(rules.windows) :] if day in rows)

    def counts(self, key: tuple[str, str]) -> list[Count]:
        """Return the steps of a series, none left out."""
        rows = self.rows.get(key, {})
        return [self._count(day, rows.get(day)) for day in self.days]

    def _count(self, day: date, row: read.Row | None) -> Count:
        start, total = datetime.combine(day, time(), self.zone), self.totals.get(day, 0)
        if row is None:
            return Count(start, 0, total)
        return Count(start, row["texts"], total, row["articles"], frozenset(row["publishers"]))


def _history(connection: Connection, day: date, known: Known) -> _History:
    values = {**asdict(known), "since": day - HISTORY, "until": day}
    totals = {row["day"]: row["texts"] for row in read.ask(connection, "totals_daily", **values)}
    rows: dict[tuple[str, str], dict[date, read.Row]] = {}
    for row in read.ask(connection, "series_daily", **values):
        rows.setdefault((row["watch_id"], row["series"]), {})[row["day"]] = row
    return _History(tuple(days_between(min(totals, default=day), day)), ZoneInfo(known.zone), totals, rows)


def _telling(config: Config, connection: Connection, series: Series, spike: Spike, known: Known) -> Telling:
    """Put a judgement into words, with the texts behind it."""
    last = spike.at.astimezone(ZoneInfo(known.zone)).date()
    rows = read.ask(
        connection,
        "evidence",
        watch_id=series.watch_id,
        series=series.series,
        **asdict(known),
        window_start=last - timedelta(days=spike.window - 1),
        window_end=last,
        most=MOST_EVIDENCE,
    )
    evidence = tuple(
        Evidence(
            article_id=row["article_id"],
            source_id=row["source_id"],
            url=row["url"],
            title=row["title"],
            published_at=row["published_at"],
            sentence=_sentence(row),
            copies=row["copies"],
        )
        for row in rows
    )
    return Telling(headline(config.watches[series.watch_id].name, series.name, spike), reason_line(spike), evidence)


def _sentence(row: read.Row) -> str:
    """Return the sentence that counted; of a hit in the title, the first sentence of the text that says the same."""
    start, end = row["start_char"], row["end_char"]
    if row["in_title"]:
        start = row["text"].find(row["surface"])
        end = start + len(row["surface"])
    return sentence_around(row["text"], start, end) if start >= 0 else row["title"]
