"""`alerts export` and `verify`: an alert's evidence as one file that others can check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brinkwatch.commands.why import alert_of, save
from brinkwatch.front import Failure, Misuse, front_of, note, published
from brinkwatch.show.escape import for_json, for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from tasks.finding import Finding


def export(
    context: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts list`; its beginning is enough.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.zip", help="Where to; alert-ID.zip by default.")
    ] = None,
) -> None:
    """Write all that an alert rests on to one file: rule, baseline, sentences and hashes; `verify` checks it."""
    from brinkwatch.bundle import files_of_alert, ids_of, stored_texts
    from tasks.seal import seal

    with published(front_of(context)) as connection:
        alert = alert_of(connection, alert_id)
        grounds = alert.grounds
        if grounds is None:
            raise Failure(
                f"{alert.alert_id}: was judged before alerts kept what they rest on; later ones can be exported, and "
                f"`brinkwatch backtest {alert.watch_id}` judges its days again"
            )
        files = files_of_alert(connection, alert)
        ids, texts = ids_of(grounds), stored_texts(connection, alert, grounds)
    if len(texts) < len(ids):
        note(f"{len(ids) - len(texts)} of the {len(ids)} texts are no longer in the warehouse; the bundle says which")
    save(output or Path(f"alert-{alert.alert_id}.zip"), seal(files))


def verify(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file that `alerts export` has written.")],
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Check a bundle offline: hashes, numbers, words and parts; with --warehouse, its alert, rule and articles as well."""
    from brinkwatch.verifying import verify as check
    from brinkwatch.verifying import verify_in_warehouse
    from tasks.records import Trouble
    from tasks.seal import unseal

    files = unseal(bundle)
    if isinstance(files, Trouble):
        raise (Misuse if files.reason == "no_bundle" else Failure)(files.detail)
    findings = check(files)
    front = front_of(context)
    if front.warehouse_given:
        with published(front) as connection:
            findings += verify_in_warehouse(connection, files)
    _print(findings, format)
    compared, wrong = sum(one.holds is not None for one in findings), sum(one.holds is False for one in findings)
    if wrong:
        raise Failure(f"{bundle}: {wrong} of {compared} comparisons do not hold")
    left_out = sum("NOT compared" in one.line for one in findings)
    note(
        f"{bundle}: all {compared} comparisons hold{'; some parts are of another version and were NOT compared' if left_out else ''}"
    )


def _print(findings: list[Finding], format: Literal["table", "csv", "json"]) -> None:
    marks = {True: "ok", False: "WRONG", None: ""}
    if format == "json":
        write(sys.stdout, for_json([{"holds": one.holds, "line": one.line} for one in findings], indent=2) + "\n")
    elif format == "csv":
        from brinkwatch.show.table import emit

        emit([{"holds": one.holds, "line": one.line} for one in findings], ["holds", "line"], "csv", sys.stdout, "")
    else:
        write(sys.stdout, "".join(f"{marks[one.holds]:<6}{for_terminal(one.line)}\n" for one in findings))
