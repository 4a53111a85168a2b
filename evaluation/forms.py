"""Words of our own for the generator of edits: spellings, house styles, datelines, and pages that are written by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPELLINGS = [
    ("center", "centre"),
    ("centers", "centres"),
    ("color", "colour"),
    ("defense", "defence"),
    ("favor", "favour"),
    ("honor", "honour"),
    ("labor", "labour"),
    ("license", "licence"),
    ("neighbor", "neighbour"),
    ("neighboring", "neighbouring"),
    ("neighbors", "neighbours"),
    ("organization", "organisation"),
    ("organizations", "organisations"),
    ("percent", "per cent"),
    ("program", "programme"),
    ("programs", "programmes"),
    ("recognize", "recognise"),
    ("theater", "theatre"),
    ("toward", "towards"),
    ("traveled", "travelled"),
    ("traveling", "travelling"),
    ("canceled", "cancelled"),
    ("behavior", "behaviour"),
    ("criticized", "criticised"),
    ("realize", "realise"),
    ("organized", "organised"),
    ("gray", "grey"),
    ("while", "whilst"),
    ("among", "amongst"),
]
"""American and British, whole words."""

STYLES: Mapping[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("“", "‘"),
        ("”", "’"),
        ("U.S.", "US"),
        ("U.N.", "UN"),
        ("President Donald Trump", "Mr Trump"),
        ("Prime Minister", "PM"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Jan.", "January"),
        ("Feb.", "February"),
        (" -- ", " – "),
        ("%", " percent"),
        ("Rep.", "Representative"),
        ("Sen.", "Senator"),
        ("Gov.", "Governor"),
    ),
    "ko": (("“", "‘"), ("”", "’"), ("대통령", " 대통령"), ("%", "퍼센트"), ("·", ", "), ("미국", "美")),
    "ja": (("「", "『"), ("」", "』"), ("％", "パーセント"), ("米国", "アメリカ"), ("氏", "さん")),
    "zh": (("“", "「"), ("”", "」"), ("％", "%"), ("美国", "美"), ("亿元", "亿人民币")),
}

WIRE_HEADS = {
    "en": ("LONDON (Reuters) - ", "SEOUL, South Korea (AP) — ", "WASHINGTON, March 3 (AFP) - "),
    "ko": ("(서울=연합뉴스) 김 아무개 기자 = ", "[서울=뉴시스] 이 아무개 기자 = "),
    "ja": ("【ソウル共同】", "【東京 AFP】", "［ワシントン　３日　ロイター］ - "),
    "zh": ("新华社北京3月3日电 ", "（路透社首尔讯）", "中新社东京3月3日电 "),
}
WIRE_TAILS = {
    "en": (
        "(Reporting by Our Staff in London; Editing by Another Desk)",
        "Associated Writers contributed to this report.",
    ),
    "ko": ("저작권자 가나다통신, 무단 전재 및 재배포 금지", "가나다 기자 desk@news.example"),
    "ja": ("（共同）", "記事の無断転載を禁じます。"),
    "zh": ("（完）", "责任编辑：某某"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A page that is written anew each day by form: {slot} in the text is filled from the choices of that name."""

    text: str
    choices: Mapping[str, Sequence[object]]
    pages: int = 12


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOWNS = ("Arlen", "Bexford", "Corrin", "Dunmore", "Esker", "Falby", "Garrow", "Hadleigh", "Ilsen", "Jarrow")
_NAMES = ("Ann Aldous", "Ben Barr", "Cara Coyle", "Dan Dunne", "Eve Eliot", "Finn Farrell", "Gail Grant", "Hugh Hale")

FORMS = (
    Form(
        "{day} will be {sky} across the north with {rain} spreading from the west by noon. Highs of {a} to {b} degrees are expected, "
        "with {wind} winds. Tonight will be {sky2} with lows of {c} degrees inland and {d} degrees on the coast. Rainfall of {e} "
        "millimetres was measured in {town} in the last day, the most of any station. The outlook for the rest of the week is {sky3}, with "
        "temperatures {than} normal for the time of year. The forecast office will issue its next bulletin at six in the evening.",
        {
            "day": _DAYS,
            "sky": ("dry", "wet", "cloudy", "bright", "dull"),
            "sky2": ("clear", "misty", "cloudy", "wet"),
            "sky3": ("mixed", "settled", "changeable", "stormy"),
            "rain": ("rain", "showers", "snow", "sleet", "drizzle"),
            "wind": ("light", "fresh", "strong", "gusty"),
            "a": range(2, 9),
            "b": range(9, 21),
            "c": range(-8, 4),
            "d": range(0, 8),
            "e": range(2, 40),
            "town": _TOWNS,
            "than": ("above", "below", "close to"),
        },
    ),
    Form(
        "Shares closed {way} on {day} as investors weighed {cause}. The benchmark index {moved} {a}.{b} percent to {c}. The broader index "
        "{moved2} {d}.{e} percent to {f}. Among sectors, {sector} led with {g}.{h} percent, while {sector2} was the weakest. The currency "
        "traded at {i}.{j} to the dollar. Turnover came to {k} million shares, against an average of {l} million over the last twenty "
        "sessions. In overseas markets, crude oil settled at {m}.{n} dollars a barrel and gold at {o} dollars an ounce.",
        {
            "way": ("higher", "lower", "little changed", "mixed"),
            "day": _DAYS[:5],
            "cause": ("earnings", "rate signals", "trade data", "talks abroad", "jobs figures"),
            "moved": ("rose", "fell", "gained", "lost"),
            "moved2": ("added", "shed", "slipped", "climbed"),
            "sector": ("banks", "chipmakers", "utilities", "shippers"),
            "sector2": ("retail", "energy", "property", "insurance"),
            **{slot: range(10) for slot in "abdegh"},
            **{slot: range(1000, 9999) for slot in "cfklio"},
            **{slot: range(10, 99) for slot in "jmn"},
        },
    ),
    Form(
        "An appeal has been issued to trace a {age}-year-old {who} missing from {town} since {day}. {name} was last seen in the {part} part of "
        "the town at about {hour} o'clock. The missing person is described as {height} centimetres tall, of {build} build, with {hair} hair. "
        "When last seen {name2} was wearing {clothes}. Anyone with information is asked to contact the station on the public number or any "
        "station of the police. Officers said that they were concerned for the person's welfare and thanked the public for its help.",
        {
            "age": range(13, 80),
            "who": ("boy", "girl", "man", "woman"),
            "town": _TOWNS,
            "day": _DAYS,
            "name": _NAMES,
            "name2": ("she", "he"),
            "part": ("northern", "southern", "eastern", "western", "old"),
            "hour": range(1, 13),
            "height": range(150, 195),
            "build": ("slim", "medium", "heavy"),
            "hair": ("brown", "black", "fair", "red", "grey"),
            "clothes": ("a blue coat", "a red jumper and jeans", "a school uniform", "a green jacket", "dark clothes"),
        },
    ),
    Form(
        "A magnitude {a}.{b} earthquake was reported on {day} at {hour}:{minute} local time, {distance} kilometres from {town}, according to the "
        "seismological office. The quake occurred at a depth of {depth} kilometres. In the last ten days there have been {count} earthquakes "
        "of magnitude three or greater nearby. The region has an average of {average} such quakes a year. This report was made from the "
        "office's bulletin and checked by an editor before it was published.",
        {
            "a": range(3, 7),
            "b": range(10),
            "day": _DAYS,
            "hour": range(1, 13),
            "minute": range(10, 60),
            "distance": range(2, 140),
            "town": _TOWNS,
            "depth": range(1, 90),
            "count": range(1, 30),
            "average": range(20, 240),
        },
    ),
    Form(
        "{team} beat {team2} {a}-{b} on {day} with a goal by {name} in minute {minute}. {name3} had made it {c}-{d} before the break. A crowd of "
        "{crowd} saw the match. {team3} stay at the top of the table with {points} points from {games} games. On the next match day the "
        "winners travel to {town}, while the losers are at home to the side that came up last year.",
        {
            "team": _TOWNS[:5],
            "team2": _TOWNS[5:],
            "team3": _TOWNS,
            "town": _TOWNS,
            "name": _NAMES,
            "name3": _NAMES,
            "day": _DAYS,
            "a": range(2, 6),
            "b": range(2),
            "c": range(1, 3),
            "d": range(2),
            "minute": range(46, 91),
            "crowd": range(2000, 40000),
            "points": range(12, 70),
            "games": range(8, 34),
        },
    ),
    Form(
        "오늘 전국은 {sky} 날씨를 보이겠습니다. 아침 최저기온은 {a}도에서 {b}도, 낮 최고기온은 {c}도에서 {d}도로 예보됐습니다. {town} 지역에는 {e}밀리미터의 "
        "비가 내리겠고, 바람은 초속 {f}미터로 {wind} 불겠습니다. 미세먼지 농도는 {dust} 수준으로 예상됩니다. 내일은 {sky2} 가운데 기온이 오늘과 비슷하겠습니다. 바다의 "
        "물결은 앞바다에서 {g}미터, 먼바다에서 {h}미터로 일겠으니 항해하는 선박은 주의하시기 바랍니다. 기상청은 저녁 여섯 시에 다음 예보를 발표합니다.",
        {
            "sky": ("맑은", "흐린", "구름 많은", "비 오는"),
            "sky2": ("맑은", "흐린", "눈 오는"),
            "town": ("강릉", "부산", "대전", "목포", "춘천"),
            "wind": ("약하게", "강하게", "다소 강하게"),
            "dust": ("좋음", "보통", "나쁨"),
            **{slot: range(-9, 28) for slot in "abcd"},
            **{slot: range(1, 40) for slot in "efgh"},
        },
    ),
    Form(
        "{day}の東京株式市場で平均株価は{way}し、終値は前日に比べ{a}円{b}銭{move}の{c}円だった。{cause}を受けて{sector}株に{order}が広がった。東証の出来高は"
        "{e}億{f}万株、売買代金は{g}億円。値上がり銘柄は{h}、値下がり銘柄は{i}、変わらずは{j}だった。外国為替市場の円相場は一ドル＝{k}円{l}銭で取引を終えた。",
        {
            "day": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日"),
            "way": ("続伸", "続落", "反発", "反落"),
            "move": ("高", "安"),
            "cause": ("米国市場の流れ", "円相場の動き", "企業決算", "政策への思惑"),
            "sector": ("銀行", "自動車", "半導体", "海運"),
            "order": ("買い", "売り"),
            **{slot: range(10, 99) for slot in "abfl"},
            **{slot: range(100, 9999) for slot in "ceghijk"},
        },
    ),
    Form(
        "今天夜间到明天白天，{town}以{sky}天气为主，最低气温{a}℃，最高气温{b}℃，{wind}风{c}级。过去二十四小时，全市平均降水量{d}毫米，最大降水出现在{place}，为"
        "{e}毫米。预计未来三天气温{trend}，请市民注意{care}。空气质量指数为{f}，属于{air}。气象台将于明早六时继续发布预报。",
        {
            "town": ("北京", "上海", "广州", "沈阳", "武汉"),
            "sky": ("多云", "晴", "阴", "小雨"),
            "wind": ("南", "北", "东", "西"),
            "place": ("东城", "西郊", "南站", "北山"),
            "trend": ("回升", "下降", "平稳"),
            "care": ("添衣", "防滑", "防晒", "带伞"),
            "air": ("良", "优", "轻度污染"),
            "a": range(-9, 15),
            "b": range(15, 36),
            "c": range(2, 8),
            "d": range(1, 60),
            "e": range(60, 120),
            "f": range(20, 180),
        },
    ),
)
