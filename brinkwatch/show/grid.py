"""Draw rows of cells for people: as a table where it fits, else one field a line; bold headings on terminals only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TextIO

from brinkwatch.show.wrapping import cells, wrap

GUTTER = "  "
NARROWEST_TEXT = 12
"""Cells a column of text is squeezed to before a listing turns from a table into one field a line."""


def draw_grid(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], title: str, out: TextIO
) -> str:
    """Draw at least one row. On a terminal no line is wider than it is; in a file or a pipe a row is one line."""
    bold, width = _style(out)
    widths = [max(map(cells, column)) for column in zip(columns, *rows, strict=True)]
    lines = [bold(title)] if title else []
    squeezed = widths if width is None else _squeezed(widths, numeric, width - len(GUTTER) * (len(columns) - 1))
    if squeezed is None:
        lines += _records(columns, rows, bold, width)
    else:
        heading, *more = _row(columns, squeezed, numeric)
        lines += [bold(line) for line in [heading, *more]]
        lines.append("─" * (sum(squeezed) + len(GUTTER) * (len(columns) - 1)))
        lines += (line for row in rows for line in _row(row, squeezed, numeric))
    return "".join(f"{line}\n" for line in lines)


def _style(out: TextIO) -> tuple[Callable[[str], str], int | None]:
    """Give how headings are set and how wide lines may be; None where lines have no end."""
    if not out.isatty():
        return str, None
    from rich.console import Console
    from rich.text import Text

    width = Console(file=out).width
    console = Console(file=io.StringIO(), width=width, force_terminal=True, legacy_windows=False)

    def bold(text: str) -> str:
        with console.capture() as captured:
            console.print(Text(text, style="bold"), end="", soft_wrap=True)
        return captured.get()

    return bold, width


def _squeezed(widths: Sequence[int], numeric: Sequence[bool], room: int) -> list[int] | None:
    """Narrow the widest columns of text until all fit; None where that would leave them unreadable."""
    for limit in range(max(NARROWEST_TEXT, *widths), NARROWEST_TEXT - 1, -1):
        narrowed = [width if is_number else min(width, limit) for width, is_number in zip(widths, numeric, strict=True)]
        if sum(narrowed) <= room:
            return narrowed
    return None


def _row(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[str]:
    """Draw one row, in as many lines as its longest cell wants."""
    wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    for pieces in zip_longest(*wrapped, fillvalue=""):
        drawn = [
            _padded(piece, width, is_number) for piece, width, is_number in zip(pieces, widths, numeric, strict=True)
        ]
        yield GUTTER.join(drawn).rstrip()


def _padded(text: str, width: int, to_the_right: bool) -> str:
    blank = " " * (width - cells(text))
    return blank + text if to_the_right else text + blank


def _records(
    columns: Sequence[str], rows: Sequence[Sequence[str]], bold: Callable[[str], str], width: int | None
) -> Iterator[str]:
    """Draw one field a line, its name before it, and an empty line between rows."""
    names = max(map(cells, columns))
    room = max(NARROWEST_TEXT, (width or 0) - names - len(GUTTER))
    for number, row in enumerate(rows):
        if number:
            yield ""
        for name, cell in zip(columns, row, strict=True):
            first, *more = wrap(cell, room)
            yield f"{bold(_padded(name, names, False))}{GUTTER}{first}".rstrip()
            yield from (f"{' ' * names}{GUTTER}{line}" for line in more)
