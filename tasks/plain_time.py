"""Spells a written time in one way: ASCII figures, `-` between the figures of a day, `:` in a clock, am and pm."""

from __future__ import annotations

import re
import unicodedata

from tasks.calendar_words import AGO_AFTER, AGO_BEFORE, DAYS_BACK, JUST_NOW, MONTHS

_PHRASES = {
    word.replace("_", " "): word
    for words in (MONTHS, DAYS_BACK, JUST_NOW, AGO_BEFORE, AGO_AFTER)
    for word in words
    if "_" in word
}
_FIRST_WORDS = {phrase.split()[0] for phrase in _PHRASES}
_PHRASE = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_PHRASES, key=len, reverse=True)))})\b")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff]")

_HOUR = r"(?<!\d)(\d{1,2})\s*[時點点时시]"
_WEEKDAY = (
    r"\(?(?:[월화수목금토일]요일|[月火水木金土日]曜日?|(?:星期|周|週|礼拜|禮拜)[一二三四五六日天](?!\w)"
    r"|(?<=\()[월화수목금토일月火水木金土日](?=\)))\)?"
)
_AGO = (
    r"(\d+|[一二两兩三四五六七八九十半한두세])\s*[個个]?\s*"
    r"(초|秒钟|秒|분|分钟|分鐘|分|시간|時間|小时|小時|일|日|天|주일?|週間|周)\s*(전|以前|之前|前)"
)

_OF_SCRIPTS = (
    (r"오전|午前|上午|早上|凌晨|清晨|새벽|(?<=\d)\s?ص(?!\w)", " am "),
    (r"오후|午後|下午|晚上|晚间|晚間|傍晚|(?<=\d)\s?م(?!\w)", " pm "),
    (_WEEKDAY, " "),
    (r"^[월화수목금토일月火水木金土日],\s", ""),
    (r"(\d{1,2})\s+(\d{1,2})[월月]\s+(\d{4})", r" \3-\2-\1 "),  # 수, 15 3월 2017
    (r"(?:\bngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", r" \3-\2-\1 "),
    (r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]", r" \1-\2-\3 "),
    (r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]", r" --\1-\2 "),
    (rf"{_HOUR}\s*半", r" \1:30 "),
    (rf"{_HOUR}\s*(\d{{1,2}})\s*[分분]\s*(\d{{1,2}})\s*[秒초]", r" \1:\2:\3 "),
    (rf"{_HOUR}\s*(\d{{2}})\s*(?:[分분](?!钟|鐘|\s*[前전])|(?=\s|$))", r" \1:\2 "),
    (rf"{_HOUR}(?!\s*[간間]|\w)", r" \1h "),
    (r"(?<=\d:\d\d)\s?(?:更新|発行|配信|公開|掲載)(?!\w)", " "),
    (_AGO, r" \1 \2 \3 "),
)
_OF_ALL = (
    (r"(?<=\d)t(?=\d)", " "),
    (r"\[[a-z]+/[a-z_]+\]$", ""),  # 2026-11-22T15:30+09:00[Asia/Seoul]
    (r"([ap])\.\s?m\.?(?!\w)", r" \1m "),
    (r"(?<!\d)(\d{1,2})\s?h\s?(\d{2})(?:\s?min)?(?!\d)", r" \1:\2 "),
    (r"(?<![\d.:])(\d{1,2})\.(\d{2})(?=\s?(?:uhr|h|gmt|utc|bst|am|pm)\b)", r" \1:\2 "),
    (r"(?<=[\s,])(?:kl|klo|um|at|alle|ore|pukul|o godz)\.?\s+(\d{1,2})\.(\d{2})(?![\d.])", r" \1:\2 "),
    (r"(?<=\d{4}),?\s+(\d{1,2})\.(\d{2})$", r" \1:\2 "),
    (r"(\d{1,2})\s?(?:uhr|heures?)(?!\w)", r"\1h "),
    (r"(?<=\d:\d\d)\s?(?:h|uhr|hrs)(?!\w)", " "),
    (r"(?<!\d)(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?!\d)", r" \1-\2-\3 \4:\5 "),
)
_SPELLINGS_OF_ALL = tuple((re.compile(pattern), spelt) for pattern, spelt in _OF_ALL)
_SPELLINGS = (*((re.compile(pattern), spelt) for pattern, spelt in _OF_SCRIPTS), *_SPELLINGS_OF_ALL)

_ERA = re.compile(r"(令和|民國|民国)\s*(元|\d{1,3})(?=\s*年)")
_ERA_BEGAN = {"令和": 2018, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""


def plain_time(raw: str) -> str:
    """Return a written time casefolded and spelt in one way; words stay as they are, phrases with `_` between theirs."""
    text = unicodedata.normalize("NFKC", raw).casefold().replace("’", "'").replace("ʼ", "'")
    if not text.isascii():
        text = _UNSEEN.sub("", text)
        text = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)
        text = _ERA.sub(lambda era: str(_ERA_BEGAN[era[1]] + (1 if era[2] == "元" else int(era[2]))), text)
    for pattern, spelt in _SPELLINGS_OF_ALL if text.isascii() else _SPELLINGS:
        text = pattern.sub(spelt, text)
    words = text.split()
    text = " ".join(words)
    return text if _FIRST_WORDS.isdisjoint(words) else _PHRASE.sub(lambda one: _PHRASES[one[0]], text)
