"""Draw trends as pictures (SVG, PNG) and as an interactive page that needs nothing from outside (HTML)."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brinkwatch.show.behind import OPENING, behind_points
from brinkwatch.show.chart_layers import chart_spec
from brinkwatch.show.document import document
from brinkwatch.show.escape import for_html, for_script
from brinkwatch.show.series import AlertMark, TrendSeries
from tasks.records import Trouble

SUFFIXES = (".svg", ".png", ".html")
PIXELS_PER_UNIT = 2.0
"""A PNG that stays sharp in print and on dense screens."""

FONT_PACKAGES = ("rinoh_typeface_notosanscjk", "koreanize_matplotlib", "manimgx_fonts_cjk")
"""Registry packages that only carry fonts with Korean (all but the second: Japanese and Chinese too), used if installed.

The first is in requirements/fonts.lock."""


@dataclass(frozen=True, slots=True)
class InteractiveChart:
    """A chart for a page: `body` shows a still picture until `scripts`, in this order, bring it to life."""

    body: str
    scripts: tuple[str, ...]


def write_chart(
    path: Path,
    series: Sequence[TrendSeries],
    title: str,
    subtitle: str = "",
    caption: str = "",
    marks: Sequence[AlertMark] = (),
) -> Trouble | None:
    """Write a chart in the format that the suffix of `path` names; ValueError for any other suffix or no points.

    The trouble, if any, is that a PNG shows boxes, because no font of this machine has some letters.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"a chart can not be written to {path.name!r}: name it *.svg, *.png or *.html")
    if suffix == ".html":
        chart = interactive_chart(series, title, subtitle, caption, marks)
        replace(path, document(title, chart.body, chart.scripts).encode())
        return None
    spec = chart_spec(series, title, subtitle, caption, marks)
    if suffix == ".svg":
        replace(path, _svg(spec).encode())
        return None
    replace(path, _png(spec))
    missing = undrawable(
        "".join([title, subtitle, caption, *(one.name for one in series), *(mark.label for mark in marks)])
    )
    detail = (
        f"no font on this machine has {missing}: {path.name} shows boxes instead; `make setup` installs one, as does "
        "the system's package of Noto Sans CJK; .svg and .html use their reader's fonts"
    )
    return Trouble("no_font", detail) if missing else None


def interactive_chart(
    series: Sequence[TrendSeries],
    title: str,
    subtitle: str = "",
    caption: str = "",
    marks: Sequence[AlertMark] = (),
) -> InteractiveChart:
    """Make a chart for a page of ours; at most one a page."""
    spec = chart_spec(series, title, subtitle, caption, marks)
    lists = behind_points(series)
    body = f'<figure aria-label="{for_html(title)}"><div id="chart" class="chart">{_svg(spec)}</div></figure>\n{lists}'
    # `ast` makes Vega interpret its expressions, so that the page's policy can forbid evaluating code.
    options = {
        "renderer": "svg",
        "ast": True,
        "actions": {"export": True, "source": False, "compiled": False, "editor": False},
    }
    start = f'vegaEmbed("#chart", {for_script(spec)}, {for_script(options)})'
    then = f"{OPENING}{start}.then(listen)" if lists else start
    return InteractiveChart(body, (_library(), f"{then}.catch(console.error);"))


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def undrawable(text: str) -> str:
    """Give the letters that no font known here has; each is drawn and compared with one that can not exist."""
    beyond_latin = sorted({letter for letter in text if ord(letter) > 0x24F and letter.isalnum()})
    if not beyond_latin:
        return ""
    box = _letter("\U0010ffff")
    return "".join(letter for letter in beyond_latin if _letter(letter) == box)


def _letter(letter: str) -> bytes:
    import vl_convert

    _register_fonts()
    text = f'<text y="24" font-size="20" font-family="sans-serif">{letter}</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">{text}</svg>'
    return bytes(vl_convert.svg_to_png(drawing))


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    _register_fonts()
    return str(vl_convert.vegalite_to_svg(spec))


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert

    _register_fonts()
    return bytes(vl_convert.vegalite_to_png(spec, scale=PIXELS_PER_UNIT))


@cache
def _library() -> str:
    """Give Vega, Vega-Lite and Vega-Embed as one script (0.9 MB; bundling takes some 2.5 s)."""
    import vl_convert

    return str(vl_convert.javascript_bundle(None)).strip()  # type: ignore[arg-type]  # its stub forgets that None means all


@cache
def _register_fonts() -> TemporaryDirectory[str] | None:
    """Let pictures use the fonts of packages that are installed beside those of the system; the folder is held until the end.

    Of a package the upright book face alone is handed on: a line with letters that its font lacks takes the first face that has
    them, whatever its weight.
    """
    import vl_convert

    found = [importlib.util.find_spec(package) for package in FONT_PACKAGES]
    folders = [folder for one in found if one for folder in one.submodule_search_locations or []]
    files = [
        file for folder in folders for file in Path(folder).rglob("*.[ot]t[fc]") if "bold" not in file.name.lower()
    ]
    if not files:
        return None
    held = TemporaryDirectory(prefix="brinkwatch-fonts-")
    for number, file in enumerate(files):
        (Path(held.name) / f"{number}{file.suffix}").symlink_to(file)
    vl_convert.register_font_directory(held.name)
    return held
