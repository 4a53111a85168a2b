"""One store that is changed under torture: what it was, what it shall be, and whether that is what is left."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from torture.doom import Doomed
from torture.stores import AT, Stores, Torment
from warehouse import spool
from warehouse.connect import Connection, WarehouseError, open_reader
from warehouse.doctor import examine
from warehouse.layout import Layout

import duckdb  # isort: skip  # what it raises where a file is half-written is what is looked for

VOLATILE = {"migrations": "* EXCLUDE (applied_at)", "publication": "count(*)"}
"""What is compared of tables that no two runs write alike."""

PEACE = {"counted": False}
"""What nothing is to disturb."""

Rows = Mapping[str, Counter[str]]
"""The rows of every table, as text, by table."""

Ended = Mapping[str, Any]
"""How an order ended: `status` of its process, and unless that was killed `ended` as a command does and what was `said`."""


@dataclass(frozen=True)
class Calm:
    """A store before and after it was changed in peace, and after the next pass, what the doctor says then, and how much it took."""

    before: Rows
    changed: Rows
    after: Rows
    ails: frozenset[str]
    measure: Mapping[str, float]


class Rack:
    """One store, changed once in peace, or under torture until it is let go of."""

    def __init__(self, stores: Stores, doomed: Doomed, torment: Torment, home: Path) -> None:
        self.torment, self.layout = torment, stores.begun(torment, home)
        self._home, self._doomed = home, doomed
        arguments = [one.replace("{home}", str(home)) for one in torment.order.get("arguments", ())]
        place = {"home": str(home), "config": str(stores.config), "now": (AT + timedelta(hours=1)).isoformat()}
        self._order = {**torment.order, "arguments": arguments, **place}

    def undisturbed(self, *, counted: bool = True) -> Calm:
        """Change the store in peace."""
        before = rows(self.layout.published)
        ended = self.suffer({"counted": counted})
        changed = rows(self.layout.published)
        if troubles := [*self.complaints("undisturbed", ended), *self._put_in_order()]:
            raise RuntimeError(f"{self.torment.key}: {'; '.join(troubles)}")
        sizes = [one.stat().st_size for one in self._home.rglob("*") if one.is_file()]
        measure = {**{kind: float(ended[kind]) for kind in ("all", "io", "seconds")}, "bytes": float(max(sizes))}
        calm = Calm(before, changed, rows(self.layout.live), self._ails(), {**measure, "store": float(sum(sizes))})
        shutil.rmtree(self._home)
        return calm

    def suffer(self, doom: Mapping[str, Any]) -> Ended:
        """Change the store under a doom."""
        return self._doomed.run({**self._order, **doom})

    def let_go(self, calm: Calm) -> Iterator[str]:
        """Change the store in peace, and tell what differs."""
        yield from self.complaints("in peace", self.suffer(PEACE))
        yield from self._put_in_order()
        for path in (self.layout.live, self.layout.published):
            yield from (f"{path.name}: {one}" for one in differences(calm.after, rows(path)))
        yield from (f"doctor: {one}" for one in self._ails() - calm.ails)
        shutil.rmtree(self._home)

    def half(self, calm: Calm) -> Iterator[str]:
        """Tell if what people open is neither what it was nor what it shall be."""
        try:
            found = rows(self.layout.published)
        except (WarehouseError, duckdb.Error) as error:
            yield f"the published file can not be read: {error}"
            return
        if found not in (calm.before, calm.changed):
            first = next(differences(calm.before, found), "in its tables")
            yield f"the published file is neither what it was nor what it shall be: {first}"

    def complaints(self, told: str, ended: Ended) -> Iterator[str]:
        """Tell of an order that was not carried out; an archive that was whole before the kill is there already."""
        if ended["status"]:
            yield f"{told}: ended with {ended['status']}: {self._doomed.complaint()}"
        elif ended["ended"] and "is there already; name another file" not in ended["said"]:
            yield f"{told}: failed: {ended['said']}"

    def _put_in_order(self) -> Iterator[str]:
        """Do what the next pass does beside its own; what was backed up comes back, under another name."""
        kept = self._home / "kept.tar.zst"
        if self.torment.name == "backup" and kept.exists():
            shutil.move(kept, self._home / "kept")
            back, arguments = self._home / "back", ["restore", str(self._home / "kept"), "--wait", "0"]
            yield from self.complaints("restored", self.suffer({**PEACE, "home": str(back), "arguments": arguments}))
            yield from differences(rows(self.layout.live), rows(Layout(back / "news.duckdb").live))
        yield from self.complaints("the pass after it", self.suffer({**PEACE, "does": "ingest"}))
        yield from (f"{one} was never loaded" for one in spool.waiting(self.layout.spool))
        yield from (f"{one.name} is left" for one in self._home.rglob("*") if one.name.endswith((".part", ".damaged")))

    def _ails(self) -> frozenset[str]:
        """Say what the doctor finds, wherever it lies, but for how full the disk is."""
        found = (one for one in examine(self.layout) if one.trouble and not one.check.startswith("the disk"))
        return frozenset(f"{one.check}: {one.example}".replace(str(self._home), "") for one in found)


def rows(path: Path) -> Rows:
    """Read a whole warehouse."""
    with closing(open_reader(path)) as connection:
        return {table: _rows(connection, table) for table in _tables(connection)}


def _tables(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]


def _rows(connection: Connection, table: str) -> Counter[str]:
    found = connection.execute(f"SELECT {VOLATILE.get(table, '*')} FROM {table}").fetchall()  # noqa: S608 - catalogue names
    return Counter(map(repr, found))


def differences(calm: Rows, stormy: Rows) -> Iterator[str]:
    """Tell where two warehouses differ, row by row."""
    for table in sorted(calm.keys() | stormy.keys()):
        here, there = calm.get(table, Counter()), stormy.get(table, Counter())
        missing, added = list((here - there).elements()), list((there - here).elements())
        if missing or added:
            yield f"{table}: {len(missing)} rows are missing, {len(added)} too many, such as {(missing or added)[0][:200]}"
