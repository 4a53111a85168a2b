"""Measure and break text by the room it takes on a terminal, where Korean, Japanese and Chinese letters are wide."""

from __future__ import annotations

_USUAL, _CAPITAL, _REGULAR = 0.72, 0.85, 0.88
_EMS = {
    **dict.fromkeys(" ',-./:;IJ\\ijl|", 0.42),
    **dict.fromkeys('!"()*[]_`frt', 0.53),
    **dict.fromkeys("%&@MWmw", 1.11),
    **dict.fromkeys("#+<=>~^", 0.84),
}
"""Widths in DejaVu Sans Bold, by the widest of letters alike; of the upright face, a part of them. Ems of the font size."""


def cells(text: str) -> int:
    """Count the terminal cells that text takes: two for a Korean, Japanese or Chinese letter."""
    from rich.cells import cell_len

    return cell_len(text)


def pixels(text: str, size: float, *, bold: bool = True) -> float:
    """Give the room that text of a font size takes at most: in DejaVu Sans, the widest face that browsers draw charts with."""
    letters = (
        1.0 if cells(letter) > 1 else _EMS.get(letter, _CAPITAL if letter.isupper() else _USUAL) for letter in text
    )
    return sum(letters) * size * (1.0 if bold else _REGULAR)


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
