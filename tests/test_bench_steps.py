"""The bench of steps measures each beside its library, on a few articles of our own."""

import pytest

from benchmarks.pages import MOMENT
from benchmarks.steps import Cost, Pair, costs, lines, main, pairs
from brinkwatch.replay.news import NewsItem
from brinkwatch.replay.outlets import OUTLETS

TEXT = " ".join(f"In round {number} the envoys spoke about the border for {number} hours." for number in range(60))


def test_every_step_is_measured_and_those_with_a_library_beside_it() -> None:
    news = [
        NewsItem(at, OUTLETS[at].source_id, MOMENT.date(), f"Envoys meet {at}", "", TEXT, f"https://x.example/{at}")
        for at in range(3)
    ]
    found = costs(pairs(news), rounds=1)
    assert all(one.ours > 0 for one in found)
    assert [(one.step, one.library) for one in found if one.bare] == [
        ("read feeds", "feedparser"),
        ("find the text", "trafilatura"),
        ("read the date", "htmldate"),
        ("repair", "ftfy"),
        ("clean, all of it", "trafilatura"),
    ]


def test_the_first_round_does_not_count_and_work_takes_turns() -> None:
    done: list[str] = []
    costs([Pair("a", lambda: done.append("a"), "b", lambda: done.append("b"), 1, "page")], rounds=2)
    assert done == ["a", "b"] * 3


def test_a_line_says_how_fast_a_step_is_beside_its_library() -> None:
    _, beside, alone = lines([Cost("repair", 2.0, "ftfy", 4.0, 10, "text"), Cost("sketch", 1.0, "", None, 10, "text")])
    assert beside.split() == ["repair", "2.000", "ftfy", "4.000", "2.00", "(10", "×", "a", "text)"]
    assert alone.split() == ["sketch", "1.000", "(10", "×", "a", "text)"]


def test_no_pages_are_a_mistake_in_use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["steps", "--pages", "0"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "1 or more" in capsys.readouterr().err
