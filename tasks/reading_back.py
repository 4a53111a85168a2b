"""Read an alert back from the files of its bundle that programs read: all that its readable files are made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import yaml
from pydantic import TypeAdapter

from tasks.alert_content import NO_DOUBTS
from tasks.explain import Course
from tasks.finding import text_rows
from tasks.judgements import Alert, Spike, Transition

MOST_RULE_BYTES = 1_000_000
"""Of a rule: far more than any has, and read in a second."""

_alerts = TypeAdapter(Alert)
_spikes = TypeAdapter(tuple[Spike, ...])
_transitions = TypeAdapter(tuple[Transition, ...])

_NAMES = {"alert_id": "id", "incident_id": "incident", "watch_id": "watch"}
_GROUNDS = {"history": "expected_band", "publishers": "by_publisher", "supports": "not_noise"}
"""What fields are called in alert.json, where it has another name for them."""


def read_back(files: Mapping[str, bytes]) -> tuple[Alert, Course]:
    """Return the alert of a bundle and its course; ValueError or LookupError where the files are no alert's.

    Of its grounds, the series and those of its checks are left out: nothing readable is made from them.
    """
    whole = json.loads(files["alert.json"])
    told = whole["alert"]
    texts = text_rows(files)
    grounds: dict[str, Any] = {
        **{name: whole[name] for name in ("judged_at", "step", "window", "exposure", "total", "most_in", "noun")},
        **{name: told[_GROUNDS.get(name, name)] for name in (*_GROUNDS, "countries", "languages", "newcomers")},
        "doubts": [line for line in told["speaks_against"] if line != NO_DOUBTS],
        "counted": [row["article_id"] for row in texts if row["counted"] == "true"],
        "uncounted": [row["article_id"] for row in texts if row["counted"] != "true"],
        "judged_by": json.dumps(rule_of(files)),
    }
    alert = {field.name: told[_NAMES.get(field.name, field.name)] for field in fields(Alert) if field.name != "grounds"}
    course = Course(_spikes.validate_python(whole["judgements"]), _transitions.validate_python(whole["transitions"]))
    return _alerts.validate_python({**alert, "grounds": grounds}), course


def rule_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what rule.yaml of a bundle holds; ValueError or a YAMLError where it is no rule of an alert."""
    content = files["rule.yaml"]
    if len(content) > MOST_RULE_BYTES:
        raise ValueError("rule.yaml: is larger than any rule")
    rule = yaml.load(content.decode("utf-8", "replace"), _WithoutAliases)  # noqa: S506 - a safe loader, made safer
    if not isinstance(rule, dict) or not isinstance(rule.get("versions"), dict):
        raise ValueError("rule.yaml: is not the rule of an alert")
    return rule


class _WithoutAliases(yaml.SafeLoader):
    """A loader that refuses aliases, by which a few lines of YAML become gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("rule.yaml: has an alias, which no bundle has")
        return super().compose_node(parent, index)
