"""From a channel vector to how strongly each blendshape acts on this rig."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import (
    CHANNEL_INDEX,
    CHANNEL_NAMES,
    CHANNELS,
    MAXIMUM,
    MINIMUM,
    N_CHANNELS,
    ChannelVector,
)
from sherin.body.rig.model import PHOTO_EXPRESSION, Rig
from sherin.errors import RenderError

__all__ = ["BLENDSHAPES", "LOOK_DEG", "Weights", "smile_of_photo"]

BLENDSHAPES: Final = tuple(
    channel.name for channel in CHANNELS if channel.domain == "face" and channel.unit == "weight"
)
"""The 52 of ARKit, in registry order, which is the first 52 channels."""
LOOK_DEG: Final = 28.0
"""Degrees an eye turns at `eyeLook*` = 1; the figure's eyes do the same."""

_N: Final = len(BLENDSHAPES)
_INDEX: Final = {name: CHANNEL_INDEX[name] for name in BLENDSHAPES}
_YAW, _PITCH = CHANNEL_INDEX["gazeYaw"], CHANNEL_INDEX["gazePitch"]
_SMILE: Final = (_INDEX["mouthSmileLeft"], _INDEX["mouthSmileRight"])
_OWN_OF_SMILE: Final = [
    *_SMILE,
    *(_INDEX[name] for name in ("jawOpen", "mouthUpperUpLeft", "mouthUpperUpRight")),
]
# What says that the mouth is busy with something else than smiling.
_BUSY: Final = tuple(
    _INDEX[name]
    for name in (
        "jawOpen", "mouthFunnel", "mouthPucker", "mouthPressLeft", "mouthRollLower",
        "mouthClose", "mouthFrownLeft", "mouthFrownRight", "mouthLowerDownLeft",
    )
)  # fmt: skip
_BUSY_RAMP: Final = (0.2, 0.5)
"""A joyful mood opens the jaw by .18 without a word; a vowel opens it by more."""
_SIDES: Final = tuple(
    (sign, *(_INDEX[f"eyeLook{way}{side}"] for way in ("Out", "In", "Up", "Down")))
    for side, sign in (("Left", 1.0), ("Right", -1.0))
)

# Landmarks of the mouth (468 topology): inner lip middle, corners.
_UPPER, _LOWER, _CORNERS = 13, 14, (61, 291)
_TOOTH_GAP_D: Final = 0.07
"""Between the lips of a photo that smiles with its teeth. FINDINGS 1b: 22 portraits."""


def smile_of_photo(rig: Rig) -> float:
    """How much of a smile with teeth `photoExpression` brings back, 0..1."""
    rest, photo = rig.frame.landmarks, rig.frame.photo_landmarks
    gap = float((photo[_LOWER] - photo[_UPPER])[1] - (rest[_LOWER] - rest[_UPPER])[1])
    moved = photo[list(_CORNERS)] - rest[list(_CORNERS)]
    # Corners that come up or apart; an open mouth that says "ah" does neither.
    drawn = float(np.abs(moved[:, 0]).mean() - moved[:, 1].mean())
    return _ramp(gap, 0.2 * _TOOTH_GAP_D, _TOOTH_GAP_D) * _ramp(drawn, 0.02, 0.08)


class Weights:
    """Reads blendshape weights, gaze and `photoExpression` out of channel vectors."""

    def __init__(self, rig: Rig) -> None:
        self._smile = smile_of_photo(rig)
        self._limits = tuple((CHANNEL_INDEX[name], limit) for name, limit in rig.limits.items())

    def of(self, vector: ChannelVector, extra: Mapping[str, float] | None) -> dict[str, float]:
        """Every channel by name as the rig may show it, and `photoExpression`.

        Gaze has become `eyeLook*`; limits of the rig hold; a smile has become the photo's own where
        it had one with teeth: a real smile beats a modelled one. `extra` has the last word.
        """
        values = _checked(vector)
        for index, limit in self._limits:
            values[index] = min(values[index], limit)
        _look(values)
        photo = self._photo_share(values)
        # The photo's smile brings its own opening and its own raised lip.
        values[_OWN_OF_SMILE] *= 1.0 - photo
        named = dict(zip(CHANNEL_NAMES, values.tolist(), strict=True))
        named[PHOTO_EXPRESSION] = photo
        for name, value in (extra or {}).items():
            if name not in named:
                raise RenderError(
                    f"override {name!r} is neither a channel nor {PHOTO_EXPRESSION!r}. "
                    f"Closest: {get_close_matches(name, named) or 'none'}; see docs/motion.md."
                )
            if not isfinite(value):
                raise RenderError(f"override {name!r} is {value}; expected a number.")
            named[name] = value
        return named

    def _photo_share(self, values: NDArray[np.float64]) -> float:
        if self._smile == 0.0:
            return 0.0
        smile = float(min(values[_SMILE[0]], values[_SMILE[1]]))
        busy = float(max(values[index] for index in _BUSY))
        return self._smile * _ramp(smile, 0.2, 1.0) * (1.0 - _ramp(busy, *_BUSY_RAMP))


def _checked(vector: ChannelVector) -> NDArray[np.float64]:
    """A copy inside the channels' ranges: compiled loops must never see what is no number."""
    values = np.array(vector, dtype=np.float64)
    if values.shape != (N_CHANNELS,):
        raise RenderError(
            f"a vector of shape {values.shape} cannot be drawn; expected ({N_CHANNELS},), as "
            "Timeline.sample returns it."
        )
    finite = np.isfinite(values)
    if not finite.all():
        name = CHANNEL_NAMES[int(np.argmin(finite))]
        raise RenderError(
            f"channel {name!r} is {values[np.argmin(finite)]}; expected a number. Look at what "
            "wrote it: the timeline never does."
        )
    return np.clip(values, MINIMUM, MAXIMUM)


def _look(values: NDArray[np.float64]) -> None:
    """Add gaze to `eyeLook*`, in place; opposite shapes never act together."""
    for sign, outward, inward, up, down in _SIDES:
        aside = values[outward] - values[inward] + sign * values[_YAW] / LOOK_DEG
        above = values[up] - values[down] + values[_PITCH] / LOOK_DEG
        values[outward], values[inward] = np.clip((aside, -aside), 0.0, 1.0)
        values[up], values[down] = np.clip((above, -above), 0.0, 1.0)


def _ramp(value: float, low: float, high: float) -> float:
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3.0 - 2.0 * share)
