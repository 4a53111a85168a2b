"""News or plumbing: judge a series by a panel of settled sources, and look again without what may be plumbing.

A spike has to stand without the publisher that contributes most, without texts that came late, and without sources that
have just joined or returned. What does not is an artefact: its verdict says of which kind, and its checks hold the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tasks.absence import SilenceRules
from tasks.artefacts import BACKLOG, NEW_SOURCE, ONE_DENOMINATOR, ONE_PUBLISHER, SOURCE_MIX, TOO_FEW_SOURCES
from tasks.detect import DetectRules
from tasks.headlines import HeadlineRules
from tasks.judge_hours import HourRules, Lot, judge_lot
from tasks.judgements import Check, Count, Spike
from tasks.kinds_of_rules import judge_by
from tasks.look import Look
from tasks.novelty import KNOWN_BEFORE, NewRules, was_known
from tasks.panel import as_time, rates_of
from tasks.rising_rules import RisingRules
from tasks.share_shift import ShareRules, has_fallen
from tasks.threshold import ThresholdRules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Cells = NDArray[np.int64]

CELL_FIELDS = 5
"""Row, origin, texts, articles and late texts."""

NOBODY = frozenset[str]()

STILL_UNUSUAL = 0.5
"""Score that is left without the strongest publisher or without late texts: half the bar, as what keeps an alert open. The
full bar would ask a small event for one publisher more than `min_publishers`."""


def examine_all(looks: Sequence[Look]) -> list[Spike]:
    """Judge several series; those by the hour with the same rules and stretch are judged together, which costs as much as one."""
    lots: dict[tuple[HourRules, int], list[int]] = {}
    for at, look in enumerate(looks):
        if isinstance(look.rules, HourRules):
            lots.setdefault((look.rules, len(look.starts)), []).append(at)
    first: dict[int, Spike] = {}
    for (rules, _), lot in lots.items():
        subjects = [looks[at].subject for at in lot]
        made = [_lot(looks[at], max(rules.windows)) for at in lot]
        judged = judge_lot(made, rules, [(one.watch_id, one.series) for one in subjects])
        first |= {
            at: _of_look(looks[at], looks[at].panel.members, spike) for at, spike in zip(lot, judged, strict=True)
        }
    return [examine(look, first.get(at)) for at, look in enumerate(looks)]


def _lot(look: Look, longest: int) -> Lot:
    """Return a series by its panel, with only the last steps written out."""
    cells, exposure = _measured(look, look.panel.members, drop_late=False)
    texts = np.bincount(cells[:, 0], cells[:, 2], len(exposure)).astype(np.float64)
    return Lot(texts, exposure, _steps(look, cells, exposure, max(len(exposure) - longest, 0)))


def examine(look: Look, judged: Spike | None = None) -> Spike:
    """Judge a series by its panel of sources; an artefact does not fire, and its verdict names it.

    `judged` is what its panel says, where that is known.
    """
    panel = look.panel
    if isinstance(look.rules, HeadlineRules):  # a fact, whoever it is of: no part of it can be plumbing
        return _judged(look, np.ones_like(panel.newcomers))
    spike = judged or _judged(look, panel.members)
    if isinstance(look.rules, NewRules) and was_known(look.subject.cells, len(look.starts) - 1, look.rules):
        return replace(spike, fired=False, verdict=KNOWN_BEFORE, score=0.0)
    silence = isinstance(look.rules, SilenceRules)
    if silence and spike.fired and not (everyone := _judged(look, np.ones_like(panel.newcomers))).fired:
        return everyone
    if not spike.fired:
        if panel.too_few:
            return replace(spike, verdict=TOO_FEW_SOURCES, score=0.0)
        return spike if silence else _without_newcomers(look, spike)
    checks = []
    if panel.too_few:
        checks.append(Check(TOO_FEW_SOURCES, f"{panel.usual:.1f} usual sources", panel.live, panel.usual, 0.0, 1.0))
    checks += [_check(look, one) for one in _recounts(look, spike)]
    spike = replace(spike, checks=tuple(checks))
    failed = [check for check in checks if check.score < check.needed]
    return replace(spike, fired=False, verdict=failed[0].label) if failed else spike


def counted(look: Look, spike: Spike) -> tuple[list[Count], Flags]:
    """Return the steps that a judgement of this look was made from, and the origins that they count."""
    everyone = spike.verdict == NEW_SOURCE or isinstance(look.rules, HeadlineRules)
    members = np.ones_like(look.panel.newcomers) if everyone else look.panel.members
    return _counts(look, members, drop_late=False), members


def counted_again(look: Look, spike: Spike) -> list[tuple[Check, list[Count]]]:
    """Return the checks of a judgement, each with the steps it was made from: none where it is no count."""
    members = {NEW_SOURCE: _counts(look, look.panel.members, drop_late=False)} if spike.verdict == NEW_SOURCE else {}
    again = {(one.label, one.without): one for one in _recounts(look, spike)} if spike.verdict != NEW_SOURCE else {}
    found = []
    for check in spike.checks:
        one = again.get((check.label, check.without))
        series = (
            _counts(look, one.members, drop_late=one.drop_late, weigh=one.weigh)
            if one
            else members.get(check.label, [])
        )
        found.append((check, series))
    return found


def rules_of_check(rules: DetectRules, label: str) -> DetectRules:
    """Return how a count is judged when it is looked at again: by rarity alone, but for what newcomers leave."""
    return rules if label == NEW_SOURCE else replace(rules, min_texts=0, min_publishers=0, min_history=0)


def _without_newcomers(look: Look, judged: Spike) -> Spike:
    """Return what was judged, or the artefact where newcomers alone would have made it fire."""
    newcomers = look.panel.newcomers
    theirs = {origin for _, origin, *_ in look.in_window if newcomers[origin]}
    if not theirs:
        return judged
    everyone = _judged(look, np.ones_like(newcomers))
    if not everyone.fired:
        return judged
    names = ", ".join(sorted({look.ledger.origins[origin].source_id for origin in theirs}))
    check = Check(NEW_SOURCE, names, judged.observed, judged.expected, judged.score, 1.0)
    return replace(everyone, fired=False, verdict=NEW_SOURCE, checks=(check,))


@dataclass(frozen=True, slots=True)
class _Recount:
    """What a spike has to stand without."""

    label: str
    without: str
    members: Flags
    drop_late: bool = False
    weigh: bool = False


def _recounts(look: Look, spike: Spike) -> Iterator[_Recount]:
    """Look again without the wire or publisher, and the owner, that printed most, and without texts that came late.

    Of a silence and of a share that fell, those that printed most before: a feed that brings them no more must not be all
    there is to it. A share also has to have shifted by its other denominator, and with each source at its usual weight.
    """
    texts: dict[tuple[str, str], int] = {}
    origins, members = look.ledger.origins, look.panel.members
    share = isinstance(look.rules, ShareRules)
    before = isinstance(look.rules, SilenceRules) or (share and has_fallen(spike))
    for _, at, brought, *_ in look.subject.cells if before else look.in_window:
        if members[at]:
            for name in {("publisher", origins[at].publisher), ("owner", origins[at].owner)}:
                texts[name] = texts.get(name, 0) + brought
    seen = set()
    for kind in ("publisher", "owner") if texts and not look.alone else ():
        strongest = max((one for one in texts if one[0] == kind), key=lambda one: (texts[one], one))
        others = np.array([getattr(origin, kind) != strongest[1] for origin in origins])
        if others.tobytes() not in seen:
            seen.add(others.tobytes())
            yield _Recount(ONE_PUBLISHER, strongest[1], members & others)
    late = sum(cell[4] for cell in look.in_window)
    if late:
        yield _Recount(BACKLOG, f"{late} late texts", members, drop_late=True)
    if share and not members.all():
        total = round(look.ledger.totals[-spike.window :].sum())
        yield _Recount(ONE_DENOMINATOR, f"leaving any source out, of all {total:,} texts", np.ones_like(members))
    if share:
        yield _Recount(SOURCE_MIX, "any change in who brings how much", members, weigh=True)


def _check(look: Look, one: _Recount) -> Check:
    left = _judged(look, one.members, drop_late=one.drop_late, gates=False, weigh=one.weigh)
    return Check(one.label, one.without, left.observed, left.expected, left.score, STILL_UNUSUAL)


def _judged(look: Look, members: Flags, *, drop_late: bool = False, gates: bool = True, weigh: bool = False) -> Spike:
    """Judge by some origins only; without `gates`, by rarity alone, from however much history."""
    rules = look.rules if gates else rules_of_check(look.rules, "")
    counts = _counts(look, members, drop_late=drop_late, weigh=weigh)
    return _of_look(look, members, judge_by(counts, rules, look.subject.watch_id, look.subject.series))


def _of_look(look: Look, members: Flags, spike: Spike) -> Spike:
    """Tell a judgement's texts collected and what it was measured against."""
    whole = look.subject.against if isinstance(look.rules, RisingRules) else look.ledger.totals
    collected = whole[-spike.window :, members].sum()
    return replace(spike, total=float(collected), exposure=look.subject.exposure)


def _counts(look: Look, members: Flags, *, drop_late: bool, weigh: bool = False) -> list[Count]:
    """Return the steps of the series as some origins had them; late texts are dropped from the windows only.

    `weigh` measures also a share against each source at its usual weight.
    """
    cells, exposure = _measured(look, members, drop_late=drop_late, weigh=weigh)
    return _steps(look, cells, exposure, 0)


def _measured(look: Look, members: Flags, *, drop_late: bool, weigh: bool = False) -> tuple[Cells, Floats]:
    """Return what some origins brought of the series, and by step what that is measured against."""
    panel, ledger = look.panel, look.ledger
    against = look.subject.against * members
    cells = np.array(look.subject.cells, dtype=np.int64).reshape(-1, CELL_FIELDS)
    cells = cells[members[cells[:, 1]]]
    if drop_late and not isinstance(look.rules, RisingRules):  # how many texts of a watch came late is not on record
        against[panel.guard :] -= (ledger.late[panel.guard :] * members).clip(max=against[panel.guard :])
    if drop_late:
        cells[:, 2] -= cells[:, 4] * (cells[:, 0] >= panel.guard)
    if isinstance(look.rules, ThresholdRules | HeadlineRules | ShareRules) and not weigh:
        exposure = against.sum(axis=1)  # a share is one of what was collected, whoever specialises in what
    elif look.subject.exposure == "time":
        exposure = as_time(against, panel)
    else:
        exposure = ledger.by_source(against) @ rates_of(ledger, panel, against, cells)
    return cells, exposure


def _steps(look: Look, cells: Cells, exposure: Floats, since: int) -> list[Count]:
    """Return the steps of a series from a row on."""
    late = cells[np.searchsorted(cells[:, 0], since) :]
    texts, articles = (np.bincount(late[:, 0] - since, late[:, field], len(exposure) - since) for field in (2, 3))
    publishers: dict[int, set[str]] = {}
    for row, origin in late[:, :2].tolist():
        publishers.setdefault(row, set()).add(look.ledger.origins[origin].publisher)
    totals: list[float] = exposure[since:].tolist()
    counted = zip(texts.astype(np.int64).tolist(), totals, articles.astype(np.int64).tolist(), strict=True)
    return [
        Count(look.starts[at], matching, total, printed, frozenset(publishers.get(at, NOBODY)))
        for at, (matching, total, printed) in enumerate(counted, since)
    ]
