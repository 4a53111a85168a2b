"""`doctor`: check every invariant of the store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Literal

import typer

from brinkwatch.front import Failure, Front, bench_of, failures_told, front_of, note
from brinkwatch.show.escape import for_terminal
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

FINDINGS = ["check", "trouble", "count", "example", "detail", "mend"]


def doctor(
    context: typer.Context,
    format: Annotated[Literal["table", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Check every invariant of the store, and say how to mend what is wrong. Changes nothing; exit status 1 if anything is."""
    from warehouse.doctor import examine
    from warehouse.layout import Layout

    front = front_of(context)
    with failures_told():
        findings = []
        for one in examine(Layout(front.warehouse), _enrich_version(front)):
            findings.append(one)
            if format == "table":
                write(sys.stdout, "".join(f"{for_terminal(line)}\n" for line in _told(asdict(one))))
    if format == "json":
        emit([asdict(one) for one in findings], FINDINGS, "json", sys.stdout)
    troubled = sum(one.trouble for one in findings)
    if troubled:
        raise Failure(f"{front.warehouse}: {troubled} of {len(findings)} checks found trouble")
    note(f"{front.warehouse}: all {len(findings)} checks passed")


def _enrich_version(front: Front) -> str:
    """Return what today's configuration reads with; empty where there is none that is sound."""
    from config.load import ConfigError

    try:
        return bench_of(front).enrich_version
    except (ConfigError, Failure):
        return ""


def _told(one: dict[str, object]) -> Iterator[str]:
    """Write a finding in a line, and how to mend it in another."""
    detail = f" ({one['detail']})" if one["detail"] else ""
    if not one["trouble"]:
        yield f"ok       {one['check']}{detail}"
        if one["mend"]:
            yield f"         {one['mend']}"
        return
    example = f": {one['count']}, such as {one['example']}" if one["example"] else ""
    yield f"TROUBLE  {one['check']}{example}{detail}"
    yield f"         {one['mend']}"
