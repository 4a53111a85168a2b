"""Finds that a text was printed before: the same, cut, re-edited, or within another. Bounded memory.

A text's signature is a sample of its shingles, those of the smallest hashes, so that two signatures tell how much two
texts share. What tells a copy from another story on the same background is where they share it: a later story brings its
news first and repeats the background below; a copy shares its beginning too.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from operator import itemgetter
from typing import IO
from zlib import crc32

from tasks.postings import Postings, looked_up
from tasks.shelf import Shelf
from tasks.sketch import UNSPACED, Overlap, Sample, compare, read, signature

__all__ = ["UNSPACED", "TextIndex", "is_copy", "overlap_of", "signature", "text_hash"]

SIMILAR = 0.66
"""Jaccard similarity from which two texts are copies wherever they differ. Reports of one agency on one affair, alike but
for their news, were seen to reach 0.60."""

CONTAINED = 0.86
"""Part of the shorter text that the longer one holds when it was cut from it, merged into it or carried on by it."""

RE_EDITED = 0.68
"""Part of the shorter text that remains when a desk re-edits it throughout; counted if its beginning remains as well."""

BEGINNING_REMAINS = 0.6
"""Part of the shorter text's beginning that the longer one holds. Later stories on the same background keep less."""

TAKEN_OVER = 0.6
"""Part of the shorter text that shows one agency's text behind those of two publishers: they share no background of
their own, as the stories of one publisher do."""

SHORT = 40
"""Shingles. Below, two texts may share most words by form alone (weather, prices, results)."""

SHORT_SIMILAR, SHORT_CONTAINED = 0.85, 0.93
"""What short texts must share: an added dateline or background passes, one changed word in thirty does not."""

SHORT_KNOWN = 0.75
"""Part of a short text that the samples must cover where its beginning is not in the longer one: the rest may be its news."""

LEAST_COMPARED = 12
"""Shingles in the samples of both; what fewer say of a text is chance."""

SAME_NUMBERS = 0.6
"""Part of the fewer numbers that copies share; reports by form, of another day or match, share words but not numbers."""

LEAST_NUMBERS, LEAST_NUMBERS_SHORT = 3, 2
"""Numbers that tell; of a short report two, since one that differs is its news: a rate, a price, a toll."""

REPORT = 100
"""Shingles; below, a report is short."""

FIGURES_IN = 6
"""Shingles to a number, at most, in a table of figures (results, fixings). There the numbers are the text."""

LEAST_FIGURES, SAME_FIGURES, FIGURES_CONTAINED = 8, 0.8, 0.6
"""What tables share when they are one: another company's or day's share the form, but not the figures."""

EDITION_CONTAINED, EDITION_BEGINNING, EDITION_TITLE = 0.5, 0.8, 0.6
"""A shorter edition of one report keeps half of its words, nearly all of its beginning, and most words of its headline."""


def text_hash(text: str) -> str:
    """Return the SHA-256 of the casefolded text with its white space collapsed."""
    return sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def overlap_of(one: bytes, other: bytes) -> Overlap:
    """Estimate from two signatures what their texts share."""
    return compare(read(one), read(other))


def is_copy(overlap: Overlap, two_publishers: bool = False) -> bool:
    """Tell whether texts that share this much are one text. Across publishers less is enough than within one."""
    if overlap.compared < LEAST_COMPARED or _tell_other_news(overlap):
        return False
    if _is_one_table(overlap):
        return True
    if overlap.shingles < SHORT:
        known = overlap.compared >= SHORT_KNOWN * overlap.shingles or overlap.beginning >= BEGINNING_REMAINS
        within = overlap.contained >= SHORT_CONTAINED and known
        return overlap.jaccard >= SHORT_SIMILAR or within
    return (
        overlap.jaccard >= SIMILAR
        or overlap.contained >= CONTAINED
        or (two_publishers and overlap.contained >= TAKEN_OVER)
        or _is_re_edited(overlap)
        or _is_edition(overlap)
    )


def _tell_other_news(overlap: Overlap) -> bool:
    """Tell whether the numbers of two texts speak against one text: most of them differ."""
    least = LEAST_NUMBERS if overlap.shingles >= REPORT else LEAST_NUMBERS_SHORT
    return overlap.numbers >= least and overlap.same_numbers < SAME_NUMBERS


def _is_one_table(overlap: Overlap) -> bool:
    return (
        overlap.numbers >= max(LEAST_FIGURES, overlap.shingles / FIGURES_IN)
        and overlap.same_numbers >= SAME_FIGURES
        and overlap.contained >= FIGURES_CONTAINED
    )


def _is_re_edited(overlap: Overlap) -> bool:
    """Tell a report that was re-edited from one by form on another day: if it is short, no number of it may differ."""
    by_form = overlap.shingles < REPORT and overlap.numbers and overlap.same_numbers < 1
    return overlap.contained >= RE_EDITED and overlap.beginning >= BEGINNING_REMAINS and not by_form


def _is_edition(overlap: Overlap) -> bool:
    return (
        overlap.contained >= EDITION_CONTAINED
        and overlap.beginning >= EDITION_BEGINNING
        and overlap.same_title >= EDITION_TITLE
    )


class TextIndex:
    """The originals of late. Holds `capacity` of them and forgets the oldest first.

    In memory are the keys by which texts are found, some 480 bytes a text. What they are compared by lies in `file`, some
    1 kB a text, which nothing else reads and which need not outlive the index.
    """

    def __init__(self, capacity: int = 50_000, file: IO[bytes] | None = None) -> None:
        self._capacity = capacity
        self._known = Shelf(file or BytesIO())
        self._postings = Postings()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, article_id: str, text_sha256: str, signature: bytes, publisher: str = "") -> None:
        """Remember an original, once. Copies are not added: a text is compared with originals only, so that none chain."""
        names = "\n".join((article_id, text_sha256, publisher)).encode()
        number = self._known.add(len(names).to_bytes(2, "little") + names + signature)
        self._postings.add(number, [*looked_up(read(signature)).tolist(), _key(text_sha256)])
        while len(self._known) > self._capacity:
            self._postings.forget_before(self._known.forget_oldest())

    def find_original(self, text_sha256: str, signature: bytes, publisher: str = "") -> str | None:
        """Return the article that this text is a copy of: the same text, else the most similar one, the older of equals."""
        for number in self._postings.holding(_key(text_sha256)):
            article_id, known_sha256, _, _ = self._get(number)
            if known_sha256 == text_sha256:
                return article_id
        best: tuple[tuple[float, float], str] | None = None
        own = read(signature)
        for number in sorted(self._postings.sharing(looked_up(own))):
            article_id, _, owner, sample = self._get(number)
            overlap = compare(sample, own)
            if is_copy(overlap, bool(publisher and owner) and publisher != owner):
                likeness = overlap.contained, overlap.jaccard
                best = max(best or (likeness, article_id), (likeness, article_id), key=itemgetter(0))
        return best[1] if best else None

    def _get(self, number: int) -> tuple[str, str, str, Sample]:
        """Return whose text this is: article, hash, publisher, and its sample."""
        record = self._known.get(number)
        end = 2 + int.from_bytes(record[:2], "little")
        article_id, text_sha256, publisher = record[2:end].decode().split("\n")
        return article_id, text_sha256, publisher, read(record[end:])


def _key(text_sha256: str) -> int:
    """Return the key under which the hash of a whole text is looked up, among those of shingles."""
    return crc32(text_sha256.encode())
