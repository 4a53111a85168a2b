"""The command line: global options here, the commands in commands/, each loaded when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brinkwatch.front import Front, Misuse, hushed
from brinkwatch.lazily import command_group, group_of

DEFAULT_CONFIG = Path("config")
DEFAULT_WAREHOUSE = Path("data/brinkwatch.duckdb")

COMMANDS = {
    "demo": "work:demo",
    "init": "setup:init",
    "check": "setup:check",
    "run": "work:run",
    "schedule": "schedule:schedule",
    "status": "status:status",
    "import": "work:bring_in",
    "trend": "trend:trend",
    "search": "search:search",
    "compare": "search:compare",
    "reprocess": "again:reprocess",
    "revisions": "again:revisions",
    "rising": "rising:rising",
    "entity": "who:entity",
    "query": "ask:query",
    "export": "ask:export",
    "detect": "detect:detect",
    "backtest": "backtest:backtest",
    "verify": "bundle:verify",
    "entities": "naming:group",
    "alerts": "alerting:group",
    "feeds": "feeds:group",
    "doctor": "examine:doctor",
    "backup": "store:backup",
    "restore": "store:restore",
    "prune": "store:prune",
    "compact": "store:compact",
}
"""Where the commands stand in brinkwatch/commands, in the order of `--help`; only the one that is asked for is loaded."""

_options = command_group(
    name="brinkwatch",
    help="Watch the news for tension: feeds to a warehouse, trends that can be cited, alerts that can be trusted.",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"brinkwatch {version('brinkwatch')}")
        raise typer.Exit


@_options.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option(envvar="BRINKWATCH_CONFIG", help="Folder of the configuration.", show_default=True)
    ] = DEFAULT_CONFIG,
    warehouse: Annotated[
        Path | None,
        typer.Option(
            envvar="BRINKWATCH_WAREHOUSE",
            help=f"The warehouse file; its other files lie beside it. [default: {DEFAULT_WAREHOUSE}]",
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Say nothing beside the answer and what failed.", show_default=False)
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show the log of a pass as it is written, all levels.", show_default=False)
    ] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the global options; they may also stand after the command."""
    if quiet and verbose:
        raise Misuse("--quiet and --verbose: say one of them")
    hushed.set(quiet)
    context.obj = Front(config, warehouse or DEFAULT_WAREHOUSE, warehouse is not None, quiet, verbose)


app = group_of(_options, {name: f"brinkwatch.commands.{place}" for name, place in COMMANDS.items()})
