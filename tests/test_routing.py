"""What receivers may say of when and of what they are told, and how mistakes in it are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.load import ConfigError, load_config
from config.receivers import ConsoleReceiver
from tests.office import write_config


def console(**keys: Any) -> ConsoleReceiver:
    return ConsoleReceiver.model_validate({"kind": "console", **keys})


def test_a_receiver_that_says_nothing_wants_everything_at_once() -> None:
    one = console()
    assert (one.watches, one.severity, one.quiet_hours, one.digest, one.end_goes) == ([], "alert", [], None, "now")


def test_short_forms_say_the_same_as_long_ones() -> None:
    span = {"from": "22:00", "to": "07:00"}
    assert console(quiet_hours=span) == console(quiet_hours=[span])
    assert console(digest="weekly") == console(digest={"every": "weekly", "at": "08:00", "day": "mon"})
    assert console(digest="daily").end_goes == "digest"
    assert console(digest="daily", resolved="now").end_goes == "now"


def test_a_time_that_yaml_reads_as_a_number_is_meant_as_a_time() -> None:
    (span,) = console(quiet_hours={"from": 22 * 60 + 30, "to": "07:00"}).quiet_hours
    assert span.begin == "22:30"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"quiet_hours": {"from": "22:00"}}, "alerts.yaml: receivers.desk.quiet_hours[0].to: is missing; add it"),
        ({"quiet_hours": {"from": "25:00", "to": "07:00"}}, 'desk.quiet_hours[0].from: is not a time of day; write it like "07:30"'),
        ({"quiet_hours": {"from": "7", "to": "08:00"}}, "desk.quiet_hours[0].from: is not a time of day"),
        ({"quiet_hours": {"from": "07:00", "to": "07:00"}}, 'from and to are alike; write "00:00" and "24:00"'),
        ({"quiet_hours": {"from": "07:00", "to": "08:00", "form": "9"}}, "desk.quiet_hours[0].form: unknown key; did you mean `from`?"),
        ({"quiet_hours": {"from": "00:00", "to": "24:00"}}, "leave no minute of the week"),
        ({"quiet_hours": {"from": "00:00", "to": "24:00", "days": ["saturday"]}}, "desk.quiet_hours[0].days[0]:"),
        ({"most_per_hour": 0}, "desk.most_per_hour: Input should be greater than or equal to 1"),
        ({"resolved": "digest"}, "resolved: digest wants a digest; add `digest: daily`"),
        ({"resolved": "later"}, "desk.resolved:"),
        ({"digest": {"every": "hourly"}}, "desk.digest.every:"),
        ({"severity": "grave"}, "desk.severity:"),
        ({"repeat_hours": 0}, "desk.repeat_hours:"),
        ({"watches": ["corea"]}, "alerts.yaml: receivers.desk.watches[0]: 'corea' is not in watches.yaml; did you mean `korea`?"),
        ({"rules": ["misile"]}, "alerts.yaml: receivers.desk.rules[0]: 'misile' is not in watches.yaml; did you mean `missile`?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line_with_its_place(tmp_path: Path, keys: dict[str, Any], expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write_config(tmp_path / "config", desk=keys))
    assert [one for one in caught.value.mistakes if expected in one] == caught.value.mistakes
    assert all("\n" not in one for one in caught.value.mistakes)
