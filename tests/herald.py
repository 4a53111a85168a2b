"""Two articles of the Herald among lines that are none, and a warehouse that they were imported into."""

from __future__ import annotations

from pathlib import Path

import pytest

from brinkwatch.__main__ import main

ROOT = Path(__file__).parent.parent
TWO_ARTICLES = """{"url": "https://herald.example/1", "title": "Envoy in Seoul", "published": "2017-03-17T09:00:00+09:00", "source": "Herald", "language": "en", "text": "Rex Tillerson arrived in Seoul on Friday for talks with ministers of South Korea about the missile tests of North Korea. The secretary of state had met Shinzo Abe in Tokyo the day before and will fly to Beijing on Saturday."}
{"url": "https://herald.example/2", "title": "Harvest is late", "published": "2017-03-18", "source": "Herald", "language": "en", "text": "Farmers in the valley say that the harvest will be late this year because the rain did not stop for three weeks and the fields are still too wet for the machines that the cooperative bought last autumn."}
{"url": "https://herald.example/3", "text": "Too short."}
this line is not JSON
"""


def imported(home: Path) -> Path:
    """Import the articles, as lines of a file; return the warehouse."""
    (home / "two.jsonl").write_text(TWO_ARTICLES, encoding="utf-8")
    path = home / "news.duckdb"
    with pytest.raises(SystemExit) as ended:
        main(["--warehouse", str(path), "--config", str(ROOT / "config"), "import", str(home / "two.jsonl")])
    assert not ended.value.code
    return path
