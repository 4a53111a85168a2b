"""What an alert says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.decide import Episode, Telling, decide, follow
from tasks.explain import Course, explain
from tasks.judgement_words import headline, reason_line
from tasks.judgements import Alert, Evidence, Spike

AT = datetime(2017, 3, 17, tzinfo=UTC)
SPIKE = Spike("korea", "tillerson", AT, "day", 3, 11, 1.0, 485.0, 4.2e-4, 1.4, True, "spike", 14, 5, 33)
EVIDENCE = Evidence("a1", "harbour-post", "https://harbour.example/1", "Envoy\x1b[2J lands", AT, "He \u202eflew in.", 2)


def alert(**changes: object) -> Alert:
    telling = Telling(headline("Korean peninsula", "Rex Tillerson", SPIKE), reason_line(SPIKE), (EVIDENCE,))
    episode = follow(decide(None, SPIKE), None, SPIKE, telling)
    assert isinstance(episode, Episode)
    return replace(episode.alert, **changes)  # type: ignore[arg-type]


def test_a_headline_gives_the_numbers() -> None:
    assert headline("Korean peninsula", "Rex Tillerson", SPIKE) == (
        "Korean peninsula × Rex Tillerson: 11 texts in 3 days, 1.0 expected (×11), from 5 publishers"
    )


@pytest.mark.parametrize("series", ["", "Korean peninsula"])
def test_the_watch_itself_is_named_once(series: str) -> None:
    assert headline("Korean peninsula", series, SPIKE).startswith("Korean peninsula: 11 texts")


def test_a_headline_minds_its_grammar_and_its_digits() -> None:
    one = replace(SPIKE, observed=1, window=1, publishers=1, expected=0.42)
    assert headline("W", "", one) == "W: 1 text in 1 day, 0.4 expected (×2.4), from 1 publisher"
    many = replace(SPIKE, observed=1234, expected=456.7, publishers=20)
    assert headline("W", "", many) == "W: 1,234 texts in 3 days, 457 expected (×2.7), from 20 publishers"


def test_next_to_nothing_expected_gives_no_ratio() -> None:
    assert headline("W", "", replace(SPIKE, expected=0.004)) == (
        "W: 11 texts in 3 days, fewer than 0.1 expected, from 5 publishers"
    )


def test_the_reason_says_how_unusual_against_what_and_out_of_how_much() -> None:
    assert reason_line(SPIKE) == (
        "11 of the 485 texts collected (2.3 %) where 1.0 were to be expected of as many; by chance about once in 2,400 days "
        "(p = 0.0004), judged against 33 collected days before"
    )
    assert "less than once in 100,000 days (p = 1e-300)" in reason_line(replace(SPIKE, p_value=1e-300))


def test_a_judgement_of_nothing_collected_can_be_told() -> None:
    assert reason_line(replace(SPIKE, total=0.0, observed=0, p_value=1.0)).startswith("nothing collected where")


def test_an_explanation_has_the_three_counts_the_texts_and_every_judgement() -> None:
    earlier, later = replace(SPIKE, at=AT - timedelta(9)), replace(SPIKE, at=AT, verdict="spike")
    text = "\n".join(explain(alert(), Course([earlier, later])))
    assert "14 articles, 11 distinct texts, 5 independent publishers" in text
    assert "from 2017-03-15 to 2017-03-17" in text
    assert "2017-03-17 harbour-post: Envoy lands (+2 copies)" in text
    assert "“He flew in.”" in text
    assert "2017-03-17: 11 in 3 days, 1.0 expected, score 1.40, unusual" in text
    assert "2017-03-08" not in text


def test_a_resolved_alert_says_when() -> None:
    text = "\n".join(explain(alert(state="resolved", resolved_at=AT + timedelta(4))))
    assert "Since: opened 2017-03-17, resolved 2017-03-21." in text
    assert "It ends with" not in text


def test_names_can_not_steer_a_terminal() -> None:
    assert "\x1b" not in headline("K\x1b[31morea", "T\x07HAAD", SPIKE)
    assert not [line for line in explain(alert(headline="a\x1b[2Jb")) if "\x1b" in line or "\u202e" in line]
