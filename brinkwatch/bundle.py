"""Put all that an alert rests on into files that can be cited, checked offline and read without Brinkwatch."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import yaml

from brinkwatch.show.escape import for_csv, for_json
from tasks.alert_chart import alert_svg
from tasks.bundle_words import ABOUT_QUERY, readme
from tasks.content import alert_json, whole_html
from tasks.explain import Course, sections
from tasks.finding import TEXT_COLUMNS
from tasks.grounds import Grounds, Recount
from tasks.judgements import Alert, Evidence
from tasks.reading_back import read_back, rule_of
from tasks.sentence import sentence_of_hit

if TYPE_CHECKING:
    from warehouse.connect import Connection

MOMENTS = ("published_at", "first_seen_at", "fetched_at")
CHECK_COLUMNS = ("label", "without", "observed", "expected", "score", "needed", "passed", "series")

Row = Mapping[str, Any]


def bundle_files(alert: Alert, grounds: Grounds, course: Course, texts: Iterable[Row]) -> dict[str, bytes]:
    """Return the files of a bundle by name; `texts` are the rows of the articles that are still stored.

    What people read is made from what programs read, as it reads back: so whoever has the one can make the other again.
    """
    judged_by = json.loads(grounds.judged_by)
    stored = {row["article_id"]: row for row in texts}
    quoted = {text.article_id: text for text in alert.evidence}
    origins = dict(zip(ids_of(grounds), grounds.origins, strict=False))
    whole = {
        "written_by": version("brinkwatch"),
        "alert": alert_json(alert, alert.state),
        "judged_at": grounds.judged_at.isoformat(),
        "step": grounds.step,
        "window": grounds.window,
        "exposure": grounds.exposure,
        "total": grounds.total,
        "most_in": grounds.most_in,
        "noun": grounds.noun,
        "judgements": [asdict(one) for one in course.judgements],
        "transitions": [asdict(one) for one in course.transitions],
    }
    rows = (
        _text_row(one, one in grounds.counted, stored.get(one), quoted.get(one), origins.get(one))
        for one in sorted(ids_of(grounds))
    )
    data = {
        "alert.json": for_json(json.loads(json.dumps(whole, default=lambda at: at.isoformat())), indent=2) + "\n",
        "baseline.csv": grounds.baseline,
        "checks.csv": _csv(CHECK_COLUMNS, (_check_row(*one) for one in enumerate(grounds.recounts, 1))),
        "rule.yaml": yaml.safe_dump(judged_by, sort_keys=False, allow_unicode=True),
        **{_check_file(number): one.baseline for number, one in enumerate(grounds.recounts, 1) if one.baseline},
        "texts.csv": _csv(TEXT_COLUMNS, rows),
    }
    files = {name: content.encode("utf-8", "replace") for name, content in data.items()}
    return {**files, **readable_files(files)}


def files_of_alert(connection: Connection, alert: Alert) -> dict[str, bytes]:
    """Return the files of the bundle of a stored alert that has grounds."""
    from warehouse.read_alerts import judgements, transitions

    assert alert.grounds is not None
    course = Course(judgements(connection, alert), transitions(connection, alert))
    return bundle_files(alert, alert.grounds, course, stored_texts(connection, alert, alert.grounds))


def stored_texts(connection: Connection, alert: Alert, grounds: Grounds) -> list[dict[str, Any]]:
    """Return the rows of the texts behind an alert that are still stored."""
    from warehouse.read import ask

    ids = json.dumps(ids_of(grounds))
    return ask(connection, "texts_of_alert", watch_id=alert.watch_id, series=alert.rule, articles=ids)


def readable_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make what people read in a bundle from what programs read; ValueError or LookupError where that is no alert's."""
    alert, course = read_back(files)
    judged_by = rule_of(files)
    assert alert.grounds is not None
    made = {
        "README.txt": readme(alert, alert.grounds, judged_by),
        "alert.html": whole_html(alert, alert_svg(alert), sections(alert, course)),
        "query.sql": _query(alert, judged_by),
    }
    return {name: content.encode("utf-8", "replace") for name, content in made.items()}


def ids_of(grounds: Grounds) -> list[str]:
    """Return the ids of all texts behind an alert."""
    return [*grounds.counted, *grounds.uncounted]


def text_hash(text: str) -> str:
    """Return the hash by which a text is recognised without being shown."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_row(number: int, check: Recount) -> Row:
    series = _check_file(number) if check.baseline else ""
    return {**asdict(check), "passed": check.score >= check.needed, "series": series}


def _check_file(number: int) -> str:
    return f"check-{number}.csv"


def _text_row(
    article_id: str, counted: bool, row: Row | None, quoted: Evidence | None, origin: tuple[str, str, str] | None
) -> Row:
    """Return a text as it is told in a bundle: its sentence and hashes, never itself. What was known of it when the alert
    was judged stands above what the warehouse says of it now."""
    kept: dict[str, Any] = {"article_id": article_id, "counted": counted, "title": "(no longer in the warehouse)"}
    if row is not None:
        moments = {name: row[name].isoformat() if row[name] else "" for name in MOMENTS}
        hashed = {"sentence": sentence_of_hit(row), "text_sha256": text_hash(row["text"])}
        kept |= {**row, **moments, **hashed, "counted": counted}
    if origin is not None:
        kept |= dict(zip(("publisher", "country", "language"), origin, strict=True))
    if quoted is not None:
        told = {name: getattr(quoted, name) for name in ("source_id", "publisher", "url", "title", "sentence")}
        kept |= {**told, "published_at": quoted.published_at.isoformat() if quoted.published_at else ""}
    return kept


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([for_csv(_cell(row.get(column))) for column in columns])
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _query(alert: Alert, judged_by: Row) -> str:
    """Return the question that finds the texts behind an alert, to be asked of the same warehouse."""
    from tasks.judge_hours import BLOCK_STEP, hours_of
    from warehouse.own_hits import question_of
    from warehouse.read import query_text

    ids = json.dumps(ids_of(alert.grounds)) if alert.grounds else "[]"
    values = {
        "$articles": ids,
        "$source": judged_by.get("source", ""),
        "$watch_id": alert.watch_id,
        "$series": alert.rule,
        "$zone": judged_by["timezone"],
        "$as_of": alert.grounds.judged_at.isoformat() if alert.grounds else "",
        "$window_start": alert.window_start.isoformat(),
        "$window_end": alert.window_end.isoformat(),
    }
    listed = judged_by["detection"].get("kind") in {"headline", "rising"}
    name = "entries_of_source" if "source" in judged_by else "texts_of_alert" if listed else "texts_behind"
    question = question_of(name) if name == "texts_behind" else query_text(name)
    question = question.replace("$rehearsing", "false")
    grounds, hours = alert.grounds, ("NULL", "NULL")
    if grounds is not None and grounds.step == BLOCK_STEP:
        first, last = hours_of(grounds.history[-1].start, grounds.window)
        hours = (str(first), str(last))
    for hole, hour in zip(("$first_hour", "$last_hour"), hours, strict=True):
        question = question.replace(hole, hour)
    for name, value in values.items():
        question = question.replace(name, "'" + value.replace("'", "''") + "'")
    return ABOUT_QUERY + question
