"""Make text from outside safe in HTML: as content or attribute, and as the address of a link."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

_NOT_FOR_HTML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn what is read
    "\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # what nobody sees
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def for_html(text: str) -> str:
    """Give text for element content or a quoted attribute."""
    return html.escape(_SURROGATES.sub(_REPLACEMENT, _NOT_FOR_HTML.sub("", text)), quote=True)


def for_href(url: str) -> str:
    """Give a web address for a quoted href attribute; empty when it is none, as `javascript:` is not."""
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
    except ValueError:
        return ""
    return for_html(stripped) if parts.scheme in {"http", "https"} and parts.netloc else ""
