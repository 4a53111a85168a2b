"""What kind of thing a name is: what recognisers say, what its form says, and what an article says most often."""

from __future__ import annotations

from collections import Counter

from tasks.names import word_set

OF_LABEL = {
    "PERSON": "person", "PER": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "EVENT": "event", "LAW": "agreement", "PRODUCT": "other", "MISC": "other",
}  # fmt: skip
"""Recognisers' labels that name something; dates, quantities, languages and titles of works do not."""

_BODIES = word_set(
    "center centre university college institute council committee court party agency ministry department bank group "
    "association times post news herald journal corporation company inc ltd foundation school hospital union league "
    "club church army navy police commission congress senate parliament office administration society council fund"
)
"""Last words of the names of bodies, which recognisers at times mark as persons."""

_LONGEST_ACRONYM = 4
"""Letters: headlines all in capitals write the names of people so too, and those are longer."""

_OFTEN_ENOUGH = 0.5
"""Organization for each place that makes a name an organization: recognisers take churches and firms for towns, seldom
towns for firms, and well-known places are known."""


def likely(name: str, kind: str) -> str:
    """Return the kind that a name's form speaks for: nobody is called DAB, nor Kennedy Space Center."""
    if kind != "person":
        return kind
    acronym = name.isupper() and name.isalpha() and len(name) <= _LONGEST_ACRONYM and " " not in name
    return "organization" if acronym or (" " in name and name.rpartition(" ")[2].lower() in _BODIES) else kind


def usual(counted: Counter[str]) -> str:
    """Return the kind that most occurrences of a name have, the earliest on a tie."""
    kind = counted.most_common(1)[0][0]
    taken_for_place = kind == "place" and counted["organization"] >= _OFTEN_ENOUGH * counted["place"]
    return "organization" if taken_for_place else kind
