"""Make text from outside safe to show: one line, without anything that steers a terminal or reorders what is read."""

from __future__ import annotations

import re
import unicodedata

ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # control sequences: colours, cursor moves
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # strings: window titles, hyperlinks
    r"|\x1b[ -/]*[0-~]"  # all the rest, and the start of a string that never ends: nothing behind it is hidden
)

UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Direction marks and overrides, and blanks of no width. Joiners stay: Persian, Indic scripts and emoji are spelt with them."""

TAG_CHARACTERS = range(0xE0000, 0xE0080)
"""Invisible copies of ASCII, which carry text that nobody sees."""


def plain(text: str) -> str:
    """Strip control codes, escape sequences and direction overrides; make every run of white space one space."""
    shown = ESCAPE_SEQUENCE.sub("", text)
    return " ".join("".join(_shown(character) for character in shown).split())


def _shown(character: str) -> str:
    if character in UNSEEN or ord(character) in TAG_CHARACTERS:
        return ""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cs", "Cn") else character
