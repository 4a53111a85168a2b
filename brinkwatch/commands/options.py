"""Options that several commands read alike."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from brinkwatch.front import Front, Misuse, failures_told, timezone_of
from brinkwatch.periods import EARLIEST_YEAR, LATEST_YEAR

if TYPE_CHECKING:
    from brinkwatch.across import Groups
    from warehouse.read import By, Scope

Moment = TypeVar("Moment", date, datetime)
Since = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="First day.")]
Until = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day, included.")]
Source = Annotated[str | None, typer.Option(metavar="ID", help="Only this publisher.")]
Country = Annotated[str | None, typer.Option(metavar="CC", help="Only publishers of this country.")]
Language = Annotated[str | None, typer.Option(metavar="LL", help="Only articles in this language.")]
OwnerGroup = Annotated[str | None, typer.Option(metavar="ID", help="Only publishers of this owner.")]
Zone = Annotated[str | None, typer.Option(metavar="ZONE", help="Time zone of the days; settings.yaml's by default.")]

MOST_LISTED = 1_000_000
"""A listing longer than any that somebody reads, and within what the warehouse can count."""


def day_of(option: str, text: str | None) -> date | None:
    """Read a day."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{option} {text}: is not a day; write it like 2017-03-15") from None
    return _of_news(option, text, day)


def _of_news(option: str, text: str, day: Moment) -> Moment:
    """Refuse what lies beyond all news."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Misuse(f"{option} {text}: lies beyond all news; write a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    return day


def moment_of(option: str, text: str | None) -> datetime | None:
    """Read a day or an hour, as the clock on the wall says."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Misuse(f"{option} {text}: is neither a day nor an hour; write 2017-03-15 or 2017-03-15T09:00") from None
    return _of_news(option, text, moment)


def days_of(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Read the first day and the last, which is included; return the first and the day after the last."""
    first, last = day_of("--since", since), day_of("--until", until)
    if first and last and first > last:
        raise Misuse(f"--since {since} is after --until {until}; swap them")
    return first, last + timedelta(days=1) if last else None


def known_until(text: str | None, zone: str) -> datetime | None:
    """Read the moment of --as-of; without an offset it is of the zone, and a day alone is all of that day."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        day = date.fromisoformat(text) if len(text) <= len("2017-03-15") else None
    except ValueError:
        raise Misuse(
            f"--as-of {text}: is no moment; write 2017-03-15, 2017-03-15T09:00 or 2017-03-15T09:00+09:00"
        ) from None
    _of_news("--as-of", text, moment)
    if day:
        moment += timedelta(days=1, microseconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def scope_of(
    front: Front,
    since: str | None,
    until: str | None,
    source: str | None,
    country: str | None,
    language: str | None,
    timezone: str | None,
    by: By = "day",
    owner_group: str | None = None,
    as_of: str | None = None,
) -> Scope:
    """Read which coverage a question is about."""
    from warehouse.read import Scope

    first, end = days_of(since, until)
    zone = timezone_of(front, timezone)
    return Scope(
        by=by,
        zone=zone,
        since=first,
        until=end,
        source=source,
        country=country.upper() if country else None,
        language=language.lower() if language else None,
        owner_group=owner_group,
        as_of=known_until(as_of, zone),
    )


def groups_of(front: Front) -> Groups:
    """Read the groups of publishers; exit with usage status where there are none."""
    from config.load import load_groups

    with failures_told():
        groups = load_groups(front.config)
    if not groups:
        raise Misuse(
            f"{front.config / 'sources.yaml'}: has no groups; write `groups: {{state-media: {{name: State media, sources: [ID, ID]}}}}`"
        )
    return groups
