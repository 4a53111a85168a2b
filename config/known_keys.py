"""The keys that a model knows at a place in it: what a mistyped one may have meant."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel


def keys_at(model: type[BaseModel], location: tuple[Any, ...]) -> set[str]:
    """Return the keys that are known at a place in a model, walking dictionaries, lists and unions."""
    here = [model]
    for part in location:
        below: list[Any] = []
        for kind in _models_in(here):
            fields = {one.alias or name: one.annotation for name, one in kind.model_fields.items()}
            below.append(fields.get(part, kind))  # a name, a number or a union's tag is no step down
        here = below
    kinds = [kind for kind in _models_in(here) if _is_meant(kind, location)]
    return {one.alias or name for kind in kinds for name, one in kind.model_fields.items()}


def _is_meant(kind: type[BaseModel], location: tuple[Any, ...]) -> bool:
    """Tell whether a model is no member of a union, or the one whose tag is in the location."""
    tag = get_args(kind.model_fields["kind"].annotation) if "kind" in kind.model_fields else ()
    return len(tag) != 1 or tag[0] in location


def _models_in(kinds: list[Any]) -> list[type[BaseModel]]:
    """Return the models that types are made of, whatever they are wrapped in."""
    found: list[type[BaseModel]] = []
    for kind in kinds:
        plain = isinstance(kind, type) and issubclass(kind, BaseModel)
        found += [kind] if plain else _models_in(list(get_args(kind)))
    return found
