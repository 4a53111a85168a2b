"""Finds which of many texts share sampled shingles with one: sorted arrays, merged as they grow; 8 bytes a shingle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.sketch import sampled

KEPT = 64
"""Shingles of a text that are looked up, those of the smallest hashes. Of a third shared by texts of equal length, 20."""

LEAST_SHARED = 4
"""Looked-up shingles that a candidate shares; fewer are a phrase or two."""

COMMON = 64
"""Texts that share a shingle from which it is a phrase, or furniture of a publisher, and leads nowhere."""

CANDIDATES = 24
"""Texts looked at closely, those that share most."""

UNSORTED = 4096
"""Shingles that wait, unsorted, to become an array."""

Numbers = npt.NDArray[np.uint64]

_SERIAL_BITS = np.uint64(32)
_SERIAL = np.uint64(0xFFFFFFFF)


class Postings:
    """Which text, by its serial number, holds which shingles. Texts are added in order and forgotten in order."""

    def __init__(self) -> None:
        self._arrays: list[Numbers] = []
        self._fresh: list[Numbers] = []
        self._fresh_size = 0
        self._first = 0

    def add(self, serial: int, signature: bytes) -> None:
        """Remember the shingles of a text; serial numbers below 2**32, each once."""
        keys = sampled(signature)[:KEPT].astype(np.uint64) << _SERIAL_BITS | np.uint64(serial)
        self._fresh.append(keys)
        self._fresh_size += len(keys)
        if self._fresh_size >= UNSORTED:
            self._sort_fresh()

    def forget_before(self, serial: int) -> None:
        """Forget the texts below a serial number; their room is freed at the next merge."""
        self._first = serial

    def find(self, signature: bytes) -> list[int]:
        """Return the serial numbers of texts that share enough, those that share most first."""
        sought = sampled(signature)[:KEPT].astype(np.uint64) << _SERIAL_BITS
        if not len(sought):
            return []
        arrays = [*self._arrays, np.sort(np.concatenate(self._fresh))] if self._fresh else self._arrays
        found: list[Numbers] = []
        starts = [np.searchsorted(array, sought) for array in arrays]
        ends = [np.searchsorted(array, sought | _SERIAL, "right") for array in arrays]
        counts = sum((end - start for start, end in zip(starts, ends, strict=True)), np.zeros(len(sought), np.int64))
        for array, start, end in zip(arrays, starts, ends, strict=True):
            for at in np.flatnonzero((end > start) & (counts <= COMMON)):
                found.append(array[start[at] : end[at]] & _SERIAL)
        if not found:
            return []
        serials, shared = np.unique(np.concatenate(found), return_counts=True)
        enough = (shared >= min(LEAST_SHARED, len(sought) // 4)) & (serials >= self._first)
        serials, shared = serials[enough], shared[enough]
        return [int(serial) for serial in serials[np.argsort(-shared, kind="stable")[:CANDIDATES]]]

    def _sort_fresh(self) -> None:
        """Make an array of what waits, and merge arrays of like size, so that there are few of them."""
        array = np.sort(np.concatenate(self._fresh))
        self._fresh, self._fresh_size = [], 0
        while self._arrays and len(self._arrays[-1]) < 2 * len(array):
            array = np.sort(np.concatenate((self._arrays.pop(), array)), kind="stable")
        kept = array[(array & _SERIAL) >= np.uint64(self._first)]
        self._arrays.append(kept)
