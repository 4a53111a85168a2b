"""Compute the vectors that a recogniser reads, as thinc's layers define them, with less work: for prediction only.

A token's embedding depends on its features alone, so each of a batch is made once for all tokens that share them. The
convolutions over it then run on stretches of text that stay in the processor's cache, and every layer is one matrix product
between few passes over memory. Sums are taken in another order than thinc takes them: vectors agree to some 1e-5, and
entities do, but where two readings were equally likely (`make bench` compares them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

STRETCH = 400
"""Tokens convolved at once: the best of 300 to 20,000, with the widest array of a stretch at half a megabyte."""

TINY = np.float32(1e-8)
"""What thinc adds to a variance, so that nothing is divided by zero."""

PARTS = ["expand_window", "maxout", "layernorm", "dropout"]

MIXERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
"""Odd numbers that spread bits: products of a token's features with them are told apart by their exclusive or."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One convolution: weights of (inputs + 1) x (pieces x width), the last row its bias, then a normalisation's gain and offset."""

    weights: Floats
    gain: Floats
    offset: Floats
    width: int


class TokenVectors:
    """The layers of a tok2vec, taken out of it: features, embedding, and residual convolutions of one word to each side."""

    def __init__(self, features: Any, embed: Any, mix: Any, layers: Sequence[_Layer], pad: int) -> None:
        self._features, self._embed, self._mix = features, embed, mix
        self._layers, self._pad = layers, pad

    def __call__(self, docs: Any) -> list[Floats]:
        """Return an array of tokens x width for each doc."""
        rows = self._features.predict(docs)
        if not sum(map(len, rows)):
            return [np.zeros((0, self._layers[0].width), dtype=np.float32) for _ in rows]
        embedded = self._embedded(np.vstack(rows))
        parts = np.split(embedded, np.cumsum([len(one) for one in rows])[:-1])
        return [vectors for stretch in _stretches(parts) for vectors in self._convolved(stretch)]

    def _embedded(self, features: Any) -> Floats:
        mixed = np.zeros(len(features), dtype=np.uint64)
        for column, factor in zip(features.T, MIXERS, strict=False):
            mixed ^= column * np.uint64(factor)
        _, first, each = np.unique(mixed, return_index=True, return_inverse=True)
        once: Floats = self._mix.predict(self._embed.predict(features[first]))
        return once[each]

    def _convolved(self, parts: Sequence[Floats]) -> list[Floats]:
        """Run the layers over some texts, kept apart by as many empty rows as there are layers."""
        width, starts, at = parts[0].shape[1], [], self._pad
        rows = np.zeros((sum(map(len, parts)) + self._pad * (len(parts) + 1), width), dtype=np.float32)
        for part in parts:
            rows[at : at + len(part)] = part
            starts.append(at)
            at += len(part) + self._pad
        seen = np.zeros((len(rows), 3 * width + 1), dtype=np.float32)
        seen[:, -1] = 1  # meets the bias
        for layer in self._layers:
            seen[1:, :width], seen[:, width : 2 * width], seen[:-1, 2 * width : -1] = rows[:-1], rows, rows[1:]
            rows += _normalised(_maxout(seen @ layer.weights, width), layer)
        return [rows[start : start + len(part)] for start, part in zip(starts, parts, strict=True)]


def _maxout(pieces: Floats, width: int) -> Floats:
    best: Floats = pieces[:, :width]
    for start in range(width, pieces.shape[1], width):
        best = np.maximum(best, pieces[:, start : start + width])
    return best


def _normalised(rows: Floats, layer: _Layer) -> Floats:
    """Bring every row to mean 0 and variance 1, then to the layer's gain and offset."""
    share = np.float32(1 / layer.width)
    centred: Floats = rows - rows.sum(axis=1, keepdims=True) * share
    centred *= (1 / np.sqrt(np.einsum("ij,ij->i", centred, centred) * share + TINY))[:, None]
    centred *= layer.gain
    centred += layer.offset
    return centred


def _stretches(parts: Sequence[Floats]) -> Iterator[list[Floats]]:
    """Yield texts in groups of about STRETCH tokens, in order."""
    held: list[Floats] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= STRETCH:
            yield held
            held = []
    if held:
        yield held


def quicken(model: Any) -> bool:
    """Have a recogniser's own tok2vec computed this way; False, and nothing done, where it is none or built otherwise."""
    from thinc.api import Model

    found = ((encoder, quick) for encoder in model.walk() if (quick := _taken_out(encoder)) is not None)
    encoder, quick = next(found, (None, None))
    if encoder is None or quick is None:
        return False

    def forward(_: Any, docs: Any, is_train: bool) -> Any:
        if is_train:
            raise NotImplementedError("a quickened model is for prediction")
        return quick(docs), None

    encoder.layers[:] = [Model("token_vectors", forward)]
    return True


def _taken_out(encoder: Any) -> TokenVectors | None:
    """Read the parts of a chain of a MultiHashEmbed and a MaxoutWindowEncoder, by the names that thinc gives them."""
    try:
        first, stack = encoder.layers
        features, ragged, embed, mix, unragged = first.layers
        residuals = _flat(stack.layers[0])
        layers = [_layer(one.layers[0]) for one in residuals if one.name.startswith("residual(")]
    except (AttributeError, IndexError, KeyError, ValueError):
        return None
    names = (features.name, ragged.name, unragged.name)
    if names != ("extract_features", "list2ragged", "ragged2list") or len(layers) != len(residuals) or None in layers:
        return None
    if not (embed.name.startswith("with_array(") and mix.name.startswith("with_array(maxout>>layernorm")):
        return None
    return TokenVectors(features, embed.layers[0], mix.layers[0], [one for one in layers if one], stack.attrs["pad"])


def _layer(block: Any) -> _Layer | None:
    window, maxout, norm, *dropout = _flat(block)
    names = [one.name for one in (window, maxout, norm, *dropout)]
    if names not in (PARTS, PARTS[:-1]) or window.attrs["window_size"] != 1:
        return None
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    width, _, inputs = weights.shape
    by_piece = weights.transpose(1, 0, 2).reshape(-1, inputs).T
    with_bias = np.ascontiguousarray(np.vstack([by_piece, bias.T.reshape(1, -1)]), dtype=np.float32)
    return _Layer(with_bias, norm.get_param("G"), norm.get_param("b"), width)


def _flat(model: Any) -> list[Any]:
    """Return the layers of nested chains in order."""
    chained = len(model.layers) > 1 and model.name == ">>".join(one.name for one in model.layers)
    return [deep for one in model.layers for deep in _flat(one)] if chained else [model]
