"""Clean pages that chance has been at: whatever comes in, an article or a rejection comes out, and soon."""

from __future__ import annotations

import gzip
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from pathlib import Path

from tasks.clean import CleanRules, clean_document
from tasks.page import decode_page
from tasks.page_head import canonical_link, refresh_target
from tasks.records import Document, Rejection, Source
from tasks.walls import wall_of

REAL_PAGES = Path(__file__).parent.parent.parent / "shared" / "corpora" / "html"
"""Real pages, where they are at hand; without them pages of our own are mutated."""
LIMIT_SECONDS = 2.0
"""Of processor time: what else a machine does is not the page's fault."""
PAGES_A_CALL = 20
STUCK_SECONDS = 120.0
"""After so long a call of PAGES_A_CALL pages is given up."""
LONGEST_PAGE = 100_000
NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
PAPER = Source("paper", "The Paper", "KR", "en", "paper", "Asia/Seoul")
URL = "https://paper.example/2017/03/15/story"

OWN_PAGES = (
    b"<!doctype html><html lang=en><head><title>Envoys meet | The Paper</title><meta name=author content='A. Writer'>"
    b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2017-03-14T09:00:00+09:00"}</script>'
    b"</head><body><nav><a href=/>Home</a></nav><article><h1>Envoys meet</h1>"
    + b"<p>SEOUL, March 14 (Agency) - The envoys of both sides spoke for hours about the border and the talks.</p>" * 9
    + b"</article><footer>About us</footer></body></html>",
    "<html><head><meta charset=euc-kr><title>특사</title></head><body>".encode("cp949")
    + "<p>특사들이 화요일 국경에 관한 회담을 위해 다시 만났다고 정부가 밝혔다.</p>".encode("cp949") * 12
    + b"</body></html>",
    b"<html><body>"
    + b"The talks went on.<br><br>" * 40
    + b"<div><table><tr><td>1</td></tr></table></div></body></html>",
)
HOSTILE = (
    b"<div>" * 3000,
    b"</p>" * 3000,
    b"<!--" * 2000,
    b"<script>" * 500,
    b"\0" * 500,
    b"\xff\xfe" * 400,
    b"&#x1F600;" * 500,
    b"&lt;" * 3000,
    b"&#1114112;&#55296;&#0;",
    b"<a href='" + b"x" * 20_000,
    b" " * 60_000,
    b"\n" * 60_000,
    b"word " * 20_000,
    b"w" * 60_000,
    "　".encode() * 9000,
    "각".encode() * 9000,
    b'<meta charset="utf-7"><meta charset="klingon">',
    b'<script type="application/ld+json">' + b'{"a":' * 3000 + b"</script>",
    b'<meta property="article:published_time" content="99999-99-99T99:99:99+99:99">',
    b"<time datetime='0000-00-00'></time><time datetime='9999-12-31T23:59:60Z'></time>",
    b"<table><tr><td>" * 800,
    b"<svg><style><![CDATA[</style>",
    b"]]>" * 1000,
    b"<?x " + b"\n" * 9000,
    b"<p>" + b"1." * 9000,
    b"<p>" + b"(Reuters) - " * 2000,
    b"<p>" + b"a@b.c " * 4000,
    b"<p>" + b"\xe2\x80\x8b\xcc\x81\xe2\x80\xae" * 3000,
)


@dataclass
class Fuzzed:
    """What became of mutated pages: how many gave what, the slowest, and what broke."""

    made: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    violations: list[str] = field(default_factory=list)


def run(count: int, seed: int, processes: int = 1) -> Fuzzed:
    """Clean so many mutated pages in worker processes; a page that hangs its worker is a violation, not a wait."""
    fuzzed = Fuzzed()
    numbers = range(count)
    calls = [(seed, tuple(numbers[start : start + PAGES_A_CALL])) for start in range(0, count, PAGES_A_CALL)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for call, tried in _in_time(pool, calls):
            if tried is None:
                fuzzed.violations.append(
                    f"seed {seed}, page {call[0]} to {call[-1]}: no end after {STUCK_SECONDS:.0f} s"
                )
                break  # the pool has lost a worker to it
            for number, reason, seconds in tried:
                fuzzed.made[reason.partition(":")[0]] += 1
                fuzzed.slowest = max(fuzzed.slowest, seconds)
                if reason.startswith("exception"):
                    fuzzed.violations.append(f"seed {seed}, page {number}: {reason}")
                if seconds > LIMIT_SECONDS:
                    fuzzed.violations.append(f"seed {seed}, page {number}: took {seconds:.1f} s")
    return fuzzed


def table(fuzzed: Fuzzed) -> str:
    """Write what became of the pages."""
    made = ", ".join(f"{number} {reason}" for reason, number in fuzzed.made.most_common())
    return f"{fuzzed.made.total()} mutated pages: {made}; the slowest took {fuzzed.slowest:.2f} s"


Call = tuple[int, tuple[int, ...]]
Tried = list[tuple[int, str, float]]


def _in_time(pool: Pool, calls: Sequence[Call]) -> Iterator[tuple[tuple[int, ...], Tried | None]]:
    results = pool.imap(_clean_some, calls)
    for _, numbers in calls:
        try:
            yield numbers, results.next(timeout=STUCK_SECONDS)
        except multiprocessing.TimeoutError:
            yield numbers, None


def _clean_some(call: Call) -> Tried:
    seed, numbers = call
    return [clean_one(number, mutated(seed, number)) for number in numbers]


def clean_one(number: int, body: bytes) -> tuple[int, str, float]:
    """Do with a page all that is done with one; return its number, what it gave, and the seconds it computed."""
    document = Document(URL, PAPER, NOW, NOW, html=body, content_type="text/html", title="Envoys meet")
    began = time.process_time()
    try:
        refresh_target(body, URL)
        canonical_link(body, URL)
        wall_of(decode_page(body), URL, URL)
        made = clean_document(document, CleanRules(min_words=25))
        said = f"{made.reason}: {made.detail}" if isinstance(made, Rejection) else "article"
    except Exception as error:  # what is looked for
        said = f"exception: {type(error).__name__}: {error}"[:300]
    return number, said, time.process_time() - began


def mutated(seed: int, number: int) -> bytes:
    """Return a page with some mutations, the same for the same numbers."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - nothing to keep secret
    body = bytearray(chance.choice(_pages()))
    for _ in range(chance.randint(1, 6)):
        chance.choice(MUTATIONS)(body, chance)
    return bytes(body[:LONGEST_PAGE])


def _pages() -> Sequence[bytes]:
    if not _read:
        files = sorted((*REAL_PAGES.rglob("*.html"), *REAL_PAGES.rglob("*.html.gz")))
        bodies = (gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files)
        _read.extend((*OWN_PAGES, *(body for body in bodies if len(body) < LONGEST_PAGE)))
    return _read


_read: list[bytes] = []


def _place(body: bytearray, chance: random.Random) -> int:
    return chance.randint(0, len(body))


def _span(body: bytearray, chance: random.Random, longest: int) -> slice:
    start = _place(body, chance)
    return slice(start, start + chance.randint(1, longest))


def _flip(body: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 50)):
        if body:
            body[chance.randrange(len(body))] = chance.randrange(256)


def _cut(body: bytearray, chance: random.Random) -> None:
    del body[_span(body, chance, 5_000)]


def _truncate(body: bytearray, chance: random.Random) -> None:
    del body[_place(body, chance) :]


def _repeat(body: bytearray, chance: random.Random) -> None:
    piece = bytes(body[_span(body, chance, 200)])
    at = _place(body, chance)
    body[at:at] = piece * chance.randint(1, 300)


def _insert(body: bytearray, chance: random.Random) -> None:
    at = _place(body, chance)
    body[at:at] = chance.choice(HOSTILE)


def _splice(body: bytearray, chance: random.Random) -> None:
    other = bytearray(chance.choice(_pages()))
    at = _place(body, chance)
    body[at:at] = other[_span(other, chance, 20_000)]


def _mistake_charset(body: bytearray, chance: random.Random) -> None:
    charset = chance.choice(("utf-16", "shift_jis", "euc-kr", "koi8-r", "utf-8-sig", "cp1252"))
    body[:] = bytes(body).decode("utf-8", "replace").encode(charset, "replace")


def _lose_marks(body: bytearray, chance: random.Random) -> None:
    mark = chance.choice((b">", b"<", b'"', b"/", b"=", b" ", b"</p>"))
    body[:] = bytes(body).replace(mark, b"", chance.randint(1, 400))


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _cut,
    _truncate,
    _repeat,
    _insert,
    _splice,
    _mistake_charset,
    _lose_marks,
)
