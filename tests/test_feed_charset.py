"""Charsets of feeds, claimed and real."""

from __future__ import annotations

import pytest

from tasks.feed_charset import decode_feed

KOREAN = "북한은 미사일 발사를 예고했다고 관영 매체가 전했다. 회담은 열리지 않는다."
JAPANESE = "政府は会談を見送ると発表した。次の会合の日程はまだ決まっていないという。"


def feed(text: str, declared: str = "") -> str:
    return (f'<?xml version="1.0" encoding="{declared}"?>' if declared else "") + f"<rss><title>{text}</title></rss>"


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", "utf-8", "utf-16", "ks_c_5601-1987"])
def test_unicode_is_read_whatever_it_is_said_to_be(charset: str, declared: str) -> None:
    text = feed(KOREAN, declared)
    assert decode_feed(text.encode(charset), "text/xml; charset=iso-8859-1")[0] == text


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        (KOREAN, "cp949", "euc-kr"),
        (KOREAN, "cp949", "utf-8"),
        (KOREAN, "cp949", ""),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "cp932", "utf-8"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        ("Séoul “calm” – today", "cp1252", "iso-8859-1"),
        ("Séoul “calm” – today", "cp1252", "utf-8"),
        ("会谈", "gb18030", "gb2312"),
    ],
)
def test_other_charsets_are_read_if_declared_or_detected(text: str, charset: str, declared: str) -> None:
    whole = feed(text, declared)
    assert decode_feed(whole.encode(charset))[0] == whole


def test_the_server_is_believed_before_the_feed() -> None:
    assert decode_feed(feed("Größe", "cp1251").encode("latin-1"), "text/xml; charset=iso-8859-1")[0].endswith(
        "Größe</title></rss>"
    )


def test_a_lie_is_told_and_truth_is_not() -> None:
    assert decode_feed(feed(KOREAN, "utf-8").encode("cp949"))[1] == "says it is utf-8, but seems to be cp949"
    assert decode_feed(feed(KOREAN, "euc-kr").encode())[1] == "says it is euc-kr, but is utf-8"
    assert decode_feed(feed(KOREAN, "euc-kr").encode("cp949"))[1] == ""
    assert decode_feed(b"<rss/>", "text/xml; charset=us-ascii")[1] == ""


def test_one_broken_letter_does_not_turn_a_korean_feed_into_windows_1252() -> None:
    body = feed(KOREAN * 3).encode()[:-20] + b"\xeb</title></rss>"
    text, flaw = decode_feed(body)
    assert KOREAN in text
    assert flaw == "has bytes that are not utf-8"


@pytest.mark.parametrize("claim", ["idna", "punycode", "utf-7", "hex", "rot13", "undefined", "unicode_escape", "\x00"])
def test_no_claim_of_a_charset_raises(claim: str) -> None:
    assert decode_feed(b"\xff\xfe\x80abc" * 9, f"text/xml; charset={claim}")[0]
    assert decode_feed(f'<?xml version="1.0" encoding="{claim}"?><a>'.encode() + b"\xff")[0]


@pytest.mark.parametrize(
    ("text", "charset", "language"),
    [
        ("외교장관 회담", "cp949", "ko"),
        ("外相会談へ", "cp932", "ja"),
        ("外相会談へ", "euc_jp", "ja"),
        ("外长会谈", "gb18030", "zh"),
        ("外長會談", "big5", "zh"),
        ("Встреча «на уровне»", "cp1251", "ru"),
        ("Встреча на высшем уровне", "cp1251", "ru"),
        ("Новости дня: президент принял послов", "koi8_r", "ru"),
        ("НОВОСТИ ДНЯ: ПРЕЗИДЕНТ ПРИНЯЛ ПОСЛОВ, ПАРЛАМЕНТ ОБСУДИТ ЗАКОН О СВЯЗИ", "cp1251", "ru"),
        ("НОВОСТИ ДНЯ: ПРЕЗИДЕНТ ПРИНЯЛ ПОСЛОВ, ПАРЛАМЕНТ ОБСУДИТ ЗАКОН О СВЯЗИ", "koi8_r", "ru"),
    ],
)
def test_a_few_bytes_are_read_in_the_charset_of_their_publishers_language(
    text: str, charset: str, language: str
) -> None:
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss><channel><title>{text}</title></channel></rss>'.encode(charset)
    read, flaw = decode_feed(feed, "", language)
    assert f"<title>{text}</title>" in read
    assert flaw == f"says it is utf-8, but seems to be {charset if charset != 'big5' else 'big5hkscs'}"


def test_western_words_of_a_korean_publisher_stay_western() -> None:
    feed = '<?xml version="1.0" encoding="utf-8"?><rss><title>Café – déjà vu</title></rss>'.encode("cp1252")
    assert "Café – déjà vu" in decode_feed(feed, "", "ko")[0]
