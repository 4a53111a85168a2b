"""How many threads the libraries that compute with arrays may take."""

from __future__ import annotations

import os

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Two processes with a thread each beat two that fight over two cores with four."""


def keep_to_one_thread() -> None:
    """Let this process and those it starts compute with one thread each, but for what its user has set.

    It is heard where numpy was not imported before.
    """
    for name, number in ONE_THREAD.items():
        os.environ.setdefault(name, number)
