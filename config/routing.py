"""The part of alerts.yaml that every receiver shares: what it is told of, when, and how much of it at most."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from config.shapes import Identifier, Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
MOST_HOURS = 24 * 31
"""Longest time between two reminders: a month is long enough to have been forgotten."""


def _as_written(value: object) -> object:
    """Undo what YAML makes of a bare 22:30: a number to the base of sixty."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= DAY_MINUTES:
        return f"{value // 60:02}:{value % 60:02}"
    return value


def _on_the_clock(value: object) -> object:
    written = _as_written(value)
    hour, _, minute = written.partition(":") if isinstance(written, str) else ("", "", "")
    known = len(hour) == len(minute) == 2 and f"{hour}{minute}".isdecimal()
    if not known or not ((int(hour) < 24 and int(minute) < 60) or written == "24:00"):
        raise ValueError('is not a time of day; write it like "07:30"')
    return written


Clock = Annotated[str, BeforeValidator(_on_the_clock)]
"""A time on the wall, `00:00` to `24:00`."""


def minutes_of(clock: str) -> int:
    """Return the minutes from midnight to a time of day."""
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


class QuietSpan(Strict):
    """Hours in which nothing is sent, on the days they begin; one that ends before it begins ends on the day after."""

    begin: Annotated[Clock, Field(alias="from")]
    end: Annotated[Clock, Field(alias="to")]
    days: Annotated[list[Weekday], Field(min_length=1)] = list(WEEKDAYS)

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.begin == self.end:
            raise ValueError('from and to are alike; write "00:00" and "24:00" for whole days')
        return self

    @property
    def overnight(self) -> bool:
        """Tell whether it ends on the day after."""
        return minutes_of(self.end) <= minutes_of(self.begin)


class DigestSchedule(Strict):
    """When one message sums up what was told, held and withheld; `day` is that of a weekly one."""

    every: Literal["daily", "weekly"] = "daily"
    at: Clock = "08:00"
    day: Weekday = "mon"


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, dict) else value


class Routed(Strict):
    """What a receiver wants to be told of, and when; with nothing written, everything at once.

    `watches` and `rules` that are empty stand for all.
    """

    watches: list[Identifier] = []
    rules: list[Identifier] = []
    severity: Literal["alert", "strong", "extreme"] = "alert"
    quiet_hours: Annotated[list[QuietSpan], BeforeValidator(_one_or_more)] = []
    hold_extreme: bool = False
    most_per_hour: Annotated[int, Field(ge=1)] | None = None
    most_per_week: Annotated[int, Field(ge=1)] | None = None
    digest: DigestSchedule | None = None
    resolved: Literal["now", "digest", "never"] | None = None
    repeat_hours: Annotated[float, Field(gt=0, le=MOST_HOURS)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _digest_in_a_word(cls, values: Any) -> Any:
        """Let `digest: daily` and `digest: weekly` say all."""
        if isinstance(values, dict) and values.get("digest") in ("daily", "weekly"):
            return {**values, "digest": {"every": values["digest"]}}
        return values

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        if self.resolved == "digest" and self.digest is None:
            raise ValueError("resolved: digest wants a digest; add `digest: daily`, or write now or never")
        if self.quiet_hours and _free_minutes(self.quiet_hours) == 0:
            raise ValueError("quiet_hours leave no minute of the week; shorten them, or take the receiver out")
        return self

    @property
    def end_goes(self) -> Literal["now", "digest", "never"]:
        """Where the end of an alert is told: in the digest where there is one, unless said otherwise."""
        return self.resolved or ("digest" if self.digest else "now")


def _free_minutes(spans: list[QuietSpan]) -> int:
    """Count the minutes of a week that are in no span."""
    quiet: set[int] = set()
    for span in spans:
        for day in span.days:
            begin = WEEKDAYS.index(day) * DAY_MINUTES + minutes_of(span.begin)
            length = minutes_of(span.end) - minutes_of(span.begin) + (DAY_MINUTES if span.overnight else 0)
            quiet.update(minute % (7 * DAY_MINUTES) for minute in range(begin, begin + length))
    return 7 * DAY_MINUTES - len(quiet)
