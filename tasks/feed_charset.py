"""Turn the bytes of a feed into characters, whatever charset they or their server claim."""

from __future__ import annotations

import codecs
import re

from tasks.page import REALLY, detected

_STATED = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is how this one begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),  # <?xm in EBCDIC
)
"""How feeds begin in charsets that are not ASCII below 128 (XML 1.0, appendix F)."""

_HIGH = re.compile(r"[^\x00-\x7f]+")
MOST_BROKEN = 10
"""Characters beyond ASCII that must be read for each that can not be, if a charset is to be believed against its bytes."""

_ESCAPED = ("iso-2022", "hz-gb", "utf-7")
"""Charsets whose bytes are all ASCII: they would pass for UTF-8."""


_OF_LANGUAGE = {
    "ko": (("cp949",), "\uac00-\ud7a3"),
    "ja": (("cp932", "euc_jp"), "\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f"),
    "zh": (("gb18030", "big5hkscs"), "\u4e00-\u9fff\u3000-\u303f\uff00-\uff5e"),
    "ru": (("cp1251", "koi8_r"), "\u0410-\u044f\u0401\u0451\u2010-\u203a\u00ab\u00bb"),
    "uk": (("cp1251",), "\u0400-\u04ff\u2010-\u203a\u00ab\u00bb"),
    "bg": (("cp1251",), "\u0410-\u044f\u2010-\u203a\u00ab\u00bb"),
    "ar": (("cp1256",), "\u0600-\u06ff"),
    "he": (("cp1255",), "\u0590-\u05ff\u2010-\u203a"),
    "el": (("iso8859_7",), "\u0370-\u03ff\u2010-\u203a"),
    "th": (("cp874",), "\u0e00-\u0e7f"),
}
"""The older charsets of languages with a script of their own, and its characters."""

OF_ITS_SCRIPT = 0.9
"""Share of the characters beyond ASCII that must be of a language's script, for a charset of it to be the right one."""


def decode_feed(body: bytes, content_type: str = "", language: str = "") -> tuple[str, str]:
    """Return the characters of a feed, and what is wrong with its charset, or ""; never fails.

    Believed are, in this order: a byte order mark, bytes that can only be UTF-16 or UTF-32, valid UTF-8, what the server
    states, what the feed declares, an older charset of the `language` that its publisher writes, what detection finds in
    enough of bytes, windows-1252.
    """
    if wide := _wide(body):
        return body.decode(wide, "replace").removeprefix("\ufeff"), ""
    stated, declared = _STATED.search(content_type), _DECLARED.match(body[:1000])
    claims = [
        claim.lower() for claim in (stated[1] if stated else "", declared[1].decode() if declared else "") if claim
    ]
    claimed = claims[0] if claims else "utf-8"
    candidates = [*claims, "utf-8"] if claimed.startswith(_ESCAPED) else ["utf-8", *claims]
    for name in candidates:
        try:
            text = body.decode(REALLY.get(name, name))
        except (
            LookupError,
            UnicodeError,
        ):  # no such charset, or not in it; codecs such as idna raise more than decode errors
            continue
        told = name == claimed or body.isascii()
        return text, "" if told else f"says it is {claimed[:40]}, but is {name[:40]}"
    return _damaged(body, claims, claimed, language)


def _wide(body: bytes) -> str:
    marked = next((name for mark, name in _BOMS if body.startswith(mark)), "")
    return marked or next((name for start, name in _WIDE if start.match(body)), "")


def _damaged(body: bytes, claims: list[str], claimed: str, language: str) -> tuple[str, str]:
    """Decode what fits no claim: as claimed if little is broken, else as its language or detection tells, else as windows-1252."""
    for name in claims or ["utf-8"]:
        try:
            text = body.decode(REALLY.get(name, name), "replace")
        except (LookupError, UnicodeError, AssertionError):  # utf-7 and idna know no replacing
            continue
        broken = text.count("\ufffd")
        high = sum(map(len, _HIGH.findall(text))) - broken
        if broken * MOST_BROKEN < high:
            return text, f"has bytes that are not {name[:40]}"
    name = _of_language(body, language) or detected(body) or "cp1252"
    return body.decode(name, "replace"), f"says it is {claimed[:40]}, but seems to be {name}"


def _of_language(body: bytes, language: str) -> str:
    """Return the charset in which bytes are words of a language with a script of its own, or "".

    Of charsets in which as many are, it is the one that is detected, else the one with most small letters: the bytes of
    KOI8-R are letters in windows-1251 too, with capitals for small ones.
    """
    names, script = _OF_LANGUAGE.get(language[:2], ((), ""))
    shares: dict[str, tuple[float, bool, int]] = {}
    likely = detected(body) if len(names) > 1 else ""
    for name in names:
        try:
            high = "".join(_HIGH.findall(body.decode(name)))
        except UnicodeDecodeError:
            continue
        share = len(re.findall(f"[{script}]", high)) / max(len(high), 1)
        shares[name] = (share, name == likely, sum(map(str.islower, high)))
    best = max(shares, key=lambda name: shares[name], default="")
    return best if best and shares[best][0] >= OF_ITS_SCRIPT else ""
