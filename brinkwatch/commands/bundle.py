"""`alerts export` and `verify`: an alert's evidence as one file that others can check."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brinkwatch.commands.why import alert_of, save
from brinkwatch.front import Failure, Front, Misuse, front_of, note, published
from brinkwatch.show.escape import for_json, for_terminal
from brinkwatch.show.output import write

if TYPE_CHECKING:
    from tasks.verify import Finding


def export(
    context: typer.Context,
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts list`; its beginning is enough.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.zip", help="Where to; alert-ID.zip by default.")
    ] = None,
) -> None:
    """Write all that an alert rests on to one file: rule, baseline, sentences and hashes; `verify` checks it."""
    from brinkwatch.bundle import bundle_files, ids_of
    from tasks.explain import Course
    from tasks.seal import seal
    from warehouse.read import ask
    from warehouse.read_alerts import judgements, transitions

    with published(front_of(context)) as connection:
        alert = alert_of(connection, alert_id)
        grounds = alert.grounds
        if grounds is None:
            raise Failure(
                f"{alert.alert_id}: was judged before alerts kept what they rest on; later ones can be exported, and "
                f"`brinkwatch backtest {alert.watch_id}` judges its days again"
            )
        ids = ids_of(grounds)
        texts = ask(connection, "texts_of_alert", watch_id=alert.watch_id, series=alert.rule, articles=json.dumps(ids))
        files = bundle_files(
            alert, grounds, Course(judgements(connection, alert), transitions(connection, alert)), texts
        )
    if len(texts) < len(ids):
        note(f"{len(ids) - len(texts)} of the {len(ids)} texts are no longer in the warehouse; the bundle says which")
    save(output or Path(f"alert-{alert.alert_id}.zip"), seal(files))


def verify(
    context: typer.Context,
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file that `alerts export` has written.")],
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """Check a bundle offline: every hash, and every number computed anew; with --warehouse, its articles as well."""
    from tasks.records import Trouble
    from tasks.seal import unseal
    from tasks.verify import verify as check

    files = unseal(bundle)
    if isinstance(files, Trouble):
        raise (Misuse if files.reason == "no_bundle" else Failure)(files.detail)
    findings = check(files)
    front = front_of(context)
    if front.warehouse_given:
        findings += _in_warehouse(front, files)
    _print(findings, format)
    wrong = sum(one.holds is False for one in findings)
    if wrong:
        raise Failure(f"{bundle}: {wrong} of {sum(one.holds is not None for one in findings)} comparisons do not hold")
    note(f"{bundle}: all {sum(one.holds is not None for one in findings)} comparisons hold")


def _print(findings: list[Finding], format: Literal["table", "csv", "json"]) -> None:
    marks = {True: "ok", False: "WRONG", None: ""}
    if format == "json":
        write(sys.stdout, for_json([{"holds": one.holds, "line": one.line} for one in findings], indent=2) + "\n")
    elif format == "csv":
        from brinkwatch.show.table import emit

        emit([{"holds": one.holds, "line": one.line} for one in findings], ["holds", "line"], "csv", sys.stdout, "")
    else:
        write(sys.stdout, "".join(f"{marks[one.holds]:<6}{for_terminal(one.line)}\n" for one in findings))


def _in_warehouse(front: Front, files: Mapping[str, bytes]) -> list[Finding]:
    from tasks.verify import Finding, text_rows

    if "texts.csv" not in files:
        return []
    try:
        rows = text_rows(files)
    except ValueError as error:
        return [Finding(False, str(error))]
    return list(_articles(front, rows))


def _articles(front: Front, rows: list[dict[str, str]]) -> Iterator[Finding]:
    """Compare the texts of a bundle with those of a warehouse."""
    from brinkwatch.bundle import text_hash
    from tasks.verify import Finding
    from warehouse.read import ask

    ids = json.dumps([row["article_id"] for row in rows])
    with published(front) as connection:
        found = {
            row["article_id"]: row for row in ask(connection, "texts_of_alert", watch_id="", series="", articles=ids)
        }
    same = 0
    for row in rows:
        stored = found.get(row["article_id"])
        if stored is None:
            yield Finding(False, f"article {row['article_id']}: is not in the warehouse")
            continue
        told = {"page": row["raw_sha256"], "text": row["text_sha256"]}
        now = {"page": stored["raw_sha256"] or "", "text": text_hash(stored["text"])}
        differing = [name for name in told if told[name] != now[name]]
        if differing:
            yield Finding(False, f"article {row['article_id']}: {' and '.join(differing)} differ from the warehouse's")
        same += not differing
    yield Finding(same == len(rows), f"warehouse: {same} of {len(rows)} articles are there with the same hashes")
