"""The shares that the page of a judging run draws are those of the watched series, day by day, with gaps as gaps."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from flows.report import judgement_page
from flows.watch import shares_of
from tasks.judgements import PassReport
from tests.shelf import Print, shelve
from tests.ward import AT, bench_at, configured
from warehouse.connect import open_writer

WATCH = {"name": "Korea", "description": "The peninsula.", "terms": {"en": ["Korea"]}, "rules": {"coverage": {"name": "Coverage"}}}  # fmt: skip


@pytest.mark.parametrize(("zone", "drawn"), [("UTC", "·" * 23 + "█▅·▁·"), ("Asia/Seoul", "·" * 24 + "█▅·▁")])
def test_a_watch_is_drawn_day_by_day_in_the_readers_zone(tmp_path: Path, zone: str, drawn: str) -> None:
    folder = configured(tmp_path, timezone=zone)
    (folder / "watches.yaml").write_text(yaml.safe_dump({"watches": {"korea": WATCH}}))
    bench = bench_at(tmp_path)
    evening = AT.replace(hour=23)  # the next morning in Seoul
    days = {"on": (3, 2), "off": (2, 0)}
    prints = [
        Print(f"{what}{ago}", "herald", evening - timedelta(days=ago), AT, "Text.") for what, all_of in days.items() for ago in all_of
    ]  # fmt: skip
    shelve(bench.layout.live, prints)
    with closing(open_writer(bench.layout.live, AT)) as connection:
        connection.execute(
            "INSERT INTO watch_hits SELECT article_id, 'korea', 'coverage', '', 0, 1, false FROM articles WHERE article_id LIKE 'on%'"
        )
        connection.execute(
            "INSERT INTO watch_hits SELECT article_id, 'gone', 'coverage', '', 0, 1, false FROM articles"
        )
        shares = shares_of(bench, connection, evening + timedelta(hours=2))
    assert f"| Korea: Coverage | {drawn} | 0.0 % |" in judgement_page(PassReport(AT, shares=shares), 1.0)
