"""The day on which a page was published is found where the page says it, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from tasks.date import claims_from_page
from tasks.page import page_facts

SEEN = datetime(2017, 3, 20, 12, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2017, 3, day, hour, minute, tzinfo=UTC)


def page(head: str = "", body: str = "") -> bytes:
    return f"<html><head>{head}</head><body><h1>Talks</h1>{body}</body></html>".encode()


@pytest.mark.parametrize(
    "html",
    [
        page('<meta property="article:published_time" content="2017-03-15T09:00:00+09:00">'),
        page(
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2017-03-15T00:00:00Z"}]}</script>'
        ),
        page(body='<span itemprop="datePublished" content="2017-03-15 09:00">x</span>'),
        page(body='<time datetime="2017-03-15T00:00Z">Wednesday</time>'),
        page(body='<p class="date">Posted: 2017-03-15 09:00</p>'),
    ],
)
def test_pages_say_when_in_many_ways(html: bytes) -> None:
    claims = claims_from_page(html, "", "Asia/Seoul")
    assert [(claim.origin, claim.at) for claim in claims] == [("page", at(15))]


def test_a_bare_date_somewhere_on_the_page_is_not_its_publication() -> None:
    assert claims_from_page(page(body='<span class="date">2017-03-01</span>'), "", "UTC") == ()


def test_broken_json_in_a_page_is_passed_over() -> None:
    assert claims_from_page(page('<script type="application/ld+json">{"a": [</script>'), "", "UTC") == ()


TEXT = f"<p>{'The talks went on until late in the evening. ' * 4}</p>"


@pytest.mark.parametrize(
    "head",
    [
        "<div><span>By the desk</span> <span>15.03.2017</span></div>",
        '<p class="line">Berlin</p><p class="line">15 mars 2017</p>',
        "<span class='updated'>Updated 18.03.2017</span><span>15.03.2017</span>",
        "<div>[2017-03-15]</div>",
    ],
)
def test_a_date_between_the_heading_and_the_text_is_the_articles_own(head: str) -> None:
    assert [claim.at for claim in claims_from_page(page(body=head + TEXT), "", "UTC")] == [at(15)]


def test_a_date_right_above_the_only_heading_is_the_articles_own_and_one_above_the_menu_is_not() -> None:
    def read(above: str, headings: str = "<h1>Talks go on</h1>") -> list[datetime]:
        markup = f"<html><body>{above}{headings}{TEXT}</body></html>".encode()
        return [claim.at for claim in claims_from_page(markup, "", "UTC")]

    assert read("<small>15.03.2017&nbsp;\nSecond league</small>") == [at(15)]
    assert read("<span>Statement</span><span>15 March 2017</span><script>x</script>") == [at(15)]
    assert read("<div>15.03.2017</div><nav><a>Home</a><a>World</a><a>Sport</a></nav>") == []
    assert read("<div>15.03.2017</div>", "<h1>Talks go on</h1><h1>Another story</h1>") == []


def test_a_date_below_the_text_or_among_many_lines_is_not() -> None:
    assert claims_from_page(page(body=f"{TEXT}<p>15.03.2017</p>"), "", "UTC") == ()
    teasers = "".join(f"<p>Story {number}</p><p>1{number % 9}.03.2017</p>" for number in range(30))
    assert claims_from_page(page(body=teasers + TEXT), "", "UTC") == ()


def test_a_label_before_two_times_is_believed_for_the_first() -> None:
    body = '<p class="date">Written: 2017-03-15 09:03:30 / Updated: 2017-03-15 09:30:46</p>'
    assert [claim.at for claim in claims_from_page(page(body=body), "", "UTC")] == [
        datetime(2017, 3, 15, 9, 3, 30, tzinfo=UTC)
    ]


def test_a_relative_time_is_read_only_where_the_page_says_when_it_was_fetched() -> None:
    shown = page(body="<time>2 hours ago</time>")
    assert claims_from_page(shown, "", "UTC") == ()
    assert [claim.at for claim in claims_from_page(shown, "", "UTC", SEEN)] == [SEEN - timedelta(hours=2)]


def claimed(body: str, head: str = "", zone: str = "Asia/Seoul") -> list[datetime]:
    return [claim.at for claim in claims_from_page(page(f'<meta charset="utf-8">{head}', body), "", zone, SEEN)]


@pytest.mark.parametrize(
    "head",
    [
        "<span>입력</span><span>2017.03.15. 오전 9:00</span><span>수정</span><span>2017.03.16. 오전 8:00</span>",
        "<ul><li>승인 2017.03.15 09:00</li><li>댓글 0</li></ul>",
        "<div>2017-03-15 09:00:00 来源：Paper 作者：张三</div>",
        "<p>Veröffentlicht am 15.03.2017, 09:00 Uhr | Lesedauer: 3 Minuten</p>",
        "<p>Publié le 15 mars 2017 à 09h00, mis à jour le 16 mars 2017 à 08h00</p>",
        "<div>Seúl - 15 mar 2017 - 09:00 KST</div>",
        "<div>Updated 8:00 AM, Thu March 16, 2017</div><div>Published 9:00 AM, Wed March 15, 2017</div>",
        "<div>15/03/2017 09h00 Atualizado há 2 horas</div>",
        "<div>By Jane Plaster | 15 March 2017 9:00 KST</div>",
        "<div>Glastonbury | 15 March 2017 9:00 KST</div>",
        "<div>Last updated: 16 March 2017 | Published: 15 March 2017 9:00 KST</div>",
    ],
)
def test_the_day_of_publication_is_told_from_what_stands_beside_it(head: str) -> None:
    assert claimed(head + TEXT) == [at(15)]


def test_a_page_without_a_main_heading_is_read_by_the_one_that_its_title_says() -> None:
    markup = f"<html><head><title>Talks go on | Paper</title></head><body><h2>Talks go on</h2><div>15.03.2017</div>{TEXT}</body></html>"
    assert [claim.at for claim in claims_from_page(markup.encode(), "", "UTC")] == [at(15)]


def test_times_of_other_stories_never_date_a_page() -> None:
    related = '<div class="related"><a href="/x">Another story</a> <time>2 hours ago</time></div>'
    linked = '<a href="/y"><time datetime="2017-03-19">Another</time></a>'
    assert claimed(TEXT + related + linked) == []
    assert claimed(related + TEXT) == []


@pytest.mark.parametrize("line", ["03:15", "3 min", "2 hours", "Today", "Now"])
def test_the_length_of_a_film_or_of_the_reading_is_no_time(line: str) -> None:
    assert claimed(f"<div>{line}</div>{TEXT}") == []


def test_a_day_without_a_year_is_only_believed_while_it_is_news() -> None:
    assert claimed(f"<div>15 March</div>{TEXT}") == [at(15)]
    assert claimed(f"<div>15 June</div>{TEXT}") == []


def test_what_scripts_call_the_publication_counts_where_they_know_of_one() -> None:
    one = '<script>var page = {"deployDt":"2017.03.15 09:00","title":"x"}</script>'
    other = '<script>var more = {"publishedAt":"2017-03-01"}</script>'
    assert claimed(TEXT, one) == [at(15)]
    assert claimed(TEXT, one + other) == []


def test_the_first_time_below_a_heading_is_the_articles_own_and_without_a_heading_the_first() -> None:
    def read(body: str) -> list[datetime]:
        return [claim.at for claim in claims_from_page(f"<html><body>{body}</body></html>".encode(), "", "UTC")]

    times = "<time datetime='2017-03-15'>x</time><time datetime='2017-03-16'>y</time>"
    now = "<time datetime='2017-03-20'>now</time>"
    assert read(times) == [at(15)]
    assert read(f"{now}<h1>Talks {now}</h1><a>{now}</a>{times}") == [at(15)]
    assert read(f"<h1>Talks {now}</h1>") == [at(20)]
    assert read("<time datetime='2017-03-15'>x</time>" * 100_000) == [at(15)]


def test_the_lines_of_a_head_that_are_known_are_not_looked_for_again() -> None:
    shown = page(body=f"<div>17.03.2017</div>{TEXT}")
    assert [claim.at for claim in claims_from_page(shown, "", "UTC")] == [at(17)]
    assert [claim.at for claim in claims_from_page(shown, "", "UTC", None, ["Paper", "15.03.2017"])] == [at(15)]
    assert claims_from_page(shown, "", "UTC", None, []) == ()


def test_a_page_with_more_than_one_main_heading_is_read_by_the_one_that_its_title_says() -> None:
    story = f"<h1>Floods hit the harbour town</h1><div>By Jane Roe</div><div>15.03.2017</div>{TEXT}"
    other = f"<section><h1>More from our newsroom</h1><div>By Other Writer</div><div>3 May 2014</div>{TEXT}</section>"
    name = "<h1>The Daily Paper</h1><div>1 March 2017</div>"

    def read(body: str, title: str) -> tuple[list[datetime], str]:
        tree = html.fromstring(f"<html><head><title>{title}</title></head><body>{body}</body></html>")
        return [claim.at for claim in claims_from_page(tree, "", "UTC")], page_facts(tree).author

    assert read(story + other, "Floods hit the harbour town | The Daily Paper") == ([at(15)], "Jane Roe")
    assert read(story + other, "The Daily Paper") == ([at(15)], "Jane Roe")
    assert read(name + story, "Floods hit the harbour town | The Daily Paper") == ([at(15)], "Jane Roe")
    unsigned = story.replace("<div>By Jane Roe</div><div>15.03.2017</div>", "")
    assert read(unsigned + other, "Floods hit the harbour town | The Daily Paper") == ([], "")
