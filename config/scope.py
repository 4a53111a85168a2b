"""Whose texts a rule counts."""

from __future__ import annotations

from collections.abc import Mapping

from config.models import SourceConfig
from config.rules import RuleConfig


def scope_of(rule: RuleConfig, sources: Mapping[str, SourceConfig]) -> frozenset[str] | None:
    """Return the sources that a rule counts: those that fit everything its scope names; None where it names nothing."""
    if not rule.is_scoped:
        return None
    return frozenset(
        source_id
        for source_id, one in sources.items()
        if (not rule.sources or source_id in rule.sources)
        and (not rule.countries or one.country in rule.countries)
        and (not rule.languages or one.language in rule.languages)
    )


def owners_of(scope: frozenset[str], sources: Mapping[str, SourceConfig]) -> frozenset[str]:
    """Return the independent publishers of a scope: owner groups, and sources that have none."""
    return frozenset(sources[source_id].owner_group or source_id for source_id in scope)
