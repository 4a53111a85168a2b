"""Finds which of many texts share sampled shingles with one: sorted arrays, merged as they grow; 8 bytes a shingle."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tasks.sketch import Sample

KEPT, KEPT_MOST = 40, 256
"""Shingles of a text that are looked up, at least and at most, those of the smallest hashes. Of a third shared by texts
of equal length, 13."""

KEPT_IN = 10
"""One shingle in ten of a long text is looked up, so that a text printed within it is found by its own."""

LEAST_SHARED = 3
"""Looked-up shingles that a candidate shares: of a report of 50 words within one of 2,000 some four are looked up."""

COMMON = 64
"""Texts that share a shingle from which it is a phrase, or furniture of a publisher, and leads nowhere."""

CANDIDATES = 24
"""Texts looked at closely, those that share most."""

UNSORTED = 1024
"""Keys that wait, unsorted, to become an array: they are sorted for each question."""

GROWTH = 4
"""Times that an array exceeds the next newer one: less would be more arrays to look into, more would be more merging."""

LARGEST = 2**21
"""Keys of an array that is merged no more: 16 MB, the most that a merge holds twice."""

Numbers = npt.NDArray[np.uint64]

_SERIAL_BITS = np.uint64(32)
_SERIAL = np.uint64(0xFFFFFFFF)


class Postings:
    """Which text, by its serial number, holds which keys of 32 bits. Texts are added in order and forgotten in order."""

    def __init__(self) -> None:
        self._arrays: list[Numbers] = []
        self._newest: list[int] = []  # the last text in each array
        self._fresh = np.empty(0, np.uint64)
        self._first = 0

    def add(self, serial: int, keys: npt.ArrayLike) -> None:
        """Remember the keys of a text; serial numbers below 2**32 - 1, each once."""
        own = np.asarray(keys, np.uint64) << _SERIAL_BITS | np.uint64(serial)
        self._fresh = np.concatenate((self._fresh, own))
        if len(self._fresh) >= UNSORTED:
            self._sort_fresh()

    def forget_before(self, serial: int) -> None:
        """Forget the texts below a serial number; the room of an array is freed when none of its texts is known any more."""
        self._first = serial

    def holding(self, key: int) -> list[int]:
        """Return the serial numbers of texts that hold one key, the oldest first."""
        first, last = np.uint64(key << 32 | self._first), np.uint64(key << 32 | 0xFFFFFFFF)
        fresh = self._fresh[(self._fresh >= first) & (self._fresh <= last)]
        held = [array[array.searchsorted(first) : array.searchsorted(last, "right")] for array in self._arrays]
        return [int(one & _SERIAL) for one in np.sort(np.concatenate((*held, fresh)))]

    def sharing(self, keys: npt.ArrayLike) -> list[int]:
        """Return the serial numbers of texts that share enough keys, those that share most first, the older of equals."""
        first = np.asarray(keys, np.uint64) << _SERIAL_BITS
        arrays = [*self._arrays, np.sort(self._fresh)]
        both = np.concatenate((first, first | _SERIAL))
        bounds = np.array([array.searchsorted(both) for array in arrays]).reshape(len(arrays), 2, len(first))
        counts = bounds[:, 1] - bounds[:, 0]
        rare = (counts > 0) & (counts.sum(axis=0) <= COMMON)
        if not rare.any():
            return []
        found = [arrays[at][bounds[at, 0, key] : bounds[at, 1, key]] for at, key in np.argwhere(rare).tolist()]
        serials, shared = np.unique(np.concatenate(found) & _SERIAL, return_counts=True)
        enough = (shared >= LEAST_SHARED) & (serials >= self._first)
        serials, shared = serials[enough], shared[enough]
        return [int(serial) for serial in serials[np.argsort(-shared, kind="stable")[:CANDIDATES]]]

    def _sort_fresh(self) -> None:
        """Make an array of what waits, and merge arrays of like size, so that there are few of them; drop the forgotten."""
        newest = int(self._fresh[-1] & _SERIAL)
        array, self._fresh = np.sort(self._fresh), self._fresh[:0].copy()
        while self._arrays and len(self._arrays[-1]) < GROWTH * len(array) and len(array) < LARGEST:
            array = np.concatenate((self._arrays.pop(), array))
            array.sort(kind="stable")
            self._newest.pop()
        while self._arrays and self._newest[0] < self._first:
            del self._arrays[0], self._newest[0]
        self._arrays.append(array[(array & _SERIAL) >= np.uint64(self._first)])
        self._newest.append(newest)


def looked_up(sample: Sample) -> npt.NDArray[np.uint32]:
    """Return the shingles by which a text is found: more of a long one, which may hold a short one anywhere."""
    return sample.hashes[: min(KEPT_MOST, max(KEPT, sample.shingles // KEPT_IN))]
