"""Answers a server may give, down to the bytes, and how one becomes a misbehaviour with the outcome that it must have."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from tests.misbehaving import Handler, Seen, raw

ITEMS = "".join(
    f"<item><title>Story {n}</title><link>http://paper.example/{n}</link><guid>{n}</guid></item>" for n in (1, 2)
)
FEED = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{ITEMS}</channel></rss>'.encode()
PAGE = b"<!doctype html><html><body><p>Seoul and Tokyo agreed to talk about the border again.</p></body></html>"


def answer(body: bytes = FEED, status: str = "200 OK", *headers: str, length: int | str | None = None) -> bytes:
    """Return an answer as bytes; `length` is what its Content-Length claims, by default the truth."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8") + body


def open_ended(body: bytes, *headers: str) -> bytes:
    """Return an answer that ends where the connection does."""
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode() + body


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return an answer in chunks."""
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + end


def endless(start: bytes, piece: bytes) -> Handler:
    """Send a piece again and again."""

    async def handle(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)  # a fast reader must not keep the server from everything else

    return handle


def silent(start: bytes = b"") -> Handler:
    """Send a beginning, and then nothing for ever."""
    return raw(start, linger=60)


def reset(start: bytes = b"") -> Handler:
    """Send a beginning, and break the connection off."""

    async def handle(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await writer.drain()
        await asyncio.sleep(0.02)
        plug: socket.socket = writer.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return handle


def moved(location: str, status: int = 302) -> Handler:
    """Point on; `{here}` stands for the server's own host and port."""

    async def handle(seen: Seen, writer: asyncio.StreamWriter) -> None:
        target = location.replace("{here}", seen.headers["host"])
        writer.write(answer(b"", f"{status} Moved", f"Location: {target}"))
        await writer.drain()

    return handle


@dataclass(frozen=True)
class Misbehaviour:
    """One way to answer. `conditional` polls with validators; `tls` and `private` say how the server is reached."""

    name: str
    outcome: str
    routes: Mapping[str, Handler]
    conditional: bool = False
    tls: bool = False
    private: bool = False


def of_feed(name: str, outcome: str, handler: Handler | bytes, **more: bool) -> Misbehaviour:
    """Return what befalls whoever asks for the feed."""
    return Misbehaviour(name, outcome, {"/feed": raw(handler) if isinstance(handler, bytes) else handler}, **more)


def of_page(name: str, outcome: str, handler: Handler | bytes, **routes: Handler | bytes) -> Misbehaviour:
    """Return what befalls whoever asks for the page; other routes are named with `_` for a full stop."""
    every = {"/page": handler, **{f"/{path.replace('_', '.')}": one for path, one in routes.items()}}
    return Misbehaviour(
        name, outcome, {path: raw(one) if isinstance(one, bytes) else one for path, one in every.items()}
    )
