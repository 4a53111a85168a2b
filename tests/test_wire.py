"""A credit names its agency; a mention, a contributor or a photographer does not."""

from __future__ import annotations

import pytest

from tasks.wire import credit_in_head, credited_wire

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
        ("JANE DOE Associated Press", "ap"),
        ("Jane Doe, AP Diplomatic Writer", "ap"),
        ("Agence France-Presse in Seoul", "afp"),
        ("FR mit dpa", "dpa"),
        ("Le Monde avec AFP", "afp"),
        ("홍길동 연합뉴스 기자", "yonhap"),
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
        ("据新华社电 会谈举行。", "xinhua"),
        ("北京3月17日电（新华社记者 张三）会谈举行。", "xinhua"),
        ("SEOUL, South Korea — (AP) Envoys met.", "ap"),
        ("PARIS, AFP – Envoys met.", "afp"),
        ("New Delhi, Mar 17 (PTI) Envoys met.", "pti"),
        ("Bern (sda) Die Gesandten trafen sich.", "sda"),
        ("Berlin/dpa. Die Gesandten trafen sich.", "dpa"),
        ("Madrid, 17 mar (EFE).- Los enviados se vieron.", "efe"),
        ("МОСКВА, 17 мар — РИА Новости. Встреча прошла.", "ria"),
        ("МОСКВА, 17 марта. /ТАСС/. Встреча прошла.", "tass"),
        ("[ソウル 17日 ロイター] - 会談が開かれた。", "reuters"),
        ("(평양 3월 17일발 조선중앙통신) 회담이 열렸다.", "kcna"),
        ("中新社北京3月17日电 会谈举行。", "cns"),
        ("ANKARA (XİNHUA) - Heyetler görüştü.", ""),
        ("LONDON (PA) — Envoys met.", "pa"),
        ("【ソウル共同通信】会談が開かれた。", "kyodo"),
        ("【中央社記者張三台北17日電】會談舉行。", "cna"),
        ("【新华社北京3月17日电】会谈举行。", "xinhua"),
        ("PITTSBURGH, PA — The council voted.", ""),
        ("HARRISBURG, PA - The governor spoke.", ""),
        ("(Harrisburg, PA) The governor spoke.", ""),
        ("Pennsylvania (PA) Governor Doe spoke.", ""),
        ("【中美共同声明】双方会谈。", ""),
        ("【時事評論】雙方會談。", ""),
        ("【中央社会主义学院】会谈举行。", ""),
        ("(한미 연합) 훈련이 시작됐다.", ""),
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
        ("Reporting by Jane Doe; Editing by John Roe", "reuters"),
        ("Quelle: ntv.de, mau/AFP", "afp"),
        ("(Avec AFP)", "afp"),
        ("© dpa-infocom, dpa:170317-99-123456/2", "dpa"),
        ("<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>", "yonhap"),
        ("hong@yna.co.kr", "yonhap"),
        ("(사진=연합뉴스)", ""),
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
        "The Associated Press (AP) Said so on Friday.",
        "He used to work for AP.",
        "AP courses (AP) are popular.",
    ],
)
def test_mentions_are_no_credit(text: str) -> None:
    assert credited_wire("", f"{text}\n\n{BODY}") == ""
    assert credited_wire("", f"{BODY}\n\n{text}") == ""


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (["2017-03-15 10:00 来源：新华社 作者：张三"], "xinhua"),
        (["출처: 연합뉴스"], "yonhap"),
        (["AFP, MANILA"], "afp"),
        (["JIJI", "Feb 18, 2020"], "jiji"),
        (["Jane Doe", "March 15, 2017", "World", "Reuters"], ""),
        (["稿件来源： 新华社"], "xinhua"),
        (["2017-03-15 10:00 | Source: Reuters"], "reuters"),
        (["Quelle: ntv.de, mau/AFP"], "afp"),
        (["Photo: Reuters"], ""),
        (["图片来源：新华社"], ""),
        (["图片来源： 新华社"], ""),
        (["Bildquelle: dpa"], ""),
        (["사진제공: 연합뉴스"], ""),
        (["Photo source: Reuters"], ""),
        (["Photo by Jane Doe/AFP"], ""),
        (["Data source: AFP"], ""),
        (["Data source: The Associated Press"], ""),
        (["Harrisburg, PA"], ""),
        (["Ria"], ""),
        (["Sputnik, the first satellite"], ""),
        (["Source: PA"], "pa"),
    ],
)
def test_the_head_of_a_page_names_its_source(lines: list[str], agency: str) -> None:
    assert credit_in_head(lines) == agency


def test_a_last_line_of_one_endless_word_is_judged_at_once() -> None:
    assert credited_wire("", f"{BODY}\n\n{'a' * 2_000_000}") == ""


@pytest.mark.parametrize("opening", ["A" + "-" * 2_000_000, "A" * 2_000_000, "A " * 1_000_000, "(" + "A=" * 1_000_000])
def test_an_opening_that_might_be_an_endless_dateline_is_judged_at_once(opening: str) -> None:
    assert credited_wire("", f"{opening}\n\n{BODY}") == ""
    assert credited_wire("", f"SEOUL (AP) - {opening}\n\n{BODY}") == "ap"
