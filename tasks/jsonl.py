"""Append lines to a file so that a kill at any moment loses nothing and a repeat doubles nothing."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_json

ID_LENGTH = 16
"""Hexadecimal digits of a delivery's id: alerts times transitions times receivers stay far below its 64 bits."""

TAIL_BYTES = 262_144
"""How much of a file is searched for a delivery already written: a kill leaves one at its very end, and this is a hundred
alerts with their evidence."""

LINE_START = b'{"delivery_id": "'
"""How each of our lines begins: what starts so and does not end was torn by a kill, and is ours to take back."""


def append_line(alert: Alert, delivery: Delivery, path: Path) -> Receipt:
    """Append an alert as a line of JSON and make it durable, unless the end of the file has it already. Raises OSError."""
    line = _line(alert, delivery)
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if line[: len(LINE_START) + ID_LENGTH] in _whole_lines(file):
            return Receipt(detail="the file had it already")
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)
    return Receipt()


def sync_folder(folder: Path) -> None:
    """Make a new file's name durable as well, where the system can do that for a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _line(alert: Alert, delivery: Delivery) -> bytes:
    """Make one JSON line; the id stands first, where a repeat looks for it."""
    body = {"delivery_id": delivery.delivery_id, **message_json(alert, delivery)}
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"


def _whole_lines(file: BinaryIO) -> set[bytes]:
    """Give the beginnings of the last lines, and mend an end that a kill has torn."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - TAIL_BYTES, 0))
    *whole, rest = file.read().split(b"\n")
    if rest.startswith(LINE_START):
        file.truncate(size - len(rest))
    elif rest:
        file.write(b"\n")
    return {line[: len(LINE_START) + ID_LENGTH] for line in whole}
