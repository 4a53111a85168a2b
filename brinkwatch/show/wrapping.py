"""Measure and break text by the room it takes on a terminal, where Korean, Japanese and Chinese letters are wide."""

from __future__ import annotations


def cells(text: str) -> int:
    """Count the terminal cells that text takes: two for a Korean, Japanese or Chinese letter."""
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most `width` cells; words longer than a line are cut."""
    if cells(text) <= width:
        return [text]
    from rich.cells import chop_cells

    lines = [""]
    for word in text.split():
        for piece in chop_cells(word, width):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            lines = [*lines[:-1], joined] if cells(joined) <= width else [*lines, piece]
    return lines
