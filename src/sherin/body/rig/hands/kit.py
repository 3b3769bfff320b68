"""What a rig carries of its hands, and what they are at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.mesh import HandMesh
from sherin.body.rig.model import Texture

__all__ = ["HandKit", "HandLight", "HandPose", "HandSheet", "Side"]

Side = Literal["Right", "Left"]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandLight:
    """The face's light as the hands use it: one key, one fill; linear."""

    direction: Floats  # (3,) unit, toward the key, face frame
    key: Floats  # (3,) RGB
    fill: Floats  # (3,) RGB
    sheen: float
    """Broad highlight of the skin, in units of its albedo."""
    shadow: float
    """Opacity of the shadow on the chest."""
    is_grey: bool = False
    """The photo has no colour, so the light has none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandKit:
    """The hands of one person: a mesh, its texture and the light they stand in."""

    mesh: HandMesh
    """One right hand; the left is its mirror image."""
    texture: Texture
    """(512, 768, 4): skin left, cloth right."""
    light: HandLight
    chest: Floats
    """(n,) at the points of the shadow's grid: 1 where the person is, 0 on the background."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandSheet:
    """Triangles to draw in one go; nearer ones hide farther ones."""

    name: Literal["handShadow", "hands"]
    positions: Singles  # (n, 3) face frame, d
    uvs: Singles  # (n, 2) in the kit's texture, 0..1
    gains: Singles  # (n, 3) what the texture's sRGB values are multiplied with
    feather: Singles  # (n,) 0..1
    triangles: NDArray[np.int32]  # (m, 3), the farthest first, only those that face the camera
    outline: NDArray[np.uint8]  # (m,) bit k: the edge from corner k to k + 1 ends the silhouette


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandPose:
    """Joints of the hands at one moment."""

    visibility: dict[Side, float]
    matrices: dict[Side, Floats]
    """(26, 3, 4): face frame (d) from hand space (mm) of the bind pose, for each joint."""
    key_points: dict[Side, Floats]
    """(21, 3) face frame, in MediaPipe's order: wrist, then thumb to little finger, root to tip."""
