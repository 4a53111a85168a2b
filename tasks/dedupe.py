"""Finds that a text was printed before: the same, or the same but for an edited paragraph. Bounded memory."""

from __future__ import annotations

import re
from collections import OrderedDict
from hashlib import sha256

import numpy as np
from rensa import RMinHash

PERMUTATIONS = 128
"""Standard error of the estimated Jaccard similarity: sqrt(J (1 - J) / 128), 0.04 at 0.7."""

SEED = 20170317
"""Any number, but always the same: signatures are stored, and compared over years."""

WORD_SHINGLE = 3
CHARACTER_SHINGLE = 5
"""Characters, where words are not spaced. Five of them hold some two or three words."""

SIMILAR = 0.6
"""Jaccard similarity of shingles from which two texts are copies: one story re-edited, not two stories of one event."""

SHORTEST_SIMILAR = 40
"""Shingles. Below, two texts may share most words by form alone (weather, prices, results): only the same text is a copy."""

BANDS, ROWS = 32, 4
"""A pair is looked at when one band of rows agrees: 1 - (1 - J^4)^32, .99 at 0.6, .13 at 0.25."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
"""Thai, Lao, Burmese, Khmer, kana and Han, as a class of a regular expression: scripts without spaces. Hangul has them."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORDS = re.compile(r"\w+")


def text_hash(text: str) -> str:
    """Return the SHA-256 of the casefolded text with its white space collapsed."""
    return sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def shingles(text: str) -> list[str]:
    """Return the overlapping runs that similarity is counted in: of 3 words, or of 5 characters in scripts without spaces."""
    text = text.casefold()
    words = _WORDS.findall(text)
    letters = "".join(words)
    if letters and len(_UNSPACED.findall(letters)) * 2 > len(letters):
        return [letters[at : at + CHARACTER_SHINGLE] for at in range(len(letters) - CHARACTER_SHINGLE + 1)]
    return [" ".join(run) for run in zip(words, words[1:], words[2:], strict=False)]


def signature(text: str) -> bytes:
    """Return the MinHash of the text, 512 bytes, the same on every machine; empty for texts too short to compare."""
    runs = shingles(text)
    if len(runs) < SHORTEST_SIMILAR:
        return b""
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(runs)
    return np.asarray(minhash.digest(), dtype="<u4").tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard similarity of two texts by their signatures."""
    if not one or not other:
        return 0.0
    return float(np.mean(np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")))


class TextIndex:
    """The originals of late. Holds `capacity` of them (some 5 kB each) and forgets the oldest first."""

    def __init__(self, capacity: int = 50_000) -> None:
        self._capacity = capacity
        self._texts: OrderedDict[str, tuple[int, str, bytes]] = OrderedDict()
        self._added = 0
        self._by_hash: dict[str, str] = {}
        self._bands: dict[bytes, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, article_id: str, text_sha256: str, signature: bytes) -> None:
        """Remember an original. Copies are not added: a text is compared with originals only, so that copies never chain."""
        if article_id in self._texts:
            return
        self._texts[article_id] = (self._added, text_sha256, signature)
        self._added += 1
        self._by_hash.setdefault(text_sha256, article_id)
        for band in _bands(signature):
            self._bands[band] = (*self._bands.get(band, ()), article_id)
        while len(self._texts) > self._capacity:
            self._forget_oldest()

    def find_original(self, text_sha256: str, signature: bytes) -> str | None:
        """Return the article that this text is a copy of: the same text, else the most similar one, the older of equals."""
        if text_sha256 in self._by_hash:
            return self._by_hash[text_sha256]
        candidates = {known for band in _bands(signature) for known in self._bands.get(band, ())}
        scored = [(similarity(self._texts[known][2], signature), -self._texts[known][0], known) for known in candidates]
        best = max(scored, default=(0.0, 0, ""))
        return best[2] if best[0] >= SIMILAR else None

    def _forget_oldest(self) -> None:
        article_id, (_, text_sha256, signature) = self._texts.popitem(last=False)
        if self._by_hash.get(text_sha256) == article_id:
            del self._by_hash[text_sha256]
        for band in _bands(signature):
            members = tuple(member for member in self._bands.pop(band) if member != article_id)
            if members:
                self._bands[band] = members


def _bands(signature: bytes) -> list[bytes]:
    """Return the keys under which a signature is found; each names its own band."""
    width = ROWS * 4
    return [bytes((band,)) + signature[band * width : (band + 1) * width] for band in range(BANDS if signature else 0)]
