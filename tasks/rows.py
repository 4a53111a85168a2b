"""Makes documents of the rows that people have: whatever their columns are called, and whoever they say published them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from tasks.date import parse_when
from tasks.language import short_code
from tasks.publisher import source_of
from tasks.records import DateClaim, Document, Source

FIELDS = {
    "url": ("url", "link", "article_source_link", "source_url", "article_url", "permalink", "web_url"),
    "title": ("title", "headline", "name"),
    "text": ("text", "body", "content", "article_text", "full_text", "maintext", "article"),
    "html": ("html", "content_html", "body_html", "raw_html"),
    "published": (
        "published",
        "date",
        "publish_date",
        "published_at",
        "date_published",
        "date_publish",
        "pub_date",
        "pubdate",
        "publication_date",
    ),
    "source": ("source", "publisher", "outlet", "publication", "site", "source_name", "source_id"),
    "language": ("language", "lang"),
    "author": ("author", "authors", "byline"),
}
"""What each field is called in the files people have, best first; a field of the first name that is not empty counts."""

_FIELD_OF = {name: (field, rank) for field, names in FIELDS.items() for rank, name in enumerate(names)}

LONGEST_SHOWN_DATE = 40
"""Characters of what was to be a date and is none, enough to find it by."""


@dataclass(frozen=True)
class ImportDefaults:
    """What the operator says of the files where they do not say it themselves.

    `source` is for documents that name none, and without it their address tells; `sources` are the configured ones.
    """

    source: Source | None
    sources: Mapping[str, Source]
    published: str = ""
    url: str = ""
    language: str = ""


def is_known_field(name: str) -> bool:
    """Tell whether a column is one that is read."""
    return name.strip().lower() in _FIELD_OF


def bare_document(body: bytes, defaults: ImportDefaults, now: datetime) -> Document:
    """Return what the operator says of a file that is one document; html or text are still to be put in."""
    source = source_of("", defaults.url, defaults.source, defaults.sources)
    return Document(
        url=defaults.url,
        source=source,
        first_seen_at=now,
        fetched_at=now,
        language=short_code(defaults.language),
        claims=_claims("", defaults, source),
        raw_sha256=sha256(body).hexdigest(),
        age_unknown=True,
    )


def row_document(row: Mapping[str, object], defaults: ImportDefaults, now: datetime) -> Document:
    """Return the document of a row or JSON object; it has neither html nor text where the row has none."""
    fields = _fields(row)
    html, text = fields.get("html", ""), fields.get("text", "")
    url = fields.get("url", "") or defaults.url
    source = source_of(fields.get("source", ""), url, defaults.source, defaults.sources)
    published = fields.get("published", "")
    claims = _claims(published, defaults, source)
    return Document(
        url=url,
        source=source,
        first_seen_at=now,
        fetched_at=now,
        html=b"" if text else html.encode("utf-8", "replace"),
        content_type="" if text else "text/html; charset=utf-8",
        text=text,
        title=fields.get("title", ""),
        author=fields.get("author", ""),
        language=short_code(fields.get("language", "") or defaults.language),
        claims=claims,
        raw_sha256=sha256(
            json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace")
        ).hexdigest(),
        age_unknown=True,
        unread_date="" if any(claim.origin == "file" for claim in claims) else published[:LONGEST_SHOWN_DATE],
    )


def _fields(row: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    for name, value in row.items():
        field, rank = _FIELD_OF.get(str(name).strip().lower(), ("", 0))
        said = _said(value)
        if field and said and rank < found.get(field, (len(_FIELD_OF), ""))[0]:
            found[field] = (rank, said)
    return {field: said for field, (_, said) in found.items()}


def _said(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        return _said(value.get("name"))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _claims(published: str, defaults: ImportDefaults, source: Source) -> tuple[DateClaim, ...]:
    said = (("file", published), ("operator", defaults.published))
    times = ((origin, raw, parse_when(raw, ZoneInfo(source.timezone))) for origin, raw in said if raw)
    return tuple(DateClaim(origin, *when, raw=raw) for origin, raw, when in times if when)
