"""Draw how the time of an answer grows with the number of articles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.warehouse_peers.questions import QUESTIONS
from benchmarks.warehouse_peers.timing import Timed
from brinkwatch.show.chart_axes import COLOURS, GRID
from brinkwatch.show.chart_layers import FONT


def draw(path: Path, sizes: Mapping[int, Mapping[str, Mapping[str, Timed]]]) -> None:
    """Draw a panel a question, a line an engine, both axes logarithmic."""
    import vl_convert

    rows = [
        {"articles": number, "question": QUESTIONS[question], "engine": engine, "ms": max(one.warm * 1e3, 0.01)}
        for number, answers in sizes.items()
        for question, found in answers.items()
        for engine, one in found.items()
    ]
    names = list(dict.fromkeys(row["engine"] for row in rows))
    picture = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": "How long an answer takes, by the number of articles", "subtitle": "Warm median on the clock", "anchor": "start"},
        "data": {"values": rows},
        "config": {"font": FONT, "axis": {"gridColor": GRID}, "view": {"stroke": None}},
        "facet": {"field": "question", "type": "nominal", "title": None, "sort": list(QUESTIONS.values()), "header": {"labelAnchor": "start"}},
        "columns": 3,
        "spec": {
            "width": 210, "height": 150,
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": "articles", "type": "quantitative", "scale": {"type": "log"}, "title": "articles", "axis": {"format": "~s", "tickCount": 4}},
                "y": {"field": "ms", "type": "quantitative", "scale": {"type": "log"}, "title": "ms", "axis": {"format": "~s", "tickCount": 4}},
                "color": {"field": "engine", "type": "nominal", "title": None, "scale": {"domain": names, "range": list(COLOURS[: len(names)])}},
            },
        },
    }  # fmt: skip
    path.write_text(vl_convert.vegalite_to_svg(picture), encoding="utf-8")
