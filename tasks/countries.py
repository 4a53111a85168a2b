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

_UNUSABLE = frozenset({"건지", "저지", "타이", "아이티", "피지", "수단", "가나", "오만", "말리", "토고", "통가", "기니", "부탄", "차드"}
    | {"泽西", "根西", "澤西", "ジャージー", "ガーンジー", "查德"})  # fmt: skip
"""Names that are far more often another word: 수단 is "means", 오만 is "arrogance", 泽西 the end of New Jersey."""

WEAK = {
    **dict.fromkeys(("Jordan", "Chad", "Turkey", "Mali", "Guinea", "Niger", "Jersey", "Guernsey", "Dominica"), "place"),
    **dict.fromkeys(("Togo", "Monaco", "Cuba", "Malta", "Israel", "Kenya", "Nauru", "Holland"), "person"),
    **dict.fromkeys(("Georgia", "ジョージア", "조지아", "喬治亞"), "company"),
}
"""Names that want support, and which. `place`: a recogniser says place here; `company`: an unmistakable name of the same
country stands in the article (it serves for `place` too). `person` stands unless a recogniser says person."""

_HIDING = (
    "New Jersey;Jersey City;Jersey Shore;New Mexico;Gulf of Mexico;Niger Delta;New Guinea;Northern Ireland;Latin America;"
    "South America;North America;Central America;Bank of America;Captain America;Georgia Tech;Jordan River;US$;Indian Ocean;"
    "American Idol;Miss America;Turkey Day;South Korea Street;Chinese New Year;Japanese beetle;Panama hat;"
    "内蒙古;內蒙古;中国地方;中国新聞;中国山地;朝鲜族;朝鮮族;马里兰;马里奥;马里奧;阿曼达;加纳利;约旦河;喬治亞州;格鲁吉亚州;印度洋;印太;"
    "南アメリカ;北アメリカ;中央アメリカ;インド洋;インド太平洋;プロシア;大韓航空;"
    "대만족;반대만;중국집;인도적;인도주의;인도양;인도차이나;인도받;인도하;인도했;인도됐;인도되;인도할;인도한;범죄인 인도;그리스도;이란성;이란격석;"
    "남아메리카;북아메리카;라틴아메리카;미국흰불나방;일본뇌염;조지아주;조지아 주"
)
HIDING = tuple(_HIDING.split(";"))
"""Longer words that hold a country's name and do not mean it."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country: `aliases` per language, the English ones first said by newspapers."""

    entity_id: str
    code: str
    name: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Return every country of ISO 3166 (and Kosovo) with the names that only it has."""
    import pycountry
    from babel import Locale

    territories = [Locale.parse(code).territories for codes in _LOCALES.values() for code in codes]
    named: dict[str, tuple[str, tuple[str, ...]]] = {}
    for code in [*(country.alpha_2 for country in pycountry.countries), "XK"]:
        iso = pycountry.countries.get(alpha_2=code)
        formal = [getattr(iso, field, "") for field in ("common_name", "official_name", "name")] if iso else []
        name = _USUAL_NAMES.get(code) or territories[0][code].replace("’", "'")
        said = (name, *formal, *(names.get(code, "") for names in territories))
        named[code] = name, tuple(dict.fromkeys(alias for raw in said for alias in _usable(raw)))
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
    return [form for form in {plain, plain.replace("&", "and")} if len(form) > 1 and form not in _UNUSABLE]
