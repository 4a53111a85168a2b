"""Damage is repaired where it is certain, and good text passes unchanged."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.repair import repair_text


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ('The plan was "bold,"?which pleased some.', 'The plan was "bold," which pleased some.'),
        ('It was "a clean start"?and nothing more.', 'It was "a clean start" and nothing more.'),
        ('The allies"?patience with the envoy', "The allies' patience with the envoy"),
        ('two powers "?neither of them near', "two powers — neither of them near"),
        ('all the mayors -"?and some guests', "all the mayors — and some guests"),
        ('He didn"t say, and we"\ufffdll ask.', "He didn't say, and we'll ask."),
        ('She called it "\ufffdvery odd," then', 'She called it "very odd," then'),
        ('end of it. "\ufffd\ufffd?Jane Doe wrote', "end of it. — Jane Doe wrote"),
        ('in the ["\ufffd] years', "in the […] years"),
        ('It didn"t end."?"Then what?', 'It didn\'t end." "Then what?'),
    ],
)
def test_lost_quotes_apostrophes_and_dashes_come_back(damaged: str, repaired: str) -> None:
    assert repair_text(damaged) == repaired


@pytest.mark.parametrize(
    "good",
    [
        'Did he say "yes"? Nobody knows.',
        '"Did he say "yes"?" she asked.',
        'What does "deterrence"?\n\nmean',
        'Who shouted "Fire!"? The guard did.',
        "She said “no” and ‘never’ — twice.",
        "전각 문자 ＡＢＣ１２３과 「인용」, 。、！",
        "Mr. O'Neill’s 5'10\" frame",
        "U.S.Army Node.js example.Com Yahoo.com 3.5 v2.0 e.g. i.e. a.m.",
        "See https://example.org/a.B/C.Daily and mail@example.Org",
        "naïve café Ünïcode ﬁne",
    ],
)
def test_good_text_is_left_alone(good: str) -> None:
    assert repair_text(good) == good


@pytest.mark.parametrize(
    ("glued", "split"),
    [
        ("near the bases.Envoys will meet", "near the bases. Envoys will meet"),
        ("before the invasion.In a letter", "before the invasion. In a letter"),
        ("says the US.Talks go on", "says the US. Talks go on"),
        ("It ended in 2016.Now it is back", "It ended in 2016. Now it is back"),
        ("will it hold?Nobody knows", "will it hold? Nobody knows"),
        ("would be firm.”This is final,” he said", "would be firm. “This is final,” he said"),
        ("“It is a loop of anger.”But this is a chance", "“It is a loop of anger.” But this is a chance"),
        ('It was firm."This is final," he said', 'It was firm. "This is final," he said'),
        ("пришёл домой.Потом ушёл", "пришёл домой. Потом ушёл"),
    ],
)
def test_run_together_sentences_are_split(glued: str, split: str) -> None:
    assert repair_text(glued) == split


def test_mojibake_is_decoded_again() -> None:
    assert repair_text("schÃ¶n, â€œsaid so” and itâ€™s") == "schön, “said so” and it’s"


def test_html_entities_left_in_text_are_read() -> None:
    assert repair_text("Research &amp; Development") == "Research & Development"


def test_a_lost_letter_stays_as_one_mark() -> None:
    assert repair_text("the D\ufffd\ufffdil met \ufffd5m") == "the D\ufffdil met \ufffd5m"


def test_invisible_characters_go_and_needed_joiners_stay() -> None:
    assert repair_text("co\u00adop\u200ber\ufeffate\x00\x07") == "cooperate"
    assert repair_text("می\u200cخواهم") == "می\u200cخواهم"
    assert repair_text("क्\u200dष") == "क्\u200dष"
    assert repair_text("Lat\u200cin") == "Latin"


def test_spaces_collapse_and_paragraphs_stay() -> None:
    assert repair_text("  one  \t two \u00a0three \r\n\r\n\r\n\r\n four ") == "one two three\n\nfour"


def test_the_result_is_nfc() -> None:
    assert repair_text("Cafe\u0301 \u1112\u1161\u11ab") == "Café 한"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_repairing_never_fails_and_yields_nfc_without_control_characters(text: str) -> None:
    repaired = repair_text(text)
    assert unicodedata.is_normalized("NFC", repaired)
    assert not any(ord(character) < 32 and character != "\n" for character in repaired)
