"""What the shared feed files say that a reader must find in them, laid beside what is found."""

from __future__ import annotations

import ast
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tasks.feed_charset import decode_feed
from tasks.feed_text import plain, readable
from tasks.parse import ParsedFeed, parse_feed
from tasks.poll import FeedAnswer, FeedRequest
from tasks.poll_record import Poll
from tasks.records import Entry, Feed, Validators

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a file expects, and what was found; both made alike where the difference is how we keep it."""

    path: str
    expected: object
    found: object

    @property
    def right(self) -> bool:
        if isinstance(self.expected, str) and isinstance(self.found, str) and "\ufffd" in self.expected:
            pattern = ".".join(map(re.escape, self.expected.split("\ufffd")))  # the gold's maker could not read it
            return re.fullmatch(pattern, self.found, re.DOTALL) is not None
        return self.expected == self.found


def read(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """Parse bytes as if a feed at `url` had just answered with them."""
    feed = Feed("evaluated", "evaluation", url)
    poll = Poll("poll", feed.feed_id, url, NOW, "changed", 200)
    return parse_feed(FeedAnswer(FeedRequest(feed, Validators()), poll, body, content_type, url, Validators()), "und")


def words(markup: str) -> str:
    """Return the words of a piece of HTML: what is left of it however it is cleaned and its links resolved."""
    without_code = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", markup, flags=re.DOTALL | re.IGNORECASE)
    return " ".join(readable(html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", " ", without_code, flags=re.DOTALL))).split())


# The feedparser set: an expression in a comment of each file.


def expectations(file: Path, root: Path) -> tuple[list[Term], list[str]]:
    """Return what a file of the feedparser set expects of what we keep, and the names of what it expects besides."""
    body = file.read_bytes()
    text, _ = decode_feed(body)
    headers = {
        name.lower(): value for name, value in re.findall(r"^Header:\s*([\w-]+):\s*(.*?)\s*$", text, re.MULTILINE)
    }
    url, content_type = f"http://127.0.0.1:8097/{file.relative_to(root).as_posix()}", headers.get("content-type", "")
    if (stated := urljoin(url, headers.get("content-location", ""))).startswith("http"):
        url = stated
    parsed = read(body, content_type, url)
    if parsed.dropped:
        parsed = read(_with_titles(text), "", url)
    said = re.search(r"^\s*Expect:\s*(.*?)\s*$", text, re.MULTILINE)
    expression = ast.parse(said[1], mode="eval").body if said else ast.Constant(True)
    parts = expression.values if isinstance(expression, ast.BoolOp) else [expression]
    unreadable = parsed.trouble is not None and parsed.trouble.detail.startswith("unreadable")
    terms, unkept = [Term("trouble", None, parsed.trouble)] if unreadable else [], []
    for part in parts:
        if not (isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq)):
            anything = isinstance(part, ast.Constant)
            unkept.append("that reading ends" if anything else re.sub(r"\W+", " ", ast.unparse(part)).strip())
            continue
        path, expected = _path(part.left), _literal(part.comparators[0])
        if path == ("encoding",) and isinstance(expected, str):
            terms.append(_charset(body, content_type, expected))
        elif path and expected is not None and (term := _kept(path, expected, parsed, url)) is not None:
            terms.append(term)
        else:
            unkept.append(".".join(str(step) for step in path if isinstance(step, str)) or ast.unparse(part.left))
    return terms, [name for name in unkept if name not in ("not bozo", "bozo")]


def _with_titles(text: str) -> bytes:
    """Give every entry a title: one that says nothing but a date or an author is dropped, though both are read."""
    declared = re.sub(r"<\?xml[^>]*>", "", text, count=1)
    return re.sub(r"</(item|entry)>", r"<title>T</title></\1>", declared).encode()


def _path(node: ast.expr) -> Path_:
    """Return `entries[0]['title']` as ("entries", 0, "title"), or () for anything that is no such path."""
    steps: list[str | int] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            steps.append(node.slice.value)
        elif isinstance(node, ast.Attribute):
            steps.append(node.attr)
        else:
            return ()
        node = node.value
    return (node.id, *reversed(steps))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _charset(body: bytes, content_type: str, expected: str) -> Term:
    """A charset is right if its characters are, by whatever name."""
    text, _ = decode_feed(body, content_type)
    try:
        should = body.decode(expected).removeprefix("\ufeff")
    except (LookupError, UnicodeError):
        should = body.decode(expected, "replace") if expected else ""
    return Term("encoding", should, text)


@dataclass(frozen=True, slots=True)
class Look:
    """How to look at one part of feedparser's answer: what we keep of it, and how to make what is expected alike."""

    take: Callable[[Any], object]
    alike: Callable[[Any], object] = plain
    is_address: bool = False
    within: bool = False

    def term(self, name: str, expected: Any, holder: object, url: str) -> Term:
        """Lay what a holder (an entry or a feed; None if there is no such entry) says beside what is expected."""
        should = _address(expected, url) if self.is_address else self.alike(expected)
        if holder is None:
            return Term(name, should, should if should in ("", None) else "no such entry")
        found = self.take(holder)
        return Term(name, should, should if self.within and should in found else found)  # type: ignore[operator]


def _texts(entry: Entry) -> tuple[str, ...]:
    """Return summary and content: feedparser answers with the one where there is not the other."""
    return words(entry.summary_html), words(entry.content_html)


def _moment(entry: Entry) -> tuple[int, ...] | None:
    return tuple(entry.published_at.utctimetuple()[:6]) if entry.published_at else None


def _without_mail(author: str) -> str:
    return plain(re.sub(r"\s*\(\S+@\S+\)$", "", author))


_TITLE, _GUID = Look(lambda entry: entry.title), Look(lambda entry: entry.guid, readable)
_SUMMARY, _NAME = Look(_texts, words, within=True), Look(lambda entry: entry.author, within=True)
_RAW, _READ = Look(lambda entry: entry.published_raw, readable), Look(_moment, lambda parts: tuple(parts[:6]))

OF_ENTRIES = {
    **{("title",): _TITLE, ("title_detail", "value"): _TITLE, ("id",): _GUID, ("guid",): _GUID},
    **{("summary",): _SUMMARY, ("description",): _SUMMARY, ("summary_detail", "value"): _SUMMARY},
    ("content", "value"): Look(lambda entry: words(entry.content_html), words),
    ("link",): Look(lambda entry: entry.url, is_address=True),
    **{("author",): Look(lambda entry: entry.author, _without_mail), ("author_detail", "name"): _NAME},
    ("authors", "name"): _NAME,
    **{(name,): _RAW for name in ("published", "updated", "created")},
    **{(f"{name}_parsed",): _READ for name in ("published", "updated", "created")},
}
OF_FEEDS = {
    **{("title",): _TITLE, ("title_detail", "value"): _TITLE},
    ("link",): Look(lambda feed: feed.site, is_address=True),
    ("language",): Look(lambda feed: feed.language, str),
    ("ttl",): Look(lambda feed: feed.ttl_minutes, int),
}
"""What entries and feeds keep, by the names that feedparser has for it, places in lists left out."""


def _kept(path: Path_, expected: object, parsed: ParsedFeed, url: str) -> Term | None:
    """Look at a part of feedparser's answer, if we keep it."""
    names = tuple(step for step in path[1:] if isinstance(step, str))
    if path == ("version",):
        return Look(lambda feed: feed.format, str).term("version", expected, parsed, url)
    if path[0] == "feed" and names in OF_FEEDS:
        return OF_FEEDS[names].term(f"feed.{names[0]}", expected, parsed, url)
    if path[0] == "entries" and names in OF_ENTRIES and isinstance(path[1], int):
        entry = parsed.entries[path[1]] if path[1] < len(parsed.entries) else None
        return OF_ENTRIES[names].term(f"entries.{path[1]}.{'.'.join(names)}", expected, entry, url)
    return None


def _address(said: str, url: str) -> str:
    return urljoin(url, said) if said else ""


# The rss-parser set: a JSON file of the same name.


def gold_items(file: Path) -> Iterator[Term]:
    """Lay the items of a feed of the rss-parser set beside its gold JSON. Without one, there is nothing to be read."""
    beside = file.parents[1] / "output" / f"{file.stem}.json"
    gold = json.loads(beside.read_bytes().decode("utf-8", "replace"))["feed"] if beside.exists() else {"items": []}
    parsed = read(file.read_bytes(), "", "http://127.0.0.1:8097/feed")
    yield Term("items", len(gold["items"]), len(parsed.entries))
    yield Term("title", plain(gold.get("title") or ""), parsed.title)
    for number, (item, entry) in enumerate(zip(gold["items"], parsed.entries, strict=False)):
        yield Term(f"{number}.title", plain(_as_text(item.get("title"))), entry.title)
        yield Term(
            f"{number}.link", _address(_as_text(item.get("link")).strip(), "http://127.0.0.1:8097/feed"), entry.url
        )
        if guid := _as_text(item.get("guid") or item.get("id")):
            yield Term(f"{number}.guid", readable(guid), entry.guid)
        if moment := item.get("isoDate"):
            found = entry.published_at
            yield Term(
                f"{number}.date",
                datetime.fromisoformat(moment).replace(microsecond=0),
                found and found.replace(microsecond=0),
            )
        full = words(_as_text(item.get("content:encoded") or item.get("content")))
        found_in = next((one for one in _texts(entry) if _holds(one, full)), words(entry.content_html))
        yield Term(f"{number}.content", full, full if _holds(found_in, full) else found_in)


def _holds(found: str, gold: str) -> bool:
    """Tell whether a text has all of the gold's; where the gold's maker moved XHTML's texts about, all of its letters."""
    return Term("", gold, found).right or Counter(re.sub(r"[\s\ufffd]", "", gold)) <= Counter(found)


def _as_text(said: object) -> str:
    """Return the text of a value that the gold's maker left as an object where the element had attributes."""
    return str(said.get("_", "")) if isinstance(said, dict) else str(said or "")
