"""Judge a series by the rules of any kind, and say how each kind speaks of what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from pydantic import TypeAdapter

from config.rules import RuleConfig
from tasks.absence import SilenceRules, judge_silence
from tasks.detect import DetectRules, judge
from tasks.judge_hours import HourRules, judge_hours
from tasks.judgements import Count, Spike
from tasks.novelty import NewRules, judge_new
from tasks.threshold import ThresholdRules, judge_threshold

SHORTEST_SILENCE = 3
"""Collected days that a silence lasts at least where its rule says nothing: two are a weekend."""

_OF_KIND: Mapping[str, TypeAdapter[Any]] = {
    "spike": TypeAdapter(DetectRules),
    "hours": TypeAdapter(HourRules),
    "new": TypeAdapter(NewRules),
    "threshold": TypeAdapter(ThresholdRules),
    "silence": TypeAdapter(SilenceRules),
}


def judge_by(counts: Sequence[Count], rules: DetectRules, watch_id: str, series: str) -> Spike:
    """Judge the last step of a series in the way of its rules."""
    if isinstance(rules, ThresholdRules):
        return judge_threshold(counts, rules, watch_id, series)
    if isinstance(rules, NewRules):
        return judge_new(counts, rules, watch_id, series)
    if isinstance(rules, SilenceRules):
        return judge_silence(counts, rules, watch_id, series)
    if isinstance(rules, HourRules):
        return judge_hours([counts], rules, [(watch_id, series)])[0]
    return judge(counts, rules, watch_id, series)


def rules_of(usual: DetectRules, asks: RuleConfig) -> DetectRules:
    """Return how a rule is judged: by the usual rules, with what it asks for itself."""
    own = replace(
        usual,
        min_texts=asks.min_texts or usual.min_texts,
        min_publishers=asks.min_publishers or usual.min_publishers,
    )
    if asks.kind == "spike":
        return own
    common = {field.name: getattr(own, field.name) for field in fields(DetectRules)}
    if asks.kind == "new":
        common |= {"windows": (max(usual.windows),)}
        return NewRules(**common, days=asks.days or 1, asked=own.min_texts)
    if asks.kind == "silence":
        return SilenceRules(**common | {"min_texts": 0, "min_publishers": 0}, days=asks.days or SHORTEST_SILENCE)
    least = asks.min_texts or min(own.min_texts, asks.texts or own.min_texts)
    common |= {"windows": (asks.days or 1,), "min_texts": least}
    return ThresholdRules(**common, texts=asks.texts or 0, share=asks.share or 0.0)


def has_budget(rules: DetectRules) -> bool:
    """Tell whether a budget of false alerts sets the bar."""
    return not isinstance(rules, NewRules | ThresholdRules)


def read_rules(detection: Mapping[str, Any]) -> DetectRules:
    """Read rules of any kind back from what they were written down as; ValueError where they are none."""
    kind = detection.get("kind", "spike")
    if kind not in _OF_KIND:
        raise ValueError(f"no kind of rules is called {kind!r}")
    rules: DetectRules = _OF_KIND[kind].validate_python(detection)
    return rules
