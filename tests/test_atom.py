"""The feed has one entry an alert, the newest first, and is whole at any moment."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.receivers import AtomReceiver
from tasks.deliver import Means, deliver
from tasks.judgements import Alert, Evidence, Receipt
from tasks.records import Trouble
from tests.letters import ALERT, AT, message

ATOM = AtomReceiver(kind="atom", title="Desk & watch", most_entries=3)


def renew(path: Path, alert: Alert = ALERT, transition: str = "opened", hours: int = 0) -> Receipt | Trouble:
    delivery = replace(message(alert, transition), created_at=AT + timedelta(hours=hours))
    return deliver(alert, delivery, ATOM, Means(io.StringIO(), path, AT, 5.0, "tests"))


def entries(path: Path) -> list[tuple[str, str]]:
    """Return ids and titles, as a feed reader has them."""
    import feedparser

    read = feedparser.parse(path.read_bytes())
    assert not read.bozo
    return [(one.id.removeprefix("urn:brinkwatch:alert:"), one.title) for one in read.entries]


def test_an_alert_is_an_entry_that_every_reader_understands(tmp_path: Path) -> None:
    path = tmp_path / "new" / "news.alerts.atom"
    assert renew(path) == Receipt()
    assert entries(path) == [("0123456789ab", "OPENED: Korea × Tillerson: 11 texts")]
    text = path.read_text(encoding="utf-8")
    assert "<title>Desk &amp; watch</title>" in text
    assert "<updated>2017-03-17T00:00:00.000000Z</updated>" in text
    assert "<body" not in text
    assert "&lt;body" not in text


def test_a_transition_renews_the_entry_and_brings_it_to_the_front(tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    renew(path)
    renew(path, replace(ALERT, alert_id="other"), hours=1)
    renew(path, replace(ALERT, state="resolved"), "resolved", hours=2)
    assert [(name, title.split(":")[0]) for name, title in entries(path)] == [
        ("0123456789ab", "RESOLVED"),
        ("other", "OPENED"),
    ]


def test_the_same_delivery_changes_no_byte_and_an_earlier_moment_nothing(tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    renew(path, transition="resolved", hours=2)
    once = path.read_bytes()
    renew(path, transition="resolved", hours=2)
    renew(path, transition="opened")
    assert path.read_bytes() == once


def test_the_feed_keeps_the_newest_alerts_alone(tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    for hour in range(5):
        renew(path, replace(ALERT, alert_id=f"a{hour}"), hours=hour)
    assert [name for name, _ in entries(path)] == ["a4", "a3", "a2"]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    evidence = Evidence("a", "post", "javascript:alert(1)", "</content><script>x</script>", AT, "")
    linked = replace(evidence, url='https://post.example/?a=1&b="2"\x00\ufffe')
    renew(path, replace(ALERT, headline="<b>\x00\ufffe]]> & so on", evidence=(evidence, linked)))
    assert entries(path) == [("0123456789ab", "OPENED: <b>]]> & so on")]
    text = path.read_text(encoding="utf-8")
    assert "<script>" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    "foreign", [b"my notes", b"", b'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:mine</id></feed>']
)
def test_a_file_of_somebody_else_is_left_alone(foreign: bytes, tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    path.write_bytes(foreign)
    trouble = renew(path)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "not_ours"
    assert path.read_bytes() == foreign


def test_half_a_new_file_that_a_kill_left_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "alerts.atom"
    renew(path)
    (tmp_path / "alerts.atom.new").write_bytes(b"<feed><entry>")
    renew(path, replace(ALERT, alert_id="other"), hours=1)
    assert [name for name, _ in entries(path)] == ["other", "0123456789ab"]
    assert [one.name for one in tmp_path.iterdir()] == ["alerts.atom"]
