"""List below a chart what stands behind each of its points: articles, sentences, and the command that shows all."""

from __future__ import annotations

from collections.abc import Sequence

from brinkwatch.show.escape import for_href, for_html
from brinkwatch.show.series import Behind, TrendPoint, TrendSeries, percent, period_labels
from tasks.judgements import Evidence

RAW_SHOWN = 12
"""Characters of a hash that tell it apart by eye; the whole one is the tooltip."""

OPENING = """
const behind = document.getElementById("behind"), choice = document.getElementById("behind-choice");
function openPoint(id) {
  const wanted = document.getElementById(id);
  if (!wanted || wanted.parentElement !== behind) return;
  for (const one of behind.children) one.hidden = one !== wanted;
  choice.value = id;
  history.replaceState(null, "", "#" + id);
}
choice.addEventListener("change", () => openPoint(choice.value));
addEventListener("hashchange", () => openPoint(location.hash.slice(1)));
openPoint(location.hash.slice(1));
function listen(embedded) {
  const idOf = item => "behind-" + (item && item.datum && item.datum.point);
  embedded.view.addEventListener("click", (_, item) => openPoint(idOf(item)));
  const marks = [...document.querySelectorAll("#chart path")].filter(mark =>
    mark.__data__ && mark.getAttribute("opacity") === "0" && document.getElementById(idOf(mark.__data__)));
  marks.forEach((mark, place) => {
    const named = choice.querySelector('option[value="' + idOf(mark.__data__) + '"]');
    for (const [key, value] of [["tabindex", place ? -1 : 0], ["role", "button"], ["aria-label", named.textContent]])
      mark.setAttribute(key, value);
    mark.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") openPoint(idOf(mark.__data__));
      else if (event.key === "ArrowRight") (marks[place + 1] || mark).focus();
      else if (event.key === "ArrowLeft") (marks[place - 1] || mark).focus();
      else return;
      event.preventDefault();
    });
  });
}
"""
"""Opens a point that was clicked, chosen from the list, reached by Tab and arrows and entered, or named in the address.

A chart's hover areas, drawn with no opacity, are its buttons; Vega keeps the row of data that each was drawn from.
"""


def point_name(line: int, place: int) -> str:
    """Name a point by its line and its place on it."""
    return f"{line}-{place}"


def behind_points(series: Sequence[TrendSeries]) -> str:
    """Write the choice of a point and the list of each, hidden until it is opened; empty where nothing is behind any."""
    options, lists = "", ""
    for line, one in enumerate(series):
        opened = ""
        for place, (point, label) in enumerate(zip(one.points, period_labels(one.points), strict=True)):
            found = one.behind.get(point.period)
            if found is None:
                continue
            name = f"behind-{point_name(line, place)}"
            opened += f'<option value="{name}">{for_html(_heading(one, point, label))}</option>\n'
            lists += _list(name, _heading(one, point, label), found)
        options += f'<optgroup label="{for_html(one.name)}">\n{opened}</optgroup>\n' if opened else ""
    if not lists:
        return ""
    return (
        '<section class="behind">\n<p><label>Behind a point: click it, or choose it here. '
        f'<select id="behind-choice">\n<option value="" selected>Choose a point</option>\n{options}</select></label></p>\n'
        "<noscript><style>#behind > div[hidden] { display: block; }</style></noscript>\n"
        f'<div id="behind" aria-live="polite">\n{lists}</div>\n</section>\n'
    )


def evidence_item(one: Evidence, more: str = "") -> str:
    """Write an article with its outlet, day, copies and sentence; `more` is HTML that stands behind them."""
    title = f'<bdi dir="auto">{for_html(one.title or one.url)}</bdi>'
    address = for_href(one.url)
    headline = f'<a href="{address}" rel="noopener noreferrer">{title}</a>' if address else title
    day = (
        f'<time datetime="{one.published_at:%Y-%m-%d}">{one.published_at:%-d %B %Y}</time>' if one.published_at else ""
    )
    copies = f"{one.copies:,} {'copy' if one.copies == 1 else 'copies'} elsewhere" if one.copies else ""
    origin = " · ".join(filter(None, [for_html(one.source_id), day, copies, more]))
    quote = f'<blockquote dir="auto">{for_html(one.sentence)}</blockquote>' if one.sentence else ""
    return f'<li>{headline} <span class="soft">{origin}</span>{quote}</li>\n'


def _heading(one: TrendSeries, point: TrendPoint, label: str) -> str:
    texts = f"{point.texts:,} of {point.total:,} distinct texts"
    return f"{one.name}, {label}: {percent(point.share or 0)}, {texts}"


def _list(name: str, heading: str, found: Behind) -> str:
    items = "".join(
        evidence_item(text.evidence, f'<span title="{for_html(text.raw_sha256)}">raw {for_html(text.raw_sha256[:RAW_SHOWN])}</span>')
        for text in found.texts
    )  # fmt: skip
    more = found.found - len(found.texts)
    told = (f"And {more:,} more. " if found.texts else f"{more:,} texts. ") if more else ""
    return (
        f'<div id="{name}" hidden>\n<h3 dir="auto">{for_html(heading)}</h3>\n<ol class="evidence">\n{items}</ol>\n'
        f'<p class="soft">{told}All of them: <code>{for_html(found.command)}</code></p>\n</div>\n'
    )
