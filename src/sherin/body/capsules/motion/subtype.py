"""What every motion function has in common: its parameters' specification and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sherin.body.curves import Curve

__all__ = ["Motion", "Param", "ParamKind", "Subtype"]

ParamKind = Literal["number", "integer", "boolean", "choice", "fingers", "components"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One parameter of a subtype, enough to validate it and to document it."""

    name: str
    kind: ParamKind
    help: str
    unit: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    choices: tuple[str, ...] = ()
    default: object = None
    """Used when the parameter is absent; None means that it is required."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motion:
    """What a capsule does to channels over its length."""

    duration_ms: float
    """Whole length, preparation and return included; of one pass for a loop."""
    curves: Mapping[str, Curve]
    """Channel name -> offset from neutral over u in [0, 1]. Additive curves start and end at
    exactly
    zero with zero velocity; `override` ones may hold a value when attack and release are given."""
    attack_ms: float = 0.0
    release_ms: float = 0.0
    is_loop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtype:
    """One kind of motion: its domain, its parameters, and the function from one to the other."""

    name: str
    domain: str
    """Domain of the capsules that use it, as in `channels.DOMAINS`."""
    help: str
    motion: Callable[[Mapping[str, object]], Motion] = field(compare=False)
    """Pure: validated and defaulted params -> Motion. `combined` and expressions are resolved by
    the compiler."""
    params: tuple[Param, ...]
