"""Judge a series by the rules of any kind, and say how each kind speaks of what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from pydantic import TypeAdapter

from config.rules import RuleConfig
from tasks.absence import SilenceRules, judge_silence
from tasks.detect import DetectRules, judge
from tasks.headlines import USUAL_TURNS, HeadlineRules, judge_headlines
from tasks.judge_hours import HourRules, judge_hours
from tasks.judgements import Count, Spike
from tasks.novelty import NewRules, judge_new
from tasks.rising_rules import RisingRules, judge_rising
from tasks.share_shift import ShareRules, judge_share
from tasks.threshold import ThresholdRules, judge_threshold

SHORTEST_SILENCE = 3
"""Collected days that a silence lasts at least where its rule says nothing: two are a weekend."""

SHIFT_DAYS = 7
"""Days over which a share is taken where a rule says nothing: one of each day of the week."""

LEAST_SHIFT = 0.25
"""Of the usual share: with many texts a shift by a tenth is no chance, and no news."""

_OF_KIND: Mapping[str, TypeAdapter[Any]] = {
    "spike": TypeAdapter(DetectRules),
    "hours": TypeAdapter(HourRules),
    "new": TypeAdapter(NewRules),
    "threshold": TypeAdapter(ThresholdRules),
    "silence": TypeAdapter(SilenceRules),
    "share_shift": TypeAdapter(ShareRules),
    "headline": TypeAdapter(HeadlineRules),
    "rising": TypeAdapter(RisingRules),
}


def _by_the_hour(counts: Sequence[Count], rules: HourRules, watch_id: str, series: str) -> Spike:
    return judge_hours([counts], rules, [(watch_id, series)])[0]


_JUDGES: Mapping[type, Callable[[Sequence[Count], Any, str, str], Spike]] = {
    ThresholdRules: judge_threshold,
    NewRules: judge_new,
    SilenceRules: judge_silence,
    ShareRules: judge_share,
    HeadlineRules: judge_headlines,
    RisingRules: judge_rising,
    HourRules: _by_the_hour,
}


def judge_by(counts: Sequence[Count], rules: DetectRules, watch_id: str, series: str) -> Spike:
    """Judge the last step of a series in the way of its rules."""
    return _JUDGES.get(type(rules), judge)(counts, rules, watch_id, series)


def rules_of(usual: DetectRules, asks: RuleConfig) -> DetectRules:
    """Return how a rule is judged: by the usual rules, with what it asks for itself."""
    own = replace(
        usual,
        min_texts=asks.min_texts or usual.min_texts,
        min_publishers=asks.min_publishers or usual.min_publishers,
    )
    make = _MAKERS.get(asks.kind)
    return make(own, {field.name: getattr(own, field.name) for field in fields(DetectRules)}, asks) if make else own


def _new(own: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    return NewRules(**common | {"windows": (max(own.windows),)}, days=asks.days or 1, asked=own.min_texts)


def _silence(_: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    return SilenceRules(**common | {"min_texts": 0, "min_publishers": 0}, days=asks.days or SHORTEST_SILENCE)


def _share(_: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    return ShareRules(**common | {"windows": (asks.days or SHIFT_DAYS,)}, by=asks.by or LEAST_SHIFT)


def _rising(own: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    return RisingRules(**common | {"windows": (asks.days or max(own.windows),)})


def _headline(_: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    own = {"windows": (asks.days or 1,), "min_texts": 0, "min_publishers": asks.min_publishers or 1}
    return HeadlineRules(**common | own, texts=asks.texts or 1, changes=tuple(asks.changes or USUAL_TURNS))


def _threshold(own: DetectRules, common: dict[str, Any], asks: RuleConfig) -> DetectRules:
    least = asks.min_texts or min(own.min_texts, asks.texts or own.min_texts)
    common |= {"windows": (asks.days or 1,), "min_texts": least}
    return ThresholdRules(**common, texts=asks.texts or 0, share=asks.share or 0.0)


_MAKERS: Mapping[str, Callable[[DetectRules, dict[str, Any], RuleConfig], DetectRules]] = {
    "new": _new,
    "silence": _silence,
    "share_shift": _share,
    "rising": _rising,
    "headline": _headline,
    "threshold": _threshold,
}


def has_budget(rules: DetectRules) -> bool:
    """Tell whether a budget of false alerts sets the bar."""
    return not isinstance(rules, NewRules | ThresholdRules | HeadlineRules)


def rules_of_source(usual: DetectRules, asks: RuleConfig) -> SilenceRules:
    """Return how the silence of a source is judged: one day may be enough, where the source brings much on every such day."""
    common = {field.name: getattr(usual, field.name) for field in fields(DetectRules)}
    return SilenceRules(**common | {"min_texts": 0, "min_publishers": 0}, days=asks.days or 1, by_weekday=True)


def read_rules(detection: Mapping[str, Any]) -> DetectRules:
    """Read rules of any kind back from what they were written down as; ValueError where they are none."""
    kind = detection.get("kind", "spike")
    if kind not in _OF_KIND:
        raise ValueError(f"no kind of rules is called {kind!r}")
    rules: DetectRules = _OF_KIND[kind].validate_python(detection)
    return rules
