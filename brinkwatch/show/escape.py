"""Make text of feeds and pages safe to show, one function for each place it is shown in."""

from __future__ import annotations

import json
import re
import unicodedata

from tasks.markup import for_href, for_html
from tasks.plain import plain

__all__ = ["for_csv", "for_filename", "for_href", "for_html", "for_json", "for_script", "for_terminal"]

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_NOT_FOR_DATA = re.compile(f"[{_CONTROLS}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_REPLACEMENT = "\ufffd"

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet compute a cell; East Asian editions take the full-width signs as well."""

FILENAME_LIMIT = 80
"""Bytes of UTF-8: leaves room for suffixes and for folders below the 255 that file systems take."""

_RESERVED_ON_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def for_terminal(text: str, *, markup: bool = False) -> str:
    """Give text as one line without control codes and without marks that turn or hide what is read.

    With `markup`, the result may be put into a string that rich reads its markup from.
    """
    shown = text if text.isprintable() else plain(text)
    if not markup:
        return shown
    from rich.markup import escape

    return escape(shown)


def for_csv(value: str) -> str:
    """Give text that no spreadsheet takes for a formula; what reads as a number stays as it is."""
    text = _SURROGATES.sub(_REPLACEMENT, _NOT_FOR_DATA.sub("", value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text


def for_json(value: object, *, indent: int | None = None) -> str:
    """Write JSON whose text keeps its letters but holds no code that a terminal obeys; nothing is lost."""
    dumped = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return re.sub(f"[\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}\ud800-\udfff]", _json_escape, dumped)


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def for_script(value: object) -> str:
    """Write JSON that stands inside a script element of a page and can not close it."""
    return re.sub("[<>&]", lambda match: f"\\u{ord(match.group()):04x}", for_json(value))


def for_filename(text: str, limit: int = FILENAME_LIMIT) -> str:
    """Give a name without folders that every common file system takes, of at most `limit` bytes of UTF-8."""
    composed = unicodedata.normalize("NFC", _SURROGATES.sub("", text))
    name = re.sub(r"[^\w.]+|\.{2,}", "-", composed).strip("-._ ")
    if _RESERVED_ON_WINDOWS.match(name):
        name = f"file-{name}"
    return name.encode()[:limit].decode(errors="ignore").rstrip("-._ ") or "unnamed"
