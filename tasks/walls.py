"""Tell a page that stands in front of an article from the article: paywalls, consent walls, checks for robots.

A wall is never judged by a phrase alone: an article may quote any of them, and a banner over a full article hides
nothing. Whatever says "wall" must come with too little other prose to be the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tasks.dedupe import UNSPACED
from tasks.records import Trouble
from tasks.tree import parsed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PAYWALL_WORDS = 150
"""A page that says of itself that it is not free, with less prose than this, shows a teaser: of two or three paragraphs."""
PHRASE_WORDS = 100
"""The same for a page of which only a phrase says so."""
WALL_WORDS = 60
"""Prose beside what a check or a consent page says; a story has more, furniture rarely as much."""
SCRIPT_WORDS = 20
"""The same beside a call for JavaScript, which many pages carry that can be read without."""
PROSE_BLOCK_WORDS = 8
"""Shorter blocks are headlines, captions and menus."""
LONGEST_PHRASE_BLOCK = 2_000
"""Characters of a block that are searched; what stands in the way says so at once."""
EVIDENCE_CHARACTERS = 120

_NOT_FREE = re.compile(
    r"""["']?isAccessibleForFree["']?\\?["']?\s*[:=]\s*\\?["']?(?:https?:\\?/\\?/schema\.org\\?/)?false\b"""
    r"""|itemprop\s*=\s*["']?isAccessibleForFree["']?\s+content\s*=\s*["']?false\b"""
    r"""|article:content_tier["']\s+content\s*=\s*["']locked\b""",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe (?:now )?to (?:continue|keep) reading|to continue reading,? (?:please )?(?:subscribe|log ?in|sign ?in|register)"
    r"|(?:article|story|content) is (?:only )?(?:available )?(?:exclusively )?(?:for|to) (?:paid )?subscribers(?: only)?"
    r"|for subscribers only|(?:subscribe|log ?in|sign ?(?:in|up)|register)(?: now| today| for free)? to (?:read the (?:full|rest)|continue reading|keep reading)|read the full (?:story|article) with a subscription"
    r"|you(?:'|’)?ve (?:reached|read) your (?:monthly )?(?:limit|last) (?:of )?(?:free )?articles?"
    r"|nur für abonnenten|weiterlesen mit|réservée? aux abonnés|il vous reste [\d,.]+ ?% de cet article"
    r"|exclusivo para suscriptores|riservato agli abbonati|exclusivo para assinantes|alleen voor abonnees|tylko dla (?:subskrybentów|prenumeratorów)"
    r"|(?:доступ|доступно|материал|статья|читать)[^.]{0,20} только (?:для|по) подписчик(?:ов|ам)|оформите подписку, чтобы|للمشتركين فقط"
    r"|(?:유료|구독자|회원) ?(?:전용|회원에게만)|구독(?:하고|하면|후) .{0,20}(?:전체|전문|계속)"
    r"|(?:有料)?(?:会員|購読者)限定|残り[::]?\s?[\d,]+文字|订阅.{0,12}(?:阅读全文|继续阅读)|訂閱.{0,12}(?:閱讀全文|繼續閱讀)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue to \w+|we(?: and our (?:\d+ )?partners)? (?:value|care about|respect) your privacy"
    r"|(?:accept|agree to|consent to) (?:all )?(?:the use of )?cookies|cookies? (?:policy|settings|consent)|your (?:privacy|cookie) choices"
    r"|(?:store|access) (?:and/or access )?information on (?:a|your) device|legitimate interest"
    r"|zustimmung|einwilligung|cookies zulassen|accepter (?:les|et) |aceptar (?:las )?cookies|accetta(?:re)? (?:i )?cookie"
    r"|쿠키 ?(?:사용|동의)|クッキー.{0,10}同意|cookie.{0,10}同意",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"^(?:consent|guce|cmp|privacy-?(?:gate|wall)|myprivacy)\.", re.IGNORECASE)
_CONSENT_PATH = re.compile(
    r"/(?:consent|cookie-?wall|cookie-?consent|privacy-?(?:gate|wall)|collectconsent)\b", re.IGNORECASE
)
_ROBOT = re.compile(
    r"just a moment\W|checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you(?:'|’)?(?: a)?re (?:a )?(?:not a )?(?:human|robot)"
    r"|are you a (?:robot|human)|unusual (?:traffic|activity) from your|pardon our interruption|attention required! \| cloudflare"
    r"|access to this page has been denied|request unsuccessful\. incapsula|incapsula incident id|ddos protection by"
    r"|enable javascript and cookies to continue|please (?:complete|solve) (?:the|this) (?:security check|captcha)|captcha-delivery\.com|px-captcha"
    r"|you don(?:'|’)?t have permission to access .{0,200}on this server",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|allow|activate) (?:js|javascript)\b|requires? javascript"
    r"|javascript (?:is (?:disabled|required|not enabled)|to run this app)|자바스크립트를? (?:활성화|사용)|javascriptを有効",
    re.IGNORECASE,
)
_SILENT = frozenset(
    {"script", "style", "template", "svg", "nav", "footer", "form", "select", "button", "iframe", "head"}
)
_INLINE = frozenset(
    {"a", "b", "strong", "i", "em", "span", "br", "q", "mark", "u", "small", "abbr", "time", "font", "sup", "sub"}
)
_WORD = re.compile(rf"[{UNSPACED}]{{1,2}}|[^\W{UNSPACED}]+")


def wall_of(html: str, url: str, final_url: str, tree: HtmlElement | None = None) -> Trouble | None:
    """Return what stands in front of the article, with the evidence: `consent_wall`, `bot_wall`, `paywall`; else None.

    `url` was asked for and `final_url` answered: a redirect to a place made for consent is evidence enough. `tree` is the
    page's own, where it has been parsed.
    """
    if _is_consent_address(final_url) and not _is_consent_address(url):
        return Trouble("consent_wall", f"the publisher sends readers to {urlsplit(final_url).netloc} first", url)
    tree = parsed(html) if tree is None else tree
    blocks = _blocks(tree) if tree is not None else {}
    for reason, marks, most in (
        ("bot_wall", _ROBOT, WALL_WORDS),
        ("bot_wall", _SCRIPT, SCRIPT_WORDS),
        ("consent_wall", _CONSENT, WALL_WORDS),
    ):
        said, prose = _said_beside(marks, blocks, most)
        if said and prose < most:
            return Trouble(reason, f"the page says {said[:EVIDENCE_CHARACTERS]!r} and no story", url)
    return _paywall(html, url, blocks)


def _paywall(html: str, url: str, blocks: Mapping[str, int]) -> Trouble | None:
    said, words = _said_beside(_PAYWALL, blocks, PAYWALL_WORDS)
    if words < PAYWALL_WORDS and _is_not_free(html):
        return Trouble("paywall", f"the page calls itself not free (isAccessibleForFree) and shows {words} words", url)
    if said and words < PHRASE_WORDS:
        return Trouble("paywall", f"the page says {said[:EVIDENCE_CHARACTERS]!r} and shows {words} words", url)
    return None


def _is_consent_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_CONSENT_HOST.search(parts.netloc) or _CONSENT_PATH.search(parts.path))


def _said_beside(marks: re.Pattern[str], blocks: Mapping[str, int], most: int) -> tuple[str, int]:
    """Return the first block that bears a mark, and the words of prose in the others.

    Looking ends, without a block, as soon as those words are `most`: a page of that much other prose is no wall, and the
    patterns are slow.
    """
    prose = 0
    said: list[str] = []
    for text in sorted(blocks, key=blocks.__getitem__, reverse=True):
        if marks.search(text[:LONGEST_PHRASE_BLOCK]):
            said.append(text)
        else:
            prose += blocks[text]
            if prose >= most:
                return "", prose
    return next((text for text in blocks if text in said), ""), prose


def _is_not_free(html: str) -> bool:
    folded = html.lower()  # a plain search is a hundred times as fast as the pattern, which few pages need
    return ("isaccessibleforfree" in folded or "content_tier" in folded) and bool(_NOT_FREE.search(html))


def _blocks(tree: HtmlElement) -> dict[str, int]:
    """Return the texts of a page, each once, in order, with its words of prose.

    They are its title, and of each element what is not in a deeper block.
    """
    titles = (" ".join(one.text_content().split()) for one in tree.iter("title"))
    texts: dict[str, None] = dict.fromkeys(filter(None, titles))
    for element in _shown(tree):
        own = " ".join(" ".join(_own(element)).split())
        if own:
            texts[own] = None
    return {text: _prose(text) for text in texts}


def _prose(text: str) -> int:
    """Count the words of what is long enough to be told rather than shown."""
    words = len(_WORD.findall(text))
    return words if words >= PROSE_BLOCK_WORDS else 0


def _shown(tree: HtmlElement) -> Iterator[HtmlElement]:
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and element.tag not in _SILENT:
            yield element
            waiting.extend(reversed(element))


def _own(element: HtmlElement) -> Iterator[str]:
    """Yield the text of an element with that of the inline elements directly in it."""
    if element.tag in _INLINE and element.getparent() is not None and element.getparent().tag not in _SILENT:
        return
    yield element.text or ""
    for child in element:
        if child.tag in _INLINE:
            yield str(child.text_content())
        yield child.tail or ""
