"""Take out of a line what must not be written down: passwords, tokens, and addresses that are secrets themselves."""

from __future__ import annotations

import re

from tasks.plain import plain

LONGEST = 300
"""Characters kept of a line: an error's own words fit, a text that came along with it does not."""

LOOKED_AT = 2_000
"""Characters that are searched: what a server sends along may be megabytes."""

HIDDEN = "…"

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?", re.IGNORECASE)

_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<place>[^\s/?#\"'<>]*)(?P<rest>[^\s\"'<>]*)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>[\w-]{0,40}(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|authorization|cookie|signature|credential)s?)"
    r"(?P<between>[\"']?\s*[=:]\s*)(?:(?:bearer|basic|token)\s+)?(?P<value>\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?P<kind>bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Give one short line in which addresses end after their host, and values that are called secret are hidden.

    A path is hidden with the query, because the address of a webhook is its password; where it is no web address, such
    as those of chat services, the token may stand in the place of the host.
    """
    line = _ADDRESS.sub(_host_alone, plain(text[:LOOKED_AT]))
    line = _NAMED.sub(lambda found: f"{found['name']}{found['between']}{HIDDEN}", line)
    line = _BEARER.sub(lambda found: f"{found['kind']} {HIDDEN}", line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + HIDDEN


def _host_alone(found: re.Match[str]) -> str:
    host = found["place"].rpartition("@")[2]
    if found["scheme"].lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return f"{found['scheme']}://{HIDDEN}"
    rest = f"/{HIDDEN}" if found["rest"] not in {"", "/"} else found["rest"]
    return f"{found['scheme']}://{host}{rest}"
