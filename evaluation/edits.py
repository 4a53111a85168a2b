"""Edits texts as desks do, and writes pages by form: copies that must be found, and others that must not. Deterministic."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.forms import FORMS, SPELLINGS, STYLES, WIRE_HEADS, WIRE_TAILS

_SENTENCE = re.compile(r"[^.!?。！？]+(?:[.!?。！？]+[\"'”’」』]*(?=\s|$|[^\x00-\x7f])\s*|$)|[^.!?。！？]*[.!?。！？]+")

CUT_TO = 0.6
BACKGROUND = 0.5
"""Most background that is carried on below a text, as a part of its length."""


@dataclass(frozen=True, slots=True)
class Original:
    """A text that was printed first, with another of its language to take foreign sentences from."""

    text: str
    title: str
    language: str
    other: str


Edit = Callable[[Original, random.Random], str]


def sentences(text: str) -> list[str]:
    """Part a text into sentences that join to the text again, by the stops of western and East Asian scripts."""
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def cut(original: Original, _: random.Random) -> str:
    """Keep the first 60 % of the sentences."""
    parts = sentences(original.text)
    return "".join(parts[: max(1, round(len(parts) * CUT_TO))])


def new_lead(original: Original, _: random.Random) -> str:
    """Put another first sentence in place of the text's own."""
    parts = sentences(original.text)
    return _joined(sentences(original.other)[0], "".join(parts[1:]) if len(parts) > 1 else parts[0])


def new_headline(original: Original, _: random.Random) -> str:
    """Print a headline above the text."""
    return f"{original.title}\n\n{original.text}"


def house_style(original: Original, chance: random.Random) -> str:
    """Turn spelling, quotes and the forms of numbers and names to those of another house."""
    text = original.text
    for one, other in STYLES.get(original.language, ()):
        text = text.replace(one, other)
    pairs = SPELLINGS if chance.random() < 0.5 else [(british, american) for american, british in SPELLINGS]
    if original.language == "en":
        for one, other in pairs:
            text = re.sub(rf"\b{one}\b", other, text)
    return text


def background(original: Original, chance: random.Random) -> str:
    """Carry on with sentences of another text, up to half as long as this one."""
    room = len(original.text) * chance.uniform(0.2, BACKGROUND)
    taken = ""
    for sentence in sentences(original.other):
        if taken and len(taken) + len(sentence) > room:
            break
        taken = _joined(taken, sentence)
    return _joined(original.text, taken)


def merged(original: Original, chance: random.Random) -> str:
    """Print two wires as one text; the second is cut to the length of the first."""
    second = "".join(sentences(original.other))[: len(original.text)]
    return _joined(*((original.text, second) if chance.random() < 0.5 else (second, original.text)))


def dateline(original: Original, chance: random.Random) -> str:
    """Name place and agency before the text, and those who reported after it."""
    head = chance.choice(WIRE_HEADS[original.language])
    return head + _joined(original.text, chance.choice(WIRE_TAILS[original.language]))


def desk(original: Original, chance: random.Random) -> str:
    """Do what a desk does to one wire: dateline, house style, a cut below, and one sentence in twelve left out."""
    parts = sentences(house_style(original, chance))
    kept = parts[: max(1, round(len(parts) * 0.8))]
    kept = [sentence for at, sentence in enumerate(kept) if at == 0 or chance.random() > 1 / 12]
    return chance.choice(WIRE_HEADS[original.language]) + "".join(kept)


EDITS: dict[str, Edit] = {
    "cut to 60 %": cut,
    "new lead": new_lead,
    "new headline": new_headline,
    "house style": house_style,
    "background": background,
    "merged wires": merged,
    "dateline": dateline,
    "desk": desk,
}


def by_form(seed: int) -> Iterator[str]:
    """Yield pages of one form on other days, of each form: no two of them are copies."""
    chance = random.Random(seed)  # noqa: S311
    for form in FORMS:
        for _ in range(form.pages):
            yield form.text.format(**{slot: chance.choice(values) for slot, values in form.choices.items()})


def on_one_background(originals: Sequence[Original], seed: int) -> Iterator[tuple[str, str]]:
    """Yield pairs of different stories that carry on with one and the same background, about as long as the shorter story."""
    chance = random.Random(seed)  # noqa: S311
    for original in originals:
        parts, others = sentences(original.text), sentences(original.other)
        if len(parts) < 6 or len(others) < 6:
            continue
        box = "".join(parts[len(parts) // 2 :])
        news = "".join(parts[: len(parts) // 2]), "".join(others[: max(3, len(others) // 2)])
        if chance.random() < 0.5:
            news = news[1], news[0]
        yield _joined(news[0], box), _joined(news[1], box)


def _joined(first: str, second: str) -> str:
    return f"{first.rstrip()} {second.lstrip()}".strip()
