"""Tests. Some worker processes of them share two cores: each calculates in one thread, as the workers of a pass do."""

import os

os.environ |= {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}  # read when numpy is first imported
