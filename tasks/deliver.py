"""Hand an alert to a receiver, so that a kill at any moment loses nothing and a repeat doubles nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TextIO

from config.models import ConsoleReceiver, JsonlReceiver
from tasks.digest import digest_json, digest_text
from tasks.judgements import Alert, Delivery
from tasks.plain import plain
from tasks.records import Trouble

ID_LENGTH = 16
"""Hexadecimal digits of a delivery's id: alerts times transitions times receivers stay far below its 64 bits."""

TAIL_BYTES = 262_144
"""How much of a file is searched for a delivery already written: a kill leaves one at its very end, and this is a hundred
alerts with their evidence."""

LINE_START = b'{"delivery_id": "'
"""How each of our lines begins: what starts so and does not end was torn by a kill, and is ours to take back."""

SHOWN_TEXTS = 5
"""Texts behind an alert that a console block shows; `alerts why` shows all."""


def delivery_id(alert_id: str, transition: str, receiver: str) -> str:
    """Name a delivery, so that one transition of an alert goes to a receiver once."""
    return sha256("\x1f".join((alert_id, transition, receiver)).encode()).hexdigest()[:ID_LENGTH]


def deliver(
    alert: Alert,
    delivery: Delivery,
    receiver: ConsoleReceiver | JsonlReceiver,
    out: TextIO,
    path: Path,
) -> Trouble | None:
    """Send one message about an alert. `path` is the resolved file of a jsonl receiver.

    Trouble `receiver_failed` means nothing was delivered, and trying again later is safe.
    """
    try:
        if isinstance(receiver, ConsoleReceiver):
            _print(digest_text(delivery.digest) if delivery.digest else _block(alert, delivery.transition), out)
        else:
            _append(_line(alert, delivery), path)
    except OSError as error:
        target = "console" if isinstance(receiver, ConsoleReceiver) else str(path)
        return Trouble("receiver_failed", f"{target}: {error.strerror or error}")
    return None


def _block(alert: Alert, transition: str) -> str:
    lines = [f"{transition.upper()}  {plain(alert.headline)}", f"  {plain(alert.reason)}"]
    for text in alert.evidence[:SHOWN_TEXTS]:
        day = text.published_at.date().isoformat() if text.published_at else "undated"
        lines.append(f"  - {day} {plain(text.source_id)}: {plain(text.title)}")
    left = len(alert.evidence) - SHOWN_TEXTS
    lines += [f"  … and {left} more"] if left > 0 else []
    lines.append(f"  brinkwatch alerts why {alert.alert_id}")
    return "\n".join(lines) + "\n"


def _print(block: str, out: TextIO) -> None:
    """Write to a terminal of whatever encoding: what it can not show is spelt out instead of ending the run."""
    try:
        block.encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        block = block.encode(out.encoding, "backslashreplace").decode(out.encoding)
    out.write(block)
    out.flush()


def _line(alert: Alert, delivery: Delivery) -> bytes:
    """Make one JSON line; the id stands first, where a repeat looks for it."""
    if delivery.digest is not None:
        return _written({"delivery_id": delivery.delivery_id, "transition": "digest", **digest_json(delivery.digest)})
    body = {
        "delivery_id": delivery.delivery_id,
        "transition": delivery.transition,
        "id": alert.alert_id,
        "incident": alert.incident_id,
        "watch": alert.watch_id,
        "rule": alert.rule,
        "state": alert.state,
        "severity": alert.severity,
        "opened_at": _iso(alert.opened_at),
        "updated_at": _iso(alert.updated_at),
        "resolved_at": _iso(alert.resolved_at),
        "window_start": alert.window_start.isoformat(),
        "window_end": alert.window_end.isoformat(),
        "observed": alert.observed,
        "expected": alert.expected,
        "p_value": alert.p_value,
        "score": alert.score,
        "articles": alert.articles,
        "texts": alert.texts,
        "publishers": alert.publishers,
        "headline": plain(alert.headline),
        "reason": plain(alert.reason),
        "evidence": [
            {
                "article_id": text.article_id,
                "source_id": text.source_id,
                "url": plain(text.url),
                "title": plain(text.title),
                "published_at": _iso(text.published_at),
                "sentence": plain(text.sentence),
                "copies": text.copies,
            }
            for text in alert.evidence
        ],
    }
    return _written(body)


def _written(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _append(line: bytes, path: Path) -> None:
    """Append a line and make it durable, unless the end of the file has its delivery already."""
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if line[: len(LINE_START) + ID_LENGTH] in _whole_lines(file):
            return
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)


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


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable as well, where the system can do that for a folder."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
