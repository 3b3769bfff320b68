"""A stage to draw on and a detector to look with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import CORNERS, DISTANCES, PAINTED, distances
from sherin.body.channels import CHANNEL_INDEX, NEUTRAL
from sherin.body.rendering import Stage
from sherin.body.rig.intake import Detector
from sherin.body.rig.intake.pose import eye_distance_px
from sherin.body.rig.landmarks import LIP_MIDDLE_LOWER, LIP_MIDDLE_UPPER, mirror_permutation
from sherin.errors import RigError

__all__ = ["Judge"]

Pixels = NDArray[np.uint8]  # (h, w, 3)
Landmarks = NDArray[np.float64]  # (478, 3), px
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judge:
    """Draws channel values and measures the picture.

    Idle life plays no part: what is not named stays neutral.
    """

    stage: Stage
    detector: Detector

    def picture(
        self, channels: Mapping[str, float], *, photo_expression: float | None = None
    ) -> Pixels:
        """One drawn frame, (h, w, 3); the stage decides about the photo's expression by default."""
        return self.draw(vector_of(channels), photo_expression=photo_expression)

    def draw(self, vector: NDArray[np.float64], *, photo_expression: float | None = None) -> Pixels:
        """One drawn frame of a whole channel vector."""
        extra = None if photo_expression is None else {"photoExpression": photo_expression}
        return self.stage.draw(vector, t_s=0.0, extra=extra)[..., :3]

    def look(self, pixels: Pixels) -> Landmarks | None:
        """What the detector sees in a picture: the largest face, or None."""
        faces = self.detector.faces(np.ascontiguousarray(pixels))
        return max(faces, key=eye_distance_px) if faces else None

    def look_closely(self, pixels: Pixels) -> Landmarks | None:
        """The mean of several looks at a picture: as it is, mirrored, shifted and tilted.

        One look errs by a pixel, depending on where the detector happens to crop; so does the next,
        in another direction.
        """
        found: list[Landmarks] = []
        for to_look in _looks(pixels.shape[1], pixels.shape[0]):
            seen = self.look(to_look.apply(pixels))
            if seen is not None:
                found.append(to_look.undo(seen))
        return np.mean(found, axis=0) if found else None

    def rest_landmarks(self) -> Landmarks:
        """The detector's landmarks of the neutral face.

        Raises:
            RigError: the detector sees no face in it.
        """
        found = self.look_closely(self.picture({}))
        if found is None:
            raise RigError("the neutral face of this rig: the detector sees no face in it.")
        return found

    def measured(self, channels: Mapping[str, float], *, d_px: float) -> NDArray[np.float64]:
        """The twelve distances that a picture shows; NaN where the detector sees no face.

        The detector reads what opens and closes. What is painted on the skin (brows, corners, nose)
        it finds in the neutral picture, and optical flow follows it from there: in one look the
        detector pulls an unusual face part of the way back to a usual one.
        """
        vector = vector_of(channels)
        way = [
            self.draw(NEUTRAL + (vector - NEUTRAL) * (k / _STRIDES)) for k in range(_STRIDES + 1)
        ]
        found = self.look_closely(way[-1])
        if found is None:
            return np.full(len(DISTANCES), np.nan)
        seen = distances(_followed(way, self.rest_landmarks(), found), d_px)
        rest = distances(self.rest_landmarks(), d_px)
        for name, share in zip(LID_GAPS, self.eye_shares(channels), strict=True):
            place = DISTANCES.index(name)
            seen[place] = rest[place] * share
        return seen

    def eye_shares(self, channels: Mapping[str, float]) -> tuple[float, float]:
        """How much of the left and the right eye is to be seen, as a share of the neutral face's.

        Counted in pixels: the picture is drawn again with the eyes painted over, and what differs
        is eye. A detector reads closed lids as a quarter open where lashes are long or lids dark.
        """
        open_left, open_right = self._eye_pixels({})
        left, right = self._eye_pixels(channels)
        return left / max(open_left, 1), right / max(open_right, 1)

    def _eye_pixels(self, channels: Mapping[str, float]) -> tuple[int, int]:
        """Pixels of the left and the right eye."""
        vector = vector_of(channels)
        plain = self.stage.draw(vector, t_s=0.0)[..., :3].astype(np.int16)
        other = _painted_eyes(self.stage).draw(vector, t_s=0.0)[..., :3].astype(np.int16)
        is_eye = np.abs(plain - other).max(axis=2) > _PAINT_SHOWS
        middle = self.stage.landmarks(vector, t_s=0.0)[_BETWEEN_EYES, 0]
        left = is_eye[:, round(middle) :].sum()
        return int(left), int(is_eye.sum() - left)

    def intended(self, channels: Mapping[str, float], *, d_px: float) -> NDArray[np.float64]:
        """The twelve distances that the rig means to show, from the landmarks it was built with.

        A head that is told to turn by some degrees means those degrees, whatever its depth.
        """
        meant = distances(self._meant(vector_of(channels)), d_px)
        rest = distances(self._meant(NEUTRAL), d_px)
        for name, channel in (("yaw", "headYaw"), ("pitch", "headPitch")):
            place = DISTANCES.index(name)
            meant[place] = rest[place] + channels.get(channel, 0.0)
        return meant

    def d_px(self) -> float:
        """Distance of the neutral face's eye centres in the picture, px."""
        return eye_distance_px(self._meant(NEUTRAL))

    def _meant(self, vector: NDArray[np.float64]) -> Landmarks:
        """Where the rig means its landmarks to be drawn, px."""
        return self.stage.landmarks(vector, t_s=0.0)


_WIDE_OPEN_D: Final = 0.2
_STRIDES: Final = 4
"""Pictures between rest and a full pose, so that nothing moves far from one to the next."""
LID_GAPS: Final = ("lidGapLeft", "lidGapRight")
_BETWEEN_EYES: Final = 168
_PAINT: Final = (255, 0, 255)
_PAINT_SHOWS: Final = 48
"""Change of a channel, of 255, from which on a pixel counts as eye: a fifth of the paint."""


@cache
def _painted_eyes(stage: Stage) -> Stage:
    """A stage whose rig has eyes of one loud colour."""
    rig = stage.rig
    painted = dict(rig.textures)
    for layer in rig.layers:
        if layer.material == "eye":
            texture = painted[layer.texture].copy()
            texture[..., :3] = _PAINT
            painted[layer.texture] = texture
    return Stage(replace(rig, textures=painted), size=stage.size)


_LOST_D: Final = 0.02
"""A point is lost when following it there and back ends this far from where it began, in d."""


_WINDOW_D: Final = 0.24
"""Side of the patch that is followed, in d: a brow's height and something around it."""


def _followed(way: Sequence[Pixels], rest: Landmarks, seen: Landmarks) -> Landmarks:
    """Landmarks of the last picture: painted ones followed from the first, the others as seen.

    Pyramidal flow of Lucas and Kanade (Bouguet 2001), from picture to picture in small strides. A
    point that does not come back to where it began stays as it is seen.
    """
    greys = [cv2.cvtColor(np.ascontiguousarray(p), cv2.COLOR_RGB2GRAY) for p in way]
    d_px = eye_distance_px(rest)
    window = max(round(_WINDOW_D * d_px), 9)

    def flow(at: Floats, pictures: Sequence[cv2.typing.MatLike]) -> Floats:
        for before, after in pairwise(pictures):
            moved, _, _ = cv2.calcOpticalFlowPyrLK(
                before, after, at, at.copy(), winSize=(window, window), maxLevel=2
            )
            at = np.asarray(moved, np.float32)
        return at

    begin = rest[list(PAINTED), :2].astype(np.float32)[:, None]
    end = flow(begin, greys)
    back = flow(end, greys[::-1])
    kept = np.linalg.norm((back - begin)[:, 0], axis=1) <= _LOST_D * d_px
    found = seen.copy()
    found[np.array(PAINTED)[kept], :2] = end[kept, 0]
    # Flow follows a corner's skin well until the lips part; then the detector sees as much.
    opened_d = (seen[LIP_MIDDLE_LOWER, 1] - seen[LIP_MIDDLE_UPPER, 1]) / d_px
    share = 0.5 * min(max(opened_d / _WIDE_OPEN_D, 0.0), 1.0)
    corners = list(CORNERS)
    found[corners, :2] += share * (seen[corners, :2] - found[corners, :2])
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Look:
    """One way to hold a picture before the detector."""

    matrix: NDArray[np.float64]  # (2, 3): from the picture to what is looked at
    is_mirrored: bool

    def apply(self, pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        moved = cv2.warpAffine(
            pixels, self.matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(moved, np.uint8)

    def undo(self, landmarks: Landmarks) -> Landmarks:
        back = np.linalg.inv(np.vstack([self.matrix, [0.0, 0.0, 1.0]]))[:2]
        found = landmarks.copy()
        found[:, :2] = landmarks[:, :2] @ back[:, :2].T + back[:, 2]
        return found[mirror_permutation()] if self.is_mirrored else found


@cache
def _looks(width: int, height: int) -> tuple[_Look, ...]:
    """As it is, mirrored, and each of these moved, tilted and resized a little."""
    plain = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    mirror = np.array([[-1.0, 0.0, width - 1.0], [0.0, 1.0, 0.0]])
    looks: list[_Look] = []
    for base, is_mirrored in ((plain, False), (mirror, True)):
        looks.append(_Look(matrix=base, is_mirrored=is_mirrored))
        for tilt_deg, size, shift in ((4.0, 1.04, 0.013), (-4.0, 0.96, -0.013)):
            turn = np.asarray(
                cv2.getRotationMatrix2D((width / 2, height / 2), tilt_deg, size), np.float64
            )
            turn[:, 2] += shift * width
            both = turn @ np.vstack([base, [0.0, 0.0, 1.0]])
            looks.append(_Look(matrix=both, is_mirrored=is_mirrored))
    return tuple(looks)


def vector_of(channels: Mapping[str, float]) -> NDArray[np.float64]:
    """A neutral channel vector with some values set."""
    vector = NEUTRAL.copy()
    for name, value in channels.items():
        vector[CHANNEL_INDEX[name]] = value
    return vector
