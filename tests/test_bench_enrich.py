"""The bench of enriching measures all three things on the texts it is given."""

from datetime import UTC, datetime

from benchmarks.enrich import ALIASES, Cost, measure, with_aliases
from config.load import SHIPPED, load_config
from tasks.gazetteer import Gazetteer
from tasks.records import Article

TEXT = "Angela Merkel flew to Seoul on Monday to see the THAAD battery. " * 40


def test_a_small_bench_measures_recognising_enriching_and_matching() -> None:
    now = datetime(2017, 3, 17, tzinfo=UTC)
    articles = [
        Article(str(at), "", "", "s", "Merkel in Seoul", TEXT, "", "en", now, "day", "file", "", now, now, 9, "", "", b"")
        for at in range(4)
    ]  # fmt: skip
    cost = measure(articles, load_config(SHIPPED), rounds=1)
    assert cost.texts == 4
    assert cost.aliases >= ALIASES
    assert cost.enriched > 0 and cost.bare > 0
    assert 0 < cost.matched < cost.enriched


def test_shares_are_of_enriching() -> None:
    cost = Cost(texts=1, bare=9.0, enriched=10.0, matched=0.5, aliases=5000)
    assert (cost.ratio, cost.matching_share) == (0.9, 0.05)


def test_made_up_names_fill_a_matcher() -> None:
    assert Gazetteer(with_aliases({}, 3_000)).size >= 3_000
