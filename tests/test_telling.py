"""Who is told of what, when, and why not: pass by pass, through the state file, with every decision a row."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasks.outage import Outage
from tasks.route_words import WHY, ruling_lines
from tests.office import DAILY, NIGHT, Office, local
from warehouse.read_alerts import rulings


def test_a_receiver_that_says_nothing_is_told_everything_at_once(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={}, log={})
    assert office.look(local(1, 9), ("missile", "opened")) == ["desk: opened missile", "log: opened missile"]
    assert "desk: escalated missile" in office.look(local(1, 10), ("missile", "escalated"), severity="strong")
    assert "desk: resolved missile" in office.look(local(3, 9), ("missile", "resolved"))
    assert office.reasons() == ["send nothing_against_it"] * 3


def test_a_receiver_is_told_only_of_the_watches_rules_and_severities_it_wants(tmp_path: Path) -> None:
    office = Office(
        tmp_path, desk={"severity": "strong"}, missiles={"rules": ["missile"]}, korea={"watches": ["korea"]}
    )
    assert office.look(local(1, 9), ("summit", "opened")) == ["korea: opened summit"]
    assert office.look(local(1, 10), ("missile", "opened"), severity="strong") == [
        "desk: opened missile", "korea: opened missile", "missiles: opened missile",
    ]  # fmt: skip
    assert office.reasons() == ["withhold less_severe", "send nothing_against_it"]
    assert office.reasons("missiles")[0] == "withhold other_rule"


def test_nobody_hears_the_end_of_what_they_were_not_told_of(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"severity": "strong"}, korea={})
    office.look(local(1, 9), ("summit", "opened"))
    assert office.look(local(3, 9), ("summit", "resolved"), severity="strong") == ["korea: resolved summit"]
    assert office.reasons() == ["withhold less_severe", "withhold never_told"]


def test_what_is_silenced_is_told_once_when_the_silence_ends_if_it_still_fires(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={})
    office.silence(local(1, 8), local(2, 8), "missile")
    assert office.look(local(1, 9), ("missile", "opened"), ("summit", "opened")) == ["desk: opened summit"]
    assert office.look(local(1, 20), ("missile", "escalated"), severity="strong") == []
    assert office.look(local(2, 7, 59)) == []
    assert office.look(local(2, 8)) == ["desk: opened missile"]
    assert office.look(local(2, 9)) == []
    assert office.reasons().count("withhold silenced") == 2
    assert "until 2017-03-02 08:00 KST: known" in office.rulings()[0].detail + office.rulings()[1].detail


def test_what_ends_within_a_silence_is_never_told(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={})
    office.silence(local(1, 8), local(9, 8), "missile")
    office.look(local(1, 9), ("missile", "opened"))
    office.look(local(3, 9), ("missile", "resolved"))
    assert office.look(local(9, 9)) == []
    assert office.reasons() == ["withhold silenced", "withhold never_told"]


def test_lifting_a_silence_tells_at_the_next_pass_and_setting_one_hides_nothing_of_the_past(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={})
    office.look(local(1, 9), ("missile", "opened"))
    name = office.silence(local(1, 10), local(9, 8))
    assert office.reasons() == ["send nothing_against_it"]
    assert office.look(local(1, 11), ("summit", "opened")) == []
    office.lift(name, local(1, 12))
    assert office.look(local(1, 13)) == ["desk: opened summit"]


def test_a_watch_that_fires_as_a_whole_mutes_its_rules_unless_they_are_graver_and_lets_go_at_its_end(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, desk={}, missiles={"rules": ["missile", "summit"]})
    sent = office.look(local(1, 9), ("missile", "opened"), ("coverage", "opened"))
    assert sent == [
        "desk: opened coverage",
        "missiles: opened missile",
    ]  # who hears nothing of the whole hears of its rule
    assert "desk: opened summit" in office.look(local(1, 10), ("summit", "opened"), severity="strong")
    assert office.look(local(1, 11)) == []
    assert office.look(local(3, 9), ("coverage", "resolved")) == ["desk: opened missile", "desk: resolved coverage"]
    assert "withhold watch_leads" in office.reasons()
    assert "withhold watch_leads" not in office.reasons("missiles")


def test_an_outage_of_a_third_of_the_sources_mutes_the_watch_until_they_are_back(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={})
    office.down = Outage(("post", "star", "herald"), 10)
    assert office.look(local(1, 9), ("missile", "opened"), severity="extreme") == []
    assert office.rulings()[0].detail == "3 of 10 usual sources: post, star, herald"
    office.down = Outage(("post", "star"), 10)
    assert office.look(local(1, 10)) == ["desk: opened missile"]


@pytest.mark.parametrize(("resolved", "sent"), [("now", ["desk: resolved missile"]), ("never", [])])
def test_ends_of_alerts_go_where_the_receiver_wants_them(tmp_path: Path, resolved: str, sent: list[str]) -> None:
    office = Office(tmp_path, desk={"digest": DAILY, "resolved": resolved})
    office.look(local(1, 9), ("missile", "opened"))
    assert office.look(local(1, 12), ("missile", "resolved")) == sent


def test_a_receiver_is_reminded_of_what_still_fires_only_where_it_wants_to_be(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"repeat_hours": 24}, calm={})
    office.look(local(1, 9), ("missile", "opened"))
    assert office.look(local(2, 8)) == []
    assert office.look(local(2, 9)) == ["desk: reminder missile"]
    assert office.look(local(2, 10)) == []
    assert office.look(local(3, 9, 30)) == ["desk: reminder missile"]
    office.look(local(3, 12), ("missile", "resolved"))
    assert office.look(local(5, 12)) == []


def story(office: Office, at: datetime) -> list[list[str]]:
    """Live through three days: a silence, a night, a flood, an end."""
    office.silence(at, at + timedelta(hours=20), "summit")
    days = []
    for hour, moves in (
        (1, [("missile", "opened"), ("summit", "opened")]),
        (3, [("border", "opened"), ("envoy", "opened")]),
        (14, [("missile", "escalated")]),
        (22, []),
        (30, [("missile", "resolved")]),
        (46, []),
    ):
        days.append(office.look(at + timedelta(hours=hour), *moves))
    return days


WANTS = {"quiet_hours": NIGHT, "most_per_hour": 1, "digest": DAILY, "repeat_hours": 12}


def test_the_same_days_give_the_same_decisions_and_the_same_moment_again_gives_no_new_ones(tmp_path: Path) -> None:
    offices = []
    for name in ("live", "replay"):
        (tmp_path / name).mkdir()
        offices.append(Office(tmp_path / name, desk=WANTS))
    begin = local(1, 9)
    live, replayed = (story(office, begin) for office in offices)
    assert live == replayed
    assert offices[0].rulings() == offices[1].rulings()
    before = offices[0].rulings()
    assert offices[0].look(begin + timedelta(hours=46)) == []
    assert offices[0].rulings() == before


def test_why_an_alert_was_told_late_is_read_back_in_words_with_the_numbers(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT}, log={"severity": "strong"})
    office.look(local(1, 23), ("missile", "opened"))
    office.look(local(2, 7, 5))
    connection = office.mirrored()
    found = rulings(connection, office.rulings()[0].alert_id)
    connection.close()
    assert ruling_lines(found) == [
        "2017-03-01 14:00 UTC, desk: opened held: quiet hours (until 2017-03-02 07:00 KST)",
        "2017-03-01 14:00 UTC, log: opened not sent: less severe than it wants (alert, wants strong)",
        "2017-03-01 22:05 UTC, desk: opened sent: what held it back is over",
    ]


def test_every_decision_is_a_row_of_the_warehouse_with_a_reason_that_has_words(tmp_path: Path) -> None:
    office = Office(tmp_path, desk=WANTS)
    story(office, local(1, 9))
    connection = office.mirrored()
    rows = connection.execute(
        "SELECT delivery_id, decided_at, reason FROM rulings WHERE transition <> 'digest'"
    ).fetchall()
    silences = connection.execute("SELECT watch, rule, reason FROM silences").fetchall()
    connection.close()
    assert sorted(row[:2] for row in rows) == sorted(
        (one.delivery_id, one.decided_at) for one in office.rulings() if one.transition != "digest"
    )
    assert {row[2] for row in rows} <= WHY.keys()
    assert len({row[2] for row in rows}) >= 4
    assert silences == [("korea", "summit", "known")]
