"""`alerts silence`, `silences` and `unsilence`: what nobody is told of for a while."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from brinkwatch.front import Failure, Front, Misuse, failures_told, front_of, note, now, timezone_of
from brinkwatch.show.output import write
from brinkwatch.show.table import emit

if TYPE_CHECKING:
    from tasks.silences import Silence
    from warehouse.state import State

COLUMNS = ["id", "state", "watch", "rule", "entity", "severity_below", "set_at", "until", "ended_at", "reason"]
TABLE_COLUMNS = ["id", "state", "matches", "until", "reason"]
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=366)
"""A silence of more than a year is a rule that nobody wants: it belongs out of watches.yaml."""


def silence(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why, for whoever asks later.")],
    watch: Annotated[str, typer.Option(metavar="ID", help="Only this watch.")] = "",
    rule: Annotated[str, typer.Option(metavar="ID", help="Only this rule, or one of its series.")] = "",
    entity: Annotated[str, typer.Option(metavar="ID", help="Only series that follow this entity or topic.")] = "",
    severity_below: Annotated[
        Literal["strong", "extreme"] | None, typer.Option(help="Only alerts less severe than this.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Its end, such as 2017-03-20T09:00, as the clock on the wall says."),
    ] = None,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="3d", help="How long: a number and m, h, d or w.")
    ] = None,
) -> None:
    """Tell nobody of some alerts for a while; what still fires when it ends is told then. All that is given has to match."""
    from tasks.silences import matches
    from tasks.silences import silence as made
    from warehouse.alert_store import episodes
    from warehouse.ruling_store import keep_silence

    front, moment = front_of(context), now()
    if not (watch or rule or entity or severity_below):
        raise Misuse("nothing to match; give --watch, --rule, --entity or --severity-below")
    if not reason.strip():
        raise Misuse("--reason: is empty; write why")
    _expect_configured(front, watch, rule, entity)
    zone = ZoneInfo(timezone_of(front, None))
    end = _end(until, for_, moment, zone)
    new = made(watch, rule, entity, severity_below or "", moment, end, reason.strip())
    with _state(front) as state:
        keep_silence(state, new)
        kept = [one.alert.alert_id for one in episodes(state).values() if one.is_open and matches(new, one.alert)]
    write(sys.stdout, f"{new.silence_id}\n")
    note(f"{new.matchers}: nobody is told until {end.astimezone(zone):%Y-%m-%d %H:%M %Z}")
    if kept:
        note(f"open alerts that it matches: {', '.join(sorted(kept))}")


def silences(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    format: Annotated[Literal["table", "csv", "json"], typer.Option(help="How to print.")] = "table",
) -> None:
    """List the silences that hold; `alerts unsilence ID` lifts one."""
    from tasks.silences import holds
    from warehouse.layout import Layout
    from warehouse.ruling_store import known_silences

    front, moment = front_of(context), now()
    with failures_told():
        found = known_silences(Layout(front.warehouse).state)
    zone = ZoneInfo(timezone_of(front, None))
    rows = [
        {
            "id": one.silence_id,
            "state": "holds" if holds(one, moment) else "lifted" if one.ended_at else "over",
            "watch": one.watch or None,
            "rule": one.rule or None,
            "entity": one.entity or None,
            "severity_below": one.severity_below or None,
            "matches": one.matchers,
            "set_at": one.set_at,
            "until": f"{one.end.astimezone(zone):%Y-%m-%d %H:%M %Z}" if format == "table" else one.until,
            "ended_at": one.ended_at,
            "reason": one.reason,
        }
        for one in reversed(found)
        if every or holds(one, moment)
    ]
    emit(rows, TABLE_COLUMNS if format == "table" else COLUMNS, format, sys.stdout, "Silences")


def unsilence(
    context: typer.Context,
    silence_id: Annotated[str, typer.Argument(metavar="ID", help="Of `alerts silences`; its beginning is enough.")],
) -> None:
    """Lift a silence; what it matches and still fires is told at the next pass."""
    from tasks.silences import holds
    from warehouse import ruling_store

    front, moment = front_of(context), now()
    with _state(front) as state:
        found = [one for one in ruling_store.silences(state) if one.silence_id.startswith(silence_id)]
        if not found:
            raise Misuse(f"{silence_id}: there is no such silence; `brinkwatch alerts silences` shows the ids")
        if len(found) > 1:
            raise Misuse(f"{silence_id}: begins the ids of {len(found)} silences; write more of it")
        (one,) = found
        if holds(one, moment):
            ruling_store.keep_silence(state, replace(one, ended_at=moment))
    note(f"{one.silence_id}: {'lifted' if holds(one, moment) else 'was over already'} ({one.matchers})")


def active(front: Front) -> list[Silence]:
    """Return the silences that hold now."""
    from tasks.silences import holds
    from warehouse.layout import Layout
    from warehouse.ruling_store import known_silences

    moment = now()
    with failures_told():
        return [one for one in known_silences(Layout(front.warehouse).state) if holds(one, moment)]


@contextmanager
def _state(front: Front) -> Iterator[State]:
    """Open the state file of a warehouse that is there; a pass at work may have it open as well."""
    from warehouse.layout import Layout
    from warehouse.state import State

    layout = Layout(front.warehouse)
    if not (layout.state.exists() or layout.published.exists()):
        raise Failure(
            f"{front.warehouse}: there is no warehouse here yet; `brinkwatch run`, `import` or `demo` makes one"
        )
    with failures_told(), State(layout.state) as state:
        yield state


def _expect_configured(front: Front, watch: str, rule: str, entity: str) -> None:
    """Refuse names that match nothing: a silence with a slip of the pen would keep nobody's peace."""
    from config.load import load_config
    from tasks.watch import series_of

    with failures_told():
        config = load_config(front.config)
    series = series_of(config.watches, config.entities, config.topics, config.sources)
    of_watch = [one for one in series if watch in {"", one.watch_id}]
    _expect("--watch", watch, config.watches, "watches.yaml")
    of_rule = {name for one in of_watch for name in (one.rule, one.series)}
    _expect("--rule", rule, of_rule, f"watches.yaml{f' below {watch}' if watch else ''}")
    _expect("--entity", entity, [*config.entities, *config.topics], "entities.yaml or topics.yaml")
    fitting = [one for one in of_watch if rule in {"", one.rule, one.series}]
    if not any(entity in {"", one.series.partition(":")[2]} for one in fitting):
        raise Misuse(f"--entity {entity}: no series{f' of {rule or watch}' if rule or watch else ''} follows it")


def _expect(option: str, name: str, known: Iterable[str], file: str) -> None:
    if name and name not in (names := list(known)):
        near = difflib.get_close_matches(name, names, n=1)
        raise Misuse(f"{option} {name}: is not in {file}{f'; did you mean `{near[0]}`?' if near else ''}")


def _end(until: str | None, length: str | None, moment: datetime, zone: ZoneInfo) -> datetime:
    """Read when a silence ends."""
    if (until is None) == (length is None):
        raise Misuse("give its end: either --until TIME or --for 3d")
    if length is not None:
        parts = re.fullmatch(r"([1-9][0-9]{0,5})([mhdw])", length)
        if parts is None:
            raise Misuse(f"--for {length}: is not a length; write a number and m, h, d or w, such as 12h or 3d")
        end = moment + int(parts[1]) * UNITS[parts[2]] if int(parts[1]) * UNITS[parts[2]] <= LONGEST else None
    else:
        try:
            read = datetime.fromisoformat(str(until))
        except ValueError:
            raise Misuse(f"--until {until}: is not a time; write 2017-03-15 or 2017-03-15T09:00") from None
        end = (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(moment.tzinfo)
        if end <= moment:
            raise Misuse(f"--until {until}: is past; a silence hides nothing of what was")
    if end is None or end - moment > LONGEST:
        raise Misuse("a silence lasts a year at most; take the rule out of watches.yaml instead")
    return end
