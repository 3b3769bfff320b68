"""Hands hang on shoulders: what the torso's motion does to them."""

from __future__ import annotations

from math import tanh
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.figure.pose import rotation
from sherin.body.rig.hands.kit import Side
from sherin.body.rig.model import Frame

__all__ = ["carried"]

Floats = NDArray[np.float64]

_TURN, _LEAN, _SWAY, _BREATH = (
    CHANNEL_INDEX[name] for name in ("torsoTurn", "torsoLean", "torsoSway", "breath")
)
_RAISE: Final[dict[Side, int]] = {
    "Right": CHANNEL_INDEX["shoulderRaiseRight"],
    "Left": CHANNEL_INDEX["shoulderRaiseLeft"],
}
_SHARE: Final = 0.8
"""Of the torso's turn, lean and sway: the elbows take up some of it. By eye."""
_LIMIT_DEG: Final = 12.0
_HIP_BELOW_NECK_D: Final = 4.5
"""What the torso turns about, as the head's joints do."""
_BREATH_D: Final = (0.0, -0.045, -0.05)
"""Where a full breath takes forearms that lie against the ribs: 3 mm up and to the viewer."""
_RAISE_D: Final = 0.24
"""How far a fully raised shoulder lifts the hand below it; the elbow takes up the rest."""


def carried(frame: Frame, vector: ChannelVector, side: Side, matrices: Floats) -> Floats:
    """The joints of one hand after torso and shoulder have moved.

    Args:
        frame: Of the rig.
        vector: (N_CHANNELS,).
        side: Whose shoulder counts.
        matrices: (26, 3, 4) face frame from hand space, with the torso at rest.
    """
    breath = float(vector[_BREATH])
    turn = rotation(
        *(
            _SHARE * _LIMIT_DEG * tanh(value / _LIMIT_DEG)
            for value in (float(vector[_TURN]), -float(vector[_LEAN]), float(vector[_SWAY]))
        )
    )
    hip = np.asarray(frame.neck, np.float64) + np.array([0.0, _HIP_BELOW_NECK_D, 0.0])
    shift = hip - turn @ hip + breath * np.array(_BREATH_D)
    shift[1] -= _RAISE_D * float(vector[_RAISE[side]])
    moved = turn @ matrices
    moved[:, :, 3] += shift
    return moved
