"""Put text on a stream whatever its encoding, and even when its reader has left."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def write(out: TextIO, text: str) -> None:
    """Write and flush text; letters that the stream can not encode become `?`, a reader who left is no error."""
    encoding = getattr(out, "encoding", None) or "utf-8"
    try:
        out.write(text.encode(encoding, errors="replace").decode(encoding))
        out.flush()
    except BrokenPipeError:
        _let_go(out)


def _let_go(out: TextIO) -> None:
    """Point a stream that nobody reads at nothing, so that the interpreter's own last flush is silent too."""
    if out in (sys.stdout, sys.stderr):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, out.fileno())
        os.close(nothing)
