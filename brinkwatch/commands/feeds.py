"""`feeds`: the registry and how each feed fares."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from brinkwatch.front import failures_told, front_of, published
from brinkwatch.show.table import emit

group = typer.Typer(help="The feeds and how they fare.", no_args_is_help=True, rich_markup_mode=None)


@group.callback()
def _feeds() -> None:
    """The feeds and how they fare."""


@group.command("list")
def list_feeds(
    context: typer.Context,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List every configured feed with its publisher and its last poll."""
    from config.load import load_config
    from warehouse.read import ask

    front = front_of(context)
    with failures_told():
        config = load_config(front.config)
    last: dict[str, dict[str, object]] = {}
    if front.warehouse.exists():
        with published(front) as connection:
            last = {row["feed_id"]: row for row in ask(connection, "last_polls")}
    rows = []
    for feed_id, feed in config.feeds.items():
        source = config.sources[feed.source]
        polled = last.get(feed_id, {})
        rows.append(
            {
                "feed": feed_id,
                "source": source.name,
                "country": source.country,
                "language": source.language,
                "last_poll": polled.get("polled_at"),
                "outcome": polled.get("outcome", "never polled"),
                "reason": polled.get("reason", ""),
                "articles": polled.get("articles", 0),
                "url": feed.url,
            }
        )
    columns = ["feed", "source", "country", "language", "last_poll", "outcome", "reason", "articles", "url"]
    emit(rows, columns, format, sys.stdout, "Feeds")
