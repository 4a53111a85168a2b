"""How grave the failures of feeds are, what each weighs, and how long to leave the feed alone after it.

The weights are those of Media Cloud's rss-fetcher, which has watched 180,000 feeds for years: feeds do come back from
soft and temporary failures, so those count a half and a quarter of a hard one. It backs off linearly from intervals of
hours; ours begin at minutes, so the wait doubles with each point of weight.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

FailureKind = Literal["temporary", "soft", "hard", "gone"]
"""`temporary`: nobody answered, or asks to come later. `soft`: a wrong answer that often passes by itself. `hard`: this
address serves no feed. `gone`: the publisher says that it never will again."""

TEMPORARY = frozenset(
    {"dns", "timeout", "refused", "unreachable", "disconnected", "protocol_error"}
    | {"http_408", "http_425", "http_429", "http_5xx", "left_alone"}
)
SILENCE = frozenset({"dns", "timeout", "refused", "unreachable", "disconnected", "robots_unreachable", "left_alone"})
"""Reasons that come without any answer: where all have them, it is our own network that is gone."""
SOFT = frozenset(
    {"tls", "too_large", "redirect_loop", "too_many_redirects", "private_address", "empty_body"}
    | {"http_206", "http_304", "http_401", "http_403"}
)
"""Certificates are renewed, walls come down, portals of hotels hide the network for an evening."""

CONTENT = frozenset({"empty_body", "html_not_feed", "broken_xml", "broken_json", "not_feed", "sitemap_index"})
"""The server answered, and what it served was no feed: only reading it again can tell that it is mended."""

WEIGHTS: dict[FailureKind, float] = {"temporary": 0.25, "soft": 0.5, "hard": 1.0, "gone": 1.0}
FIRST: dict[FailureKind, timedelta] = {
    "temporary": timedelta(),  # as soon as the settings allow
    "soft": timedelta(hours=1),
    "hard": timedelta(hours=3),
    "gone": timedelta(days=1),
}
"""How long to wait after the first failure of a streak."""

LONGEST = timedelta(days=1)
"""Between two polls of a feed that fails softly or hard, however long it has."""

MOST_DOUBLINGS = 16.0


def is_silence(reason: str) -> bool:
    """Tell whether a reason says that no answer came."""
    return reason in SILENCE


def kind_of(reason: str) -> FailureKind:
    """Return how grave a reason is; what nobody foresaw is hard."""
    if reason == "http_410":
        return "gone"
    if reason in TEMPORARY:
        return "temporary"
    return "soft" if reason in SOFT else "hard"


def backoff(kind: FailureKind, weight: float, least: timedelta, most: timedelta) -> timedelta:
    """Return how long to leave a feed alone after a failure, whose streak with it weighs so much.

    first(kind) * 2 ** (weight before this failure); temporary ones end at `most`, the interval of a feed that rests.
    """
    doublings = min(weight - WEIGHTS[kind], MOST_DOUBLINGS)
    longest = most if kind == "temporary" else max(most, LONGEST)
    return min(max(FIRST[kind], least) * 2**doublings, longest)
