"""Reads who a page says wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tasks.calendar_words import MONTH
from tasks.who_when import author_in_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_AUTHOR = 120
"""Characters; more is a biography or a paragraph."""

LONGEST_BYLINE = 60
"""Characters of a line that is read as a name because its element is called byline or author."""

_KEYS = ("author", "article:author", "byl", "parsely-author", "dc.creator", "sailthru.author", "cxenseparse:author")
_WRITTEN_BY = frozenset(
    {"written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "執筆者", "글쓴이", "作者"}
)
"""What `twitter:label1` says where `twitter:data1` is the author: one publishing system in its languages."""

_NOBODY = frozenset({"no author", "admin", "administrator", "unknown", "anonymous", "none", "null"})
_DESKS = frozenset({"redaktion", "editor", "editors", "editorial team", "newsroom", "news desk"})
"""Whom a page names when it names nobody of its newsroom; told only where it names no one else."""

_BYLINES = (
    "(//h1)[1]/following::*[self::a or self::span or self::p or self::div or self::address]"
    "[contains(@class, 'author') or contains(@class, 'byline')]"
    "[not(ancestor-or-self::*[contains(@class, 'comment')])]"
)
_AUTHOR_PAGE = (
    "((//h1)[1]/following::a[contains(@href, '/author/') or contains(@href, '/authors/') or contains(@href, '/autor/') or "
    "contains(@href, '/autoren/')][not(ancestor-or-self::*[contains(@class, 'comment')])])[1]"
)
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")
_ROLE = re.compile(r"(?<=[가-힣])\s*(?:선임|인턴|수습|전문)?\s?(?:기자|특파원)(?:\s*[\w.+-]+@[\w.-]+)?$|\s*[记記]者$")
_BEFORE_NAME = re.compile(
    r"(?:(?:written |words |story )?by|von|interview|text|por|par|글)\s*[:：]?\s+(?=\S)", re.IGNORECASE
)
_AFTER_NAME = re.compile(rf"\s*(?:[,|·–]|\s-)\s*(?:(?:am|on)\s+)?(?:{MONTH}\s+)?\d.*$", re.IGNORECASE)
"""The day that stands behind a name: `, 24. Januar 2022`, ` | March 17, 2017`."""


def author_of(
    tree: HtmlElement, meta: Mapping[str, str], items: Sequence[Mapping[str, Any]], lines: Sequence[str] = ()
) -> str:
    """Return the authors a page names: people in its linked data, meta tags, marked links, bylines; then organisations.

    `lines` are those between its heading and its text.
    """
    named = (name.strip() for name in _named(tree, meta, items, lines))
    return _ROLE.sub("", re.sub(r"^by\s+", "", next(filter(None, named), ""), flags=re.IGNORECASE))


def _named(
    tree: HtmlElement, meta: Mapping[str, str], items: Sequence[Mapping[str, Any]], lines: Sequence[str]
) -> Iterator[str]:
    """Yield the names that a page gives, the likeliest first; each place is only searched when those before it name nobody."""
    written = [author for item in items for author in _each(item.get("author"))]
    yield ", ".join(dict.fromkeys(name for name, is_person in written if is_person and not _is_desk(name)))
    desks = []
    for name in _given(tree, meta):
        if _is_desk(name):
            desks.append(name)
        else:
            yield name
    yield from _linked_names(tree)
    yield author_in_lines(lines)
    yield from desks
    yield ", ".join(dict.fromkeys(name for name, _ in written))


def _given(tree: HtmlElement, meta: Mapping[str, str]) -> Iterator[str]:
    """Yield the names in meta tags, on marked links and in bylines."""
    stated = [meta.get(key, "") for key in _KEYS]
    if meta.get("twitter:label1", "").casefold() in _WRITTEN_BY:
        stated.append(meta.get("twitter:data1", ""))
    yield from filter(_is_name, stated)
    linked = (_shown(element) for element in tree.xpath("//a[@rel='author'] | //*[@itemprop='author']"))
    yield from filter(_is_name, linked)
    yield from _bylines(tree)


def _shown(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _is_name(text: str) -> bool:
    return (
        "://" not in text
        and len(text) < LONGEST_AUTHOR
        and any(character.isalpha() for character in text)
        and text.strip().casefold() not in _NOBODY
    )


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """Yield the lines of elements called author or byline that say `by`; without the word they are often something else."""
    for element in tree.xpath(_BYLINES):
        shown = _shown(element) if len(element) < 4 else ""
        said = _BEFORE_NAME.sub("", shown, count=1).strip(" -–|·,")
        name = _AFTER_NAME.sub("", said)
        if said != shown and len(name) <= LONGEST_BYLINE and _is_name(name):
            yield name


def _is_desk(name: str) -> bool:
    return name.strip().casefold() in _DESKS


def _linked_names(tree: HtmlElement) -> Iterator[str]:
    """Yield the name on the first link to a page of the publisher's authors below the heading; one word may be a rubric."""
    names = (_shown(link) for link in tree.xpath(_AUTHOR_PAGE))
    return (name for name in names if _FULL_NAME.fullmatch(name) and len(name) <= LONGEST_BYLINE and _is_name(name))


def _each(author: object) -> Iterator[tuple[str, bool]]:
    """Yield the names in a piece of linked data, and whether each may be a person's."""
    if isinstance(author, list):
        for one in author:
            yield from _each(one)
    elif isinstance(author, dict):
        is_person = "Organization" not in str(author.get("@type"))
        yield from ((name, is_person and person) for name, person in _each(author.get("name")))
    elif isinstance(author, str) and _is_name(author):
        yield author.strip(), True
