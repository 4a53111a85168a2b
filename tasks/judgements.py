"""The values that judging passes on: counts, judgements, alerts and what a pass reports. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from tasks.digests import Digest
from tasks.grounds import Grounds


@dataclass(frozen=True, slots=True)
class Count:
    """One step of a series: what counted, out of what.

    `texts` matched of `total` distinct texts collected in the step (0: nothing was collected, so nothing can be said).
    `publishers` names the independent ones behind the matching texts: owner group and credited wire collapsed.
    """

    start: datetime
    texts: float
    total: float
    articles: int = 0
    publishers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Check:
    """A count looked at again without a part that may be plumbing instead of news; unusual still if score >= `needed`."""

    label: str
    without: str
    observed: int
    expected: float
    score: float
    needed: float


Exposure = Literal["texts", "other_texts", "time"]
"""What expected counts grow with: all texts collected, those that are not of the watch, or time."""


@dataclass(frozen=True, slots=True)
class Spike:
    """The detector's judgement of a series at one moment, fired or not; `verdict` is a named reason.

    `window` counts steps, `observed` and `expected` are texts in that window, `total` all texts collected in it,
    `p_value` is the chance of as many or more if nothing had changed, `score` is comparable across windows (1 is the
    alert threshold). `checks` tell what was looked at again before it was believed.
    """

    watch_id: str
    series: str
    at: datetime
    step: str
    window: int
    observed: int
    expected: float
    total: float
    p_value: float
    score: float
    fired: bool
    verdict: str
    articles: int
    publishers: int
    history_steps: int
    exposure: Exposure = "texts"
    checks: tuple[Check, ...] = ()


AlertState = Literal["pending", "firing", "recovering", "resolved", "unconfirmed", "artefact"]
"""`pending` waits for a second look; `unconfirmed` did not get through it. `artefact` was plumbing, and told to nobody."""

Severity = Literal["alert", "strong", "extreme"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text behind an alert: who printed it, when, and the sentence that counted."""

    article_id: str
    source_id: str
    url: str
    title: str
    published_at: datetime | None
    sentence: str
    copies: int = 0
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode of a series being unusual, from opening to its end. Times are data time, not wall clock.

    `incident_id` is the leading alert of its incident, often itself, and empty until it fires. `artefact` is the label of
    one that was plumbing instead of news. `first_text_at` is when the first text of the opening window was out. `grounds` are
    those of its peak, None in a warehouse from before they were kept.
    """

    alert_id: str
    watch_id: str
    rule: str
    state: AlertState
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    window_start: date
    window_end: date
    observed: int
    expected: float
    p_value: float
    score: float
    articles: int
    texts: int
    publishers: int
    headline: str
    reason: str
    evidence: tuple[Evidence, ...] = ()
    severity: Severity = "alert"
    incident_id: str = ""
    artefact: str = ""
    first_text_at: datetime | None = None
    grounds: Grounds | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """What became of an alert at one look, and who was told: `told` names the message, else `untold` the reason why none.

    `step_start` is of the step judged, `judged_at` the moment it was judged as of; the numbers are those of that look.
    """

    alert_id: str
    incident_id: str
    step_start: datetime
    judged_at: datetime
    from_state: str
    to_state: str
    reason: str
    told: str
    untold: str
    severity: str
    observed: int
    expected: float
    p_value: float
    score: float
    detail: str = ""


DeliveryState = Literal["pending", "sending", "sent", "failed", "dead", "held", "withheld", "digested"]
"""`sending` long after its pass is unknown, and is sent again; `failed` was refused for good, `dead` tried in vain to the end."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt-worthy message to one receiver. `delivery_id` hashes alert, transition and receiver: sent once.

    `next_attempt_at` is when a pending one is due, at once where None, and until when one that is being sent is left
    alone. Of the `attempts`, `cut_short` never came to an end. `reason`, `status` (of HTTP or SMTP) and `detail` tell of the last attempt.
    `held` and `withheld` ones have a ruling that says why, `digested` ones went with a digest. A digest's own delivery carries it.
    """

    delivery_id: str
    alert_id: str
    transition: str
    receiver: str
    state: DeliveryState
    created_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    detail: str = ""
    next_attempt_at: datetime | None = None
    reason: str = ""
    status: int | None = None
    digest: Digest | None = None
    cut_short: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """A message was taken; `status` is what the target answered with, `detail` what to know of it."""

    status: int | None = None
    detail: str = ""


UNREAD_DATE = "can not be read"
"""Why a publication date of an imported document is refused that is none."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass did, for people and for Prefect's page.

    Of the feeds that were not polled, `not_due` wait for a later pass and `suspended` are asked no more by themselves.
    `failures` counts failed polls by reason; `by_source` counts, by a source's name, what was `loaded`, the `copies`
    among those, and what was rejected for each reason. In `looked_again` pages it found `revisions` changes. `given_up` are
    the messages that their receivers refused for good or did not take to the end. `shares` are those of each watched series, by its
    name, on the last days, None where nothing was collected. `refused_dates` counts, by why, the publication dates of imported documents that can not be; `unread_date` is the first that
    nobody can read.
    """

    started_at: datetime
    polls: dict[str, int] = field(default_factory=dict)
    not_due: int = 0
    suspended: int = 0
    new_entries: int = 0
    loaded: int = 0
    already_known: int = 0
    copies: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    troubles: tuple[str, ...] = ()
    failures: dict[str, int] = field(default_factory=dict)
    by_source: dict[str, dict[str, int]] = field(default_factory=dict)
    looked_again: int = 0
    revisions: int = 0
    given_up: tuple[Delivery, ...] = ()
    shares: dict[str, tuple[float | None, ...]] = field(default_factory=dict)
    refused_dates: dict[str, int] = field(default_factory=dict)
    unread_date: str = ""
