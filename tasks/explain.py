"""Explain an alert in full: what it says, how it was judged step by step, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.alert_content import content_of
from tasks.compose import VERDICTS, moment, number_of, window_of
from tasks.content import Section, text_lines
from tasks.incidents import check_line
from tasks.judgements import Alert, Spike, Transition
from tasks.plain import plain
from tasks.route_words import ruling_lines
from tasks.rulings import Ruling

TOLD = "Who was told, receiver by receiver"

UNTOLD = {
    "waits_for_second_look": "waits for a second look, or for the end of the day",
    "not_confirmed": "did not hold at the second look",
    "part_of_incident": "part of an incident that people were told of",
    "incident_goes_on": "the incident goes on with other alerts",
    "still_open": "still the same alert",
}
"""Why people were not told of a transition, in words."""


@dataclass(frozen=True, slots=True)
class Course:
    """What befell an alert: how it was judged step by step, how its state changed, and who was told of that."""

    judgements: Sequence[Spike] = ()
    transitions: Sequence[Transition] = ()
    rulings: Sequence[Ruling] = ()


NOTHING_BEFELL = Course()


def explain(alert: Alert, course: Course = NOTHING_BEFELL) -> list[str]:
    """Explain an alert in plain lines: its whole content, and its course."""
    content = content_of(alert, alert.state, every_text=True)
    lines = text_lines(content, f"Alert {alert.alert_id}, {alert.state}.")
    for head, points in sections(alert, course):
        lines += [f"{head}:", *(f"  {point}" for point in points)]
    return lines


def sections(alert: Alert, course: Course) -> list[Section]:
    """Say how every step of an alert was judged, what became of it, and who was told: heads with their lines."""
    judged = [spike for spike in course.judgements if alert.opened_at <= spike.at <= alert.updated_at]
    steps = tuple(line for spike in judged for line in _judgement(spike))
    moves = tuple(_transition(one) for one in course.transitions)
    told = tuple(ruling_lines(course.rulings))
    found = (("Step by step (score 1 is the alert threshold)", steps), ("What became of it", moves), (TOLD, told))
    return [(head, lines) for head, lines in found if lines]


def _transition(one: Transition) -> str:
    told = (
        f"told as {one.told}"
        if one.told
        else f"not told: {UNTOLD.get(one.untold, VERDICTS.get(one.untold, one.untold))}"
    )
    moved = one.to_state if not one.from_state else f"{one.from_state} → {one.to_state}"
    numbers = f"{one.observed} against {number_of(one.expected)}, score {one.score:.2f}, {one.severity}"
    detail = f"; {plain(one.detail)}" if one.detail else ""
    return f"{one.judged_at:%Y-%m-%d %H:%M} UTC: {moved} ({one.reason.replace('_', ' ')}; {numbers}{detail}); {told}"


def _judgement(spike: Spike) -> list[str]:
    return [
        f"{moment(spike.at)}: {spike.observed} in {window_of(spike.window, spike.step)}, {number_of(spike.expected)} expected, "
        f"score {spike.score:.2f}, {VERDICTS.get(spike.verdict, plain(spike.verdict))}",
        *(f"  looked at again: {plain(check_line(check))}" for check in spike.checks),
    ]
