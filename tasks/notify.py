"""Hand an alert to one of the services that apprise knows."""

from __future__ import annotations

import logging
import re

from tasks.content import alert_text
from tasks.judgements import Alert, Receipt
from tasks.plain import plain
from tasks.records import Trouble
from tasks.retry import REJECTED, is_final

_STATUS = re.compile(r"error=(\d{3})")


def notify(alert: Alert, transition: str, url: str) -> Receipt | Trouble:
    """Send to one URL, and to no second one: apprise answers for all of a call together.

    What apprise logs quotes addresses and tokens; of that only a status is kept.
    """
    import apprise

    service, scheme = apprise.Apprise(), url.partition("://")[0]
    if not is_known(url) or not service.add(url):
        return Trouble("bad_url", f"apprise knows no service for this {scheme}:// address")
    with apprise.LogCapture(level=logging.WARNING) as log:  # type: ignore[no-untyped-call]
        taken = service.notify(
            body=alert_text(alert, transition),
            title=f"[{transition}] {plain(alert.headline)}",
            body_format=apprise.NotifyFormat.TEXT,
        )
        found = _STATUS.search(log.getvalue())
    status = int(found[1]) if found else None
    if taken:
        return Receipt(status)
    final = status is not None and is_final(status)
    said = f": HTTP {status}" if status else ", or can not be reached"
    return Trouble(REJECTED if final else "not_taken", f"the {scheme}:// service did not take it{said}", status=status)


def is_known(url: str) -> bool:
    """Tell whether apprise can make a target of a URL."""
    import apprise

    logger = logging.getLogger("apprise")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None
