"""What fetching leaves for later passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tasks.manners import Manners, RobotsTxt
from tests.kept_page import NAME, NOW, PAGE, blob
from warehouse import archive
from warehouse.fetched import forget_pages, known_manners, recall_pages, remember_manners, remember_pages
from warehouse.state import State


def test_a_page_fetched_before_needs_no_second_request(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    archive.store(raw, PAGE.body, NAME)
    with State(tmp_path / "state.sqlite") as state:
        remember_pages(state, [PAGE, replace(PAGE, url="http://a.example/z", sha256="0" * 64)])
    tracked = "http://a.example/x?utm_source=rss"
    with State(tmp_path / "state.sqlite") as state:
        recalled = recall_pages(state, raw, [PAGE.url, tracked, "http://a.example/z", "http://a.example/other"])
        assert recalled == {PAGE.url: PAGE, tracked: replace(PAGE, url=tracked)}
        blob(raw).write_bytes(b"damaged")
        assert recall_pages(state, raw, [PAGE.url]) == {}


def test_pages_fetched_before_a_moment_are_forgotten(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    archive.store(raw, PAGE.body, NAME)
    later = replace(PAGE, url="http://a.example/later", fetched_at=PAGE.fetched_at + timedelta(seconds=1))
    with State(tmp_path / "state.sqlite") as state:
        remember_pages(state, [PAGE, later])
        assert forget_pages(state, PAGE.fetched_at) == 0
        assert forget_pages(state, later.fetched_at) == 1
        assert recall_pages(state, raw, [PAGE.url, later.url]) == {later.url: later}


def test_manners_outlast_a_program_as_far_as_its_clock_does(tmp_path: Path) -> None:
    robots = {"http://a.example": RobotsTxt("User-agent: *\nDisallow: /x\n", NOW)}
    rests = {"b.example": NOW + timedelta(hours=1)}
    with State(tmp_path / "state.sqlite") as state:
        remember_manners(state, Manners(robots, rests, {"a.example": 12.5}))
        remember_manners(state, Manners({}, {"b.example": NOW + timedelta(hours=2)}))
    with State(tmp_path / "state.sqlite") as state:
        assert known_manners(state) == Manners(robots, {"b.example": NOW + timedelta(hours=2)})
