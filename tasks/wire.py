"""Names the news agency that a story is credited to. A mention (`told Reuters`) or a contribution is not a credit."""

from __future__ import annotations

import re

AGENCIES = {
    "ap": ("AP", "A.P.", "The Associated Press", "Associated Press", "The AP", "AP News"),
    "reuters": ("Reuters", "Thomson Reuters", "로이터", "ロイター", "路透社", "路透"),
    "afp": ("AFP", "Agence France-Presse", "Agence France Presse", "AFP-Jiji", "AFP時事", "法新社"),
    "yonhap": ("Yonhap", "Yonhap News", "Yonhap News Agency", "연합뉴스", "연합", "聯合ニュース", "韩联社", "韓聯社"),
    "xinhua": ("Xinhua", "Xinhua News Agency", "新华社", "新華社", "新华网"),
    "kyodo": ("Kyodo", "Kyodo News", "共同", "共同通信", "共同通信社", "共同社"),
    "jiji": ("Jiji", "Jiji Press", "JIJI", "時事", "時事通信", "時事通信社"),
    "kcna": ("KCNA", "Korean Central News Agency", "조선중앙통신", "朝鮮中央通信", "朝中社"),
    "newsis": ("Newsis", "뉴시스"),
    "cna": ("Central News Agency", "中央社"),
    "tass": ("TASS", "ITAR-TASS", "ТАСС"),
    "interfax": ("Interfax", "Интерфакс"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "upi": ("UPI", "United Press International"),
    "pa": ("PA", "Press Association", "The Press Association", "PA Media"),
    "efe": ("EFE", "Agencia EFE"),
    "ansa": ("ANSA",),
    "ians": ("IANS", "Indo-Asian News Service"),
    "pti": ("PTI", "Press Trust of India"),
    "anadolu": ("Anadolu", "Anadolu Agency"),
}
_BY_NAME = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names}
_NAME = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_DASH = r"(?:[-–—―:]+|=)"

_BYLINE_PARTS = re.compile(r"\s*(?:[,;|/&()（）]|\b(?:and|by|for|from|via|with|of)\b|\s[-–—]\s)\s*", re.IGNORECASE)
_BYLINE_ROLE = re.compile(
    r"\s+(?:staff|writers?|correspondents?|reporters?|news agency|news service|wire)$", re.IGNORECASE
)

_DATELINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # SEOUL, South Korea (AP) — ; March 17 (Yonhap) -- ; (Reuters) -
        rf"(?:[^\W_][\w .,:;’'/&-]{{0,80}}\s?)?[(（\[](?P<name>{_NAME})(?:/[^)）]{{1,30}})?[)）\]]\s*{_DASH}",
        rf"[^\W\d_][\w .,’'-]{{1,60}}\.? ?/(?P<name>{_NAME})/",  # MOSCOW, March 6. /TASS/.
        rf"[(（\[][^\W_][^=)）]{{0,20}}=(?P<name>{_NAME})[)）\]]",  # (서울=연합뉴스)
        rf"【[^】]{{0,20}}?(?P<name>{_NAME})[^】]{{0,12}}】",  # 【北京共同】
        r"(?P<name>新华社|新華社|中央社|法新社|路透社)[^\s，。]{1,20}[电電]",  # 新华社北京3月17日电
        r"[(（](?P<name>中央社)記者[^)）]{1,30}[電报報导導][)）]",
    )
)
_DATELINE_PARAGRAPHS = 2
"""A summary or a photograph's caption may stand above the dateline."""

_CREDIT = rf"(?:the )?(?P<name>{_NAME})(?: ?[/,&] ?(?:{_NAME}))*"
_TAIL_LINE = re.compile(
    rf"[-–—(（\[©\s]*(?:(?:source|via|by|from|copyright|출처|来源)\s*[:：]?\s*)?(?:©\s*)?(?:\d{{4}}\s+)?{_CREDIT}[)）\]\s.]*",
    re.IGNORECASE,
)
_TAIL_OF_LINE = re.compile(
    rf"(?:[.!?。][\"”’」]?|[다요죠])\s*(?:[-–—]+\s*|[(（\[/]){_CREDIT}[)）\]/]?\.?$", re.IGNORECASE
)
_RIGHTS = re.compile(
    rf"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s+)?{_CREDIT}\b.{{0,20}}all rights reserved.*", re.IGNORECASE
)
_REPORTING = re.compile(r"\((?:(?:additional )?reporting|writing) by .{3,300}editing by .{3,120}\)", re.IGNORECASE)
"""Reuters signs its stories so."""

_TAIL_PARAGRAPHS = 3


def credited_wire(author: str, text: str) -> str:
    """Return the id of the agency that byline, dateline or last lines credit; "" if none."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    return _in_byline(author) or _in_dateline(paragraphs) or _in_tail(paragraphs)


def _in_byline(author: str) -> str:
    for part in _BYLINE_PARTS.split(author):
        agency = _BY_NAME.get(_BYLINE_ROLE.sub("", part.strip()).casefold())
        if agency:
            return agency
    return ""


def _in_dateline(paragraphs: list[str]) -> str:
    for paragraph in paragraphs[:_DATELINE_PARAGRAPHS]:
        for dateline in _DATELINES:
            match = dateline.match(paragraph.strip())
            if match:
                return _BY_NAME[match["name"].casefold()]
    return ""


def _in_tail(paragraphs: list[str]) -> str:
    for paragraph in reversed(paragraphs[1:][-_TAIL_PARAGRAPHS:]):
        line = paragraph.strip()
        match = _TAIL_LINE.fullmatch(line) or _RIGHTS.fullmatch(line) or _TAIL_OF_LINE.search(line)
        if match:
            return _BY_NAME[match["name"].casefold()]
        if _REPORTING.search(line):
            return "reuters"
    return ""
