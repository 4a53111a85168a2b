"""Finds the lines in which a page says who wrote an article and when: those between its heading and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tasks.names import word_set
from tasks.sketch import UNSPACED

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LEAST_HEADLINE = 8
"""Characters of a heading that is no rubric; a Chinese headline may have ten."""

MOST_HEADINGS = 3
"""Main headings of a page that is one story's; more are a list of stories."""

LEAST_PARAGRAPH = 100
"""Characters of a line that is text, and no longer the head of an article; half as many in Korean, Japanese, Chinese."""

LINES_OF_HEAD = 40
"""Lines between a heading and its text; where more follow, they are menus and teasers with days of their own."""

LINES_ABOVE = 3
"""Lines right above a heading that may hold its day, between rubrics; a page's own date stands above its menus."""

LONGEST_LINE = 160
"""Characters of a line that still only says who and when."""

MOST_PARTS = 6
"""Parts of such a line."""

_ABOVE = (
    "(preceding::text()[normalize-space()][not(parent::script or parent::style or parent::noscript or parent::option)])"
)
_UNSHOWN = frozenset(
    {"figure", "figcaption", "script", "style", "noscript", "template", "svg", "nav", "select", "button"}
)
_ASIDE = frozenset({"a", "aside", "nav", "footer"})
_OTHERS = word_set("related recommended recommendations sidebar comment comments widget popular teaser teasers")
"""Words of a class or id by which pages name what is about other stories."""

_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_DENSE = re.compile(f"[{UNSPACED}\uac00-\ud7a3]")
_PARTS = re.compile(
    r"\s*[|｜•·\[\]【】()（）]\s*|\s{2,}|\s+[-–—/]\s+|\s*／\s*|(?<=\d):\s+(?=\d)|,\s+(?=[^\W\d])"
    r"|\s+(?=(?:updated|modifi|mis[e]? à jour|aktualis|lesedauer|atualiz|actualiz|aggiorn|обновл|수정|댓글|조회"
    r"|來源|来源|作者|记者|記者|编辑|編輯|責任|责编|기자명|출처|更新))",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"(?:(?:written |words |story |reporting |published |posted |updated )?(?:by|on|at)|von|par|por|di|door|av|af|text|autor(?:in|a|e)?"
    r"|auteur|автор|作者|文|글|입력|등록|승인|발행|수정|기자명|published|updated|posted|publié le|veröffentlicht(?: am)?|来源|來源)\s*[:：]?",
    re.IGNORECASE,
)
"""A line that says what the next one is."""

CHANGED = re.compile(
    r"\b(?:last (?:updated?|modified|changed?|edit(?:ed)?)|updated|modified|aktualisiert|geändert|modifiée?|mise? à jour"
    r"|actualizad[oa]|atualizad[oa]|aggiornat[oa]|обновлено)(?![^\W\d_])|수정|更新|변경|업데이트",
    re.IGNORECASE,
)
"""What says that a time is that of a change, not of publication."""


def is_aside(element: HtmlElement) -> bool:
    """Tell what stands in a link, a menu or a box of other stories: what it says is theirs."""
    return any(
        one.tag in _ASIDE or not _OTHERS.isdisjoint(_names(one))
        for one in (element, *element.iterancestors())
        if one.tag not in ("html", "body")
    )


def _names(element: HtmlElement) -> list[str]:
    return _NAME_PARTS.split(f"{element.get('class', '')} {element.get('id', '')}".lower())


def main_headings(tree: HtmlElement) -> list[HtmlElement]:
    """Return the main headings of a page, the one that its title says first; without any, the lesser one that it says."""
    title = " ".join((tree.findtext(".//title") or "").split())
    headings: list[HtmlElement] = tree.findall(".//h1")
    if 1 < len(headings) <= MOST_HEADINGS:
        headings.sort(key=lambda one: _length_said(one, title), reverse=True)
    return headings or [*islice((one for one in tree.iter("h2", "h3") if _length_said(one, title)), 1)]


def _length_said(heading: HtmlElement, title: str) -> int:
    """Return how many characters of the title a heading says; 0 for one that is not in it, or is short."""
    shown = " ".join(heading.text_content().split())
    return len(shown) if len(shown) >= LEAST_HEADLINE and shown in title else 0


def head_lines(tree: HtmlElement) -> list[str]:
    """Return the lines between the heading and the text; none where no text follows soon."""
    headings = main_headings(tree)
    lines: list[str] = []
    if 0 < len(headings) <= MOST_HEADINGS:
        for line in islice(_lines_after(headings[0]), LINES_OF_HEAD + 1):
            if _is_text(line):
                return _with_what_they_name(lines)
            lines.append(line)
    return []


def _is_text(line: str) -> bool:
    dense = len(line) >= LEAST_PARAGRAPH // 2 and len(_DENSE.findall(line)) * 2 >= len(line)
    return dense or len(line) >= max(LEAST_PARAGRAPH, LONGEST_LINE if _WAITS.match(line) else 0)


def _with_what_they_name(lines: list[str]) -> list[str]:
    """Join a line that only says what comes (`By`, `입력`) with the one that does."""
    found: list[str] = []
    for line in lines:
        waiting = found[-1].strip(" |·–-") if found else ""
        if _WAITS.fullmatch(waiting):
            found[-1] = f"{waiting} {line}"
        else:
            found.append(line)
    return found


def lines_above(tree: HtmlElement) -> list[str]:
    """Return the lines right above the only heading: rubric and day, as some publishers order them."""
    headings = main_headings(tree)
    if len(headings) != 1:
        return []
    texts = headings[0].xpath(f"{_ABOVE}[position() > last() - {LINES_ABOVE}]")
    return [" ".join(line.split()) for text in texts for line in text.splitlines() if line.strip()][-LINES_ABOVE:]


def parts_of(line: str) -> list[str]:
    """Return what a line says one after the other: `15:30 | By Jane Roe | London`."""
    return [part for part in (one.strip(" ,;") for one in _PARTS.split(line)[: MOST_PARTS * 2]) if part][:MOST_PARTS]


def is_of_change(part: str) -> bool:
    """Tell what says when a text was changed, not when it was published."""
    return bool(CHANGED.search(part))


def _lines_after(heading: HtmlElement) -> Iterator[str]:
    """Yield what stands after a heading, in the order of the page, a text node a line."""
    element = heading
    while element is not None:
        if element.tail and element.tail.strip():
            yield " ".join(element.tail.split())
        following = element.getnext()
        if following is None:
            element = element.getparent()
            continue
        yield from _lines_in(following)
        element = following


def _lines_in(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSHOWN or not _OTHERS.isdisjoint(_names(element)):
        return
    if element.tag == "p":
        yield " ".join(element.text_content().split())
        return
    if element.text and element.text.strip():
        yield " ".join(element.text.split())
    for child in element:
        yield from _lines_in(child)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split())
