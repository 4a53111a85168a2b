"""Every engine of the warehouse bench answers the same, and what is not installed is told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks import peers
from benchmarks.warehouse_peers import pandas_peer, postgres_peer
from benchmarks.warehouse_peers.growth import draw
from benchmarks.warehouse_peers.news import invented
from benchmarks.warehouse_peers.questions import QUESTIONS
from benchmarks.warehouse_peers.store import build
from benchmarks.warehouse_peers.timing import Timed, differing, timed
from warehouse.connect import open_reader
from warehouse.layout import Layout

NUMBER = 2_000


def test_every_engine_answers_every_question_alike() -> None:
    with TemporaryDirectory(prefix="brinkwatch-peers-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        layout = Layout(folder / "news.duckdb")
        built = build(layout, NUMBER, words=60)
        assert (built.articles, built.batch) == (NUMBER, NUMBER // 10)
        assert 8 * NUMBER < built.mentions < 12 * NUMBER
        assert 0 < built.zstd_bytes < built.text_bytes
        with closing(open_reader(layout.published)) as connection:
            samples = "SELECT count(*) FILTER (signature <> ''::BLOB) FROM text_signatures"
            ((kept,),) = connection.execute(samples).fetchall()
            assert 0 < kept < NUMBER / 10  # 45 days of three years
        with peers.engines(layout, folder, texts=True) as engines:
            assert len(engines) == 2 + postgres_peer.installed() + pandas_peer.installed()
            for question in QUESTIONS:
                answers = {one.name: timed(one, question, runs=1) for one in engines}
                assert answers["Brinkwatch"].rows, question
                assert not differing(answers), (question, {name: found.rows[:3] for name, found in answers.items()})


def test_engines_that_answer_otherwise_are_named() -> None:
    answers = {"a": Timed(1, 1, 1, [("x", 1)]), "b": Timed(1, 1, 1, [("x", 1.0)]), "c": Timed(1, 1, 1, [("x", 1)])}
    assert differing(answers) == ["b"]


def test_the_news_are_the_same_every_time_and_skewed_as_news_are() -> None:
    one, other = (list(invented(400, 200, 100, words=40)) for _ in range(2))
    assert [batch.articles for batch in one] == [batch.articles for batch in other]
    assert [len(batch.articles) for batch in one] == [200, 100, 100]
    articles = [article for batch in one for article in batch.articles]
    assert [article.first_seen_at for article in articles] == sorted(article.first_seen_at for article in articles)
    copies = {copy: original for batch in one for copy, original in batch.originals.items()}
    text = {article.article_id: article.text for article in articles}
    assert 20 < len(copies) < 100
    assert all(text[copy] == text[original] for copy, original in copies.items())
    names = [mention.entity_id for batch in one for found in batch.enrichments for mention in found.mentions]
    assert names.count("person:name-0") > 20 * names.count("person:name-400")


def test_growth_is_drawn_with_a_panel_a_question_and_a_line_an_engine(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    found = {engine: Timed(0.1, 0.01, 0.01, []) for engine in ("Brinkwatch", "SQLite")}
    draw(tmp_path / "growth.svg", {1_000: {"daily": found, "rising": found}, 10_000: {"daily": found, "rising": found}})
    picture = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert all(told in picture for told in (QUESTIONS["daily"], QUESTIONS["rising"], "SQLite"))
