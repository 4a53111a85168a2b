"""What a delivery says, whatever it goes to: an alert or a digest, as text, HTML and JSON."""

from __future__ import annotations

from tasks.content import alert_html, alert_json, alert_text
from tasks.digest import digest_html, digest_json, digest_text
from tasks.judgements import Alert, Delivery

DOCUMENT = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"></head><body style="font-family:sans-serif">{}</body></html>\n'


def message_text(alert: Alert, delivery: Delivery) -> str:
    """Return a message as plain text."""
    return digest_text(delivery.digest) if delivery.digest else alert_text(alert, delivery.transition)


def message_html(alert: Alert, delivery: Delivery, chart: str = "") -> str:
    """Return a message as a complete document; `chart` is an element to show in that of an alert."""
    if delivery.digest:
        return DOCUMENT.format(digest_html(delivery.digest))
    return alert_html(alert, delivery.transition, chart)


def message_json(alert: Alert, delivery: Delivery) -> dict[str, object]:
    """Return a message as JSON holds it."""
    if delivery.digest:
        return {"transition": delivery.transition, **digest_json(delivery.digest)}
    return alert_json(alert, delivery.transition)


def subject_id(alert: Alert, delivery: Delivery) -> str:
    """Name what a message is about: the alert, or the digest itself."""
    return alert.alert_id or f"digest:{delivery.delivery_id}"
