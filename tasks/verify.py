"""Check a bundle offline: every hash, and every number computed anew by the detector itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from math import isclose
from typing import Any

import yaml

from tasks.baseline import history_of, read_baseline
from tasks.decide import alert_id, severity_of
from tasks.detect import DetectRules
from tasks.judgements import Count, Spike
from tasks.kinds_of_rules import judge_by, read_rules
from tasks.plain import plain
from tasks.plumbing import rules_of_check
from tasks.seal import MANIFEST, hashes_of

SAME = 1e-9
"""Relative difference up to which numbers are equal: other processors round the last digits differently."""

MOST_STEPS = 100_000
MOST_RULE_BYTES = 1_000_000
"""Of a baseline and a rule: far more than any has, and read in a second."""

NEEDED = ("alert.json", "baseline.csv", "checks.csv", "rule.yaml", "texts.csv")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was compared, and whether it holds; `holds` is None for what can only be told."""

    holds: bool | None
    line: str


def verify(files: Mapping[str, bytes]) -> list[Finding]:
    """Check the files of a bundle."""
    hashes = list(_hashes(files))
    missing = [name for name in NEEDED if name not in files]
    if missing:
        return [*hashes, Finding(False, f"{', '.join(missing)}: missing, so that nothing can be recomputed")]
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
        said = plain(str(error)).strip()[:160] or type(error).__name__
        return [*hashes, Finding(False, f"the numbers can not be recomputed: {said}")]


def text_rows(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Return the rows of texts.csv; ValueError where it is none."""
    return _table(files, "texts.csv", {"article_id", "counted", "raw_sha256", "text_sha256"})


def _table(files: Mapping[str, bytes], name: str, columns: set[str]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(files[name].decode("utf-8", "replace")), restval="")
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ValueError(f"{name}: {error}") from None
    if not columns <= set(reader.fieldnames or ()):
        raise ValueError(f"{name}: columns are missing")
    return rows


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


def _numbers(files: Mapping[str, bytes]) -> Iterator[Finding]:
    whole = json.loads(files["alert.json"])
    alert, rule = whole["alert"], _rule(files["rule.yaml"])
    rules = read_rules(rule["detection"])
    counts = _baseline(files, "baseline.csv")
    spike = judge_by(counts, rules, alert["watch"], alert["rule"])
    yield Finding(
        None, f"baseline.csv: {len(counts)} {rules.step}s, {counts[0].start.date()} to {counts[-1].start.date()}"
    )
    yield from _recomputed(alert, whole, spike)
    band = [{**asdict(step), "start": step.start.isoformat()} for step in history_of(counts, rules, spike.window)]
    same = _alike(band, alert["expected_band"])
    yield Finding(same, f"expected band of {len(band)} {rules.step}s recomputed: {_said(same)}")
    yield from _checks(files, rules)
    rows = text_rows(files)
    counted = sum(row["counted"] == "true" for row in rows)
    same = counted == alert["observed"]
    yield Finding(same, f"texts.csv: {counted} of {len(rows)} texts are counted: {_said(same, 'to observed')}")
    yield from _names(alert, rule)
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
        same = _alike(told, found)
        shown = f"{name} = {plain(written(told))}"
        yield Finding(same, f"{shown} recomputed: {'equal' if same else f'NOT equal, it is {written(found)}'}")
    yield Finding(
        spike.fired, f"over the bar, enough texts and publishers: {'holds' if spike.fired else spike.verdict}"
    )


def _checks(files: Mapping[str, bytes], rules: DetectRules) -> Iterator[Finding]:
    """Judge every check anew from its own series."""
    for row in _table(files, "checks.csv", {"label", "without", "observed", "expected", "score", "needed", "series"}):
        name = f"check {plain(row['label'])} without {plain(row['without'])}"
        if not row["series"]:
            yield Finding(None, f"{name}: {plain(row['observed'])} of {plain(row['expected'])}; told, not recomputed")
            continue
        judged = judge_by(_baseline(files, row["series"]), rules_of_check(rules, row["label"]), "", "")
        found = {"observed": judged.observed, "expected": judged.expected, "score": judged.score}
        same = all(_alike(float(row[one]), float(value)) for one, value in found.items())
        told = f"{judged.observed} observed, {judged.expected:.3g} expected, score {judged.score:.3g}"
        yield Finding(same, f"{name} recomputed: {'equal' if same else 'NOT equal'} ({told})")


def _names(alert: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[Finding]:
    """Check that the id is that of this series and day, and the rule that of this alert."""
    made = alert_id(alert["watch"], alert["rule"], datetime.fromisoformat(alert["opened_at"]))
    yield Finding(
        made == alert["id"], f"id {plain(str(alert['id']))} of watch, rule and opening: {_said(made == alert['id'])}"
    )
    same = (rule["watch"], rule["series"]) == (alert["watch"], alert["rule"])
    yield Finding(same, f"rule.yaml is of {plain(str(rule['watch']))} / {plain(str(rule['series']))}: {_said(same)}")


def _baseline(files: Mapping[str, bytes], name: str) -> Sequence[Count]:
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


class _WithoutAliases(yaml.SafeLoader):
    """A loader that refuses aliases, by which a few lines of YAML become gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("rule.yaml: has an alias, which no bundle has")
        return super().compose_node(parent, index)


def _rule(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_RULE_BYTES:
        raise ValueError("rule.yaml: is larger than any rule")
    rule = yaml.load(content.decode("utf-8", "replace"), _WithoutAliases)  # noqa: S506 - a safe loader, made safer
    if not isinstance(rule, dict) or not isinstance(rule.get("versions"), dict):
        raise ValueError("rule.yaml: is not the rule of an alert")
    return rule


def _alike(told: Any, found: Any) -> bool:
    """Tell whether values are equal, numbers but for their last digits."""
    if isinstance(told, float | int) and isinstance(found, float | int):
        return isclose(told, found, rel_tol=SAME)
    if isinstance(told, dict) and isinstance(found, dict):
        return told.keys() == found.keys() and all(_alike(told[name], found[name]) for name in told)
    if isinstance(told, list) and isinstance(found, list):
        return len(told) == len(found) and all(_alike(one, other) for one, other in zip(told, found, strict=True))
    return bool(told == found)


def _said(same: bool, to: str = "") -> str:
    return " ".join(filter(None, ["equal" if same else "NOT equal", to]))
