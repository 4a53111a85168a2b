"""Languages are told by script, then by common words, and not at all rather than wrongly."""

from __future__ import annotations

import pytest

from tasks.language import detect_language, short_code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The envoys of both countries met in the harbour, and it was said that nothing is signed.", "en"),
        (
            "Die Gesandten der beiden Länder trafen sich am Hafen, und es wurde nichts unterschrieben, sagte das Amt.",
            "de",
        ),
        ("Los enviados de los dos países se reunieron en el puerto y no firmaron nada, según una fuente.", "es"),
        ("양국 대표단은 화요일 항구에서 만났다. THAAD 문제도 다뤘다.", "ko"),
        ("両国の代表団は火曜日に港で会談した。", "ja"),
        ("两国代表团星期二在港口会面，没有签署任何文件。", "zh"),
        ("Делегации двух стран встретились в порту.", "ru"),
        ("1234 5678", ""),
        ("", ""),
    ],
)
def test_languages_of_news(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("zh_Hant_TW", "zh"), ("KO", "ko"), ("utf-8", ""), ("und", ""), ("x" * 9, ""), ("", "")],
)
def test_tags_become_codes(tag: str, code: str) -> None:
    assert short_code(tag) == code
