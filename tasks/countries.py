"""The countries of the world with their names in our languages, from the Unicode CLDR (babel) and ISO 3166 (pycountry)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from tasks.names import slug

_LOCALES = {"en": ("en",), "ko": ("ko",), "ja": ("ja",), "zh": ("zh", "zh_Hant")}

_USUAL_NAMES = {
    "BO": "Bolivia",
    "BA": "Bosnia and Herzegovina",
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "CI": "Ivory Coast",
    "CZ": "Czech Republic",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macau",
    "PS": "Palestine",
    "TR": "Turkey",
    "XK": "Kosovo",
}
"""What newspapers call those whose CLDR name is formal or bracketed; it makes the identifier."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: `aliases` per language, the English ones first said by newspapers."""

    entity_id: str
    code: str
    name: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=4)
def countries(unusable: frozenset[str] = frozenset()) -> tuple[Country, ...]:
    """Return every country of ISO 3166 (and Kosovo) with the names that only it has, without `unusable` ones."""
    import pycountry
    from babel import Locale

    territories = [Locale.parse(code).territories for codes in _LOCALES.values() for code in codes]
    named: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code in [*(country.alpha_2 for country in pycountry.countries), "XK"]:
        iso = pycountry.countries.get(alpha_2=code)
        formal = [getattr(iso, field, "") for field in ("common_name", "official_name", "name")] if iso else []
        name = _USUAL_NAMES.get(code) or territories[0][code].replace("’", "'")
        said = (name, *formal, *(names.get(code, "") for names in territories))
        named[code] = (
            name,
            tuple(dict.fromkeys(alias for raw in said for alias in _usable(raw) if alias not in unusable)),
        )
    shared = Counter(alias for _, aliases in named.values() for alias in aliases)
    return tuple(
        Country(slug(name), code, name, tuple(alias for alias in aliases if shared[alias] == 1))
        for code, (name, aliases) in named.items()
    )


def _usable(name: str) -> list[str]:
    """Return the forms of a listed name that a text would use: without brackets, "and" for "&"."""
    if not name or "," in name or "SAR China" in name:
        return []
    plain = re.split(r"\s*[(（]", name)[0].strip()
    return [form for form in {plain, plain.replace("&", "and")} if len(form) > 1]
