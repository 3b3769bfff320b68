"""Names for the 478 points of MediaPipe's face topology, which every builder shares.

`right` and `left` are the person's; the person's right lies on the left of the picture. Lists that
follow a contour run from the person's right to left unless they say otherwise.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BROW_INNER_LEFT",
    "BROW_INNER_RIGHT",
    "BROW_MIDDLE_LEFT",
    "BROW_MIDDLE_RIGHT",
    "BROW_OUTER_LEFT",
    "BROW_OUTER_RIGHT",
    "CHEEK_LEFT",
    "CHEEK_RIGHT",
    "CHIN",
    "EYE_CORNERS_LEFT",
    "EYE_CORNERS_RIGHT",
    "EYE_CREASE_LEFT",
    "EYE_CREASE_RIGHT",
    "EYE_LOWER_LEFT",
    "EYE_LOWER_RIGHT",
    "EYE_UPPER_LEFT",
    "EYE_UPPER_RIGHT",
    "FACE_OVAL",
    "FOREHEAD_TOP",
    "INNER_LIP_LOWER",
    "INNER_LIP_UPPER",
    "IRIS_LEFT",
    "IRIS_RIGHT",
    "LIP_MIDDLE_LOWER",
    "LIP_MIDDLE_UPPER",
    "MOUTH_CORNERS",
    "NOSE_TIP",
    "NOSE_WING_LEFT",
    "NOSE_WING_RIGHT",
    "N_FACE",
    "N_LANDMARKS",
    "OUTER_LIP_LOWER",
    "OUTER_LIP_UPPER",
    "RIGID_POINTS",
    "canonical_face",
    "face_triangles",
    "mirror_permutation",
]

N_LANDMARKS: Final = 478
N_FACE: Final = 468
"""The first 468 are the face's surface; then come five for each iris."""

INNER_LIP_UPPER: Final = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
INNER_LIP_LOWER: Final = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
OUTER_LIP_UPPER: Final = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
OUTER_LIP_LOWER: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
MOUTH_CORNERS: Final = (61, 291)
LIP_MIDDLE_UPPER: Final = 13
LIP_MIDDLE_LOWER: Final = 14

EYE_CORNERS_RIGHT: Final = (33, 133)
"""Outer, inner."""
EYE_UPPER_RIGHT: Final = (246, 161, 160, 159, 158, 157, 173)
EYE_LOWER_RIGHT: Final = (7, 163, 144, 145, 153, 154, 155)
EYE_CREASE_RIGHT: Final = (247, 30, 29, 27, 28, 56, 190)
EYE_CORNERS_LEFT: Final = (263, 362)
"""Outer, inner."""
EYE_UPPER_LEFT: Final = (466, 388, 387, 386, 385, 384, 398)
"""From the outer corner inward: `EYE_UPPER_RIGHT` in a mirror, like the other left lists."""
EYE_LOWER_LEFT: Final = (249, 390, 373, 374, 380, 381, 382)
EYE_CREASE_LEFT: Final = (467, 260, 259, 257, 258, 286, 414)
IRIS_RIGHT: Final = (468, 469, 470, 471, 472)
"""Centre, then four points on the rim."""
IRIS_LEFT: Final = (473, 474, 475, 476, 477)
"""Centre, then four points on the rim."""

BROW_INNER_RIGHT: Final = (107, 55)
BROW_MIDDLE_RIGHT: Final = (105, 52)
BROW_OUTER_RIGHT: Final = (63, 70, 105)
BROW_INNER_LEFT: Final = (336, 285)
BROW_MIDDLE_LEFT: Final = (334, 282)
BROW_OUTER_LEFT: Final = (293, 300, 334)

CHEEK_RIGHT: Final = 207
CHEEK_LEFT: Final = 427
NOSE_WING_RIGHT: Final = 49
NOSE_WING_LEFT: Final = 279
NOSE_TIP: Final = 1
CHIN: Final = 152
FOREHEAD_TOP: Final = 10

# fmt: off
FACE_OVAL: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
# fmt: on
"""Outline of the face from the top of the forehead, first down the person's left side."""

# fmt: off
RIGID_POINTS: Final = (
    6, 8, 9, 151, 10, 168, 197, 195, 5, 4, 1,
    33, 133, 263, 362, 127, 356, 162, 389, 21, 251, 54, 284, 103, 332, 67, 297, 109, 338,
    49, 279, 64, 294, 98, 327, 234, 454, 116, 345, 117, 346, 118, 347,
)
# fmt: on
"""Points that mouth, jaw, lids and brows hardly move: what a head's turn is measured on."""


@cache
def _data() -> dict[str, Any]:
    source = files("sherin.body") / "data" / "face" / "canonical.json"
    return json.loads(source.read_text(encoding="utf-8"))


@cache
def canonical_face() -> NDArray[np.float64]:
    """An average face that looks straight ahead: (468, 3) in cm, axes as the face frame's.

    x to the picture's right, y down, z away from the camera; the origin lies inside the head.
    Source: MediaPipe's canonical face model.
    """
    points = np.array(_data()["positions_cm"], np.float64) * [1.0, -1.0, -1.0]
    points.setflags(write=False)
    return points


@cache
def face_triangles() -> NDArray[np.int32]:
    """The 898 triangles over the first 468 landmarks: a closed disk, eyes and mouth covered."""
    triangles = np.array(_data()["triangles"], np.int32)
    triangles.setflags(write=False)
    return triangles


@cache
def mirror_permutation() -> NDArray[np.int32]:
    """(478,): for each landmark the one on the other side of the face; its own inverse.

    `landmarks[mirror_permutation()] * [-1, 1, 1]` is the face in a mirror. Exact for the first 468,
    because the canonical face is symmetric; the irises are paired by hand.
    """
    face = canonical_face()
    distances = np.linalg.norm(face[:, None] - face[None] * [-1.0, 1.0, 1.0], axis=2)
    # An iris' rim runs right, top, left, bottom in the picture, for both eyes alike.
    irises = np.array([473, 476, 475, 474, 477, 468, 471, 470, 469, 472])
    permutation = np.concatenate([distances.argmin(axis=1), irises]).astype(np.int32)
    permutation.setflags(write=False)
    return permutation
