"""Tell who published a document that was not fetched from a feed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

from tasks.records import Source

UNKNOWN = Source("imported", "Imported files", country="ZZ", language="und", owner_group="imported", timezone="UTC")
"""Who is said to have published what names nobody and has no address."""


def source_of(name: str, url: str, default: Source | None, known: Mapping[str, Source]) -> Source:
    """Return the publisher that a document names, else the operator's default, else whoever its address belongs to."""
    if name:
        return named_source(name, known, like=default)
    return default or _source_at(url, known)


def named_source(name: str, known: Mapping[str, Source], like: Source | None = None) -> Source:
    """Find the source of that id or name in any case, or make one: its id is the slug of the name, it owns itself.

    What is made has the language and time zone of `like`.
    """
    for source in (*([like] if like else []), *known.values()):
        if name.casefold() in (source.source_id.casefold(), source.name.casefold()):
            return source
    slug = source_slug(name)
    return known.get(slug) or replace(
        like or UNKNOWN, source_id=slug, name=name, country="ZZ", owner_group=slug, domains=()
    )


def _source_at(url: str, known: Mapping[str, Source]) -> Source:
    """Return the configured source whose domain an address lies in, or one named after the host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if not host:
        return UNKNOWN
    for source in known.values():
        if any(host == domain or host.endswith(f".{domain}") for domain in source.domains):
            return source
    slug = source_slug(host)
    return known.get(slug) or replace(UNKNOWN, source_id=slug, name=host, owner_group=slug)


def source_slug(name: str) -> str:
    """Return an identifier for a name: ASCII letters and digits, hyphens between, or a hash where none are left (조선일보)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:64].strip("-")
    return slug or f"source-{sha256(name.casefold().encode()).hexdigest()[:8]}"
