"""Put judgements and alerts into words: what happened, how unusual it is, and against what."""

from __future__ import annotations

from datetime import datetime

from tasks.absence import SilenceRules
from tasks.detect import DetectRules
from tasks.judge_hours import BLOCK_HOURS, BLOCK_STEP
from tasks.judgements import Alert, Spike
from tasks.novelty import NewRules
from tasks.plain import plain
from tasks.threshold import ThresholdRules

LEAST_EXPECTED = 0.1
"""Below it a ratio to what was expected says nothing (7 against 0.01 is no 700-fold rise), so none is given."""

RAREST = 100_000
"""Steps beyond which "once in" is left at "less than once in": no history of days supports a longer claim."""

VERDICTS = {
    "spike": "unusual",
    "new": "new",
    "threshold": "the threshold is reached",
    "quiet": "within what is usual",
    "under_threshold": "under the threshold",
    "known_before": "known before",
    "silence": "silent for longer than is usual",
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


def headline(watch_name: str, series_name: str, spike: Spike, rules: DetectRules | None = None) -> str:
    """Say in one line what happened. A series named as its watch, or not at all, is the watch itself."""
    names = [plain(name) for name in (watch_name, series_name)]
    about = " × ".join(dict.fromkeys(name for name in names if name))
    texts, window = count_of(spike.observed, "text"), window_of(spike.window, spike.step)
    publishers = count_of(spike.publishers, "publisher")
    if isinstance(rules, NewRules):
        return f"{about}: first mention in {count_of(rules.days, spike.step)}, {texts} in {window}, from {publishers}"
    if isinstance(rules, SilenceRules):
        return f"{about}: no text in {window}, {number_of(spike.expected)} expected"
    if isinstance(rules, ThresholdRules):
        return f"{about}: {texts} in {window}, {_threshold(spike, rules)}, from {publishers}"
    return f"{about}: {texts} in {window}, {_expected(spike)}, from {publishers}"


def reason_line(spike: Spike, rules: DetectRules | None = None) -> str:
    """Say how unusual a judgement is, against what history, and out of how much."""
    if isinstance(rules, NewRules):
        none = f"none on the {spike.history_steps} collected of the {count_of(rules.days, spike.step)} before; "
        return none + _rarity(spike)
    if isinstance(rules, SilenceRules):
        return (
            f"none of the {round(spike.total):,} texts collected where {number_of(spike.expected)} were to be expected {EXPOSURES[spike.exposure]}; "
            f"by chance a stretch with as many texts has none {_once(spike)} times (p = {spike.p_value:.1g}), judged against "
            f"{count_of(spike.history_steps, f'collected {spike.step}')} up to the last mention"
        )
    if isinstance(rules, ThresholdRules) and spike.p_value >= 1:
        return f"{_share(spike)}; too little history to say what is usual"
    return _rarity(spike)


def _threshold(spike: Spike, rules: ThresholdRules) -> str:
    if rules.texts:
        return f"threshold {rules.texts:,}"
    return f"{100 * spike.observed / spike.total:.1f} % of all where the threshold is {100 * rules.share:g} %"


def _share(spike: Spike) -> str:
    if not spike.total:
        return "nothing collected"
    share = f"{100 * spike.observed / spike.total:.1f} %"
    return f"{spike.observed:,} of the {round(spike.total):,} texts collected ({share})"


def _once(spike: Spike) -> str:
    rate = 1 / spike.p_value
    return f"less than once in {RAREST:,}" if rate > RAREST else f"about once in {_round(rate):,}"


def _rarity(spike: Spike) -> str:
    return (
        f"{_share(spike)} where {number_of(spike.expected)} were to be expected {EXPOSURES[spike.exposure]}; by chance {_once(spike)} "
        f"{_plural(spike.step, 2)} (p = {spike.p_value:.1g}), judged against "
        f"{count_of(spike.history_steps, f'collected {spike.step}')} before"
    )


def lifetime(alert: Alert) -> str:
    """Say when an alert opened, and when it ended or was last judged."""
    if alert.resolved_at is not None:
        return f"opened {moment(alert.opened_at)}, resolved {moment(alert.resolved_at)}"
    return f"opened {moment(alert.opened_at)}, last judged {moment(alert.updated_at)}"


def period(alert: Alert) -> str:
    """Say which days an alert counts."""
    first, last = alert.window_start.isoformat(), alert.window_end.isoformat()
    return f"on {first}" if first == last else f"from {first} to {last}"


def moment(at: datetime) -> str:
    """Say a moment, or the day that begins then."""
    return at.date().isoformat() if (at.hour, at.minute) == (0, 0) else at.isoformat(" ", "minutes")


def _expected(spike: Spike) -> str:
    if spike.expected < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED} expected"
    return f"{number_of(spike.expected)} expected (×{number_of(spike.observed / spike.expected, exact_below=3)})"


def number_of(value: float, exact_below: float = 10) -> str:
    """Give as many digits as carry meaning."""
    if 0 < value < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED}"
    return f"{value:.1f}" if value < exact_below else f"{round(value):,}"


def _round(value: float) -> int:
    """Round to two significant digits."""
    return int(float(f"{value:.2g}"))


def window_of(steps: int, step: str) -> str:
    """Say how long a window is."""
    return count_of(steps * BLOCK_HOURS, "hour") if step == BLOCK_STEP else count_of(steps, step)


def count_of(number: int, noun: str, plural: str = "") -> str:
    """Say a number of things."""
    return f"{number:,} {noun if number == 1 else plural or _plural(noun, number)}"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
