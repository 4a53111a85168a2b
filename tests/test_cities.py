"""Large cities are known in four languages, below what is configured."""

from config.models import EntityConfig
from tasks.cities import cities
from tasks.gazetteer import Gazetteer


def test_every_city_has_a_country_a_name_and_an_identifier_of_its_own() -> None:
    known = cities()
    assert len(known) > 180
    assert all(len(one.code) == 2 and one.english for one in known), [one for one in known if len(one.code) != 2]
    assert len({one.entity_id for one in known}) == len(known)
    nairobi = next(one for one in known if one.entity_id == "nairobi")
    assert (nairobi.code, nairobi.english, nairobi.foreign) == (
        "KE", ("Nairobi",), ("나이로비", "ナイロビ", "内罗毕", "奈洛比"),
    )  # fmt: skip


def test_what_is_configured_wins_over_a_city_and_unusable_names_are_not_looked_for() -> None:
    mine = Gazetteer({"the-river": EntityConfig(name="The River", kind="other", aliases={"en": ["Nairobi"]})})
    assert mine.lookup("Nairobi") == "the-river"
    assert "nairobi" not in mine.entities
    assert "ナイロビ" not in {name for one in cities(frozenset({"ナイロビ"})) for name in one.foreign}
