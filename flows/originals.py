"""Tell copies from originals once more, among texts that were seen long ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flows.bench import Bench
from flows.load import COPIES_WITHIN, sample_of, text_index
from tasks.records import Article
from warehouse.connect import Connection
from warehouse.read import ask

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Originals:
    """Tells copies from originals as loading did: in the order in which texts were seen, among those of the weeks before."""

    def __init__(self, bench: Bench, connection: Connection) -> None:
        self._bench = bench
        self._connection = connection
        self._index = text_index(bench)
        self._until = BEGINNING

    def of(self, changed: Sequence[Article], accepted: Sequence[Article]) -> dict[str, str]:
        """Return what each of these texts is a copy of, or itself."""
        mine = {one.article_id: one for one in sorted((*changed, *accepted), key=_seen)}
        originals: dict[str, str] = {}
        if not mine:
            return originals
        moments = [one.first_seen_at for one in mine.values()]
        after, until = max(self._until, min(moments) - COPIES_WITHIN), max(self._until, *moments)
        known = ask(self._connection, "originals_between", after=after, until=until)
        waiting = [(row["first_seen_at"], row["article_id"], row) for row in known if row["article_id"] not in mine]
        for _, article_id, row in sorted(
            [*waiting, *((one.first_seen_at, name, {}) for name, one in mine.items())], key=lambda one: one[:2]
        ):
            if row:
                self._index.add(article_id, row["text_sha256"], sample_of(row), row["owner_group"])
                continue
            own = mine[article_id]
            source = self._bench.sources.get(own.source_id)
            publisher = source.owner_group if source else own.source_id
            original = self._index.find_original(own.text_sha256, own.signature, publisher)
            originals[article_id] = original or article_id
            if original is None:
                self._index.add(article_id, own.text_sha256, own.signature, publisher)
        self._until = until
        return originals


def _seen(article: Article) -> tuple[datetime, str]:
    return article.first_seen_at, article.article_id
