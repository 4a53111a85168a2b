"""Undo what a server packed its answer with, never into more bytes than allowed.

The HTTP client could do it; but it knows no zstd on today's Python, gives up on what browsers forgive, and looks at
the size only after each piece.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

import brotli
import zstandard

from tasks.records import Trouble

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MOST_LAYERS = 2
"""An answer packed twice is a mistake that happens; more is an attack."""
MOST_MEMBERS = 100
"""A gzip file is of one member, or a few that were joined; thousands cost time for nothing."""
ZSTD_WINDOW = 8 << 20
"""The most memory that a zstd answer may ask of its reader (RFC 9659)."""
_SLICE = 512
"""Packed zstd bytes unpacked at a time: each may become 32 KB."""

_GZIP_MARK, _ZSTD_MARK = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_GZIP, _ZLIB, _BARE_DEFLATE = 31, 15, -15


class _Broken(Exception):
    """Bytes that are not what they are said to be, or end too early."""


class _TooLarge(Exception):
    """More bytes than allowed."""


def unpacked(body: bytes, encodings: str, max_bytes: int) -> bytes | Trouble:
    """Return the bytes as they were before the encodings of a Content-Encoding header; unknown names mean nothing."""
    layers = [name for one in encodings.split(",") if (name := one.strip().lower()) in _UNPACK]
    if len(layers) > MOST_LAYERS:
        return Trouble("protocol_error", f"packed {len(layers)} times: {encodings[:80]}")
    for name in reversed(layers):
        try:
            body = _UNPACK[name](body, max_bytes) if body else b""
        except _TooLarge:
            return Trouble("too_large", f"more than {max_bytes:,} bytes once unpacked")
        except (_Broken, zlib.error, brotli.error, zstandard.ZstdError) as error:
            return Trouble("protocol_error", f"its {name} encoding is broken: {error}")
    return body


def _gzip(packed: bytes, most: int) -> bytes:
    """Unpack gzip, also of several members or with something else after it; what never was gzip stays as it is."""
    if not packed.startswith(_GZIP_MARK):
        return packed
    pieces: list[bytes] = []
    members = 0
    while packed.startswith(_GZIP_MARK):
        members += 1
        if members > MOST_MEMBERS:
            raise _Broken(f"more than {MOST_MEMBERS} members")
        piece, packed = _deflated(packed, _GZIP, most - sum(map(len, pieces)))
        pieces.append(piece)
    return b"".join(pieces)


def _deflate(packed: bytes, most: int) -> bytes:
    """Unpack deflate in its wrapping, or bare, as some servers send it."""
    try:
        return _deflated(packed, _ZLIB, most)[0]
    except zlib.error:
        return _deflated(packed, _BARE_DEFLATE, most)[0]


def _deflated(packed: bytes, wrapping: int, most: int) -> tuple[bytes, bytes]:
    """Return what one deflate stream holds and what follows it."""
    stream = zlib.decompressobj(wrapping)
    piece = stream.decompress(packed, most + 1)
    if len(piece) > most:
        raise _TooLarge
    if not stream.eof:
        raise _Broken("it ends too early")
    return piece, stream.unused_data


def _brotli(packed: bytes, most: int) -> bytes:
    stream, pieces, size = brotli.Decompressor(), list[bytes](), 0
    while True:
        piece = stream.process(packed, output_buffer_limit=most + 1 - size)
        packed = b""
        size += len(piece)
        pieces.append(piece)
        if size > most:
            raise _TooLarge
        if stream.is_finished():
            return b"".join(pieces)
        if not piece:
            raise _Broken("it ends too early")


def _zstd(packed: bytes, most: int) -> bytes:
    """Unpack the first zstd frame; what never was zstd stays as it is."""
    if not packed.startswith(_ZSTD_MARK):
        return packed
    stream = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
    pieces, size = list[bytes](), 0
    for start in range(0, len(packed), _SLICE):
        piece = stream.decompress(packed[start : start + _SLICE])
        size += len(piece)
        if size > most:
            raise _TooLarge
        pieces.append(piece)
        if stream.eof:
            return b"".join(pieces)
    raise _Broken("it ends too early")


_UNPACK: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
