"""Where two hands touch: skin as spheres along the bones."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.kernels import smallest_gap

__all__ = ["SKIN", "room_between"]

Floats = NDArray[np.float64]

SKIN: Final = (
    *(
        (first + k, first + k + 1, share, radius - (0.7 if first == 20 else 0.0))
        for first in (5, 10, 15, 20)
        for k, share, radius in (
            (0, 0.25, 12.0),
            (0, 0.55, 11.5),
            (0, 0.85, 10.5),
            (1, 0.1, 9.2),
            (1, 0.45, 8.4),
            (1, 0.8, 8.4),
            (2, 0.1, 8.0),
            (2, 0.55, 7.4),
            (3, 0.05, 7.0),
            (3, 0.55, 7.2),
            (3, 1.0, 7.6),
        )
    ),
    *(
        (joint, joint + 1, share, radius)
        for joint, share, radius in (
            (1, 0.3, 14.0),
            (1, 0.8, 11.5),
            (2, 0.4, 9.6),
            (2, 0.95, 9.2),
            (3, 0.5, 8.2),
            (3, 1.0, 7.6),
        )
    ),
)
"""On the bone from a joint to the next one, how far along, radius in mm; measured on the mesh."""
_FROM: Final = np.array([sphere[0] for sphere in SKIN])
_TO: Final = np.array([sphere[1] for sphere in SKIN])
_SHARE: Final = np.array([[sphere[2]] for sphere in SKIN])
_RADIUS: Final = np.array([sphere[3] for sphere in SKIN])


def room_between(right: Floats, left: Floats, d_per_mm: float) -> float:
    """How far both hands together may go inward until they touch; negative where they overlap.

    Args:
        right: (26, 3) joints of the right hand, x counted from the body's middle inward.
        left: (26, 3) those of the left hand, mirrored alike.
        d_per_mm: How large a millimetre of the hand is.

    Returns:
        d along x; infinite where they would pass each other.
    """
    one = right[_FROM] + _SHARE * (right[_TO] - right[_FROM])
    other = left[_FROM] + _SHARE * (left[_TO] - left[_FROM])
    return smallest_gap(one, other, _RADIUS * d_per_mm)
