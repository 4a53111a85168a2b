"""pandas, with everything in memory: numbers as columns sorted by entity, texts as one column of strings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks.warehouse_peers.questions import FEWEST_PUBLISHERS, FEWEST_TEXTS, Asked, Row, risen
from benchmarks.warehouse_peers.sqlite_peer import days_of
from benchmarks.warehouse_peers.tables import COLUMNS, Tables


class Pandas:
    """Frames, kept as Parquet to be read anew."""

    name = "pandas"

    def __init__(self, folder: Path, tables: Tables, asked: Asked, *, texts: bool) -> None:
        import pandas

        self._pandas, self._asked, self._texts = pandas, asked, texts
        folder.mkdir(parents=True)
        self._files = {name: folder / f"{name}.parquet" for name in COLUMNS if texts or name != "bodies"}
        for name, file in self._files.items():
            tables.write_parquet(name, file)
        self.reopen()

    def ask(self, question: str) -> list[Row]:
        answer: list[Row] = getattr(self, f"_{question}")()
        return answer

    def processor(self) -> float:
        return 0.0

    def files(self) -> list[Path]:
        return list(self._files.values())

    def reopen(self) -> None:
        self._frames: dict[str, Any] = {}
        for name, file in self._files.items():
            self._frames[name] = self._pandas.read_parquet(file)
        self._entity = dict(zip(*self._named("entities"), strict=True))
        self._name = {number: name for name, number in self._entity.items()}
        self._topic = dict(zip(*self._named("topic_names"), strict=True))

    def close(self) -> None:
        self._frames = {}

    def _named(self, table: str) -> tuple[list[str], list[int]]:
        frame = self._frames[table]
        return frame["name"].tolist(), frame.iloc[:, 0].tolist()

    def _of(self, entity: str) -> Any:
        column = self._frames["mentions"]["entity"]
        first, last = column.searchsorted(self._entity[entity]), column.searchsorted(self._entity[entity], side="right")
        return self._frames["mentions"].iloc[first:last]

    def _daily(self) -> list[Row]:
        total = self._frames["articles"].groupby("day")["text"].nunique()
        found = (
            self._of(self._asked.entity)
            .groupby("day")
            .agg(articles=("article", "size"), texts=("text", "nunique"), publishers=("publisher", "nunique"))
        )
        whole = found.reindex(total.index, fill_value=0)
        return list(
            zip(self._dates(total.index), whole["articles"], whole["texts"], whole["publishers"], total, strict=True)
        )

    def _publishers(self) -> list[Row]:
        topics = self._frames["topics"]
        found = (
            topics[topics["topic"] == self._topic[self._asked.topic]].groupby("day")[["text", "publisher"]].nunique()
        )
        return list(zip(self._dates(found.index), found["text"], found["publisher"], strict=True))

    def _together(self) -> list[Row]:
        one, other = self._of(self._asked.entity), self._of(self._asked.other)
        both = one[one["article"].isin(other["article"])]
        found = both.groupby(_week(both["day"]))["text"].nunique()
        return list(zip(self._dates(found.index), found, strict=True))

    def _sources(self) -> list[Row]:
        total = self._frames["articles"].groupby("source")["text"].nunique()
        found = (
            self._of(self._asked.entity).groupby("source").agg(articles=("article", "size"), texts=("text", "nunique"))
        )
        whole = found.reindex(total.index, fill_value=0)
        names = self._frames["sources"].set_index("source")["name"].reindex(total.index)
        return list(zip(names, whole["articles"], whole["texts"], total, strict=True))

    def _rising(self) -> list[Row]:
        stretch = self._asked.stretch
        since, before, until = map(days_of, (stretch.since, stretch.before, stretch.until))
        sides = []
        sizes = []
        for first, last in ((since, until), (before, since)):
            mentions, articles = self._frames["mentions"], self._frames["articles"]
            sides.append(
                mentions[(mentions["day"] >= first) & (mentions["day"] < last)]
                .groupby("entity")[["text", "publisher"]]
                .nunique()
            )
            sizes.append(articles.loc[(articles["day"] >= first) & (articles["day"] < last), "text"].nunique())
        now = sides[0][(sides[0]["text"] >= FEWEST_TEXTS) & (sides[0]["publisher"] >= FEWEST_PUBLISHERS)]
        past = sides[1]["text"].reindex(now.index, fill_value=0)
        rows = zip(now.index, now["text"], past, now["publisher"], strict=True)
        return risen(((self._name[one], int(texts), int(old), int(count)) for one, texts, old, count in rows), *sizes)

    def _phrase(self, phrase: str = "") -> list[Row]:
        pattern = rf"\b{re.escape(phrase or self._asked.phrase)}\b"
        bodies = self._frames["bodies"]
        hit = bodies["body"].str.contains(pattern, case=False) | bodies["title"].str.contains(pattern, case=False)
        articles = self._frames["articles"]
        found = articles[articles["article"].isin(bodies.loc[hit, "article"])]
        weeks = found.groupby(_week(found["day"]))["text"].agg(["size", "nunique"])
        return list(zip(self._dates(weeks.index), weeks["size"], weeks["nunique"], strict=True))

    def _rare(self) -> list[Row]:
        return self._phrase(self._asked.rare)

    def _dates(self, days: Any) -> list[str]:
        moments: list[str] = self._pandas.to_datetime(days, unit="D").strftime("%Y-%m-%d").tolist()
        return moments


def _week(day: Any) -> Any:
    return day - (day + 3) % 7


def installed() -> bool:
    """Tell whether it can be imported."""
    try:
        import pandas  # noqa: F401
    except ImportError:
        return False
    return True
