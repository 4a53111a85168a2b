"""Rules of every kind over weeks of a small newsroom: what fires live is what a rehearsal gives, to the byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from config.load import load_config
from flows.bench import Bench
from flows.rehearse import curve_of, rehearse
from flows.steps import in_process
from flows.watch import watch
from tasks.explain import NOTHING_BEFELL
from tasks.judgements import Alert
from tasks.records import Mention
from tasks.seal import seal
from tasks.watch import WatchMatcher
from tests.evidence import as_bytes
from tests.papers import PAPERS, configured
from warehouse import write
from warehouse.connect import Connection, open_writer
from warehouse.layout import Layout
from warehouse.read_alerts import alerts, transitions

FIRST = date(2024, 3, 1)
DAYS = 31
ARRIVAL, SURGE = 24, 28
"""Days on which an envoy is first named, and on which every paper prints much of drills."""

RULES: dict[str, dict[str, Any]] = {
    "coverage": {"name": "Korea"},
    "faces": {"name": "New faces", "kind": "new", "days": 20, "pair": {"kinds": ["person"]}},
    "drills": {"name": "Drills", "kind": "threshold", "days": 2, "texts": 8, "track": {"terms": {"en": ["drills"]}}},
    "tenth": {"name": "Share", "kind": "threshold", "days": 1, "share": 0.15, "track": {"terms": {"en": ["drills"]}}},
    "unreached": {"name": "Much", "kind": "threshold", "days": 2, "texts": 50, "track": {"terms": {"en": ["drills"]}}},
    "both": {"name": "Envoy and drills", "all_of": [{"entity": "envoy-brekke"}, {"term": "drills"}]},
    "in-korea": {"name": "Drills, Korean papers", "countries": ["KR"], "track": {"terms": {"en": ["drills"]}}},
    "ilbo": {"name": "Ilbo on drills", "sources": ["ilbo"], "min_publishers": 1, "track": {"terms": {"en": ["drills"]}}},
    "gone": {"name": "Gone", "kind": "silence", "track": {"entities": ["minister-oh", "envoy-brekke"]}},
    "in-japan": {"name": "Drills, Japan", "countries": ["JP"], "min_publishers": 1, "track": {"terms": {"en": ["drills"]}}},
}  # fmt: skip


def texts_of(day: int, place: int, paper: str) -> Iterator[tuple[str, str | None]]:
    """Give what a paper prints on a day: the text, and who is named in it."""
    for number in range(7):
        yield f"The harbour board met, note {number}." if (day + place + number) % 9 == 0 else "A quiet note.", None
    if (day + place) % 3 == 0 and day < ARRIVAL - 1:
        yield "Minister Oh spoke on Korea.", "minister-oh"
    if (day + place) % 8 == 0 and day < SURGE:
        yield "Troops held drills.", None
    if ARRIVAL <= day < ARRIVAL + 3 and paper in {"post", "star", "ilbo"}:
        yield "Envoy Brekke came to Korea.", "envoy-brekke"
    if SURGE <= day < SURGE + 2 and paper != "shimbun":
        for _ in range(4):
            yield "Envoy Brekke watched drills.", "envoy-brekke"


@dataclass(frozen=True)
class Lived:
    bench: Bench
    connection: Connection
    live: Sequence[Alert]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Weeks of six papers, judged every evening as they come."""
    home = tmp_path_factory.mktemp("lived")
    bench = Bench(
        load_config(configured(home / "config", RULES)),
        Layout(home / "news.duckdb"),
        in_process(1, 1),
        io.StringIO(),
        "0",
    )
    connection = open_writer(bench.layout.live, noon(0))
    write.insert(
        connection,
        "sources",
        [
            {"source_id": one.source_id, "name": one.name, "country": one.country, "language": one.language, "owner_group": one.owner_group, "timezone": "UTC"}
            for one in bench.sources.values()
        ],
    )  # fmt: skip
    matcher = WatchMatcher(bench.series, bench.config.topics)
    load(connection, matcher, range(ARRIVAL - 1))
    for day in range(ARRIVAL - 1, DAYS):
        load(connection, matcher, range(day, day + 1))
        watch(bench, connection, bench.series, noon(day) + timedelta(hours=11))
    yield Lived(bench, connection, alerts(connection, every=True))
    connection.close()


def noon(day: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) + timedelta(days=day)


def load(connection: Connection, matcher: WatchMatcher, days: range) -> None:
    rows, hits = [], []
    printed = (
        (f"{paper}-{day:02}-{number:02}", day, paper, text, named)
        for day in days
        for place, paper in enumerate(PAPERS)
        for number, (text, named) in enumerate(texts_of(day, place, paper))
    )
    for name, day, paper, text, named in printed:
        rows.append(
            {
                "article_id": name, "url": f"https://{paper}.example/{name}", "canonical_url": "", "source_id": paper, "title": "Note",
                "text": text, "author": "", "language": "en", "published_at": noon(day), "published_precision": "second",
                "published_from": "feed", "wire": "", "first_seen_at": noon(day), "fetched_at": noon(day), "word_count": 30,
                "original_id": name, "raw_sha256": "", "backfilled": False,
            }
        )  # fmt: skip
        mentions = [Mention(name, named, "x", "person", 0, 12, False)] if named else []
        hits += [asdict(one) for one in matcher.hits(name, paper, "Note", text, mentions, [])]
    write.insert(connection, "articles", rows)
    write.insert(connection, "watch_hits", hits)


def of_rule(lived: Lived, rule: str) -> list[Alert]:
    return [one for one in lived.live if one.rule.partition(":")[0] == rule]


def test_a_rehearsal_gives_byte_for_byte_what_fired_live(lived: Lived) -> None:
    moves = [move for alert in lived.live for move in transitions(lived.connection, alert)]
    found = rehearse(lived.bench, lived.connection, lived.bench.series, None, None)
    assert found is not None
    assert {one.rule for one in lived.live if not one.artefact} >= {
        "faces:envoy-brekke",
        "drills",
        "tenth",
        "both",
        "gone:minister-oh",
    }
    assert as_bytes(found.alerts) == as_bytes(lived.live)
    assert as_bytes(found.transitions) == as_bytes(moves)


def test_a_first_mention_fires_on_its_day_and_never_for_who_was_known(lived: Lived) -> None:
    (alert,) = of_rule(lived, "faces")
    assert (alert.rule, alert.opened_at.date()) == ("faces:envoy-brekke", FIRST + timedelta(days=ARRIVAL))
    assert (
        alert.headline
        == "Korea × New faces: Envoy Brekke: first mention in 20 days, 9 texts in 3 days, from 3 publishers"
    )
    assert alert.reason.startswith("none on the 20 collected of the 20 days before; ")


def test_a_threshold_of_texts_fires_when_it_is_reached(lived: Lived) -> None:
    (alert,) = of_rule(lived, "drills")
    assert alert.opened_at.date() == FIRST + timedelta(days=SURGE)
    assert alert.observed >= 8
    assert "texts in 2 days, threshold 8, from 5 publishers" in alert.headline
    assert of_rule(lived, "unreached") == []


def test_a_threshold_of_share_is_one_of_all_that_was_collected(lived: Lived) -> None:
    (alert,) = of_rule(lived, "tenth")
    total = len([1 for place, paper in enumerate(PAPERS) for _ in texts_of(SURGE, place, paper)])
    assert total > 50
    assert "% of all where the threshold is 15 %" in alert.headline


def test_a_combination_counts_texts_that_have_all_of_it(lived: Lived) -> None:
    (alert,) = of_rule(lived, "both")
    assert alert.opened_at.date() == FIRST + timedelta(days=SURGE)
    assert {one.sentence for one in alert.evidence} == {"Envoy Brekke watched drills."}


def test_a_scope_counts_its_own_sources_only(lived: Lived) -> None:
    (alert,) = of_rule(lived, "in-korea")
    assert (alert.publishers, {one.source_id for one in alert.evidence}) == (2, {"ilbo", "herald"})
    assert alert.grounds is not None
    assert alert.grounds.total < 2 * 3 * 15
    (alone,) = of_rule(lived, "ilbo")
    assert (alone.artefact, alone.publishers) == ("", 1)
    assert of_rule(lived, "in-japan") == []


def test_who_was_always_named_and_is_no_more_is_silent(lived: Lived) -> None:
    (alert,) = of_rule(lived, "gone")
    assert alert.rule == "gone:minister-oh"
    assert FIRST + timedelta(days=ARRIVAL + 1) <= alert.opened_at.date() <= FIRST + timedelta(days=ARRIVAL + 3)
    assert alert.window_start == FIRST + timedelta(days=ARRIVAL - 1)
    assert (alert.state, alert.observed, alert.publishers, alert.evidence) == ("firing", 0, 0, ())
    assert "Gone: Minister Oh: no text in " in alert.headline
    assert alert.grounds is not None
    assert not [line for line in (*alert.grounds.supports, *alert.grounds.doubts) if "asked for" in line]


def test_every_alert_is_recomputed_from_its_bundle(lived: Lived) -> None:
    told = [one for one in lived.live if not one.artefact]
    assert len(told) >= 5
    for alert in told:
        assert alert.grounds is not None
        with zipfile.ZipFile(io.BytesIO(seal(bundle_files(alert, alert.grounds, NOTHING_BEFELL, [])))) as archive:
            findings = verify({name: archive.read(name) for name in archive.namelist()})
        assert sum(one.holds is True for one in findings) > 15
        assert [one.line for one in findings if one.holds is False] == []


def test_a_curve_of_budgets_leaves_rules_out_that_have_none(lived: Lived) -> None:
    thresholds = [one for one in lived.bench.series if one.asks.kind == "threshold"]
    points = curve_of(lived.bench, lived.connection, thresholds, None, None)
    assert len(thresholds) == 3
    assert {point.alerts for point in points} == {0}
