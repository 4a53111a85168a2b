"""Whatever kills what changes a store, and however full its disk, no row is lost or doubled and a reader never sees half."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from torture.doom import KILLED, Doomed
from torture.rack import PEACE, Calm, Rack, differences
from torture.stores import SHAPES, TORMENTS, Stores


class Workshop:
    """Stores to torture, and a process to do it in."""

    def __init__(self, folder: Path) -> None:
        self.stores, self._folder, self._racks = Stores(folder / "stores"), folder, 0
        self.doomed = Doomed("torture.one_store", folder / "errors.txt", self.stores.config)

    def rack(self, name: str) -> Rack:
        self._racks += 1
        torment = replace(TORMENTS[name], shape=SHAPES[0] if name == "migrate" else "")
        return Rack(self.stores, self.doomed, torment, self._folder / f"home{self._racks}")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    made = Workshop(tmp_path_factory.mktemp("torture"))
    yield made
    made.doomed.close()


@pytest.fixture(scope="module")
def loaded(workshop: Workshop) -> Calm:
    return workshop.rack("load").undisturbed(counted=False)


def test_a_load_killed_again_and_again_ends_as_an_undisturbed_one(workshop: Workshop, loaded: Calm) -> None:
    rack, chance, killed = workshop.rack("load"), random.Random(11), 0
    found: list[str] = []
    for kind, measure in (("most_bytes", "bytes"), ("after_seconds", "seconds"), ("most_bytes", "bytes")):
        ended = rack.suffer({kind: chance.uniform(0.1, 0.9) * loaded.measure[measure], **PEACE})
        killed += ended["status"] in KILLED
        found += rack.half(loaded)
    assert killed >= 2
    assert [*found, *rack.let_go(loaded)] == []
    assert len(loaded.after["articles"]) > len(loaded.before["articles"]) > 10


def test_a_full_disk_is_one_line_and_the_load_goes_on_once_there_is_room(workshop: Workshop, loaded: Calm) -> None:
    rack = workshop.rack("load")
    ended = rack.suffer({"most_bytes": int(0.5 * loaded.measure["bytes"]), "refused": True, **PEACE})
    assert (ended["status"], ended["ended"], ended["said"].count("\n")) == (0, 1, 1), ended
    assert "Traceback" not in ended["said"]
    assert [*rack.half(loaded), *rack.let_go(loaded)] == []


def test_a_row_that_is_lost_or_doubled_is_found() -> None:
    calm = {"articles": Counter(["a", "b"]), "pages": Counter(["c"])}
    assert list(differences(calm, calm)) == []
    assert "1 rows are missing, 0 too many" in next(differences(calm, {**calm, "articles": Counter(["a"])}))
    assert "0 rows are missing, 1 too many" in next(differences(calm, {**calm, "pages": Counter(["c", "c"])}))
    assert "1 rows are missing" in next(differences(calm, {"articles": calm["articles"]}))
