"""Setting, listing and lifting silences as a person does, with what goes wrong told in one line."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks.judgements import Alert
from tests.conftest import Run
from tests.office import Office, local
from warehouse import alert_store, judged
from warehouse.layout import Layout
from warehouse.ruling_store import silences
from warehouse.state import State

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which one alert fires and one is over."""
    home = tmp_path_factory.mktemp("office")
    office = Office(home, desk={})
    office.look(local(1, 9), ("summit", "opened"), ("missile", "opened"))
    office.look(local(3, 9), ("summit", "resolved"))
    connection = office.mirrored()
    with State(office.bench.layout.state) as state:
        alerts: list[Alert] = [one.alert for one in alert_store.episodes(state).values()]
    judged.mirror_alerts(connection, alerts, ["[]"] * len(alerts), [None] * len(alerts), (), (), ())
    connection.close()
    office.bench.layout.live.rename(office.bench.layout.published)
    return home


@pytest.fixture
def front(office: Path, tmp_path: Path) -> list[str]:
    """Options that name a copy of it."""
    home = shutil.copytree(office, tmp_path / "home")
    return ["--config", str(home / "config"), "--warehouse", str(home / "news.duckdb")]


def test_a_silence_is_set_listed_marked_and_lifted_once(front: list[str], run: Run) -> None:
    status, out, err = run(*front, "alerts", "silence", "--rule", "missile", "--for", "3d", "--reason", "known drill")
    name = out.strip()
    assert (status, len(name)) == (0, 8)
    assert "rule missile: nobody is told until " in err
    assert "open alerts that it matches: " in err
    _, listed, _ = run(*front, "alerts", "silences", "--format", "json")
    (one,) = json.loads(listed)
    assert (one["id"], one["state"], one["rule"], one["watch"], one["reason"]) == (
        name,
        "holds",
        "missile",
        None,
        "known drill",
    )
    assert timedelta(days=2, hours=23) < datetime.fromisoformat(one["until"]) - NOW < timedelta(days=3, hours=1)
    _, alerts, _ = run(*front, "alerts", "list", "--format", "json")
    assert {(one["rule"], one["silenced"]) for one in json.loads(alerts)} == {("missile", name), ("summit", None)}
    _, table, _ = run(*front, "alerts", "list")
    assert table.count("silenced") == 1
    assert run(*front, "alerts", "unsilence", name[:4])[2] == f"{name}: lifted (rule missile)\n"
    assert run(*front, "alerts", "unsilence", name)[2] == f"{name}: was over already (rule missile)\n"
    assert run(*front, "alerts", "silences")[1] == "Silences: nothing found\n"
    assert f"{name}  lifted" in run(*front, "alerts", "silences", "--all")[1]


def test_the_end_may_be_given_as_the_clock_on_the_wall_shows_it(front: list[str], run: Run) -> None:
    day = (NOW + timedelta(days=5)).date()
    arguments = ("--watch", "korea", "--severity-below", "extreme", "--until", f"{day}T09:00", "--reason", "x")
    assert run(*front, "alerts", "silence", *arguments)[0] == 0
    (one,) = json.loads(run(*front, "alerts", "silences", "--format", "json")[1])
    assert datetime.fromisoformat(one["until"]) == datetime(day.year, day.month, day.day, 0, tzinfo=UTC)
    assert one["severity_below"] == "extreme"


def test_a_silence_may_be_set_while_a_pass_has_the_state_open(front: list[str], run: Run) -> None:
    with State(Layout(Path(front[-1])).state) as at_work:
        assert run(*front, "alerts", "silence", "--watch", "korea", *WEEK)[0] == 0
        assert [one.watch for one in silences(at_work)] == ["korea"]


WEEK = ("--for", "1w", "--reason", "x")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (WEEK, "nothing to match; give --watch"),
        (("--watch", "corea", *WEEK), "--watch corea: is not in watches.yaml; did you mean `korea`?"),
        (("--rule", "misile", *WEEK), "--rule misile: is not in watches.yaml; did you mean `missile`?"),
        (("--entity", "nobody", *WEEK), "--entity nobody: is not in entities.yaml or topics.yaml"),
        (("--watch", "korea", "--reason", "x"), "give its end: either --until TIME or --for 3d"),
        (("--watch", "korea", "--until", "2099-01-01", *WEEK), "give its end: either"),
        (("--watch", "korea", "--for", "3 days", "--reason", "x"), "--for 3 days: is not a length"),
        (("--watch", "korea", "--for", "99w", "--reason", "x"), "a silence lasts a year at most"),
        (("--watch", "korea", "--until", "2017-01-01", "--reason", "x"), "--until 2017-01-01: is past"),
        (("--watch", "korea", "--until", "soon", "--reason", "x"), "--until soon: is not a time"),
        (("--watch", "korea", "--for", "3d", "--reason", " "), "--reason: is empty"),
        (("--watch", "korea", "--for", "3d"), "Missing option '--reason'"),
    ],
)
def test_a_slip_is_one_line_and_sets_nothing(
    front: list[str], run: Run, arguments: tuple[str, ...], expected: str
) -> None:
    status, out, err = run(*front, "alerts", "silence", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert expected in err
    assert json.loads(run(*front, "alerts", "silences", "--all", "--format", "json")[1]) == []


def test_an_unknown_silence_and_a_missing_warehouse_are_one_line(front: list[str], run: Run, tmp_path: Path) -> None:
    assert run(*front, "alerts", "unsilence", "beef")[2].startswith("beef: there is no such silence")
    nowhere = [*front[:2], "--warehouse", str(tmp_path / "typo.duckdb")]
    status, _, err = run(*nowhere, "alerts", "silence", "--watch", "korea", *WEEK)
    assert (status, "there is no warehouse here yet" in err) == (1, True)
    assert not (tmp_path / "typo.state.sqlite").exists()
