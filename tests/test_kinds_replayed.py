"""Every kind of rule over weeks that real passes lived through, polls and failures included: a rehearsal gives the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from flows import pipeline
from flows.bench import Bench
from flows.looks import MOST_RISING
from flows.prepare import THREADS, prepare
from flows.rehearse import rehearse
from flows.steps import Here, in_process
from tasks.alert_chart import alert_svg
from tasks.content import alert_html, alert_json, alert_text
from tasks.explain import NOTHING_BEFELL, explain
from tasks.judgements import Alert, Transition
from tasks.read_files import read_documents
from tasks.rows import ImportDefaults
from tasks.seal import seal
from tests.conftest import Run
from tests.feed_samples import rss
from tests.misbehaving import Server, reply
from tests.newsroom import quiet_story, visit_story
from tests.test_kinds_live import as_bytes
from warehouse.connect import open_reader
from warehouse.read_alerts import alerts, transitions

FIRST = date(2024, 3, 4)
DAYS, POLLED = 24, 17
"""What was before the first poll is imported, as an archive of the papers would be."""

VISIT, GONE, HEADLINE = 20, 19, 17
"""Days on which an envoy comes, since which one paper is mute and the feed of another broken, and on which a headline stands
that the next day's feed words otherwise."""

PAPERS = ("post", "star", "times", "ilbo", "herald")
RULES: dict[str, dict[str, Any]] = {
    "coverage": {"name": "Korea"},
    "envoy": {"name": "Envoy", "kind": "new", "days": 8, "pair": {"terms": {"en": ["Brekke"]}}},
    "loud": {"name": "Loud", "kind": "threshold", "days": 2, "texts": 5, "track": {"terms": {"en": ["Brekke"]}}},
    "both": {"name": "Envoy and Beijing", "all_of": [{"term": "Brekke"}, {"term": "Beijing"}]},
    "gone": {"name": "Minister Oh", "kind": "silence", "track": {"terms": {"en": ["Minister Oh"]}}},
    "mute": {"name": "Mute", "kind": "silence", "track": {"sources": ["ilbo", "herald", "star"]}},
    "share": {"name": "Share", "kind": "share_shift", "days": 4},
    "flips": {"name": "Flips", "kind": "headline"},
    "rising": {"name": "Rising", "kind": "rising"},
}


def moment(day: int) -> datetime:
    at = FIRST + timedelta(days=day)
    return datetime(at.year, at.month, at.day, 23, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    day: int
    paper: str
    number: int
    title: str
    text: str

    @property
    def path(self) -> str:
        return f"/{self.paper}/{self.number}.html"

    def item(self, base: str, title: str = "") -> str:
        at = format_datetime(moment(self.day) - timedelta(hours=9))
        return f"<title>{title or self.title}</title><link>{base}{self.path}</link><pubDate>{at}</pubDate>"

    def record(self, base: str) -> dict[str, str]:
        at = (moment(self.day) - timedelta(hours=9)).isoformat()
        return {
            "url": f"{base}{self.path}", "title": self.title, "text": self.text, "published": at, "source": self.paper,
            "language": "en",
        }  # fmt: skip

    def page(self) -> bytes:
        paragraphs = "".join(f"<p>{one.rstrip('.')}.</p>" for one in self.text.split(". "))
        return f"<html lang=en><head><title>{self.title}</title></head><body><article><h1>{self.title}</h1>{paragraphs}</article></body></html>".encode()


def stories() -> Iterator[Story]:
    number = 1000
    for day in range(DAYS):
        for place, paper in enumerate(PAPERS):
            if paper == "ilbo" and day >= GONE:
                continue
            for nth in range(2):
                number += 1
                quiet = quiet_story(number, "bbc", FIRST + timedelta(days=day))
                said = ""
                if nth == 0 and (day + place) % 3 == 0:
                    said = f" North Korea sent {number} words to the {quiet.title.split()[1]} again, and South Korea wrote back."
                if nth == 1 and (day + place) % 3 == 0 and day < 18:
                    said = f" Minister Oh took the {number} o'clock train home to his garden of roses."
                title = (
                    "Three hurt as North Korea drill goes on"
                    if (day, paper, nth) == (HEADLINE, "post", 0)
                    else quiet.title
                )
                if title != quiet.title:
                    said = f" North Korea held the drill number {number} on a beach of its own."
                yield Story(day, paper, number, title, quiet.text + said)
            if day >= VISIT and paper in {"post", "star", "times"}:
                number += 1
                visit = visit_story(number, "bbc", FIRST + timedelta(days=day))
                yield Story(day, paper, number, f"{visit.title} {number}", visit.text)


def write_config(folder: Path, base: str) -> None:
    contents: dict[str, object] = {
        "settings.yaml": {
            "contact": "https://desk.example/contact",
            "health": {"alerts": False},
            "detect": {"false_alerts_per_month": 2.0, "min_history_days": 10},
            "recheck": {"enabled": False},
            "fetch": {"allow_private_hosts": ["127.0.0.1"], "per_host_spacing_seconds": 0},
            "publish_every_minutes": 100_000,
        },
        "sources.yaml": {"sources": {one: {"name": one.title(), "country": "GB", "language": "en"} for one in PAPERS}},
        "feeds.yaml": {"feeds": {one: {"url": f"{base}/{one}/feed", "source": one} for one in PAPERS}},
        "entities.yaml": {"entities": {"seoul": {"name": "Seoul", "kind": "place"}}},
        "topics.yaml": {"topics": {}},
        "watches.yaml": {
            "watches": {
                "korea": {"name": "Korea", "description": "d", "terms": {"en": ["North Korea"]}, "rules": RULES},
            }
        },
        "alerts.yaml": {"receivers": {"console": {"kind": "console"}}},
    }  # fmt: skip
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


@dataclass(frozen=True)
class Lived:
    bench: Bench
    config: Path
    live: Sequence[Alert]
    moves: Sequence[Transition]

    def one(self, rule: str) -> Alert:
        (found,) = (alert for alert in self.live if alert.rule == rule)
        return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Live through the weeks: every evening all feeds are polled, and what they bring is judged."""
    home, told = tmp_path_factory.mktemp("lived"), list(stories())
    with Server() as server:
        base = server.url("")
        write_config(home / "config", base)
        bench = prepare(
            home / "config", home / "news.duckdb", lambda workers: in_process(Here(workers.config), THREADS), StringIO()
        )
        with (home / "before.jsonl").open("w") as archive:
            for one in told:
                if one.day < POLLED:
                    archive.write(json.dumps(one.record(base)) + "\n")
        opened = moment(POLLED - 1)
        documents = read_documents(home / "before.jsonl", ImportDefaults(None, bench.sources), opened)
        pipeline.bring_in(bench, documents, opened, lambda _: None)
        for day in range(POLLED, DAYS):
            for one in told:
                if one.day == day:
                    server.routes[one.path] = reply(one.page(), content_type="text/html")
            for paper in PAPERS:
                shown = [one for one in told if one.paper == paper and max(day - 3, POLLED - 1) < one.day <= day]
                items = [one.item(base, _retitled(one, day)) for one in shown]
                server.routes[f"/{paper}/feed"] = reply(rss(*items).encode(), content_type="application/rss+xml")
            if day >= GONE:
                server.routes["/herald/feed"] = reply(status=503)
            pipeline.ingest(bench, moment(day))
            pipeline.watch(bench, moment(day))
        connection = open_reader(bench.layout.live)
        live = alerts(connection, every=True)
        moves = [move for alert in live for move in transitions(connection, alert)]
        connection.close()
        yield Lived(bench, home / "config", live, moves)


def _retitled(one: Story, day: int) -> str:
    return "Twelve hurt as North Korea drill goes on" if one.title.startswith("Three hurt") and day > one.day else ""


def test_a_rehearsal_of_every_kind_gives_byte_for_byte_what_passes_told(lived: Lived) -> None:
    connection = open_reader(lived.bench.layout.live)
    try:
        found = rehearse(lived.bench, connection, lived.bench.series, None, None)
    finally:
        connection.close()
    assert found is not None
    told = {one.rule.partition(":")[0] for one in lived.live if not one.artefact}
    assert told == set(RULES)
    assert as_bytes(found.alerts) == as_bytes(lived.live)
    assert as_bytes(found.transitions) == as_bytes(lived.moves)


def test_a_mute_paper_is_silent_and_one_whose_feed_fails_is_plumbing(lived: Lived) -> None:
    mute, broken = lived.one("mute:ilbo"), lived.one("mute:herald")
    assert (mute.state, mute.artefact, mute.observed, mute.window_start) == (
        "firing",
        "",
        0,
        FIRST + timedelta(days=GONE),
    )
    assert mute.headline.startswith("Korea × Mute: Ilbo: no entry in ")
    assert (broken.state, broken.artefact) == ("artefact", "feed_failing")
    assert broken.grounds is not None
    assert "http_5xx" in broken.grounds.recounts[0].without
    assert not [alert for alert in lived.live if alert.rule == "mute:star"]
    assert not [one for one in lived.moves if one.alert_id == broken.alert_id and one.told]


def test_a_changed_number_in_a_headline_is_told_with_both_versions(lived: Lived) -> None:
    flip = lived.one("flips")
    assert flip.opened_at.date() == FIRST + timedelta(days=HEADLINE + 1)
    (text,) = flip.evidence
    assert text.title == "Three hurt as North Korea drill goes on"
    assert text.sentence.startswith(
        "was “Three hurt as North Korea drill goes on”, is “Twelve hurt as North Korea drill goes on” (numbers;"
    )


def test_what_rises_unconfigured_is_told_with_how_much_was_looked_through(lived: Lived) -> None:
    risen = [alert for alert in lived.live if alert.rule.startswith("rising:")]
    assert 1 <= len(risen) <= MOST_RISING
    assert "rising:person:halvard-brekke" in {alert.rule for alert in risen}
    for alert in risen:
        assert "names and phrases that were looked through, which share 2 false alerts a month" in alert.reason
        assert all(one.sentence for one in alert.evidence)


def test_a_share_that_shifted_holds_by_both_denominators(lived: Lived) -> None:
    share = lived.one("share")
    assert share.grounds is not None
    assert " % of the coverage, up from " in share.headline
    assert {one.label for one in share.grounds.recounts} >= {"one_publisher", "one_denominator", "source_mix"}


def test_every_alert_reads_well_and_is_recomputed_from_its_bundle(lived: Lived) -> None:
    for alert in lived.live:
        assert alert.grounds is not None
        told = [alert_text(alert, "opened"), alert_html(alert, "opened", alert_svg(alert)), "\n".join(explain(alert))]
        assert all(alert.headline.split(": ")[-1].split(",")[0] in one for one in told)
        assert json.loads(json.dumps(alert_json(alert, "opened")))["rule"] == alert.rule
        with zipfile.ZipFile(io.BytesIO(seal(bundle_files(alert, alert.grounds, NOTHING_BEFELL, [])))) as archive:
            findings = verify({name: archive.read(name) for name in archive.namelist()})
        assert sum(one.holds is True for one in findings) > 15
        assert [one.line for one in findings if one.holds is False] == []


def test_the_command_gives_the_same_list_as_the_log(lived: Lived, run: Run) -> None:
    shutil.copy(lived.bench.layout.live, lived.bench.layout.published)
    front = ("--config", lived.config, "--warehouse", lived.bench.layout.published)
    status, out, _ = run(*front, "alerts", "list", "--all", "--format", "json")
    logged = [{name: value for name, value in one.items() if name != "silenced"} for one in json.loads(out)]
    assert status == 0
    status, out, _ = run(*front, "backtest", "--all", "--format", "json")
    replayed = json.loads(out)["alerts"]
    assert status == 0
    assert [{name: one[name] for name in logged[0]} for one in replayed] == logged
