"""How far a movement spreads, and which points belong together."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from figure_design.mouth import LIP_CORNER

Vector = tuple[float, float, float]
Shape = Callable[[str, float, float, float, str], Vector]

LIPS = {
    "lipUpper",
    "lipUpperInner",
    "lipLower",
    "lipLowerInner",
    "lipCorner",
    "tongueTop",
    "tongueTip",
}
LOWER_LIP = {"lipLower", "lipLowerInner", "tongueTop", "tongueTip"}
UPPER_LIP = {"lipUpper", "lipUpperInner"}
SOFT = LIPS | {
    "nasolabial",
    "corner",
    "puff",
    "lipUnder",
    "chin",
    "cheek",
    "philtrum",
    "outline",
    "noseWing",
}
BROWS = {"brow", "glabella", "forehead"}
STILL: Vector = (0.0, 0.0, 0.0)


def bell(x: float, y: float, cx: float, cy: float, rx: float, ry: float) -> float:
    """A Gaussian falloff of radii rx, ry."""
    return exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2)


def side(x: float) -> float:
    """How much a point belongs to the person's left half: 0, over the middle softly to 1."""
    return min(max(x / 0.16 * 0.5 + 0.5, 0.0), 1.0)


def lip_middle(x: float) -> float:
    """0 at the corner of the mouth, 1 in the middle."""
    c = min(abs(x) / LIP_CORNER[0], 1.0)
    return 1.0 - c**2.2
