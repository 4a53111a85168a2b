"""Lines above a text that repeat its headline are no part of it."""

from __future__ import annotations

from tasks.titles import without_titles


def test_a_lead_above_the_headline_is_kept_and_a_menu_is_not() -> None:
    lead = "The police in the valley have asked for witnesses after three forest roads were closed without permission."
    kept = without_titles(
        ["Home", "News", lead, "Forest roads closed", "They were closed by night."], ["Forest roads closed"]
    )
    assert kept == [lead, "They were closed by night."]
