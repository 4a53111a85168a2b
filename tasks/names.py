"""What a name is: trimmed of titles and possessives, made an identifier, told from junk, and known by its surname."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string: how the lists below are written."""
    return frozenset(words.split())


_TITLES = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord president president-elect vice deputy prime minister premier "
    "chancellor rev reverend gen general col colonel lt lieutenant sgt sergeant capt captain maj major adm admiral "
    "cmdr commander sen senator rep representative congressman congresswoman gov governor mayor secretary state "
    "ambassador envoy judge justice chairman chairwoman chairperson chair director speaker spokesman spokeswoman "
    "acting former then late outgoing incoming foreign defence defense interior finance chief leader councillor "
    "councilor counselor detective officer inspector pm ceo of"
)
"""Words that stand before a person's name and are no part of it. King, Queen, Pope and Prince are: see Pope Francis."""

_NEVER_NAMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday tomorrow mr mrs ms dr president minister secretary pm ceo "
    "photo image images getty video file advertisement copyright share email e-mail twitter facebook instagram "
    "whatsapp linkedin reddit digg newsletter subscribe comments god bible torah quran qur'an koran covid internet breaking news update "
    "state defense defence treasury commerce justice north south east west world home house"
)
"""Dates, page furniture and holy books that recognisers mark as names of people and places."""

_SURNAME_FIRST = word_set(
    "kim lee park pak choi choe jung jeong chung kang cho jo yoon yun jang chang lim im rim han oh seo shin sin kwon "
    "hwang ahn an song ryu yoo yu hong moon mun ban ri rhee thae hyon son no roh pyo nam tsai lai xi li wang yang "
    "zhang liu chen zhao wu zhou hu sun ma zhu lin guo he gao luo zheng liang tang xu deng cao peng fu jiang "
    "cui meng wei pan qin geng lu ren"
)
"""Surnames that stand first in Korean and Chinese names."""

_CHINESE = word_set("xi li wang yang zhang liu chen zhao wu zhou hu zhu lin guo zheng liang tang xu deng geng lu")
"""Those that stand first in names of two words as well (Wang Yi); Kim Kardashian and Lee Child keep their order."""

COMMON_SURNAMES = _SURNAME_FIRST | word_set(
    "smith jones brown williams johnson davis miller wilson taylor anderson thomas nguyen tran singh khan ali ahmed "
    "john david michael james robert mary paul peter"
)
"""Names borne by so many that alone, with no full name in the article, they say nothing."""

ORDINARY_WORDS = word_set(
    "park moon ban may king young long white brown black green bush rice hope grace bill will mark ford law page price "
    "church stone power powers bank banks field hill wood lake rivers day summer winter house cook baker hunter case "
    "cross best love gold silver short rich wise west north south east man song no an he ma sun son high"
)
"""Surnames that are words as well: linked where a recogniser saw a person, never by their letters alone."""

SMALL_WORDS = word_set("of the and for in on to at de du la al el")
"""Words that are not capitalised inside names."""

_POSSESSIVE = re.compile(r"['’ʼ]s?$|['’]S$")
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_NAME = re.compile(r"[@\\|{=$%]|http|www\.|ermalink")
_BRACKETS = re.compile(r"\s*[(（].*")
_FIRST_WORD = re.compile(r"(\S+)\s+")
_EDGES = " \t\n\r\"'“”‘’«»()[]{}<>.,;:!?|/\\*_-–—•·…�#@=+~^"
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LONGEST_NAME = 80
"""Characters: what is longer is a sentence that a recogniser took for a name."""


def trim(text: str, start: int, end: int, is_person: bool) -> tuple[int, int]:
    """Return the part of text[start:end] that is the name: no quotes, articles, titles or possessive 's."""
    while end > start and text[end - 1] in _EDGES and not _closes_initials(text, start, end):
        end -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    if possessive := _POSSESSIVE.search(text, start, end):
        end = possessive.start()
    while word := _FIRST_WORD.match(text, start, end):
        lowered = word[1].rstrip(".").lower()
        if lowered not in {"the", "a", "an"} and not (is_person and lowered in _TITLES):
            break
        start = word.end()
    return start, end


def _closes_initials(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "." and (
        text[max(start, end - 3) : end - 2] == "." or text[start:end].endswith(("Jr.", "Sr."))
    )


def display(surface: str) -> str:
    """Return a name as it is shown: one space between words, plain apostrophes."""
    return " ".join(surface.replace("’", "'").replace("�", "").split())


@lru_cache(maxsize=8192)
def slug(name: str) -> str:
    """Return a name as an identifier part: lower case, hyphens, accents dropped; empty when nothing is left."""
    letters = name.replace("'", "").replace("’", "").lower()
    if not letters.isascii():
        apart = unicodedata.normalize("NFKD", letters.replace("ß", "ss").replace("ø", "o"))
        letters = unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))
    return _NO_LETTERS.sub("-", letters).strip("-")


@lru_cache(maxsize=8192)
def is_junk(name: str) -> bool:
    """Tell whether a recognised span is no name: dates, quantities, addresses, single letters, no capital at all."""
    if not 2 <= len(name) <= _LONGEST_NAME or name == (lowered := name.lower()):
        return True
    return lowered.rstrip(".") in _NEVER_NAMES or name[0].isdigit() or _NO_NAME.search(name) is not None


@lru_cache(maxsize=1024)
def publisher_slugs(name: str) -> frozenset[str]:
    """Return what a publisher calls itself: its name without brackets and article, with and without "News (Agency)"."""
    plain = slug(_BRACKETS.sub("", name)).removeprefix("the-")
    short = plain.removesuffix("-agency").removesuffix("-news")
    return frozenset({plain, short, f"the-{plain}", f"{short}-news"} - {"", "the-", "-news"})


def without_initials(name: str) -> str:
    """Return a person's name without middle initials: Donald J. Trump is Donald Trump."""
    words = name.split()
    return " ".join(
        word for index, word in enumerate(words) if index in (0, len(words) - 1) or len(word.rstrip(".")) > 1
    )


def surname(name: str) -> str:
    """Return the word by which a person is called after the first mention: Xi of Xi Jinping, Abe of Shinzo Abe."""
    words = [word for word in name.split() if word.rstrip(".,").lower() not in _SUFFIXES]
    if not words:
        return name
    first = words[0].lower()
    korean = first in _SURNAME_FIRST and (len(words) == 3 or (len(words) == 2 and "-" in words[1]))
    chinese = first in _CHINESE and len(words) == 2
    return words[0] if korean or chinese else words[-1]


def bearers(people: Mapping[str, Iterable[str]]) -> dict[str, str | None]:
    """Map each word of the names (entity id -> full names) to the one person it can mean, None where several."""
    meant: dict[str, str | None] = {}
    for entity_id, full_names in people.items():
        for word in {word for name in full_names for word in name.split()}:
            meant[word] = entity_id if meant.get(word, entity_id) == entity_id else None
    return meant


@lru_cache(maxsize=8192)
def spaced_name(name: str) -> str:
    """Return a name with hyphens as spaces and one kind of apostrophe: how names are compared."""
    return " ".join(name.replace("-", " ").replace("’", "'").split())


def fold_name(name: str) -> str:
    """Return a name as `spaced_name` and in any case: how a person's question is compared."""
    return spaced_name(name).casefold()
