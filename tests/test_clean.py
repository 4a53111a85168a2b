"""Documents become articles that hold the story and nothing else, or rejections that say why."""

from __future__ import annotations

import json
import pickle
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tasks import clean
from tasks.clean import CleanRules, clean_document, clean_documents
from tasks.records import Article, DateClaim, Rejection
from tests.gazette import NOW, PARAGRAPHS, RULES, article, document, page, rejection


def test_a_page_becomes_its_paragraphs_parted_by_blank_lines() -> None:
    cleaned = article(document(page()))
    assert cleaned.text.split("\n\n") == PARAGRAPHS
    assert cleaned.title == "Envoys talk"
    assert (cleaned.canonical_url, cleaned.language) == ("https://gazette.example/2017/03/15/talks", "en")
    assert cleaned.word_count == sum(len(paragraph.split()) for paragraph in PARAGRAPHS)


def test_the_feed_is_believed_for_title_author_and_time() -> None:
    head = '<meta name="author" content="Page Person"><meta property="article:published_time" content="2017-03-14T01:00:00Z">'
    claim = DateClaim("feed", datetime(2017, 3, 15, tzinfo=UTC), "day")
    said = article(document(page(head=head), title="Feed title - The Gazette", author="Feed Person", claims=(claim,)))
    assert (said.title, said.author, said.published_at, said.published_from) == (
        "Feed title",
        "Feed Person",
        claim.at,
        "feed",
    )
    unsaid = article(document(page(head=head)))
    assert (unsaid.author, unsaid.published_from, unsaid.published_precision) == ("Page Person", "page", "second")


def test_the_day_of_the_address_is_the_last_resort_but_for_nothing() -> None:
    assert article(document(page())).published_from == "url"
    assert article(document(page(), url="https://gazette.example/talks")).published_at is None


def test_the_identity_is_that_of_the_canonical_address() -> None:
    head = '<link rel="canonical" href="https://gazette.example/talks">'
    one = article(document(page(head=head)))
    other = article(
        document(
            page(
                [*PARAGRAPHS, "It was updated at noon, and this sentence is the one that was added to it."], head=head
            ),
            url="https://gazette.example/talks?ncid=1",
        )
    )
    assert one.article_id == other.article_id
    assert one.text_sha256 != other.text_sha256
    assert len(one.article_id) == 16


def test_without_an_address_the_text_is_the_identity() -> None:
    one = article(document(text="\n\n".join(PARAGRAPHS), url=""))
    other = article(document(text="\n\n".join(PARAGRAPHS).replace(" ", "  "), url=""))
    assert one.article_id == other.article_id
    assert one.article_id != article(document(text="\n\n".join(PARAGRAPHS[::-1]), url="")).article_id


def test_the_feeds_full_content_stands_in_for_a_page_that_gives_less_and_a_summary_never_does() -> None:
    wall = page(
        [
            "Subscribe to read this story of ours, which is one of the best that we have had this year, we think so anyway."
        ]
    )
    full = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert article(document(wall, feed_html=full, feed_html_is_full=True)).text.split("\n\n") == PARAGRAPHS
    assert "harbour" not in str(clean_document(document(wall, feed_html=full), CleanRules(1)))
    assert article(document(b"", feed_html=full, feed_html_is_full=True)).text.split("\n\n") == PARAGRAPHS
    assert (
        article(document(page(), feed_html=f"<p>{PARAGRAPHS[0]}</p>", feed_html_is_full=True)).text.split("\n\n")
        == PARAGRAPHS
    )


def test_a_page_drawn_by_scripts_gives_the_body_of_its_metadata() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Envoys talk", "articleBody": "\n".join(PARAGRAPHS)})
    html = f'<html><head><script type="application/ld+json">{data}</script></head><body><div id="root"></div></body></html>'
    assert article(document(html.encode())).text == " ".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("charset", "paragraph"),
    [
        (
            "windows-1252",
            "Der Außenminister sagte „nein“ – und fügte hinzu, daß die Gespräche über Fähren und Häfen fürs Erste vorüber seien.",
        ),
        (
            "euc-kr",
            "외교부 대변인은 화요일 오후 회담이 끝난 뒤 기자들에게 양측이 다음 달 다시 만나기로 했다고 말했다. 서명한 것은 없다고 덧붙였다.",
        ),
        (
            "shift_jis",
            "外務省の報道官は火曜日の午後、会談の終了後に記者団に対し、双方が来月再び会うことで一致したと述べた。署名はなかった。",
        ),
        (
            "gb2312",
            "外交部发言人星期二下午在会谈结束后对记者表示，双方同意下个月再次会面，目前没有签署任何文件，会谈是坦率的。",
        ),
    ],
)
def test_pages_are_read_in_the_characters_they_were_written_in(charset: str, paragraph: str) -> None:
    paragraphs = [f"{paragraph} {number}" for number in range(1, 4)]
    html = page(paragraphs).decode().replace('charset="utf-8"', f'charset="{charset}"').encode(charset)
    assert article(document(html)).text.split("\n\n") == paragraphs
    plain = page(paragraphs).decode().replace('<meta charset="utf-8">', "").encode(charset)
    declared = document(plain, content_type=f"text/html; charset={charset}")
    assert article(declared).text.split("\n\n") == paragraphs


def test_damage_and_furniture_are_gone_from_the_text() -> None:
    paragraphs = [
        PARAGRAPHS[0] + "They didn\u00ad't stay.",
        "Read more: Ferry row goes on",
        PARAGRAPHS[1].replace("nine", "ni\u200bne"),
    ]
    text = article(document(page(paragraphs), title="Cafe\u0301")).text
    assert text.split("\n\n") == [PARAGRAPHS[0] + " They didn't stay.", PARAGRAPHS[1]]
    assert unicodedata.is_normalized("NFC", text)


def test_a_wire_story_is_credited() -> None:
    assert article(document(page(["SEOUL (Reuters) - " + PARAGRAPHS[0], *PARAGRAPHS[1:]]))).wire == "reuters"


def test_rejections_carry_reason_and_evidence() -> None:
    short = rejection(document(text="Only these seven words are in here.", raw_sha256="ab", entry_id="e1"))
    assert (short.reason, short.raw_sha256, short.entry_id, short.rejected_at) == ("too_short", "ab", "e1", NOW)
    assert short.detail == "7 words: 'Only these seven words are in here.'"
    assert rejection(document(b"<html><body></body></html>")).reason == "empty"
    assert rejection(document(b"")).reason == "empty"
    assert rejection(document(b"%PDF-1.4", content_type="application/pdf")).detail == "the page is application/pdf"


def test_a_parser_that_crashes_rejects_one_document_and_not_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(tree: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(clean, "page_facts", crash)
    broken, fine = clean_documents((document(page()), document(text="\n\n".join(PARAGRAPHS))), RULES)
    assert isinstance(broken, Rejection)
    assert (broken.reason, broken.detail) == ("unreadable", "RecursionError: too deep")
    assert isinstance(fine, Article)


@pytest.mark.parametrize(
    "html",
    [
        b"\x00\xff\xfe\x01" * 500,
        b"<" * 5000,
        b"<div>" * 30_000,
        b"\xff\xfe<\x00p\x00>\x00",
        b"<?xml version='1.0'?><a/>",
    ],
)
def test_hostile_bytes_are_rejected_and_never_raise(html: bytes) -> None:
    assert rejection(document(html)).reason in ("empty", "unreadable", "too_short")


def test_what_goes_in_and_comes_out_can_cross_to_a_worker_process() -> None:
    job = pickle.loads(pickle.dumps((clean_documents, (document(page()),), RULES)))
    assert pickle.loads(pickle.dumps(job[0](job[1], job[2]))) == clean_documents((document(page()),), RULES)


def test_a_relative_time_on_a_kept_page_makes_no_old_story_new() -> None:
    shown = page(extra="").replace(b"</h1>", b"</h1><time>2 hours ago</time>")
    fetched = document(shown, url="https://gazette.example/talks")
    assert article(fetched).published_precision == "hour"
    kept = article(replace(fetched, age_unknown=True))
    assert (kept.published_at, kept.published_from) == (None, "")


def test_head_lines_give_author_day_and_agency_and_are_no_text() -> None:
    head = "</h1><p>Von Anna Muster, Berlin</p><p>Stand: 15.03.2017, 15:30 Uhr</p><p>Quelle: dpa</p>"
    made = article(document(page().replace(b"</h1>", head.encode()), url="https://gazette.example/talks"))
    assert (made.author, made.wire) == ("Anna Muster", "dpa")
    assert made.published_at == datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
    assert made.text.startswith(PARAGRAPHS[0][:40])


def test_an_agency_is_credited_by_the_rights_line_that_is_cut() -> None:
    made = article(document(page([*PARAGRAPHS, "Copyright 2017 The Associated Press. All rights reserved."])))
    assert made.wire == "ap"
    assert "Associated" not in made.text


def test_a_canonical_that_is_no_address_harms_neither_its_page_nor_the_others() -> None:
    bad = document(page(head='<link rel="canonical" href="http://[bad">'))
    assert [type(one) for one in clean_documents((bad, document(page())), RULES)] == [Article, Article]


def test_full_texts_of_a_feed_stay_apart_where_both_pages_lead_to_one() -> None:
    full = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    sent_on = {"feed_html": full, "feed_html_is_full": True, "final_url": "https://elsewhere.test/offer"}
    ids = {article(document(b"", url=f"https://other.example/a{number}", **sent_on)).article_id for number in (1, 2)}
    assert len(ids) == 2
