"""Pages that stand in front of articles, and articles that only look like it."""

from __future__ import annotations

import time

import pytest

from tasks.records import Trouble
from tasks.walls import wall_of

URL = "https://paper.example/2017/envoys-meet"
STORY = "".join(
    f"<p>In round {number} the envoys spoke for hours about the border, the talks and what each side would accept.</p>"
    for number in range(12)
)
TEASER = "<p>The envoys of both sides met again on Tuesday, and what they agreed on surprised their own ministers.</p>"
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": %s}</script>'


def page(body: str, title: str = "Envoys meet again", head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><nav><a>Home</a></nav>{body}</body></html>"


WALLS = {
    "not free, as a boolean": ("paywall", page(TEASER, head=NOT_FREE % "false")),
    "not free, as a word": ("paywall", page(TEASER, head=NOT_FREE % '"False"')),
    "not free, as an address": ("paywall", page(TEASER, head=NOT_FREE % '"http://schema.org/False"')),
    "not free, as microdata": ("paywall", page(TEASER + '<meta itemprop="isAccessibleForFree" content="false">')),
    "locked": ("paywall", page(TEASER, head='<meta property="article:content_tier" content="locked">')),
    "asks to subscribe": ("paywall", page(TEASER + "<div>Subscribe to continue reading</div>")),
    "for subscribers": ("paywall", page(TEASER + "<p><b>This article is for subscribers only.</b></p>")),
    "in German": ("paywall", page("<p>Die Gesandten trafen sich erneut.</p><p>Nur für Abonnenten</p>")),
    "in French": ("paywall", page("<p>Les émissaires se sont revus.</p><p>Article réservé aux abonnés</p>")),
    "in Korean": ("paywall", page("<p>특사들이 다시 만났다.</p><div>이 기사는 구독자 전용 기사입니다.</div>")),
    "in Japanese": (
        "paywall",
        page("<p>特使らは再び会談した。</p><div>この記事は有料会員限定です。残り1,204文字</div>"),
    ),
    "in Russian": (
        "paywall",
        page("<p>Посланники снова встретились.</p><p>Доступ только для подписчиков.</p>"),
    ),
    "asks to register": ("paywall", page(TEASER + "<p>Register for free to read the full article.</p>")),
    "a check": ("bot_wall", page("<h2>Checking your browser before accessing paper.example</h2>", "Just a moment...")),
    "a denial": ("bot_wall", page("<p>Access to this page has been denied because we believe you use automation.</p>")),
    "an incident": ("bot_wall", page("Request unsuccessful. Incapsula incident ID: 877-55", "")),
    "no permission": (
        "bot_wall",
        page('<h1>Access Denied</h1>You don\'t have permission to access "http://paper.example/x" on this server.', ""),
    ),
    "a question": ("bot_wall", page("<p>Are you a robot? Please tick the box below to go on to the page.</p>")),
    "a script": ("bot_wall", page("<noscript>You need to enable JavaScript to run this app.</noscript><div></div>")),
    "a banner alone": (
        "consent_wall",
        page("<h1>We value your privacy</h1><p>We and our partners store and access information on a device.</p>"),
    ),
    "before you go on": ("consent_wall", page("<p>Before you continue to Search, accept all cookies.</p>", "Search")),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_told_with_its_evidence(name: str) -> None:
    reason, html = WALLS[name]
    trouble = wall_of(html, URL, URL)
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.url) == (reason, URL)
    assert "word" in trouble.detail or "says" in trouble.detail


@pytest.mark.parametrize("name", WALLS)
def test_what_lies_over_a_whole_story_is_no_wall(name: str) -> None:
    html = WALLS[name][1].replace("</body>", STORY + "</body>")
    assert wall_of(html, URL, URL) is None


@pytest.mark.parametrize(
    "html",
    [
        page(TEASER),
        page(TEASER + TEASER.replace("both", "the two") + "<noscript>Please enable JavaScript.</noscript>"),
        page(TEASER, head=NOT_FREE % "true"),
        page(STORY + "<p>Before you continue to Search, accept all cookies, the company told readers for years.</p>"),
        page("<p>" + "Seoul said on Tuesday that Pyongyang had asked for talks about the border. " * 15 + "</p>"),
        page("<p>" + "북한은 화요일 국경에 관한 회담을 요청했다고 서울이 밝혔다. " * 20 + "</p>"),
        page(
            "<p>Суд в Москве ограничил доступ к каналу для подписчиков из Казахстана, сообщил представитель суда.</p>"
            "<p>Решение вступит в силу через месяц, и владельцы канала уже сказали, что подадут жалобу.</p>"
        ),
        page(""),
        "",
        "plain words",
        "\x00",
        '<?xml version="1.0" encoding="utf-8"?><html><body>x</body></html>',
    ],
)
def test_a_story_or_nothing_is_no_wall(html: str) -> None:
    assert wall_of(html, URL, URL) is None


@pytest.mark.parametrize(
    ("final_url", "reason"),
    [
        ("https://consent.search.example/m?continue=x", "consent_wall"),
        ("https://guce.portal.example/consent?x=1", "consent_wall"),
        ("https://paper.example/cookiewall?target=x", "consent_wall"),
        ("https://paper.example/2017/age-of-consent", None),
        ("https://[broken", None),
    ],
)
def test_a_redirect_to_a_place_of_consent_is_a_wall(final_url: str, reason: str | None) -> None:
    trouble = wall_of(page(STORY), URL, final_url)
    assert (trouble and trouble.reason) == reason


def test_an_article_about_consent_is_read() -> None:
    address = "https://paper.example/consent/vote"
    assert wall_of(page(STORY), address, address) is None


def test_pages_made_to_hang_are_judged_at_once() -> None:
    began = time.process_time()
    for trap in (
        "<div>" * 5_000,
        "isAccessibleForFree" * 20_000,
        "isAccessibleForFree" + " " * 300_000,
        "we and our 1 " * 50_000,
    ):
        wall_of(page(trap), URL, URL)
    assert time.process_time() - began < 60  # of the processor: a hang is looked for, no figure
