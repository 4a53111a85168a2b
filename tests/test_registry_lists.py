"""Lists of feeds are brought in from other readers and written for them, by the command."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.load import load_config
from flows.bench import sources_of
from tests.conftest import Run
from tests.registry_desk import Desk


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def test_export_and_import_keep_what_is_known(desk: Desk, tmp_path: Path, run: Run) -> None:
    shipped, mine = tmp_path / "all.opml", tmp_path / "mine2"
    run("--config", "config", "feeds", "export", "-o", shipped)
    run("init", mine)
    (mine / "feeds.yaml").write_text("feeds: {}\n")
    (mine / "sources.yaml").write_text("sources: {}\n")
    status, out, _ = run("--config", mine, "feeds", "import", shipped)
    config, given = load_config(mine), load_config(Path("config"))
    assert (status, config.feeds == given.feeds) == (0, True), out
    kept, there = sources_of(config), sources_of(given)
    assert kept == {source_id: there[source_id] for source_id in kept}
    assert {one.source for one in given.feeds.values()} == set(config.sources)
    printed = run("--config", mine, "feeds", "export")[1]
    assert printed.encode() == shipped.read_bytes()


def test_a_list_of_another_reader_is_merged_and_told(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "reader.opml"
    listed.write_text(
        '<opml><body><outline text="Asia"><outline text="Front" xmlUrl="http://www.herald.example/rss/"/>'
        '<outline text="Sport" xmlUrl="https://rss.herald.example/sport.xml"/>'
        '<outline text="Post" xmlUrl="https://feeds.post.example/top/1.xml" htmlUrl="https://www.post.example/" language="en-us"/>'
        '<outline text="Post again" xmlUrl="https://feeds.post.example/top/1.xml"/>'
        '<outline text="Post 2" xmlUrl="https://feeds.post.example/top/2.xml" htmlUrl="https://www.post.example/"/>'
        '<outline text="Odd" xmlUrl="javascript:alert(1)"/><outline text="Secret" xmlUrl="https://a:b@c.example/"/>'
        "</outline></body></opml>"
    )
    status, out, _ = desk.feeds("import", listed)
    assert status == 0
    assert (
        "added 3 feeds and 1 publishers (1 with country ZZ or language und: mend them there); 2 were known already, 2 were skipped"
        in out
    )
    assert "Skipped javascript:alert(1): is no address of the web" in out
    config = load_config(desk.config)
    assert config.feeds["herald-sport"].source == "herald"
    assert {config.feeds[name].url[-5:] for name in ("post-example-top", "post-example-top-2")} == {"1.xml", "2.xml"}
    post = config.sources["post-example"]
    assert (post.name, post.country, post.language, post.domains) == ("post.example", "ZZ", "en", ["post.example"])
    assert desk.text("sources").startswith("# whom I read\nsources:\n  herald:")
    assert yaml.safe_load(desk.text("feeds"))["feeds"].keys() == config.feeds.keys()


def test_addresses_as_other_readers_write_them_are_written_as_one_asks_for_them(desk: Desk, tmp_path: Path) -> None:
    urls = (
        "HTTP://Feeds.POST.example:80/Top#new",
        "feed:https://feeds.star.example/rss",
        "feed://feeds.sun.example/rss?A=B",
    )
    listed = tmp_path / "reader.opml"
    outlines = (f'<outline text="x" xmlUrl="{url}"/>' for url in (*urls, "http://feeds.post.example/Top"))
    listed.write_text(f"<opml><body>{''.join(outlines)}</body></opml>")
    status, out, _ = desk.feeds("import", listed)
    assert (status, "added 3 feeds" in out, "1 were known already, 0 were skipped" in out) == (0, True, True), out
    written = {one.url for one in load_config(desk.config).feeds.values()}
    assert {
        "http://feeds.post.example/Top",
        "https://feeds.star.example/rss",
        "http://feeds.sun.example/rss?A=B",
    } <= written


@pytest.mark.parametrize("body", ["<opml><body>", '<!DOCTYPE o [<!ENTITY a "b">]><opml/>', "", "\x00"])
def test_a_broken_list_is_told_in_one_line(desk: Desk, tmp_path: Path, body: str) -> None:
    listed = tmp_path / "broken.opml"
    listed.write_text(body)
    before = desk.text("feeds")
    status, out, err = desk.feeds("import", listed)
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert desk.text("feeds") == before


def test_a_list_that_is_not_there_is_told_in_one_line(desk: Desk, tmp_path: Path) -> None:
    status, _, err = desk.feeds("import", tmp_path / "none.opml")
    assert (status, "none.opml: No such file or directory" in err) == (1, True)
