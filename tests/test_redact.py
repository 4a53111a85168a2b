"""What is written down holds no secret."""

from __future__ import annotations

import pytest

from tasks.redact import LONGEST, without_secrets


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("http 401 from https://reader:hunter2@news.example:8443/feed", "http 401 from https://news.example:8443/…"),
        ("https://news.example/rss?token=hunter2&format=xml failed", "https://news.example/… failed"),
        ("POST https://hooks.example/services/T000/hunter2: 403", "POST https://hooks.example/… 403"),
        ("tgram://hunter2/12345", "tgram://…"),
        ("smtp://u:hunter2@mail.example refused", "smtp://… refused"),
        ("cut off in the middle: https://reader:hunter2", "cut off in the middle: https://…"),
        ("http://[2001:db8::1]:8080/x timed out", "http://[2001:db8::1]:8080/… timed out"),
        ("https://news.example/ is asleep", "https://news.example/ is asleep"),
        ("bad api_key=hunter2, try again", "bad api_key=…, try again"),
        ('{"password": "hunter2"}', '{"password": …}'),
        ("Authorization: Bearer hunter2.abc-def", "Authorization: …"),
        ("sent Basic aHVudGVyMg== and was refused", "sent Basic … and was refused"),
        ("client_secret='hunter 2' was wrong", "client_secret=… was wrong"),
        ("feeds.yaml: bbc.url: is missing; add it", "feeds.yaml: bbc.url: is missing; add it"),
    ],
)
def test_addresses_end_after_their_host_and_named_secrets_are_hidden(said: str, written: str) -> None:
    assert without_secrets(said) == written


def test_a_line_stays_one_short_line() -> None:
    told = without_secrets("first\nsecond \x1b[31mred\x1b[0m " + "x" * 1000)
    assert told.startswith("first second red xxx")
    assert len(told) == LONGEST
