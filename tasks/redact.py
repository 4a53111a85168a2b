"""Take out of a line what must not be written down: passwords, tokens, and addresses that are secrets themselves."""

from __future__ import annotations

import re

from tasks.plain import plain

LONGEST = 300
"""Characters kept of a line: an error's own words fit, a text that came along with it does not."""

HIDDEN = "…"

_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<place>[^\s/?#\"'<>]*)(?P<rest>[^\s\"'<>]*)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>[\w-]*(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|authorization|cookie|signature|credential)s?)"
    r"(?P<between>[\"']?\s*[=:]\s*)(?:(?:bearer|basic|token)\s+)?(?P<value>\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?P<kind>bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Give one short line in which addresses end after their host, and values that are called secret are hidden.

    A path is hidden with the query, because the address of a webhook is its password.
    """
    line = _ADDRESS.sub(_host_alone, plain(text))
    line = _NAMED.sub(lambda found: f"{found['name']}{found['between']}{HIDDEN}", line)
    line = _BEARER.sub(lambda found: f"{found['kind']} {HIDDEN}", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + HIDDEN


def _host_alone(found: re.Match[str]) -> str:
    host = found["place"].rpartition("@")[2]
    rest = f"/{HIDDEN}" if found["rest"] not in {"", "/"} else found["rest"]
    return f"{found['scheme']}://{host}{rest}"
