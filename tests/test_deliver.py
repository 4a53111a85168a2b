"""Alerts arrive once, whole, and harmless."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from config.receivers import ConsoleReceiver, JsonlReceiver
from tasks.deliver import Means, deliver, delivery_id, within
from tasks.jsonl import TAIL_BYTES
from tasks.judgements import Alert, Receipt
from tasks.records import Trouble
from tests.letters import ALERT, AT, message

CONSOLE, JSONL = ConsoleReceiver(kind="console"), JsonlReceiver(kind="jsonl")


def means(out: io.TextIOBase, path: Path) -> Means:
    return Means(out, path, AT, 5.0, "tests")  # type: ignore[arg-type]


def append(path: Path, alert: Alert = ALERT, transition: str = "opened") -> Receipt | Trouble:
    return deliver(alert, message(alert, transition), JSONL, means(io.StringIO(), path))


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_id_is_stable_and_of_alert_transition_and_receiver() -> None:
    ids = {delivery_id("a", "opened", "log"), delivery_id("a", "resolved", "log"), delivery_id("b", "opened", "log")}
    assert len(ids | {delivery_id("a", "opened", "console")}) == 4
    assert delivery_id("a", "opened", "log") == delivery_id("a", "opened", "log")


def test_the_console_shows_a_readable_block_without_control_codes() -> None:
    out = io.StringIO()
    assert deliver(ALERT, message(), CONSOLE, means(out, Path())) == Receipt()
    shown = out.getvalue()
    assert shown.startswith("OPENED  Korea × Tillerson: 11 texts\n")
    assert "  Why: about once in 2,400 days" in shown
    assert "  - 2017-03-17 harbour-post: Envoy lands 0\n" in shown
    assert "  … and 10 more\n" in shown
    assert shown.endswith("  brinkwatch alerts why 0123456789ab\n")
    assert "\x1b" not in shown


def test_a_terminal_of_a_narrow_encoding_still_gets_its_alert() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    assert deliver(ALERT, message(), CONSOLE, means(out, Path())) == Receipt()
    assert b"Korea \\xd7 Tillerson" in raw.getvalue()


def test_a_line_holds_the_alert_and_its_delivery(tmp_path: Path) -> None:
    path = tmp_path / "new" / "alerts.jsonl"
    assert append(path) == Receipt()
    (line,) = lines(path)
    assert line["delivery_id"] == delivery_id("0123456789ab", "opened", "log")
    assert (line["id"], line["transition"], line["opened_at"]) == (
        "0123456789ab",
        "opened",
        "2017-03-17T00:00:00+00:00",
    )
    assert line["headline"] == "Korea × Tillerson: 11 texts"
    assert "\x1b" not in json.dumps(line, ensure_ascii=False)


def test_the_same_delivery_is_written_once_even_behind_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    others = [replace(ALERT, alert_id=f"other{at}") for at in range(3)]
    for alert in (ALERT, *others, ALERT, *others):
        assert isinstance(append(path, alert), Receipt)
    assert [line["id"] for line in lines(path)] == ["0123456789ab", "other0", "other1", "other2"]


def test_another_transition_is_another_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append(path)
    append(path, replace(ALERT, state="resolved", resolved_at=AT), "resolved")
    assert [line["transition"] for line in lines(path)] == ["opened", "resolved"]


def test_an_alert_that_escalates_twice_is_told_twice(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    for day in ("2017-03-17", "2017-03-18", "2017-03-18"):
        deliver(ALERT, message(ALERT, "escalated", f"escalated {day}"), JSONL, means(io.StringIO(), path))
    assert [line["transition"] for line in lines(path)] == ["escalated", "escalated"]


def test_a_line_torn_at_any_byte_is_replaced_and_what_stood_before_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    append(path, replace(ALERT, alert_id="before"))
    before = path.read_bytes()
    append(path)
    whole = path.read_bytes()
    for cut in range(len(before) + 20, len(whole), 37):
        path.write_bytes(whole[:cut])
        assert append(path) == Receipt()
        assert path.read_bytes() == whole


def test_what_a_person_wrote_at_the_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text("a note without a line end", encoding="utf-8")
    append(path)
    note, line = path.read_text(encoding="utf-8").splitlines()
    assert note == "a note without a line end"
    assert json.loads(line)["id"] == "0123456789ab"


def test_a_long_file_is_searched_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"old": 1}\n' * (TAIL_BYTES // 5))
    size = path.stat().st_size
    append(path)
    once = path.stat().st_size
    append(path)
    assert size < once == path.stat().st_size


def test_a_receiver_that_can_not_be_written_is_trouble_and_nothing_is_lost(tmp_path: Path) -> None:
    trouble = append(tmp_path)
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "receiver_failed"
    assert str(tmp_path) in trouble.detail


def test_a_console_that_is_gone_is_trouble() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    trouble = deliver(ALERT, message(), CONSOLE, means(Gone(), Path()))
    assert trouble == Trouble("receiver_failed", "console: Broken pipe")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_does_not_know_is_a_bug_and_loud(value: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        append(tmp_path / "alerts.jsonl", replace(ALERT, score=value))
    assert not (tmp_path / "alerts.jsonl").exists()


def test_work_that_takes_too_long_is_left_behind_and_a_bug_is_loud() -> None:
    done = threading.Event()
    left = within(0.05, lambda: done.wait(60) or Receipt())
    assert isinstance(left, Trouble)
    assert left.reason == "timeout"
    assert not done.is_set()
    done.set()
    with pytest.raises(ZeroDivisionError):
        within(5.0, lambda: Receipt(1 // 0))
