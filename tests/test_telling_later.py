"""What waits is told later, once: nights, caps, budgets, digests, and days that no run looked at."""

from __future__ import annotations

from pathlib import Path

from tasks.route_words import ruling_lines
from tests.office import DAILY, NIGHT, Office, local


def test_what_comes_at_night_is_one_digest_in_the_morning_and_one_message_stays_itself(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT})
    assert office.look(local(1, 23), ("missile", "opened")) == []
    assert office.look(local(2, 3), ("summit", "opened")) == []
    assert office.look(local(2, 6, 59)) == []
    assert office.look(local(2, 7, 5)) == ["desk: overflow digest (held opened missile, opened summit)"]
    office.look(local(2, 22), ("border", "opened"))
    assert office.look(local(3, 7)) == ["desk: opened border"]
    assert office.look(local(3, 8)) == []


def test_the_day_judged_at_midnight_is_told_as_the_clock_stands_not_as_the_day_ended(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": {"from": "00:00", "to": "07:00"}})
    assert office.look(local(2, 0, 5), ("missile", "opened"), judged_at=local(1, 23, 59)) == []
    assert office.reasons() == ["hold quiet_hours"]


def test_extreme_alerts_break_through_unless_they_are_to_be_held(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT}, heavy={"quiet_hours": NIGHT, "hold_extreme": True})
    assert office.look(local(1, 23), ("missile", "opened"), severity="extreme") == ["desk: opened missile"]
    assert office.look(local(2, 7)) == ["heavy: opened missile"]


def test_what_was_held_is_not_sent_after_a_graver_message_of_the_same_incident_broke_through(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT})
    office.look(local(1, 23), ("missile", "opened"))
    assert office.look(local(2, 1), ("missile", "escalated"), severity="extreme") == ["desk: escalated missile"]
    assert office.look(local(2, 8)) == []
    assert office.reasons()[-1] == "withhold told_since"


def test_what_waits_for_a_receiver_that_was_taken_out_is_given_up_by_name(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT}, log={})
    office.look(local(1, 23), ("missile", "opened"))
    receivers = office.bench.config.alerts.receivers
    desk = receivers.pop("desk")
    assert office.look(local(2, 7)) == []
    receivers["desk"] = desk
    assert office.look(local(2, 8)) == []
    assert office.reasons() == ["hold quiet_hours", "withhold receiver_gone"]


def test_what_is_silenced_while_it_is_held_stays_unsent(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"quiet_hours": NIGHT})
    office.look(local(1, 23), ("missile", "opened"))
    office.silence(local(2, 1), local(5, 1))
    assert office.look(local(2, 7)) == []
    assert office.look(local(5, 8)) == ["desk: opened missile"]
    assert office.reasons() == ["hold quiet_hours", "withhold silenced", "send nothing_against_it"]


def test_more_than_the_cap_of_an_hour_waits_for_room_and_comes_as_one_digest(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"most_per_hour": 2})
    moves = [(name, "opened") for name in ("missile", "summit", "border", "envoy")]
    assert len(office.look(local(1, 9), *moves)) == 2
    assert office.look(local(1, 9, 30)) == []
    assert office.look(local(1, 10)) == ["desk: overflow digest (held opened border, opened envoy)"]
    assert "2 of 2 sent within the hour; until 2017-03-01 10:00 KST" in {one.detail for one in office.rulings()}


def test_room_that_comes_at_night_waits_for_the_morning(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"most_per_hour": 1, "quiet_hours": NIGHT})
    assert len(office.look(local(1, 21, 30), ("missile", "opened"), ("summit", "opened"))) == 1
    assert office.look(local(1, 22, 30)) == []
    assert office.look(local(2, 7)) == ["desk: opened summit"]
    assert office.reasons()[-2:] == ["hold quiet_hours", "send waited_long_enough"]
    assert "hold hourly_cap" in office.reasons()


def test_more_than_the_budget_of_a_week_waits_for_monday_or_for_the_digest(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"most_per_week": 1}, digested={"most_per_week": 1, "digest": DAILY})
    office.look(local(1, 9), ("missile", "opened"))
    assert office.look(local(1, 10), ("summit", "opened")) == []
    assert office.look(local(2, 8, 5)) == ["digested: daily digest (held opened summit; told opened missile)"]
    assert office.look(local(5, 23, 59)) == ["digested: daily digest (still opened missile, opened summit)"]
    assert office.look(local(6, 0, 5)) == ["desk: opened summit"]


def test_a_digest_lists_what_was_told_held_and_kept_back_and_ends_of_alerts(tmp_path: Path) -> None:
    office = Office(tmp_path, desk={"digest": DAILY})
    office.silence(local(1, 8), local(9, 8), "summit")
    assert office.look(local(1, 9), ("missile", "opened"), ("summit", "opened")) == ["desk: opened missile"]
    assert office.look(local(1, 12), ("missile", "resolved")) == []
    assert office.look(local(2, 8, 5)) == [
        "desk: daily digest (held resolved missile; told opened missile; withheld opened summit)"
    ]
    assert office.look(local(3, 8, 5)) == ["desk: daily digest (nothing unusual)"]
    assert office.look(local(3, 9)) == []


def test_a_digest_is_due_only_once_judging_has_begun_and_after_a_pause_there_is_one_for_all_of_it(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, desk={"digest": DAILY})
    assert office.look(local(1, 14), ("missile", "opened")) == ["desk: opened missile"]
    assert office.look(local(2, 8)) == ["desk: daily digest (told opened missile)"]
    assert office.look(local(2, 12), ("summit", "opened")) == ["desk: opened summit"]
    assert office.look(local(5, 14)) == ["desk: daily digest (told opened summit; still opened missile)"]
    assert office.look(local(5, 15)) == []


def test_days_that_no_run_looked_at_are_told_in_one_digest_that_says_so(tmp_path: Path) -> None:
    office = Office(
        tmp_path, desk={}, calm={"quiet_hours": {"from": "22:00", "to": "09:00"}}, deaf={"resolved": "never"}
    )
    office.look(local(1, 9), ("border", "opened"))
    missed = (("missile", "opened"), ("missile", "escalated"), ("missile", "resolved"))
    sent = office.look(local(6, 8), *missed, judged_at=local(3, 0))
    assert [one.partition(" (")[0] for one in sent] == ["deaf: overflow digest", "desk: overflow digest"]
    assert [sum(f"{told} missile" in one for one in sent) for _, told in missed] == [2, 2, 1]
    (calm,) = office.look(local(6, 9))
    assert calm.startswith("calm: overflow digest")
    assert office.look(local(6, 10)) == []
    late = [one for one in office.rulings() if one.reason == "looked_late"]
    assert {one.detail for one in late} == {"judged as of 2017-03-03 00:00 KST, looked at 2017-03-06 08:00 KST"}
    assert "held: no run looked at it in time (judged as of" in ruling_lines(late)[0]


def test_one_message_of_days_that_no_run_looked_at_stays_itself_and_what_today_tells_is_not_told_twice(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, desk={})
    assert office.look(local(6, 8), ("missile", "opened"), judged_at=local(3, 0)) == ["desk: opened missile"]
    assert office.look(local(6, 9), ("missile", "escalated")) == ["desk: escalated missile"]
    assert office.look(local(9, 9), ("missile", "resolved")) == ["desk: resolved missile"]
