"""A loopback HTTP server for tests that does exactly what it is told, also what no good server does, and its client."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from tasks.http import Answer, Client, HttpRules, user_agent
from tasks.records import Trouble

NOW = datetime(2017, 3, 15, 6, 30, tzinfo=UTC)
PHRASES = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 429: "Too Many"}


@dataclass(frozen=True)
class Seen:
    """A request as it arrived; header names are in lower case, `at` is monotonic seconds."""

    path: str
    headers: dict[str, str]
    at: float


Handler = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


def raw(data: bytes, delay: float = 0.0, linger: float = 0.0) -> Handler:
    """Send bytes as they are after some seconds, and close some seconds later."""

    async def handle(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(delay)
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(linger)

    return handle


def reply(body: bytes = b"", status: int = 200, delay: float = 0.0, **headers: str) -> Handler:
    """Answer properly; `content_type="text/html"` names a header."""
    lines = [f"HTTP/1.1 {status} {PHRASES.get(status, 'Whatever')}", "Connection: close"]
    if status != 304:
        lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return raw("\r\n".join([*lines, "", ""]).encode() + body, delay)


def redirect(location: str, status: int = 302) -> Handler:
    return reply(status=status, location=location)


def drip(data: bytes, seconds: float) -> Handler:
    """Send one byte at a time, as far apart as said: never silent, never done."""

    async def handle(seen: Seen, writer: asyncio.StreamWriter) -> None:
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(seconds)

    return handle


class Server:
    """Serves `routes` (path with query -> handler) on a free port of 127.0.0.1 in a thread of its own.

    `requests` are the ones seen, `most_at_once` how many were ever being handled together.
    """

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Handler] = {}
        self.requests: list[Seen] = []
        self.most_at_once = 0
        self._active = 0
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._handle, "127.0.0.1", 0, ssl=self._certificate)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        scheme = "https" if self._certificate else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.requests]

    async def _stop(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._active += 1
        self.most_at_once = max(self.most_at_once, self._active)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
            seen = Seen(head[0].split(" ")[1], {name.lower(): text for name, text in headers.items()}, time.monotonic())
            self.requests.append(seen)
            await self.routes.get(seen.path, reply(status=404))(seen, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has had enough, which is what many tests are about, or the test is over
        finally:
            self._active -= 1
            writer.close()


def rules(**changes: Any) -> HttpRules:
    """Rules that allow loopback and wait for nobody."""
    usual = HttpRules(
        user_agent=user_agent("1.2", "https://watch.example/contact"),
        timeout_seconds=0.5,
        silence_seconds=0.5,
        at_once=20,
        per_host_at_once=4,
        per_host_spacing_seconds=0.0,
        allow_private_hosts=frozenset({"127.0.0.1"}),
        max_bytes=100_000,
    )
    return replace(usual, **changes)


def get(url: str, how: HttpRules | None = None, **headers: str) -> Answer | Trouble:
    return get_all([url], how, **headers)[0]


def get_all(urls: list[str], how: HttpRules | None = None, **headers: str) -> list[Answer | Trouble]:
    async def run() -> list[Answer | Trouble]:
        async with Client(how or rules(), NOW) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await asyncio.gather(*(client.get(url, named) for url in urls))

    return asyncio.run(run())


def reason(outcome: Answer | Trouble) -> str:
    return outcome.reason if isinstance(outcome, Trouble) else f"answered {outcome.status}"


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Make a certificate for this machine that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(secret + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
