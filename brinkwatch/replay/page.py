"""Render a publisher's article pages and front page from its template."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from brinkwatch.replay.outlets import Outlet
from brinkwatch.replay.story import Story

DAY_SHOWN = {"rte": "%A, %d %B %Y %H:%M", "dw": "%d.%m.%Y"}
"""How the two outlets with nothing but a visible date write it; the others add one in the usual long form."""


def render_article(outlet: Outlet, story: Story, related: Sequence[Story], base: str) -> bytes:
    """Render an article's page. `base` is the site's address without a slash, `related` what it also links to."""
    html = _template(f"{outlet.source_id}.html").render(
        outlet=outlet,
        story=story,
        related=related,
        base=base,
        claim=claimed(outlet, story),
        shown=story.published.strftime(DAY_SHOWN.get(outlet.source_id, "%d %B %Y")),
    )
    return _encoded(html, outlet)


def render_front(outlet: Outlet, stories: Sequence[Story], base: str) -> bytes:
    """Render the front page: the latest stories."""
    return _encoded(_template("front.html").render(outlet=outlet, stories=stories, base=base), outlet)


def claimed(outlet: Outlet, story: Story) -> str:
    """Say when the story was published, in ISO 8601 and no more precisely than the outlet's feed does."""
    return story.published.isoformat() if outlet.states_time else story.published.date().isoformat()


def _encoded(html: str, outlet: Outlet) -> bytes:
    return html.encode(outlet.charset, "xmlcharrefreplace")


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    loader = PackageLoader("brinkwatch.replay", "pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
