"""What the values of the configuration files are made of, and how each is checked."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from config.cron import cron_trouble, interval_of

LANGUAGES = ("en", "ko", "ja", "zh")
"""Languages that terms and aliases can be given in; `any` holds what is written alike in all of them."""

Language = Literal["any", "en", "ko", "ja", "zh"]
ENTITY_KINDS = Literal["person", "organization", "place", "group", "event", "weapon", "agreement", "other"]
SUPPORT = Literal["place", "person", "company"]
"""What a name that is a word as well wants to count; guards.yaml says what each means."""


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone of the IANA list; write one such as Asia/Seoul or UTC") from None
    return name


def _sound_schedule(text: str) -> str:
    trouble = cron_trouble(text) if interval_of(text) is None else None
    if trouble is not None:
        raise ValueError(
            f'is not a cron expression ({trouble}); write five fields such as "*/20 * * * *", or "every 20 minutes"'
        )
    return text


Timezone = Annotated[str, AfterValidator(_known_timezone)]
Schedule = Annotated[str, AfterValidator(_sound_schedule)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Terms = dict[Language, list[Text]]


class Strict(BaseModel):
    """A value of the configuration: unknown keys are mistakes, and nothing changes it once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
