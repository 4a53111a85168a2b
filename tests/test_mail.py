"""An e-mail arrives whole, says what it is, and a mail server's refusals are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from tasks.judgements import Receipt
from tasks.mail import MailServer, mail_of, send_mail
from tasks.records import Trouble
from tests.letters import ALERT, AT, message
from tests.misbehaving import own_certificate
from tests.postbox import Listening, Mail, Postbox

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def server(box: Postbox) -> Iterator[MailServer]:
    with Listening(box, Mail) as mail:
        yield MailServer("127.0.0.1", mail.port, "none")


def mail(headline: str = ALERT.headline, chart: bytes | None = PNG, *to: str) -> EmailMessage:
    return mail_of(
        replace(ALERT, headline=headline), message(), "watch@desk.example", list(to or ("a@desk.example",)), AT, chart
    )


def test_a_mail_has_text_html_and_the_chart_within(box: Postbox, server: MailServer) -> None:
    assert send_mail(mail(), server, 5.0) == Receipt(250)
    (one,) = box.mails()
    kinds = [part.get_content_type() for part in one.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    text, page, chart = (part for part in one.walk() if not part.is_multipart())
    assert "brinkwatch alerts why 0123456789ab" in text.get_payload(decode=True).decode()  # type: ignore[union-attr]
    cid = str(chart["Content-ID"]).strip("<>")
    assert f'src="cid:{cid}"' in page.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert chart.get_payload(decode=True) == PNG
    assert chart.get_content_disposition() == "inline"


def test_its_headers_say_what_it_is_and_name_it_for_ever(box: Postbox, server: MailServer) -> None:
    for _ in range(2):
        send_mail(mail(chart=None), server, 5.0)
    one, other = box.mails()
    assert one["Message-ID"] == other["Message-ID"] == f"<{message().delivery_id}@desk.example>"
    assert one["Subject"] == "[opened] Korea × Tillerson: 11 texts"
    assert (one["Auto-Submitted"], one["References"]) == ("auto-generated", "<alert-0123456789ab@desk.example>")
    assert one["List-Id"] == "Brinkwatch alerts <brinkwatch-alerts.desk.example>"
    assert one["Date"] == "Fri, 17 Mar 2017 00:00:00 +0000"


def test_a_headline_adds_no_header(box: Postbox, server: MailServer) -> None:
    send_mail(mail("Talks\r\nBcc: spy@evil.example\r\n\r\nnothing"), server, 5.0)
    (one,) = box.mails()
    assert one["Bcc"] is None
    assert one["Subject"] == "[opened] Talks Bcc: spy@evil.example nothing"


@pytest.mark.parametrize(
    ("fault", "reason", "status"),
    [("refuse", "mail_deferred", 421), ("wait", "mail_deferred", 451), ("drop", "disconnected", None), ("forget", "disconnected", None)],
)  # fmt: skip
def test_trouble_that_heals(box: Postbox, server: MailServer, fault: str, reason: str, status: int | None) -> None:
    box.failing, box.faults = 1.0, (fault,)
    trouble = send_mail(mail(), server, 5.0)
    assert isinstance(trouble, Trouble)
    assert (trouble.reason, trouble.status) == (reason, status)


def test_recipients_that_are_all_refused_are_a_refusal_for_good(box: Postbox, server: MailServer) -> None:
    trouble = send_mail(mail(ALERT.headline, None, "nobody@desk.example"), server, 5.0)
    assert trouble == Trouble("rejected", "the mail server refuses the recipients: SMTP 550", status=550)


def test_one_recipient_refused_is_told_and_the_others_have_it(box: Postbox, server: MailServer) -> None:
    receipt = send_mail(mail(ALERT.headline, None, "a@desk.example", "nobody@desk.example"), server, 5.0)
    assert receipt == Receipt(250, "the server refused 1 of 2 recipients")
    assert len(box.arrived) == 1


def test_a_password_is_tried_and_never_shown(box: Postbox, server: MailServer) -> None:
    known, wrong = (replace(server, user="", password=word) for word in ("right", "hunter2"))
    assert "hunter2" not in repr(wrong)
    trouble = send_mail(mail(), replace(wrong, user="watch"), 5.0)
    assert trouble == Trouble("rejected", "the mail server refuses the user and password: SMTP 535", status=535)
    assert isinstance(send_mail(mail(), known, 5.0), Receipt)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_no_mail(security: str, box: Postbox, tmp_path: Path) -> None:
    with Listening(box, Mail, own_certificate(tmp_path)) as listening:
        server = MailServer("127.0.0.1", listening.port, "starttls", "watch", "hunter2")
        trouble = send_mail(mail(), replace(server, security=security), 2.0)
    assert isinstance(trouble, Trouble)
    assert trouble.reason in ("tls", "disconnected")
    assert box.arrived == []


def test_a_server_without_encryption_is_no_server_for_starttls(box: Postbox, server: MailServer) -> None:
    trouble = send_mail(mail(), replace(server, security="starttls"), 5.0)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "not_supported"
    assert box.arrived == []


def test_a_server_that_is_not_there_is_trouble() -> None:
    trouble = send_mail(mail(), MailServer("127.0.0.1", 1, "none"), 5.0)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "disconnected"
    assert "127.0.0.1" in trouble.detail
