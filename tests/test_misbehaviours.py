"""A server that does all that servers do wrong, each with the outcome it must have and the time it may take."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.misbehaving import own_certificate
from torture.answers import Misbehaviour
from torture.misbehaviours import all_misbehaviours
from torture.server import table, try_out

MISBEHAVIOURS = all_misbehaviours()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return own_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("one", MISBEHAVIOURS, ids=lambda one: one.name)
def test_what_a_server_does_wrong_has_its_outcome_in_its_time(one: Misbehaviour, certificate: ssl.SSLContext) -> None:
    tried = try_out(one, certificate)
    assert tried.violation == ""
    assert table([tried]).startswith("ok")


def test_misbehaviours_are_many_and_each_has_a_name_of_its_own() -> None:
    names = Counter(one.name for one in MISBEHAVIOURS)
    assert len(names) >= 60
    assert set(names.values()) == {1}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux shows them")
def test_no_misbehaviour_leaves_a_file_or_a_thread_open(certificate: ssl.SSLContext) -> None:
    some = [
        one for one in MISBEHAVIOURS if one.outcome in ("timeout", "too_large", "protocol_error", "disconnected", "tls")
    ]

    def held() -> tuple[int, int]:
        return sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()

    try_out(some[0], certificate)
    before = held()
    for one in some:
        try_out(one, certificate)
    assert held() == before
