"""What the generated library holds: how many capsules of each subtype, and along which axes.

Times come as a `rhythm` (how a movement divides into attack, hold and release) and a total length,
so that capsules differ in tempo and in shape, while equal rhythms share their samples in the baked
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sherin.body.capsules.compose.grids import Axis, pick, square

__all__ = [
    "BALANCE",
    "CALM",
    "DOMAIN_TOTALS",
    "HAND",
    "HAND_AT",
    "RHYTHM",
    "RHYTHMS",
    "SIDE",
    "SNAPPY",
    "Plan",
    "timed",
]

DOMAIN_TOTALS: Final[dict[str, int]] = {
    "face": 2800,
    "hand": 2200,
    "body": 1600,
    "voice": 800,
    "expression": 780,
    "temporal": 500,
    "camera": 500,
    "light": 400,
    "tempo": 190,
    "environment": 200,
    "base": 30,
}
"""Capsules of each domain, the ones that ship by hand included; 10,000 in all."""

RHYTHMS: Final[dict[str, tuple[float, float]]] = {
    "quick_long": (0.10, 0.60),
    "quick_short": (0.18, 0.12),
    "quick_fade": (0.12, 0.28),
    "even": (0.32, 0.34),
    "even_short": (0.42, 0.10),
    "slow_rise": (0.55, 0.15),
    "slow_held": (0.40, 0.42),
    "slow_fade": (0.20, 0.30),
}
"""Attack and hold as shares of the whole; the rest is release."""

RHYTHM: Final = pick(*RHYTHMS)
SNAPPY: Final = pick("quick_long", "quick_short", "quick_fade", "even_short")
CALM: Final = pick("even", "slow_rise", "slow_held", "slow_fade", "quick_long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One subtype's share of the library."""

    subtype: str
    prefix: str
    """Id prefix of what it makes."""
    quota: int
    """Relative to the other plans of the domain."""
    axes: Mapping[str, Axis]
    """Parameter -> axis. `rhythm` and `length_ms` together become attack, hold and release;
    `*_share` parameters are shares of the length and become the `*_ms` of that name."""
    priority: int = 5
    offset_ms: Axis = field(default_factory=lambda: pick(0))
    relative_to: str = "speech_onset"


def timed(low_ms: float, high_ms: float, rhythm: Axis = RHYTHM) -> dict[str, Axis]:
    """Axes of a movement of this length, more of them short."""
    return {"rhythm": rhythm, "length_ms": square(low_ms, high_ms, 20.0)}


BALANCE: Final = pick(0.0, 0.0, 0.0, -1.0, 1.0, -0.5, 0.5, 0.25, -0.25)
SIDE: Final = pick("right", "left")
HAND: Final = pick("right", "right", "left", "both")
HAND_AT: Final = pick(-180, -160, -140, -120, -100, -80, -60)
