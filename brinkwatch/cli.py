"""The command line: global options here, the commands in commands/."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brinkwatch.commands import (
    again,
    alerts,
    ask,
    backtest,
    detect,
    feeds,
    naming,
    rising,
    schedule,
    search,
    setup,
    store,
    trend,
    who,
    work,
)
from brinkwatch.front import Front

DEFAULT_CONFIG = Path("config")
DEFAULT_WAREHOUSE = Path("data/brinkwatch.duckdb")

app = typer.Typer(
    name="brinkwatch",
    help="Watch the news for tension: feeds to a warehouse, trends that can be cited, alerts that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"brinkwatch {version('brinkwatch')}")
        raise typer.Exit


@app.callback()
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
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the global options; they may also stand after the command."""
    context.obj = Front(config, warehouse or DEFAULT_WAREHOUSE, warehouse is not None)


app.command("demo")(work.demo)
app.command("init")(setup.init)
app.command("check")(setup.check)
app.command("run")(work.run)
app.command("schedule")(schedule.schedule)
app.command("import")(work.bring_in)
app.command("trend")(trend.trend)
app.command("search")(search.search)
app.command("compare")(search.compare)
app.command("reprocess")(again.reprocess)
app.command("revisions")(again.revisions)
app.command("rising")(rising.rising)
app.command("entity")(who.entity)
app.command("query")(ask.query)
app.command("detect")(detect.detect)
app.command("backtest")(backtest.backtest)
who.group.command("apply")(naming.apply)
who.group.command("new")(naming.new)
app.add_typer(who.group, name="entities")
app.add_typer(alerts.group, name="alerts")
app.add_typer(feeds.group, name="feeds")
app.command("doctor")(store.doctor)
app.command("backup")(store.backup)
app.command("restore")(store.restore)
app.command("prune")(store.prune)
app.command("compact")(store.compact)
