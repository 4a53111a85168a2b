"""Check that the parts of a bundle belong together: its times and states, its texts and what the alert says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from tasks.baseline import most_in
from tasks.decide import days_of
from tasks.detect import DetectRules
from tasks.finding import Finding, said
from tasks.grounds import Tally
from tasks.headlines import HeadlineRules
from tasks.judgements import Alert, Count, Evidence, Spike, Transition
from tasks.plain import plain

ENDED = frozenset({"resolved", "unconfirmed"})
OPEN = frozenset({"pending", "firing", "recovering"})

Row = Mapping[str, str]


def belonging(
    alert: Alert,
    transitions: Sequence[Transition],
    texts: Sequence[Row],
    counts: Sequence[Count],
    rules: DetectRules,
    spike: Spike,
) -> Iterator[Finding]:
    """Compare an alert, as read back from its bundle, with its judgement made anew and with the other parts."""
    yield from _rests_on(alert, counts, rules, spike)
    yield from _times(alert, spike)
    yield from _states(alert, transitions)
    yield from _origins(alert, texts)
    yield from _quoted(alert.evidence, texts)


def _rests_on(alert: Alert, counts: Sequence[Count], rules: DetectRules, spike: Spike) -> Iterator[Finding]:
    """Compare what the alert says of its grounds."""
    grounds = alert.grounds
    assert grounds is not None
    noun = "entry" if "source" in grounds_rule(alert) else "change" if isinstance(rules, HeadlineRules) else "text"
    back = 0 if noun == "entry" else most_in(counts, spike.window)
    pairs: tuple[tuple[str, object, object], ...] = (
        ("step", grounds.step, spike.step),
        ("texts", alert.texts, spike.observed),
        ("most in", grounds.most_in, back),
        ("counts", grounds.noun, noun),
    )
    wrong = [f"{name} is {plain(str(told))} where {found} follows" for name, told, found in pairs if told != found]
    yield Finding(not wrong, f"what it was judged against recomputed: {'; '.join(wrong) or 'equal'}")


def grounds_rule(alert: Alert) -> dict[str, object]:
    """Return the rule that an alert was judged by."""
    import json

    return dict(json.loads(alert.grounds.judged_by)) if alert.grounds is not None else {}


def _times(alert: Alert, spike: Spike) -> Iterator[Finding]:
    """Compare the days of the window, and the order of its moments."""
    first, last = days_of(spike)
    same = (alert.window_start, alert.window_end) == (first, last)
    yield Finding(
        same, f"window {alert.window_start} to {alert.window_end}: {said(same, 'to the last days of baseline.csv')}"
    )
    judged_at = alert.grounds.judged_at if alert.grounds is not None else spike.at
    order = alert.opened_at <= spike.at <= alert.updated_at and judged_at >= spike.at
    yield Finding(order, f"opened, judged and last looked at: {'in this order' if order else 'NOT in this order'}")


def _states(alert: Alert, transitions: Sequence[Transition]) -> Iterator[Finding]:
    """Check that state and end fit each other, and both what is told of how they came about."""
    ended = alert.resolved_at is not None
    fits = (
        (alert.state in ENDED) == ended
        if alert.state in ENDED | OPEN
        else True  # plumbing keeps its state when it ends
    )
    fits = fits and (not ended or alert.resolved_at == alert.updated_at)
    shown = f"state {alert.state}, {f'ended {alert.resolved_at:%Y-%m-%d %H:%M}' if alert.resolved_at else 'not ended'}"
    if not transitions:
        yield Finding(fits, f"{shown}: {'fits' if fits else 'does NOT fit'} its last look; no transitions are kept")
        return
    first, last = transitions[0], transitions[-1]
    faults = [
        *([] if fits else ["state and end do not fit"]),
        *([] if {one.alert_id for one in transitions} == {alert.alert_id} else ["they are of another alert"]),
        *(
            []
            if (first.from_state, first.step_start) == ("", alert.opened_at)
            else ["they do not begin at its opening"]
        ),
        *([] if last.to_state == alert.state else [f"they end with {plain(last.to_state)}"]),
        *([] if _rising(one.judged_at for one in transitions) else ["they are not in order"]),
        *([] if _joined(transitions) else ["one does not begin where the one before ended"]),
    ]
    if alert.state in ENDED and last.step_start != alert.resolved_at:
        faults.append(f"they end on {last.step_start:%Y-%m-%d %H:%M}")
    yield Finding(not faults, f"{shown}, by its transitions: {'; '.join(faults) or 'fits'}")


def _rising(moments: Iterable[object]) -> bool:
    told: list[object] = list(moments)
    return told == sorted(told)  # type: ignore[type-var]


def _joined(transitions: Sequence[Transition]) -> bool:
    return all(one.to_state == after.from_state for one, after in pairwise(transitions))


def _origins(alert: Alert, texts: Sequence[Row]) -> Iterator[Finding]:
    """Count publishers, countries and languages from the texts themselves."""
    grounds = alert.grounds
    assert grounds is not None
    if not grounds.counted:
        return
    counted = [row for row in texts if row["counted"] == "true"]
    gone = sum(not row["publisher"] for row in counted)
    tallies: tuple[tuple[str, Sequence[Tally], Callable[[Row], str]], ...] = (
        ("publisher", grounds.publishers, lambda row: row["publisher"]),
        ("country", grounds.countries, lambda row: row["country"]),
        ("language", grounds.languages, lambda row: row["language"]),
    )
    for what, told, of in tallies:
        found = Counter(plain(of(row)) for row in counted if of(row))
        wanted = Counter({plain(one.name): one.texts for one in told if one.texts})
        missing = wanted - found
        same = found <= wanted and missing.total() <= gone
        line = f"{what} of each counted text of texts.csv, {len(found)} in all: {said(same, 'to those of the alert')}"
        yield Finding(same, f"{line}{f'; {gone} are no longer told' if gone else ''}")
    named = len(grounds.publishers)
    yield Finding(
        named == alert.publishers, f"{named} publishers are named: {said(named == alert.publishers, 'to publishers')}"
    )


def _quoted(evidence: Sequence[Evidence], texts: Sequence[Row]) -> Iterator[Finding]:
    """Compare the texts that the alert quotes with their rows; a leading text since its peak has none."""
    rows = {row["article_id"]: row for row in texts}
    wrong = [
        f"{plain(text.article_id)} ({', '.join(names)})"
        for text in evidence
        if text.article_id in rows and (names := differing(text, rows[text.article_id]))
    ]
    quoted = sum(text.article_id in rows for text in evidence)
    yield Finding(not wrong, f"{quoted} texts quoted by the alert and their rows: {'; '.join(wrong) or 'equal'}")
    if quoted < len(evidence):
        yield Finding(None, f"{len(evidence) - quoted} texts are quoted that came after its peak; told, not compared")


def differing(text: Evidence, row: Row) -> list[str]:
    """Name the columns of a row of texts.csv that say something else than the alert does of the same text."""
    told = {
        "source_id": text.source_id,
        "publisher": text.publisher,
        "url": text.url,
        "title": text.title,
        "published_at": text.published_at.isoformat() if text.published_at else "",
        "sentence": text.sentence,
    }
    return [name for name, value in told.items() if bare(row[name]) != bare(value)]


def bare(cell: str) -> str:
    """Return what a cell says, without the mark that keeps a spreadsheet from computing it."""
    return plain(cell).removeprefix("'").strip()
