"""News fires, plumbing does not, and what is plumbing is named with the numbers that show it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tasks.artefacts import ARTEFACTS
from tasks.detect import DetectRules
from tasks.panel import panel_of
from tasks.plumbing import examine, examine_all
from tests.newsroom import Collected

OLD = [f"paper-{letter}" for letter in "abcdef"]
NEW = [f"joined-{number:02}" for number in range(15)]
TODAY = 60


def newsroom(korea_every: int = 4) -> Collected:
    room = Collected()
    room.steadily(range(TODAY), OLD, korea_every=korea_every)
    return room


def test_an_event_that_every_paper_prints_fires() -> None:
    room = newsroom()
    for source in OLD:
        room.prints(TODAY, source, 20, 3)
    spike = room.judged(TODAY)
    assert (spike.verdict, spike.fired, spike.exposure) == ("spike", True, "texts")
    assert {check.label for check in spike.checks} == {"one_publisher"}
    assert all(check.score >= check.needed for check in spike.checks)
    assert spike.total == 120


def test_a_source_that_joins_and_writes_of_nothing_else_does_not_raise_the_count() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 1), OLD)
    room.prints(TODAY, "peninsula-daily", 30, 20)
    spike = room.judged(TODAY)
    assert (spike.fired, spike.verdict) == (False, "new_source")
    (check,) = spike.checks
    assert (check.label, check.without) == ("new_source", "peninsula-daily")
    assert check.observed < spike.observed
    assert check.score < check.needed


def test_fifteen_feeds_that_join_on_one_day_never_fire() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 40), OLD)
    for day in range(TODAY, TODAY + 40):
        for source in NEW:
            room.prints(day, source, 20, 2)
    fired = [day for day in range(TODAY, TODAY + 40) if room.judged(day).fired]
    assert fired == []
    assert room.judged(TODAY).verdict == "new_source"


def test_an_event_is_found_among_the_old_sources_while_new_ones_settle() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 4), OLD)
    for day in range(TODAY, TODAY + 5):
        for source in NEW:
            room.prints(day, source, 20, 2)
    for source in OLD:
        room.prints(TODAY + 4, source, 20, 4)
    spike = room.judged(TODAY + 4)
    assert spike.fired
    assert spike.observed <= 4 * len(OLD) + 6


def test_a_source_that_returns_after_weeks_is_as_a_new_one() -> None:
    room = newsroom()
    for day in range(20):
        room.prints(day, "peninsula-daily", 30, 20)
    room.steadily(range(TODAY, TODAY + 1), OLD)
    room.prints(TODAY, "peninsula-daily", 30, 20)
    spike = room.judged(TODAY)
    assert not spike.fired
    assert spike.observed <= len(OLD)


def test_a_settled_source_that_writes_of_little_else_is_expected_to() -> None:
    room = newsroom()
    for day in range(TODAY):
        room.prints(day, "peninsula-daily", 0 if day % 7 >= 5 else 10, 0 if day % 7 >= 5 else 6)
    room.steadily(range(TODAY, TODAY + 1), OLD)
    room.prints(TODAY, "peninsula-daily", 30, 18)
    spike = room.judged(TODAY)
    assert not spike.fired
    assert spike.expected > 10


def test_the_absence_of_a_specialist_does_not_hide_an_event() -> None:
    room = newsroom()
    for day in range(TODAY - 2):
        room.prints(day, "peninsula-daily", 30, 15)
    for source in OLD:
        room.prints(TODAY, source, 20, 3)
    assert room.judged(TODAY).fired


def test_a_single_chatty_publisher_does_not_fire() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 1), OLD[1:])
    room.prints(TODAY, OLD[0], 30, 15)
    spike = room.judged(TODAY)
    assert (spike.fired, spike.verdict) == (False, "one_publisher")
    assert spike.score >= 1
    assert spike.checks[0].without == OLD[0]
    assert spike.checks[0].score < spike.checks[0].needed


def test_the_papers_of_one_owner_are_one_voice() -> None:
    room = Collected()
    group = ["morning", "noon", "evening"]
    for day in range(TODAY):
        for place, source in enumerate([*OLD, *group]):
            owner = "one-house" if source in group else ""
            room.prints(day, source, 20, int((day + place) % 4 == 0), owner=owner, publisher=owner)
    room.steadily(range(TODAY, TODAY + 1), OLD)
    for source in group:
        room.prints(TODAY, source, 20, 5, owner="one-house", publisher="one-house")
    spike = room.judged(TODAY)
    assert (spike.fired, spike.verdict, spike.checks[0].without) == (False, "one_publisher", "one-house")


def test_the_dispatches_of_one_wire_in_many_papers_do_not_fire() -> None:
    room = newsroom()
    for source in OLD:
        room.prints(TODAY, source, 17)
        room.prints(TODAY, source, 3, 3, publisher="the-wire", owner=source)
    room.prints(TODAY, OLD[0], 1, 1)
    spike = room.judged(TODAY)
    assert (spike.fired, spike.verdict, spike.checks[0].without) == (False, "one_publisher", "the-wire")


def test_the_backlog_of_an_outage_does_not_fire() -> None:
    room = newsroom()
    for source in OLD:
        room.prints(TODAY - 1, source, 10, 3, late=3)
        room.prints(TODAY, source, 20, int(source == OLD[0]))
    spike = room.judged(TODAY)
    assert (spike.fired, spike.verdict) == (False, "backlog")
    assert next(check for check in spike.checks if check.label == "backlog").without == "18 late texts"


def test_news_that_goes_on_after_an_outage_fires_in_spite_of_its_backlog() -> None:
    room = newsroom()
    for source in OLD:
        room.prints(TODAY - 1, source, 10, 3, late=3)
        room.prints(TODAY, source, 20, 3)
    assert room.judged(TODAY).fired


def test_too_few_live_sources_are_said_so_and_fire_nothing() -> None:
    quiet, loud = newsroom(), newsroom()
    for room, korea in ((quiet, 0), (loud, 10)):
        room.prints(TODAY, OLD[0], 60, korea)
        room.prints(TODAY, "passer-by", 2, 2)
    assert (quiet.judged(TODAY + 0).fired, loud.judged(TODAY).fired) == (False, False)
    few = Collected()
    few.steadily(range(TODAY), [*OLD, "paper-g", "paper-h"])
    for source in OLD[:2]:
        few.prints(TODAY, source, 70, 12)
    spike = few.judged(TODAY)
    assert (spike.verdict, spike.fired) == ("too_few_sources", False)
    assert spike.score >= 1
    assert (spike.checks[0].observed, round(spike.checks[0].expected)) == (2, 8)


def test_links_from_hosts_seen_for_the_first_time_still_count() -> None:
    room = Collected()
    for day in range(TODAY):
        for link in range(20):
            room.prints(day, f"host-{day}-{link}", 1, int(link == 0))
    for link in range(20):
        room.prints(TODAY, f"host-{TODAY}-{link}", 1, int(link < 10))
    spike = room.judged(TODAY)
    assert (spike.fired, spike.observed) == (True, 10)


def topical(share: float, today: int) -> Collected:
    """Ten hosts with so large a share of Korea, quiet for weeks; today they print `today` times as much on Korea only."""
    room = Collected()
    for day in range(TODAY + 1):
        for source in (f"forum-{letter}" for letter in "abcdefghij"):
            own, rest = round(10 * share), 10 - round(10 * share)
            own *= today if day == TODAY else 1
            room.prints(day, source, own + rest, own)
    return room


def test_a_watch_that_is_much_of_what_is_collected_is_measured_against_the_rest() -> None:
    spike = topical(0.4, 3).judged(TODAY)
    assert (spike.exposure, spike.fired) == ("other_texts", True)
    assert round(spike.expected) == 40


def test_a_watch_that_is_most_of_what_is_collected_is_measured_against_time() -> None:
    spike = topical(0.7, 3).judged(TODAY)
    assert (spike.exposure, spike.fired) == ("time", True)
    assert round(spike.expected) == 70
    assert not topical(0.7, 1).judged(TODAY).fired


def test_gates_of_a_rule_hold_for_the_panel_alone() -> None:
    room = newsroom(korea_every=0)
    room.steadily(range(TODAY, TODAY + 1), OLD[3:], korea_every=0)
    for source in OLD[:3]:
        room.prints(TODAY, source, 20, 1)
    assert room.judged(TODAY).fired
    assert room.judged(TODAY, DetectRules(min_texts=4)).verdict == "too_few_texts"


def test_every_label_of_an_artefact_is_told_where_the_column_is_explained() -> None:
    columns = (Path(__file__).parent.parent / "docs" / "columns.md").read_text(encoding="utf-8")
    (line,) = [line for line in columns.splitlines() if line.startswith("| artefact |")]
    assert [label for label in sorted(ARTEFACTS) if label not in line] == []


def test_looks_that_are_judged_together_are_judged_as_each_alone() -> None:
    room = newsroom()
    for day in range(TODAY + 1):
        room.prints(day, "paper-z", 5 if day < TODAY // 2 else 60, day % 2)
    for source in OLD:
        room.prints(TODAY, source, 20, 3)
    look = room.look(TODAY)
    wider = replace(look.rules, windows=(1, 14), half_life=3.0)
    other = replace(look, rules=wider, panel=panel_of(look.ledger, wider))
    assert examine_all([look, other, look]) == [examine(look), examine(other), examine(look)]
    assert examine(look) != examine(other)
