"""A small warehouse out of the tests' newsroom, imported as an operator would."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from brinkwatch.__main__ import main
from tests.newsroom import crisis

ROOT = Path(__file__).parent.parent
FIRST = date(2017, 2, 10)
DAYS = 8


def imported(home: Path) -> Path:
    """Import eight days of five outlets, with the envoy's visit on the last two; return the warehouse."""
    items = crisis(DAYS, FIRST, a_day=1)
    lines = [
        {"url": one.link, "title": one.title, "text": one.text, "published": one.day.isoformat(), "source": one.outlet, "language": "en"}
        for one in items
    ]  # fmt: skip
    (home / "news.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    path = home / "news.duckdb"
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(path), "--config", str(ROOT / "config"), "import", str(home / "news.jsonl")])
    assert not ended.value.code
    return path
