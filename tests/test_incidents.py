"""Alerts that tell of one event are one incident: one is sent, the others are part of it, and news of it escalates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from tasks.brought import Key
from tasks.decide import Episode, Telling, decide, follow
from tasks.incidents import Move, Told, overlap, settle
from tasks.judgements import Evidence, Spike

MARCH = datetime(2017, 3, 1, tzinfo=UTC)


class Desk:
    """Follows several series day by day, as a pass does."""

    def __init__(self) -> None:
        self.episodes: dict[Key, Episode] = {}
        self.told: list[tuple[int, str, str, str]] = []

    def day(self, day: int, **series: tuple[float, str]) -> list[Told]:
        """Judge series, each given as a score and the texts behind it; a capital letter is a text printed widely."""
        moves = []
        for name, (score, texts) in series.items():
            at, key = MARCH + timedelta(days=day), ("korea", name)
            fired, before = score >= 1, self.episodes.get(key)
            verdict = "spike" if fired else "quiet"
            spike = Spike(*key, at, "day", 1, len(texts), 1.0, 400.0, 0.001, score, fired, verdict, len(texts), 3, 30)
            decision = decide(before, spike)
            after = follow(decision, before, spike, telling(texts))
            if after is not None and decision.action != "none":
                moves.append(Move(key, spike, decision, before, after))
        told = settle(moves, self.episodes, MARCH + timedelta(days=day, hours=23))
        self.episodes |= {one.key: one.episode for one in told}
        for one in told:
            if one.transition is not None:
                about = one.message.alert.rule if one.message else one.transition.untold
                self.told.append((day, one.key[1], one.transition.told, about))
        return told

    def incident(self, name: str) -> str:
        """Name the series that leads the incident of a series."""
        wanted = self.episodes["korea", name].alert.incident_id
        return next(key[1] for key, one in self.episodes.items() if one.alert.alert_id == wanted)


def telling(texts: str) -> Telling:
    ordered = sorted(texts, key=lambda text: text.islower())
    evidence = tuple(Evidence(text, "bbc", "", "", None, "", 4 if text.isupper() else 0) for text in ordered)
    return Telling("", "", evidence, tuple(texts))


@pytest.mark.parametrize(("one", "other", "share"), [("abcd", "cd", 1.0), ("abc", "cdef", 1 / 3), ("abc", "", 0.0)])
def test_overlap_is_the_share_of_the_smaller(one: Sequence[str], other: Sequence[str], share: float) -> None:
    assert overlap(one, other) == pytest.approx(share)


def test_alerts_with_the_same_texts_are_one_incident_and_the_rarest_is_sent() -> None:
    desk = Desk()
    desk.day(0, coverage=(1.1, "abcdefgh"), missile=(1.4, "abcd"), summits=(1.2, "abc"))
    assert [desk.incident(name) for name in ("coverage", "missile", "summits")] == ["missile"] * 3
    assert desk.told == [
        (0, "missile", "opened", "missile"),
        (0, "summits", "", "part_of_incident"),
        (0, "coverage", "", "part_of_incident"),
    ]


def test_an_incident_makes_one_message_a_look() -> None:
    desk = Desk()
    desk.day(0, missile=(1.4, "abC"), coverage=(1.1, "abCD"))
    desk.day(1, missile=(1.2, "abC"), coverage=(1.05, "abCD"))
    assert [one[2] for one in desk.told] == ["opened", ""]


def test_the_order_of_series_does_not_matter() -> None:
    one, other = Desk(), Desk()
    one.day(0, coverage=(1.2, "abcdefgh"), missile=(1.2, "abcd"))
    other.day(0, missile=(1.2, "abcd"), coverage=(1.2, "abcdefgh"))
    assert one.told == other.told


def test_alerts_on_other_texts_are_incidents_of_their_own() -> None:
    desk = Desk()
    desk.day(0, missile=(1.4, "abcd"), trial=(1.2, "defg"))
    assert (desk.incident("missile"), desk.incident("trial")) == ("missile", "trial")
    assert [one[2] for one in desk.told] == ["opened", "opened"]


def test_a_later_alert_joins_and_a_graver_one_escalates_once() -> None:
    desk = Desk()
    desk.day(0, visit=(1.2, "abc"))
    desk.day(1, visit=(1.1, "bcd"), minister=(1.1, "bc"), threat=(1.6, "cd"))
    desk.day(2, visit=(1.1, "cde"), minister=(1.1, "cd"), threat=(1.7, "cde"))
    assert desk.told == [
        (0, "visit", "opened", "visit"),
        (1, "threat", "escalated", "threat"),
        (1, "minister", "", "part_of_incident"),
    ]


def test_an_alert_that_grows_graver_itself_escalates() -> None:
    desk = Desk()
    desk.day(0, visit=(1.2, "abc"))
    desk.day(1, visit=(2.1, "abcdef"))
    assert [one[2] for one in desk.told] == ["opened", "escalated"]


def test_a_new_leading_text_escalates_and_an_old_one_does_not() -> None:
    desk = Desk()
    desk.day(0, visit=(1.4, "abC"))
    desk.day(1, visit=(1.2, "bC"))
    desk.day(2, visit=(1.2, "De"))
    desk.day(3, visit=(1.2, "Def"))
    assert [(day, told) for day, _, told, _ in desk.told] == [(0, "opened"), (2, "escalated")]
    alert = desk.episodes["korea", "visit"].alert
    assert (alert.score, [text.article_id for text in alert.evidence]) == (1.4, ["D", "C", "a", "b"])


def test_an_alert_open_for_long_does_not_draw_the_next_event_into_its_incident() -> None:
    desk = Desk()
    desk.day(0, leader=(1.4, "abc"))
    for day in range(1, 6):
        desk.day(day, leader=(0.7, "x"))
    desk.day(6, leader=(1.3, "klm"), murder=(1.2, "klm"))
    assert desk.incident("murder") == "murder"


def test_an_incident_ends_with_its_last_alert_and_its_lead_is_told_of() -> None:
    desk = Desk()
    desk.day(0, visit=(1.4, "abc"), minister=(1.2, "ab"))
    desk.day(1, visit=(0.1, ""), minister=(0.8, "a"))
    desk.day(2, visit=(0.1, ""), minister=(0.1, ""))
    desk.day(3, minister=(0.1, ""))
    assert sorted(desk.told[-3:]) == [
        (2, "minister", "", "still_open"),
        (2, "visit", "", "incident_goes_on"),
        (3, "minister", "resolved", "visit"),
    ]


def test_alerts_that_end_together_make_one_message() -> None:
    desk = Desk()
    desk.day(0, visit=(1.4, "abc"), minister=(1.2, "ab"))
    for day in (1, 2):
        desk.day(day, visit=(0.1, ""), minister=(0.1, ""))
    assert [one[2:] for one in desk.told if one[0] == 2] in (
        [("resolved", "visit"), ("", "part_of_incident")],
        [("", "part_of_incident"), ("resolved", "visit")],
    )
