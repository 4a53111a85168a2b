"""Repairs text that was damaged on its way here, and only where the damage is certain enough to name what was lost."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
"""Controls, and characters that nobody sees."""

# Joiners shape words in Arabic, Indic, Burmese, Khmer and Mongolian scripts, and hold emoji together; elsewhere they are noise.
_NEEDS_JOINER = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
)
_STRAY_JOINER = re.compile(f"(?<![{_NEEDS_JOINER}])[\u200c\u200d]+")
# The ideographic space is punctuation in its own right and stays.
_SPACES = re.compile(r"[^\S\n\u3000](?:[^\S\n\u3000]+|(?<! ))")
"""Several in a row, or one that is no plain space."""

_BLANK_LINES = re.compile(r"\n{3,}")

_UNUSUAL = re.compile("[^\x00-\x7f\u2010-\u2015\u2018\u2019\u201c\u201d\u2026]")
"""Neither ASCII nor the marks of good typography: only a text that has some can be misread."""

_ENTITY = re.compile(r"&#?\w{2,24};|\x1b")
_SURROGATE = re.compile("[\ud800-\udfff]")

_LOST = "\ufffd"
# What cannot be typed on purpose: `,"?`, `"?word`, a U+FFFD beside a quote, `don"t`. One of these shows that the text lost its marks.
_SURELY_DAMAGED = re.compile(r'"(?:\?[a-z]|(?<=[,;]")\?|(?<=[.\s]")\?\w|(?<=^")\?\w|\ufffd|(?<=\ufffd")|(?<=n")t\b)')
_ELLIPSIS = re.compile(r'\["?\ufffd+\]')
_APOSTROPHE = re.compile(r'(?<=[^\W\d_])"\ufffd*(?=(?:s|t|ll|re|ve|d|m)\b)')
_DASH = re.compile(r'(?:(?<=[^\s"])[ ]?-|(?<=\s))"(?:\ufffd+\??|\?) ?(?=[\w\'"]|\ufffd\w)')
_CLOSED_DASH = re.compile(r'(?<=\S)"\ufffd*\? ?"(?:\ufffd+\??|\?) ?(?=\w)')
_OPENING = re.compile(r'(?<![\w.,!?;:%])"\ufffd+(?=[\w\[(@#$])')
_CLOSING = re.compile(r'(?<=[\w.,!?;:\'’\])%…-])"(?:\ufffd+\??|\?)(?=(?P<next>.|$))', re.DOTALL)
_LOST_RUN = re.compile(r"\ufffd+\??(?=\S)|\ufffd+")

_RUN_TOGETHER = re.compile(r'(?P<stop>[.!?])(?P<quote>["”’]?)(?=(?P<after>["“‘]?[^\W\d_]{1,12}))')
_BEFORE_STOP = re.compile(r"(?:[^\W\d_]{2}|\d|[)\]%])$")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S*$")
# Capitalised endings of host and product names. The two-letter ones (In, It, Is, So …) are words that begin sentences.
_NAME_ENDINGS = frozenset({"Com", "Org", "Gov", "Edu", "Mil", "Info", "Js", "Io", "Html", "Php"})


@cache
def _encoding_fixes() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        uncurl_quotes=False,
        fix_character_width=False,
        fix_latin_ligatures=False,
        normalization=None,
        explain=False,
    )


def repair_text(text: str) -> str:
    """Return the text in NFC, without mojibake, lost marks, invisible characters, glued sentences and runs of spaces.

    Line breaks stay; a legitimate `"?` stays. A lost letter that nothing can name stays as one U+FFFD.
    """
    damaged = _SURELY_DAMAGED.search(text) is not None
    return "\n".join(_repair_line(line, damaged) for line in _tidy(text).split("\n"))


def _looks_misread(text: str) -> bool:
    """Tell whether some characters make no sense together: bytes that were decoded as what they are not."""
    from ftfy.badness import is_bad

    return bool(is_bad(text)) or _SURROGATE.search(text) is not None


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if _ENTITY.search(text) or (_UNUSUAL.search(text) and _looks_misread(text)):
        from ftfy import fix_text

        text = fix_text(text, config=_encoding_fixes())
    text = _SPACES.sub(" ", _STRAY_JOINER.sub("", _UNSEEN.sub("", text)))
    text = "\n".join(line.strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", _BLANK_LINES.sub("\n\n", text).strip())


def _repair_line(line: str, damaged: bool) -> str:
    if damaged:
        line = _restore_marks(line)
    if _LOST in line:
        line = _LOST_RUN.sub(_LOST, line)
    return _split_run_together(line)


def _restore_marks(line: str) -> str:
    """Put back the quotes, apostrophes and dashes of a text whose curly marks were lost (as `"?` or `"` with U+FFFD)."""
    if '"' not in line:
        return _ELLIPSIS.sub("[…]", line)
    line = _ELLIPSIS.sub("[…]", line)
    line = _APOSTROPHE.sub("'", line)
    line = _OPENING.sub('"', line)
    line = _CLOSED_DASH.sub('" — ', line)
    line = _DASH.sub(_dash, line)
    line = _close_quotes(line)
    return _SPACES.sub(" ", line)


def _dash(match: re.Match[str]) -> str:
    return " — " if match[0].lstrip().startswith("-") else "— "


def _close_quotes(line: str) -> str:
    """Read each lost closing mark as a quote, or as the apostrophe of a plural where no quote is open."""
    pieces: list[str] = []
    end = 0
    for match in _CLOSING.finditer(line):
        following = match["next"]
        before = line[match.start() - 1]
        if _LOST not in match[0] and following in ("", " ", "\n") and before not in ".,":
            continue  # `Did he say "yes"? Then` is good English
        pieces.append(line[end : match.start()])
        # The last pieces hold the last marks, and only the last of those matters.
        owner = before in "sxz" and not _quote_is_open("".join(pieces[-8:]))
        pieces.append("'" if owner else '"')
        if following and following not in " \n.,;:!?)]":
            pieces.append(" ")
        end = match.end()
    return "".join(pieces) + line[end:]


def _quote_is_open(before: str) -> bool:
    """Tell whether the last straight quote is one that opens. Looks at it alone: one lost quote must not flip the rest."""
    at = before.rfind('"')
    return at >= 0 and (at == 0 or before[at - 1] in " \n([—-“‘'") and before[at + 1 : at + 2] not in ("", " ")


def _split_run_together(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _RUN_TOGETHER.finditer(line):
        before = _BEFORE_STOP.search(line, max(match.start() - 2, 0), match.start())
        if before is None or not _begins_a_sentence(line, before[0], match):
            continue
        pieces.append(line[end : match.end("stop")])
        quote = match["quote"]
        if quote and not _closes(line[: match.start("quote")], quote):
            pieces.append(" " + ("“" if quote == "”" else quote))
        else:
            pieces.append(quote + " ")
        end = match.end()
    return "".join(pieces) + line[end:]


def _closes(before: str, quote: str) -> bool:
    if quote == '"':
        return _quote_is_open(before)
    return quote != "”" or before.rfind("“") > before.rfind("”")


def _begins_a_sentence(line: str, before: str, match: re.Match[str]) -> bool:
    word = match["after"].lstrip('"“‘')
    quoted = bool(match["quote"]) or word != match["after"]
    if not word[0].isupper() or not (word[1:2].islower() or (word in ("A", "I") or quoted)):
        return False
    if not (before[-1].islower() or before[-1] in ")]%" or before.isdigit() or before.isupper()):
        return False
    start = line.rfind(" ", 0, match.start()) + 1
    if word in _NAME_ENDINGS or (word == "Net" and line[start].isupper()):
        return False
    return _ADDRESS.search(line, start, match.end("stop")) is None
