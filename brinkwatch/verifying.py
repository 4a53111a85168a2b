"""Check a bundle whole: its numbers and parts offline, its words made anew, and its texts and rule in a warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

import yaml

from brinkwatch.bundle import MOMENTS, files_of_alert, readable_files, text_hash
from tasks.belonging import bare
from tasks.finding import TEXT_COLUMNS, Finding, alike, said, text_rows
from tasks.judgement_words import headline, reason_line
from tasks.kinds_of_rules import judge_by, read_rules
from tasks.plain import plain
from tasks.reading_back import read_back, rule_of
from tasks.seal import form_of
from tasks.sentence import sentence_of_hit
from tasks.verify import FIRST_BOUND, series_of
from tasks.verify import verify as verify_numbers

if TYPE_CHECKING:
    from tasks.judgements import Alert, Evidence, Exposure
    from warehouse.connect import Connection

UNBOUND = (
    "can not be bound offline, and is told only: the series themselves; how many texts were collected in all; what speaks for the "
    "alert and against it; what is new in its texts; who was told and what other looks found; of each text its address, dates and "
    "hashes, and the sentence where the alert quotes none. --warehouse compares these; nothing is signed"
)

FORGEABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, yaml.YAMLError)
"""What reading a bundle raises whose parts are not what they should be."""

Row = Mapping[str, Any]


MOVING = frozenset({"transition", "state", "updated_at", "resolved_at", "incident", "evidence"})
"""What of an alert changes while it goes on, though its peak does not."""

GROUNDS = ("step", "window", "exposure", "total", "most_in", "noun")

WORDED = frozenset({"since", "commands"})
"""What each version says in words of its own."""


def verify(files: Mapping[str, bytes]) -> list[Finding]:
    """Check the files of a bundle offline."""
    found = verify_numbers(files)
    try:
        return [*found, *_words(files), Finding(None, UNBOUND)]
    except FORGEABLE as error:
        why = plain(str(error)).strip()[:160] or type(error).__name__
        told = any(one.holds is False for one in found)
        return found if told else [*found, Finding(False, f"its words can not be made anew: {why}")]


def _words(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Make anew what is said in words, where it was said by this very version."""
    rule, here, form = rule_of(files), version("brinkwatch"), form_of(files) or 0
    judged_by = plain(str(rule["versions"].get("brinkwatch", "an unknown version")))
    if form < FIRST_BOUND:
        yield Finding(
            None,
            f"form {form}, of an earlier version (judged by {judged_by}): its headline, page, README, query, times and quoted texts are "
            "NOT compared; `brinkwatch alerts export` writes one whose are",
        )
        return
    alert, _ = read_back(files)
    if judged_by == here:
        rules = read_rules(rule["detection"])
        judged = judge_by(series_of(files, "baseline.csv"), rules, alert.watch_id, alert.rule)
        assert alert.grounds is not None
        spike = replace(
            judged, total=alert.grounds.total, exposure=cast("Exposure", alert.grounds.exposure)
        )  # as collected, not as weighed
        watch = rule.get("as_configured", {}).get(alert.watch_id, {}).get("name", alert.watch_id)
        made = {
            "headline": plain(headline(watch, rule["name"], spike, rules)),
            "reason": plain(reason_line(spike, rules)),
        }
        for name, line in made.items():
            same = getattr(alert, name) == line
            yield Finding(same, f"{name} made anew: {'equal' if same else f'NOT equal, it would be: {line}'}")
    else:
        yield Finding(None, f"headline and reason are in the words of Brinkwatch {judged_by}: NOT compared by {here}")
    again = readable_files(files)
    written_by = plain(str(json.loads(files["alert.json"])["written_by"]))
    if written_by != here:
        yield Finding(None, f"{', '.join(again)} are as Brinkwatch {written_by} writes them: NOT compared by {here}")
        return
    for name, content in again.items():
        if name not in files:
            continue
        same = files[name] == content
        yield Finding(same, f"{name} made anew from the other files: {said(same)}")


def verify_in_warehouse(connection: Connection, files: Mapping[str, bytes]) -> list[Finding]:
    """Compare a bundle with a warehouse: its alert and rule, and each of its texts."""
    from warehouse.read_alerts import alerts

    try:
        told = json.loads(files["alert.json"])
        stored = next(
            (
                one
                for one in alerts(connection, str(told["alert"]["id"]), every=True)
                if one.alert_id == told["alert"]["id"]
            ),
            None,
        )
        return [*_alert(connection, files, told, stored), *_articles(connection, files, told["alert"], stored)]
    except FORGEABLE as error:
        return [Finding(False, f"can not be compared with the warehouse: {plain(str(error)).strip()[:160]}")]


def _alert(
    connection: Connection, files: Mapping[str, bytes], told: Mapping[str, Any], stored: Alert | None
) -> Iterator[Finding]:
    """Compare the alert with the warehouse's own, as far as that still is what it was."""
    if stored is None or stored.grounds is None:
        yield Finding(False, f"alert {plain(str(told['alert']['id']))}: the warehouse has none with this id to compare")
        return
    again = files_of_alert(connection, stored)
    now = json.loads(again["alert.json"])
    gone_on = stored.updated_at.isoformat() != told["alert"]["updated_at"]
    if gone_on:
        yield Finding(None, f"warehouse: the alert went on after this was written, and is {stored.state} now")
    known = now["transitions"][: len(told["transitions"])] if gone_on else now["transitions"]
    same = bool(alike(told["transitions"], known))
    yield Finding(same, f"warehouse: {len(told['transitions'])} transitions: {said(same)}")
    if now["judged_at"] != told["judged_at"]:
        later = gone_on and now["judged_at"] > told["judged_at"]
        yield Finding(
            None if later else False,
            "warehouse: it has a later peak of this alert; rule and numbers of this one are NOT compared"
            if later
            else "warehouse: the alert was judged at another moment",
        )
        return
    skipped = WORDED | (MOVING if gone_on else frozenset())
    differing = [name for name in GROUNDS if not alike(told.get(name), now[name])]
    differing += [
        name
        for name, value in now["alert"].items()
        if name not in skipped and not alike(told["alert"].get(name), value)
    ]
    another = f"another in its {', '.join(differing)}"
    yield Finding(not differing, f"warehouse: the alert is {another if differing else 'the same'}")
    same = rule_of(files) == rule_of(again)
    yield Finding(same, f"warehouse: rule.yaml: {said(same)}")
    series = [name for name in again if name.startswith(("baseline", "check"))]
    differing = [name for name in series if files.get(name) != again[name]]
    yield Finding(not differing, f"warehouse: {', '.join(differing) or 'every series'}: {said(not differing)}")


def _articles(
    connection: Connection, files: Mapping[str, bytes], alert: Row, stored: Alert | None
) -> Iterator[Finding]:
    """Compare the texts of a bundle with those of the warehouse, column by column."""
    from warehouse.read import ask

    rows = text_rows(files)
    ids = json.dumps([row["article_id"] for row in rows])
    asked = {"watch_id": alert["watch"], "series": alert["rule"], "articles": ids}
    found = {row["article_id"]: row for row in ask(connection, "texts_of_alert", **asked)}
    quoted = {text.article_id: text for text in stored.evidence} if stored is not None else {}
    origins = _origins(stored)
    same = 0
    for row in rows:
        name = row["article_id"]
        if name not in found:
            yield Finding(False, f"article {plain(name)}: is not in the warehouse")
            continue
        differing = _differing(row, found[name], quoted.get(name), origins.get(name))
        if differing:
            yield Finding(False, f"article {plain(name)}: {', '.join(differing)} differ from the warehouse's")
        same += not differing
    yield Finding(
        same == len(rows), f"warehouse: {same} of {len(rows)} articles are there with the same hashes, dates and words"
    )


def _origins(stored: Alert | None) -> dict[str, Row]:
    if stored is None or stored.grounds is None:
        return {}
    kept = stored.grounds
    names = ("publisher", "country", "language")
    pairs = zip((*kept.counted, *kept.uncounted), kept.origins, strict=False)
    return {article_id: dict(zip(names, origin, strict=True)) for article_id, origin in pairs}


def _differing(row: Row, now: Row, quoted: Evidence | None, origin: Row | None) -> list[str]:
    """Name the columns that say something else than the warehouse does, of now or of when the alert was judged."""
    stored = {**now, **{name: now[name].isoformat() if now[name] else "" for name in MOMENTS}}
    stored |= {"sentence": sentence_of_hit(now), "text_sha256": text_hash(now["text"])}
    then = {**(origin or {})}
    if quoted is not None:
        then |= asdict(quoted)
        then["published_at"] = quoted.published_at.isoformat() if quoted.published_at else ""
    return [
        name
        for name in TEXT_COLUMNS
        if name in stored
        and name != "article_id"
        and bare(row[name]) not in {bare(str(one[name] or "")) for one in (stored, then) if name in one}
    ]
