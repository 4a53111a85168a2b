"""Tells the language of a text whose publisher does not say: by its script, and by its commonest words."""

from __future__ import annotations

import re

_SCRIPTS = {
    "ko": "\uac00-\ud7a3\u1100-\u11ff",
    "ja": "\u3040-\u30ff",
    "zh": "\u4e00-\u9fff\u3400-\u4dbf",
    "ru": "\u0400-\u04ff",
    "ar": "\u0600-\u06ff",
    "he": "\u0590-\u05ff",
    "el": "\u0370-\u03ff",
    "th": "\u0e00-\u0e7f",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "my": "\u1000-\u109f",
}
_IN_SCRIPT = {language: re.compile(f"[{letters}]") for language, letters in _SCRIPTS.items()}
_OTHER_SCRIPT = re.compile(f"[{''.join(_SCRIPTS.values())}]")
_KANA_SHARE = 0.1
"""Of kana and Han together. Japanese prose is about half kana; Chinese has none but in names of brands."""

_COMMON_WORDS = {
    "en": "the of and to in is that for was with as on by it from are has",
    "de": "der die und das den nicht mit ist von dem ein eine für auf sich des",
    "fr": "le la les des et est une dans pour que qui sur pas du au avec",
    "es": "el los las y que una por con para del se es no su como al",
    "pt": "o os e que do da em um uma para com não por dos no na",
    "it": "il gli e di che è per un una del della con non sono nel",
    "nl": "de het een en van is dat op te niet met voor zijn die",
    "sv": "och att det som en på är av för den inte till har med",
    "pl": "w i na z do że się nie jest to jak o po",
    "tr": "ve bir bu için ile da de olarak olan çok daha",
    "vi": "và của là các có được trong cho không một người",
    "id": "yang dan di untuk dengan dari ini itu tidak pada dalam",
}
_COMMON_IN = {
    word: tuple(language for language, words in _COMMON_WORDS.items() if word in words.split())
    for word in " ".join(_COMMON_WORDS.values()).split()
}
"""The languages in which a word is common."""

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000
"""Characters looked at: enough for some six hundred words."""


def short_code(tag: str) -> str:
    """Return the primary language of a tag (`en_US`, `zh-Hant-TW`), or "" for what is none."""
    code = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code not in ("und", "mul", "zxx", "utf") else ""


def script_language(text: str) -> str:
    """Return the language that the script alone gives away, or "" (Latin script)."""
    sample = text[:_SAMPLE]
    if not _OTHER_SCRIPT.search(sample):
        return ""
    letters = sum(character.isalpha() for character in sample)
    counts = {language: len(pattern.findall(sample)) for language, pattern in _IN_SCRIPT.items()}
    if counts["ja"] > _KANA_SHARE * (counts["ja"] + counts["zh"]):
        counts["ja"] += counts["zh"]
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * 3 > letters else ""


def detect_language(text: str) -> str:
    """Return the language of a text, or "" where it can not be told."""
    return script_language(text) or _by_common_words(text, 10, 1)


def told_language(text: str) -> str:
    """Return the language of a text that leaves no doubt, else "": by script, or by common words far beyond any other's."""
    return script_language(text) or _by_common_words(text, 5, 2)


def _by_common_words(text: str, rarest: int, lead: int) -> str:
    """Return the language of which one word in `rarest` is common, `lead` times as many as of any other."""
    words = _WORD.findall(text[:_SAMPLE].casefold())
    scores = dict.fromkeys(_COMMON_WORDS, 0)
    for word in words:
        for language in _COMMON_IN.get(word, ()):
            scores[language] += 1
    best, second = sorted(scores, key=lambda language: -scores[language])[:2]
    return best if scores[best] * rarest >= len(words) > 0 and scores[best] >= lead * scores[second] else ""
