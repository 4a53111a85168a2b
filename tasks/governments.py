"""Tell where a capital stands for its country's government: "Pyongyang warned", "Seoul's foreign ministry", 北京当局.

Only what is sure counts. A capital acts where it is the subject of a verb that governments are the subject of, or has
what only governments have; it is a place behind a preposition, and where a city acts as a city.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tasks.found import Found

GOVERNMENT = "government"
"""Label of a mention of a country by its capital."""

_BEFORE = 90
"""Characters before a capital that tell whether it begins a clause, with those that are coordinated with it."""
_AFTER = 160
"""Characters behind a capital in which what it does is looked for."""

_ENDINGS = "(?:s|es|d|ed|led)?"
_SAID = (
    "says?|said|den(?:y|ies|ied)|told|tells?|sought|seeks?|broke off|breaks? off|cut(?:s)? ties|made clear|froze|"
    "(?:call|press|push)(?:s|es|ed)? (?:for|on|off)|(?:warn|vow|threaten|insist|accuse|claim|reject|condemn|demand|urge|announce|"
    "confirm|agree|refuse|respond|retaliate|impose|expel|recall|summon|protest|pledge|fear|believe|deploy|accept|suspend|"
    "sever|dismiss|denounce|lodge|argue|declare|maintain|acknowledge|admit|object|oppose|veto|react|complain|blame|propose|"
    "criticise|criticize|signal|hint|contend|concede|cancel|resume|ratif|retort|counter)"
) + _ENDINGS
_ARMED = "(?:fire|launch|test|test-fire|detonate|explode|conduct|stage|unveil|develop|build|possess|parade)(?:s|d|ed)?"
_ARMS = (
    "missile|rocket|nuclear|ballistic|warhead|icbm|weapon|drill|military exercise|war game|shells|artillery|satellite|"
    "hydrogen bomb|atomic|torpedo|submarine|uranium|plutonium"
)
_BASE = (
    "say|deny|tell|seek|warn|threaten|insist|accuse|reject|condemn|demand|urge|announce|confirm|agree|refuse|respond|retaliate|"
    "impose|expel|recall|protest|deploy|accept|suspend|sever|dismiss|denounce|abandon|negotiate|oppose|ratify|cancel|resume"
)
_MANNER = (
    "(?:(?:also|already|again|never|long|since|then|now|still|once|yet|not|later|immediately|[a-z]+ly|on (?:Mon|Tues|Wednes|Thurs|"
    "Fri|Satur|Sun)day) )"
)
_DOES = re.compile(
    rf" (?:and (?:[A-Z][\w.-]+ ){{1,2}})?{_MANNER}{{0,2}}(?:(?:has|have|had) {_MANNER}{{0,2}}(?:{_SAID})"
    rf"|(?:will|would|may|might|must|did|does|could|should) {_MANNER}{{0,2}}(?:{_BASE})"
    rf"|(?:is|was|has been) {_MANNER}{{0,2}}(?:demanding|threatening|seeking|insisting|refusing|warning|urging|accusing|violating)"
    rf"|(?:{_SAID})"
    rf"|(?:(?:has|have|had|will|would|may|might) {_MANNER}{{0,2}})?{_ARMED}\b[^.!?;\n]{{0,60}}?\b(?:{_ARMS})s?)\b"
)
_NO_ACT = re.compile(
    "(?:(?:has|have|had) )?(?:say|said|says) (?:goodbye|farewell|hello)|(?:announced?|confirmed?|announces?|confirms?) [\\d,]+ |"
    r"(?:claim(?:s|ed)? (?:the|a|its|their)? ?(?:title|crown|gold|medal|victory|\w+ win))|accept(?:s|ed) (?:cash|cards)|"
    "(?:signal|react)(?:s|ed)? (?:failure|light)"
)
_HAS = re.compile(
    r"['’]s? (?:own |latest |recent |planned |new |repeated |alleged |growing |first |long-range |state[- ]run |[a-z]+ed |[a-z]+ive )*"
    "(?:missiles?|nuclear|ballistic|rockets?|weapons?|arsenal|regime|foreign (?:ministry|minister|policy)|"
    "defen[cs]e (?:ministry|minister)|unification (?:ministry|minister)|military|army|troops|ambassadors?|envoys?|"
    "sanctions|threats?|provocations?|intentions|leadership|allies|diplomats|retaliation|belligerence|state media|ruling party|"
    "sovereignty|ambitions|territorial|atomic|denials?|accusations?|military exercises|rhetoric|refusal to|rejection of|"
    "deployment|demands?|stance|claims? (?:to|over)|decision to (?:deploy|host|expel|ban|impose|suspend)|policy (?:on|towards?))\\b"
)
_NO_PLACE_AT = (
    "(?!(?:In|At|From|Near|To|For|Between|Across|Around|Outside|Inside|Like|Unlike|Over|Of|On|By|With|Via|Central|Downtown|"
    "Greater|Old|Through|Throughout|Visit|Leaving|Visiting)\\b)"
)
_CLAUSE = re.compile(
    r"(?:^|[.!?:;,\n—–]['”’\"]?\s|\s[—–-]\s|[\n“‘\"(]|(?<![\w-])(?:[Tt]hat|[Aa]s|[Ww]hile|[Bb]ut|[Ii]f|[Ww]hen|[Bb]ecause|"
    r"[Ss]ince|[Aa]lthough|[Tt]hough|which|what|[Ww]hether|[Uu]ntil|[Oo]nce|how|why|says?|said|[Ww]hereas|where|[Aa]fter|[Bb]efore|"
    r"(?<=,\s)and|And|Yet|Meanwhile|So|Then|Still|Now|Both|both|Today|Yesterday)\s)"
    rf"(?:{_NO_PLACE_AT}[A-Z][\w.]+(?:\s[A-Z][\w.]+)?(?:,\s[A-Z]\w+)*,?\s+and\s+)?$"
)
_STANDING_IN = re.compile(r"\b(?:in|near|outside|inside|at|around|of|from|to)\s+$")

_KOREAN_BODY = re.compile(r"\s?(?:측은|측이|측의|측에|측과|당국|정권|지도부|정부)")
_KOREAN_ACT = re.compile(
    r"(?:은|는|이|가)\s((?:[^\s.!?]+\s){0,7}?)[^\s.!?]*(?:경고|주장|비난|반발|위협|거부|촉구|요구|항의|규탄)(?:했|하며|하고|한다)"
)
_KOREAN_SUBJECT = re.compile(r"\S(?:이|(?<![추국평])가|은|는|께서)\s")
_KOREAN_CITY = frozenset({"서울"})
"""Where 당국 and 정부 may be the city's."""

_JAPANESE = re.compile(
    "(?:側|当局|政権|指導部|政府)|は[^。はがも\n]{0,40}?(?:警告|非難|主張|反発|拒否|要求|否定|抗議|威嚇)(?:した|し、|している|する)"
)
_CHINESE = re.compile(
    "(?:当局|當局|方面|政权|政權|政府)|(?:已经|已|则|則|再次|随后|隨後|昨日|昨天|今天|周[一二三四五六日]|近日|多次|强烈|日前|曾)?"
    "(?:警告|谴责|譴責|声称|聲稱|拒绝|拒絕|威胁|威脅|否认|否認|指责|指責|抗议|抗議|呼吁|呼籲|宣称|宣稱|表示|试射|試射)"
)
_CHINESE_BEGINS = re.compile(r"(?:^|[\s。，、；：！？“”「」（）,.]|但|而|称|稱|果|为|為|后|後|时|過|过|是|且|于)$")
_NO_CITY = re.compile("(?:時間|时间|大学|大學|市|都|駅|站)")


def governments(
    found: Sequence[Found],
    title: str,
    text: str,
    seats: Mapping[str, str],
    names: Mapping[str, str],
    people: frozenset[str],
) -> list[Found]:
    """Return the mentions of countries by their capitals: the same characters, beside the mention of the city.

    `seats` are countries by capital, `names` the countries' names, `people` words by which persons of the article are called.
    """
    return [
        replace(one, entity_id=country, name=names[country], kind=GOVERNMENT, weak="")
        for one in found
        if one.kind == "place" and (country := seats.get(one.entity_id)) and _acts(one, title, text, people)
    ]


def _acts(one: Found, title: str, text: str, people: frozenset[str]) -> bool:
    part = title if one.in_title else text
    name = part[one.start : one.end]
    before, behind = part[max(0, one.start - _BEFORE) : one.start], part[one.end : one.end + _AFTER]
    if name.isascii():
        return name not in people and _acts_in_english(before, behind, whole=one.start <= _BEFORE)
    if "가" <= name[0] <= "힣":
        return _acts_in_korean(name, behind)
    return _acts_in_hanzi(before, behind)


def _acts_in_english(before: str, behind: str, *, whole: bool) -> bool:
    if _HAS.match(behind):
        return not _STANDING_IN.search(before)
    does = _DOES.match(behind)
    if does is None or _NO_ACT.search(does[0] + behind[does.end() : does.end() + 30]):
        return False
    return bool(_CLAUSE.search(before if whole else f"x{before}"))


def _acts_in_korean(name: str, behind: str) -> bool:
    body = _KOREAN_BODY.match(behind)
    if body:
        return name not in _KOREAN_CITY or "측" in body[0]
    act = _KOREAN_ACT.match(behind)
    return bool(act) and not _KOREAN_SUBJECT.search(act[1] if act else "")


def _acts_in_hanzi(before: str, behind: str) -> bool:
    if _NO_CITY.match(behind):
        return False
    return bool(_JAPANESE.match(behind) or (_CHINESE.match(behind) and _CHINESE_BEGINS.search(before)))
