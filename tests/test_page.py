"""Pages are read for what they claim of themselves."""

from __future__ import annotations

import pytest
from lxml import html

from tasks.page import decode_page, fragment_paragraphs, page_facts, without_site_name


def facts(head: str, body: str = "", attributes: str = ""):  # type: ignore[no-untyped-def]
    return page_facts(html.fromstring(f"<html {attributes}><head>{head}</head><body>{body}</body></html>"))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Köln".encode(), "text/html; charset=iso-8859-1"),
        ("Köln".encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (b'<meta charset="windows-1252">K\xf6ln', ""),
        ("Köln".encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + "Köln".encode(), "text/html; charset=latin1"),
        ("Köln".encode("cp1252"), "text/html; charset=no-such-thing"),
    ],
)
def test_characters_are_found_by_mark_validity_and_declaration(body: bytes, content_type: str) -> None:
    assert decode_page(body, content_type).endswith("Köln")


def test_seven_bit_japanese_is_not_taken_for_ascii() -> None:
    assert decode_page("会談".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp") == "会談"


def test_a_few_broken_bytes_do_not_spoil_a_page() -> None:
    body = ("회담이 열렸다 " * 200).encode("euc-kr") + b"\xff"
    assert decode_page(body, "text/html; charset=euc-kr").startswith("회담이 열렸다")


def test_titles_are_taken_as_stated_without_rubrics() -> None:
    assert facts('<meta property="og:title" content="A"><title>B | Site</title>').title == "A"
    assert facts("<title>B</title>").title == "B"
    assert (
        facts(
            '<meta property="og:title" content="Envoys leave talks | World | Site">', "<h1>Envoys leave talks</h1>"
        ).title
        == "Envoys leave talks"
    )


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Envoys leave | The Gazette", "Envoys leave"),
        ("Envoys leave - Gazette.com", "Envoys leave"),
        ("Gazette: Envoys leave", "Gazette: Envoys leave"),
        ("The Gazette | Envoys leave", "Envoys leave"),
        ("Envoys leave - at last", "Envoys leave - at last"),
        ("Gazette", "Gazette"),
        ("회담 끝ㅣ가제트", "회담 끝ㅣ가제트"),
    ],
)
def test_only_the_publishers_own_name_is_taken_off_a_title(title: str, plain: str) -> None:
    assert without_site_name(title, "The Gazette", "") == plain


def test_the_headline_that_is_named_so_is_believed_before_what_is_made_for_sharing() -> None:
    named = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Envoys leave &amp; return"}</script>'
    )
    shared = '<meta property="og:title" content="You will not believe who left">'
    assert facts(shared + named).title == "Envoys leave & return"
    assert facts(shared + named.replace("return", "ret...")).title == "You will not believe who left"
    assert facts(shared, '<h1 itemprop="headline">Envoys leave</h1>').title == "Envoys leave"


def test_a_heading_within_the_pages_title_is_the_headline_and_not_the_rubric_above() -> None:
    body = "<h1>Customs</h1><h1>Notices</h1><h1>Announcement of the new tax law</h1>"
    assert facts("<title>Customs online - Notices - Announcement of the new tax law</title>", body).title == (
        "Announcement of the new tax law"
    )


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="No Author">', '<h1>A</h1><p class="byline">By Jane Doe</p>', "Jane Doe"),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">',
            "",
            "Jane Doe",
        ),
        (
            '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Three minutes">',
            "",
            "",
        ),
        ("", '<h1>A</h1><div class="comment"><span class="author">By A Reader</span></div>', ""),
        ("", '<h1>A</h1><a class="author-link">Interview: Jane Doe</a>', "Jane Doe"),
        ("", '<h1>A</h1><p class="byline">By Jane Doe, 17 March 2017</p>', "Jane Doe"),
        ("", '<h1>A</h1><p class="byline">By Jane Doe | March 17, 2017</p>', "Jane Doe"),
        ("", '<h1>A</h1><a href="/autoren/jane-doe-17">Jane Doe</a><a href="/autoren/x-1">John Roe</a>', "Jane Doe"),
        ("", '<h1>A</h1><a href="/author/">Authors</a>', ""),
        ('<meta name="author" content="Redaktion">', '<h1>A</h1><p class="byline">Von Jane Doe</p>', "Jane Doe"),
        ('<meta name="author" content="Redaktion">', "<h1>A</h1>", "Redaktion"),
        (
            '<meta name="cXenseParse:author" content="Jane Doe"><script type="application/ld+json">'
            '{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "The Gazette"}}</script>',
            "",
            "Jane Doe",
        ),
    ],
)
def test_people_are_believed_before_organisations_and_bylines_only_where_they_say_by(
    head: str, body: str, author: str
) -> None:
    assert facts(head, body).author == author


def test_authors_are_names_and_not_addresses_or_numbers() -> None:
    assert facts('<meta name="author" content="By Jane Doe">').author == "Jane Doe"
    assert (
        facts(
            '<meta property="article:author" content="https://f.example/jane"><meta name="byl" content="105092">'
        ).author
        == ""
    )
    data = '{"@type":"NewsArticle","author":[{"name":"Jane Doe"},{"name":"John Roe"}]}'
    assert facts(f'<script type="application/ld+json">{data}</script>').author == "Jane Doe, John Roe"


def test_languages_are_codes() -> None:
    assert facts("", attributes='lang="ko-KR"').language == "ko"
    assert (
        facts(
            '<meta http-equiv="content-language" content="utf-8"><meta property="og:locale" content="ja_JP">'
        ).language
        == "ja"
    )


def test_fragments_fall_into_paragraphs_with_nothing_lost_but_scripts() -> None:
    fragment = "Lead <b>bold</b>,<br>next line<p>One\n two</p>tail<ul><li>a</li><li>b</li></ul><script>x()</script><!-- c -->end"
    assert fragment_paragraphs(fragment) == ["Lead bold,", "next line", "One two", "tail", "a", "b", "end"]
    assert fragment_paragraphs("") == []


def test_an_endless_instruction_is_cut_before_a_parser_takes_minutes_over_it() -> None:
    endless = "<?x " + "\n" * 60_000
    assert decode_page(f"<p>Calm.{endless}".encode()) == "<p>Calm."
    assert decode_page(f"<p>Calm.{endless}><p>Wind.".encode()) == "<p>Calm.<p>Wind."
    assert fragment_paragraphs(f"<p>Calm.</p>{endless}") == ["Calm."]
    assert (
        decode_page(b'<?xml version="1.0" encoding="utf-8"?><p>Calm.')
        == '<?xml version="1.0" encoding="utf-8"?><p>Calm.'
    )


def test_the_author_below_a_thousand_headings_is_found() -> None:
    page = "<h1>Talks</h1><a href='/tags/x'>Talks</a>" * 20_000 + "<a href='/author/roe'>Jane Roe</a>"
    assert page_facts(html.fromstring(f"<html><body>{page}</body></html>")).author == "Jane Roe"
