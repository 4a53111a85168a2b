"""The labels of what is unusual for a reason that is not news."""

from __future__ import annotations

from tasks.source_silence import UNHEARD

NEW_SOURCE = "new_source"
ONE_PUBLISHER = "one_publisher"
BACKLOG = "backlog"
TOO_FEW_SOURCES = "too_few_sources"
ONE_DENOMINATOR = "one_denominator"
SOURCE_MIX = "source_mix"

ARTEFACTS = frozenset({NEW_SOURCE, ONE_PUBLISHER, BACKLOG, TOO_FEW_SOURCES, ONE_DENOMINATOR, SOURCE_MIX}) | UNHEARD
"""Verdicts that say: unusual, but for a reason that is not news."""
