"""Pages are looked at again on a decaying schedule, politely, and what their publishers changed is kept beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from flows import pipeline
from flows.bench import Bench
from flows.prepare import THREADS, prepare
from flows.steps import Here, in_process
from tasks.judgements import PassReport
from tests.conftest import Run
from tests.feed_desk import Desk
from tests.feed_samples import rss
from tests.misbehaving import Handler, Server, raw, reply
from warehouse.connect import open_reader

AT = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STORY = [
    "The envoys of both countries arrived in the harbour town on Tuesday evening and were driven to the old customs house.",
    "They spoke for nine hours about the drills that begin next week, and 12 people were hurt at the gates.",
    "A spokeswoman said that the talks had been frank and that another round would follow in April.",
]
ADDED = "The foreign ministry denied on Wednesday that any letter had been handed over during the long night of talks."


def story(*paragraphs: str, title: str = "Envoys meet in the harbour town", noise: str = "") -> Handler:
    body = "".join(f"<p>{one}</p>" for one in (paragraphs or STORY))
    page = f"<html lang=en><head><title>{title}</title></head><body><!-- {noise} --><article><h1>{title}</h1>{body}</article></body></html>"
    return reply(page.encode(), content_type="text/html", etag=f'"{hash((paragraphs, title, noise))}"')


class Newsroom:
    """One feed with one story, polled at moments of the test's choosing."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.desk, self.server = desk, server
        server.routes["/a"] = story()
        self.call("Envoys meet")
        desk.feeds(a=server.url("/feed"))

    def call(self, title: str, feed: str = "/feed") -> None:
        """Show the story in a feed under a title."""
        item = f"<title>{title}</title><link>{self.server.url('/a')}</link>"
        self.server.routes[feed] = reply(rss(item).encode(), content_type="application/rss+xml")

    @property
    def bench(self) -> Bench:
        return prepare(
            self.desk.config, self.desk.warehouse, lambda workers: in_process(Here(workers.config), THREADS), StringIO()
        )

    def ingest(self, after: timedelta = timedelta()) -> PassReport:
        return pipeline.ingest(self.bench, AT + after)

    def asked(self) -> int:
        return self.server.paths().count("/a")

    def ask(self, question: str) -> list[tuple[object, ...]]:
        connection = open_reader(self.bench.layout.live)
        try:
            return connection.execute(question).fetchall()
        finally:
            connection.close()

    def revisions(self) -> dict[str, tuple[object, object]]:
        return {str(kind): (a, b) for kind, a, b in self.ask("SELECT kind, before, after FROM revisions")}


@pytest.fixture
def newsroom(tmp_path: Path, run: Run) -> Iterator[Newsroom]:
    with Server() as server:
        yield Newsroom(Desk(tmp_path, run), server)


def test_a_page_is_looked_at_after_an_hour_six_a_day_and_three_and_then_never_again(newsroom: Newsroom) -> None:
    newsroom.ingest()
    looks = []
    for hours in (0.5, 1.1, 2, 6.1, 12, 25, 48, 73, 90, 200):
        before = newsroom.asked()
        newsroom.ingest(hours * HOUR)
        looks.append(newsroom.asked() - before)
    assert looks == [0, 1, 0, 1, 0, 1, 0, 1, 0, 0]
    ((requests,),) = newsroom.ask("SELECT sum(page_requests) FROM politeness_daily")
    assert requests == newsroom.asked() == 5


def test_looks_that_were_missed_are_made_up_for_by_one(newsroom: Newsroom) -> None:
    newsroom.ingest()
    assert newsroom.ingest(2 * DAY).looked_again == 1
    assert newsroom.ingest(2 * DAY + HOUR).looked_again == 0


def test_a_page_is_asked_for_by_its_validator_and_the_bytes_of_noise_are_not_kept(newsroom: Newsroom) -> None:
    newsroom.ingest()
    newsroom.server.routes["/a"] = story(noise="another advertisement")
    newsroom.ingest(HOUR)
    newsroom.server.routes["/a"] = reply(status=304)
    newsroom.ingest(6 * HOUR)
    conditions = [seen.headers.get("if-none-match") for seen in newsroom.server.requests if seen.path == "/a"]
    assert conditions[0] is None
    assert None not in conditions[1:]
    assert conditions[1] != conditions[2]
    assert newsroom.ask("SELECT outcome, count(*) FROM page_checks GROUP BY outcome") == [("unchanged", 2)]
    assert len(list(newsroom.bench.layout.raw.rglob("*.zst"))) == 1


def test_what_changed_is_told_by_kind_and_the_article_keeps_its_first_version(newsroom: Newsroom) -> None:
    newsroom.ingest()
    changed = [STORY[0], STORY[1].replace("12 people", "40 people"), ADDED]
    newsroom.server.routes["/a"] = story(*changed, title="Envoys leave the harbour town")
    report = newsroom.ingest(HOUR)
    assert (report.looked_again, report.revisions) == (1, 4)
    found = newsroom.revisions()
    assert found["headline"] == ("Envoys meet in the harbour town", "Envoys leave the harbour town")
    assert found["numbers"] == (STORY[1], changed[1])
    assert found["paragraphs_added"] == ("", ADDED)
    assert found["paragraphs_removed"] == (STORY[2], "")
    ((text, first, last),) = newsroom.ask(
        "SELECT text, raw_before, raw_after FROM articles JOIN revisions USING (article_id) WHERE kind = 'headline'"
    )
    assert ADDED not in str(text)
    assert first != last
    newsroom.server.routes["/a"] = story(*changed, title="Envoys leave at last")
    newsroom.ingest(6 * HOUR)
    heads = newsroom.ask("SELECT before, after FROM revisions WHERE kind = 'headline' ORDER BY seen_at")
    assert heads[1] == ("Envoys leave the harbour town", "Envoys leave at last")


def test_a_page_is_deleted_when_two_looks_say_so_and_then_left_alone(newsroom: Newsroom) -> None:
    newsroom.ingest()
    newsroom.server.routes["/a"] = reply(status=410)
    newsroom.ingest(HOUR)
    assert newsroom.revisions() == {}
    newsroom.ingest(2 * HOUR)
    assert list(newsroom.revisions()) == ["deleted"]
    asked = newsroom.asked()
    newsroom.ingest(2 * DAY)
    assert newsroom.asked() == asked


def test_a_mishap_or_a_wall_is_no_revision(newsroom: Newsroom) -> None:
    newsroom.ingest()
    newsroom.server.routes["/a"] = reply(status=404)
    newsroom.ingest(HOUR)
    newsroom.server.routes["/a"] = story("Please verify you are human.", title="Just a moment...")
    newsroom.ingest(6 * HOUR)
    newsroom.server.routes["/a"] = raw(b"")
    newsroom.ingest(DAY)
    outcomes = [row[0] for row in newsroom.ask("SELECT outcome FROM page_checks ORDER BY checked_at")]
    assert outcomes == ["gone", "bot_wall", "disconnected"]
    assert newsroom.revisions() == {}


def headlines(newsroom: Newsroom) -> list[tuple[object, ...]]:
    return newsroom.ask("SELECT before, after, seen_in, raw_before, raw_after FROM revisions ORDER BY seen_at, seen_in")


def test_a_headline_changed_in_the_feed_alone_is_a_revision_once(newsroom: Newsroom) -> None:
    newsroom.ingest()
    newsroom.call("Envoys MEET!")
    newsroom.ingest(2 * HOUR)
    assert headlines(newsroom) == []
    newsroom.call("Talks of envoys fail")
    newsroom.ingest(4 * HOUR)
    found = [("Envoys MEET!", "Talks of envoys fail", "feed", "", "")]
    assert headlines(newsroom) == found
    for at, title in enumerate(("Envoys meet", "Talks of envoys fail", "Envoys meet"), start=3):
        newsroom.call(title)
        newsroom.ingest(at * 2 * HOUR)
    assert headlines(newsroom) == found
    assert newsroom.ask("SELECT title FROM articles") == [("Envoys meet",)]


def test_a_feed_that_calls_an_entry_otherwise_than_the_first_one_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.call("Late: envoys said to leave", feed="/other")
    newsroom.desk.feeds(a=newsroom.server.url("/feed"), b=newsroom.server.url("/other"))
    newsroom.ingest()
    newsroom.call("Earlier: envoys said to stay", feed="/other")
    newsroom.ingest(2 * HOUR)
    assert headlines(newsroom) in ([], [("Late: envoys said to leave", "Earlier: envoys said to stay", "feed", "", "")])
    ((first_shown_by,),) = newsroom.ask("SELECT feed_id FROM entries")
    assert (first_shown_by == "b") == bool(headlines(newsroom))


def test_what_is_seen_in_feeds_is_listed_apart_from_what_is_seen_in_pages(newsroom: Newsroom, run: Run) -> None:
    newsroom.ingest()
    newsroom.server.routes["/a"] = story(title="Envoys leave the harbour town")
    newsroom.call("Talks of envoys fail")
    newsroom.ingest(2 * HOUR)
    front = ["--config", newsroom.desk.config, "--warehouse", newsroom.desk.warehouse, "revisions", "--format", "json"]
    seen = {where: json.loads(run(*front, "--seen-in", where)[1]) for where in ("page", "feed")}
    assert [row["after"] for row in seen["page"]] == ["Envoys leave the harbour town"]
    assert [row["after"] for row in seen["feed"]] == ["Talks of envoys fail"]
    assert {row["seen_in"] for row in json.loads(run(*front, "--kind", "headline")[1])} == {"page", "feed"}


def test_nothing_is_looked_at_where_the_settings_say_so(newsroom: Newsroom) -> None:
    settings = newsroom.desk.config / "settings.yaml"
    settings.write_text(settings.read_text() + "recheck: {enabled: false}\n")
    newsroom.ingest()
    newsroom.ingest(HOUR)
    assert newsroom.asked() == 1


def test_the_command_lists_revisions_with_both_versions(newsroom: Newsroom, run: Run) -> None:
    newsroom.ingest()
    newsroom.server.routes["/a"] = story(title="Envoys leave the harbour town")
    newsroom.ingest(HOUR)
    front = ["--config", newsroom.desk.config, "--warehouse", newsroom.desk.warehouse, "revisions"]
    _, printed, _ = run(*front, "--format", "json", "--source", "herald", "--since", "2017-03-15")
    (row,) = json.loads(printed)
    assert (row["kind"], row["before"], row["after"], row["source"]) == (
        "headline", "Envoys meet in the harbour town", "Envoys leave the harbour town", "Herald",
    )  # fmt: skip
    assert json.loads(run(*front, "--format", "json", "--kind", "deleted")[1]) == []
    assert json.loads(run(*front, "--format", "json", "--since", "2017-03-16")[1]) == []
    assert "Envoys leave the" in run(*front)[1]
    status, _, complaint = run(*front, "--kind", "lies")
    assert status == 2
    assert "write one of: headline" in complaint
