"""Tell which changes of a headline say something else than before, and judge how many there were."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Literal

from config.rules import Turn
from tasks.detect import TOO_FEW_PUBLISHERS, DetectRules, judge
from tasks.judgements import Count, Spike
from tasks.names import word_set
from tasks.threshold import UNDER_THRESHOLD

HEADLINE = "headline"

REWRITTEN = 0.5
"""Similarity under which most of the words are others: another headline, not another wording of the same."""

USUAL_TURNS: tuple[Turn, ...] = ("turned", "rewritten", "numbers")
"""Numbers of a text change with every update of a running story, so they are told only where they are asked for."""

_TURNING = word_set(
    "not no never none nobody denies denied deny denial false fake wrong hoax untrue retracted retracts withdrawn withdraws "
    "corrected correction apologises apologizes unconfirmed unverified alleged allegedly cancelled canceled cancels postponed "
    "postpones suspended suspends halted halts collapse collapses collapsed fails failed rejects rejected refuses refused "
    "reverses reversed despite without stopped stops ends ended averted aborted"
)
_TURNING_PARTS = (
    "아니", "않", "없", "부인", "취소", "연기", "중단", "결렬", "거부", "철회", "정정", "오보", "否認", "否定", "中止", "延期", "撤回",
    "訂正", "拒否", "決裂", "誤報", "否认", "取消", "推迟", "撤回", "更正", "拒绝", "破裂", "未", "不",
)  # fmt: skip
"""Where words are not parted by spaces: what turns a sentence stands anywhere in it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPELLED = {
    word: str(number)
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
}


@dataclass(frozen=True, slots=True)
class HeadlineRules(DetectRules):
    """How changes are judged: `texts` of which something changed in one of the ways of `changes`, within the one window."""

    kind: Literal["headline"] = "headline"
    texts: int = 1
    changes: tuple[str, ...] = USUAL_TURNS


def turn_of(kind: str, before: str, after: str, similarity: float) -> Turn | None:
    """Say in which way a revision changes what was said; None where it only words it otherwise.

    Numbers are told first: what a death toll grew to matters more than how the rest reads.
    """
    if kind == "numbers":
        return "text_numbers"
    if kind != "headline":
        return None
    if _numbers(before) != _numbers(after):
        return "numbers"
    if _turning(before) != _turning(after):
        return "turned"
    return "rewritten" if similarity < REWRITTEN else None


def judge_headlines(counts: Sequence[Count], rules: HeadlineRules, watch_id: str, series: str) -> Spike:
    """Judge the last step: a change is a fact, so it fires when enough of them were seen, usual or not, and by anybody.

    The score is 1 at what is asked for and half as much more for each doubling of it. Chance and expectation are told where
    history allows, and decide nothing.
    """
    spike = judge(counts, rules, watch_id, series)
    seen = counts[max(len(counts) - max(rules.windows), 0) :]
    texts = sum(one.texts for one in seen)
    publishers = len(frozenset[str]().union(*(one.publishers for one in seen)))
    reached = texts / rules.texts
    verdict = UNDER_THRESHOLD if reached < 1 else TOO_FEW_PUBLISHERS if publishers < rules.min_publishers else HEADLINE
    known = spike.score > 0 or spike.p_value < 1
    return replace(
        spike,
        window=len(seen),
        observed=round(texts),
        expected=spike.expected if known else 0.0,
        total=sum(one.total for one in seen),
        score=1 + log2(reached) / 2 if reached >= 1 else reached,
        fired=verdict == HEADLINE,
        verdict=verdict,
        articles=sum(one.articles for one in seen),
        publishers=publishers,
    )


def _turning(title: str) -> Counter[str]:
    words = Counter(word for word in (one.lower() for one in _WORD.findall(title)) if word in _TURNING or "n't" in word)
    return words + Counter({part: title.count(part) for part in _TURNING_PARTS if part in title})


def _numbers(title: str) -> Counter[str]:
    spelled = (_SPELLED.get(word.lower()) for word in _WORD.findall(title))
    return Counter(_NUMBER.findall(title)) + Counter(number for number in spelled if number)
