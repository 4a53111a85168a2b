"""A silence speaks of what all its matchers fit, from when it was set until it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.judgements import Alert
from tasks.silences import holds, matches, silence, silence_of

NOON = datetime(2017, 3, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALERT = Alert(
    "a1", "korea", "officials:rex-tillerson", "firing", NOON, NOON, None, date(2017, 3, 17), date(2017, 3, 17), 11, 1.0, 4e-4,
    1.6, 14, 11, 5, "Korea × Tillerson: 11 texts", "rare", severity="strong", incident_id="a1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("watch", "rule", "entity", "below", "fits"),
    [
        ("korea", "", "", "", True),
        ("taiwan", "", "", "", False),
        ("", "officials", "", "", True),
        ("", "officials:rex-tillerson", "", "", True),
        ("", "", "rex-tillerson", "", True),
        ("", "", "wang-yi", "", False),
        ("korea", "", "wang-yi", "", False),
        ("", "", "", "extreme", True),
        ("korea", "", "", "strong", False),
    ],
)
def test_every_matcher_given_has_to_fit(watch: str, rule: str, entity: str, below: str, fits: bool) -> None:
    assert matches(silence(watch, rule, entity, below, NOON, NOON + HOUR, "known"), ALERT) is fits


def test_a_silence_holds_from_when_it_is_set_to_the_moment_before_its_end() -> None:
    one = silence("korea", "", "", "", NOON, NOON + HOUR, "known")
    assert [holds(one, NOON + minutes * timedelta(minutes=1)) for minutes in (-1, 0, 59, 60)] == [
        False,
        True,
        True,
        False,
    ]
    lifted = replace(one, ended_at=NOON + HOUR / 2)
    assert not holds(lifted, NOON + HOUR / 2)
    assert holds(lifted, NOON)


def test_of_several_silences_the_one_that_ends_last_is_named() -> None:
    short, long = (silence("korea", "", "", "", NOON, NOON + hours * HOUR, "known") for hours in (1, 5))
    assert silence_of(ALERT, [long, short], NOON) == long
    assert silence_of(ALERT, [long, short], NOON + 6 * HOUR) is None
