"""Pages that answer like articles and are none are refused with the evidence; every article that looks like one stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.clean import CleanRules, clean_document
from tasks.records import Article, Document, Rejection, Source

NOW = datetime(2017, 3, 20, 12, tzinfo=UTC)
GAZETTE = Source("gazette", "The Gazette", "KR", "en", "gazette", "Asia/Seoul", ("gazette.example",))
RULES = CleanRules(min_words=25)
CORPORA = Path(__file__).parents[2] / "shared/corpora"

STORY = [
    "The envoys of both countries arrived in the harbour town on Tuesday evening, and were driven to the old customs house without a word to reporters.",
    "They spoke for nine hours about the missile tests of the winter, about the drills that begin next week, and about who should take the first step.",
    "A spokeswoman said that the talks had been frank, that another round would follow in April, and that nothing had been signed.",
]
KOREAN = (
    "외교부 대변인은 화요일 오후 회담이 끝난 뒤 기자들에게 양측이 다음 달 다시 만나기로 했다고 말했다. 서명한 것은 없다고 덧붙였다. "
    * 6
)
GERMAN = (
    "Die Gesandten der beiden Länder trafen sich am Dienstag in der Hafenstadt, und das Gespräch dauerte bis in die Nacht. "
    "Der Sprecher des Ministeriums sagte, dass die Verhandlungen nicht leicht waren und dass es im April weiter geht. "
) * 3


def page(*paragraphs: str, title: str = "Envoys talk", head: str = "", extra: str = "", lang: str = "en") -> str:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The Gazette</title>{head}</head>'
        f"<body><nav><a href=/>Home</a></nav><article><h1>{title}</h1>{body}</article>{extra}</body></html>"
    )


def cleaned(html: str, **changes: object) -> Article | Rejection:
    document = Document(
        url="https://gazette.example/a/1", source=GAZETTE, first_seen_at=NOW, fetched_at=NOW, html=html.encode()
    )
    return clean_document(replace(document, **changes), RULES)  # type: ignore[arg-type]


def reason(html: str, **changes: object) -> str:
    made = cleaned(html, **changes)
    return made.reason if isinstance(made, Rejection) else "article"


HEADLINES = [f"Minister number {number} speaks in the harbour town" for number in range(14)]
TEASERS = "".join(
    f"<div class=card><h3><a href=/a/{number}>{headline}</a></h3><p>The minister came by ferry and spoke for {number} hours on the quay.</p></div>"
    for number, headline in enumerate(HEADLINES)
)
LISTING = f"<html lang=en><head><title>World | The Gazette</title></head><body><main>{TEASERS}</main></body></html>"


def test_a_listing_of_headlines_and_teasers_is_refused() -> None:
    made = cleaned(LISTING)
    assert isinstance(made, Rejection)
    assert made.reason == "listing_page"
    assert made.detail.startswith("14 headlines with 14 texts between them, the longest of ")


def test_an_article_above_a_listing_is_none() -> None:
    assert reason(page(*STORY, extra=f"<section>{TEASERS}</section>")) == "article"


def test_a_short_report_above_a_list_of_headlines_stays() -> None:
    links = "".join(f"<li><a href=/a/{number}>{headline}</a></li>" for number, headline in enumerate(HEADLINES))
    assert reason(page(STORY[0], STORY[1], extra=f"<ul>{links}</ul>")) == "article"


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Page not found",
        "Error 404: Page Not Found",
        "404 Not Found",
        "The page you requested could not be found",
        "This article is no longer available",
        "503 Service Temporarily Unavailable",
        "Site maintenance",
        "Seite nicht gefunden",
        "페이지를 찾을 수 없습니다",
        "ページが見つかりませんでした",
        "页面不存在",
    ],
)
def test_an_error_that_answers_with_success_is_refused(title: str) -> None:
    apology = (
        "We are sorry that you came all the way here and that what you wanted to read is not where you looked for it. "
    )
    made = cleaned(page(apology * 2, title=title))
    assert isinstance(made, Rejection)
    assert made.reason == "error_page"
    assert title in made.detail


@pytest.mark.parametrize(
    "title",
    [
        "Page not found: how a ministry lost its archive",
        "404 dead in ferry disaster",
        "Power station closed for maintenance",
        "Not found guilty",
        "500 days of war",
    ],
)
def test_a_story_whose_headline_sounds_like_an_error_stays(title: str) -> None:
    assert reason(page(*STORY, title=title)) == "article"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="video.other">',
        '<script type="application/ld+json">{"@type": "VideoObject", "name": "Envoys"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "ImageGallery"}]}</script>',
    ],
)
def test_the_caption_of_a_film_or_a_gallery_is_refused_and_a_story_beside_one_stays(head: str) -> None:
    assert reason(page(STORY[0], "Watch the ferry being raised from the harbour.", head=head)) == "video_page"
    assert reason(page(*STORY, *STORY, head=head)) == "article"
    article = '<script type="application/ld+json">{"@type": "NewsArticle", "video": {"@type": "VideoObject"}}</script>'
    assert reason(page(STORY[0], STORY[1], head=article)) == "article"


def test_an_apology_in_a_lesser_heading_is_an_error_page() -> None:
    body = (
        "<h2>Sorry, this page doesn’t exist</h2><p>"
        + "It may have been moved or deleted. Go back to the front page. " * 3
    )
    html = f"<html lang=en><head><title>The Gazette</title></head><body><main>{body}</p></main></body></html>"
    assert reason(html) == "error_page"
    assert reason(page(*STORY, *STORY, extra="<h2>Not found</h2>")) == "article"


def test_walls_are_refused_by_name() -> None:
    assert reason(page("Please verify you are human.", title="Just a moment...")) == "bot_wall"
    teaser = page(STORY[0], "Subscribe to continue reading", head='<script>{"isAccessibleForFree": false}</script>')
    assert reason(teaser) == "paywall"
    sent_on = {"final_url": "https://consent.gazette.example/collectConsent?to=1"}
    assert reason(page("We value your privacy. " * 9), **sent_on) == "consent_wall"


def test_the_full_content_of_a_feed_passes_the_wall_before_its_page() -> None:
    full = "".join(f"<p>{one}</p>" for one in STORY)
    wall = page("Please verify you are human.", title="Just a moment...")
    assert reason(wall, feed_html=full, feed_html_is_full=True) == "article"


def test_a_text_in_another_language_than_its_headline_and_publisher_is_refused() -> None:
    made = cleaned(page(KOREAN), title="Envoys of both countries meet in the harbour")
    assert isinstance(made, Rejection)
    assert made.reason == "wrong_language"
    assert made.detail.startswith("the text is ko, its headline and publisher are en: ")
    assert (
        reason(page(GERMAN), title="The envoys of both countries meet in the harbour of the town") == "wrong_language"
    )


@pytest.mark.parametrize(
    ("html", "changes"),
    [
        (page(KOREAN), {}),
        (page(KOREAN), {"title": "외교부 대변인, 다음 달 다시 만나기로"}),
        (page(KOREAN, lang="ko"), {"title": "Envoys of both countries meet in the harbour"}),
        (page(KOREAN), {"title": "Envoys of both countries meet", "feed_language": "ko-KR"}),
        (page(GERMAN), {"title": "Gesandte im Hafen"}),
        (page(*STORY), {"title": "외교부 대변인, 다음 달 다시 만나기로"}),
    ],
    ids=["no headline", "headline too", "page says so", "feed says so", "too short to tell", "the publisher's own"],
)
def test_a_text_that_anybody_vouches_for_stays(html: str, changes: dict[str, object]) -> None:
    assert reason(html, **changes) == "article"


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": {body}}}</script>',
        '<script id="__NEXT_DATA__" type="application/json">{{"props": {{"article": {{"contentHtml": {html}}}}}}}</script>',
        "<script>self.__next_f.push([1, {streamed}])</script>",
    ],
)
def test_a_body_that_only_scripts_hold_is_read(script: str) -> None:
    import json

    html = json.dumps("".join(f"<p>{one}</p>" for one in STORY) + "$$ARTICLEAD$$")
    data = {"body": json.dumps("\n".join(STORY)), "html": html, "streamed": json.dumps(f'7:{{"contentHtml":{html}}}')}
    made = cleaned(
        f"<html lang=en><head><title>Envoys talk</title>{script.format(**data)}</head><body><div id=app></div></body></html>"
    )
    assert isinstance(made, Article), made
    assert made.text.split() == " ".join(STORY).split()


def test_broken_scripts_hold_nothing() -> None:
    assert reason('<html><script>{"articleBody": "never ends \\</script><body></body></html>') == "empty"


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared pages are not beside the project")
def test_none_of_the_shared_pages_is_refused() -> None:
    from evaluation.pages import pages

    refused = {}
    for one in pages(CORPORA):
        source = replace(GAZETTE, language=one.language)
        document = Document(
            one.url, source, one.fetched_at, one.fetched_at, html=one.html, content_type="text/html", title=one.title
        )
        made = clean_document(document, RULES)
        if isinstance(made, Rejection):
            refused[one.name] = made.reason
    assert refused == {}
