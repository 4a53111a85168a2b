"""In a page a point opens to its articles and sentences, and nothing that they say is obeyed."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.shelf import Print, shelve
from warehouse.connect import open_writer

MONDAY = datetime(2017, 3, 6, 9, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script>\" onclick='alert(2)' <img src=x onerror=alert(3)>\x1b[2J\u202eevil\x00"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)


def printed(number: int, day: float, text: str, title: str = "A headline", outlet: str = "daily") -> Print:
    at = MONDAY + timedelta(days=day)
    return Print(f"{outlet}{number}", outlet, at, at, text, title)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prints = [printed(number, 0, f"Rain. North Korea spoke for the {number}th time. Wind.") for number in range(12)]
    prints += [printed(12, 7, f"Rain. North Korea said {HOSTILE}. Wind.", f"Talks {HOSTILE}" + "so long " * 99)]
    prints += [printed(13, 7, "Only rain."), printed(14, 14, "Only wind.")]
    prints += [printed(15, -0.1, "North Korea wrote.", outlet="gazette")]
    path = shelve(tmp_path_factory.mktemp("behind") / "news of mine.duckdb", prints)
    connection = open_writer(path, MONDAY)
    connection.execute("UPDATE articles SET url = 'javascript:alert(1)' WHERE article_id = 'daily12'")
    connection.execute("UPDATE articles SET url = 'https://daily.example/?a=1&b=\"2' WHERE article_id = 'daily3'")
    connection.close()
    return path


@pytest.fixture(scope="module")
def page(warehouse: Path) -> Path:
    return warehouse.parent / "page.html"


@pytest.fixture
def drawn(run: Run, warehouse: Path, page: Path) -> str:
    """Draw once, and give the page without its scripts."""
    if not page.exists():
        status, _, err = run("--warehouse", warehouse, "trend", "North Korea", "--by", "week", "--chart", page)
        assert status == 0, err
    return re.sub(r"<script>.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def lists_of(drawn: str) -> dict[str, str]:
    found = re.findall(r'<div id="(behind-[\d-]+)" hidden>(.*?)</div>', drawn, re.DOTALL)
    return dict(found)


def test_every_point_with_texts_has_a_list_and_an_option_that_opens_it(drawn: str) -> None:
    lists = lists_of(drawn)
    assert sorted(lists) == ["behind-0-0", "behind-0-1"]
    assert re.findall(r'<option value="(behind-[^"]+)">', drawn) == ["behind-0-0", "behind-0-1"]
    assert "North Korea, 2017-03-06: 100.0 %, 13 of 13 distinct texts" in lists["behind-0-0"]
    assert '<blockquote dir="auto">North Korea spoke for the 3th time.</blockquote>' in lists["behind-0-0"]
    assert 'href="https://daily.example/?a=1&amp;b=&quot;2"' in lists["behind-0-0"]
    assert '<span title="raw-daily3">raw raw-daily3</span>' in lists["behind-0-0"]


def test_a_list_is_bounded_and_names_the_command_that_lists_all(run: Run, drawn: str) -> None:
    shown = lists_of(drawn)["behind-0-0"]
    assert shown.count("<li>") == 10
    assert "And 3 more." in shown
    line = html.unescape(re.search(r"<code>(.*?)</code>", shown)[1])  # type: ignore[index]
    words = shlex.split(line)
    assert words[0] == "brinkwatch"
    status, out, err = run(*words[1:], "--format", "csv")
    assert status == 0, err
    assert len(out.splitlines()) == 1 + 13


def test_what_an_article_says_is_shown_and_never_obeyed(page: Path, drawn: str) -> None:
    shown = lists_of(drawn)["behind-0-1"]
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in shown and "onerror=alert(3)&gt;" in shown
    assert "javascript:" not in drawn and "<img" not in drawn and "onclick='" not in drawn
    assert "\x1b" not in drawn and "\u202e" not in drawn and "\x00" not in drawn
    assert page.read_text(encoding="utf-8").count("<script>") == 2
    assert len(shown) < 3_000


def test_a_line_within_a_panel_lists_its_own_texts(run: Run, warehouse: Path, tmp_path: Path) -> None:
    chart = tmp_path / "panel.html"
    ran = run("--warehouse", warehouse, "trend", "North Korea", "--by", "month", "--panel", "--chart", chart)
    assert ran[0] == 0, ran[2]
    lists = lists_of(chart.read_text(encoding="utf-8"))
    assert "gazette" in lists["behind-0-0"] and "14 of 16" in lists["behind-0-0"]
    assert "gazette" not in lists["behind-1-0"] and "13 of 15" in lists["behind-1-0"]
    words = shlex.split(html.unescape(re.search(r"<code>(.*?)</code>", lists["behind-1-0"])[1]))  # type: ignore[index]
    status, out, err = run(*words[1:], "--format", "csv")
    assert (status, len(out.splitlines())) == (0, 1 + 13), err


def test_many_points_share_what_a_page_holds(
    run: Run, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brinkwatch.behind.MOST_ON_PAGE", 5)
    chart = tmp_path / "page.html"
    assert run("--warehouse", warehouse, "trend", "North Korea", "--by", "week", "--chart", chart)[0] == 0
    lists = lists_of(chart.read_text(encoding="utf-8"))
    assert [one.count("<li>") for one in lists.values()] == [2, 1]
    assert "And 11 more." in lists["behind-0-0"]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_opens_the_point_that_the_address_names_and_lets_marks_be_reached(page: Path, drawn: str) -> None:
    assert drawn
    ran = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000",
         f"--user-data-dir={page.parent / 'browser'}", "--dump-dom", f"{page.as_uri()}#behind-0-1"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert re.search(r'<div id="behind-0-0" hidden', ran.stdout) and re.search(r'<div id="behind-0-1">', ran.stdout)
    marks = re.findall(r'<path aria-label="(North Korea, [^"]+)"[^>]*role="button"', ran.stdout)
    assert len(marks) == 2 and re.search(r'tabindex="0" [^>]*role="button"|role="button"[^>]* tabindex="0"', ran.stdout)
