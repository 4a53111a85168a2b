"""Write a listing as a table for people, or as CSV or JSON for programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TextIO

from brinkwatch.show.escape import for_csv, for_json, for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json")

Row = Mapping[str, object]
Formats = Mapping[str, str]
"""For tables only: a format specification for the numbers of a column, such as `.1%` or `,d`."""

NOTHING = "nothing found"
MISSING = "–"
NARROWEST_TEXT = 12
"""Cells a column of text is squeezed to before a listing turns from a table into one field a line."""
UNBOUNDED = 10_000
"""Cells of a line that goes to a file or a pipe: one row stays one line."""


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
        write(out, for_json([{name: _json_value(row.get(name)) for name in columns} for row in rows], indent=2) + "\n")
    elif fmt == "csv":
        write(out, _csv(rows, columns))
    elif rows:
        _write_table(rows, columns, out, title, formats or {})
    else:
        write(out, f"{for_terminal(title)}: {NOTHING}\n" if title else f"{NOTHING}\n")


def _json_value(value: object) -> object:
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
        plain = {str(key): _json_value(item) for key, item in value.items()}
    elif isinstance(value, set | frozenset):
        plain = [_json_value(item) for item in sorted(value, key=str)]
    elif isinstance(value, Sequence):
        plain = [_json_value(item) for item in value]
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
    plain = _json_value(value)
    if isinstance(plain, str):
        return for_csv(plain)
    return "" if plain is None else for_json(plain)


def _write_table(rows: Sequence[Row], columns: Sequence[str], out: TextIO, title: str, formats: Formats) -> None:
    cells = [[_cell(row.get(name), formats.get(name, "")) for name in columns] for row in rows]
    numeric = [_is_numeric([row.get(name) for row in rows]) for name in columns]
    console = _console(out)
    if out.isatty() and _narrowest(columns, cells, numeric) > console.width:
        _print_records(console, columns, cells, title)
    else:
        _print_table(console, columns, cells, numeric, title)
    write(out, _lines_without_padding(console))


def _console(out: TextIO) -> Console:
    from rich.console import Console

    drawn = io.StringIO()
    if not out.isatty():
        return Console(file=drawn, width=UNBOUNDED, force_terminal=False, color_system=None, legacy_windows=False)
    return Console(file=drawn, width=Console(file=out).width, force_terminal=True, legacy_windows=False)


def _lines_without_padding(console: Console) -> str:
    drawn = console.file
    assert isinstance(drawn, io.StringIO)
    return "".join(f"{line.rstrip()}\n" for line in drawn.getvalue().split("\n")[:-1])


def _print_table(
    console: Console, columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool], title: str
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table: Table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name, is_number in zip(columns, numeric, strict=True):
        heading = Text(for_terminal(name), style="bold")
        whole = is_number or not console.is_terminal
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=whole, overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    if title:
        console.print(Text(for_terminal(title), style="bold"))
    console.print(table)


def _print_records(console: Console, columns: Sequence[str], cells: Sequence[Sequence[str]], title: str) -> None:
    """Print one field a line, for what is too wide to be read as a table."""
    from rich.table import Table
    from rich.text import Text

    if title:
        console.print(Text(for_terminal(title), style="bold"))
    for row in cells:
        record = Table.grid(padding=(0, 2, 0, 0))
        record.add_column(style="bold", no_wrap=True)
        record.add_column(overflow="fold")
        for name, cell in zip(columns, row, strict=True):
            record.add_row(Text(for_terminal(name)), Text(cell))
        console.print(record)
        console.print()


def _narrowest(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool]) -> int:
    from rich.cells import cell_len

    widths = [max(cell_len(text) for text in column) for column in zip(columns, *cells, strict=True)]
    limits = [width if is_number else NARROWEST_TEXT for width, is_number in zip(widths, numeric, strict=True)]
    return sum(map(min, widths, limits)) + 2 * (len(columns) - 1)


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
