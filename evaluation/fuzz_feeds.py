"""Throw mutated feeds at everything that reads what strangers send: `python -m evaluation.fuzz_feeds [COUNT [SEED]]`."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evaluation.feed_expectations import read
from evaluation.feeds import CORPUS
from tasks.discover import feeds_named
from tasks.opml import read_opml
from tasks.records import Trouble

COUNT, SEED = 10_000, 20_260_101
MOST_SECONDS = 2.0
"""Of processor time for one input: what a feed may hold up the others for."""

MOST_BYTES = 200_000
"""Of one input: what feeds measure, and enough for time that grows with the square of a length to show."""

LONGEST_SEED = 60_000
URL = "https://news.example/feed.xml"

_ITEM = (
    "<item><title>Envoy &amp; minister {n}</title><link>https://news.example/{n}</link><guid>n-{n}</guid>"
    "<author>desk@news.example (Kim A)</author><pubDate>Wed, 15 Mar 2017 09:30:0{n} +0900</pubDate><category>World</category>"
    "<description><![CDATA[<p>Talks about 북한 – “calm”</p>]]></description><enclosure url='/a.mp3' type='audio/mpeg'/></item>"
)
OWN_SEEDS = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY desk "The desk">]><rss version="2.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>&desk;</title>'
    "<ttl>30</ttl><skipHours><hour>3</hour></skipHours>"
    + "".join(_ITEM.format(n=n) for n in range(5))
    + "</channel></rss>",
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/sub/" xml:lang="ko"><title type="html">W &lt;b&gt;x&lt;/b&gt;</title>'
    '<entry><id>tag:x,1</id><title>회담</title><link href="a?b=1"/><updated>2017-03-15T01:02:03+09:00</updated><author><name>Lee'
    '</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text <b>b</b></p></div></content></entry></feed>',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="u"/>'
    '<item rdf:about="https://news.example/1"><title>T</title><link>https://news.example/1</link></item></rdf:RDF>',
    '{"version":"https://jsonfeed.org/version/1.1","title":"W","items":[{"id":1,"url":"/1","title":"T","content_html":"<p>x</p>",'
    '"date_published":"2017-03-15T01:00:00Z","authors":[{"name":"Kim"}],"attachments":[{"url":"a","mime_type":"audio/mpeg"}]}]}',
    '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc><lastmod>2017-03-15'
    "</lastmod><news:news><news:publication><news:name>W</news:name></news:publication><news:title>T</news:title></news:news></url></urlset>",
    '<opml version="2.0"><body><outline text="W"><outline text="a" xmlUrl="https://news.example/feed" category="/a/b"/></outline></body></opml>',
    '<html><head><link rel="alternate" type="application/rss+xml" href="/feed" title="W"><base href="/x/"></head><body><p>x</body></html>',
)
PIECES = (
    *("<", ">", "&", "\0", "\x1b", "]]>", "<![CDATA[", "<!--", "-->", "<?", "?>", "</", "/>", '"', "'", "=", " ", "\n", "\r", "\x85", "{", "["),
    *("<a ", "<a b='c ", '<a b="', "&#", "&#xD83D;", "&#0;", "&#99999999;", "&nbsp;", "&desk;", "<item>", "</item>", "<entry>", "<title>"),
    *("<link>a</link>", "<author>", "a.b@c", "<category>x</category>", "<pubDate>", "0000-00-00", "9" * 400, "1e999", '"items":', "[[", "{}"),
    *("<!DOCTYPE x [", "<!ENTITY a '", "<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;", "xml:base='../' ", " xmlns:x='u'", "<x:y/>"),
    *("<psc:chapter/>", "<georss:point>", "<itunes:image/>", "<media:group>", "<content type='xhtml'>", "<div>", "<svg>", "\ufeff", "\ud83d"),
)  # fmt: skip
CHARSETS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp949",
    "shift_jis",
    "cp1252",
    "utf-8-sig",
    "utf-7",
    "cp037",
    "iso2022_jp",
)


@dataclass
class Report:
    """What came of a run. `slowest` is seconds of processor time, and which input took them."""

    count: int = 0
    with_entries: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)
    too_slow: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures and not self.too_slow


def seeds() -> list[bytes]:
    """Return what is mutated: feeds of our own, and the shared ones where they are."""
    own = [one.encode() for one in OWN_SEEDS]
    shared = sorted((CORPUS / "rss-parser" / "input").glob("*")) + sorted((CORPUS / "feedparser").rglob("*.xml"))[::9]
    return own + [file.read_bytes()[:LONGEST_SEED] for file in shared]


def mutated(number: int, seed: int, whole: Sequence[bytes]) -> bytes:
    """Return the input of that number: always the same one for a seed and the same feeds."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 - repeatable, not secret
    body = chance.choice(whole)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        body = chance.choice(MUTATIONS)(body, chance, whole)[:MOST_BYTES]
    return body


Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def _span(body: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.choice((1, 3, 20, 200, 3_000)))


def _cut(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _drop(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(body, chance)
    return body[:start] + body[end:]


def _repeat(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start, end = _span(body, chance)
    times = min(chance.choice((2, 10, 1_000, 100_000)), MOST_BYTES // max(1, end - start))
    return body[:start] + body[start:end] * times + body[end:]


def _insert(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(body) + 1)
    piece = chance.choice(PIECES).encode("utf-8", "surrogatepass")
    times = min(chance.choice((1, 1, 2, 50, 100_000)), MOST_BYTES // len(piece))
    return body[:start] + piece * times + body[start:]


def _flip(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    flipped = bytearray(body)
    for _ in range(min(len(body), chance.choice((1, 5, 50)))):
        flipped[chance.randrange(len(body))] = chance.randrange(256)
    return bytes(flipped)


def _splice(body: bytes, chance: random.Random, whole: Sequence[bytes]) -> bytes:
    other = chance.choice(whole)
    return body[: chance.randrange(len(body) + 1)] + other[chance.randrange(len(other) + 1) :]


def _encode(body: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return body.decode("utf-8", "replace").encode(chance.choice(CHARSETS), "replace")


MUTATIONS: tuple[Mutation, ...] = (_cut, _drop, _repeat, _insert, _insert, _insert, _flip, _splice, _encode)


def run(count: int = COUNT, seed: int = SEED) -> Report:
    """Read `count` inputs, each as a feed, a list of feeds and a page. An exception is a failure, never the end."""
    report, whole = Report(count), seeds()
    for number in range(count):
        body = mutated(number, seed, whole)
        began = time.process_time()
        try:
            parsed = read(body, "", URL)
            report.with_entries += bool(parsed.entries)
            if parsed.trouble and parsed.trouble.detail.startswith("unreadable"):
                report.failures.append(f"{number}: {parsed.trouble.detail}")
            repr(parsed).encode()
            outlines = read_opml(body)
            if isinstance(outlines, Trouble) and "\n" in outlines.detail:
                report.failures.append(f"{number}: more than one line: {outlines.detail!r}")
            feeds_named(body, "", URL)
        except Exception as error:  # whatever it is, it is the finding
            report.failures.append(f"{number}: {type(error).__name__}: {error}"[:200])
        took = time.process_time() - began
        report.slowest = max(report.slowest, (took, str(number)))
        if took > MOST_SECONDS:
            report.too_slow.append(f"{number}: {took:.1f} s for {len(body):,} bytes")
    return report


def main() -> int:
    """Run and print what came of it; exit status 1 on a failure."""
    count, seed = (int(one) for one in (*sys.argv[1:3], *(str(one) for one in (COUNT, SEED)[len(sys.argv) - 1 :])))
    report = run(count, seed)
    seconds, number = report.slowest
    print(
        f"{count:,} mutated feeds, seed {seed}: {report.with_entries:,} still gave entries; slowest {seconds:.2f} s (number {number})"
    )
    for line in (*report.failures, *report.too_slow):
        print(f"  {line}")
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main())
