"""A capital that acts stands for its country's government, beside the city; a place, a town hall and a team do not."""

import pytest

from tasks.found import Found
from tasks.governments import governments

SEATS, NAMES = {"seoul": "south-korea"}, {"south-korea": "South Korea"}


def counted(text: str, name: str, people: frozenset[str] = frozenset()) -> list[str]:
    start = text.index(name)
    one = Found(start, start + len(name), False, "Seoul", "place", "seoul")
    found = governments([one], "", text, SEATS, NAMES, people)
    assert all((each.kind, each.start) == ("government", start) for each in found)
    return [each.entity_id for each in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("On Monday, Seoul has repeatedly denied the claim.", "Seoul"),
        ("Paris and Seoul agreed.", "Seoul"),
        ("Seoul’s foreign minister left.", "Seoul"),
        ("Seoul fired two missiles.", "Seoul"),
        ("서울 측은 말이 없다.", "서울"),
        ("ソウル側は答えなかった。", "ソウル"),
        ("对此，首尔否认。", "首尔"),
    ],
)
def test_what_acts_counts_for_the_country(text: str, name: str) -> None:
    assert counted(text, name) == ["south-korea"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A man in Seoul said so.", "Seoul"),
        ("Seoul’s subway said so.", "Seoul"),
        ("Seoul launched a bicycle scheme.", "Seoul"),
        ("서울 당국은 지하철을 늘렸다.", "서울"),
        ("ソウルは雪だった。", "ソウル"),
        ("他在首尔否认。", "首尔"),
    ],
)
def test_a_place_counts_for_no_country(text: str, name: str) -> None:
    assert counted(text, name) == []


def test_a_person_of_that_name_is_no_government() -> None:
    assert counted("Seoul said so.", "Seoul", frozenset({"Seoul"})) == []
