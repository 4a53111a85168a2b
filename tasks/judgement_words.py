"""Say in words what a judgement found, by the kind of its rule: what happened, how unusual it is, and against what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tasks.absence import SilenceRules
from tasks.compose import LEAST_EXPECTED, count_of, number_of, window_of
from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judgements import Spike
from tasks.novelty import NewRules
from tasks.plain import plain
from tasks.rising_rules import RisingRules
from tasks.share_shift import ShareRules, has_fallen
from tasks.threshold import ThresholdRules

RAREST = 100_000
"""Steps beyond which "once in" is left at "less than once in": no history of days supports a longer claim."""

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
    return f"{about}: {_HAPPENED.get(type(rules), _more)(spike, rules)}"


def reason_line(spike: Spike, rules: DetectRules | None = None) -> str:
    """Say how unusual a judgement is, against what history, and out of how much."""
    return _REASONS.get(type(rules), _rare)(spike, rules)


def _more(spike: Spike, _: object) -> str:
    return f"{_texts(spike)}, {_expected(spike)}, from {_publishers(spike)}"


def _first_mention(spike: Spike, rules: NewRules) -> str:
    return f"first mention in {count_of(rules.days, spike.step)}, {_texts(spike)}, from {_publishers(spike)}"


def _nothing(spike: Spike, rules: SilenceRules) -> str:
    what = "entry" if rules.by_weekday else "text"
    return f"no {what} in {count_of(spike.window, spike.step)}, {number_of(spike.expected)} expected"


def _reached(spike: Spike, rules: ThresholdRules) -> str:
    return f"{_texts(spike)}, {_threshold(spike, rules)}, from {_publishers(spike)}"


def _shifted(spike: Spike, _: ShareRules) -> str:
    now, usual = _percent(spike.observed, spike.total), _percent(spike.expected, spike.total)
    moved = f"{now} of the coverage, {'down' if has_fallen(spike) else 'up'} from {usual}"
    return f"{moved}, {_texts(spike)}, {number_of(spike.expected)} expected"


def _changed(spike: Spike, rules: HeadlineRules) -> str:
    what = "text" if "text_numbers" in rules.changes else "headline"
    return f"{count_of(spike.observed, f'{what} changed', f'{what}s changed')} in {count_of(spike.window, spike.step)}, by {_publishers(spike)}"


def _rising(spike: Spike, _: RisingRules) -> str:
    return f"rising, {_texts(spike)}, {_expected(spike)}, from {_publishers(spike)}"


_HAPPENED: Mapping[type, Callable[[Spike, Any], str]] = {
    NewRules: _first_mention,
    SilenceRules: _nothing,
    ThresholdRules: _reached,
    ShareRules: _shifted,
    HeadlineRules: _changed,
    RisingRules: _rising,
}


def _rare(spike: Spike, _: object) -> str:
    return _rarity(spike)


def _none_before(spike: Spike, rules: NewRules) -> str:
    return f"none on the {spike.history_steps} collected of the {count_of(rules.days, spike.step)} before; {_rarity(spike)}"


def _silent(spike: Spike, rules: SilenceRules) -> str:
    if rules.by_weekday:
        return (
            f"no entry where {number_of(spike.expected)} were to be expected of these days of the week; by chance such days have "
            f"none {_once(spike)} times (p = {spike.p_value:.1g}), judged against {count_of(spike.history_steps, spike.step)} up to "
            "the last entry"
        )
    return (
        f"none of the {round(spike.total):,} texts collected where {number_of(spike.expected)} were to be expected {EXPOSURES[spike.exposure]}; "
        f"by chance a stretch with as many texts has none {_once(spike)} times (p = {spike.p_value:.1g}), judged against "
        f"{count_of(spike.history_steps, f'collected {spike.step}')} up to the last mention"
    )


def _at_threshold(spike: Spike, _: ThresholdRules) -> str:
    return f"{_share(spike)}; too little history to say what is usual" if spike.p_value >= 1 else _rarity(spike)


def _far_off(spike: Spike, _: ShareRules) -> str:
    return (
        f"{_share(spike)} where {_percent(spike.expected, spike.total)} was usual; by chance a share is as far off, to either side, "
        f"{_once(spike)} times that {count_of(spike.window, spike.step)} are looked at (beta-binomial, p = {spike.p_value:.1g}), judged "
        f"against {count_of(spike.history_steps, f'collected {spike.step}')} before"
    )


def _seen_changed(spike: Spike, rules: HeadlineRules) -> str:
    told = ", ".join(one.replace("_", " of the ") for one in rules.changes)
    asked = f"{count_of(spike.observed, 'change')} seen where {rules.texts:,} asked for (what is told: {told})"
    if spike.p_value >= 1 or not spike.expected:
        return f"{asked}; too little history to say what is usual"
    return f"{asked}; {number_of(spike.expected)} expected, as many by chance {_once(spike)} {spike.step}s (p = {spike.p_value:.1g})"


def _among_all(spike: Spike, rules: RisingRules) -> str:
    of_watch = _rarity(spike).replace(" texts collected", " texts of the watch", 1)
    return (
        f"{of_watch}; the strongest of {rules.vocabulary:,} names and phrases that were looked through, which share {rules.budget:.3g} "
        f"false alerts a month, so that p has to be under {rules.p_threshold:.1g}"
    )


_REASONS: Mapping[type, Callable[[Spike, Any], str]] = {
    NewRules: _none_before,
    SilenceRules: _silent,
    ThresholdRules: _at_threshold,
    ShareRules: _far_off,
    HeadlineRules: _seen_changed,
    RisingRules: _among_all,
}


def _texts(spike: Spike) -> str:
    return f"{count_of(spike.observed, 'text')} in {window_of(spike.window, spike.step)}"


def _publishers(spike: Spike) -> str:
    return count_of(spike.publishers, "publisher")


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "nothing"


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
        f"{spike.step}s (p = {spike.p_value:.1g}), judged against "
        f"{count_of(spike.history_steps, f'collected {spike.step}')} before"
    )


def _expected(spike: Spike) -> str:
    if spike.expected < LEAST_EXPECTED:
        return f"fewer than {LEAST_EXPECTED} expected"
    return f"{number_of(spike.expected)} expected (×{number_of(spike.observed / spike.expected, exact_below=3)})"


def _round(value: float) -> int:
    """Round to two significant digits."""
    return int(float(f"{value:.2g}"))
