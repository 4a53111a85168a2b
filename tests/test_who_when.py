"""Lines above a text say who wrote it and when; they are read, and are no part of the text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.who_when import author_in_lines, author_in_text, without_head_lines

NOW = datetime(2017, 3, 20, tzinfo=UTC)
TEXT = "The ministers met on Thursday and agreed to meet again next month."


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Jane Roe in Seoul and others", "Jane Roe"),
        ("Written by Jane Roe | New Delhi | Updated: March 15, 2017", "Jane Roe"),
        ("Von Anna Muster und Max Beispiel, Berlin", "Anna Muster und Max Beispiel"),
        ("Par Le Monde avec AFP", "Le Monde avec AFP"),
        ("Por Ana Souza — Brasília", "Ana Souza"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("홍길동 기자", "홍길동"),
        ("기자명 홍길동 기자", "홍길동"),
        ("2017-03-15 09:00 来源：Paper 作者：张三", "张三"),
        ("記者張三／台北報導", "張三"),
        ("By Jane Roe & John Doe", "Jane Roe & John Doe"),
        ("〔記者張三／台北報導〕", "張三"),
        ("本报记者张三 李四", "张三 李四"),
        ("记者：张三、李四", "张三、李四"),
        ("记者 张三 北京报道", "张三"),
        ("作者：张三 2017-03-15 09:00", "张三"),
        ("文/张三 图/李四", "张三"),
        ("文／張三", "張三"),
        ("总统举行记者招待会", ""),
        ("外交部例行记者会实录", ""),
        ("外交部 记者会实录", ""),
        ("记者获悉，明日将有大雨", ""),
        ("本报记者获悉", ""),
        ("本报记者报道", ""),
        ("作者协会", ""),
        ("By the desk", ""),
        ("Von Anfang an dabei", ""),
        ("본지 취재 기자", ""),
    ],
)
def test_authors_are_named_in_many_languages(line: str, author: str) -> None:
    assert author_in_lines([line]) == author


@pytest.mark.parametrize(
    ("paragraphs", "author"),
    [
        (["(서울=연합뉴스) 홍길동 기자 = 회담이 열렸다."], "홍길동"),
        (["[가나다경제=홍길동 기자] 회담이 열렸다."], "홍길동"),
        ([TEXT, "홍길동 기자 hong@paper.example"], "홍길동"),
        ([TEXT, "Autor: Anna Muster"], "Anna Muster"),
        ([TEXT, "The reporter Jane Roe was there: nobody else."], ""),
    ],
)
def test_a_text_may_be_signed(paragraphs: list[str], author: str) -> None:
    assert author_in_text(paragraphs) == author


@pytest.mark.parametrize(
    "line",
    [
        "등록 2017.03.15 15:30 수정 2017.03.16 10:00",
        "- 기자명 홍길동 기자",
        "Par Anne Dupont",
        "Veröffentlicht am 15.03.2017 | Lesedauer: 3 Minuten",
        "2017年3月15日 15時30分",
    ],
)
def test_what_only_says_who_and_when_is_cut_from_the_top(line: str) -> None:
    assert without_head_lines([line, TEXT], NOW) == [TEXT]
    assert without_head_lines([TEXT, line], NOW) == [TEXT, line]


def test_a_lead_with_a_day_in_it_stays() -> None:
    lead = "On 15 March 2017 the ministers met"
    assert without_head_lines([lead, TEXT], NOW) == [lead, TEXT]
    assert without_head_lines(["15 March 2017"], NOW) == ["15 March 2017"]


def test_a_long_list_of_names_that_is_none_after_all_is_read_to_its_end() -> None:
    names = " & ".join(["A B"] * 25)
    assert author_in_lines([f"By {names}"]) == names
    assert author_in_lines([f"By {names} !"]) == ""
    assert without_head_lines([f"By {names} !", TEXT], NOW) == [f"By {names} !", TEXT]
    assert author_in_text([TEXT, f"By: {names} !"]) == ""


def test_a_last_paragraph_of_any_length_is_no_signature() -> None:
    assert author_in_text([TEXT, "Author: Jane Roe"]) == "Jane Roe"
    assert author_in_text([TEXT, "Author: " + " & ".join(["Jane Roe"] * 50_000)]) == ""


@pytest.mark.parametrize(
    "lead",
    [
        "On 17 March 2017, the last of the miners left the pit.",
        "On 17 March 2017, officials said, the blast killed 12.",
        "On 17 March 2017, he updated 12 files",
        "5 Mai 2017, Plastikmüll im Meer nimmt zu",
        "By Christmas Day, the army had left the city.",
        "By Christmas Day, the army had left the city",
        "Da Silva Santos, Brazil's president, said …",
        "Da Silva Santos, Brazil's president, said on Friday",
        "Von Angela Merkel in Berlin war am Montag nichts zu hören.",
        "Source: officials in the capital told the paper",
        "2017年3月15日，大雨。",
    ],
)
def test_a_sentence_that_begins_like_a_byline_stays_and_names_nobody(lead: str) -> None:
    assert without_head_lines([lead, TEXT], NOW) == [lead, TEXT]
    assert author_in_lines([lead]) == ""


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Roe, political editor, in London",
        "By Jane Roe | Last updated: 17 March 2017, 9:00 p.m.",
        "15.03.2017 | zuletzt aktualisiert am 16.03.2017",
        "Par Anne Dupont, publié le 15 mars 2017 à 09h00",
        "2017-03-15 09:00 (2017-03-16 10:00 更新)",
        "15.03.2017 | Quelle: dpa",
        "Von Anna Muster, dpa",
        "Par Anne Dupont, envoyée spéciale à l’ONU",
        "By Jane Roe, paper.example, 2 hours ago",
        "Source: the Ministry of Health",
        "홍길동 기자.",
    ],
)
def test_a_byline_with_all_that_belongs_to_it_is_cut(line: str) -> None:
    assert without_head_lines([line, TEXT], NOW) == [TEXT]
