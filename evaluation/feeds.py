"""Read every feed of the shared sets and hold what is found against what the sets say: `python -m evaluation.feeds`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from evaluation.feed_expectations import Term, expectations, gold_items

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "feeds"
FLOORS = Path(__file__).parent / "floors" / "feeds.json"
"""Per set its digest, how many files are right, and why each of the others is not."""

MOST_SHOWN = 20
"""Kinds of what is not kept that the table shows."""

Verdict = Literal["right", "nothing kept", "excused", "wrong"]
"""`nothing kept` is a file that only expects what no entry keeps (rights, clouds, generators …); it is read all the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file: what became of it, and why it is not right."""

    set: str
    file: str
    verdict: Verdict
    expected: int
    why: str = ""


def measure(corpus: Path = CORPUS) -> list[Row]:
    """Read every file of both sets. Raises FileNotFoundError where they are not."""
    if not corpus.is_dir():
        raise FileNotFoundError(f"{corpus}: the shared feeds are not there")
    excuses = {name: one["excused"] for name, one in json.loads(FLOORS.read_text(encoding="utf-8")).items()}
    rows = []
    for name, files, terms_of in _sets(corpus):
        root = corpus / name
        for file in files:
            path = file.relative_to(root).as_posix()
            rows.append(_judged(name, path, *terms_of(file), excuses[name]))
    return rows


def _sets(corpus: Path) -> list[tuple[str, list[Path], Callable[[Path], tuple[list[Term], list[str]]]]]:
    told = corpus / "feedparser"
    return [
        ("feedparser", sorted(told.rglob("*.xml")), lambda file: expectations(file, told)),
        ("rss-parser", sorted((corpus / "rss-parser" / "input").iterdir()), lambda file: (list(gold_items(file)), [])),
    ]


def _judged(name: str, path: str, terms: list[Term], unkept: list[str], excuses: dict[str, str]) -> Row:
    wrong = [term for term in terms if not term.right]
    if wrong:
        said = excuses.get(path, "")
        first = f"{wrong[0].path}: {str(wrong[0].expected)[:60]!r} expected, {str(wrong[0].found)[:60]!r} found"
        return Row(name, path, "excused" if said else "wrong", len(terms), said or first)
    return Row(name, path, "right", len(terms)) if terms else Row(name, path, "nothing kept", 0, ", ".join(unkept))


def digest(corpus: Path, name: str) -> str:
    """Return what names the content of a set: a hash of its files' names and bytes."""
    whole = sha256()
    for file in sorted(one for one in (corpus / name).rglob("*") if one.is_file()):
        whole.update(file.relative_to(corpus).as_posix().encode() + b"\0" + sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def shortfalls(rows: list[Row], corpus: Path = CORPUS) -> list[str]:
    """Return a line for each way in which the floors are not held; excuses that are no longer needed are one."""
    lines = [f"{row.set}/{row.file}: {row.why}" for row in rows if row.verdict == "wrong"]
    for name, floor in _floors().items():
        of_set = [row for row in rows if row.set == name]
        right = sum(row.verdict == "right" for row in of_set)
        if right < floor["right"]:
            lines.append(f"{name}: {right} files are right, and {floor['right']} were")
        if floor["digest"] != digest(corpus, name):
            lines.append(f"{name}: is not the set that the floors were taken from")
        unneeded = set(floor["excused"]) - {row.file for row in of_set if row.verdict == "excused"}
        lines += [f"{name}/{file}: is right, and excused all the same" for file in sorted(unneeded)]
    return lines


def _floors() -> dict[str, Any]:
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def main() -> int:
    """Print the table; exit status 1 where the floors are not held."""
    try:
        rows = measure()
    except FileNotFoundError as error:
        print(f"feeds: skipped: {error}")
        return 0
    print(f"{'set':<12} {'files':>6} {'right':>6} {'nothing kept':>13} {'excused':>8} {'wrong':>6} {'facts':>7}")
    for name in dict.fromkeys(row.set for row in rows):
        of_set = [row for row in rows if row.set == name]
        count = Counter(row.verdict for row in of_set)
        facts = sum(row.expected for row in of_set if row.verdict == "right")
        print(
            f"{name:<12} {len(of_set):>6} {count['right']:>6} {count['nothing kept']:>13} "
            f"{count['excused']:>8} {count['wrong']:>6} {facts:>7}"
        )
    print("\nexcused:")
    for row in rows:
        if row.verdict == "excused":
            print(f"  {row.set}/{row.file}: {row.why}")
    print("\nonly expected where nothing is kept:")
    unkept = Counter(row.why or "whether feedparser minds" for row in rows if row.verdict == "nothing kept")
    for why, files in unkept.most_common(MOST_SHOWN):
        print(f"  {files:>4} {why}")
    print(f"  {sum(unkept.values()) - sum(n for _, n in unkept.most_common(MOST_SHOWN)):>4} others")
    missed = shortfalls(rows)
    if missed:
        print("\nfloors not held:", *missed, sep="\n  ")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
