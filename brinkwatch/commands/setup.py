"""`init` and `check`: a configuration of one's own, and what is wrong with it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from brinkwatch.front import Failure, Misuse, failures_told, front_of
from brinkwatch.show.output import write
from brinkwatch.show.table import emit


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write; made if missing.")],
) -> None:
    """Write a commented configuration of your own, to edit: brinkwatch --config DIR uses it."""
    from config.load import FILES, SHIPPED

    present = [name for name in FILES if (directory / name).exists()]
    if present:
        raise Misuse(f"{directory}: holds {', '.join(present)} already; name another folder (nothing was changed)")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(SHIPPED / name, directory / name)
    except OSError as error:
        raise Failure(f"{directory}: can not be written: {error.strerror or error}") from None
    lines = [
        f"Wrote {len(FILES)} files to {directory}. Next:",
        f"  edit {directory / 'settings.yaml'}: put your own address as `contact`",
        f"  brinkwatch --config {directory} check",
        f"  brinkwatch --config {directory} run",
    ]
    write(sys.stdout, "\n".join(lines) + "\n")


def check(
    context: typer.Context,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print the mistakes.")] = "table",
) -> None:
    """Check the configuration and report every mistake at once. Exit status 2 if there is one."""
    from config.load import ConfigError, load_config
    from tasks.deliver import unusable

    front = front_of(context)
    mistakes: list[str] = []
    summary = ""
    with failures_told():
        try:
            config = load_config(front.config)
            summary = (
                f"{front.config} is sound: {len(config.feeds)} feeds of {len(config.sources)} publishers, "
                f"{len(config.entities)} entities, {len(config.topics)} topics, {len(config.watches)} watches, "
                f"{len(config.alerts.receivers)} receivers"
            )
            mistakes = unusable(config.alerts.receivers, os.environ)
        except ConfigError as error:
            mistakes = error.mistakes
    if format == "json":
        write(sys.stdout, json.dumps({"ok": not mistakes, "mistakes": mistakes}, ensure_ascii=False, indent=2) + "\n")
    elif format == "csv":
        emit([{"mistake": one} for one in mistakes], ["mistake"], "csv", sys.stdout)
    elif not mistakes:
        write(sys.stdout, summary + "\n")
    if mistakes:
        if format == "table":
            raise Misuse(*mistakes)
        raise typer.Exit(2)
