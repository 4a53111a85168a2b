"""Parses pages into trees whose elements are made without asking Python for the class of each, as lxml does by itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def parsed(page: str) -> HtmlElement | None:
    """Return the tree of a page with its comments; None without markup, or with an XML declaration of another encoding."""
    from lxml import etree, html

    try:
        return html.fromstring(page, parser=_parser())
    except (etree.ParserError, ValueError):
        return None


def make_one_class(parser: Any) -> None:
    """Have a parser make every element an HtmlElement: forms and fields are no others, and nobody here fills them in."""
    from lxml import etree, html

    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))


@cache
def _parser() -> Any:
    from lxml import html

    parser = html.HTMLParser()
    make_one_class(parser)
    return parser
