"""A credit names its agency; a mention or a contribution does not."""

from __future__ import annotations

import pytest

from tasks.wire import credited_wire

BODY = "The ministers met on Thursday and agreed to meet again.\n\nNothing else was decided."


@pytest.mark.parametrize(
    ("author", "agency"),
    [
        ("Reuters", "reuters"),
        ("Jane Doe, Associated Press", "ap"),
        ("JANE DOE and JOHN ROE | AP", "ap"),
        ("Jane Doe for AFP", "afp"),
        ("Reuters Staff", "reuters"),
        ("Yonhap News Agency", "yonhap"),
        ("홍길동 (연합뉴스)", "yonhap"),
        ("Jane Doe", ""),
        ("Pat Apple", ""),
        ("", ""),
    ],
)
def test_bylines(author: str, agency: str) -> None:
    assert credited_wire(author, BODY) == agency


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("SEOUL (Reuters) - Envoys met.", "reuters"),
        ("SEOUL, South Korea (AP) — Envoys met.", "ap"),
        ("(AP) -- Envoys met.", "ap"),
        ("SEOUL, March 17 (Yonhap) -- Envoys met.", "yonhap"),
        ("BEIJING, March 17 (Xinhua) -- Envoys met.", "xinhua"),
        ("MOSCOW, March 6. /TASS/. Envoys met.", "tass"),
        ("(서울=연합뉴스) 홍길동 기자 = 회담이 열렸다.", "yonhap"),
        ("【北京共同】会談が開かれた。", "kyodo"),
        ("新华社北京3月17日电 会谈举行。", "xinhua"),
    ],
)
def test_datelines(opening: str, agency: str) -> None:
    assert credited_wire("", f"{opening}\n\n{BODY}") == agency


@pytest.mark.parametrize(
    ("ending", "agency"),
    [
        ("AP", "ap"),
        ("(AFP)", "afp"),
        ("— Agence France-Presse", "afp"),
        ("© 2017 AFP", "afp"),
        ("Source: Reuters", "reuters"),
        ("The last sentence. (Reuters)", "reuters"),
        ("会談は終わった。（共同）", "kyodo"),
        ("(Reporting by Jane Doe; Editing by John Roe)", "reuters"),
        ("Copyright 2017 The Associated Press. All rights reserved.", "ap"),
        ("Reuters contributed to this report.", ""),
        ("The Associated Press contributed to this report.", ""),
        ("With reporting by AP and Reuters", ""),
    ],
)
def test_last_lines(ending: str, agency: str) -> None:
    assert credited_wire("", f"{BODY}\n\n{ending}") == agency


@pytest.mark.parametrize(
    "text",
    [
        "An official told Reuters that talks go on.",
        "Talks go on, Yonhap reported on Friday, citing officials.",
        "Reuters, which saw the letter, said so.",
        "President Doe (Reuters) spoke on Friday.",
        "He used to work for AP.",
        "AP courses (AP) are popular.",
    ],
)
def test_mentions_are_no_credit(text: str) -> None:
    assert credited_wire("", f"{text}\n\n{BODY}") == ""
    assert credited_wire("", f"{BODY}\n\n{text}") == ""
