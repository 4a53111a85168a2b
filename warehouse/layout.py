"""Where everything of one warehouse lies: beside the file people open, and named after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The files around `published`, the warehouse that people open and only readers touch."""

    published: Path

    def _beside(self, ending: str) -> Path:
        return self.published.with_name(f"{self.published.stem}.{ending}")

    @property
    def live(self) -> Path:
        """The writer's own warehouse."""
        return self._beside("live.duckdb")

    @property
    def state(self) -> Path:
        """Feed validators, entries on their way, alert episodes, outbox: many small transactions."""
        return self._beside("state.sqlite")

    @property
    def search(self) -> Path:
        """Index of the words of the published articles; what it can not answer, their texts do."""
        return self._beside("search.sqlite")

    @property
    def spool(self) -> Path:
        """Batches that are safe on disk and not yet in the warehouse."""
        return self._beside("spool")

    @property
    def raw(self) -> Path:
        """Bytes of pages, compressed, named by their SHA-256."""
        return self._beside("raw")

    @property
    def lock(self) -> Path:
        """Held by the one pass at work."""
        return self._beside("lock")

    @property
    def log(self) -> Path:
        """What runs did, an event a line; the full one of before lies beside it."""
        return self._beside("log")

    @property
    def schedule_lock(self) -> Path:
        """Held by the one scheduler at work."""
        return self._beside("schedule.lock")

    @property
    def prefect_home(self) -> Path:
        return self._beside("prefect")

    def receiver_file(self, path: str) -> Path:
        """Return the file of a receiver; a relative one lies beside the warehouse and carries its name."""
        given = Path(path)
        return given if given.is_absolute() else self._beside(given.name)
