"""Send an alert as an e-mail: plain text and HTML of one content, the chart within, ids that let nothing arrive as two."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Literal

from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_html, message_text, subject_id
from tasks.plain import plain
from tasks.records import Trouble
from tasks.retry import REJECTED

PERMANENT = 500
"""SMTP replies from here on are refusals for good (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and as whom; its password is never shown."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


def send_mail(message: EmailMessage, server: MailServer, seconds: float) -> Receipt | Trouble:
    """Hand in a message; `seconds` bounds each wait for the server. Trouble repeats no reply that may quote a password."""
    sender, to = str(message["From"]), str(message["To"]).split(", ")
    try:
        with _connected(server, sender.rpartition("@")[2], seconds) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            refused = smtp.send_message(message, sender, to)
    except smtplib.SMTPRecipientsRefused as error:
        return _refusal("recipients", min(code for code, _ in error.recipients.values()))
    except smtplib.SMTPAuthenticationError as error:
        return _refusal("user and password", error.smtp_code)
    except smtplib.SMTPResponseException as error:
        return _refusal("message", error.smtp_code)
    except smtplib.SMTPNotSupportedError:
        return Trouble("not_supported", f"{server.host}: the server can not do what `security`, `user` or `to` ask for")
    except (smtplib.SMTPException, OSError) as error:
        return _failure(error, server.host)
    left_out = f"the server refused {len(refused)} of {len(to)} recipients" if refused else ""
    return Receipt(250, left_out)


def mail_of(
    alert: Alert, delivery: Delivery, sender: str, to: list[str], at: datetime, chart_png: bytes | None = None
) -> EmailMessage:
    """Write the message of a delivery. Its Message-ID is the delivery's id: what is sent again arrives as the same."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, ", ".join(to)
    message["Subject"] = f"[{delivery.transition}] {plain(alert.headline)}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{delivery.delivery_id}@{domain}>"
    message["References"] = (
        f"<alert-{subject_id(alert, delivery).replace(':', '-')}@{domain}>"  # programs for mail show what became of an alert as one thread
    )
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"Brinkwatch alerts <brinkwatch-alerts.{domain}>"
    message.set_content(message_text(alert, delivery))
    cid = f"chart-{delivery.delivery_id}@{domain}"
    chart = f'<img src="cid:{cid}" alt="{escape(plain(alert.headline))}">' if chart_png is not None else ""
    message.add_alternative(message_html(alert, delivery, chart), subtype="html")
    if chart_png is not None:
        document = message.get_payload(1)
        assert isinstance(document, EmailMessage)
        document.add_related(chart_png, "image", "png", cid=f"<{cid}>", filename="chart.png", disposition="inline")
    return message


@contextmanager
def _connected(server: MailServer, name: str, seconds: float) -> Iterator[smtplib.SMTP]:
    """Connect, encrypted as configured and verified; `name` spares asking the name server who we are.

    How the goodbye goes does not matter: what was taken is taken.
    """
    smtp: smtplib.SMTP
    if server.security == "tls":
        trust = ssl.create_default_context()
        smtp = smtplib.SMTP_SSL(server.host, server.port, local_hostname=name, timeout=seconds, context=trust)
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=seconds)
    try:
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
    finally:
        smtp.close()


def _refusal(what: str, code: int) -> Trouble:
    reason = REJECTED if code >= PERMANENT else "mail_deferred"
    return Trouble(reason, f"the mail server refuses the {what}: SMTP {code}", status=code)


def _failure(error: Exception, host: str) -> Trouble:
    """Name the failure of a connection."""
    if isinstance(error, TimeoutError):
        return Trouble("timeout", f"{host}: the mail server does not answer in time")
    if isinstance(error, ssl.SSLError):
        return Trouble("tls", f"{host}: {error.reason or 'TLS failed'}; check `security`, `port` and the certificate")
    said = error.strerror if isinstance(error, OSError) and error.strerror else "breaks off"
    return Trouble("disconnected", f"{host}: the mail server can not be reached or breaks off: {said}")
