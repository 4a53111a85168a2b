"""A digest reaches every kind of receiver as an alert does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tasks.atom import renew_entry
from tasks.digest import stand_in
from tasks.digests import Collected, Digest, DigestLine
from tasks.jsonl import append_line
from tasks.judgements import Delivery
from tasks.mail import mail_of
from tasks.message import message_html, message_json, message_text
from tasks.webhook import event

AT = datetime(2017, 3, 2, 8, tzinfo=UTC)
LINE = DigestLine("a1", "a1", "korea", "missile", "<b>12</b> texts", "alert", "firing", "opened", AT, "quiet_hours")
DIGEST = Digest("desk", "daily", AT - timedelta(days=1), AT, "UTC", held=(LINE,), collected=Collected(90, 80, 7, 5, 24))
DELIVERY = Delivery("d1" * 8, "", "digest", "desk", "pending", AT, digest=DIGEST)
ALERT = stand_in(DIGEST)


def test_a_digest_says_the_same_as_text_html_and_json() -> None:
    text, html, body = message_text(ALERT, DELIVERY), message_html(ALERT, DELIVERY), message_json(ALERT, DELIVERY)
    assert "12" in text
    assert "90 articles" in text
    assert "&lt;b&gt;12&lt;/b&gt; texts" in html
    assert html.startswith("<!DOCTYPE html>")
    assert body["transition"] == "digest"
    assert body["collected"] == {"articles": 90, "texts": 80, "sources": 7, "series": 5, "looks": 24}


def test_a_digest_is_a_line_an_entry_an_event_and_a_mail(tmp_path: Path) -> None:
    append_line(ALERT, DELIVERY, tmp_path / "log.jsonl")
    assert json.loads((tmp_path / "log.jsonl").read_text())["kind"] == "daily"
    renew_entry(ALERT, DELIVERY, tmp_path / "feed.atom", "Alerts", 10)
    assert f"urn:brinkwatch:alert:digest:{DELIVERY.delivery_id}" in (tmp_path / "feed.atom").read_text()
    posted = json.loads(event(ALERT, DELIVERY))
    assert (posted["type"], posted["source"], posted["data"]["kind"]) == (
        "brinkwatch.digest",
        "urn:brinkwatch",
        "daily",
    )
    mail = mail_of(ALERT, DELIVERY, "watch@example.org", ["desk@example.org"], AT)
    assert "12" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Collected: 90 articles" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
