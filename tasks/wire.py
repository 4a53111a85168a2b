"""Names the news agency that a story is credited to, alone or with its paper (`mit dpa`).

A mention (`told Reuters`) is no credit, nor a sentence that says who contributed, nor whose photograph it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.page_lines import parts_of

AGENCIES = {
    "ap": ("AP", "A.P.", "The Associated Press", "Associated Press", "The AP", "AP News", "AP通信"),
    "reuters": ("Reuters", "Thomson Reuters", "로이터", "ロイター", "路透社", "路透", "Рейтер", "رويترز"),
    "afp": (
        "AFP",
        "Agence France-Presse",
        "Agence France Presse",
        "AFP-Jiji",
        "AFP時事",
        "AFP＝時事",
        "法新社",
        "أ ف ب",
    ),
    "yonhap": ("Yonhap", "Yonhap News", "Yonhap News Agency", "연합뉴스", "연합", "聯合ニュース", "韩联社", "韓聯社"),
    "xinhua": ("Xinhua", "Xinhua News Agency", "新华社", "新華社", "新华网", "Синьхуа"),
    "cns": ("China News Service", "中新社", "中国新闻社"),
    "kyodo": ("Kyodo", "Kyodo News", "共同", "共同通信", "共同通信社", "共同社", "교도"),
    "jiji": ("Jiji", "Jiji Press", "JIJI", "時事", "時事通信", "時事通信社"),
    "kcna": ("KCNA", "Korean Central News Agency", "조선중앙통신", "朝鮮中央通信", "朝中社"),
    "newsis": ("Newsis", "뉴시스"),
    "news1": ("News1", "뉴스1"),
    "cna": ("Central News Agency", "中央社"),
    "tass": ("TASS", "ITAR-TASS", "ТАСС", "塔斯社", "タス通信"),
    "interfax": ("Interfax", "Интерфакс", "INTERFAX.RU"),
    "ria": ("RIA Novosti", "RIA", "РИА Новости", "РИА"),
    "sputnik": ("Sputnik",),
    "ukrinform": ("Ukrinform", "Укринформ", "Укрінформ"),
    "dpa": ("dpa", "Deutsche Presse-Agentur", "dpa-infocom", "dpa-AFX"),
    "apa": ("APA", "Austria Presse Agentur"),
    "sda": ("sda", "Keystone-SDA"),
    "belga": ("Belga",),
    "upi": ("UPI", "United Press International"),
    "pa": ("PA", "Press Association", "The Press Association", "PA Media"),
    "efe": ("EFE", "Agencia EFE"),
    "ansa": ("ANSA",),
    "ians": ("IANS", "Indo-Asian News Service"),
    "pti": ("PTI", "Press Trust of India"),
    "bernama": ("Bernama",),
    "antara": ("Antara",),
    "anadolu": ("Anadolu", "Anadolu Agency", "AA"),
}
_BY_NAME = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names}
_ONLY_IN_BRACKETS = frozenset({"pa", "aa", "ria", "sputnik", "antara", "sda"})
"""Names that are also a state (`PITTSBURGH, PA — `), a person or a word: where nothing sets them apart, they are no credit."""
_STATES_AND_SHARES = frozenset({"pa", "aa"})
"""Of these the ones that even brackets do not tell, if no dash follows: `Pennsylvania (PA) Governor`, `Alcoa (AA) Shares`."""
_WORDS = frozenset({"共同", "時事", "연합"})
"""Names that are a word for joint, current affairs, union: behind a space they are that word."""


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_NAME = _any_of(_BY_NAME)
_SURE = _any_of(_BY_NAME.keys() - _ONLY_IN_BRACKETS)
_NO_WORD = _any_of(_BY_NAME.keys() - _ONLY_IN_BRACKETS - _WORDS)
_NO_STATE = _any_of(_BY_NAME.keys() - _STATES_AND_SHARES)
_UNMISTAKABLE = _any_of(name for name in _BY_NAME if " " in name or not name.isascii())
"""Names that may stand behind a person's: of several words, or of another script."""

_DASH = r"(?:[-–—―:]{1,5}|=)"

_BYLINE_PARTS = re.compile(
    r"\s*(?:[,;|/&()（）·]|\b(?:and|by|for|from|via|with|of|in|mit|von|und|avec|par|et|con|por|com|de|material)\b|\s[-–—]\s)\s*",
    re.IGNORECASE,
)
_BYLINE_ROLE = re.compile(
    r"\s+(?:(?:\w+ )?(?:staff|writers?|correspondents?|reporters?)|news agency|news service|wire|기자|특파원)$",
    re.IGNORECASE,
)
_BEHIND_PERSON = re.compile(rf"\S.*(?<![:：])(?<![:：] the)\s(?:the )?(?P<name>{_UNMISTAKABLE})", re.IGNORECASE)

_PLACE = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w’'.-]{0,40}(?:[ ,/]{1,3}(?:(?-i:[A-ZÀ-ÖØ-Þ])[\w’'.-]{0,40}|\d{1,2}\.?|\d{4}|(?-i:[a-z]{3})\.?)){0,5}"
_BARE_PLACE = (
    r"(?-i:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .,'’-]{2,40}|[A-ZÀ-ÖØ-Þ][\w-]+|[A-ZÀ-ÖØ-Þ][\w ,.’'-]{2,40}\d{1,2}\.?(?:,? \d{4})?)"
)
"""A place that no dash parts from the sentence: in capitals, of one word, or with a day. `President Doe (Reuters)` is none."""

_DATELINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # SEOUL, South Korea (AP) — ; March 17 (Yonhap) -- ; (Reuters) - ; Madrid, 17 mar (EFE).-
        rf"(?:[^\W_][\w .,:;’'/&-]{{0,80}}\s?)?[(（\[](?P<name>{_NAME})(?:/[^)）]{{1,30}})?[)）\]]\s*\.?{_DASH}",
        rf"(?P<place>{_BARE_PLACE}):?\s*\((?P<name>{_NO_STATE})\)\s+(?-i:(?=[^\Wa-zß-ÿ_]|[\"“„«]))",  # New Delhi, Mar 17 (PTI) The
        rf"{_PLACE}\s?{_DASH}\s?\((?P<name>{_NAME})\)",  # SEOUL — (AP)
        rf"{_PLACE},\s(?P<name>{_SURE})\s?[-–—]\s",  # PARIS, AFP –
        rf"{_PLACE}/(?P<name>{_SURE})(?:/\w{{1,10}})?\s?[.:–—-]",  # Berlin/dpa.
        rf"[^\W\d_][\w .,’'-]{{1,60}}\.? ?/(?P<name>{_NAME})/",  # MOSCOW, March 6. /TASS/.
        rf"[^\W\d_][\w .,-]{{1,40}}\s[-–—]\s(?P<name>{_SURE})\.",  # МОСКВА, 17 мар — РИА Новости.
        rf"[^\W\d_][\w .,-]{{1,40}}\.\s(?P<name>{_SURE})\s?[-–—]",  # Москва. 17 марта. INTERFAX.RU -
        rf"(?P<name>{_SURE})\s[-–—]\s(?-i:[A-Z])[a-z]{{2,8}} \d{{1,2}}\b",  # KYODO NEWS - Mar 17
        rf"[(（\[][^\W_][^=)）\]]{{0,20}}=\s?(?P<name>{_NAME})[)）\]]",  # (서울=연합뉴스)
        rf"[(（\[［][^)）\]］]{{2,20}}(?:발|\s)\s?(?P<name>{_NO_WORD})[)）\]］]",  # (평양 17일발 조선중앙통신), [ソウル 17日 ロイター]
        rf"【[^】]{{0,20}}?(?P<name>{_NAME})(?:通信社?|社|記者[^】]{{0,12}}|[^】]{{0,12}}[电電])?】",  # 【北京共同】, not 【中美共同声明】
        # 新华社北京3月17日电 ; 据新华社电 ; （新华社北京17日电）
        r"[(（]?据?(?P<name>新华社|新華社|中央社|法新社|路透社|中新社)[^\s，。)）]{0,20}[电電]",
        r"[^\s，。]{1,20}[电電]\s?[(（](?P<name>新华社|新華社)记者",  # 北京3月17日电（新华社记者 张三）
        r"[(（](?P<name>中央社)記者[^)）]{1,30}[電报報導导][)）]",
    )
)
_DATELINE_PARAGRAPHS = 2
"""A summary or a photograph's caption may stand above the dateline."""
_LONGEST_DATELINE = 300
"""Characters of a paragraph that are searched for one."""

_CREDIT = rf"(?:the )?(?P<name>{_NAME})(?: ?[/,&] ?(?:{_NAME}))*"
_TAIL_LINE = re.compile(
    rf"[-–—(（\[©\s]*(?:(?:source|via|by|from|copyright|출처|来源)\s*[:：]?\s*)?(?:©\s*)?(?:\d{{4}}\s+)?{_CREDIT}[)）\]\s.]*",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"[(（\[–—-]?\s*(?:(?:sources?|quellen?|fuentes?|fonte|источник|المصدر|来源|來源|稿源|출처|제공|제휴)\s*[:：]|avec|mit|con|com)\s*(.{2,60}?)[)）\]]?\.?",
    re.IGNORECASE,
)
"""`Quelle: ntv.de, mau/AFP`, `(Avec AFP)`, `来源：新华社`."""

_TAIL_OF_LINE = re.compile(
    rf"(?:[.!?。][\"”’」]?|[다요죠])\s*(?:[-–—]+\s*|[(（\[/]){_CREDIT}[)）\]/]?\.?$", re.IGNORECASE
)
_RIGHTS = re.compile(
    rf"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s+)?{_CREDIT}\b.{{0,20}}all rights reserved.*"
    rf"|©\s*(?:\d{{4}}\s+)?(?P<owner>{_NAME})(?:[,.\s].{{0,60}})?"
    rf"|[<\[(]?\s*저작권자\s*(?:ⓒ|©|\(c\))?\s*(?P<korean>{_NAME})\b.*",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\((?:(?:additional )?reporting|writing) by .{3,300}editing by .{3,120}\)"
    r"|^(?:additional )?reporting by .{3,300}; ?(?:writing by .{3,80}; ?)?editing by .{3,120}$",
    re.IGNORECASE,
)
"""Reuters signs its stories so."""

_DESKS = {"yna.co.kr": "yonhap", "newsis.com": "newsis", "news1.kr": "news1", "afp.com": "afp", "kyodonews.jp": "kyodo"}
_ADDRESS = re.compile(rf"[\w.+-]+@(?P<host>{'|'.join(map(re.escape, _DESKS))})\b", re.IGNORECASE)
"""The address under a Korean agency's text, where its writer can be reached."""

LONGEST_SIGNATURE = 60
"""Characters of a line that holds such an address and no sentence."""

_TAIL_PARAGRAPHS = 3
_HEAD_LINES = 2
"""Lines below a headline of which one may be the agency's name and nothing else; further down it is a photograph's credit."""
LONGEST_HEAD_CREDIT = 40
"""Characters of such a line; a longer one is a sentence."""
_LABELLED = re.compile(
    r"(?:(?:文章|稿件|新闻|新聞|消息|信息|本文)?(?:来源|來源)|稿源|(?:article |news )?source|quelle|출처)\s*[:：]\s*(\S.{1,40})",
    re.IGNORECASE,
)
"""The source of the text; `图片来源`, `Bildquelle`, `Photo source`, `사진제공` are a picture's."""
_OF_A_PICTURE = re.compile(
    r"\bphoto|\bimage|\bfoto|bildquelle|\bbild:|사진|写真|寫真|图片|圖片|照片|фото", re.IGNORECASE
)


def credited_wire(author: str, text: str) -> str:
    """Return the id of the agency that byline, dateline or last lines credit; "" if none."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    return _in_byline(author) or _in_dateline(paragraphs) or _in_tail(paragraphs)


def credit_in_head(lines: Iterable[str]) -> str:
    """Return the agency that the lines between headline and text name as the source, or as the author."""
    for at, line in enumerate(lines):
        parts = parts_of(line)
        labelled = next(filter(None, (_LABELLED.match(", ".join(parts[start:])) for start in range(len(parts)))), None)
        if labelled:
            agency = _in_byline(labelled[1].split()[0]) or _in_byline(labelled[1])
        elif at < _HEAD_LINES and len(line) < LONGEST_HEAD_CREDIT and not _OF_A_PICTURE.search(line):
            agency = _in_byline(line, sure=True)
        else:
            continue
        if agency:
            return agency
    return ""


def _called(name: str) -> str:
    """Return the agency of that name, "" for what only a pattern takes for it: a capital `İ` is no other word's `i`."""
    return _BY_NAME.get(name.casefold(), "")


def _in_byline(author: str, *, sure: bool = False) -> str:
    """Return the agency among those who are named; with `sure`, none that may as well be a state or a word."""
    for part in _BYLINE_PARTS.split(author):
        said = _BYLINE_ROLE.sub("", part.strip())
        behind = _BEHIND_PERSON.fullmatch(said)
        name = (behind["name"] if behind else said).casefold()
        if name in _BY_NAME and not (sure and name in _ONLY_IN_BRACKETS):
            return _BY_NAME[name]
    return ""


def _in_dateline(paragraphs: list[str]) -> str:
    for paragraph in paragraphs[:_DATELINE_PARAGRAPHS]:
        for dateline in _DATELINES:
            match = dateline.match(paragraph.strip()[:_LONGEST_DATELINE])
            if match and not _in_byline(match.groupdict().get("place") or ""):  # `The Associated Press (AP) said`
                return _called(match["name"])
    return ""


def _in_tail(paragraphs: list[str]) -> str:
    for paragraph in reversed(paragraphs[1:][-_TAIL_PARAGRAPHS:]):
        line = paragraph.strip()
        rights = _RIGHTS.fullmatch(line)
        match = _TAIL_LINE.fullmatch(line) or _TAIL_OF_LINE.search(line)
        named = match["name"] if match else rights and (rights["name"] or rights["owner"] or rights["korean"])
        if named:
            return _called(named)
        source = _SOURCE.fullmatch(line)
        address = _ADDRESS.search(line) if len(line) <= LONGEST_SIGNATURE else None
        if source and (agency := _in_byline(source[1])):
            return agency
        if address:
            return _DESKS[address["host"].lower()]
        if _REPORTING.search(line):
            return "reuters"
    return ""
