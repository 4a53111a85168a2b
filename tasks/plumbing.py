"""News or plumbing: judge a series by a panel of settled sources, and look again without what may be plumbing.

A spike has to stand without the publisher that contributes most, without texts that came late, and without sources that
have just joined or returned. What does not is an artefact: its verdict says of which kind, and its checks hold the numbers.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tasks.absence import SilenceRules
from tasks.artefacts import BACKLOG, NEW_SOURCE, ONE_DENOMINATOR, ONE_PUBLISHER, SOURCE_MIX, TOO_FEW_SOURCES
from tasks.headlines import HeadlineRules
from tasks.judgements import Check, Count, Spike
from tasks.look import Look
from tasks.novelty import KNOWN_BEFORE, NewRules, was_known
from tasks.recount import Recount, counts_of, judged_again
from tasks.share_shift import ShareRules, has_fallen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

STILL_UNUSUAL = 0.5
"""Score that is left without the strongest publisher or without late texts: half the bar, as what keeps an alert open. The
full bar would ask a small event for one publisher more than `min_publishers`."""


Examination = Generator[Sequence[Recount], Sequence[Spike], Spike]
"""Asks how its look is judged when counted so or so, is sent the judgements, and returns what holds."""


def examine(look: Look) -> Spike:
    """Judge a series by its panel of sources; an artefact does not fire, and its verdict names it."""
    return examine_all([look])[0]


def examine_all(looks: Sequence[Look]) -> list[Spike]:
    """Judge several series; those by the hour are judged together, which costs little more than one."""
    found: dict[int, Spike] = {}
    running = {at: _examination(look) for at, look in enumerate(looks)}
    asked = {at: next(one) for at, one in running.items()}
    while asked:
        judged = iter(judged_again([(looks[at], one) for at, many in asked.items() for one in many]))
        before, asked = asked, {}
        for at, many in before.items():
            try:
                asked[at] = running[at].send([next(judged) for _ in many])
            except StopIteration as ended:
                found[at] = ended.value
    return [found[at] for at in range(len(looks))]


def _examination(look: Look) -> Examination:
    """Judge a look, and again without what may be plumbing."""
    panel, everyone = look.panel, Recount(np.ones_like(look.panel.newcomers))
    headline = isinstance(look.rules, HeadlineRules)  # a fact, whoever it is of: no part of it can be plumbing
    [spike] = yield [everyone if headline else Recount(panel.members)]
    if headline:
        return spike
    if isinstance(look.rules, NewRules) and was_known(look.subject.cells, len(look.starts) - 1, look.rules):
        return replace(spike, fired=False, verdict=KNOWN_BEFORE, score=0.0)
    if isinstance(look.rules, SilenceRules) and spike.fired:
        [of_all] = yield [everyone]
        if not of_all.fired:
            return of_all
    return (yield from _stands(look, spike) if spike.fired else _stays_quiet(look, spike, everyone))


def _stays_quiet(look: Look, spike: Spike, everyone: Recount) -> Examination:
    """Tell whether newcomers alone would have made a quiet look fire."""
    if look.panel.too_few:
        return replace(spike, verdict=TOO_FEW_SOURCES, score=0.0)
    newcomers = "" if isinstance(look.rules, SilenceRules) else _of_newcomers(look)
    if not newcomers:
        return spike
    [of_all] = yield [everyone]
    if not of_all.fired:
        return spike
    check = Check(NEW_SOURCE, newcomers, spike.observed, spike.expected, spike.score, 1.0)
    return replace(of_all, fired=False, verdict=NEW_SOURCE, checks=(check,))


def _stands(look: Look, spike: Spike) -> Examination:
    """Tell whether what fired stands without what may be plumbing."""
    panel, checks = look.panel, []
    if panel.too_few:
        checks.append(Check(TOO_FEW_SOURCES, f"{panel.usual:.1f} usual sources", panel.live, panel.usual, 0.0, 1.0))
    recounts = list(_recounts(look, spike))
    left = yield recounts
    checks += [
        Check(one.label, one.without, again.observed, again.expected, again.score, STILL_UNUSUAL)
        for one, again in zip(recounts, left, strict=True)
    ]
    spike = replace(spike, checks=tuple(checks))
    failed = [check for check in checks if check.score < check.needed]
    return replace(spike, fired=False, verdict=failed[0].label) if failed else spike


def counted(look: Look, spike: Spike) -> tuple[list[Count], Flags]:
    """Return the steps that a judgement of this look was made from, and the origins that they count."""
    everyone = spike.verdict == NEW_SOURCE or isinstance(look.rules, HeadlineRules)
    members = np.ones_like(look.panel.newcomers) if everyone else look.panel.members
    return counts_of(look, Recount(members)), members


def counted_again(look: Look, spike: Spike) -> list[tuple[Check, list[Count]]]:
    """Return the checks of a judgement, each with the steps it was made from: none where it is no count."""
    if spike.verdict == NEW_SOURCE:
        again = {(NEW_SOURCE, check.without): Recount(look.panel.members) for check in spike.checks}
    else:
        again = {(one.label, one.without): one for one in _recounts(look, spike)}
    asked = [(check, again.get((check.label, check.without))) for check in spike.checks]
    return [(check, counts_of(look, one) if one else []) for check, one in asked]


def _of_newcomers(look: Look) -> str:
    """Name the newcomers that anything in the windows is of."""
    newcomers, origins = look.panel.newcomers, look.ledger.origins
    theirs = {origins[origin].source_id for origin in look.in_window[:, 1].tolist() if newcomers[origin]}
    return ", ".join(sorted(theirs))


def _recounts(look: Look, spike: Spike) -> Iterator[Recount]:
    """Look again without the wire or publisher, and the owner, that printed most, and without texts that came late.

    Of a silence and of a share that fell, those that printed most before: a feed that brings them no more must not be all
    there is to it. A share also has to have shifted by its other denominator, and with each source at its usual weight.
    """
    texts: dict[tuple[str, str], int] = {}
    origins, members = look.ledger.origins, look.panel.members
    share = isinstance(look.rules, ShareRules)
    before = isinstance(look.rules, SilenceRules) or (share and has_fallen(spike))
    for _, at, brought, *_ in (look.subject.cells if before else look.in_window).tolist():
        if members[at]:
            for name in {("publisher", origins[at].publisher), ("owner", origins[at].owner)}:
                texts[name] = texts.get(name, 0) + brought
    seen = set()
    for kind in ("publisher", "owner") if texts and not look.alone else ():
        strongest = max((one for one in texts if one[0] == kind), key=lambda one: (texts[one], one))
        others = np.array([getattr(origin, kind) != strongest[1] for origin in origins])
        if others.tobytes() not in seen:
            seen.add(others.tobytes())
            yield Recount(members & others, ONE_PUBLISHER, strongest[1], gates=False)
    late = int(look.in_window[:, 4].sum())
    if late:
        yield Recount(members, BACKLOG, f"{late} late texts", drop_late=True, gates=False)
    if share and not members.all():
        total = round(look.ledger.totals[-spike.window :].sum())
        without = f"leaving any source out, of all {total:,} texts"
        yield Recount(np.ones_like(members), ONE_DENOMINATOR, without, gates=False)
    if share:
        yield Recount(members, SOURCE_MIX, "any change in who brings how much", weigh=True, gates=False)
