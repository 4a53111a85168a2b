"""Nothing that is shown steers a terminal or misleads the eye."""

import unicodedata

import pytest

from tasks.plain import plain


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mRed\x1b[0m alert", "Red alert"),
        ("\x1b[2J\x1b[1;1HGone", "Gone"),
        ("\x1b]0;owned\x07Title", "Title"),
        ("\x1b]8;;https://bad.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mC1\x9d0;x\x9c codes", "C1 codes"),
        ("\x1bcReset", "Reset"),
        ("user\u202egpj.exe", "usergpj.exe"),
        ("\u2066left\u2069 \u200fright\u061c", "left right"),
        ("bell\x07 back\x08 nul\x00 del\x7f", "bell back nul del"),
        ("one\r\ntwo\ttwo\u2028three\u0085four", "one two two three four"),
        ("hid\u200bden\U000e0041\ufeff", "hidden"),
        ("lone \udc80 surrogate", "lone surrogate"),
        ("cut \x1b[", "cut"),
        ("open \x1b]0;and the rest", "open 0;and the rest"),
    ],
)
def test_what_steers_a_terminal_or_hides_is_taken_out(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


@pytest.mark.parametrize("text", ["북한 “핵” 실험", "می‌خواهم", "👩‍🚀 × ±", "Łódź – naïve", "朝鮮半島"])
def test_writing_of_any_script_is_left_alone(text: str) -> None:
    assert plain(text) == text


def test_no_control_character_survives_whatever_surrounds_it() -> None:
    every = "".join(
        chr(code) + "a" for code in range(0x2100) if unicodedata.category(chr(code)) == "Cc" or code > 0x2000
    )
    assert not [character for character in plain(every * 2) if unicodedata.category(character) == "Cc"]
