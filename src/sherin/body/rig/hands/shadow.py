"""The soft shadow that raised hands throw on the chest."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.kit import HandKit, HandPose, HandSheet
from sherin.body.rig.hands.light_kernels import shadow_density
from sherin.body.rig.hands.mesh import ATLAS_PX, WHITE_PX
from sherin.body.rig.model import Frame

__all__ = ["shadow_places", "shadow_sheet"]

_COLUMNS, _ROWS = 36, 22
_CHEST_Z: Final = -0.15
"""Where the shadow lies, in d: just before the body's layer."""
_SOFT: Final = 0.36
"""How far beyond a bone its shadow fades out, in d."""
_BONES: Final = (
    *((0, root, 0.17) for root in (1, 5, 9, 13, 17)),
    *((first + k, first + k + 1, 0.10) for first in (1, 5, 9, 13, 17) for k in range(3)),
)
"""Pairs of key points and half the thickness between them, in d."""
_ARM: Final = 0.42
_WHITE_UV: Final = (1.0 - 0.5 * WHITE_PX / np.array(ATLAS_PX)).astype(np.float32)
_SHADE: Final = (0.075, 0.035, 0.025)
"""Of white: light that creeps under a hand is warm; grey shade on warm skin looks green. By eye."""
_GREY_SHADE: Final = (0.035, 0.035, 0.035)


def shadow_places(frame: Frame) -> NDArray[np.float64]:
    """(n, 2): where the grid's points lie in the frame, d; row by row from the chin down."""
    half = 0.5 * frame.width_d
    xs = np.linspace(frame.centre[0] - half, frame.centre[0] + half, _COLUMNS)
    ys = np.linspace(frame.chin_y - 0.15, frame.centre[1] + half + 0.1, _ROWS)
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def shadow_sheet(kit: HandKit, frame: Frame, pose: HandPose) -> HandSheet:
    """A grid over the chest whose feather is how dark it is."""
    grid = shadow_places(frame)
    bones: list[NDArray[np.float64]] = []
    away = kit.light.direction
    for side, points in pose.key_points.items():
        # Behind the hand as seen from the light; a hand further from the chest throws it further.
        reach = np.minimum(_CHEST_Z - points[:, 2:], 2.5)
        flat = points[:, :2] - away[:2] * reach * 0.30
        elbow = pose.matrices[side][25] @ np.array([0.0, -240.0, 0.0, 1.0])
        behind = elbow[:2] - away[:2] * min(_CHEST_Z - elbow[2], 2.5) * 0.30
        bones += [np.array([*flat[a], *flat[b], thick]) for a, b, thick in _BONES]
        bones.append(np.array([*flat[0], *behind, _ARM]))
    density = np.empty(len(grid))
    shadow_density(grid, np.array(bones), _SOFT, density)
    # No edge where the grid ends under the chin.
    fade = np.clip((grid[:, 1] - grid[0, 1]) / 0.35, 0.0, 1.0) * kit.chest
    n = len(grid)
    return HandSheet(
        name="handShadow",
        positions=np.column_stack([grid, np.full(n, _CHEST_Z)]).astype(np.float32),
        uvs=np.tile(_WHITE_UV, (n, 1)),
        gains=np.tile(np.array(_GREY_SHADE if kit.light.is_grey else _SHADE, np.float32), (n, 1)),
        feather=(density * fade * kit.light.shadow).astype(np.float32),
        triangles=_TRIANGLES,
        outline=np.zeros(len(_TRIANGLES), np.uint8),
    )


def _grid_triangles() -> NDArray[np.int32]:
    at = np.arange(_COLUMNS * _ROWS, dtype=np.int32).reshape(_ROWS, _COLUMNS)
    a, b, c, d = at[:-1, :-1], at[:-1, 1:], at[1:, :-1], at[1:, 1:]
    return np.stack([a, b, c, b, d, c], axis=-1).reshape(-1, 3)


_TRIANGLES: Final = _grid_triangles()
