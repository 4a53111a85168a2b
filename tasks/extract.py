"""Finds the body in a page. The only module that knows trafilatura, which is loaded when first needed."""

from __future__ import annotations

import logging
from copy import deepcopy
from functools import cache
from typing import Any

from tasks.body import drop_furniture
from tasks.embedded import embedded_body
from tasks.page import fragment_paragraphs
from tasks.tree import make_one_class
from tasks.words import words_of

DOUBTFUL_WORDS = 300
"""A shorter extraction may be the furniture of a page without a body; menus and teasers together rarely hold more words."""

FEWEST_PRECISE = 25
"""Words that a precise extraction must have to be believed: it empties a page now and then."""


def load_page(page: str) -> Any:
    """Return the tree of a page, or None where there is no markup."""
    return _trafilatura().load_html(page)


def body_paragraphs(page: str, tree: Any) -> list[str]:
    """Extract the paragraphs of a page: fast and, where that finds little, precisely from what is left without furniture.

    Little that consists of nothing but the page's own paragraphs needs no second reading. A page without a
    body gives its menus when it is read fast, and nothing or next to it when it is read precisely: then the shorter of two
    fast readings stands, or what its scripts would have shown a reader.
    """
    paragraphs = _extracted(tree)
    if words_of(paragraphs) >= DOUBTFUL_WORDS:
        return paragraphs
    bare = deepcopy(tree)
    drop_furniture(bare)
    if words_of(paragraphs) >= FEWEST_PRECISE and _are_paragraphs(paragraphs, bare):
        return paragraphs
    precise = _extracted(bare, precise=True)
    if words_of(precise) >= FEWEST_PRECISE:
        return precise
    seen = min(paragraphs, _extracted(bare), key=words_of)
    return seen if words_of(seen) >= FEWEST_PRECISE else max(seen, _from_scripts(page), key=words_of)


def _are_paragraphs(found: list[str], bare: Any) -> bool:
    """Tell whether all that was found are paragraphs outside the furniture: then no menu is among it, nor a teaser's label."""
    own = {" ".join(one.text_content().split()) for one in bare.iter("p")}
    return own.issuperset(" ".join(one.split()) for one in found)


def _from_scripts(page: str) -> list[str]:
    body = embedded_body(page)
    if not body:
        return []
    shown = _extracted(load_page(f"<html><body><article>{body}</article></body></html>"))
    return shown if words_of(shown) >= FEWEST_PRECISE else fragment_paragraphs(body)


def _extracted(tree: Any, *, precise: bool = False) -> list[str]:
    """Extract paragraphs; the tree is left as it is."""
    extracted = _trafilatura().bare_extraction(tree, options=_options(precise))
    return [line for line in extracted.text.split("\n") if line.strip()] if extracted else []


@cache
def _options(precise: bool) -> Any:
    """Return what the extractor is asked for; it reads a configuration file's worth of values each time it makes its own."""
    return _trafilatura().settings.Extractor(
        output_format="python", fast=not precise, precision=precise, comments=False, tables=True
    )


@cache
def _trafilatura() -> Any:
    """Import the extractor where it is wanted (it takes half a second), and keep its remarks off the user's screen."""
    import trafilatura
    import trafilatura.settings
    from trafilatura.utils import HTML_PARSER

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    make_one_class(HTML_PARSER)
    return trafilatura
