"""One alert an episode: when it opens, what keeps it open, and what ends it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tasks.decide import Decision, Episode, Telling, alert_id, decide, follow, severity_of
from tasks.judgements import Spike

MARCH = datetime(2017, 3, 1, tzinfo=UTC)
QUIET = Spike("korea", "tillerson", MARCH, "day", 3, 1, 1.0, 400.0, 0.5, 0.1, False, "quiet", 1, 1, 30)


def spike(at: int, score: float, verdict: str = "", window: int = 3) -> Spike:
    fired = score >= 1 and not verdict
    verdict = verdict or ("spike" if fired else "quiet")
    return replace(
        QUIET,
        at=MARCH + timedelta(at),
        score=score,
        fired=fired,
        verdict=verdict,
        observed=round(10 * score),
        window=window,
    )


def run(spikes: list[Spike]) -> tuple[list[Decision], Episode | None]:
    episode: Episode | None = None
    decisions = []
    for each in spikes:
        decisions.append(decide(episode, each))
        episode = follow(decisions[-1], episode, each, Telling(f"{each.observed} texts", "unusual"))
    return decisions, episode


def actions(*scores: float) -> list[str]:
    return [decision.action for decision in run([spike(at, score) for at, score in enumerate(scores)])[0]]


def test_a_quiet_series_opens_nothing() -> None:
    assert run([spike(0, 0.2), spike(1, 0.9)]) == ([Decision("none", "quiet")] * 2, None)


def test_a_burst_that_stays_in_the_window_for_days_is_one_alert() -> None:
    assert actions(0.1, 1.4, 1.3, 1.2, 0.1, 0.1, 0.1) == ["none", "open", "keep", "keep", "keep", "resolve", "none"]


def test_a_series_that_hovers_around_the_threshold_opens_once() -> None:
    assert actions(1.1, 0.9, 1.1, 0.4, 1.1, 0.6, 0.9) == ["open", *["keep"] * 6]


def test_a_new_burst_after_the_end_is_a_new_alert() -> None:
    first = run([spike(0, 1.4)])[1]
    decisions, second = run([spike(0, 1.4), spike(1, 0.1), spike(2, 0.1), spike(3, 2.0)])
    assert [decision.action for decision in decisions] == ["open", "keep", "resolve", "open"]
    assert first and second
    assert first.alert.alert_id != second.alert.alert_id


@pytest.mark.parametrize("verdict", ["not_collected", "too_little_collected", "not_enough_history"])
def test_a_step_that_could_not_be_judged_neither_opens_nor_ends_nor_counts_as_calm(verdict: str) -> None:
    assert run([spike(0, 0, verdict)])[0] == [Decision("none", verdict)]
    blind = [spike(at, 0, verdict) for at in range(2, 9)]
    decisions, episode = run([spike(0, 1.4), spike(1, 0.2), *blind, spike(9, 0.2)])
    assert [decision.action for decision in decisions] == ["open", *["keep"] * 8, "resolve"]
    assert decisions[5] == Decision("keep", verdict, 1)
    assert episode
    assert episode.alert.resolved_at == MARCH + timedelta(9)


def test_an_unusual_count_that_may_not_fire_opens_nothing_but_keeps_what_is_open() -> None:
    assert run([spike(0, 1.8, "too_few_publishers")])[0] == [Decision("none", "too_few_publishers")]
    assert run([spike(0, 1.4), spike(1, 1.8, "too_few_publishers")])[0][1] == Decision("keep", "unusual")


def test_an_alert_shows_its_peak_and_the_last_step_judged() -> None:
    _, episode = run([spike(0, 1.2), spike(1, 2.5), spike(2, 1.1)])
    assert episode
    alert = episode.alert
    assert (alert.opened_at, alert.updated_at) == (MARCH, MARCH + timedelta(2))
    assert (alert.observed, alert.score, alert.headline) == (25, 2.5, "25 texts")
    assert (alert.window_start, alert.window_end) == (date(2017, 2, 28), date(2017, 3, 2))
    assert (alert.state, alert.resolved_at) == ("firing", None)


def test_judging_a_step_again_changes_nothing() -> None:
    _, episode = run([spike(0, 1.2), spike(1, 0.2)])
    again = decide(episode, spike(1, 0.2))
    assert again == Decision("none", "already_judged", 1)
    assert follow(again, episode, spike(1, 0.2), Telling("", "")) == episode
    _, ended = run([spike(0, 1.2), spike(1, 0.2), spike(2, 0.2)])
    assert decide(ended, spike(0, 1.2)).reason == "already_judged"


def test_an_id_is_the_same_whoever_asks_and_differs_by_watch_series_and_time() -> None:
    seoul = MARCH.astimezone(ZoneInfo("Asia/Seoul"))
    assert alert_id("korea", "thaad", MARCH) == alert_id("korea", "thaad", seoul)
    others = {
        alert_id("korea", "thaad", MARCH),
        alert_id("kore", "athaad", MARCH),
        alert_id("korea", "thaad", MARCH + timedelta(1)),
        alert_id("korea", "abe", MARCH),
    }
    assert len(others) == 4


def test_the_days_of_a_window_are_those_of_the_zone_it_was_counted_in() -> None:
    morning = datetime(2017, 3, 17, tzinfo=ZoneInfo("Asia/Seoul"))
    _, episode = run([replace(spike(0, 1.2, window=1), at=morning)])
    assert episode
    assert (episode.alert.window_start, episode.alert.window_end) == (date(2017, 3, 17), date(2017, 3, 17))


def looked(*looks: tuple[int, float, bool]) -> tuple[list[str], list[str], Episode | None]:
    """Follow looks of (hour since March, score, whether the day is over); give reasons, states and the episode."""
    episode: Episode | None = None
    reasons, states = [], []
    for hour, score, whole in looks:
        each, as_of = spike(hour // 24, score), MARCH + timedelta(hours=hour)
        decision = decide(episode, each, as_of, whole=whole)
        episode = follow(decision, episode, each, Telling("", ""), as_of)
        reasons.append(decision.reason)
        states.append(episode.alert.state if episode else "")
    return reasons, states, episode


def test_what_is_unusual_while_the_day_goes_on_waits_for_a_second_look() -> None:
    assert looked((9, 1.2, False), (10, 1.2, False))[1] == ["pending", "firing"]
    assert looked((9, 1.2, False), (10, 0.7, False), (24 * 2, 1.1, False))[1] == ["pending", "pending", "firing"]


def test_what_does_not_hold_at_the_end_of_the_day_is_dropped_and_told_to_nobody() -> None:
    reasons, states, episode = looked((9, 1.2, False), (10, 0.2, False), (23, 0.2, True))
    assert (reasons, states) == (
        ["step_goes_on", "step_goes_on", "not_confirmed"],
        ["pending", "pending", "unconfirmed"],
    )
    assert episode and not episode.is_open


def test_what_is_severe_or_of_a_day_that_is_over_fires_at_once() -> None:
    assert looked((9, 1.5, False))[1] == ["firing"]
    assert looked((23, 1.0, True))[1] == ["firing"]


def test_an_alert_recovers_before_it_resolves_and_may_fire_again() -> None:
    _, states, _ = looked((0, 1.2, True), (24, 0.1, True), (48, 0.8, True), (72, 0.1, True), (96, 0.1, True))
    assert states == ["firing", "recovering", "firing", "recovering", "resolved"]


def test_a_day_that_goes_on_can_not_be_calm_yet() -> None:
    _, states, _ = looked((0, 1.2, True), (30, 0.1, False), (31, 0.1, False), (32, 0.1, False))
    assert states == ["firing"] * 4


def test_the_same_look_again_neither_confirms_nor_calms() -> None:
    assert looked((9, 1.2, False), (9, 1.2, False))[0] == ["step_goes_on", "already_judged"]
    assert looked((0, 1.2, True), (24, 0.1, True), (24, 0.1, True))[1] == ["firing", "recovering", "recovering"]


@pytest.mark.parametrize(("score", "severity"), [(1.0, "alert"), (1.5, "strong"), (1.99, "strong"), (2.0, "extreme")])
def test_severity_goes_by_the_score(score: float, severity: str) -> None:
    assert severity_of(score) == severity


def test_an_alert_that_grows_graver_says_so() -> None:
    _, episode = run([spike(0, 1.2), spike(1, 2.5), spike(2, 1.1)])
    assert episode and episode.alert.severity == "extreme"


def test_plumbing_is_logged_as_what_it_is_and_ends_by_itself() -> None:
    decisions, episode = run([spike(0, 1.3, "one_publisher"), spike(1, 1.2, "one_publisher"), spike(2, 0.2)])
    assert [(one.action, one.reason) for one in decisions] == [
        ("log", "one_publisher"),
        ("keep", "one_publisher"),
        ("resolve", "quiet"),
    ]
    assert episode
    assert (episode.alert.state, episode.alert.artefact, episode.is_open) == ("artefact", "one_publisher", False)


def test_news_after_plumbing_opens_an_alert_of_its_own() -> None:
    decisions, episode = run([spike(0, 1.3, "new_source"), spike(1, 1.3)])
    assert [one.action for one in decisions] == ["log", "open"]
    assert episode
    assert (episode.alert.state, episode.alert.artefact, episode.alert.opened_at.day) == ("firing", "", 2)


def test_too_few_sources_say_nothing_about_an_open_alert() -> None:
    decisions, _ = run([spike(0, 1.3), spike(1, 0.0, "too_few_sources"), spike(2, 0.0, "too_few_sources")])
    assert [(one.action, one.calm_steps) for one in decisions] == [("open", 0), ("keep", 0), ("keep", 0)]
