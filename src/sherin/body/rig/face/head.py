"""What the face builder hands on: the head layer and the rims that other layers attach to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import CAMERA_DISTANCE, PHOTO_EXPRESSION, Frame, Layer, Texture, Wrinkle

__all__ = ["Head"]

Vectors = NDArray[np.float32]  # (k, 3), face frame, d


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """The head of one rig at rest (neutral), with everything that must line up with it.

    Vertex i < 468 of the layer is MediaPipe's landmark i. Positions are un-projected: a camera at
    (0, 0, -`CAMERA_DISTANCE`) sees vertex v plus its `photoExpression` at the photo's pixel.
    """

    layer: Layer
    """Layer `head`; texture key `head`; morphs are the 52 ARKit names and `photoExpression`."""
    texture: Texture
    """(s, s, 4): the whole crop, alpha from the matte; folds of a smile flattened."""
    wrinkles: tuple[Wrinkle, ...]
    frame: Frame
    rings: Mapping[str, NDArray[np.int32]]
    """Vertex indices of named curves, each from the image's left to its right.

    `mouthInnerUpper`, `mouthInnerLower` (the hole; equal lengths, first and last vertex shared, k
    of one lies opposite k of the other), `mouthOuterUpper`, `mouthOuterLower`; `eyeUpperRight`,
    `eyeLowerRight`, `eyeUpperLeft`, `eyeLowerLeft` (the holes, as the mouth's), `creaseRight`,
    `creaseLeft`, `browRight`, `browLeft` (lower edge of the brow), `jaw` (ear to ear below the
    chin).
    Right is the person's right, which the image shows on its left.
    """
    axes: NDArray[np.float64]
    """(3, 3): columns are the face's own person's-left, down and back, in the face frame."""
    scale: float
    """Length of the face's own unit (its eye distance if it looked ahead), in d; >= 1."""
    pixel_scale: float
    """Crop pixels in one d, at z = 0."""
    pixel_origin: tuple[float, float]
    """Where the frame's origin lies in the crop, px."""

    def rest(self, ring: str) -> Vectors:
        """Neutral positions of a ring's vertices, (k, 3).

        Raises:
            KeyError: there is no such ring.
        """
        return self.layer.positions[self.rings[ring]]

    def photo(self, ring: str) -> Vectors:
        """Positions of a ring's vertices with the photo's own expression, (k, 3)."""
        return self.rest(ring) + self.delta(PHOTO_EXPRESSION, ring)

    def deltas(self, name: str) -> Vectors:
        """How far blendshape `name` at weight 1 moves each vertex, (n, 3); 0 where it does not."""
        dense = np.zeros_like(self.layer.positions)
        morph = self.layer.morphs.get(name)
        if morph is not None:
            dense[morph.index] = morph.delta
        return dense

    def delta(self, name: str, ring: str) -> Vectors:
        """How far blendshape `name` at weight 1 moves the vertices of a ring, (k, 3)."""
        return self.deltas(name)[self.rings[ring]]

    def pixels(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Where the resting camera sees points (k, 3) of the face frame: (k, 2) in crop pixels."""
        depth = CAMERA_DISTANCE / (CAMERA_DISTANCE + points[:, 2:3].astype(np.float64))
        seen = points[:, :2] * depth * self.pixel_scale + np.asarray(self.pixel_origin)
        return seen.astype(np.float64)

    def unproject(
        self, pixels: NDArray[np.floating], depths: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Points of depth z (k,), in d, that the resting camera sees at crop pixels (k, 2)."""
        flat = (pixels.astype(np.float64) - self.pixel_origin) / self.pixel_scale
        away = (CAMERA_DISTANCE + depths.astype(np.float64)) / CAMERA_DISTANCE
        return np.column_stack([flat * away[:, None], depths.astype(np.float64)])
