"""What feeds and pages say can not do anything to whoever reads it."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brinkwatch.show.escape import (
    FILENAME_LIMIT,
    FORMULA_STARTS,
    for_csv,
    for_filename,
    for_href,
    for_html,
    for_json,
    for_script,
    for_terminal,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;own title\x07headline", "headline"),
        ("\x9b2Jcleared", "cleared"),
        ("bell\x07 and back\x08space", "bell and backspace"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("user\u202egpj.exe", "usergpj.exe"),
        ("a\u2066b\u2069c", "abc"),
        ("북한 미사일 · 北朝鮮", "북한 미사일 · 北朝鮮"),
    ],
)
def test_a_terminal_gets_one_line_without_codes_or_turned_letters(hostile: str, shown: str) -> None:
    assert for_terminal(hostile) == shown


@given(ANY_TEXT)
def test_whatever_the_text_a_terminal_gets_nothing_that_it_obeys(text: str) -> None:
    shown = for_terminal(text)
    assert not {letter for letter in shown if ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u202e\u2066"}
    assert shown.encode() == for_terminal(shown).encode()


def test_markup_of_rich_is_shown_and_not_obeyed() -> None:
    from rich.text import Text

    hostile = "[bold red]shouting[/] and [link=file:///etc]a link[/link]"
    assert Text.from_markup(for_terminal(hostile, markup=True)).plain == hostile


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        '=HYPERLINK("http://a.example")',
        "-",
        "+x",
        "-inf",
        "-1_0",
        "+１",
    ],
)
def test_a_spreadsheet_computes_nothing(formula: str) -> None:
    assert for_csv(formula) == f"'{formula}"


@pytest.mark.parametrize("number", ["-5", "+3.25", "-1e-7", "0.5", "-.5"])
def test_a_number_stays_a_number_for_a_spreadsheet(number: str) -> None:
    assert for_csv(number) == number


@given(ANY_TEXT)
def test_whatever_the_text_no_cell_begins_like_a_formula(text: str) -> None:
    cell = for_csv(text)
    if cell.startswith(FORMULA_STARTS):
        assert float(cell) == float(text)


@pytest.mark.parametrize("hostile", ["\x9b31m", "\u202egpj", "\x7f", "\u2028", "\ud800", "\x1b[2J"])
def test_json_holds_every_character_and_no_code(hostile: str) -> None:
    dumped = for_json({"title": hostile})
    assert json.loads(dumped) == {"title": hostile}
    assert dumped.isprintable()
    assert dumped.encode()


def test_json_keeps_korean_readable() -> None:
    assert for_json(["북한"]) == '["북한"]'


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_shown_and_not_obeyed_in_text_and_in_attributes() -> None:
    hostile = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>\x00\u202e"
    seen = _Seen()
    seen.feed(f'<p title="{for_html(hostile)}">{for_html(hostile)}</p>')
    assert [tag for tag, _ in seen.tags] == ["p"]
    assert seen.tags[0][1] == [("title", hostile[:-2])]
    assert seen.text == hostile[:-2]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "/local", "http://[", ""]
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert for_href(address) == ""


def test_a_web_address_can_not_leave_its_attribute() -> None:
    assert for_href('https://a.example/?a=1&b="x"') == "https://a.example/?a=1&amp;b=&quot;x&quot;"


def test_data_in_a_script_can_not_close_it() -> None:
    hostile = "</script><!--<script>&\u2028"
    written = for_script(hostile)
    assert json.loads(written) == hostile
    assert not set("<>&\u2028") & set(written)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x.dll", "C-Windows-x.dll"),
        ("North Korea: 북한 / 미사일?", "North-Korea-북한-미사일"),
        ("con", "file-con"),
        ("NUL.txt", "file-NUL.txt"),
        (".hidden", "hidden"),
        ("trailing. ", "trailing"),
        ("a\x00b\nc", "a-b-c"),
        ("--rf", "rf"),
        ("..", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_file_name_stays_in_its_folder_on_every_system(text: str, name: str) -> None:
    assert for_filename(text) == name


@given(ANY_TEXT)
def test_whatever_the_text_its_file_name_is_short_and_plain(text: str) -> None:
    name = for_filename(text)
    assert 0 < len(name.encode()) <= FILENAME_LIMIT
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name[0] not in ".-" and name[-1] not in ". "
