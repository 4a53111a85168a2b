"""What a bundle says of itself, in words."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import Any

from tasks.grounds import Grounds
from tasks.judgements import Alert
from tasks.plain import plain

WIDTH = 100

ABOUT_QUERY = """\
-- The texts behind the alert: ask it of the warehouse with `brinkwatch query query.sql`.
-- How each number was counted:
--   observed    distinct texts in the window that count for the series, by the sources judged by: the rows below that are an
--               `original` and `counted` in texts.csv. A copy of an older text, or a text of a source that had just joined or
--               had fallen silent, is listed and not counted.
--   articles    the same with every reprint; publishers, the independent ones behind them (owner group or credited agency).
--   total       all distinct texts that the same sources brought in the window, on whatever.
--   expected    the series' level times the exposure of the window (column total of baseline.csv), learnt from the days before.
--   p, score    the chance of as many or more texts, and its logarithm over that of the bar that the budget sets.
-- Known then is what had been seen and fetched, or imported, at the moment of judgement.
"""

_FILES = (
    ("alert.html", "the alert as a page, with its chart"),
    ("alert.json", "the same for programs, with every judgement and transition"),
    (
        "baseline.csv",
        "the whole series that it was judged from, one row a step: texts, exposure (total), articles, publishers",
    ),
    ("rule.yaml", "the rule and its watch as they were, the settings of detection, and the versions"),
    ("checks.csv", "what was looked at again before it was believed; passed where score >= needed"),
    ("check-N.csv", "the series of each of these checks, in the form of baseline.csv"),
    ("texts.csv", "the texts behind it: where, when, the sentence that counted, and SHA-256 of page and text"),
    ("query.sql", "how the numbers were counted, and the question that finds the texts"),
    ("MANIFEST", "SHA-256 of every file"),
)


_AGAINST = {
    "texts": "in proportion to all texts collected",
    "other_texts": "in proportion to the texts collected on anything else, because the watch is over a quarter of all",
    "time": "a number a step, because the watch is over half of all that is collected",
}


def readme(alert: Alert, grounds: Grounds, judged_by: Mapping[str, Any]) -> str:
    """Explain a bundle to somebody who has never seen one."""
    versions = judged_by["versions"]
    paragraphs = [
        plain(alert.headline),
        f"This bundle holds what alert {alert.alert_id} rests on, as it was known at {grounds.judged_at:%Y-%m-%d %H:%M:%S} UTC. Check it, "
        "offline and without the warehouse, with",
        "    brinkwatch verify FILE.zip",
        "It compares every hash, computes the expected number, the chance and the score anew from baseline.csv and rule.yaml with the "
        "detector itself, and makes this file, alert.html and query.sql anew from the others. With the option --warehouse it also looks "
        "whether alert, rule and articles are there unchanged. Nothing is signed: who made the bundle has to be known otherwise.",
        f"What was expected is {_AGAINST[grounds.exposure]}. Days are those of {judged_by['timezone']}. Judged by Brinkwatch "
        f"{versions['brinkwatch']}; texts cleaned by {versions['clean']}, read by {versions['enrich']}.",
        "The articles themselves are not in here; they belong to their publishers. Their sentences are quoted as evidence, and their "
        "hashes tell whether a copy elsewhere is the same.",
    ]
    words = "\n\n".join(one if one.startswith(" ") else fill(one, WIDTH, break_on_hyphens=False) for one in paragraphs)
    return words + "\n\n" + "".join(f"{name:<14}{about}\n" for name, about in _FILES)
