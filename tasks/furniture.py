"""Cuts what stands around an article: navigation, share bars, contact lines, boxes of other stories, comment forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tasks.titles import same_words

LONGEST_LINE = 220
"""Characters. Furniture is short; a longer paragraph holds sentences, whatever it begins with."""

LONGEST_BOX = 6
"""Paragraphs that a box of other stories may take: a heading and teasers of one or two paragraphs for up to three stories."""

LONGEST_TITLE = 200
"""Characters of a line that may be a title; longer ones are leads."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """`line` cuts the paragraph, `box` also the teasers after it, `end` everything from it on. `why` is for the reader."""

    reach: Literal["line", "box", "end"]
    expression: re.Pattern[str]
    why: str


def _stated(reach: Literal["line", "box", "end"], expression: str, why: str) -> _Pattern:
    return _Pattern(reach, re.compile(expression, re.IGNORECASE), why)


STATED = (
    _stated(
        "end",
        r"leave a (?:reply|comment)(?: cancel reply)?|post a comment|댓글 ?쓰기|コメントを書く",
        "opens a comment form",
    ),
    _stated("end", r"your e-?mail address will not be published\b.*", "stands in WordPress comment forms"),
    _stated("end", r"required fields are marked ?\*?\.?", "the same, where the form is split into lines"),
    _stated(
        "line",
        r"(?:notify me of (?:follow-?up comments|new posts) by e-?mail\.?|(?:(?:\d+|no|view) )?comments?(?: ?\(\d+\))?|log in to comment)",
        "comment form",
    ),
    _stated(
        "line",
        r"join (?:our commenting forum|the (?:conversation|discussion))[.!]?|join thought-provoking conversations, .*",
        "comment form",
    ),
    _stated(
        "box",
        r"check also:?|you (?:may|might) also (?:like|be interested in):?|related (?:articles|stories|posts):?",
        "box of other stories",
    ),
    _stated(
        "box",
        r"(?:more (?:from|on) \S.{0,60}|most read|most popular|trending now|recommended for you):?",
        "box of other stories",
    ),
    _stated("line", r"(?:read|see|watch) (?:more|also|next)(?: ?[:»>|] ?.*)?", "teaser of another story"),
    _stated(
        "line",
        r"(?:also read|further reading|related|click here) ?: ?.*|(?:관련 ?기사|関連記事|相关新闻|相关阅读)(?:\s*[:：].*)?",
        "teaser",
    ),
    _stated("line", r"(?:home|homepage|start)(?: ?[/»›>|] ?[^/»›>|]{1,160}){1,6}", "breadcrumbs"),
    _stated("line", r"to contact (?:the|us|our)\b.{0,100}(?:visit|write to|click|e-?mail)\b.{0,60}:", "contact line"),
    _stated(
        "line", r"(?:www\.)?[\w-]+(?:\.[\w-]+)+/(?:contact|about|subscribe|donate)\S*", "bare address of a service page"
    ),
    _stated("line", r"permalink:? ?(?:https?://\S+)?", "link of a share bar to itself"),
    _stated(
        "line",
        r"(?:(?:share|send|follow)(?: (?:this|on|via|us)(?: \w+)?)? ?:? ?)?(?:(?:by |via |on |to )?(?:facebook|twitter|x|google ?\+|"
        r"google plus|whatsapp|linkedin|reddit|pinterest|tumblr|telegram|e-?mail|print|messenger|newsvine|digg|stumbleupon|"
        r"copy link|more|kakaotalk|line|카카오톡|페이스북|트위터)[\s,|/·]*){2,}",
        "names of networks in a row: a share bar",
    ),
    _stated(
        "line",
        r"(?:share|tweet|print|save|공유하기|シェア|分享)(?: (?:this|it)(?: (?:article|story|page|post))?)?(?: (?:on|via|by) \w+)?[.!]?",
        "share bar",
    ),
    _stated(
        "line",
        r"(?:this (?:web)?site|we) uses? cookies\b.*|by (?:continuing to )?(?:us|brows)(?:e|ing) (?:this|our) (?:web)?site\b.*|"
        r"we have updated our (?:cookie|privacy) policy\b.*",
        "cookie notice",
    ),
    _stated(
        "line",
        r"(?:accept|manage|reject)(?: all)? cookies|(?:cookie|privacy) (?:policy|settings|notice)",
        "cookie notice",
    ),
    _stated(
        "line",
        r"(?:sign up|subscribe)(?: here| now)? (?:for|to) (?:our|the|this)\b.{0,120}(?:newsletter|e-?mail|inbox|alerts|updates)\b.*",
        "newsletter",
    ),
    _stated(
        "line",
        r"get (?:our|the) (?:daily|weekly|free|latest)\b.{0,80}(?:newsletter|inbox)\b.*|newsletter(?: sign-?up)?",
        "newsletter",
    ),
    _stated(
        "line",
        r"(?:skip to (?:main )?content|back to top|scroll down|advertisement|story continues below.*|광고)",
        "page furniture",
    ),
    _stated(
        "line",
        r"(?:<|>)?(?:저작권자|ⓒ|©|\(c\)|copyright ©?).{0,120}(?:무단.{0,20}금지|all rights reserved).{0,20}",
        "rights line",
    ),
)

_HEADING = re.compile(r"#{1,6}\s+")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!$~>|-])")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_BYLINE = re.compile(
    r"(?:by\s+)?(?P<author>[^\W\d_][^\d|,]{1,60}?)\s*[,|–—-]?\s*"
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{4}-\d{2}-\d{2})",
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"”’')」』]*$")


@dataclass(frozen=True, slots=True)
class Head:
    """What a text file says before its first sentence, and the paragraphs that remain."""

    title: str
    author: str
    date: str
    paragraphs: tuple[str, ...]


def cut_furniture(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs without furniture. Only short paragraphs are cut, except by what ends an article."""
    kept: list[str] = []
    box = 0
    for paragraph in paragraphs:
        found = _furniture(paragraph)
        if found and found.reach == "end":
            break
        if found:
            box = LONGEST_BOX if found.reach == "box" else box
        elif box and _is_teaser(paragraph):
            box -= 1
        else:
            box = 0
            kept.append(_plain(paragraph))
    return kept


def _furniture(paragraph: str) -> _Pattern | None:
    line = " ".join(_plain(paragraph).split()).strip("-–—•*[]() ")
    if not line or len(line) > LONGEST_LINE:
        return None
    return next((pattern for pattern in STATED if pattern.expression.fullmatch(line)), None)


def _is_teaser(paragraph: str) -> bool:
    """Tell a headline or a clipped lead from a paragraph of the article: it is short, and no sentence comes to its end."""
    return len(paragraph) <= LONGEST_LINE and not re.search(
        r"[.!?。][\"”’')]*$", paragraph.rstrip("….").rstrip() + _full_stop(paragraph)
    )


def _full_stop(paragraph: str) -> str:
    text = paragraph.rstrip()
    return "." if text.endswith(".") and not text.endswith("..") else ""


def read_head(paragraphs: Sequence[str], title: str = "") -> Head:
    """Take title and byline off the top of a text: headings, breadcrumbs, `Author 17 March 2017`, the title repeated."""
    lines = list(paragraphs)
    crumb = ""
    author = date = ""
    while lines:
        line = _plain(lines[0])
        byline = _BYLINE.fullmatch(line)
        pattern = _furniture(line)
        if pattern and pattern.why == "breadcrumbs":
            crumb = re.split(r" ?[/»›>|] ?", line)[-1]
        elif byline and not author:
            author, date = byline["author"].strip(), byline["date"]
        elif title and same_words(line, title):
            pass
        elif not title and (same_words(line, crumb) or _is_title(lines)):
            title = line
        else:
            break
        lines.pop(0)
    return Head(title or crumb, author, date, tuple(lines))


def _is_title(lines: Sequence[str]) -> bool:
    if len(lines) < 2 or len(lines[0]) > LONGEST_TITLE or _SENTENCE_END.search(lines[0]):
        return False
    return bool(_HEADING.match(lines[0])) or len(lines[0]) < len(lines[1]) or bool(_BYLINE.fullmatch(_plain(lines[1])))


def _plain(line: str) -> str:
    return _HEADING.sub("", line).strip()


def plain_markdown(text: str) -> str:
    """Take off emphasis, links, images and escapes; heading marks stay for `read_head`."""
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)))


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a plain text: parted by blank lines or, where it has none, by line ends.

    A paragraph broken in mid-sentence (no full stop, and the next goes on in lower case) is made whole.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = re.split(r"\n\s*\n", text) if re.search(r"\S\s*\n\s*\n\s*\S", text) else text.split("\n")
    return list(_whole(" ".join(block.split()) for block in blocks))


def _whole(blocks: Iterator[str]) -> Iterator[str]:
    pending = ""
    for block in filter(None, blocks):
        if pending and block[0].islower() and len(pending.split()) > 4 and pending[-1].isalnum():
            pending = f"{pending} {block}"
            continue
        if pending:
            yield pending
        pending = block
    if pending:
        yield pending
