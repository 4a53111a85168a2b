"""Large cities of the world with their names in our languages, from the Unicode CLDR (babel), which names the cities of time zones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks.names import slug, word_set

_LOCALES = ("ko", "ja", "zh", "zh_Hant")

_ZONES = (
    "Africa/ Abidjan Accra Addis_Ababa Algiers Bamako Bangui Blantyre Brazzaville Bujumbura Cairo Casablanca Conakry Dakar "
    "Dar_es_Salaam Douala Freetown Gaborone Harare Johannesburg Juba Kampala Khartoum Kigali Kinshasa Lagos Libreville Lome "
    "Luanda Lubumbashi Lusaka Malabo Maputo Maseru Mogadishu Monrovia Nairobi Niamey Nouakchott Ouagadougou Porto-Novo Tripoli "
    "Tunis Windhoek America/ Anchorage Asuncion Belem Bogota Boise Buenos_Aires Campo_Grande Cancun Caracas Chicago Chihuahua "
    "Ciudad_Juarez Cuiaba Denver Detroit Edmonton Fortaleza Guayaquil Havana Hermosillo Indianapolis La_Paz Lima Los_Angeles "
    "Louisville Maceio Managua Manaus Matamoros Mazatlan Mexico_City Monterrey Montevideo New_York Paramaribo "
    "Port-au-Prince Porto_Velho Punta_Arenas Recife Rio_Branco Santarem Santiago Santo_Domingo Sao_Paulo Tegucigalpa Tijuana "
    "Toronto Vancouver Winnipeg Asia/ Aden Almaty Amman Aqtau Aqtobe Ashgabat Atyrau Baghdad Baku Bangkok Barnaul Beirut Bishkek "
    "Chita Colombo Damascus Dhaka Dili Dubai Dushanbe Gaza Hebron Irkutsk Jakarta Jayapura Jerusalem Kabul Karachi "
    "Katmandu Calcutta Krasnoyarsk Kuala_Lumpur Kuching Makassar Manila Muscat Nicosia Novokuznetsk Novosibirsk Omsk Phnom_Penh "
    "Pontianak Pyongyang Qostanay Riyadh Saigon Samarkand Seoul Shanghai Taipei Tashkent Tbilisi Tehran Thimphu "
    "Tokyo Tomsk Ulaanbaatar Urumqi Vientiane Vladivostok Yakutsk Rangoon Yekaterinburg Yerevan Atlantic/ Reykjavik Australia/ "
    "Adelaide Brisbane Hobart Melbourne Perth Sydney Europe/ Amsterdam Astrakhan Athens Belgrade Berlin Bratislava Brussels "
    "Bucharest Budapest Chisinau Copenhagen Dublin Helsinki Istanbul Kaliningrad Kiev Lisbon Ljubljana London Madrid Minsk "
    "Moscow Oslo Paris Podgorica Prague Riga Rome Sarajevo Saratov Simferopol Skopje Sofia Stockholm Tallinn Tirane "
    "Ulyanovsk Vienna Vilnius Volgograd Warsaw Zagreb Zurich Indian/ Antananarivo Pacific/ Auckland Honolulu Port_Moresby"
)
"""Zones named after cities of more than 100,000 people, each under its continent. Left out are towns, countries, islands, and
names that several large cities bear (San Juan, Cordoba, Halifax) or that are borne by people more often (Darwin, Phoenix)."""

_WRITTEN = {"Sao Paulo": ("São Paulo",), "Bogota": ("Bogotá",), "Kathmandu": ("Katmandu",), "Kolkata": ("Calcutta",), "Belem": ("Belém",),
    "Zurich": ("Zürich",), "Yangon": ("Rangoon",), "Ho Chi Minh City": ("Saigon",), "New York": ("New York City",), "Tirana": ("Tiranë",),
    "Mexico City": ("Ciudad de México",)}  # fmt: skip
"""Other spellings that English texts have."""

_USUAL_NAMES = {"Tirane": "Tirana", "Calcutta": "Kolkata", "Rangoon": "Yangon", "Katmandu": "Kathmandu", "Kiev": "Kyiv"}

_LEAST_LETTERS = 3
"""Letters that a Korean, Japanese or Chinese name must have: shorter ones are parts of other words or other words."""

_SHORT_AND_SURE = word_set("런던 뉴욕 방콕 카불 パリ 上海 巴黎 伦敦 倫敦 纽约 紐約 柏林 开罗 開羅 曼谷 悉尼 华沙 華沙")


@dataclass(frozen=True, slots=True)
class City:
    """A city in the country `code` (ISO 3166): its English names, and `foreign` ones in Korean, Japanese and Chinese."""

    entity_id: str
    code: str
    name: str
    english: tuple[str, ...]
    foreign: tuple[str, ...]


@lru_cache(maxsize=4)
def cities(unusable: frozenset[str] = frozenset()) -> tuple[City, ...]:
    """Return every city with the names that only it has, without `unusable` ones."""
    from babel import Locale
    from babel.core import get_global

    english, *others = (Locale.parse(code).time_zones for code in ("en", *_LOCALES))
    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    found = []
    for zone in _zones():
        plain = zone.rpartition("/")[2].replace("_", " ")
        name = _USUAL_NAMES.get(plain) or english.get(zone, {}).get("city", plain).replace("’", "'")
        foreign = dict.fromkeys(
            one for names in others if _stands(one := names.get(zone, {}).get("city", ""), unusable)
        )
        code = territories.get(zone) or territories.get(aliases.get(zone, ""), "")
        written = tuple(one for one in (name, *_WRITTEN.get(name, ())) if one not in unusable)
        found.append(City(slug(name), code, name, written, tuple(foreign)))
    borne = Counter(alias for one in found for alias in one.foreign)
    return tuple(
        City(one.entity_id, one.code, one.name, one.english, tuple(name for name in one.foreign if borne[name] == 1))
        for one in found
    )


def _zones() -> Iterator[str]:
    continent = ""
    for word in _ZONES.split():
        if word.endswith("/"):
            continent = word
        else:
            yield f"{continent}{word}"


def _stands(name: str, unusable: frozenset[str]) -> bool:
    return (len(name) >= _LEAST_LETTERS or name in _SHORT_AND_SURE) and name not in unusable
