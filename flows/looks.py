"""What is judged at a glance: each series with its look, those that rise by themselves, and the sources that are listened to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flows.book import Book, Glance
from flows.lines import Change, Hit, Lines
from flows.vantage import Vantage
from tasks.brought import Key
from tasks.decide import Episode, is_artefact
from tasks.headlines import HeadlineRules
from tasks.judgements import Spike
from tasks.kinds_of_rules import rules_of_source
from tasks.ledger import cells_in_order
from tasks.lexicon import texts_of_watch
from tasks.look import Look
from tasks.panel import HISTORY_DAYS
from tasks.plumbing import examine_all
from tasks.rising import Rise, told
from tasks.rising_rules import RisingRules, shared
from tasks.source_silence import SourceLook, examine_source
from tasks.stretch import Stretch
from tasks.watch import Series

if TYPE_CHECKING:
    from tasks.ledger import Cells

MOST_RISING = 3
"""Alerts of what rises in a watch that are open at a time, the strongest: more is one event in other words."""

WHERE_KINDS = frozenset({"place", "group"})
"""Of two that rise alike, who and what says more than where."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series, all that it is judged from, and what stands behind it where that is no list of matching articles."""

    series: Series
    look: Look | SourceLook
    hits: tuple[Hit, ...] | None = None

    @property
    def key(self) -> Key:
        """What its episodes are kept by."""
        return self.series.watch_id, self.series.series

    def within(self, since: date, until: date) -> tuple[Hit, ...] | None:
        """Return what stands behind some days of it."""
        return None if self.hits is None else tuple(hit for hit in self.hits if since <= hit.day <= until)


def examine_lines(lines: Collection[Line]) -> list[Spike]:
    """Judge several lines."""
    judged = iter(examine_all([line.look for line in lines if isinstance(line.look, Look)]))
    return [examine_source(line.look) if isinstance(line.look, SourceLook) else next(judged) for line in lines]


def lines_of(
    series: Collection[Series],
    days: Vantage,
    hours: Vantage,
    book: Book,
    glance: Glance,
    episodes: Mapping[Key, Episode],
    *,
    whole: bool,
) -> Iterator[Line]:
    """Yield what a glance judges; `whole` tells that its day is over. Spikes are looked at from `hours`, all else from `days`."""
    for one in series:
        if one.source:
            yield Line(one, _of_source(one, days, book, glance, whole=whole))
        elif one.asks.kind == "headline":
            yield _of_headlines(one, days.look(one), book.lines)
        elif one.asks.kind == "rising":
            yield from _rising(one, days.look(one), book.lines, glance, episodes)
        else:
            yield Line(one, (hours if one.asks.kind == "spike" else days).look(one))


def _of_source(one: Series, vantage: Vantage, book: Book, glance: Glance, *, whole: bool) -> SourceLook:
    """Look at a source from the day after the first on which it brought anything: that day brings all that had piled up."""
    first = glance.day - timedelta(days=HISTORY_DAYS)
    days = [first + timedelta(days=number) for number in range(HISTORY_DAYS + 1)]
    heard = book.lines.of_source(one.source, days)
    polled = any(day.asked for day in heard)
    began = next((at for at, day in enumerate(heard) if day.brought), len(days) - 1)
    since = min(began + 1, len(days) - 1)
    starts = [datetime.combine(day, datetime.min.time(), book.zone) for day in days[since:]]
    rules = rules_of_source(vantage.usual, one.asks)
    return SourceLook(one.watch_id, one.series, one.source, starts, heard[since:], whole, polled, rules)


def _of_headlines(one: Series, look: Look, lines: Lines) -> Line:
    """Look at the changes seen in the articles of a series; a text counts once a day, whoever printed it."""
    wanted = look.rules.changes if isinstance(look.rules, HeadlineRules) else ()
    changes = [change for change in lines.changes[one.watch_id, one.series] if change.turn in wanted]
    cells = _counted(changes, look.ledger)
    hits = {(change.hit.article_id, change.hit.day): change.hit for change in changes}
    return Line(one, replace(look, subject=replace(look.subject, cells=cells), alone=True), tuple(hits.values()))


def _counted(changes: Collection[Change], part: Stretch) -> Cells:
    place = {origin: at for at, origin in enumerate(part.origins)}
    seen: set[tuple[date, str]] = set()
    articles: set[tuple[date, str]] = set()
    counted: dict[tuple[int, int], list[int]] = {}
    for one in changes:
        day, at = part.day(one.hit.day), place.get(one.origin)
        if at is None or not 0 <= day < part.days:
            continue
        cell = counted.setdefault((day, at), [0, 0])
        cell[0] += (one.hit.day, one.original_id) not in seen
        cell[1] += (one.hit.day, one.hit.article_id) not in articles
        seen.add((one.hit.day, one.original_id))
        articles.add((one.hit.day, one.hit.article_id))
    return cells_in_order((day, at, texts, printed, 0) for (day, at), (texts, printed) in counted.items())


def _rising(one: Series, look: Look, lines: Lines, glance: Glance, episodes: Mapping[Key, Episode]) -> Iterator[Line]:
    """Look at what is said more often than before in the texts of a series: the strongest, and what is told of already."""
    lexicon, first = lines.lexicons[one.watch_id, one.series], look.ledger.first
    assert isinstance(look.rules, RisingRules)
    rules = shared(look.rules, lexicon.size(first))
    against = texts_of_watch(look.ledger, (one.watch_id, one.series))
    since = glance.day - timedelta(days=max(rules.windows) - 1)

    def line(term_id: str, name: str) -> Line:
        series = replace(one, series=f"{one.rule}:{_word_of(term_id)}", name=f"{one.name}: {name}")
        cells = lexicon.cells(term_id, look.ledger)
        subject = replace(look.subject, series=series.series, cells=cells, exposure="texts", against=against)
        said = lexicon.of(term_id, first, glance.day)
        hits = (Hit(text.article_id, text.day, at.surface, at.start, at.end, at.in_title) for text, at in said)
        return Line(series, replace(look, subject=subject, rules=rules), tuple(hits))

    rises = lexicon.candidates(first, since, glance.day, rules.min_texts, rules.min_publishers)
    found = {rise.term_id: line(rise.term_id, _name(rise.name, rise.kind)) for rise in rises}
    open_now = {key for key, episode in episodes.items() if episode.is_open and key[0] == one.watch_id}
    chosen = {term: made for term, made in found.items() if made.key in open_now}
    for term_id, said in lexicon.texts.items():
        if (one.watch_id, f"{one.rule}:{_word_of(term_id)}") in open_now and term_id not in chosen:
            chosen[term_id] = line(term_id, _name(said[0][1].name, said[0][1].kind))
    yield from (chosen[term] for term in sorted(chosen))
    yield from _strongest(MOST_RISING - len(chosen), [rise for rise in rises if rise.term_id not in chosen], found)


def _strongest(most: int, rises: Collection[Rise], found: Mapping[str, Line]) -> Iterator[Line]:
    """Yield the rarest of those that fire, or would but for plumbing; parts of others say nothing by themselves."""
    names = [rise.term_id for rise in rises]
    judged = dict(zip(names, examine_lines([found[name] for name in names]), strict=True))
    firing = [rise for rise in rises if judged[rise.term_id].fired or is_artefact(judged[rise.term_id])]
    telling = sorted(
        told(firing), key=lambda rise: (-judged[rise.term_id].score, rise.kind in WHERE_KINDS, rise.term_id)
    )
    yield from (found[rise.term_id] for rise in telling[: max(most, 0)])


def _word_of(term_id: str) -> str:
    """Name a term within a series: in one word, names and phrases apart."""
    if not term_id.startswith("“"):
        return term_id
    return "phrase-" + term_id.strip("“”").replace(" ", "-").replace("'", "").replace("’", "")


def _name(name: str, kind: str) -> str:
    return f"“{name}”" if kind == "phrase" else name
