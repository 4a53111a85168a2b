"""Every kind of rule over weeks that real passes lived through, polls and failures included: a rehearsal gives the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import timedelta

import pytest

from brinkwatch.bundle import bundle_files
from brinkwatch.verifying import verify
from flows.looks import MOST_RISING
from flows.rehearse import rehearse
from tasks.alert_chart import alert_svg
from tasks.content import alert_html, alert_json, alert_text
from tasks.explain import NOTHING_BEFELL, explain
from tasks.seal import seal
from tests.conftest import Run
from tests.evidence import as_bytes
from tests.papers_online import FIRST, GONE, HEADLINE, RULES, Lived, live_through
from warehouse.connect import open_reader


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return live_through(tmp_path_factory.mktemp("lived"))


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
