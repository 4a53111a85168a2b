"""Receivers are checked as the rest of the configuration is, and no message repeats what may be a secret."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.load import FILES, ConfigError, load_config
from config.models import AlertsConfig
from config.receivers import revealed
from tasks.deliver import unusable
from tests.conftest import Run

HOOK = {"kind": "webhook", "url": "https://hook.example/in", "secrets": ["env:HOOK_SECRET"]}
MAIL = {
    "kind": "mail", "host": "smtp.example", "user": "watch", "password": "env:MAIL_PASSWORD",
    "from": "watch@desk.example", "to": ["desk@desk.example"],
}  # fmt: skip
KEY = "whsec_" + base64.b64encode(bytes(24)).decode()


def folder_with(folder: Path, receiver: object) -> Path:
    for name in FILES:
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "settings.yaml").write_text("contact: https://desk.example/contact\n", encoding="utf-8")
    (folder / "alerts.yaml").write_text(yaml.safe_dump({"receivers": {"one": receiver}}), encoding="utf-8")
    return folder


def mistakes_of(folder: Path, receiver: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(folder_with(folder, receiver))
    return caught.value.mistakes


@pytest.mark.parametrize(
    "receiver",
    [
        HOOK,
        {**HOOK, "url": "env:HOOK_URL", "secrets": ["env:NEW", "env:OLD"], "allow_private": True},
        MAIL,
        {"kind": "mail", "host": "localhost", "security": "none", "from": "a@b.example", "to": ["c@d.example"]},
        {"kind": "atom"},
        {"kind": "apprise", "url": "env:CHAT"},
        {"kind": "apprise", "url": "slack://a/b/c"},
    ],
)
def test_a_sound_receiver_is_read(receiver: dict[str, object], tmp_path: Path) -> None:
    assert load_config(folder_with(tmp_path, receiver)).alerts.receivers["one"].kind == receiver["kind"]


@pytest.mark.parametrize(
    ("receiver", "expected"),
    [
        ({**HOOK, "url": "hunter2"}, "alerts.yaml: receivers.one.url: is not an address; write one such as https://"),
        ({**HOOK, "url": "ftp://hunter2.example/x"}, "receivers.one.url: is not an address"),
        ({**HOOK, "url": "https://hunter2:x@host:99999999/"}, "receivers.one.url: is not an address"),
        ({**HOOK, "url": "env:no-name"}, "receivers.one.url: names no environment variable; write env:NAME"),
        ({**HOOK, "secrets": ["hunter2"]}, "receivers.one.secrets[0]: a secret does not stand here; write env:NAME"),
        ({**HOOK, "secrets": "hunter2"}, "receivers.one.secrets: "),
        ({**HOOK, "secrets": ["env:A", "env:B", "env:hunter2"]}, "receivers.one.secrets: List should have at most 2"),
        ({**HOOK, "secret": "hunter2"}, "receivers.one.secret: unknown key; did you mean `secrets`?"),
        ({**HOOK, "x": "hunter2"}, "unknown key; known here: allow_private, digest, "),
        ({**MAIL, "password": "hunter2"}, "receivers.one.password: a secret does not stand here"),
        ({**MAIL, "password": 12345}, "receivers.one.password: a secret does not stand here"),
        ({**MAIL, "user": ""}, "receivers.one: `user` and `password` belong together"),
        ({**MAIL, "security": "none"}, "receivers.one: the password would travel in the clear"),
        ({**MAIL, "from": "a b@hunter2"}, "receivers.one.from: is no mail address; write one such as desk@example.org"),
        ({**MAIL, "to": ["a@b.example\nBcc: hunter2@x.example"]}, "receivers.one.to[0]: is no mail address"),
        ({**MAIL, "sender": "a@b.example"}, "receivers.one.sender: unknown key"),
        ({**MAIL, "kind": "pigeon", "user": "hunter2"}, "receivers.one: unknown `kind`; known here: console"),
        ("https://hunter2.example", "receivers.one: "),
        ({"kind": "apprise", "url": "hunter2 //"}, "receivers.one.url: is not an address"),
    ],
)
def test_a_mistake_says_where_and_what_to_write_and_repeats_no_secret(
    receiver: object, expected: str, tmp_path: Path
) -> None:
    mistakes = mistakes_of(tmp_path, receiver)
    assert len(mistakes) == 1, mistakes
    assert expected in mistakes[0]
    assert "hunter2" not in mistakes[0]
    assert "12345" not in mistakes[0]


def receivers(**named: dict[str, object]) -> Any:
    return AlertsConfig.model_validate({"receivers": named}).receivers


def test_a_secret_is_taken_from_the_environment_alone() -> None:
    assert revealed("env:A", {"A": "x"}) == "x"
    assert revealed("env:A", {}) == ""
    assert revealed("https://a.example", {}) == "https://a.example"


def test_what_is_missing_in_the_environment_is_told_all_at_once() -> None:
    found = unusable(
        receivers(hook=HOOK, desk=MAIL, chat={"kind": "apprise", "url": "env:CHAT"}, log={"kind": "jsonl"}), {}
    )
    assert [line.partition(" is not set")[0] for line in found] == [
        "alerts.yaml: receivers.hook.secrets[0]: env:HOOK_SECRET",
        "alerts.yaml: receivers.desk.password: env:MAIL_PASSWORD",
        "alerts.yaml: receivers.chat.url: env:CHAT",
    ]
    environment = {"HOOK_SECRET": KEY, "MAIL_PASSWORD": "x", "CHAT": "json://chat.example"}
    assert unusable(receivers(hook=HOOK, desk=MAIL, chat={"kind": "apprise", "url": "env:CHAT"}), environment) == []


@pytest.mark.parametrize("secret", ["hunter2", "whsec_aHVudGVyMg==", "whsec_not base64!", KEY.removeprefix("whsec_")])
def test_a_secret_that_can_not_sign_is_told_with_how_to_make_one(secret: str) -> None:
    (line,) = unusable(receivers(hook=HOOK), {"HOOK_SECRET": secret})
    assert "echo whsec_$(openssl rand -base64 32)" in line
    assert secret not in line


def test_addresses_out_of_the_environment_are_checked_too() -> None:
    configured = receivers(
        hook={**HOOK, "url": "env:URL"},
        chat={"kind": "apprise", "url": "env:CHAT"},
        typo={"kind": "apprise", "url": "slak://x"},
    )
    found = unusable(configured, {"URL": "hunter2", "CHAT": "hunter2", "HOOK_SECRET": KEY})
    assert [line.split(": ")[1] for line in found] == ["receivers.hook.url", "receivers.chat.url", "receivers.typo.url"]
    assert "hunter2" not in " ".join(found)


def test_check_tells_what_the_environment_lacks(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_with(tmp_path, HOOK)
    monkeypatch.delenv("HOOK_SECRET", raising=False)
    status, out, err = run("--config", tmp_path, "check")
    assert (status, out) == (2, "")
    assert err.startswith("alerts.yaml: receivers.one.secrets[0]: env:HOOK_SECRET is not set")
    monkeypatch.setenv("HOOK_SECRET", KEY)
    assert run("--config", tmp_path, "check")[0] == 0


def test_an_unknown_kind_hides_no_other_mistake(tmp_path: Path) -> None:
    own = {"severity": "grave", "quiet_hours": {"from": "25:00", "to": "07:00"}, "most_per_hour": -1}
    meant = mistakes_of(tmp_path, {"kind": "consol", **own, "url": "hunter2"})
    assert meant[0] == "alerts.yaml: receivers.one: unknown `kind`; did you mean `console`?"
    places = [line.split(": ")[1] for line in meant[1:]]
    assert len(places) == 4, meant
    assert [any(key in place for place in places) for key in ("severity", "quiet_hours", "most_per_hour", "url")] == [
        True
    ] * 4
    assert "hunter2" not in "\n".join(meant)
    unlike = mistakes_of(tmp_path, {"kind": "hunter2", **own, "path": "a.jsonl"})
    assert "known here: console, jsonl, atom" in unlike[0]
    assert (len(unlike), "path" in "".join(unlike), "hunter2" in "".join(unlike)) == (4, False, False)
    assert "`kind` is missing; add it: apprise, atom, console" in mistakes_of(tmp_path, {"severity": "grave"})[0]
    assert len(mistakes_of(tmp_path, {"kind": "mial", "port": 0})) == 5
    assert mistakes_of(tmp_path, {"kind": "consol"}) == meant[:1]
    rule = load_rule_mistakes(tmp_path, {"kind": "spikes", "days": 0})
    assert len(rule) == 2
    assert any(line.endswith("did you mean `spike`?") for line in rule)


def load_rule_mistakes(folder: Path, rule: dict[str, object]) -> list[str]:
    folder_with(folder, {"kind": "console"})
    watch = {
        "name": "Korea",
        "description": "Korea",
        "terms": {"en": ["Korea"]},
        "rules": {"loud": {"name": "Loud", **rule}},
    }
    (folder / "watches.yaml").write_text(yaml.safe_dump({"watches": {"korea": watch}}), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(folder)
    return caught.value.mistakes
