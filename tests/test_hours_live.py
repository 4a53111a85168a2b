"""Spikes by the hour over weeks of a small newsroom: found within hours, the same live and replayed, and open to recounting."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from config.load import load_config
from flows.bench import Bench
from flows.book import Glance, open_book
from flows.judge import judge_glance
from flows.rehearse import curve_of, rehearse
from flows.steps import in_process
from flows.watch import watch
from tasks.alert_content import content_of
from tasks.content import text_lines
from tasks.explain import NOTHING_BEFELL, explain
from tasks.judge_hours import BLOCK_STEP
from tasks.judgements import Alert
from tasks.seal import seal
from tasks.watch import WatchMatcher
from tests.evidence import as_bytes
from tests.papers import PAPERS, configured
from warehouse import write
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout
from warehouse.read import ask_text
from warehouse.read_alerts import alerts, transitions

FIRST = datetime(2024, 3, 1, tzinfo=UTC)
DAYS, EVENT, WATCHED_FROM = 10, 6, 6
EVENT_HOUR = 14
RULES = {
    "coverage": {"name": "Korea"},
    "drills": {"name": "Drills", "kind": "threshold", "days": 1, "texts": 8, "track": {"terms": {"en": ["drills"]}}},
}


@dataclass(frozen=True)
class Lived:
    bench: Bench
    connection: Connection
    live: Sequence[Alert]


def printed(day: int) -> Iterator[tuple[str, datetime, str]]:
    """Give what all papers print on a day: paper, when, and text."""
    for place, paper in enumerate(PAPERS):
        for number in range(12):
            at = FIRST + timedelta(days=day, hours=6 + (number * 5 + place) % 17, minutes=7 * place)
            yield paper, at, "Troops on Korea." if (day * 12 + number + 5 * place) % 11 == 0 else "A quiet note."
        for number in range(3 if day == EVENT and place < 5 else 0):
            at = FIRST + timedelta(days=day, hours=EVENT_HOUR + number, minutes=11 * place)
            yield paper, at, "Korea: troops held drills."


def row_of(
    name: str, paper: str, at: datetime, text: str, seen: datetime, precision: str = "second"
) -> dict[str, object]:
    return {
        "article_id": name, "url": f"https://{paper}.example/{name}", "canonical_url": "", "source_id": paper, "title": "Note",
        "text": text, "author": "", "language": "en", "published_at": at, "published_precision": precision,
        "published_from": "feed", "wire": "", "first_seen_at": seen, "fetched_at": seen, "word_count": 30,
        "original_id": name, "raw_sha256": "", "backfilled": False,
    }  # fmt: skip


def load(connection: Connection, matcher: WatchMatcher, rows: Sequence[dict[str, object]]) -> None:
    hits = []
    for row in rows:
        name, paper, text = str(row["article_id"]), str(row["source_id"]), str(row["text"])
        hits += [asdict(one) for one in matcher.hits(name, paper, "Note", text, [], [])]
    write.insert(connection, "articles", rows)
    if hits:
        write.insert(connection, "watch_hits", hits)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Weeks of six papers, and some days in which a pass judges them every hour or so."""
    home = tmp_path_factory.mktemp("hours")
    folder = configured(home / "config", RULES)
    settings = yaml.safe_load((folder / "settings.yaml").read_text(encoding="utf-8"))
    settings |= {"detect": {"spikes_by": "hour", "min_history_days": 3}, "timezone": "Asia/Kolkata"}
    (folder / "settings.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    bench = Bench(load_config(folder), Layout(home / "news.duckdb"), in_process(1, 1), io.StringIO(), "0")
    connection = open_writer(bench.layout.live, FIRST)
    write.insert(
        connection,
        "sources",
        [
            {"source_id": one.source_id, "name": one.name, "country": one.country, "language": one.language, "owner_group": one.owner_group, "timezone": "UTC"}
            for one in bench.sources.values()
        ],
    )  # fmt: skip
    matcher = WatchMatcher(bench.series, bench.config.topics)
    rows = [
        row_of(f"{paper}-{day:02}-{number:03}", paper, at, text, at + timedelta(minutes=20 if number % 9 else 300))
        for day in range(DAYS)
        for number, (paper, at, text) in enumerate(printed(day))
    ]
    rows.append(
        row_of("day-only", "shimbun", FIRST + timedelta(days=EVENT), "Korea: drills.", at_hour(EVENT, 15), "day")
    )
    rows.sort(key=lambda row: str(row["fetched_at"]))
    begun = at_hour(WATCHED_FROM, 0)
    load(connection, matcher, [row for row in rows if row["fetched_at"] < begun])  # type: ignore[operator]
    for hour in range(0, (DAYS - WATCHED_FROM) * 24, 1):
        before, now = begun + timedelta(hours=hour, minutes=5), begun + timedelta(hours=hour + 1, minutes=5)
        before = begun if not hour else before
        fresh = [row for row in rows if before <= row["fetched_at"] < now]  # type: ignore[operator]
        load(connection, matcher, fresh)
        if hour % 6 == 0 or 13 < hour < 19:
            watch(bench, connection, bench.series, now)
    yield Lived(bench, connection, alerts(connection, every=True))
    connection.close()


def at_hour(day: int, hour: float) -> datetime:
    return FIRST + timedelta(days=day, hours=hour)


def coverage(lived: Lived) -> Alert:
    (alert,) = [one for one in lived.live if one.rule == "coverage"]
    return alert


def test_an_event_fires_within_hours_and_is_one_alert(lived: Lived) -> None:
    alert = coverage(lived)
    fired = [move.judged_at for move in transitions(lived.connection, alert) if move.to_state == "firing"]
    assert at_hour(EVENT, EVENT_HOUR) < min(fired) <= at_hour(EVENT, EVENT_HOUR + 4)
    assert alert.first_text_at is not None
    assert min(fired) - alert.first_text_at < timedelta(hours=24)
    assert alert.grounds is not None
    assert (alert.grounds.step, alert.grounds.window * 6 in {6, 12, 24, 48}) == (BLOCK_STEP, True)
    assert f" in {alert.grounds.window * 6} hours, " in alert.headline


def test_it_ends_once_it_was_calm_for_half_a_day(lived: Lived) -> None:
    alert = coverage(lived)
    moves = [(move.to_state, move.judged_at) for move in transitions(lived.connection, alert)]
    assert [state for state, _ in moves][-2:] == ["recovering", "resolved"]
    assert moves[-1][1] - moves[-2][1] >= timedelta(hours=10)
    assert moves[-1][1] >= at_hour(EVENT + 2, EVENT_HOUR)


def test_a_rehearsal_gives_byte_for_byte_what_fired_live(lived: Lived) -> None:
    found = rehearse(lived.bench, lived.connection, lived.bench.series, at_hour(WATCHED_FROM, 0).date(), None)
    assert found is not None
    moves = [move for alert in lived.live for move in transitions(lived.connection, alert)]
    assert as_bytes(found.alerts) == as_bytes(lived.live)
    assert as_bytes(found.transitions) == as_bytes(moves)


def test_other_kinds_keep_to_calendar_days(lived: Lived) -> None:
    (alert,) = [one for one in lived.live if one.rule == "drills"]
    assert alert.grounds is not None
    assert (alert.grounds.step, alert.window_start) == ("day", alert.window_end)


def test_a_text_of_which_only_the_day_is_known_counts_in_the_hour_it_was_seen(lived: Lived) -> None:
    glance = Glance(at_hour(EVENT, 16.5), date(2024, 3, EVENT + 1))
    book = open_book(lived.connection, lived.bench.config.settings.zone(), [glance], rehearsing=True, hours=True)
    judge_glance(lived.bench, lived.connection, book, glance, lived.bench.series, {})
    ledger = book.blocks_at(glance)
    cells = ledger.cells_of(("korea", "drills"), ledger.mark)
    (row,) = [row for row, origin, *_ in cells.tolist() if ledger.origins[origin].source_id == "shimbun"]
    assert row == ledger.day(glance.hour)
    assert ledger.first + row * ledger.step == at_hour(EVENT, 11)


def test_an_alert_is_recomputed_from_its_bundle_and_its_query_finds_its_texts(lived: Lived) -> None:
    alert = coverage(lived)
    assert alert.grounds is not None
    with zipfile.ZipFile(io.BytesIO(seal(bundle_files(alert, alert.grounds, NOTHING_BEFELL, [])))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    findings = verify(files)
    assert [one.line for one in findings if one.holds is False] == []
    assert sum(one.holds is True for one in findings) > 15
    (query,) = [content.decode() for name, content in files.items() if name.endswith(".sql")]
    texts = ask_text(lived.connection, query)
    assert {row["article_id"] for row in texts} == {*alert.grounds.counted, *alert.grounds.uncounted}
    assert len(texts) == alert.observed


def test_it_is_told_in_hours(lived: Lived) -> None:
    alert = coverage(lived)
    assert alert.grounds is not None
    lines = "\n".join(explain(alert))
    assert f" in {alert.grounds.window * 6} hours, " in lines
    assert "Texts a quarter-day: " in lines
    assert "collected quarter-days before" in lines
    told = text_lines(content_of(replace(alert, resolved_at=None), "opened"), "")
    assert "It ends when its score has been under 0.5 for 12 hours." in "\n".join(told)


def test_a_curve_of_budgets_counts_hours_too(lived: Lived) -> None:
    points = curve_of(lived.bench, lived.connection, lived.bench.series, at_hour(WATCHED_FROM, 0).date(), None)
    numbers = [point.alerts for point in points]
    assert numbers == sorted(numbers)
    assert numbers[-1] >= 1
    assert points[0].p_threshold < points[-1].p_threshold
