"""Check a bundle offline: every hash, and every number computed anew by the detector itself."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

import yaml

from tasks.baseline import history_of, read_baseline
from tasks.belonging import belonging
from tasks.decide import alert_id, severity_of
from tasks.detect import DetectRules
from tasks.finding import Finding, alike, said, table_of, text_rows
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import judge_by, read_rules
from tasks.plain import plain
from tasks.reading_back import read_back, rule_of
from tasks.recount import rules_of_check
from tasks.seal import MANIFEST, form_of, hashes_of

MOST_STEPS = 100_000
"""Of a baseline: far more than any has, and read in a second."""

DATA = ("alert.json", "baseline.csv", "checks.csv", "rule.yaml", "texts.csv")
READABLE = ("README.txt", "alert.html", "query.sql")
"""What every bundle holds beside the series of its checks; all that is readable is made from the data."""

_OF_CHECK = re.compile(r"check-[1-9][0-9]?\.csv")

FIRST_BOUND = 2
"""The form from which what is said in words can be made anew."""


def verify(files: Mapping[str, bytes]) -> list[Finding]:
    """Check the files of a bundle."""
    hashes = list(_hashes(files))
    hashes += [Finding(False, f"{name}: missing; every bundle has it") for name in READABLE if name not in files]
    missing = [name for name in DATA if name not in files]
    if missing:
        return [
            *hashes,
            Finding(False, f"{', '.join(missing)}: missing, so that nothing can be recomputed"),
        ]
    try:
        return [*hashes, *_numbers(files)]
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        yaml.YAMLError,
    ) as error:
        why = plain(str(error)).strip()[:160] or type(error).__name__
        return [*hashes, Finding(False, f"the numbers can not be recomputed: {why}")]


def _hashes(files: Mapping[str, bytes]) -> Iterator[Finding]:
    try:
        hashes = hashes_of(files[MANIFEST])
    except ValueError as error:
        yield Finding(False, f"{MANIFEST}: {error}")
        return
    for name, wanted in sorted(hashes.items()):
        if name not in files:
            yield Finding(False, f"{name}: is in the {MANIFEST} and not in the bundle")
        else:
            same = sha256(files[name]).hexdigest() == wanted
            yield Finding(same, f"{name}: SHA-256 {'equal' if same else 'differs; the file was changed or damaged'}")
    for name in sorted(set(files) - set(hashes) - {MANIFEST}):
        yield Finding(False, f"{name}: is in the bundle and not in the {MANIFEST}")
    for name in sorted(name for name in {*files} & {*hashes} - {*DATA, *READABLE} if not _OF_CHECK.fullmatch(name)):
        yield Finding(False, f"{name}: is no part of any bundle")


def _numbers(files: Mapping[str, bytes]) -> Iterator[Finding]:
    whole = json.loads(files["alert.json"])
    alert, rule = whole["alert"], rule_of(files)
    rules = read_rules(rule["detection"])
    counts = series_of(files, "baseline.csv")
    spike = judge_by(counts, rules, alert["watch"], alert["rule"])
    yield Finding(
        None, f"baseline.csv: {len(counts)} {rules.step}s, {counts[0].start.date()} to {counts[-1].start.date()}"
    )
    yield from _recomputed(alert, whole, spike)
    band = [{**asdict(step), "start": step.start.isoformat()} for step in history_of(counts, rules, spike.window)]
    same = alike(band, alert["expected_band"])
    yield Finding(same, f"expected band of {len(band)} {rules.step}s recomputed: {said(same)}")
    yield from _checks(files, rules)
    rows = text_rows(files)
    counted = sum(row["counted"] == "true" for row in rows)
    same = counted == alert["observed"]
    yield Finding(same, f"texts.csv: {counted} of {len(rows)} texts are counted: {said(same, 'to observed')}")
    yield from _names(alert, rule)
    if (form_of(files) or 0) >= FIRST_BOUND:
        told, course = read_back(files)
        yield from belonging(told, course.transitions, rows, counts, rules, spike)
    yield Finding(None, f"versions: {', '.join(f'{name} {value}' for name, value in rule['versions'].items())}")


def _recomputed(alert: Mapping[str, Any], whole: Mapping[str, Any], spike: Spike) -> Iterator[Finding]:
    """Compare every number of the alert with the judgement made anew."""
    pairs: tuple[tuple[str, object, object, Callable[[Any], str]], ...] = (
        ("window", whole["window"], spike.window, str),
        ("observed", alert["observed"], spike.observed, str),
        ("expected", alert["expected"], spike.expected, "{:.4g}".format),
        ("p", alert["p_value"], spike.p_value, "{:.3g}".format),
        ("score", alert["score"], spike.score, "{:.4g}".format),
        ("articles", alert["articles"], spike.articles, str),
        ("publishers", alert["publishers"], spike.publishers, str),
        ("severity", alert["severity"], severity_of(spike.score), str),
    )
    for name, told, found, written in pairs:
        same = alike(told, found)
        shown = f"{name} = {plain(written(told))}"
        yield Finding(same, f"{shown} recomputed: {'equal' if same else f'NOT equal, it is {written(found)}'}")
    yield Finding(
        spike.fired, f"over the bar, enough texts and publishers: {'holds' if spike.fired else spike.verdict}"
    )


def _checks(files: Mapping[str, bytes], rules: DetectRules) -> Iterator[Finding]:
    """Judge every check anew from its own series."""
    rows = table_of(files, "checks.csv", {"label", "without", "observed", "expected", "score", "needed", "series"})
    for series in sorted(name for name in files if _OF_CHECK.fullmatch(name)):
        if series not in {row["series"] for row in rows}:
            yield Finding(False, f"{series}: belongs to no check")
    for row in rows:
        name = f"check {plain(row['label'])} without {plain(row['without'])}"
        if not row["series"]:
            yield Finding(None, f"{name}: {plain(row['observed'])} of {plain(row['expected'])}; told, not recomputed")
            continue
        judged = judge_by(series_of(files, row["series"]), rules_of_check(rules, row["label"]), "", "")
        found = {"observed": judged.observed, "expected": judged.expected, "score": judged.score}
        same = all(alike(float(row[one]), float(value)) for one, value in found.items())
        told = f"{judged.observed} observed, {judged.expected:.3g} expected, score {judged.score:.3g}"
        yield Finding(same, f"{name} recomputed: {'equal' if same else 'NOT equal'} ({told})")


def _names(alert: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[Finding]:
    """Check that the id is that of this series and day, and the rule that of this alert."""
    made = alert_id(alert["watch"], alert["rule"], datetime.fromisoformat(alert["opened_at"]))
    yield Finding(
        made == alert["id"], f"id {plain(str(alert['id']))} of watch, rule and opening: {said(made == alert['id'])}"
    )
    same = (rule["watch"], rule["series"]) == (alert["watch"], alert["rule"])
    yield Finding(same, f"rule.yaml is of {plain(str(rule['watch']))} / {plain(str(rule['series']))}: {said(same)}")


def series_of(files: Mapping[str, bytes], name: str) -> Sequence[Count]:
    """Return a series of a bundle; ValueError, naming the file, where it is none."""
    content = files.get(name, b"")
    if content.count(b"\n") > MOST_STEPS:
        raise ValueError(f"{plain(name)}: more than {MOST_STEPS:,} lines")
    try:
        counts = read_baseline(content.decode("utf-8", "replace"))
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{plain(name)}: {error}") from None
    if not counts:
        raise ValueError(f"{plain(name)}: holds no steps")
    return counts
