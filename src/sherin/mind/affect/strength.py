"""How strongly a feeling shows: from a place in the space to the size of a movement.

Calm is a strong feeling that moves little, so strength is not the distance from neutral: it rises
with arousal, with the distance of valence from the middle on either side, and with change. All
figures are ours by taste; that strength rises with each of the three is tested.
"""

from __future__ import annotations

import math
from typing import Final

from sherin.mind.affect.vad import HasVad

__all__ = ["amplitude", "strength_of"]

_REST: Final = -1.9
_AROUSAL: Final = 2.6
_VALENCE: Final = 2.2
_DOMINANCE: Final = 0.6
_CHANGE: Final = 1.5
_SMALLEST: Final = 0.1
_SPAN: Final = 1.2


def strength_of(place: HasVad, *, change: float = 0.0) -> float:
    """Strength in (0, 1): neutral .13, calm .08, grief .42, joy .80, rage .93.

    `1 / (1 + exp(1.9 - 2.6 arousal - 2.2 |valence| - 0.6 |dominance| - 1.5 change))`: a logistic,
    so it strictly rises in each term and never reaches its ends.

    Args:
        place: The feeling that shows; each axis in [-1, 1].
        change: How far affect moved just now, >= 0, as a distance in the space.
    """
    drive = (
        _REST
        + _AROUSAL * place.arousal
        + _VALENCE * abs(place.valence)
        + _DOMINANCE * abs(place.dominance)
        + _CHANGE * change
    )
    return 1.0 / (1.0 + math.exp(-drive))


def amplitude(strength: float) -> float:
    """Weight of a cue at a strength in 0..1: 0.1 at the least, 1.3 at the most."""
    return _SMALLEST + _SPAN * strength
