"""An alert that is told, and the message that tells of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tasks.deliver import delivery_id
from tasks.judgements import Alert, Delivery, Evidence

AT = datetime(2017, 3, 17, tzinfo=UTC)
TEXTS = tuple(Evidence(f"a{at}", "harbour-post", "", f"Envoy \x1b[2Jlands {at}", AT, "He flew in.") for at in range(7))
ALERT = Alert(
    "0123456789ab", "korea", "tillerson", "firing", AT, AT, None, date(2017, 3, 15), date(2017, 3, 17), 11, 1.0, 4e-4, 1.4,
    14, 11, 5, "Korea × Tillerson: 11 texts", "about once in 2,400 days", TEXTS,
)  # fmt: skip


def message(alert: Alert = ALERT, transition: str = "opened", named: str = "") -> Delivery:
    """What is to be told of an alert; an escalation is named by its moment, since there may be several."""
    name = delivery_id(alert.alert_id, named or transition, "log")
    return Delivery(name, alert.alert_id, transition, "log", "pending", AT)
