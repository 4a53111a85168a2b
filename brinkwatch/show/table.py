"""Write a listing as a table for people, or as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TextIO

from brinkwatch.show.escape import for_csv, for_json, for_terminal
from brinkwatch.show.grid import draw_grid
from brinkwatch.show.output import write

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json")

Row = Mapping[str, object]
Formats = Mapping[str, str]
"""For tables only: a format specification for the numbers of a column, such as `.1%` or `,d`."""

NOTHING = "nothing found"
MISSING = "–"


def emit(
    rows: Sequence[Row],
    columns: Sequence[str],
    fmt: Format,
    out: TextIO,
    title: str = "",
    *,
    formats: Formats | None = None,
) -> None:
    """Write rows in a format; json and csv carry plain values and no title."""
    if fmt == "json":
        write(out, for_json([{name: plain_value(row.get(name)) for name in columns} for row in rows], indent=2) + "\n")
    elif fmt == "csv":
        write(out, _csv(rows, columns))
    elif rows:
        write(out, _table(rows, columns, out, title, formats or {}))
    else:
        write(out, f"{for_terminal(title)}: {NOTHING}\n" if title else f"{NOTHING}\n")


def plain_value(value: object) -> object:
    """Turn what a query may answer into what JSON can hold; what is no number (NaN, infinity) becomes null."""
    plain: object = str(value)
    if value is None or isinstance(value, str | int):
        plain = value
    elif isinstance(value, float | Decimal):
        plain = _json_number(value)
    elif isinstance(value, date):
        plain = value.isoformat()
    elif isinstance(value, bytes):
        plain = value.hex()
    elif isinstance(value, Mapping):
        plain = {str(key): plain_value(item) for key, item in value.items()}
    elif isinstance(value, set | frozenset):
        plain = [plain_value(item) for item in sorted(value, key=str)]
    elif isinstance(value, Sequence):
        plain = [plain_value(item) for item in value]
    return plain


def _json_number(value: float | Decimal) -> float | None:
    if not math.isfinite(value):
        return None
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else float(value)


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([for_csv(name) for name in columns])
    writer.writerows([_csv_value(row.get(name)) for name in columns] for row in rows)
    return sheet.getvalue()


def _csv_value(value: object) -> str:
    plain = plain_value(value)
    if isinstance(plain, str):
        return for_csv(plain)
    return "" if plain is None else for_json(plain)


def _table(rows: Sequence[Row], columns: Sequence[str], out: TextIO, title: str, formats: Formats) -> str:
    cells = [[_cell(row.get(name), formats.get(name, "")) for name in columns] for row in rows]
    numeric = [_is_numeric([row.get(name) for row in rows]) for name in columns]
    return draw_grid([for_terminal(name) for name in columns], cells, numeric, for_terminal(title), out)


def _is_numeric(values: Sequence[object]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(_is_number(value) for value in present)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: object, spec: str) -> str:
    if value is None:
        return MISSING
    if _is_number(value):
        return format(value, spec or ("" if isinstance(value, int) else ".4g"))
    for kinds, draw in _CELLS:
        if isinstance(value, kinds):
            return draw(value)
    return for_terminal(str(value))


def _moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M %Z").rstrip()


def _listed(value: Sequence[object] | frozenset[object]) -> str:
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return ", ".join(_cell(item, "") for item in items)


_CELLS: tuple[tuple[type | tuple[type, ...], Callable[..., str]], ...] = (
    (bool, lambda value: "yes" if value else "no"),
    (datetime, _moment),
    (bytes, bytes.hex),
    ((list, tuple, set, frozenset), _listed),
)
