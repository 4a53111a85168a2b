"""Finds that a text was printed before: the same, cut, re-edited, or within another. Bounded memory.

A text's signature is a sample of its shingles, those of the smallest hashes, so that two signatures tell how much two
texts share. What tells a copy from another story on the same background is where they share it: a later story brings its
news first and repeats the background below; a copy shares its beginning too.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from tasks.postings import Postings
from tasks.sketch import UNSPACED, Overlap, compare, signature

__all__ = ["UNSPACED", "TextIndex", "is_copy", "signature", "text_hash"]

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

LEAST_COMPARED = 12
"""Shingles in the samples of both; what fewer say of a text is chance."""

SAME_NUMBERS = 0.65
"""Part of the fewer numbers that copies share; reports by form, of another day or match, share words but not numbers."""

LEAST_NUMBERS = 3


def text_hash(text: str) -> str:
    """Return the SHA-256 of the casefolded text with its white space collapsed."""
    return sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def is_copy(overlap: Overlap, two_publishers: bool = False) -> bool:
    """Tell whether texts that share this much are one text. Across publishers less is enough than within one."""
    if overlap.compared < LEAST_COMPARED:
        return False
    if overlap.numbers >= LEAST_NUMBERS and overlap.same_numbers < SAME_NUMBERS:
        return False
    if overlap.shingles < SHORT:
        return overlap.jaccard >= SHORT_SIMILAR or overlap.contained >= SHORT_CONTAINED
    return (
        overlap.jaccard >= SIMILAR
        or overlap.contained >= CONTAINED
        or (two_publishers and overlap.contained >= TAKEN_OVER)
        or (overlap.contained >= RE_EDITED and overlap.beginning >= BEGINNING_REMAINS)
    )


@dataclass(frozen=True, slots=True)
class _Known:
    article_id: str
    text_sha256: str
    signature: bytes
    publisher: str


class TextIndex:
    """The originals of late. Holds `capacity` of them (some 2 kB each) and forgets the oldest first."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._texts: OrderedDict[int, _Known] = OrderedDict()
        self._numbers: dict[str, int] = {}
        self._by_hash: dict[str, int] = {}
        self._added = 0
        self._postings = Postings()

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, article_id: str, text_sha256: str, signature: bytes, publisher: str = "") -> None:
        """Remember an original. Copies are not added: a text is compared with originals only, so that copies never chain."""
        if article_id in self._numbers:
            return
        number = self._added
        self._added += 1
        self._texts[number] = _Known(article_id, text_sha256, signature, publisher)
        self._numbers[article_id] = number
        self._by_hash.setdefault(text_sha256, number)
        self._postings.add(number, signature)
        while len(self._texts) > self._capacity:
            self._forget_oldest()

    def find_original(self, text_sha256: str, signature: bytes, publisher: str = "") -> str | None:
        """Return the article that this text is a copy of: the same text, else the most similar one, the older of equals."""
        if text_sha256 in self._by_hash:
            return self._texts[self._by_hash[text_sha256]].article_id
        best: tuple[float, float, int] | None = None
        for number in self._postings.find(signature):
            known = self._texts[number]
            overlap = compare(known.signature, signature)
            if is_copy(overlap, bool(publisher and known.publisher) and publisher != known.publisher):
                best = max(best or (0.0, 0.0, 0), (overlap.contained, overlap.jaccard, -number))
        return self._texts[-best[2]].article_id if best else None

    def _forget_oldest(self) -> None:
        number, known = self._texts.popitem(last=False)
        del self._numbers[known.article_id]
        if self._by_hash.get(known.text_sha256) == number:
            del self._by_hash[known.text_sha256]
        self._postings.forget_before(number + 1)
