"""Finds the body of a page that holds it in JSON alone, for scripts to show: JSON-LD, or the data of a framework."""

from __future__ import annotations

import json
import re
from html import escape

_NAMES = r"contentHtml|articleBody|articleBodyHtml|bodyHtml|content_html|body_html|articleHtml"
_BODY = re.compile(rf'"(?:{_NAMES})"\s*:\s*("(?:[^"\\]|\\.)*")', re.DOTALL)
_STREAMED = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\]\)', re.DOTALL)
_PLACE_HOLDER = re.compile(r"\$\$[A-Z_]+\$\$")
"""Where a publisher's script would put an advertisement."""

_ELEMENT = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)


def embedded_body(page: str) -> str:
    """Return the longest body that a page's scripts hold, as HTML; "" where they hold none."""
    bodies = [body for script in (page, "".join(_strings(_STREAMED, page))) for body in _strings(_BODY, script)]
    longest = max(bodies, key=len, default="")
    return _PLACE_HOLDER.sub("", longest) if _ELEMENT.search(longest) else _as_html(longest)


def _strings(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the JSON strings that a pattern finds, those that can be read."""
    read: list[str] = []
    for found in pattern.finditer(text):
        try:
            read.append(str(json.loads(found[1], strict=False)))
        except ValueError:
            continue
    return read


def _as_html(text: str) -> str:
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())
