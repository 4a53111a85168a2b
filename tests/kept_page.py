"""A page as it was fetched, and as the raw archive keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from tasks.records import Page, Redirect

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
BODY = b"<html><head><link rel=canonical href=/own></head>Seoul and Tokyo agreed to talk.</html>"
NAME = sha256(BODY).hexdigest()
PAGE = Page(
    url="http://a.example/x",
    final_url="http://a.example/y?z=1",
    status=200,
    content_type="text/html",
    body=BODY,
    sha256=NAME,
    fetched_at=NOW,
    redirects=(Redirect("http://a.example/x", 301),),
    headers={"etag": '"7"', "last-modified": "yesterday", "cache-control": "no-cache", "date": "today"},
)


def blob(root: Path) -> Path:
    """Return the only file of a raw archive."""
    return next(root.rglob("*.zst"))
