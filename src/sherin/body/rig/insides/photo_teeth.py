"""What the photo shows between parted lips: a sheet that comes back with its expression."""

from __future__ import annotations

from typing import Final

import numpy as np

from sherin.body.rig.insides.mouth_frame import MouthFrame
from sherin.body.rig.insides.patch import cut_patch, inside, lattice, texture_of
from sherin.body.rig.insides.sheets import grid_layer, smoothstep
from sherin.body.rig.model import PHOTO_EXPRESSION, Fade
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

__all__ = ["build_photo_teeth", "is_open"]

_OPEN_D: Final = 0.015
"""Lips farther apart than this show something between them."""
_MARGIN_D: Final = 0.05
"""The sheet goes on behind the lips; its own pixels there are lips, which only the lips hide."""
_ROWS: Final = 7
_COLUMNS: Final = 17
_SHOWN: Final = (0.04, 0.3)
"""Comes in between these weights of `photoExpression`, while the lips begin to part."""


def is_open(mouth: MouthFrame) -> bool:
    """True if the photo's lips are apart."""
    upper = mouth.head.photo("mouthInnerUpper").astype(np.float64)
    lower = mouth.head.photo("mouthInnerLower").astype(np.float64)
    return float(np.linalg.norm(upper - lower, axis=1).max()) > _OPEN_D


def build_photo_teeth(portrait: Portrait, mouth: MouthFrame) -> Part:
    """The layer `photoTeeth`, fixed to the skull; no layer where the photo's lips are closed."""
    if not is_open(mouth):
        return Part(layers=(), textures={})
    head = mouth.head
    upper = head.pixels(head.photo("mouthInnerUpper"))
    lower = head.pixels(head.photo("mouthInnerLower"))
    loop = np.concatenate([upper, lower[::-1]])
    margin = _MARGIN_D * head.pixel_scale
    low, high = loop.min(axis=0) - margin, loop.max(axis=0) + margin
    patch = cut_patch(
        portrait.pixels,
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        px_per_d=head.pixel_scale,
    )
    within = inside(patch.points(loop), patch.shape) / patch.px_per_d
    alpha = smoothstep(within.astype(np.float64), -_MARGIN_D, -0.5 * _MARGIN_D)
    pixels = lattice(low, high, n_rows=_ROWS, n_columns=_COLUMNS)
    rim = np.concatenate([head.photo("mouthInnerUpper"), head.photo("mouthInnerLower")])
    across = mouth.local(rim.astype(np.float64))
    # As deep as the lips at each distance from the middle, and curved like the arch of the teeth.
    basis = np.stack([np.ones(len(across)), head.pixels(rim)[:, 0]], axis=1)
    slope, *_ = np.linalg.lstsq(basis, rim[:, 2].astype(np.float64), rcond=None)
    left = (pixels[:, 0] - loop[:, 0].mean()) / head.pixel_scale / mouth.unit
    depth = slope[0] + slope[1] * pixels[:, 0] + mouth.unit * (0.04 + 0.34 * left**2)
    points = head.unproject(pixels, depth).reshape(_ROWS, _COLUMNS, 3)
    layer = grid_layer(
        "photoTeeth",
        material="teeth",
        texture="photoTeeth",
        points=points,
        uvs=np.clip(patch.uvs(pixels), 0.0, 1.0).reshape(_ROWS, _COLUMNS, 2),
        feather=np.ones((_ROWS, _COLUMNS)),
        deltas={},
        fades=(Fade(terms=((PHOTO_EXPRESSION, 1.0),), low=_SHOWN[0], high=_SHOWN[1]),),
    )
    rgba = np.dstack([patch.pixels, 255.0 * alpha])
    return Part(layers=(layer,), textures={"photoTeeth": texture_of(rgba)})
