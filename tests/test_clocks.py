"""Clocks change when those of the time zone do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from warehouse.clocks import changes


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_clocks_change_when_they_do(zone: str) -> None:
    found = changes(zone, date(2023, 1, 1), date(2024, 12, 31))
    for until, seconds in found[:-1]:
        earlier, later = until.replace(tzinfo=UTC).timestamp() - 1, until.replace(tzinfo=UTC).timestamp()
        offsets = [datetime.fromtimestamp(moment, ZoneInfo(zone)).utcoffset() for moment in (earlier, later)]
        assert offsets[0] is not None
        assert offsets[0].total_seconds() == seconds
        assert offsets[0] != offsets[1]
    assert len(found) == (5 if zone in {"America/New_York", "Australia/Lord_Howe"} else 1)
