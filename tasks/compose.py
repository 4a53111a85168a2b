"""Put judgements and alerts into words: what happened, how unusual it is, and against what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tasks.health_alerts import OWN_WATCH
from tasks.incidents import check_line
from tasks.judgements import Alert, Evidence, Spike, Transition
from tasks.plain import plain

LEAST_EXPECTED = 0.1
"""Below it a ratio to what was expected says nothing (7 against 0.01 is no 700-fold rise), so none is given."""

RAREST = 100_000
"""Steps beyond which "once in" is left at "less than once in": no history of days supports a longer claim."""

VERDICTS = {
    "spike": "unusual",
    "quiet": "within what is usual",
    "too_few_texts": "unusual, but too few texts",
    "too_few_publishers": "unusual, but too few independent publishers",
    "not_collected": "nothing was collected, so nothing can be said",
    "too_little_collected": "far less was collected than usual, so nothing can be said",
    "not_enough_history": "not enough history",
    "new_source": "plumbing: sources that have just joined or returned",
    "one_publisher": "plumbing: next to nothing is left without one publisher",
    "backlog": "plumbing: texts that became known only long after they were published",
    "too_few_sources": "too few of the usual sources brought anything, so nothing can be said",
}

EXPOSURES = {
    "texts": "of as many",
    "other_texts": "beside as many texts on anything else (the watch is over a quarter of what is collected)",
    "time": "in the time (the watch is over half of what is collected, so its share says little)",
}
"""What an expected count grows with, in words."""

UNTOLD = {
    "waits_for_second_look": "waits for a second look, or for the end of the day",
    "not_confirmed": "did not hold at the second look",
    "part_of_incident": "part of an incident that people were told of",
    "incident_goes_on": "the incident goes on with other alerts",
    "still_open": "still the same alert",
}
"""Why people were not told of a transition, in words."""


def headline(watch_name: str, series_name: str, spike: Spike) -> str:
    """Say in one line what happened. A series named as its watch, or not at all, is the watch itself."""
    names = [plain(name) for name in (watch_name, series_name)]
    about = " × ".join(dict.fromkeys(name for name in names if name))
    texts, window = _count(spike.observed, "text"), _count(spike.window, spike.step)
    return f"{about}: {texts} in {window}, {_expected(spike)}, from {_count(spike.publishers, 'publisher')}"


def reason_line(spike: Spike) -> str:
    """Say how unusual a judgement is, against what history, and out of how much."""
    rate = 1 / spike.p_value
    once = f"less than once in {RAREST:,}" if rate > RAREST else f"about once in {_round(rate):,}"
    share = f"{spike.observed:,} of the {round(spike.total):,} texts collected" if spike.total else "nothing collected"
    if spike.total:
        share += f" ({100 * spike.observed / spike.total:.1f} %)"
    return (
        f"{share} where {_number(spike.expected)} were to be expected {EXPOSURES[spike.exposure]}; by chance {once} "
        f"{_plural(spike.step, 2)} (p = {spike.p_value:.1g}), judged against "
        f"{_count(spike.history_steps, f'collected {spike.step}')} before"
    )


def explain(alert: Alert, spikes: Iterable[Spike] = (), transitions: Iterable[Transition] = ()) -> list[str]:
    """Explain an alert in plain lines: what, how unusual, since when, on which texts, and judgement by judgement."""
    if alert.watch_id == OWN_WATCH:
        return [
            plain(alert.headline),
            f"Alert {alert.alert_id}, {alert.state}: {_own_lifetime(alert)}.",
            plain(alert.reason),
        ]
    lines = [
        plain(alert.headline),
        f"Alert {alert.alert_id}, {alert.state}: {_lifetime(alert)}.",
        *_standing(alert),
        f"Why: {plain(alert.reason)}.",
        f"Counted {_period(alert)}: {_count(alert.articles, 'article')}, {_count(alert.texts, 'distinct text')}, "
        f"{_count(alert.publishers, 'independent publisher')}.",
        "The expected number already allows for how much was collected and by whom, so a busy, slack or missing day does not "
        "raise it; copies of one text count once.",
    ]
    lines += _evidence_lines(alert.evidence)
    judged = [spike for spike in spikes if alert.opened_at <= spike.at <= alert.updated_at]
    if judged:
        lines.append("Step by step (score 1 is the alert threshold):")
        lines += [line for spike in judged for line in _judgement(spike)]
    moves = [_transition(one) for one in transitions]
    return [*lines, *(["What became of it:"] if moves else []), *moves]


def _own_lifetime(alert: Alert) -> str:
    """Say from when to when Brinkwatch itself was in trouble, as far as it noticed."""
    ended = f", well again {_to_the_minute(alert.resolved_at)}" if alert.resolved_at else ", goes on"
    return f"noticed {_to_the_minute(alert.opened_at)}{ended}"


def _to_the_minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _standing(alert: Alert) -> list[str]:
    """Say how grave an alert is and what it is part of, or that it is none."""
    if alert.artefact:
        return [f"Not an alert, and sent to nobody: {VERDICTS.get(alert.artefact, plain(alert.artefact))}."]
    incident = (
        "it leads its incident" if alert.incident_id == alert.alert_id else f"part of incident {alert.incident_id}"
    )
    return [f"Severity: {alert.severity}{f'; {incident}' if alert.incident_id else ''}."]


def _transition(one: Transition) -> str:
    told = (
        f"told as {one.told}"
        if one.told
        else f"not told: {UNTOLD.get(one.untold, VERDICTS.get(one.untold, one.untold))}"
    )
    moved = one.to_state if not one.from_state else f"{one.from_state} → {one.to_state}"
    numbers = f"{one.observed} against {_number(one.expected)}, score {one.score:.2f}, {one.severity}"
    detail = f"; {plain(one.detail)}" if one.detail else ""
    return f"  {one.judged_at:%Y-%m-%d %H:%M} UTC: {moved} ({one.reason.replace('_', ' ')}; {numbers}{detail}); {told}"


def _evidence_lines(evidence: Sequence[Evidence]) -> list[str]:
    lines = ["Texts behind it:"] if evidence else []
    for text in evidence:
        day = text.published_at.date().isoformat() if text.published_at else "undated"
        copies = f" (+{_count(text.copies, 'copy', 'copies')})" if text.copies else ""
        lines.append(f"  {day} {plain(text.source_id)}: {plain(text.title)}{copies}")
        lines += [f"    “{plain(text.sentence)}”"] if text.sentence else []
        lines += [f"    {plain(text.url)}"] if text.url else []
    return lines


def _judgement(spike: Spike) -> list[str]:
    return [
        f"  {_moment(spike.at)}: {spike.observed} in {_count(spike.window, spike.step)}, {_number(spike.expected)} expected, "
        f"score {spike.score:.2f}, {VERDICTS.get(spike.verdict, plain(spike.verdict))}",
        *(f"    looked at again: {plain(check_line(check))}" for check in spike.checks),
    ]


def _lifetime(alert: Alert) -> str:
    if alert.resolved_at is not None:
        return f"opened {_moment(alert.opened_at)}, resolved {_moment(alert.resolved_at)}"
    return f"opened {_moment(alert.opened_at)}, last judged {_moment(alert.updated_at)}"


def _period(alert: Alert) -> str:
    first, last = alert.window_start.isoformat(), alert.window_end.isoformat()
    return f"on {first}" if first == last else f"from {first} to {last}"


def _moment(at: datetime) -> str:
    return at.date().isoformat() if (at.hour, at.minute) == (0, 0) else at.isoformat(" ", "minutes")


def _expected(spike: Spike) -> str:
    if spike.expected < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED} expected"
    return f"{_number(spike.expected)} expected (×{_number(spike.observed / spike.expected, exact_below=3)})"


def _number(value: float, exact_below: float = 10) -> str:
    """Give as many digits as carry meaning."""
    if 0 < value < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED}"
    return f"{value:.1f}" if value < exact_below else f"{round(value):,}"


def _round(value: float) -> int:
    """Round to two significant digits."""
    return int(float(f"{value:.2g}"))


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or _plural(noun, number)}"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
