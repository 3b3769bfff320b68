"""All blendshapes of one head: what leads is stated, what follows is solved for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNELS
from sherin.body.rig.face.anatomy import Anatomy, Side
from sherin.body.rig.face.curves import HOLES
from sherin.body.rig.face.eye_shapes import eye_shapes
from sherin.body.rig.face.mouth_shapes import mouth_shapes
from sherin.body.rig.face.neighbours import nearest
from sherin.body.rig.face.spreading import Spreader

__all__ = ["ARKIT_NAMES", "blendshape_fields", "clear_of_holes"]

Field = NDArray[np.float64]  # (n, 3): own frame

ARKIT_NAMES: Final = tuple(channel.name for channel in CHANNELS[:52])
"""The 52 blendshapes, as `sherin.body.channels` orders them."""

_CLEARANCE: Final = 0.22
"""From the rim of a hole, own units, until a cheek may swell fully."""

_CHEEK: Final[dict[Side, int]] = {"Right": 205, "Left": 425}
"""Landmarks on the apples of the cheeks."""

# (blendshape without its side, centre in own units from the cheek landmark (x outward, y), radii,
#  movement (x outward, y, z))
_SWELLINGS: Final = (
    ("mouthSmile", (0.02, -0.06), (0.30, 0.24), (0.020, -0.050, -0.050)),
    ("cheekSquint", (0.02, -0.14), (0.34, 0.20), (0.008, -0.060, -0.030)),
    ("mouthDimple", (0.05, 0.10), (0.20, 0.20), (0.0, 0.0, 0.025)),
    ("noseSneer", (-0.16, -0.10), (0.20, 0.26), (0.008, -0.035, -0.02)),
    ("cheekPuff", (0.10, 0.20), (0.32, 0.38), (0.090, 0.0, -0.130)),
)


def blendshape_fields(anatomy: Anatomy, spreader: Spreader) -> dict[str, Field]:
    """How far each of the 52 moves every vertex, in the face's own frame.

    Args:
        anatomy: The neutral face.
        spreader: Factored over the same vertices.
    """
    n = len(anatomy.points)
    stated = {name: np.zeros((n, 3)) for name in ARKIT_NAMES}
    for part in (mouth_shapes(anatomy), eye_shapes(anatomy)):
        for name, field in part.items():
            stated[name] = stated[name] + field
    together = np.concatenate([stated[name] for name in ARKIT_NAMES], axis=1)
    spread = spreader.spread(together)
    fields = {name: spread[:, 3 * k : 3 * k + 3] for k, name in enumerate(ARKIT_NAMES)}
    for name, field in _swellings(anatomy).items():
        fields[name] = fields[name] + field
    return fields


def _swellings(anatomy: Anatomy) -> dict[str, Field]:
    """Cheeks that swell under the skin: added everywhere but on lips and lids."""
    fields: dict[str, Field] = {}
    away = clear_of_holes(anatomy.points, anatomy.rings)
    sides: tuple[Side, ...] = ("Left", "Right")
    for stem, centre, radii, move in _SWELLINGS:
        for side in sides:
            out = 1.0 if side == "Left" else -1.0
            apple = anatomy.points[_CHEEK[side]]
            x = (out * (anatomy.points[:, 0] - apple[0]) - centre[0]) / radii[0]
            y = (anatomy.points[:, 1] - apple[1] - centre[1]) / radii[1]
            weight = np.exp(-(x * x) - y * y) * away
            name = stem if stem == "cheekPuff" else f"{stem}{side}"
            field = weight[:, None] * np.array([out * move[0], move[1], move[2]])
            fields[name] = fields.get(name, 0.0) + field
    return fields


def clear_of_holes(
    points: NDArray[np.float64], rings: Mapping[str, NDArray[np.int32]]
) -> NDArray[np.float64]:
    """(n,): 0 at the rims of mouth and eyes, 1 away from them, so that swelling tears no rim."""
    rims = np.concatenate([rings[name] for pair in HOLES for name in pair])
    distance, _ = nearest(points[rims, :2], points[:, :2])
    t = np.clip(distance / _CLEARANCE, 0, 1)
    return t * t * (3 - 2 * t)
