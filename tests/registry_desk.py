"""A configuration that somebody keeps by hand, and the commands that add feeds to it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Run


class Desk:
    """A configuration that somebody keeps by hand, and the commands over it."""

    def __init__(self, home: Path, run: Run) -> None:
        self.config, self._run = home / "mine", run
        run("init", self.config)
        self.write(
            "settings",
            "contact: me@watch.example\nfetch: {allow_private_hosts: [127.0.0.1], per_host_spacing_seconds: 0}\n",
        )
        self.write(
            "sources",
            "# whom I read\nsources:\n  herald: {name: Herald, country: KR, language: ko, domains: [herald.example]}  # daily\n",
        )
        self.write(
            "feeds", "feeds:\n  # the front page\n  herald-all: {url: https://herald.example/rss, source: herald}\n"
        )

    def write(self, name: str, text: str) -> None:
        (self.config / f"{name}.yaml").write_text(text)

    def text(self, name: str) -> str:
        return (self.config / f"{name}.yaml").read_text()

    def feeds(self, *arguments: object) -> tuple[int, str, str]:
        return self._run("--config", self.config, "feeds", *arguments)
