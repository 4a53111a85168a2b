"""Tell pages that answer like an article and are none: walls, errors, listings, films, texts in another language.

Every verdict wants two signs that agree, and comes with the evidence: a refused article is lost, a listing let through is
one odd text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from tasks.language import detect_language, script_language, short_code, told_language
from tasks.records import Document, Trouble
from tasks.tree import parsed
from tasks.walls import wall_of
from tasks.words import count_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SUSPECT_WORDS = 300
"""Longer texts are stories, whatever else their page says; and most pages are spared a second reading."""

ERROR_WORDS = 120
"""Words of a page whose title says that it is an error; more than an apology with the latest headlines rarely has."""

LONGEST_ERROR = 100
"""Characters of a title that says no more than what went wrong."""

FILM_WORDS = 100
"""Words beside a film or a gallery that are its caption."""

LEAST_LINKS = 12
"""Headlines that a listing links to."""

LEAST_TEASERS = 6
"""Texts between those headlines."""

LONGEST_TEASER = 80
"""Words without a headline between them. The body of a short report is longer, and stands in one piece."""

PIECES = 3
"""Times that the words found exceed the longest text: what was found is not one text above a listing, but the listing."""

LIKE_OTHERS = 3
"""Times that the longest of them exceeds the usual one: a report above teasers stands out from them."""

HEADLINE_WORDS = 4
TEASER_WORDS = 8

JUDGED_WORDS = 60
"""Words of a text whose language can be held against it."""

HEAD = 20_000
"""Characters of a page in which it names its language."""

_LANGUAGE = re.compile(r"""(?:\blang|og:locale["']?\s+content|language["']?\s+content)\s*=\s*["']?([A-Za-z_-]{2,12})""")
_MARKS = re.compile(r"\s+[|–—»·•:-]\s+|\s*[|｜ㅣ]\s*")
_ERROR = re.compile(
    r"(?:(?:http |error |status |fehler |erreur )*(?:40[0-9]|410|451|50[0-4])(?: error| fehler)?(?:[ :,–-]+)?)?"
    r"(?:(?:(?:sorry|oops)[,!. ]+)?(?:(?:the |this |that )?(?:page|article|story|content|file|url)(?: you(?: are|'re)? (?:requested|looking for|looked for))?"
    r" (?:(?:was|is|could|can)(?: not|n't|not)(?: be)? (?:found|available|exist)|not found|unavailable|does(?: not|n't) exist|(?:is |was )?no longer (?:available|exists)|has been removed))"
    r"|not found|(?:bad|internal) (?:request|gateway|server error)|service (?:temporarily )?unavailable|temporarily unavailable"
    r"|(?:site )?(?:is )?(?:down for |under |in )?(?:scheduled )?maintenance|we'll be back soon|we(?:'| wi)ll be right back"
    r"|seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|página no encontrada|pagina non trovata"
    r"|(?:요청하신 )?페이지를 찾을 수 없습니다|존재하지 않는 (?:페이지|기사)(?:입니다)?|삭제된 기사(?:입니다)?"
    r"|(?:お探しの)?(?:ページ|記事)(?:が|は)見つかりません(?:でした)?|(?:您访问的)?(?:页面|頁面)(?:不存在|未找到)|找不到(?:页面|頁面|网页|網頁))?[.!。 ]*",
    re.IGNORECASE,
)
_ARTICLE_TYPE = re.compile(r"Article|Posting|Report|Review")
_FILM_TYPE = re.compile(r"VideoObject|ImageGallery|MediaGallery|VideoGallery")
_SILENT = frozenset({"script", "style", "template", "svg", "form", "head", "nav", "footer", "header"})
_BLOCKS = frozenset({"p", "div", "li", "td", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a page claims to be, and how its texts and headlines alternate."""

    titles: tuple[str, ...]
    kinds: frozenset[str]
    links: int
    teasers: tuple[int, ...]


def refusal(document: Document, page: str, text: str) -> Trouble | None:
    """Return why a page is no article although text was found in it (or none), with the evidence; None where it may be one.

    Reasons: consent_wall, bot_wall, paywall, error_page, listing_page, video_page, wrong_language.
    """
    words = count_words(text)
    if words < SUSPECT_WORDS:
        tree = parsed(page)
        wall = wall_of(page, document.url, document.final_url or document.url, tree)
        if wall is not None:
            return wall
        if tree is not None:
            seen = _seen(tree)
            found = _error(seen, words) or _listing(seen, words) or _film(seen, words)
            if found is not None:
                return found
    return _foreign(document, page, text, words)


def _error(seen: _Seen, words: int) -> Trouble | None:
    said = [title for title in seen.titles if any(_is_error(part) for part in _MARKS.split(title))]
    if said and words < ERROR_WORDS:
        return Trouble("error_page", f"the page is titled {said[0][:120]!r} and has {words} words")
    return None


def _is_error(part: str) -> bool:
    said = part.replace("’", "'").strip()
    return 0 < len(said) <= LONGEST_ERROR and bool(_ERROR.fullmatch(said))


def _listing(seen: _Seen, words: int) -> Trouble | None:
    if seen.links < LEAST_LINKS or len(seen.teasers) < LEAST_TEASERS or max(seen.teasers) >= LONGEST_TEASER:
        return None
    if words < PIECES * max(seen.teasers) or max(seen.teasers) > LIKE_OTHERS * median(seen.teasers):
        return None
    if any(_ARTICLE_TYPE.search(kind) or kind == "article" for kind in seen.kinds):
        return None
    return Trouble(
        "listing_page",
        f"{seen.links} headlines with {len(seen.teasers)} texts between them, the longest of {max(seen.teasers)} words",
    )


def _film(seen: _Seen, words: int) -> Trouble | None:
    films = sorted(kind for kind in seen.kinds if kind.startswith("video") or _FILM_TYPE.search(kind))
    if not films or words >= FILM_WORDS or any(_ARTICLE_TYPE.search(kind) for kind in seen.kinds):
        return None
    return Trouble("video_page", f"the page calls itself {films[0][:60]} and has {words} words")


def _foreign(document: Document, page: str, text: str, words: int) -> Trouble | None:
    """Refuse a text that is not in the language of its own headline in the feed, nor in one its publisher or page names."""
    if words < JUDGED_WORDS or not document.title:
        return None
    told, titled = told_language(text), detect_language(document.title)
    stated = {short_code(one) for one in (document.source.language, document.language, document.feed_language)} - {""}
    if not told or told in stated or told == titled:
        return None
    if not titled and not script_language(text):
        return None  # two languages of one script, and a headline too short to tell
    if (titled and titled not in stated) or told in {short_code(one) for one in _LANGUAGE.findall(page[:HEAD])}:
        return None
    evidence = f"the text is {told}, its headline and publisher are {', '.join(sorted(stated))}: {text[:80]!r}"
    return Trouble("wrong_language", evidence)


def _seen(tree: HtmlElement) -> _Seen:
    titles = [" ".join(one.text_content().split()) for one in tree.iter("title", "h1", "h2")]
    links, teasers = _alternation(tree)
    return _Seen(tuple(filter(None, titles)), frozenset(_kinds(tree)), links, teasers)


def _kinds(tree: HtmlElement) -> Iterator[str]:
    """Yield what a page calls itself: its og:type, and the types of its linked data."""
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() == "og:type":
            yield meta.get("content", "").strip().lower()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            try:
                yield from _types(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue


def _types(item: Any) -> Iterator[str]:
    """Yield the types of what stands at the top, or in its @graph or as its main entity."""
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield str(one.get("@type", ""))
            waiting.extend(one[key] for key in ("@graph", "mainEntity") if key in one)


def _alternation(tree: HtmlElement) -> tuple[int, tuple[int, ...]]:
    """Count headlines that link elsewhere, and the words of each text between two of them."""
    targets: set[str] = set()
    teasers: list[int] = []
    words = 0
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            continue
        if _is_headline(element):
            targets.add(element.get("href", ""))
            teasers.append(words)
            words = 0
            continue
        if _is_text(element):
            own = count_words(element.text_content())
            words += own if own >= TEASER_WORDS else 0
        else:
            waiting.extend(reversed(element))
    return len(targets), tuple(one for one in (*teasers, words) if one)


def _is_text(element: HtmlElement) -> bool:
    """Tell a block without blocks and headlines in it."""
    return element.tag in _BLOCKS and not any(
        one.tag in _BLOCKS or _is_headline(one) for one in element.iterdescendants()
    )


def _is_headline(element: HtmlElement) -> bool:
    """Tell a link that stands by itself from one within a sentence."""
    if element.tag != "a" or not element.get("href") or count_words(element.text_content()) < HEADLINE_WORDS:
        return False
    before, parent = element.getprevious(), element.getparent()
    ahead = before.tail if before is not None else parent.text if parent is not None else ""
    return not (ahead or "").strip() and not (element.tail or "").strip()
