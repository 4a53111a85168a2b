"""Gather what an alert rests on, at the look that it shows: asked of the warehouse as it was known then."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flows.bench import Bench
from flows.book import Glance
from tasks.baseline import baseline_csv, history_of, most_in
from tasks.detect import DetectRules
from tasks.doubts import Circumstances, doubts, supports
from tasks.grounds import Grounds, Newcomer, Recount, Tally
from tasks.headlines import HeadlineRules
from tasks.judgements import Spike
from tasks.look import Look
from tasks.plumbing import counted, counted_again
from tasks.rising import is_told, phrase_rows, rise_of, told
from tasks.watch import Series
from warehouse import read
from warehouse.connect import Connection

PAST_WEEKS = 8
"""With what a burst is compared for what is new in it."""

MOST_COMPARED = 200
"""Texts of a burst, and of the weeks before it, that are compared word by word: a tenth of a second of work."""

FEWEST_PAST = 20
"""Texts of a watch from which its own past says what is usual in it."""

FEWEST_TEXTS, FEWEST_PUBLISHERS = 3, 2
"""Of the burst, that something new must stand in: as an alert itself."""

MOST_NEWCOMERS = 8


def grounds_of(
    bench: Bench,
    connection: Connection,
    series: Series,
    spike: Spike,
    look: Look,
    glance: Glance,
    asked: Mapping[str, Any],
    texts: Sequence[Mapping[str, Any]],
) -> Grounds:
    """Return the grounds of a judgement; `asked` are the values that `texts`, those behind it, were asked by."""
    counts, members = counted(look, spike)
    sources = {origin.source_id for origin, flag in zip(look.ledger.origins, members, strict=True) if flag}
    own = [row for row in texts if row["original"] and row["source_id"] in sources]
    publishers = _publishers(look, len(counts) - spike.window, sources)
    countries = _tallied(row["country"] or "" for row in own)
    languages = _tallied(row["language"] or "" for row in own)
    chosen_from = [bench.sources[name] for name in sorted(sources) if name in bench.sources]
    known = Circumstances(
        look=look,
        reprints=max((row["copies"] for row in texts), default=0),
        publishers=publishers,
        countries=countries if len({one.country for one in chosen_from}) > 1 else (),
        languages=languages if len({one.language for one in chosen_from}) > 1 else (),
    )
    mine = {row["original_id"] for row in own}
    others = [row for row in texts if row["original_id"] not in mine]
    return Grounds(
        judged_at=glance.judged_at,
        step=spike.step,
        window=spike.window,
        exposure=spike.exposure,
        total=spike.total,
        history=history_of(counts, look.rules, spike.window),
        publishers=publishers,
        countries=countries,
        languages=languages,
        newcomers=_newcomers(connection, series, asked),
        supports=tuple(supports(spike, known)),
        doubts=tuple(doubts(spike, known)),
        counted=tuple(row["article_id"] for row in own),
        uncounted=tuple(row["article_id"] for row in others),
        recounts=tuple(
            Recount(**asdict(check), baseline=baseline_csv(again) if again else "")
            for check, again in counted_again(look, spike)
        ),
        most_in=most_in(counts, spike.window),
        baseline=baseline_csv(counts),
        judged_by=judged_by(bench, series, look.rules),
        noun="change" if isinstance(look.rules, HeadlineRules) else "text",
        origins=tuple((row["publisher"] or "", row["country"] or "", row["language"] or "") for row in (*own, *others)),
    )


def _publishers(look: Look, first: int, sources: Collection[str]) -> tuple[Tally, ...]:
    """Return who stands behind the days from a row on, most texts first; with none are those that only reprinted."""
    texts: Counter[str] = Counter()
    for day, at, number, *_ in look.subject.cells.tolist():
        origin = look.ledger.origins[at]
        if day >= first and origin.source_id in sources:
            texts[origin.publisher] += number
    return _by_number(texts)


def _tallied(names: Iterable[str]) -> tuple[Tally, ...]:
    return _by_number(Counter(name for name in names if name))


def _by_number(texts: Mapping[str, int]) -> tuple[Tally, ...]:
    return tuple(Tally(name, number) for name, number in sorted(texts.items(), key=lambda one: (-one[1], one[0])))


def _newcomers(connection: Connection, series: Series, asked: Mapping[str, Any]) -> tuple[Newcomer, ...]:
    """Return what the texts of a burst speak of more than the watch's texts of the weeks before, the strongest first.

    A watch that had next to none is compared with everything collected.
    """
    wanted = {**asked, "before": asked["window_start"] - timedelta(weeks=PAST_WEEKS), "most": MOST_COMPARED}
    rows = read.ask_by_hour(connection, "burst_texts", everything=False, **wanted)
    if sum(not row["now"] for row in rows) < FEWEST_PAST:
        rows = read.ask_by_hour(connection, "burst_texts", everything=True, **wanted)
    now, past = [row for row in rows if row["now"]], [row for row in rows if not row["now"]]
    if not now or not past:
        return ()
    texts = json.dumps([{name: row[name] for name in ("article_id", "publisher", "now")} for row in rows])
    names = read.ask(connection, "burst_names", texts=texts, fewest=FEWEST_TEXTS, fewest_publishers=FEWEST_PUBLISHERS)
    phrases = phrase_rows(
        ((row["publisher"], _whole(row)) for row in now), map(_whole, past), FEWEST_TEXTS, FEWEST_PUBLISHERS
    )
    itself = {name for group in series.groups for _, name in group}
    rises = [rise_of(row, len(now), len(past)) for row in (*names, *phrases)]
    risen = told(one for one in rises if is_told(one) or one.term_id in itself)
    return tuple(
        Newcomer(one.name, one.kind, one.texts, one.before, one.expected, one.score)
        for one in risen
        if one.term_id not in itself
    )[:MOST_NEWCOMERS]


def _whole(row: Mapping[str, Any]) -> str:
    return f"{row['title']}\n\n{row['text']}"


def judged_by(bench: Bench, series: Series, rules: DetectRules) -> str:
    """Write down by what was judged: the watch and its rule as configured, the settings, and every version."""
    watch = bench.config.watches[series.watch_id]
    chosen = {name: rule for name, rule in watch.rules.items() if name == series.rule}
    return json.dumps(
        {
            "watch": series.watch_id,
            "rule": series.rule,
            "series": series.series,
            "name": series.name,
            **({"source": series.source} if series.source else {}),
            "counts_texts_with_one_of_each": [
                [f"{kind}:{name}" for kind, name in sorted(group)] for group in series.groups
            ],
            "detection": asdict(rules),
            "timezone": str(bench.config.settings.zone()),
            "versions": {
                "brinkwatch": bench.version,
                "rule": series.rule_hash,
                "clean": bench.clean_version,
                "enrich": bench.enrich_version,
            },
            "as_configured": {
                series.watch_id: {
                    **watch.model_dump(mode="json", exclude={"rules"}, exclude_defaults=True),
                    "rules": {
                        name: rule.model_dump(mode="json", exclude_defaults=True) for name, rule in chosen.items()
                    },
                }
            },
        },
        ensure_ascii=False,
    )
