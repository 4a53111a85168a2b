"""Try a rule that is not configured yet: read it from a file, and count for it what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from config.failures import Mistake
from config.models import Config, RuleConfig
from tasks.records import WatchHit
from tasks.watch import Series, WatchMatcher, series_of
from warehouse import read
from warehouse.connect import Connection
from warehouse.stand_in import stand_in

ARTICLES_AT_ONCE = 2000

_rules = TypeAdapter(dict[str, RuleConfig])


class DraftMistake(Mistake):
    """A file that holds no rule; the message is one clear line."""


def read_draft(path: Path, config: Config, watch_id: str) -> tuple[Series, ...]:
    """Return the series of a watch as the rules of a file would make them, written as below `rules:` in watches.yaml.

    Raises DraftMistake.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DraftMistake(f"{path}: can not be read: {error}") from None
    except yaml.YAMLError as error:
        raise DraftMistake(f"{path}: is not YAML: {str(error).splitlines()[0]}") from None
    if isinstance(content, dict) and set(content) == {"rules"}:
        content = content["rules"]
    if not isinstance(content, dict) or not content:
        raise DraftMistake(
            f"{path}: wants rules as below `rules:` in watches.yaml, such as `missile: {{name: …, pair: …}}`"
        )
    try:
        rules = _rules.validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DraftMistake(f"{path}: {place}: {first['msg']}") from None
    _expect_known(path, rules, config)
    watch = config.watches[watch_id].model_copy(update={"rules": rules})
    return series_of({watch_id: watch}, config.entities, config.topics)


def count_stored(connection: Connection, config: Config, series: tuple[Series, ...]) -> None:
    """Let the stored articles count for a draft, on this connection only."""
    matcher = WatchMatcher(series, config.topics)
    stand_in(connection, series[0].watch_id, list(_hits(connection, matcher)))


def _hits(connection: Connection, matcher: WatchMatcher) -> Iterator[WatchHit]:
    after = ""
    while stored := read.stored_articles(connection, after, ARTICLES_AT_ONCE):
        for one in stored:
            yield from matcher.hits(one.article_id, one.title, one.text, one.mentions, one.topics)
        after = stored[-1].article_id


def _expect_known(path: Path, rules: dict[str, RuleConfig], config: Config) -> None:
    roles = {role for one in config.entities.values() for role in one.roles}
    for rule_id, rule in rules.items():
        for selection in filter(None, (rule.track, rule.pair)):
            asked = (("entities", selection.entities, config.entities), ("topics", selection.topics, config.topics))
            for kind, names, known in (*asked, ("roles", selection.roles, roles)):
                for name in names:
                    if name not in known:
                        raise DraftMistake(f"{path}: {rule_id}: {name!r} is none of the configured {kind}")
