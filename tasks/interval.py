"""How sure a share is: Wilson's interval, which holds for small counts too and needs no library."""

from __future__ import annotations

import math

Z = 1.959963984540054
"""Quantile of the normal distribution for 95 % on both sides."""


def wilson(count: int, total: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share count / total (Wilson 1927); None where there is no total.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). It takes texts for independent draws, which news is not quite:
    the true uncertainty is somewhat larger.
    """
    if total <= 0:
        return None
    share = count / total
    middle = share + Z * Z / (2 * total)
    half = Z * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    whole = 1 + Z * Z / total
    low = 0.0 if count == 0 else (middle - half) / whole
    high = 1.0 if count == total else (middle + half) / whole
    return max(0.0, low), min(1.0, high)
