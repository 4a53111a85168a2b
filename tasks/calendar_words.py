"""The words in which the languages of the press write times: months, weekdays, yesterday, ago, zones.

All are casefolded and compatibility-composed (NFKC), as `tasks.when` looks them up.
"""

from __future__ import annotations

from tasks.names import word_set

LEAST_LETTERS = 3
"""Letters to which the name of a month is cut short (`févr`, `ene`, `нояб`), where no other month begins so."""

_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mrz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mrt april maj juni juli augusti september oktober november desember",
    "januar februar marts april maj juni juli august september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "január február március április május június július augusztus szeptember október november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค",
)
"""Earlier lines have the word where two languages differ. `_` stands for the space in a name of two words."""


def _months() -> dict[str, int]:
    numbered = [(name, number) for names in _MONTH_NAMES for number, name in enumerate(names.split(), start=1)]
    found: dict[str, int] = {}
    for name, number in numbered:
        found.setdefault(name, number)
    for names in _MONTH_NAMES:
        for number, name in enumerate(names.split(), start=1):
            others = [other for other in names.split() if other != name]
            for size in range(LEAST_LETTERS, len(name)):
                if not any(other.startswith(name[:size]) for other in others):
                    found.setdefault(name[:size], number)
    return found


MONTHS = _months()
"""Names of months and what they are cut short to (`nov`, `déc`, `ноя`), with their numbers."""

MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
"""One of them, in a regular expression that ignores case."""

_WEEKDAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday tues thurs",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend mo di mi do fr sa so",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo za zo",
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "понедельник вторник среда четверг пятница суббота воскресенье среду пятницу субботу пн вт ср чт пт сб вс",
    "понеділок вівторок середа четвер п'ятниця субота неділя нд",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "senin selasa rabu kamis jumat sabtu minggu",
    "الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
)
WEEKDAYS = frozenset(
    name[:size]
    for names in _WEEKDAY_NAMES
    for name in names.split()
    for size in (len(name), LEAST_LETTERS)
    if len(name) >= size
)

FILLERS = word_set(
    "the of on at den der le la les el los de del di do da dos das o a à á às as las alle ore uhr h hs um ab dem il lo les vers"
    " kl klo kloka om uur op den ngày lúc pukul tarihinde saat w dnia godz o roku r г года год в во от на час року о"
    " في يوم بتاريخ الساعة hrs hours heures et time ist بتوقيت"
    " chủ nhật thứ hai ba tư năm sáu bảy"
)
"""Words between the parts of a time that say nothing (`22 de noviembre`, `22 ноября 2026 г. в 15:30`)."""

DAYS_BACK = {
    **dict.fromkeys(
        word_set(
            "today heute aujourd'hui hoy hoje oggi vandaag idag dzisiaj dziś dnes bugün сегодня сьогодні днес اليوم आज"
            " 오늘 今日 今天 本日 きょう šodien hari_ini hôm_nay i_dag"
        ),
        0,
    ),
    **dict.fromkeys(
        word_set(
            "yesterday gestern hier ayer ontem ieri gisteren igår wczoraj včera dün вчера вчора أمس امس कल 어제 昨日 昨天 きのう"
            " kemarin hôm_qua i_går"
        ),
        1,
    ),
    **dict.fromkeys(
        word_set(
            "vorgestern avant-hier anteayer antier anteontem l'altroieri eergisteren przedwczoraj předevčírem"
            " позавчера позавчора 그제 그저께 一昨日 おととい 前天"
        ),
        2,
    ),
}
JUST_NOW = word_set(
    "now just_now moments_ago gerade_eben soeben à_l'instant justo_ahora ahora agora_mesmo adesso только_что сейчас الآن"
    " 방금 방금_전 刚刚 剛剛 たった今 いま şimdi"
)

_UNITS = {
    "second": "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi seconden"
    " секунд секунду секунды ثانية ثوان ثواني saniye 초 秒 秒钟",
    "minute": "min mins minute minutes minuten minuto minutos minuti minuut minuter minut minuty minutę минут минуту минуты"
    " دقيقة دقائق dakika menit phút 분 分 分钟 分鐘",
    "two_minutes": "دقيقتين",
    "hour": "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren timme timmar time timer godzin godzinę"
    " godziny час часа часов години годин годину ساعة ساعات saat jam giờ 시간 時間 小时 小時",
    "two_hours": "ساعتين",
    "day": "d day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen dagar dage dni dzień день дня дней дні"
    " днів يوم أيام gün hari 일 日 天",
    "two_days": "يومين",
    "week": "w week weeks woche wochen semaine semaines semana semanas settimana settimane weken неделю недели недель أسبوع"
    " hafta minggu 주 주일 週間 周",
}
UNITS = {word: unit for unit, words in _UNITS.items() for word in words.split()}

AGO_BEFORE = word_set("vor hace il_y_a há ha منذ قبل før for")
AGO_AFTER = word_set(
    "ago fa atrás geleden sedan siden temu zpět назад тому преди önce yang_lalu lalu trước 전 前 以前 之前"
)

NUMBER_WORDS = {
    **dict.fromkeys(
        word_set("a an one un une una uno um uma ein eine einer einem eines een en ett одну один één 한 一 1개"), 1
    ),
    **dict.fromkeys(word_set("two zwei deux dos dois duas due twee två две два 두 两 兩 二"), 2),
    **dict.fromkeys(word_set("three drei trois tres três tre drie три 세 三"), 3),
    **dict.fromkeys(word_set("four vier quatre cuatro quatro quattro fyra четыре 네 四"), 4),
    **dict.fromkeys(word_set("five fünf cinq cinco cinque vijf fem пять 다섯 五"), 5),
    **dict.fromkeys(word_set("six sechs seis sei zes sex шесть 여섯 六"), 6),
    **dict.fromkeys(word_set("ten zehn dix diez dez dieci tien tio десять 열 十"), 10),
}

ZONE_HOURS = {
    **{"kst": 9, "jst": 9, "hkt": 8, "sgt": 8, "pht": 8, "myt": 8, "awst": 8, "ict": 7, "wib": 7, "wita": 8, "wit": 9},
    **{
        "pkt": 5,
        "msk": 3,
        "мск": 3,
        "trt": 3,
        "eest": 3,
        "eet": 2,
        "sast": 2,
        "cest": 2,
        "cet": 1,
        "mesz": 2,
        "mez": 1,
    },
    **{"bst": 1, "west": 1, "wet": 0, "z": 0, "utc": 0, "gmt": 0, "ut": 0, "غرينتش": 0, "гринвич": 0},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"nzdt": 13, "nzst": 12, "aedt": 11, "aest": 10, "hst": -10, "akdt": -8, "akst": -9, "brt": -3},
}
"""Hours east of UTC of zone names; the American ones are those of RFC 822. IST could be of India, Ireland or Israel, and is
none of them but where the publisher's own zone is called so."""

ZONE_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}
"""Names for whichever of the two, summer or winter time, holds that day."""

OWN_NAMES = {"Asia/Dhaka": "bst"}
"""Names that the press of a zone uses and the tables of zones do not know: BST is Britain's elsewhere."""

MONTH_FIRST = word_set(
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Detroit America/Anchorage"
    " Pacific/Honolulu Asia/Manila US/Eastern US/Central US/Mountain US/Pacific"
)
"""Zones whose press writes `11/22/2026`."""

YEAR_FIRST = word_set("Asia/Seoul Asia/Pyongyang Asia/Tokyo Asia/Shanghai Asia/Taipei Asia/Hong_Kong")
"""Zones whose press writes `26.11.22`."""

DAY_FIRST = ("Europe/", "Africa/", "Atlantic/", "America/Sao_Paulo", "America/Argentina/", "America/Mexico_City")
DAY_FIRST_TOO = word_set(
    "America/Bogota America/Lima America/Santiago America/Caracas Asia/Kolkata Asia/Jakarta Asia/Bangkok Asia/Ho_Chi_Minh"
    " Asia/Riyadh Asia/Dubai Asia/Baghdad Asia/Beirut Asia/Jerusalem Asia/Qatar Asia/Singapore Asia/Karachi Asia/Dhaka"
    " Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Perth Pacific/Auckland"
)
"""Zones whose press writes `22/11/2026`, by the beginning of their names or by all of it."""
