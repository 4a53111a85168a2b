"""A report in one page holds chart, alerts and tables, and obeys nothing that stands in them."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime
from pathlib import Path

from brinkwatch.show.document import document
from brinkwatch.show.page import Report, write_report
from tasks.judgements import Alert, Evidence
from tests.charted import HOSTILE, MARKS, SERIES, TITLE

EVIDENCE = (
    Evidence(
        "a1",
        "reuters",
        "https://a.example/?a=1&b=2",
        f"Talks {HOSTILE}",
        datetime(2017, 3, 17, tzinfo=UTC),
        "He said so.",
        3,
    ),
    Evidence("a2", "bbc", "javascript:alert(1)", "No link", None, "", 0),
)
ALERT = Alert(
    "x1", "korea", "visitor", "firing", datetime(2017, 3, 16, tzinfo=UTC), datetime(2017, 3, 16, tzinfo=UTC), None,
    date(2017, 3, 15), date(2017, 3, 17), 11, 1.04, 2.3e-7, 1.4, 14, 11, 6,
    f"Rex Tillerson and Korea {HOSTILE}", "Six publishers, not one wire story.", EVIDENCE,
)  # fmt: skip


def test_a_report_holds_chart_alerts_with_evidence_and_tables_and_obeys_no_text_in_them(tmp_path: Path) -> None:
    report = Report(
        "Nine outlets", f"First line\nSecond {HOSTILE}", TITLE, SERIES, MARKS, alerts=(ALERT, dataclasses.replace(ALERT, evidence=())),
        outlets=({"outlet": "bbc", "loaded": 1204, "last": None},), footnote="Days in UTC.",
    )  # fmt: skip
    write_report(tmp_path / "report.html", report)
    text = (tmp_path / "report.html").read_text()
    still = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)
    assert "11 texts where 1.0 were expected, 2017-03-15 to 2017-03-17" in still
    assert "6 independent publishers" in still and "3 copies elsewhere" in still and "<blockquote" in still
    assert 'href="https://a.example/?a=1&amp;b=2"' in still and "javascript:" not in still
    assert ">1,204<" in still and ">–<" in still and "Nothing found." in still
    assert text.count("<script>") == text.count("</script>") == 2
    assert "\x1b" not in text and "\u202e" not in text
    assert "<svg" in still


def test_a_page_without_scripts_allows_none() -> None:
    assert "script-src" not in document("t", "<p>x</p>") and "default-src 'none'" in document("t", "<p>x</p>")
