"""Loopback targets of alerts, over HTTP and SMTP, that fail by chance as real ones do; chance starts from a seed."""

from __future__ import annotations

import random
import socketserver
import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Self

FAULTS = ("refuse", "wait", "drop", "forget")
"""Answers with an error; asks to wait; breaks off before taking it; takes it and breaks off before saying so."""


@dataclass(frozen=True)
class Arrived:
    """A message as it was taken; `name` is its id as the target sees it."""

    target: str
    name: str
    headers: dict[str, str]
    body: bytes


class Postbox:
    """Takes messages and counts them; `failing` is the share of attempts that meet a fault, of those in `faults`.

    `answers` are HTTP statuses to give first, one after the other.
    """

    def __init__(self, seed: int = 0, failing: float = 0.0, faults: Sequence[str] = FAULTS) -> None:
        self.failing, self.faults = failing, tuple(faults)
        self.answers: list[int] = []
        self.arrived: list[Arrived] = []
        self.attempts = 0
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def fault(self) -> str:
        with self._lock:
            self.attempts += 1
            return self._chance.choice(self.faults) if self._chance.random() < self.failing else ""

    def take(self, one: Arrived) -> None:
        with self._lock:
            self.arrived.append(one)

    def names(self, target: str) -> Counter[str]:
        """Count how often each message was taken at a target, by its id."""
        with self._lock:
            return Counter(one.name for one in self.arrived if one.target == target)

    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(one.body, policy=policy.SMTP) for one in self.arrived if one.target == "mail"]
        return [one for one in found if isinstance(one, EmailMessage)]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Postbox
    certificate: ssl.SSLContext | None = None


class Listening:
    """A server on a free port of 127.0.0.1: `with Listening(box, Hook) as port`."""

    def __init__(
        self,
        box: Postbox,
        handler: type[socketserver.BaseRequestHandler],
        certificate: ssl.SSLContext | None = None,
    ) -> None:
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.box, self._server.certificate = box, certificate
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted; the path names the target."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        wanted = int(self.headers["Content-Length"])
        body = self.rfile.read(wanted)
        if len(body) < wanted:  # whoever sent it was killed midway
            return
        box, self.close_connection = self.server.box, True
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = box.fault()
        status = box.answers.pop(0) if box.answers else {"refuse": 503, "wait": 429}.get(fault, 204)
        if fault == "drop":
            return
        if status < 300:
            box.take(Arrived(self.path, headers.get("webhook-id", ""), headers, body))
        if fault == "forget":
            return
        if self.path == "/slow":
            time.sleep(1.0)
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "600")
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Mail(socketserver.StreamRequestHandler):
    """Takes mail, as much of SMTP as a client needs; refuses what goes to nobody@, and any password but `right`."""

    server: _Server

    def handle(self) -> None:
        fault = self.server.box.fault()
        with suppress(OSError):  # the client has had enough
            self._talk(fault)

    def _talk(self, fault: str) -> None:
        if fault == "drop":
            return
        self._say("421 later" if fault == "refuse" else "220 postbox")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"EHLO":
                self._say("250-postbox", *(["250-STARTTLS"] if self.server.certificate else []), "250 AUTH PLAIN")
            elif verb == b"STARTTLS" and self.server.certificate:
                self._say("220 go on")
                self.request = self.server.certificate.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
            elif verb == b"AUTH":
                self._say("235 welcome" if line.rstrip().endswith(b"AHJpZ2h0") else "535 wrong password")
            elif verb == b"RCPT":
                self._say("451 later" if fault == "wait" else "550 no such" if b"nobody@" in line else "250 ok")
            elif verb == b"DATA":
                self._say("354 go on")
                if not self._data(fault):
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _data(self, fault: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            return False
        body = b"".join(lines)
        name = str(message_from_bytes(body)["Message-ID"]).strip("<>").partition("@")[0]
        self.server.box.take(Arrived("mail", name, {}, body))
        if fault != "forget":
            self._say("250 taken")
        return fault != "forget"

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
