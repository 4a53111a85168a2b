"""What rose against its own past: names and phrases by how many texts speak of them, then and now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

from tasks.match import Matcher
from tasks.names import word_set
from tasks.wire import AGENCIES

FEWEST_SCORE = 1.96
"""Standard deviations from which a rise is told: beyond them lies one in forty of what did not rise."""

AGENCY_NAMES = frozenset(name for names in AGENCIES.values() for name in names)
"""Who is credited rather than spoken of."""

PRIOR_TEXTS = 10.0
"""Texts that the common past of both sides counts as: what nine in ten texts mention must move by more than chance does."""

FLOOR_TEXTS = 1.0
"""And one text for everything: without it, what was never seen before would have no past to be compared with."""

LONGEST_PHRASE = 3
"""Words. Longer ones are quoted rather than talked of."""

PART_OF = 0.8
"""A phrase that stands in a longer one in so many of its texts is a part of that, and not shown by itself."""

PAIR_MARGIN = 0.5
"""A pair is news when it rose by so much more than either name: China and Tillerson, not Theresa May and Britain."""

PAIRED = " + "
"""Between the ids of a pair."""

_STOP = word_set(
    "a about above according across after again against ago all almost along already also although always am among an and another any "
    "anyone are around as asked at away back be became because become been before began behind being below between both but by call "
    "called came can cannot come could day days despite did do does doing done down due during each early either else end enough even "
    "ever every few first five followed following for former four from full further gave get give given go going good got had half has "
    "have having he her here him his how however i if in including into is it its itself just kept know known last late later latest "
    "least less let like likely little long made make makes making many may me member members might million month months more most much "
    "must my near need never new next night no nor not nothing now number of off often on once one only or other others our out over own "
    "part people per percent place point put quite rather re really recent right said same saw say saying says second see seen set "
    "several she should show since six so some something soon still such take taken tell ten than that the their them then there these "
    "they thing things think third this those though thought three through thus time times to today told too took toward towards two "
    "under until up upon us use used very via want wants was way we week weeks well went were what when where whether which while who "
    "whole whom whose why will with within without would year years yes yesterday yet you your"
)
_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october "
    "november december morning afternoon evening gmt est edt"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\S")


@dataclass(frozen=True, slots=True)
class Rise:
    """Something that is spoken of in `texts` of the texts now, `before` of those before, and by how many publishers now.

    `expected` is what its past makes of as many texts as there are now; `score` counts standard deviations.
    """

    term_id: str
    name: str
    kind: str
    texts: int
    before: int
    publishers: int
    expected: float
    score: float


def log_odds(now: int, before: int, all_now: int, all_before: int) -> float:
    """Score a rise: the log odds ratio of two shares with an informative prior, over its standard deviation.

    After Monroe, Colaresi and Quinn 2008 (Fightin' Words), equations 16, 19 and 22, with texts for words, so that the
    prior is a Beta distribution: the share in both sides together, worth PRIOR_TEXTS, and FLOOR_TEXTS with and without.
    """
    share = (now + before) / (all_now + all_before)
    with_it, without = FLOOR_TEXTS + PRIOR_TEXTS * share, FLOOR_TEXTS + PRIOR_TEXTS * (1 - share)
    ours, theirs = now + with_it, before + with_it
    ratio = log(ours / (all_now - now + without)) - log(theirs / (all_before - before + without))
    return ratio / sqrt(1 / ours + 1 / theirs)


def expected_texts(before: int, all_now: int, all_before: int) -> float:
    """Return how many of the texts now would speak of something if nothing had changed."""
    return before / all_before * all_now if all_before else 0.0


def phrases(text: str) -> set[str]:
    """Return the phrases of two and three words in a text, in lower case: no function word at their ends, no days, no digits."""
    found: set[str] = set()
    for run in _runs(text):
        for start in range(len(run)):
            for length in range(2, LONGEST_PHRASE + 1):
                words = run[start : start + length]
                if len(words) == length and words[0] not in _STOP and words[-1] not in _STOP:
                    found.add(" ".join(words))
    return found


def _runs(text: str) -> Iterator[list[str]]:
    """Yield the words between punctuation and days."""
    run: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        if word[0].isalpha() and word not in _CALENDAR:
            run.append(word)
        else:
            yield run
            run = []
    yield run


def frequent_phrases(
    texts: Iterable[tuple[str, str]], fewest: int, fewest_publishers: int
) -> dict[str, tuple[int, int]]:
    """Count phrases over (publisher, text): how many texts and publishers have each that enough of both have."""
    counts: Counter[str] = Counter()
    publishers: dict[str, set[str]] = {}
    for publisher, text in texts:
        for phrase in phrases(text):
            counts[phrase] += 1
            publishers.setdefault(phrase, set()).add(publisher)
    return {
        phrase: (number, len(publishers[phrase]))
        for phrase, number in counts.items()
        if number >= fewest and len(publishers[phrase]) >= fewest_publishers
    }


def count_phrases(texts: Iterable[str], wanted: Iterable[str]) -> Counter[str]:
    """Count in how many texts each of the wanted phrases stands."""
    matcher = Matcher([(phrase, phrase) for phrase in wanted])
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({match.payload for match in matcher.candidates(text)})
    return counts


def phrase_rows(
    now: Iterable[tuple[str, str]], before: Iterable[str], fewest: int, fewest_publishers: int
) -> list[dict[str, Any]]:
    """Count the frequent phrases of (publisher, text) now and in the texts before: rows as those of names."""
    found = frequent_phrases(now, fewest, fewest_publishers)
    past = count_phrases(before, found)
    return [
        {"term_id": phrase, "name": phrase, "kind": "phrase", "texts": texts, "before": past[phrase], "publishers": publishers}
        for phrase, (texts, publishers) in found.items()
    ]  # fmt: skip


def rise_of(row: Mapping[str, Any], all_now: int, all_before: int) -> Rise:
    """Score a row of counts against the numbers of all texts."""
    texts, before = row["texts"], row["before"]
    return Rise(
        term_id=row["term_id"],
        name=row["name"],
        kind=row["kind"],
        texts=texts,
        before=before,
        publishers=row["publishers"],
        expected=expected_texts(before, all_now, all_before),
        score=log_odds(texts, before, all_now, all_before),
    )


def is_told(rise: Rise) -> bool:
    """Tell whether a rise is more than chance, and of something that is spoken of."""
    return rise.score >= FEWEST_SCORE and AGENCY_NAMES.isdisjoint(rise.name.split(PAIRED))


def told(rises: Iterable[Rise]) -> list[Rise]:
    """Return the rises that say something by themselves, the strongest first.

    Left out are phrases that are parts of longer ones or made of names that rose, and pairs that rose no more than either
    of their names; a name leads one pair only.
    """
    ordered = sorted(rises, key=lambda one: (-one.score, one.term_id))
    scores = {one.term_id: one.score for one in ordered}
    names = _by_word((one, one.name.lower()) for one in ordered if one.kind not in ("phrase", "pair"))
    phrases_risen = _by_word((one, one.name) for one in ordered if one.kind == "phrase")
    paired: set[str] = set()
    shown = []
    for one in ordered:
        if one.kind == "phrase" and _said_already(one, names, phrases_risen):
            continue
        if one.kind == "pair":
            members = one.term_id.split(PAIRED)
            if paired.intersection(members) or any(scores.get(name, 0.0) + PAIR_MARGIN > one.score for name in members):
                continue
            paired.update(members)
        shown.append(one)
    return shown


def _by_word(named: Iterable[tuple[Rise, str]]) -> dict[str, list[tuple[Rise, str]]]:
    """Return rises with their names by each word of these: what overlaps shares one."""
    found: dict[str, list[tuple[Rise, str]]] = {}
    for one, name in named:
        for word in set(name.split()):
            found.setdefault(word, []).append((one, name))
    return found


def _said_already(
    one: Rise, names: Mapping[str, Sequence[tuple[Rise, str]]], others: Mapping[str, Sequence[tuple[Rise, str]]]
) -> bool:
    words = one.name.split()
    if any(_overlap(one.name, name) for word in words for _, name in names.get(word, ())):
        return True
    return any(
        other is not one and _within(one.name, name) and other.texts >= PART_OF * one.texts
        for other, name in others.get(words[0], ())
    )


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def _overlap(phrase: str, name: str) -> bool:
    """Tell whether a phrase and a name stand in one another, or one begins with how the other ends."""
    ours, its = phrase.split(), name.split()
    shared = range(1, min(len(ours), len(its)) + 1)
    ends = any(ours[-size:] == its[:size] or its[-size:] == ours[:size] for size in shared if len(its) > 1)
    return ends or _within(phrase, name) or _within(name, phrase)
