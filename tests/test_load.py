"""What is loaded is sampled, and copies are told by the samples."""

from __future__ import annotations

from flows.load import sample_of
from tasks.dedupe import signature


def test_a_forgotten_sample_is_drawn_again_from_its_text() -> None:
    text, title = " ".join(f"On day {n} the envoys spoke of winter {n}." for n in range(20)), "Envoys talk"
    kept = {"signature": signature(text, title), "text": "", "title": ""}
    forgotten = {"signature": b"", "text": text, "title": title}
    assert sample_of(forgotten) == sample_of(kept) != b""
