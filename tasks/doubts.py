"""Say why an alert is not noise, check by check, and what speaks against it all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasks.absence import SilenceRules
from tasks.artefacts import ARTEFACTS
from tasks.grounds import Tally
from tasks.headlines import HeadlineRules
from tasks.incidents import check_line
from tasks.judgements import Spike
from tasks.kinds_of_rules import has_budget
from tasks.look import Look
from tasks.plain import plain
from tasks.share_shift import ShareRules, has_fallen
from tasks.source_silence import SourceLook

SHORT_HISTORY = 2.0
"""Half-lives of collected steps under which a level still rests on whatever happened to be in the news lately."""

HALF = 0.5
"""Share of the texts from which one publisher is the story."""

USUAL_SHARE = 0.75
"""Share of the usual sources under which a step is told to be thin; under a third it is not judged at all."""

NEAR_BAR = 1.25
"""Score up to which an alert is as rare as the budget of false alerts allows, and little more."""

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A look, and what is known of the texts it counted: how often the most printed one was reprinted, and whose they are.

    Countries and languages are empty where the sources judged by have only one, so that none is telling.
    """

    look: Look
    reprints: int
    publishers: Sequence[Tally]
    countries: Sequence[Tally]
    languages: Sequence[Tally]

    @property
    def joined(self) -> tuple[str, ...]:
        """The sources left out because they have just joined or returned."""
        return self._sources(self.look.panel.newcomers)

    @property
    def silent(self) -> tuple[str, ...]:
        """The sources left out because they are silent now."""
        return self._sources(self.look.panel.absent)

    @property
    def late(self) -> int:
        """Texts that became known late."""
        return int(self.look.in_window[:, 4].sum())

    def _sources(self, flags: Iterable[bool]) -> tuple[str, ...]:
        origins = zip(self.look.ledger.origins, flags, strict=True)
        return tuple(sorted({origin.source_id for origin, flag in origins if flag}))


def supports(spike: Spike, known: Circumstances) -> Iterator[str]:
    """Give a line for every check that was passed."""
    rules, panel = known.look.rules, known.look.panel
    silence = isinstance(rules, SilenceRules)
    if isinstance(rules, HeadlineRules):
        yield "the publisher changed it itself: both versions are kept, and a change of capitals or punctuation is none"
        return
    if spike.publishers >= rules.min_publishers and not silence:
        yield f"{spike.publishers} independent publishers where {rules.min_publishers} are asked for: {_names(known.publishers)}"
    yield from (check_line(check) for check in spike.checks if check.score >= check.needed)
    if panel.live >= USUAL_SHARE * panel.usual:
        yield f"{panel.live} sources brought something on the day judged, where {panel.usual:.1f} usually do"
    if spike.exposure != "time":
        yield "the expected number allows for how much was collected, and by whom: a busy, slack or missing day does not raise it"
    if silence:
        yield "no source mentioned it, also none that has just joined; sources that are silent altogether count on neither side"
    elif spike.verdict not in ARTEFACTS:
        copies = f", however often it is printed (one was {known.reprints + 1} times)" if known.reprints else ""
        yield f"not one wire story: a text counts once{copies}, and all that credit one agency are one publisher"
        left_out = f" (left out: {_list(known.joined)})" if known.joined else ""
        yield f"no source counts that has just joined or returned{left_out}"
    if not known.late and not silence:
        yield "none of the texts came late, as after an outage"


def doubts(spike: Spike, known: Circumstances) -> Iterator[str]:
    """Give a line for everything that speaks against an alert."""
    rules, panel = known.look.rules, known.look.panel
    yield from (check_line(check) for check in spike.checks if check.score < check.needed)
    if isinstance(rules, HeadlineRules):
        yield "words alone tell a reversal here; publishers also try headlines out, and shorten them"
        if len(known.publishers) == 1:
            yield f"one publisher alone: {plain(known.publishers[0].name)}"
        return
    gone = isinstance(rules, SilenceRules) or (isinstance(rules, ShareRules) and has_fallen(spike))
    if spike.publishers <= rules.min_publishers and not gone:
        yield f"no more publishers than the {rules.min_publishers} asked for"
    if spike.observed <= rules.min_texts and not gone:
        yield f"no more texts than the {rules.min_texts} asked for"
    yield from _one_sided(spike, known)
    if panel.live < USUAL_SHARE * panel.usual:
        yield f"only {panel.live} sources brought anything on the day judged, where {panel.usual:.1f} usually do"
    if known.silent:
        yield f"left out of all counts, because silent now: {_list(known.silent)}"
    if known.late:
        yield f"{known.late} of the texts became known late"
    if spike.history_steps < SHORT_HISTORY * rules.half_life:
        yield f"only {spike.history_steps} collected {spike.step}s stand behind what was expected"
    if spike.exposure != "texts":
        yield "the watch is so much of what is collected that a change of what the feeds collect would look alike"
    if has_budget(rules) and 1 <= spike.score < NEAR_BAR:
        months = 1 / rules.false_alerts_per_month
        yield (
            f"near the bar: score {spike.score:.2f} where 1 fires; by its budget this line alone raises one false alert in "
            f"{months:.3g} {'month' if months == 1 else 'months'}"
        )


def supports_of_source(spike: Spike, look: SourceLook) -> Iterator[str]:
    """Give a line for all that makes the silence of a source one of its own."""
    days = range(max(len(look.starts) - spike.window, 0), len(look.starts))
    answered = sum(look.heard[at].answered for at in days)
    if answered:
        yield f"its feeds answered {answered:,} times meanwhile, with nothing new"
    elif not look.polled:
        yield "other sources brought something on these days; it has no feed whose answers could be counted"
    yield "expected by its own rhythm: each day of the week has its usual number, and no silence before was as long"
    yield from (check_line(check) for check in spike.checks if check.score >= check.needed)


def doubts_of_source(spike: Spike, look: SourceLook) -> Iterator[str]:
    """Give a line for everything that speaks against the silence of a source."""
    yield from (check_line(check) for check in spike.checks if check.score < check.needed)
    if spike.history_steps < SHORT_HISTORY * look.rules.half_life:
        yield f"only {spike.history_steps} {spike.step}s stand behind what was expected"
    yield "a feed that has moved may go on answering, empty or as it was: `brinkwatch feeds check` tells"


def _one_sided(spike: Spike, known: Circumstances) -> Iterator[str]:
    """Give a line where one publisher, country or language is most of it."""
    leader = known.publishers[0] if known.publishers else None
    if leader is not None and leader.texts >= HALF * spike.observed and leader.texts > 1:
        yield f"{plain(leader.name)} alone brought {leader.texts} of the {spike.observed} texts"
    for tallies, what in ((known.countries, "publishers of one country"), (known.languages, "one language")):
        if len(tallies) == 1 and tallies[0].texts > 1:
            yield f"all texts are of {what}: {plain(tallies[0].name)}"


def _names(tallies: Sequence[Tally]) -> str:
    return _list([f"{one.name} {one.texts}" if one.texts else one.name for one in tallies])


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(plain(name) for name in names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown
