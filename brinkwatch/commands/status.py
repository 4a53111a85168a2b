"""`status`: how everything stands, for people and for monitoring."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from brinkwatch.front import failures_told, front_of, now
from brinkwatch.show.escape import for_json
from brinkwatch.show.output import write


def status(
    context: typer.Context,
    format: Annotated[
        Literal["table", "json", "prometheus"],
        typer.Option(help="How to print; prometheus is the text exposition, for node_exporter's textfiles."),
    ] = "table",
) -> None:
    """Tell how everything stands: runs, lag, feeds, spool, disk, messages, and what is wrong. Exit status 1 if anything is."""
    from importlib.metadata import version

    from brinkwatch.show.exposition import exposition
    from brinkwatch.show.standing import page, plain_standing
    from config.load import load_config
    from flows.standing import standing_of
    from warehouse.layout import Layout

    front = front_of(context)
    with failures_told():
        config = load_config(front.config)
        standing = standing_of(config, Layout(front.warehouse), now())
    if format == "prometheus":
        write(sys.stdout, exposition(standing, version("brinkwatch")))
    elif format == "json":
        write(sys.stdout, for_json(plain_standing(standing), indent=2) + "\n")
    else:
        write(sys.stdout, page(standing, str(front.warehouse), config.settings.zone(), sys.stdout))
    if standing.findings:
        raise typer.Exit(1)
