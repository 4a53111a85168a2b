"""What speaks for an alert, and what against it."""

from __future__ import annotations

from tasks.detect import judge
from tasks.doubts import Circumstances, doubts, supports
from tasks.grounds import Tally
from tasks.plumbing import counted, counted_again, examine
from tasks.recount import rules_of_check
from tests.newsroom import Collected

OLD = [f"paper-{letter}" for letter in "abcdef"]
TODAY = 60


def newsroom() -> Collected:
    room = Collected()
    room.steadily(range(TODAY), OLD)
    return room


def told(room: Collected, **known: object) -> tuple[str, str]:
    look = room.look(TODAY)
    spike = examine(look)
    values = {"reprints": 0, "publishers": (Tally("paper-a", 3),), "countries": (), "languages": (), **known}
    around = Circumstances(look=look, **values)  # type: ignore[arg-type]
    return "\n".join(supports(spike, around)), "\n".join(doubts(spike, around))


def test_an_event_that_every_paper_prints_has_every_check_for_it_and_nothing_against() -> None:
    room = newsroom()
    for source in OLD:
        room.prints(TODAY, source, 20, 3)
    said, against = told(room, reprints=39)
    assert "6 independent publishers where 2 are asked for: paper-a 3" in said
    assert "without paper-" in said
    assert "6 sources brought something on the day judged, where 6.0 usually do" in said
    assert "however often it is printed (one was 40 times)" in said
    assert "none of the texts came late" in said
    assert against == ""


def test_few_and_one_sided_texts_speak_against_it() -> None:
    room = newsroom()
    room.prints(TODAY, "paper-a", 20, 5)
    room.prints(TODAY, "paper-b", 20, 2, late=2)
    for source in OLD[2:4]:
        room.prints(TODAY, source, 20)
    _, against = told(
        room,
        publishers=(Tally("paper-a", 5), Tally("paper-b", 2)),
        countries=(Tally("US", 7),),
        languages=(Tally("en", 7),),
    )
    assert "no more publishers than the 2 asked for" in against
    assert "paper-a alone brought 5 of the 7 texts" in against
    assert "all texts are of publishers of one country: US" in against
    assert "all texts are of one language: en" in against
    assert "only 4 sources brought anything" in against
    assert "2 of the texts became known late" in against


def test_a_failed_check_speaks_against_it_and_sources_left_out_are_named() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 1), OLD)
    room.prints(TODAY, "peninsula-daily", 30, 20)
    said, against = told(room)
    assert "without peninsula-daily:" in against
    assert "no source counts that has just joined" not in said


def test_the_series_of_an_artefact_is_the_one_that_would_have_fired() -> None:
    room = newsroom()
    room.steadily(range(TODAY, TODAY + 1), OLD)
    room.prints(TODAY, "peninsula-daily", 30, 20)
    look = room.look(TODAY)
    spike = examine(look)
    series, members = counted(look, spike)
    assert spike.verdict == "new_source"
    assert sum(one.texts for one in series[-spike.window :]) == spike.observed
    assert members.all()


def test_every_check_comes_with_the_series_that_it_was_made_from() -> None:
    event, joined = newsroom(), newsroom()
    for source in OLD:
        event.prints(TODAY, source, 20, 3)
    joined.steadily(range(TODAY, TODAY + 1), OLD)
    joined.prints(TODAY, "peninsula-daily", 30, 20)
    for room, label in ((event, "one_publisher"), (joined, "new_source")):
        look = room.look(TODAY)
        again = counted_again(look, examine(look))
        assert [check.label for check, _ in again] == [label]
        for check, series in again:
            left = judge(series, rules_of_check(look.rules, label), "", "")
            assert (left.observed, left.expected, left.score) == (check.observed, check.expected, check.score)
