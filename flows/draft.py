"""Try a rule that is not configured yet: read it from a file, and count for it what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from config.dangling import dangling
from config.failures import Mistake
from config.load import mistakes_of
from config.models import Config
from config.rules import RuleConfig
from config.shapes import Identifier, Strict
from tasks.records import WatchHit
from tasks.watch import Series, WatchMatcher, series_of
from warehouse import read
from warehouse.connect import Connection
from warehouse.stand_in import stand_in

ARTICLES_AT_ONCE = 2000


class _Draft(Strict):
    rules: dict[Identifier, RuleConfig]


class DraftMistake(Mistake):
    """A file that holds no rule; the message is a clear line for every mistake."""


def read_draft(path: Path, config: Config, watch_id: str) -> tuple[Series, ...]:
    """Return the series of a watch as the rules of a file would make them, written as below `rules:` in watches.yaml.

    Raises DraftMistake.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DraftMistake(f"{path}: can not be read: {getattr(error, 'strerror', '') or error}") from None
    except yaml.YAMLError as error:
        raise DraftMistake(f"{path}: is not YAML: {str(error).splitlines()[0]}") from None
    if isinstance(content, dict) and set(content) == {"rules"}:
        content = content["rules"]
    if not isinstance(content, dict) or not content:
        raise DraftMistake(
            f"{path}: wants rules as below `rules:` in watches.yaml, such as `missile: {{name: …, pair: …}}`"
        )
    try:
        rules = _Draft(rules=content).rules
    except ValidationError as error:
        found = mistakes_of(str(path), _Draft, error)
        raise DraftMistake("\n".join(one.replace(": rules.", ": ", 1) for one in found)) from None
    watches = {watch_id: config.watches[watch_id].model_copy(update={"rules": rules})}
    above = f"watches.yaml: {watch_id}.rules."
    told = dangling(config.model_copy(update={"watches": watches}))
    if of_draft := [f"{path}: {one.removeprefix(above)}" for one in told if one.startswith(above)]:
        raise DraftMistake("\n".join(of_draft))
    return series_of(watches, config.entities, config.topics, config.sources)


def count_stored(connection: Connection, config: Config, series: tuple[Series, ...]) -> None:
    """Let the stored articles count for a draft, on this connection only."""
    matcher = WatchMatcher(series, config.topics)
    stand_in(connection, series[0].watch_id, [one.series for one in series], list(_hits(connection, matcher)))


def _hits(connection: Connection, matcher: WatchMatcher) -> Iterator[WatchHit]:
    after = ""
    while stored := read.stored_articles(connection, after, ARTICLES_AT_ONCE):
        for one in stored:
            yield from matcher.hits(one.article_id, one.source_id, one.title, one.text, one.mentions, one.topics)
        after = stored[-1].article_id
