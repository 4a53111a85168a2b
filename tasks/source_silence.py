"""Tell a source that says nothing from one that can not be heard: its own rhythm by weekday, and whether its feeds answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tasks.absence import SilenceRules, judge_silence
from tasks.judgements import Check, Count, Spike

FEED_SUSPENDED = "feed_suspended"
FEED_FAILING = "feed_failing"
NOT_ASKED = "not_asked"
NETWORK_DOWN = "network_down"
ALL_SILENT = "all_silent"

UNHEARD = frozenset({FEED_SUSPENDED, FEED_FAILING, NOT_ASKED, NETWORK_DOWN, ALL_SILENT})
"""Verdicts that say: nothing came, but nobody could hear it either."""

LIVE_SHARE = 1 / 3
"""Of the other sources that usually bring something, those that have to on a day: where hardly any does, it is the collection or
the calendar that is silent."""

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a source on a day: entries it brought, polls of its feeds, those answered, and why others failed.

    `suspended` polls were the last of a feed. `others` is how many other sources brought anything, `network` tells whether any of
    their feeds answered.
    """

    brought: int = 0
    asked: int = 0
    answered: int = 0
    suspended: int = 0
    others: int = 0
    network: bool = False
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceLook:
    """All that the silence of a source is judged from; the last day goes on unless it is `whole`.

    `polled` tells that it has feeds: of one that is only imported, nothing but what others brought tells that it was listened to.
    """

    watch_id: str
    series: str
    source: str
    starts: Sequence[datetime]
    heard: Sequence[Heard]
    whole: bool
    polled: bool
    rules: SilenceRules

    def is_still(self) -> bool:
        """Tell whether it never brought anything, so that it can not fall silent."""
        return not any(one.brought for one in self.heard)

    def was_heard(self, at: int) -> bool:
        """Tell whether what it would have brought on a day had been heard: its feeds answered, and others brought something."""
        one = self.heard[at]
        return bool(one.brought) or ((one.answered > 0 or not self.polled) and not self.are_all_silent(at))

    def are_all_silent(self, at: int) -> bool:
        """Tell whether hardly any other source brought something on a day; never of a source that is the only one."""
        live = [one.others for one in self.heard if one.others]
        usual = sum(live) / len(live) if live else 0.0
        return self.heard[at].others < LIVE_SHARE * usual or (not self.polled and not self.heard[at].others)


def examine_source(look: SourceLook) -> Spike:
    """Judge whether a source is silent; where its feeds were not heard for most of it, the verdict says why instead."""
    spike = _judged(look, heard_only=False)
    if not spike.fired:
        return spike
    unheard = [at for at in _run(look) if not look.was_heard(at)]
    if not unheard:
        return spike
    left = _judged(look, heard_only=True)
    label = _label(look, unheard)
    without = f"{len(unheard)} of {spike.window} days on which it could not be heard{_reasons(look, unheard)}"
    check = Check(label, without, left.observed, left.expected, left.score, 1.0)
    return replace(spike, checks=(check,), fired=left.fired, verdict=spike.verdict if left.fired else label)


def counts_of(look: SourceLook, *, heard_only: bool = False) -> list[Count]:
    """Return the days of a source; one that goes on, or was not heard if only those count, can only end a silence."""
    last = len(look.starts) - 1
    return [
        Count(
            start,
            one.brought,
            float(bool(one.brought) or ((at < last or look.whole) and (not heard_only or look.was_heard(at)))),
            one.brought,
            frozenset({look.source} if one.brought else ()),
        )
        for at, (start, one) in enumerate(zip(look.starts, look.heard, strict=True))
    ]


def _judged(look: SourceLook, *, heard_only: bool) -> Spike:
    spike = judge_silence(counts_of(look, heard_only=heard_only), look.rules, look.watch_id, look.series)
    return replace(spike, exposure="time")


def _run(look: SourceLook) -> range:
    """Return the days that are over since it last brought anything."""
    days = len(look.starts)
    since = next((at + 1 for at in reversed(range(days)) if look.heard[at].brought), 0)
    return range(since, days if look.whole else days - 1)


def _label(look: SourceLook, unheard: Sequence[int]) -> str:
    """Say why it could not be heard, by what holds on the last such day."""
    if any(look.heard[at].suspended for at in range(_run(look).start, len(look.heard))):
        return FEED_SUSPENDED
    if not look.polled or any(look.heard[at].answered for at in unheard):
        return ALL_SILENT
    if not any(look.heard[at].asked for at in unheard):
        return NOT_ASKED
    return FEED_FAILING if any(look.heard[at].network for at in unheard if look.heard[at].asked) else NETWORK_DOWN


def _reasons(look: SourceLook, unheard: Sequence[int]) -> str:
    found: Counter[str] = Counter()
    for at in unheard:
        found.update(look.heard[at].reasons)
    told = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_REASONS]
    return f" ({', '.join(f'{reason} {number}' for reason, number in told)})" if told else ""
