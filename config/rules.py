"""The shape of a rule of watches.yaml: what of a watch may alert, and in which way it is unusual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from config.shapes import ENTITY_KINDS, Identifier, Strict, Terms, Text

Kind = Literal["spike", "new", "threshold", "silence", "share_shift", "headline", "rising"]
"""More coverage than usual; the first in so many days; as much as is asked for, usual or not; none for longer than is usual;
another share of the coverage than before; headlines that were changed; what rose that nobody has configured."""

Turn = Literal["turned", "rewritten", "numbers", "text_numbers"]
"""How a publisher changes what it said: a denial or reversal came or went; most of the headline is another; the headline has other
numbers; the text has."""

LONGEST_DAYS = 120
"""Of `days`: a look goes back 180 days, and has to know what came before."""

KEYS_OF: dict[Kind, frozenset[str]] = {
    "spike": frozenset(),
    "new": frozenset({"days"}),
    "threshold": frozenset({"days", "texts", "share"}),
    "silence": frozenset({"days"}),
    "share_shift": frozenset({"days", "by"}),
    "headline": frozenset({"days", "texts", "changes"}),
    "rising": frozenset({"days"}),
}
"""The keys that only some kinds of rules have."""


class Selection(Strict):
    """What to look for: any of these. `kinds` are all configured entities of such kinds, `sources` those that may fall silent."""

    terms: Terms = {}
    entities: list[Identifier] = []
    topics: list[Identifier] = []
    roles: list[Identifier] = []
    kinds: list[ENTITY_KINDS] = []
    sources: list[Identifier] = []


class Condition(Strict):
    """One thing that a text has: a term, an entity or a topic."""

    term: Text | None = None
    entity: Identifier | None = None
    topic: Identifier | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_what(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("says what it is, as `entity: …`, `topic: …` or `term: …`")
        return value

    @model_validator(mode="after")
    def _one_thing(self) -> Condition:
        if len(self.model_fields_set) != 1 or self.key[1] is None:
            raise ValueError("names one thing: `term`, `entity` or `topic`; write each as an item of its own")
        return self

    @property
    def key(self) -> tuple[str, str]:
        """What stands in a text, as kind and name."""
        name = next(iter(self.model_fields_set))
        return name, getattr(self, name)


class RuleConfig(Strict):
    """One thing that may alert in a watch.

    With none of the four selections it is the watch itself. `track` makes one series of each entity, topic or holder of a
    role, on its own; `pair` makes one of each together with the watch. The `terms` of a selection are one series. `all_of`
    and `any_of` make one series of the texts that have all of the one and any of the other, in the watch or not. `sources`,
    `countries` and `languages` are the scope: of whose texts it counts, and out of whose.
    """

    name: Text
    kind: Kind = "spike"
    track: Selection | None = None
    pair: Selection | None = None
    all_of: list[Condition] = []
    any_of: list[Condition] = []
    sources: list[Identifier] = []
    countries: list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]] = []
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] = []
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None = None
    texts: Annotated[int, Field(ge=1)] | None = None
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    by: Annotated[float, Field(gt=0, le=10)] | None = None
    changes: list[Turn] | None = None
    min_texts: Annotated[int, Field(ge=2)] | None = None
    min_publishers: Annotated[int, Field(ge=1)] | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether it is the watch itself, of whoever prints and with no more to it."""
        follows = self.track is not None or self.pair is not None or self.all_of or self.any_of
        return not follows and not self.is_scoped and self.kind == "spike"

    @property
    def is_scoped(self) -> bool:
        """Tell whether it counts only some sources."""
        return bool(self.sources or self.countries or self.languages)

    @model_validator(mode="after")
    def _sound(self) -> RuleConfig:
        if mistakes := list(self._mistakes()):
            raise ValueError("; ".join(mistakes))
        return self

    def _mistakes(self) -> Iterator[str]:
        combined = bool(self.all_of or self.any_of)
        if combined and (self.track is not None or self.pair is not None):
            yield "`all_of` and `any_of` say all that a text needs; put `track` and `pair` into a rule of their own"
        if len(self.all_of) == 1 and not self.any_of:
            yield "`all_of` has one item, which is no combination; use `track`"
        for key in sorted({"days", "texts", "share", "by", "changes"} - KEYS_OF[self.kind]):
            if getattr(self, key) is not None:
                *some, last = (f"`{kind}`" for kind, keys in KEYS_OF.items() if key in keys)
                kinds = f"`kind:` {', '.join(some)}{' or ' if some else ''}{last}"
                yield f"`{key}` belongs to {kinds}, and this is `kind: {self.kind}`"
        if self.kind in {"new", "threshold"} and self.days is None:
            yield f"`kind: {self.kind}` wants `days`"
        if self.kind == "silence" and (self.min_texts or self.min_publishers):
            yield "`kind: silence` is of no texts and no publishers; leave `min_texts` and `min_publishers` out"
        if self.kind == "threshold" and (self.texts is None) == (self.share is None):
            yield "`kind: threshold` wants either `texts`, a number, or `share` of what is collected, such as 0.05"
        if self.kind == "threshold" and self.texts == 1:
            yield "`texts: 1` is reached by any text; write 2 or more"
        if self.changes == []:
            yield f"`changes` names none; leave it out, or write any of {', '.join(get_args(Turn))}"
        yield from self._mistakes_of_follows()

    def _mistakes_of_follows(self) -> Iterator[str]:
        """Tell what a kind can not follow."""
        follows = self.track is not None or self.pair is not None or self.all_of or self.any_of
        if self.kind == "rising" and follows:
            yield "`kind: rising` finds by itself what to follow, in the texts of its watch; leave `track`, `pair`, `all_of` and `any_of` out"
        if self.pair is not None and self.pair.sources:
            yield "`pair.sources` is no pair; put a source into `track` of `kind: silence`, or name it in `sources` as a scope"
        tracked = self.track.sources if self.track is not None else []
        if tracked and self.kind != "silence":
            yield f"`track.sources` belongs to `kind: silence`, and this is `kind: {self.kind}`; `sources` beside `kind` is the scope"
        if tracked and self.is_scoped:
            yield "`track.sources` follows the sources that it names; leave `sources`, `countries` and `languages` out"
