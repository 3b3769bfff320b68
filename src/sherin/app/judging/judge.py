"""A stage to draw on and a detector to look with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import distances
from sherin.body.channels import CHANNEL_INDEX, NEUTRAL
from sherin.body.rendering import Stage
from sherin.body.rig.intake import Detector
from sherin.body.rig.intake.pose import eye_distance_px
from sherin.errors import RigError

__all__ = ["Judge"]

Pixels = NDArray[np.uint8]  # (h, w, 3)
Landmarks = NDArray[np.float64]  # (478, 3), px


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judge:
    """Draws channel values and measures the picture.

    Idle life plays no part: what is not named stays neutral.
    """

    stage: Stage
    detector: Detector

    def picture(self, channels: Mapping[str, float], *, photo_expression: float = 0.0) -> Pixels:
        """One drawn frame, (h, w, 3)."""
        return self.draw(vector_of(channels), photo_expression=photo_expression)

    def draw(self, vector: NDArray[np.float64], *, photo_expression: float | None = 0.0) -> Pixels:
        """One drawn frame of a whole channel vector; None lets the stage decide the expression."""
        extra = None if photo_expression is None else {"photoExpression": photo_expression}
        return self.stage.draw(vector, t_s=0.0, extra=extra)[..., :3]

    def look(self, pixels: Pixels) -> Landmarks | None:
        """What the detector sees in a picture: the largest face, or None."""
        faces = self.detector.faces(np.ascontiguousarray(pixels))
        return max(faces, key=eye_distance_px) if faces else None

    def rest_landmarks(self) -> Landmarks:
        """The detector's landmarks of the neutral face.

        Raises:
            RigError: the detector sees no face in it.
        """
        found = self.look(self.picture({}))
        if found is None:
            raise RigError("the neutral face of this rig: the detector sees no face in it.")
        return found

    def measured(self, channels: Mapping[str, float], *, d_px: float) -> NDArray[np.float64]:
        """The twelve distances that the detector reads; NaN where it sees no face."""
        found = self.look(self.picture(channels))
        return np.full(12, np.nan) if found is None else distances(found, d_px)

    def intended(self, channels: Mapping[str, float], *, d_px: float) -> NDArray[np.float64]:
        """The twelve distances that the rig means to show, from the landmarks it was built with."""
        return distances(self._meant(vector_of(channels), d_px=d_px), d_px)

    def d_px(self) -> float:
        """Distance of the neutral face's eye centres in the picture, px."""
        return eye_distance_px(self._meant(NEUTRAL, d_px=1.0))

    def _meant(self, vector: NDArray[np.float64], *, d_px: float) -> Landmarks:
        """Where the rig means its landmarks to be drawn, z too in px."""
        points = self.stage.landmarks(vector, t_s=0.0, extra={"photoExpression": 0.0})
        return points * np.array([1.0, 1.0, d_px])


def vector_of(channels: Mapping[str, float]) -> NDArray[np.float64]:
    """A neutral channel vector with some values set."""
    vector = NEUTRAL.copy()
    for name, value in channels.items():
        vector[CHANNEL_INDEX[name]] = value
    return vector
