"""Names are trimmed to what they are, and junk is told from them."""

import pytest

from tasks import names


@pytest.mark.parametrize(
    ("surface", "is_person", "name"),
    [
        ("President Donald Trump's", True, "Donald Trump"),
        ("Secretary of State Rex Tillerson", True, "Rex Tillerson"),
        ("Mr. Abe", True, "Abe"),
        ("the United Nations’", False, "United Nations"),
        ("“Rex Tillerson”,", True, "Rex Tillerson"),
        ("General Motors", False, "General Motors"),
        ("Pope Francis", True, "Pope Francis"),
        ("Acting President Hwang Kyo Ahn", True, "Hwang Kyo Ahn"),
        ("the U.S.", False, "U.S."),
        ("Donald Trump Jr.", True, "Donald Trump Jr."),
        ("The", False, "The"),
    ],
)
def test_titles_articles_quotes_and_possessives_are_no_part_of_a_name(surface: str, is_person: bool, name: str) -> None:
    text = f"xx {surface} yy"
    start, end = names.trim(text, 3, 3 + len(surface), is_person)
    assert text[start:end] == name


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Betsy DeVos", "betsy-devos"),
        ("Beyoncé Knowles-Carter", "beyonce-knowles-carter"),
        ("O'Neill’s", "oneills"),
        ("김정은", "김정은"),
        ("…", ""),
    ],
)
def test_identifiers_keep_letters_and_drop_accents(name: str, identifier: str) -> None:
    assert names.slug(name) == identifier


@pytest.mark.parametrize(
    "junk",
    [
        "Qur'an",
        "Koran",
        "A",
        "Monday",
        "41",
        "3rd",
        "@handle",
        "http://x.y",
        "pm",
        "lower case words",
        "a" * 100,
        "President",
        "US$5m",
    ],
)
def test_dates_quantities_addresses_and_single_letters_are_junk(junk: str) -> None:
    assert names.is_junk(junk)


@pytest.mark.parametrize("name", ["Reuters", "ZTE", "Betsy DeVos", "Xi"])
def test_names_are_no_junk(name: str) -> None:
    assert not names.is_junk(name)


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Rex Tillerson", "Tillerson"), ("Xi Jinping", "Xi"), ("Wang Yi", "Wang"), ("Kim Jong Un", "Kim"), ("Moon Jae-in", "Moon"),
        ("Ban Ki-moon", "Ban"), ("Kim Kardashian", "Kardashian"), ("Lee Child", "Child"), ("Donald Trump Jr.", "Trump"), ("Vera Wang", "Wang"),
    ],
)  # fmt: skip
def test_surnames_stand_first_in_korean_and_chinese_names(name: str, surname: str) -> None:
    assert names.surname(name) == surname


def test_middle_initials_are_left_out() -> None:
    assert (names.without_initials("Donald J. Trump"), names.without_initials("J. Edgar Hoover")) == (
        "Donald Trump",
        "J. Edgar Hoover",
    )


def test_a_word_that_two_people_bear_means_neither() -> None:
    assert names.bearers({"a": ["Kim Jong Un"], "b": ["Kim Jong Nam"]}) == {
        "Kim": None,
        "Jong": None,
        "Un": "a",
        "Nam": "b",
    }
