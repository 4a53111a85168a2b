"""Text as feeds give it, without what no reader should see."""

from __future__ import annotations

import html
import re
import unicodedata

# C1 controls are never meant: they are windows-1252 bytes that somebody declared as latin-1.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f"  # controls except tab and line feed
    r"\u202a-\u202e\u2066-\u2069"  # overrides of writing direction, which can make a title read as another
    r"\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCES = re.compile(r"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,10});)+")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)

MAX_LINE_MARKUP = 10_000
"""Characters of a title or name that are looked at: no honest one is longer, and endless ones would hold up the parser."""


def readable(text: str) -> str:
    """Return the text in NFC without control characters; markup and line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.translate(_C1))).strip()


def plain(markup: str) -> str:
    """Return one line of plain text from a title or name that may hold tags and entities."""
    text = html.unescape(_TAG.sub("", _CDATA.sub(r"\1", markup[:MAX_LINE_MARKUP])))
    return " ".join(readable(text).split())


def with_sound_characters(text: str) -> str:
    """Return a feed's text without characters that XML does not allow, written out or as references.

    Emoji written as two surrogates (&#xD83D;&#xDE00;) become one; references to no character go. One of either kind
    would cost the whole feed: feedparser raises on it.
    """
    text = _NOT_XML.sub("", text)
    return _REFERENCES.sub(_sound, text) if "&#" in text else text


def _sound(run: re.Match[str]) -> str:
    codes = [
        int(hexadecimal, 16) if hexadecimal else int(decimal) for hexadecimal, decimal in _REFERENCE.findall(run[0])
    ]
    units = "".join(chr(code) for code in codes if 0x20 <= code <= 0x10FFFF or code in (0x9, 0xA, 0xD))
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return "".join(f"&#{ord(character)};" for character in text)
