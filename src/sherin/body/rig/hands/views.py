"""Some poses of both hands that show all of their skin: what tones are calibrated on."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from sherin.body.capsules.motion.hand_anatomy import MM_PER_SHOULDER
from sherin.body.capsules.motion.hand_poses import LEFT_POSES, POSES
from sherin.body.channels import CHANNEL_INDEX, NEUTRAL, ChannelVector
from sherin.body.rig.hands.anatomy import CHANNELS, MIRRORED, VISIBILITY

__all__ = ["posed", "reference_vectors"]

_SHOWN: Final = (
    ("relaxed", "relaxed"),
    ("open", "open_palm_up"),
    ("fist", "shrug"),
    ("stop", "type_ready"),
)
_LENGTHS: Final = frozenset({"X", "Y", "Z"})


def posed(right: str | None, left: str | None, *, visibility: float = 1.0) -> ChannelVector:
    """Channels of two named gesture poses; None leaves a hand away.

    Raises:
        KeyError: There is no pose of that name.
    """
    vector = np.array(NEUTRAL, np.float64)
    for side, name in (("Right", right), ("Left", left)):
        if name is None:
            continue
        index = CHANNELS["Right" if side == "Right" else "Left"]
        pose = POSES[name]
        if side == "Left" and right == left:
            pose = LEFT_POSES.get(name, pose)
        for part, value in pose.items():
            amount = value / MM_PER_SHOULDER if part in _LENGTHS else value
            vector[CHANNEL_INDEX[f"hand{side}{part}"]] = amount
        if side == "Left":
            vector[index] *= MIRRORED
        vector[index[VISIBILITY]] = visibility
    return vector


@cache
def reference_vectors() -> tuple[ChannelVector, ...]:
    """Backs, palms, fists and forearms."""
    return tuple(posed(right, left) for right, left in _SHOWN)
