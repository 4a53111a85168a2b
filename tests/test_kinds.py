"""What kind of thing a name is, by its form and by what an article says most often."""

from collections import Counter

import pytest

from tasks import kinds


@pytest.mark.parametrize("name", ["DAB", "Kennedy Space Center", "Acme Council"])
def test_acronyms_and_names_of_bodies_are_no_persons(name: str) -> None:
    assert kinds.likely(name, "person") == "organization"


@pytest.mark.parametrize("name", ["Angela Merkel", "TILLERSON", "Post", "Xi"])
def test_names_of_people_stay_persons(name: str) -> None:
    assert kinds.likely(name, "person") == "person"


def test_other_kinds_are_left_alone() -> None:
    assert kinds.likely("KSC", "place") == "place"


def test_most_occurrences_decide_and_a_body_is_easily_taken_for_a_town() -> None:
    assert kinds.usual(Counter(person=2, organization=1)) == "person"
    assert kinds.usual(Counter(place=2, organization=1)) == "organization"
    assert kinds.usual(Counter(place=3, organization=1)) == "place"
