"""Serve every kind of target that alerts are sent to, and count what each of them has in the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree

from tasks.atom import ALERT_URN, NAMESPACE
from tasks.judgements import Delivery
from tests.postbox import Hook, Listening, Mail, Postbox

FILES = {"log": "news.alerts.jsonl", "feed": "news.alerts.atom", "console": "console.txt"}
"""What targets write to, as soon as there is anything to say."""

IDEMPOTENT = ("log", "feed", "hook")
"""Targets that honour ids: what is sent twice has arrived once."""
REPEATING = ("console", "forgetful", "post", "app")
"""Targets that take what they are given: a repeat carries the id that would tell it, and is taken again."""


@contextmanager
def targets(seed: int, failing: float) -> Iterator[tuple[Postbox, dict[str, Any]]]:
    """Serve targets, and give the receivers that lead to them."""
    box = Postbox(seed, failing)
    with Listening(box, Hook) as web, Listening(box, Mail) as mail:
        url = f"http://127.0.0.1:{web.port}"
        signing = {"kind": "webhook", "secrets": ["env:SIGNING"], "allow_private": True}
        yield box, {
            "console": {"kind": "console"},
            "log": {"kind": "jsonl"},
            "feed": {"kind": "atom"},
            "hook": {**signing, "url": f"{url}/hook"},
            "forgetful": {**signing, "url": f"{url}/forgetful"},
            "post": {
                "kind": "mail", "host": "127.0.0.1", "port": mail.port, "security": "none",
                "from": "watch@desk.example", "to": ["desk@desk.example"],
            },
            "app": {"kind": "apprise", "url": f"json://127.0.0.1:{web.port}/app"},
        }  # fmt: skip


def sign(receiver: str, one: Delivery) -> str:
    """Return what a message is told by at its target."""
    if receiver == "feed":
        return f"{one.alert_id} {one.created_at:%Y-%m-%d}"
    if receiver in ("console", "app"):
        return f"{one.alert_id} {one.transition}"
    return one.delivery_id


def taken(home: Path, receiver: str, box: Postbox) -> Counter[str]:
    """Count what a target has in the end."""
    if receiver in FILES and not (home / FILES[receiver]).exists():
        return Counter()
    if receiver == "log":
        lines = (home / FILES[receiver]).read_text(encoding="utf-8").splitlines()
        return Counter(json.loads(line)["delivery_id"] for line in lines)
    if receiver == "feed":
        feed = etree.fromstring((home / FILES[receiver]).read_bytes())
        entries = [
            [str(one.findtext(f"{{{NAMESPACE}}}{tag}")) for tag in ("id", "updated")] for one in feed.iter("{*}entry")
        ]
        return Counter(f"{name.removeprefix(ALERT_URN)} {updated[:10]}" for name, updated in entries)
    if receiver == "console":
        return _blocks((home / FILES[receiver]).read_text(encoding="utf-8"))
    if receiver == "app":
        bodies = [json.loads(one.body) for one in box.arrived if one.target == "/app"]
        return sum((_blocks(f"{one['message']}\n") for one in bodies), Counter())
    posted = box.names("mail" if receiver == "post" else f"/{receiver}")
    return Counter(list(posted)) if receiver in IDEMPOTENT else posted  # what a target that honours ids keeps


def _blocks(text: str) -> Counter[str]:
    """Count alerts by id and transition where they were shown to people."""
    shown: Counter[str] = Counter()
    transition = ""
    for line in text.splitlines():
        if line and not line.startswith(" "):
            transition = line.split()[0].lower()
        elif "brinkwatch alerts why " in line:
            shown[f"{line.split()[-1]} {transition}"] += 1
    return shown
