"""Put together what an alert says, once, whatever it is then written as: plain text, HTML or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tasks.calm import CALM_HOURS, CALM_SCORE
from tasks.compose import VERDICTS, count_of, lifetime, number_of, period
from tasks.grounds import Grounds, HistoryStep, Newcomer, Tally
from tasks.health_alerts import OWN_WATCH
from tasks.judge_hours import BLOCK_STEP
from tasks.judgements import Alert, Evidence
from tasks.plain import plain

SHOWN_TEXTS = 5
"""Texts that a message shows, each of another publisher; `alerts why` shows all that are kept."""

PLURALS = {"text": "texts", "change": "changes", "entry": "entries"}
"""What may be counted, in the plural."""

NO_DOUBTS = "nothing of all that was looked at"

SILENCED = "7d"
"""How long the silence lasts that an alert proposes."""

BACKTESTED = timedelta(days=90)
"""How far back the rehearsal goes that an alert proposes."""


@dataclass(frozen=True, slots=True)
class AlertContent:
    """What an alert says. Lines are plain: safe on a terminal, not yet escaped for HTML.

    `texts` are those shown, the top one of each publisher, newest first, and `more` how many others are behind it.
    `commands` say what for, and what to type.
    """

    transition: str
    headline: str
    standing: tuple[str, ...]
    since: str
    unusual: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    counted: str = ""
    band: str = ""
    history: tuple[HistoryStep, ...] = ()
    window: int = 1
    origins: tuple[str, ...] = ()
    texts: tuple[Evidence, ...] = ()
    more: int = 0
    newcomers: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    ends: str = ""


def content_of(alert: Alert, transition: str, *, every_text: bool = False) -> AlertContent:
    """Make the content of an alert; `every_text` shows all texts that are kept with it."""
    if alert.watch_id == OWN_WATCH:
        return _own_trouble(alert, transition)
    grounds = alert.grounds
    texts = _newest(alert.evidence) if every_text else top_texts(alert.evidence)
    return AlertContent(
        transition=transition,
        headline=plain(alert.headline),
        standing=_standing(alert),
        since=_since(alert),
        unusual=_unusual(alert),
        counted=f"Counted {period(alert)}: {count_of(alert.articles, 'article')}, {count_of(alert.texts, 'distinct text')}, "
        f"{count_of(alert.publishers, 'independent publisher')}.",
        band=band_line(grounds) if grounds else "",
        history=grounds.history if grounds else (),
        window=grounds.window if grounds else 1,
        origins=_origins(grounds) if grounds else (),
        texts=texts,
        more=max(alert.texts - len(texts), 0),
        newcomers=tuple(_newcomer(one) for one in grounds.newcomers) if grounds else (),
        supports=tuple(plain(line) for line in grounds.supports) if grounds else (),
        doubts=(tuple(plain(line) for line in grounds.doubts) or (NO_DOUBTS,)) if grounds else (),
        ends=_ends(alert),
        commands=_commands(alert),
    )


def _own_trouble(alert: Alert, transition: str) -> AlertContent:
    """Say what is wrong with the pipeline itself: no news, so nothing is counted."""
    ended = f", well again {alert.resolved_at:%Y-%m-%d %H:%M} UTC" if alert.resolved_at else ", goes on"
    return AlertContent(
        transition=transition,
        headline=plain(alert.headline),
        standing=(),
        since=f"Noticed {alert.opened_at:%Y-%m-%d %H:%M} UTC{ended}.",
        unusual=(plain(alert.reason),),
        commands=(("see how everything stands", "brinkwatch status"),),
    )


def top_texts(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the texts to show: the first of each publisher, as many as a message shows, newest first."""
    first: dict[str, Evidence] = {}
    for text in evidence:
        first.setdefault(text.publisher or text.source_id, text)
    return _newest(tuple(first.values())[:SHOWN_TEXTS])


def _newest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    def age(text: Evidence) -> float:
        return -text.published_at.timestamp() if text.published_at else 0.0

    return tuple(sorted(evidence, key=age))


def band_line(grounds: Grounds) -> str:
    """Say the chart in words: what each of the days had, and what is usual."""
    before, window = grounds.history[: -grounds.window], grounds.history[-grounds.window :]
    highest = [step.high for step in grounds.history if step.high is not None]
    usual = f"; nineteen in twenty {grounds.step}s have at most {max(highest)}" if highest else ""
    return (
        f"{PLURALS[grounds.noun].capitalize()} a {grounds.step}: {_numbers(before)} in the {count_of(len(before), grounds.step)} before, then {_numbers(window)}"
        f"{usual}"
        + (f"; – is a {grounds.step} without collection." if any(one.observed is None for one in before) else ".")
    )


def _numbers(steps: Iterable[HistoryStep]) -> str:
    return " ".join("–" if one.observed is None else str(one.observed) for one in steps)


def _standing(alert: Alert) -> tuple[str, ...]:
    """Say how grave an alert is and what it is part of, or that it is none."""
    if alert.artefact:
        return (f"Not an alert, and sent to nobody: {VERDICTS.get(alert.artefact, plain(alert.artefact))}.",)
    leads = alert.incident_id == alert.alert_id
    incident = "it leads its incident" if leads else f"part of incident {alert.incident_id}"
    return (f"Severity: {alert.severity}{f'; {incident}' if alert.incident_id else ''}.",)


def _since(alert: Alert) -> str:
    first = "First change seen" if alert.grounds is not None and alert.grounds.noun == "change" else "First text out"
    out = f"{first} {alert.first_text_at:%Y-%m-%d %H:%M} UTC; " if alert.first_text_at else ""
    said = f"{out}{lifetime(alert)}."
    return f"Since: {said}"


def _unusual(alert: Alert) -> tuple[str, ...]:
    grounds, why = alert.grounds, f"Why: {plain(alert.reason)}."
    if grounds is None or grounds.most_in < grounds.window:
        return (why,)
    none, together = (
        (f"No {grounds.step}", "") if grounds.window == 1 else (f"No {grounds.window} {grounds.step}s", " together")
    )
    return why, f"{none} of the {grounds.most_in} before had as many texts{together}."


def _origins(grounds: Grounds) -> tuple[str, ...]:
    named = (("Publishers", grounds.publishers), ("Countries", grounds.countries), ("Languages", grounds.languages))
    return tuple(f"{what}: {_tallies(tallies)}." for what, tallies in named if tallies)


def _tallies(tallies: Iterable[Tally]) -> str:
    return ", ".join(
        f"{plain(one.name)} {one.texts}" if one.texts else f"{plain(one.name)} (copies)" for one in tallies
    )


def _newcomer(one: Newcomer) -> str:
    usual = f"{number_of(one.expected)} expected" if one.before else "never in the weeks before"
    name = f"“{plain(one.name)}”" if one.kind == "phrase" else f"{plain(one.name)} ({plain(one.kind)})"
    return f"{name}: {count_of(one.texts, 'text')}, {usual}"


def _ends(alert: Alert) -> str:
    if alert.resolved_at is not None:
        return ""
    if alert.grounds is not None and alert.grounds.step == BLOCK_STEP:
        return f"It ends when its score has been under {CALM_SCORE:g} for {CALM_HOURS} hours."
    return f"It ends with the second collected day in a row whose score is under {CALM_SCORE:g}."


def _commands(alert: Alert) -> tuple[tuple[str, str], ...]:
    """Propose what to type; an artefact was told to nobody, so it needs no silence."""
    last = alert.window_end
    silence = (
        "silence it",
        f'brinkwatch alerts silence --watch {alert.watch_id} --rule {alert.rule} --for {SILENCED} --reason "…"',
    )
    return (
        _reading(alert),
        (
            "rehearse the rules of its watch",
            f"brinkwatch backtest {alert.watch_id} --since {last - BACKTESTED} --until {last}",
        ),
        *([] if alert.artefact else [silence]),
        ("keep the evidence", f"brinkwatch alerts export {alert.alert_id}"),
        ("see all of it", f"brinkwatch alerts why {alert.alert_id}"),
    )


def _reading(alert: Alert) -> tuple[str, str]:
    """Propose what shows more of what an alert is about: what it is depends on the kind of its rule."""
    judged_by = json.loads(alert.grounds.judged_by) if alert.grounds is not None and alert.grounds.judged_by else {}
    kind, days = (
        judged_by.get("detection", {}).get("kind", ""),
        f"--since {alert.window_start} --until {alert.window_end}",
    )
    if "source" in judged_by:
        return "see how its feeds stand", "brinkwatch feeds list"
    if kind == "headline":
        return "read what was changed", f"brinkwatch revisions --since {alert.window_start}"
    if kind == "rising":
        term = str(judged_by["name"]).rpartition(": ")[2].strip("“”")
        return "read its texts", f'brinkwatch trend "{term}" --explain {days}'
    return "read its texts", f"brinkwatch trend watch:{alert.watch_id}/{alert.rule} --explain {days}"
