"""Measures duplicates: on pairs of real news labelled by reading, on edits as desks make them, and on pages by form.

Pairs of gold/duplicates.csv are rows of the shared news set. `copy` is the same text re-edited, cut, merged or reprinted;
`other` is another story, however much background it shares; `unclear` pairs, on which readers may differ, are not scored.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation import wires
from evaluation.corpora import CORPORA, Story, stories
from evaluation.edits import EDITS, Original, by_form, on_one_background
from evaluation.figures import Figure, Pairs
from evaluation.pages import Gold
from tasks.dedupe import TextIndex, is_copy, overlap_of, signature, text_hash

GOLD = Path(__file__).parent / "gold/duplicates.csv"
HELD_OUT = Path(__file__).parent / "gold/duplicates_held_out.csv"
"""Pairs that the method was not made by, of days and desks that GOLD has none of, labelled before it was tried on them."""

SEED = 20170317
ENGLISH = 300
"""English texts that are edited; every text of the page sets in Korean, Japanese and Chinese is as well."""

SHORT_WORDS = (40, 110)
LONG_WORDS = (110, 3000)
LEAST_ASIAN = 150
"""Characters of a text in Korean, Japanese or Chinese."""


def measure(corpora: Path = CORPORA, asian: Sequence[Original] = ()) -> list[Figure]:
    """Return the figures of duplicates; `asian` are originals in scripts other than Latin."""
    found = gold_pairs(stories(corpora)).figures("duplicates", "pairs of real news, read")
    found += held_out(corpora)
    originals = (*english(stories(corpora)), *asian)
    together = Pairs()
    for name, pairs in edited(originals):
        found.append(Figure("duplicates", f"edits: {name}", "recall", pairs.recall, pairs.found + pairs.missed))
        together += pairs
    forms = wrongly_merged(by_form(SEED))
    boxes = wrongly_merged_pairs(on_one_background(originals, SEED))
    negatives = Pairs(wrong=forms[0] + boxes[0])
    found += (together + negatives).figures("duplicates", "edits, all, with the pages by form")
    found.append(Figure("duplicates", "pages by form", "kept apart", 1 - forms[0] / forms[1], forms[1]))
    found.append(Figure("duplicates", "two stories on one background", "kept apart", 1 - boxes[0] / boxes[1], boxes[1]))
    return found


def gold_pairs(news: Iterable[Story], gold: Path = GOLD) -> Pairs:
    """Compare what the dedupe says of the labelled pairs with their labels."""
    by_number = {story.number: story for story in news}
    total = Pairs()
    with gold.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["label"] != "unclear":
                one, other = by_number[int(row["first"])], by_number[int(row["second"])]
                total += judged(called_copy(one, other), row["label"] == "copy")
    return total


def held_out(corpora: Path, gold: Path = HELD_OUT) -> list[Figure]:
    """Return the figures of the pairs held out; those of the wires, which hold all their copies, where that set is there."""
    desks = {
        "news": {story.number: story for story in stories(corpora)},
        "reuters": {at: Story(at, "reuters", "", text) for at, text in enumerate(wires.reuters(corpora))},
        "abc": {at: Story(at, "abc", "", text) for at, text in enumerate(wires.abc(corpora))},
    }
    near, total = Pairs(), Pairs()
    others = 0
    with gold.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            known = desks[row["set"]]
            if row["label"] == "unclear" or not known:
                continue
            pair = judged(called_copy(known[int(row["first"])], known[int(row["second"])]), row["label"] == "copy")
            others += row["label"] == "other" and row["set"] == "news"
            near, total = near + pair if row["set"] == "news" else near, total + pair
    found = [Figure("duplicates", "near misses held out", "kept apart", 1 - near.wrong / max(1, others), others)]
    return found + (total.figures("duplicates", "pairs of wires held out, read") if desks["reuters"] else [])


def called_copy(one: Story, other: Story) -> bool:
    """Tell what the dedupe makes of two stories of known publishers."""
    if text_hash(one.text) == text_hash(other.text):
        return True
    return is_copy(
        overlap_of(signature(one.text, one.title), signature(other.text, other.title)), one.publisher != other.publisher
    )


def judged(called: bool, is_pair: bool) -> Pairs:
    """Return the count of one decision."""
    return Pairs(found=called and is_pair, missed=is_pair and not called, wrong=called and not is_pair)


def english(news: Sequence[Story]) -> Iterator[Original]:
    """Draw English originals, half of them short, each with another story to take sentences from."""
    chance = random.Random(SEED)  # noqa: S311
    for least, most in (SHORT_WORDS, LONG_WORDS):
        fitting = [story for story in news if least <= len(story.text.split()) < most]
        for story in chance.sample(fitting, ENGLISH // 2):
            other = chance.choice(fitting)
            if other.number != story.number:
                yield Original(story.text, story.title, "en", other.text)


def asian(golds: Iterable[Gold]) -> list[Original]:
    """Return the Korean, Japanese and Chinese texts of the page sets, each with the next of its language beside it."""
    found: list[Original] = []
    for language in ("ko", "ja", "zh"):
        fitting = [gold for gold in golds if gold.language == language and len(gold.text) >= LEAST_ASIAN]
        for one, other in zip(fitting, [*fitting[1:], *fitting[:1]], strict=True):
            found.append(Original(one.text, one.title or one.name, language, other.text))
    return found


def edited(originals: Sequence[Original]) -> Iterator[tuple[str, Pairs]]:
    """Ask an index of all originals for each edited text. Finding another original is an error of both kinds."""
    index = TextIndex()
    for number, original in enumerate(originals):
        index.add(str(number), text_hash(original.text), signature(original.text))
    first = {original.text: str(number) for number, original in reversed([*enumerate(originals)])}
    for name, edit in EDITS.items():
        chance, total = random.Random(SEED), Pairs()  # noqa: S311
        for original in originals:
            text = edit(original, chance)
            answer = index.find_original(text_hash(text), signature(text))
            right = (
                {first[original.text], first.get(original.other)} if name == "merged wires" else {first[original.text]}
            )
            total += Pairs(found=answer in right, missed=answer not in right, wrong=answer not in {*right, None})
        yield name, total


def wrongly_merged(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many of texts, no two of which are copies, the index called copies, and how many there are."""
    index, wrong, total = TextIndex(), 0, 0
    for text in texts:
        total += 1
        if index.find_original(text_hash(text), signature(text)) is None:
            index.add(str(total), text_hash(text), signature(text))
        else:
            wrong += 1
    return wrong, total


def wrongly_merged_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Return how many of pairs of different stories were called copies, and how many there are."""
    called = [is_copy(overlap_of(signature(one), signature(other))) for one, other in pairs]
    return sum(called), len(called)
