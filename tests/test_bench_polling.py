"""The bench of polling measures passes beside a bare client."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import polling as measured
from benchmarks.polling import measure, publishers
from config.load import SHIPPED, load_config
from config.settings import EnrichSettings


def test_a_thousand_feeds_in_small_are_measured_beside_a_bare_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_config(SHIPPED)
    settings = shipped.settings.model_copy(update={"enrich": EnrichSettings(processes=1)})
    monkeypatch.setattr(measured, "load_config", lambda _: shipped.model_copy(update={"settings": settings}))
    with publishers(feeds=12, hosts=4, latency=0.01) as urls:
        found = measure(urls, tmp_path)
    assert 0 < found.bare_unchanged < found.unchanged
    assert 0 < found.bare_new < found.new
    assert found.grown_bytes < 50e6
