"""Take away what a page keeps for itself, by its tags and names.

An extractor that finds no body falls back on everything there is, menus included. Extracting a short text once more from
what is left shows how much of it was the article's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.names import word_set

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FURNITURE_TAGS = frozenset({"nav", "footer", "form", "aside", "button", "select"})
FURNITURE_WORDS = word_set(
    "share sharing social breadcrumb breadcrumbs cookie cookies consent newsletter subscribe signup comment comments disqus "
    "related recommended recommendations tags keywords nav navigation menu footer masthead promo advert advertisement "
    "toolbar tools sidebar"
)
"""Words of a class or id by which pages name what is not the article."""

MOST_WORDS = 60
"""Words in paragraphs that a box of furniture holds at most; what holds more is named carelessly, and stays."""

KEPT_TAGS = frozenset({"html", "body", "main", "article"})

_NAME_PARTS = re.compile(r"[^a-z0-9]+")


def drop_furniture(tree: HtmlElement) -> None:
    """Drop navigation, share bars, boxes and the like from a tree; whatever holds the headline or much text stays."""
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and element.getparent() is not None and _is_furniture(element):
            element.drop_tree()


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in KEPT_TAGS or not (element.tag in FURNITURE_TAGS or _is_called_furniture(element)):
        return False
    return element.find(".//h1") is None


def _is_called_furniture(element: HtmlElement) -> bool:
    named = _NAME_PARTS.split(f"{element.get('class', '')} {element.get('id', '')}".lower())
    return not FURNITURE_WORDS.isdisjoint(named) and _words_in_paragraphs(element) <= MOST_WORDS


def _words_in_paragraphs(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content().split()) for paragraph in element.iter("p"))
