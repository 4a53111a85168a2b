"""One pass of judging tells what every budget would have given."""

from __future__ import annotations

from datetime import timedelta

from tasks.budget_curve import BUDGETS, Looked, budget_curve, loosest
from tasks.detect import DetectRules
from tests.newsroom import FIRST_COUNTED, Collected

RULES = DetectRules()


def test_a_curve_from_one_pass_counts_what_each_budget_by_itself_would_open() -> None:
    room = Collected()
    sources = [f"paper-{letter}" for letter in "abcdef"]
    room.steadily(range(90), sources)
    for day, more in ((40, 1), (55, 2), (70, 3)):
        for source in sources[:4]:
            room.prints(day, source, more, more)
    wide, points = loosest(RULES), {}
    looks = [
        Looked(spike.at, True, True, [spike]) for day in range(90) if (spike := room.judged(day, wide)) is not None
    ]
    for point in budget_curve(looks, RULES, 90):
        points[point.budget] = point.alerts
    assert list(points) == list(BUDGETS)
    assert sorted(points.values()) == list(points.values())
    assert points[BUDGETS[0]] < points[BUDGETS[-1]]
    for budget in (0.05, 0.25, 2.0):
        own = DetectRules(false_alerts_per_month=budget)
        looks_then = [Looked(s.at, True, True, [s]) for day in range(90) if (s := room.judged(day, own)) is not None]
        alone = next(
            one
            for one in budget_curve([_as_loosest(look, own) for look in looks_then], RULES, 90)
            if one.budget == budget
        )
        assert alone.alerts == points[budget]


def _as_loosest(look: Looked, own: DetectRules) -> Looked:
    from dataclasses import replace
    from math import log10

    ratio = log10(own.p_threshold) / log10(loosest(RULES).p_threshold)
    spikes = [
        replace(
            spike,
            score=spike.score * ratio,
            checks=tuple(replace(check, score=check.score * ratio) for check in spike.checks),
        )
        for spike in look.spikes
    ]
    return replace(look, spikes=spikes)


def test_days_before_the_stretch_are_judged_and_not_counted() -> None:
    room = Collected()
    sources = [f"paper-{letter}" for letter in "abcdef"]
    room.steadily(range(60), sources)
    for source in sources:
        room.prints(50, source, 3, 3)
    for counts, opened in ((True, 1), (False, 0)):
        looks = [
            Looked(
                spike.at + timedelta(hours=23),
                True,
                counts or spike.at.date() > FIRST_COUNTED + timedelta(days=50),
                [spike],
            )
            for spike in (room.judged(day, loosest(RULES)) for day in range(45, 60))
        ]
        assert [point.alerts for point in budget_curve(looks, RULES, 15)][2] == opened
