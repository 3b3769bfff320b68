"""Bundles: combined hand motions, and expressions that reach across domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.capsules.compose.grids import grid_seed
from sherin.body.capsules.definition import Capsule
from sherin.body.random32 import draw, signed_unit, unit

__all__ = ["Shelf", "combined_components", "expression_components"]

MAX_PART_MS: Final = 7000.0
# When each layer of an expression starts, in ms: hands first, face next, voice last (DESIGN 4.3).
_AT_MS: Final[dict[str, int]] = {
    "hand": 0,
    "body": 40,
    "face": 80,
    "voice": 130,
    "light": 0,
    "camera": 0,
}
# Shares of expressions that hold a component of the layer.
_CHANCE: Final[dict[str, float]] = {
    "face": 1.0,
    "body": 0.85,
    "hand": 0.6,
    "voice": 0.55,
    "light": 0.12,
    "camera": 0.15,
}
_NEAREST: Final = 14
"""A component is drawn from this many nearest ones, so that expressions do not repeat each
other."""


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The capsules of one domain that can become components, with their positions."""

    capsules: Sequence[Capsule]
    vad: NDArray[np.float64]  # (n, 3)


def combined_components(shelf: Shelf, k: int, *, seed: int) -> list[dict[str, object]]:
    """Components of the k-th combined hand motion: two or three of different subtypes."""
    key = draw(grid_seed(seed, "combined"), k)
    parts: list[dict[str, object]] = []
    used: set[str] = set()
    n = 3 if unit(key, 0) < 0.3 else 2
    for place in range(16):
        capsule = shelf.capsules[int(unit(key, 1 + place) * len(shelf.capsules))]
        if capsule.subtype in used:
            continue
        used.add(capsule.subtype)
        at_ms = 0 if not parts else round(unit(key, 40 + place) * 500.0 / 20.0) * 20
        weight = round(0.5 + 0.5 * unit(key, 60 + place), 2)
        parts.append({"cid": capsule.capsule_id, "weight": weight, "at_ms": at_ms})
        if len(parts) == n:
            break
    return parts


def expression_components(
    shelves: Mapping[str, Shelf], k: int, *, seed: int
) -> list[dict[str, object]]:
    """Components of the k-th expression: near one point of the cube in every layer it uses."""
    key = draw(grid_seed(seed, "expression"), k)
    target = np.array([signed_unit(key, 0), signed_unit(key, 1), signed_unit(key, 2)])
    # Points near the middle say little; push them outward.
    target = np.clip(target * 1.15, -1.0, 1.0)
    parts: list[dict[str, object]] = []
    for place, (domain, chance) in enumerate(_CHANCE.items()):
        if unit(key, 10 + place) >= chance:
            continue
        shelf = shelves[domain]
        apart = np.sum(np.square(shelf.vad - target), axis=1)
        near = np.argsort(apart, kind="stable")[:_NEAREST]
        chosen = shelf.capsules[int(near[int(unit(key, 20 + place) * len(near))])]
        parts.append(
            {
                "cid": chosen.capsule_id,
                "weight": round(0.7 + 0.3 * unit(key, 30 + place), 2),
                "at_ms": _AT_MS[domain] + round(unit(key, 40 + place) * 120.0 / 10.0) * 10,
            }
        )
    return parts
