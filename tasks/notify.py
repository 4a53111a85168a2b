"""Hand an alert to one of the services that apprise knows."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from tasks.judgements import Alert, Delivery, Receipt
from tasks.message import message_text
from tasks.plain import plain
from tasks.records import Trouble
from tasks.retry import REJECTED, is_final

if TYPE_CHECKING:
    from apprise import NotifyBase

_silence = logging.NullHandler()
_STATUS = re.compile(r"error=(\d{3})")


def notify(alert: Alert, delivery: Delivery, url: str) -> Receipt | Trouble:
    """Send to one URL, and to no second one: apprise answers for all of a call together.

    What apprise logs quotes addresses and tokens; of that only a status is kept.
    """
    import apprise

    service, scheme = apprise.Apprise(), url.partition("://")[0]
    target = _target(url)
    if target is None:
        return Trouble("bad_url", f"apprise knows no service for this {scheme}:// address")
    service.add(target)
    with apprise.LogCapture(level=logging.WARNING) as log:  # type: ignore[no-untyped-call]
        taken = service.notify(
            body=message_text(alert, delivery),
            title=f"[{delivery.transition}] {plain(alert.headline)}",
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
    return _target(url) is not None


def _target(url: str) -> NotifyBase | None:
    """Make the one target of a URL; a list of them is none."""
    import apprise
    from apprise.utils.parse import parse_urls

    logger = logging.getLogger("apprise")
    logger.addHandler(_silence)
    logger.propagate = False
    single = len(parse_urls(url)) == 1  # type: ignore[no-untyped-call]
    return apprise.Apprise.instantiate(url, suppress_exceptions=True) if single else None
