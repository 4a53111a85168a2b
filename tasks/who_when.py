"""Reads the lines above a text that say who wrote it and when, and tells them from the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tasks.calendar_words import FILLERS, MONTHS, WEEKDAYS
from tasks.date import dated_parts
from tasks.names import word_set
from tasks.page_lines import CHANGED, LONGEST_LINE, parts_of
from tasks.when import parse_when

MOST_HEAD = 4
"""Paragraphs at the top of a text that may say who and when."""

LAST_LINES = 3
"""Paragraphs at its end that may say who."""

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİŁŃŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽА-ЯЁЄІЇ]"
_WORD = rf"{_CAPITAL}[\w'’.-]*"
_SMALL = r"(?:de|del|della|di|da|von|van|der|den|la|le|el|al|bin|ben|zu|dos|du|ter)"
_PERSON = rf"{_WORD}(?:\s(?:{_SMALL}\s)*{_WORD}){{1,3}}"
_PEOPLE = (
    rf"{_PERSON}(?:(?:\s?[,&]\s?|\s(?:and|und|et|y|e|en|och|i|и)\s){_PERSON}"
    rf"|\s(?:with|mit|avec|con|com)\s(?:{_PERSON}|[A-Z]{{2,5}}|dpa))*"
)
_BYLINE = re.compile(
    r"(?i:(?:written |words |story |reporting |analysis |interview )?by|von|par|por|di|da|door|av|text|texte|autor(?:in|a|e)?"
    rf"|auteur|author|автор|текст)\s*[:：]?\s+(?P<names>{_PEOPLE})(?:\s*[,;|/–—-].*|\s+(?:in|aus|à|en|a|from|at|для)\s.*)?"
)
_LABELLED = re.compile(rf"(?i:autor(?:in|a|e)?|auteur|author|by|автор)\s*[:：]\s+(?P<names>{_PEOPLE})[.]?")
_REPORTER = re.compile(
    r"(?:(?:기자명|글|글쓴이)\s*[:：=]?\s*(?P<named>[가-힣]{2,4})(?:\s?기자)?(?![가-힣])"
    r"|(?<![가-힣])(?P<name>[가-힣]{2,4})\s?(?:(?:선임|전문|수습|인턴|객원)\s?)?(?:기자|특파원|논설위원|앵커)(?![가-힣]))"
)
_NOT_A_NAME = word_set(
    "취재 본지 담당 사진 인턴 전문 객원 선임 수습 편집 시민 외신 현장 연합뉴스 뉴시스 온라인 디지털 정치부 사회부 국제부"
)
_SIGNED = re.compile(
    r"[/=(\[]?\s*(?P<name>[가-힣]{2,4})\s?(?:선임|전문|인턴)?\s?(?:기자|특파원)\s*[(\[]?(?:[\w.+-]+@[\w.-]+)?[)\]]?\.?"
)
_KOREAN_DATELINE = re.compile(
    r"[(\[（【][^)\]）】=]{2,20}=(?:(?P<inside>[가-힣]{2,4})\s?기자[^)\]）】]{0,20}[)\]）】]"
    r"|[^)\]）】]{2,12}[)\]）】]\s*(?P<after>[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4})*?)\s?(?:기자|특파원)\s*=)"
)
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_NO_HAN_NAME = rf"{_HAN}*(?:获悉|獲悉|报道|報道|報導|了解|从|從|采访|採訪|招待|实录|實錄|协会|協會|见面|見面)"
_HAN_NAME = rf"(?!{_NO_HAN_NAME}){_HAN}{{2,4}}(?!{_HAN})"
_HAN_NAMES = rf"{_HAN_NAME}(?:[、\s]{_HAN_NAME})*"
_CHINESE = re.compile(
    r"[〔［]?(?:(?:本报|本報)(?:记者|記者)\s*[:：/／]?\s*|(?:记者|記者|作者|撰文)(?:\s*[:：/／]\s*|\s+)"
    rf"|(?:文|執筆|著者|筆者)\s*[:：/／]\s*|(?:记者|記者)(?={_HAN_NAMES}\s*[/／]))(?P<names>{_HAN_NAMES})"
    r"(?:\s*[/／]\s*\S{0,12}|\s+(?:\d|[图圖摄攝编編]|\S{0,6}(?:报道|報道|報導)).{0,40})?"
)
"""The word for a reporter right before a name is as often one of `the reporters' conference`: it counts before a slash."""

_SAID_BESIDE = re.compile(
    r"(?:lesedauer|lesezeit|reading time|temps de lecture|tiempo de lectura|댓글|조회|comments?)\s*[:：]?\s*\d*\s*\w*"
    r"|\d{1,2}[ -]?(?:min|minutes?|minuten)\.?(?: read| de lecture| lesezeit)?",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:来源|來源|稿源|source|quelle|fuente|출처)\s*[:：]\s*\S.{0,40}", re.IGNORECASE)
_MARK = re.compile(r"^[-•*]\s+")
_SENTENCE_END = re.compile(rf"(?:\s(?!{_CAPITAL})[^\W\d_]{{2}}[\w'’-]*\s?[.!?…]+|[。！？])[\"'”’»)\]]*$")
"""A full stop behind a word that is no name: what so ends is the story's own."""

_DOTTED = re.compile(r"\w\.\w")
_CHANGE_BESIDE = word_set("zuletzt dernière última ultima last am on at le el il em um den в")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:\s?(?:[ap]\.?m\.?|uhr))?", re.IGNORECASE)
_SMALL_WORDS = word_set(
    "by with in from at for of on and the to und en et y e och i и mit aus für von bei im con com avec pour para au aux du dans para per"
    " written words story reporting analysis interview text texte texto photos photo pictures others special contributor contributing"
    " editor editors reporter reporters correspondent writer journalist columnist staff political chief senior deputy foreign"
    " diplomatic business economics science health sports editorial national international bureau agencies"
    " redakteur redakteurin korrespondent korrespondentin autor autorin reportage korrespondenten"
    " correspondant correspondante envoyé envoyée spécial spéciale journaliste corresponsal enviado enviada especial"
    " redactor redactora inviato corrispondente correspondente корреспондент для из"
    " published posted updated originally created last modified publié modifié mis mise jour veröffentlicht aktualisiert"
    " publicado actualizado atualizado min mins minute minutes read hour hours day days ago am pm est edt gmt utc cet dpa sda apa afp l d s"
)
"""Words without a capital that stand beside a name in a byline; any other is one of a sentence."""


def author_in_lines(lines: Iterable[str]) -> str:
    """Return whom the lines of a head name as the author: by a word for it, or by the word for a reporter after a name."""
    reporters: list[str] = []
    for line in lines:
        if len(line) > LONGEST_LINE:
            continue
        is_prose = _is_prose(line)
        for part in (line, *parts_of(line)):
            named = (not is_prose and _BYLINE.fullmatch(part)) or _CHINESE.fullmatch(part)
            if named:
                return named["names"].strip()
        reporters += _reporters(line)
    return ", ".join(dict.fromkeys(reporters))


def author_in_text(paragraphs: Sequence[str]) -> str:
    """Return who signs a text: in a Korean dateline, or in a line of its own at the end."""
    for paragraph in paragraphs[:1]:
        dateline = _KOREAN_DATELINE.match(paragraph)
        if dateline:
            names = re.split(r"[·,\s]+", dateline["inside"] or dateline["after"])
            return ", ".join(name for name in names if name not in _NOT_A_NAME)
    for paragraph in reversed(paragraphs[-LAST_LINES:]):
        if len(paragraph) > LONGEST_LINE:
            continue
        signed = _SIGNED.fullmatch(paragraph.strip())
        if signed and signed["name"] not in _NOT_A_NAME:
            return signed["name"]
        labelled = _LABELLED.fullmatch(paragraph.strip())
        if labelled:
            return labelled["names"]
    return ""


def _reporters(line: str) -> list[str]:
    names = (found["named"] or found["name"] for found in _REPORTER.finditer(line))
    return [name for name in names if name not in _NOT_A_NAME]


def without_head_lines(paragraphs: Sequence[str], read_at: datetime | None) -> list[str]:
    """Drop the paragraphs at the top of a text that say nothing but who and when."""
    first = 0
    while first < min(MOST_HEAD, len(paragraphs) - 1) and _says_who_or_when(paragraphs[first], read_at):
        first += 1
    return list(paragraphs[first:])


def _says_who_or_when(paragraph: str, read_at: datetime | None) -> bool:
    """Tell what is beyond doubt no part of the story."""
    line = _MARK.sub("", paragraph)
    if len(line) > LONGEST_LINE:
        return False
    if _SIGNED.fullmatch(line):
        return True
    if _SENTENCE_END.search(line):
        return False
    if _BYLINE.fullmatch(line) and not _is_prose(line):
        return True
    said = [_kind(part, read_at) for part in parts_of(line)]
    return all(said) and "who or when" in said


def _is_prose(line: str) -> bool:
    """Tell a sentence from a byline: by how it ends, and by words that no byline needs."""
    return bool(_SENTENCE_END.search(line)) or any(
        word[:1].islower() and not _stands_in_bylines(word.strip(".:-").casefold())
        for word in re.split(r"[\s,;/|()\[\]–—'’]+", line)
        if "@" not in word and not _DOTTED.search(word)
    )


def _stands_in_bylines(word: str) -> bool:
    return word in _SMALL_WORDS or word in FILLERS or word in MONTHS or word in WEEKDAYS


def _kind(part: str, read_at: datetime | None) -> str:
    """Return what a part of a head line says: `who or when`, or what stands `beside` it; "" for anything else."""
    if _SAID_BESIDE.fullmatch(part) or _says_only_a_change(part, read_at):
        return "beside"
    is_source = _SOURCE.fullmatch(part) and (len(part.split()) <= 2 or not _is_prose(part))
    is_byline = _BYLINE.fullmatch(part) and not _is_prose(part)
    if is_source or is_byline or any(shape.fullmatch(part) for shape in (_SIGNED, _CHINESE, _REPORTER)):
        return "who or when"
    return "who or when" if any(parse_when(one, UTC, read_at) for one in dated_parts(part)) else ""


def _says_only_a_change(part: str, read_at: datetime | None) -> bool:
    """Tell the time of a change, or the word for it alone, from a sentence in which something changes."""
    words = (word for word in CHANGED.sub(" ", part).split() if word.strip(":").casefold() not in _CHANGE_BESIDE)
    rest = " ".join(words).strip(" :|,.")
    is_time = _CLOCK.fullmatch(rest) or (CHANGED.search(part) and parse_when(rest, UTC, read_at))
    return not rest or bool(is_time)
