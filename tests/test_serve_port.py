"""Two schedules that start together share no server: each knows its own Prefect by its home."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from flows.serve import HOST, NotServed, _comes_up, _free_port


class Settings(BaseHTTPRequestHandler):
    """Answers as Prefect's server tells its settings."""

    told: Any = None

    def do_GET(self) -> None:
        body = json.dumps(self.told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer((HOST, 0), Settings) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def child(status: int | None, home: Path) -> Any:
    log = home / "server.log"
    log.write_text("Port is already in use.\n")
    return SimpleNamespace(name="Prefect's server", status=status, log=log)


def test_a_server_is_ours_by_its_home(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "told", {"home": str(tmp_path / "a" / ".." / "ours")})
    assert _comes_up(child(None, tmp_path), port, tmp_path / "ours", [])
    assert not _comes_up(child(None, tmp_path), port, tmp_path / "another", [])


def test_a_port_that_something_else_took_meanwhile_is_left_to_it(port: int, tmp_path: Path) -> None:
    assert not _comes_up(child(1, tmp_path), port, tmp_path, [])
    assert _free_port(port) != port


def test_a_server_that_ends_on_a_free_port_says_why(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        free = probe.getsockname()[1]
    with pytest.raises(NotServed, match=r"ended by itself \(status 1\).*it said: Port is already in use"):
        _comes_up(child(1, tmp_path), free, tmp_path, [])
    assert _comes_up(child(None, tmp_path), free, tmp_path, [15])
