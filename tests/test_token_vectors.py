"""Quickened token vectors are those of thinc's own layers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tasks.token_vectors import quicken

spacy = pytest.importorskip("spacy")

TEXTS = (
    "Seoul said on Monday that the North had fired two missiles. Seoul said no more.",
    "",
    "One.",
    "The talks in Geneva ended. " * 120,
    "Reporters waited; reporters left.",
)


@pytest.fixture(scope="module")
def language() -> Any:
    """A small recogniser of the common architecture, with random weights."""
    made = spacy.blank("en")
    recogniser = made.add_pipe("ner", config={"model": {"tok2vec": ENCODER}})
    recogniser.add_label("PLACE")
    made.initialize()
    chance = np.random.default_rng(11)
    for layer in recogniser.model.get_ref("tok2vec").walk():
        for name in ("b", "G"):
            if layer.has_param(name):
                layer.set_param(name, chance.normal(0.5, 0.5, layer.get_param(name).shape).astype("float32"))
    return made


ENCODER = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 32,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [500, 100, 200, 200],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 32,
        "depth": 3,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}


def vectors(language: Any) -> list[Any]:
    docs = [language.make_doc(text) for text in TEXTS]
    return [np.asarray(one) for one in language.get_pipe("ner").model.get_ref("tok2vec").layers[0].predict(docs)]


def test_quick_vectors_equal_those_of_thinc_for_long_short_and_empty_texts(language: Any) -> None:
    usual = vectors(language)
    assert quicken(language.get_pipe("ner").model)
    quick = vectors(language)
    assert [one.shape for one in quick] == [one.shape for one in usual]
    assert max(float(abs(a - b).max()) for a, b in zip(quick, usual, strict=True) if len(a)) < 1e-4


def test_nothing_but_empty_texts_has_no_vectors(language: Any) -> None:
    quicken(language.get_pipe("ner").model)
    assert [len(list(doc.ents)) for doc in language.pipe(["", ""])] == [0, 0]


def test_a_model_built_otherwise_is_left_as_it_is() -> None:
    language = spacy.blank("en")
    wider = {**ENCODER, "encode": {**ENCODER["encode"], "window_size": 2}}  # type: ignore[dict-item]
    recogniser = language.add_pipe("ner", config={"model": {"tok2vec": wider}})
    recogniser.add_label("PLACE")
    language.initialize()
    assert not quicken(recogniser.model)
    assert [doc.text for doc in language.pipe(["Seoul said so."])] == ["Seoul said so."]
