"""Draws from a text the small sample by which it is compared with others: its signature."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import Struct

import numpy as np
import numpy.typing as npt

VERSION = 3
"""First byte of a signature. Signatures of other versions are compared with nothing (version 1 had none, and 512 bytes)."""

SAMPLE, SAMPLE_MOST = 192, 640
"""Shingles of the smallest hashes, at least and at most. Standard error of a share of 192: sqrt(s (1 - s) / 192), 0.035 at 0.6."""

SAMPLED_IN = 3
"""One shingle in three of a long text is sampled, so that a short text printed within it is seen there."""

NUMBERS = 24
"""Numbers of the smallest hashes; more than most reports have."""

TITLE_WORDS = 16
"""Words of a title that are kept; more than most have."""

WORD_SHINGLE = 3
CHARACTER_SHINGLE = 5
"""Characters, where words are not spaced. Five of them hold some two or three words."""

SHORTEST = 20
"""Shingles. A shorter text is a line or two that many texts may hold: only the same text is its copy."""

BEGINNING = 1 / 5
"""How much of a text is its beginning: the news, before the background."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
"""Thai, Lao, Burmese, Khmer, kana and Han, as a class of a regular expression: scripts without spaces. Hangul has them."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,/:\u2010-\u2013-]\d+)*")
"""A number, or what several make: a price of 6-1/4, a score, a day, a time."""

_JOINTS = str.maketrans({",": "", **dict.fromkeys("/:\u2010\u2011\u2012\u2013", "-")})
_HEADER = Struct("<BBBI")
"""Version, numbers, words of the title, shingles."""

_MOST_PLACES = 255
_ALL = np.uint32(0xFFFFFFFF)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share, estimated. `shingles` are the shorter one's; `compared` is how many the estimate rests on.

    `contained` and `beginning` are the parts of the shorter text, and of its first fifth, that the longer one holds;
    `same_numbers` is the shared part of the fewer numbers, which are `numbers`; `same_title` that of the shorter title's words.
    """

    shingles: int = 0
    compared: int = 0
    jaccard: float = 0.0
    contained: float = 0.0
    beginning: float = 0.0
    numbers: int = 0
    same_numbers: float = 0.0
    same_title: float = 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What a signature holds: how many shingles its text has, the hashes of some, smallest first, and where in it they stand.

    Places are 0 to 255; `numbers` and `title` are hashes, each once.
    """

    shingles: int = 0
    numbers: frozenset[int] = frozenset()
    title: frozenset[int] = frozenset()
    places: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, "u1"))
    hashes: npt.NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, "<u4"))


def signature(text: str, title: str = "") -> bytes:
    """Return the sample of a text, about 1 kB, the same on every machine; empty for texts too short to compare."""
    text = unicodedata.normalize("NFKC", text).casefold()
    hashes = _shingle_hashes(text)
    if len(hashes) < SHORTEST:
        return b""
    unique, first = np.unique(hashes, return_index=True)
    size = sample_size(len(unique))
    places = first[:size] * _MOST_PLACES // len(hashes)
    numbers = _short_hashes(number.translate(_JOINTS) for number in _NUMBER.findall(text))
    words = _short_hashes(_units(unicodedata.normalize("NFKC", title).casefold())[0])
    return pack(len(unique), numbers[:NUMBERS], words[:TITLE_WORDS], places, unique[:size])


def sample_size(shingles: int) -> int:
    """Return how many of a text's shingles its signature holds."""
    return min(shingles, SAMPLE_MOST, max(SAMPLE, shingles // SAMPLED_IN))


def pack(shingles: int, numbers: list[int], title: list[int], places: npt.ArrayLike, hashes: npt.ArrayLike) -> bytes:
    """Return the signature of what was sampled: header, numbers and title of 2 bytes, places of 1, hashes of 4, smallest first."""
    header = _HEADER.pack(VERSION, len(numbers), len(title), shingles)
    short, places = np.asarray([*numbers, *title], "<u2"), np.asarray(places).astype("u1")
    return header + short.tobytes() + places.tobytes() + np.asarray(hashes).astype("<u4").tobytes()


def _short_hashes(words: Iterable[str]) -> list[int]:
    return sorted({zlib.crc32(word.encode()) & 0xFFFF for word in words})


def shingles(text: str) -> list[str]:
    """Return the overlapping runs that similarity is counted in: of 3 words, or of 5 characters in scripts without spaces."""
    units, width = _units(unicodedata.normalize("NFKC", text).casefold())
    joint = "" if width == CHARACTER_SHINGLE else " "
    return [joint.join(units[at : at + width]) for at in range(len(units) - width + 1)]


def _units(text: str) -> tuple[list[str], int]:
    """Return the words or, in scripts without spaces, the characters of a text, and how many make a shingle."""
    words = _WORDS.findall(text)
    if not text.isascii() and (letters := "".join(words)) and len(_UNSPACED.findall(letters)) * 2 > len(letters):
        return list(letters), CHARACTER_SHINGLE
    return words, WORD_SHINGLE


def _shingle_hashes(text: str) -> Hashes:
    """Return a 32-bit hash of each shingle, in order: hashes of units combined, and mixed by the steps of splitmix64."""
    units, width = _units(text)
    if len(units) < width:
        return np.empty(0, np.uint64)
    hashes = {unit: zlib.crc32(unit.encode()) + 1 for unit in set(units)}
    values = np.fromiter(map(hashes.__getitem__, units), np.uint64, len(units))
    mixed = np.zeros(len(units) - width + 1, np.uint64)
    for at in range(width):
        mixed = (mixed ^ values[at : len(values) - width + 1 + at]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed >> np.uint64(32)


def read(signature: bytes) -> Sample:
    """Return what a signature holds; nothing of one of another version."""
    if len(signature) < _HEADER.size or signature[0] != VERSION:
        return Sample()
    _, many, words, total = _HEADER.unpack_from(signature)
    at, size = _HEADER.size, sample_size(total)
    short = np.frombuffer(signature, "<u2", many + words, at).tolist()
    at += 2 * len(short)
    places, hashes = np.frombuffer(signature, "u1", size, at), np.frombuffer(signature, "<u4", size, at + size)
    return Sample(total, frozenset(short[:many]), frozenset(short[many:]), places, hashes)


def compare(one: Sample, other: Sample) -> Overlap:
    """Estimate from two samples what their texts share: both are cut at the largest hash that both cover."""
    shorter, longer = (one, other) if one.shingles <= other.shingles else (other, one)
    if not shorter.shingles:
        return Overlap()
    short, long = shorter.hashes, longer.hashes
    reach = min(one.hashes[-1] if one.shingles > len(one.hashes) else _ALL for one in (shorter, longer))
    seen, beside = short[: np.searchsorted(short, reach, "right")], np.searchsorted(long, reach, "right")
    shared = long[np.minimum(long.searchsorted(seen), len(long) - 1)] == seen
    common = int(shared.sum())
    begins = shorter.places[: len(seen)] < BEGINNING * _MOST_PLACES
    return Overlap(
        shingles=shorter.shingles,
        compared=len(seen),
        jaccard=common / max(1, len(seen) + int(beside) - common),
        contained=common / max(1, len(seen)),
        beginning=float(shared[begins].mean()) if begins.any() else 0.0,
        numbers=min(len(one.numbers), len(other.numbers)),
        same_numbers=_part_of_fewer(one.numbers, other.numbers),
        same_title=_part_of_fewer(one.title, other.title),
    )


def _part_of_fewer(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
