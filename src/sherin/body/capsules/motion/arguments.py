"""Typed access to validated params, and the values that fill the gaps.

`with_defaults` completes what a capsule says; `number`, `word`, `flag`, `fingers` and `components`
read one value each. They trust that `capsules.parameters` has checked the values: a wrong type
here is a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sherin.body.capsules.motion.subtype import Subtype

__all__ = ["components", "fingers", "flag", "number", "whole", "with_defaults", "word"]


def with_defaults(subtype: Subtype, params: Mapping[str, object]) -> dict[str, object]:
    """What `subtype.motion` expects: the given params over the defaults of the absent ones."""
    filled: dict[str, object] = {
        param.name: param.default for param in subtype.params if param.default is not None
    }
    filled.update(params)
    return filled


def number(params: Mapping[str, object], name: str) -> float:
    """A param of kind `number`, in the unit its specification gives."""
    value = params[name]
    assert isinstance(value, (int, float)), (name, value)
    return float(value)


def whole(params: Mapping[str, object], name: str) -> int:
    """A param of kind `integer`."""
    value = params[name]
    assert isinstance(value, (int, float)), (name, value)
    return int(value)


def word(params: Mapping[str, object], name: str) -> str:
    """A param of kind `choice`."""
    value = params[name]
    assert isinstance(value, str), (name, value)
    return value


def flag(params: Mapping[str, object], name: str) -> bool:
    """A param of kind `boolean`."""
    value = params[name]
    assert isinstance(value, bool), (name, value)
    return value


def fingers(params: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A param of kind `fingers`: finger names in the order given."""
    return tuple(cast("Sequence[str]", params[name]))


def components(params: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    """A param of kind `components`: objects with `cid`, `weight` and optionally `at_ms`."""
    return tuple(cast("Sequence[Mapping[str, object]]", params[name]))
