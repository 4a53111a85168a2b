"""An alert with all that it rests on, made of counts by the detector itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from tasks.baseline import baseline_csv, history_of, most_in
from tasks.decide import Telling, decide, follow
from tasks.detect import DetectRules, judge
from tasks.grounds import Grounds, Newcomer, Recount, Tally
from tasks.judgement_words import headline, reason_line
from tasks.judgements import Alert, Count, Evidence, Spike
from tasks.recount import rules_of_check

FIRST = datetime(2017, 2, 1, tzinfo=UTC)
DAYS = 40
RULES = DetectRules()
GAP = 33
"""A day on which nothing was collected."""

PAPERS = ("harbour-post", "hill-times", "river-mail")


def counts() -> list[Count]:
    """Return forty days of a hundred texts, now and then one on the subject, and nine on the last."""
    quiet = [
        Count(FIRST + timedelta(days=day), 0.0, 0.0)
        if day == GAP
        else Count(
            FIRST + timedelta(days=day),
            float(day % 4 == 0),
            100.1,
            int(day % 4 == 0),
            frozenset(PAPERS[: day % 4 == 0]),
        )
        for day in range(DAYS - 1)
    ]
    return [*quiet, Count(FIRST + timedelta(days=DAYS - 1), 9.0, 100.1, 11, frozenset(PAPERS))]


def spike() -> Spike:
    """Judge the last day."""
    return judge(counts(), RULES, "korea", "envoy")


def texts() -> tuple[Evidence, ...]:
    """Return six texts of three publishers, one a day older than the next."""
    last = FIRST + timedelta(days=DAYS - 1, hours=9)
    return tuple(
        Evidence(
            f"a{number}", f"{PAPERS[number % 3]}-online", f"https://paper.example/{number}", f"Envoy lands, part {number}",
            last - timedelta(hours=10 - number), f"Brekke came for the {number}th time.", 1 if number == 0 else 0, PAPERS[number % 3],
        )
        for number in range(6)
    )  # fmt: skip


def grounds() -> Grounds:
    """Return what the alert rests on."""
    judged = spike()
    judged_by = {
        "watch": "korea",
        "rule": "envoy",
        "series": "envoy",
        "name": "Envoy",
        "as_configured": {"korea": {"name": "Korea"}},
        "detection": asdict(RULES),
        "timezone": "UTC",
        "versions": {"brinkwatch": version("brinkwatch"), "rule": "abc", "clean": "1", "enrich": "1"},
    }
    without = [*counts()[:-1], replace(counts()[-1], texts=4.0, publishers=frozenset(PAPERS[1:]))]
    left = judge(without, rules_of_check(RULES, "one_publisher"), "", "")
    return Grounds(
        judged_at=judged.at + timedelta(hours=20),
        step="day",
        window=judged.window,
        exposure="texts",
        total=judged.total,
        history=history_of(counts(), RULES, judged.window),
        publishers=(Tally("harbour-post", 4), Tally("hill-times", 3), Tally("river-mail", 2)),
        countries=(Tally("NO", 9),),
        languages=(Tally("en", 6), Tally("ko", 3)),
        newcomers=(Newcomer("Brekke", "person", 9, 0, 0.0, 4.1), Newcomer("night ferry", "phrase", 4, 2, 0.5, 2.2)),
        supports=("3 independent publishers where 2 are asked for",),
        doubts=("all texts are of publishers of one country: NO",),
        counted=tuple(f"a{number}" for number in range(9)),
        uncounted=("copy",),
        recounts=(
            Recount(
                "one_publisher", "harbour-post", left.observed, left.expected, left.score, 0.5, baseline_csv(without)
            ),
            Recount("too_few_sources", "6.0 usual sources", 1, 6.0, 0.0, 1.0, ""),
        ),
        most_in=most_in(counts(), judged.window),
        baseline=baseline_csv(counts()),
        judged_by=json.dumps(judged_by),
        origins=(
            *((PAPERS[number % 3], "NO", "en" if number < 6 else "ko") for number in (*range(6), 6, 7, 9)),
            ("river-mail", "NO", "en"),
        ),
    )


def alert(**changes: object) -> Alert:
    """Return the alert."""
    judged = spike()
    told = Telling(
        headline("Korea", "Envoy", judged), reason_line(judged), texts(), (), texts()[0].published_at, grounds()
    )
    episode = follow(decide(None, judged), None, judged, told)
    assert episode is not None
    return replace(episode.alert, **changes)  # type: ignore[arg-type]


def as_bytes(values: Iterable[object]) -> bytes:
    """Write alerts or transitions down to the last digit, with moments in one zone."""

    def told(value: object) -> str:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)

    return "\n".join(sorted(json.dumps(asdict(one), default=told, sort_keys=True) for one in values)).encode()  # type: ignore[call-overload]
