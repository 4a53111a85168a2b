"""Draws from a text the small sample by which it is compared with others: its signature."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

VERSION = 2
"""First byte of a signature. Signatures of other versions are compared with nothing (version 1 had none, and 512 bytes)."""

SAMPLE = 192
"""Shingles of the smallest hashes. Standard error of an estimated share: sqrt(s (1 - s) / 192), 0.035 at 0.6."""

NUMBERS = 24
"""Numbers of the smallest hashes; more than most reports have."""

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
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HEADER = np.dtype([("version", "u1"), ("numbers", "u1"), ("shingles", "<u4")])
_MOST_PLACES = 255
_ALL = np.uint32(0xFFFFFFFF)

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts share, estimated. `shingles` are the shorter one's; `compared` is how many the estimate rests on.

    `contained` and `beginning` are the parts of the shorter text, and of its first fifth, that the longer one holds;
    `same_numbers` is the shared part of the fewer numbers, which are `numbers`.
    """

    shingles: int = 0
    compared: int = 0
    jaccard: float = 0.0
    contained: float = 0.0
    beginning: float = 0.0
    numbers: int = 0
    same_numbers: float = 0.0


def signature(text: str) -> bytes:
    """Return the sample of a text, about 1 kB, the same on every machine; empty for texts too short to compare."""
    text = unicodedata.normalize("NFKC", text).casefold()
    hashes = _shingle_hashes(text)
    if len(hashes) < SHORTEST:
        return b""
    unique, first = np.unique(hashes, return_index=True)
    places = first[:SAMPLE] * _MOST_PLACES // len(hashes)
    numbers = {zlib.crc32(number.replace(",", "").encode()) & 0xFFFF for number in _NUMBER.findall(text)}
    return pack(len(unique), sorted(numbers)[:NUMBERS], places, unique[:SAMPLE])


def pack(shingles: int, numbers: list[int], places: npt.ArrayLike, hashes: npt.ArrayLike) -> bytes:
    """Return the signature of what was sampled: header, numbers of 2 bytes, places of 1, hashes of 4, smallest first."""
    header = np.array((VERSION, len(numbers), shingles), _HEADER)
    parts = (np.asarray(numbers, "<u2"), np.asarray(places).astype("u1"), np.asarray(hashes).astype("<u4"))
    return header.tobytes() + b"".join(part.tobytes() for part in parts)


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


def sampled(signature: bytes) -> npt.NDArray[np.uint32]:
    """Return the sampled hashes of a signature, smallest first; none of a signature of another version."""
    return _read(signature)[3]


def _read(signature: bytes) -> tuple[int, npt.NDArray[np.uint16], npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Return the number of shingles, the sampled numbers, the places of the sampled shingles (0 to 255) and their hashes."""
    if len(signature) < _HEADER.itemsize or signature[0] != VERSION:
        return 0, np.empty(0, "<u2"), np.empty(0, "u1"), np.empty(0, "<u4")
    many, total = signature[1], int.from_bytes(signature[2:6], "little")
    start = _HEADER.itemsize
    size = min(total, SAMPLE)
    numbers = np.frombuffer(signature, "<u2", many, start)
    places = np.frombuffer(signature, "u1", size, start + 2 * many)
    return total, numbers, places, np.frombuffer(signature, "<u4", size, start + 2 * many + size)


def compare(one: bytes, other: bytes) -> Overlap:
    """Estimate from two signatures what their texts share: both samples are cut at the largest hash that both cover."""
    (shorter, short_numbers, places, short), (longer, long_numbers, _, long) = sorted(
        (_read(one), _read(other)), key=lambda read: read[0]
    )
    if not shorter:
        return Overlap()
    reach = min(hashes[-1] if total > SAMPLE else _ALL for total, hashes in ((shorter, short), (longer, long)))
    seen, beside = short[: np.searchsorted(short, reach, "right")], np.searchsorted(long, reach, "right")
    shared = np.isin(seen, long, assume_unique=True)
    common = int(shared.sum())
    begins = places[: len(seen)] < BEGINNING * _MOST_PLACES
    fewer = min(len(short_numbers), len(long_numbers))
    return Overlap(
        shingles=shorter,
        compared=len(seen),
        jaccard=common / max(1, len(seen) + int(beside) - common),
        contained=common / max(1, len(seen)),
        beginning=float(shared[begins].mean()) if begins.any() else 0.0,
        numbers=fewer,
        same_numbers=len(np.intersect1d(short_numbers, long_numbers)) / max(1, fewer),
    )
