"""Reports the story set dedup/scoop: items of one story under other addresses and words. The same story is not the same text."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

from evaluation.figures import Figure, Pairs
from tasks.dedupe import is_copy, overlap_of, signature, text_hash

SET = "dedup/scoop"


def measure(corpora: Path) -> list[Figure]:
    """Return how far `is one text` agrees with `is one story`; no floor, since it need not."""
    items = [json.loads(line) for line in (corpora / SET / "ground_truth/dedup_ground_truth_items.jsonl").open("rb")]
    texts = {item["file"]: _text(corpora / SET / item["file"].removeprefix("testdata/")) for item in items}
    known = [item for item in items if texts[item["file"]]]
    prints = {file: (text_hash(text), signature(text)) for file, text in texts.items()}
    total = Pairs()
    for one, other in combinations(known, 2):
        (first_hash, first), (second_hash, second) = prints[one["file"]], prints[other["file"]]
        called = first_hash == second_hash or is_copy(overlap_of(first, second), one["source"] != other["source"])
        is_pair = one["story_gt_id"] == other["story_gt_id"]
        total += Pairs(found=called and is_pair, missed=is_pair and not called, wrong=called and not is_pair)
    return [
        Figure(
            "duplicates",
            f"{SET}: same story",
            name,
            getattr(total, name),
            total.found + total.missed,
            reported_only=True,
        )
        for name in ("precision", "recall", "f1")
    ]


def _text(file: Path) -> str:
    """Return the text of an item; "" where its file is not in the set or holds none."""
    if not file.is_file():
        return ""
    item = json.loads(file.read_bytes())
    return str(item.get("body_text") or "")
