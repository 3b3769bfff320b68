"""The tongue: a dome behind the lower teeth, and the tip that comes out over the lower lip."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.insides.mouth_frame import MouthColours, MouthFrame
from sherin.body.rig.insides.patch import texture_of
from sherin.body.rig.insides.sheets import grid_layer, mixed_deltas, smoothstep
from sherin.body.rig.model import Fade, Layer, Texture
from sherin.body.rig.part import Part

__all__ = ["build_tongue"]

_WIDTH_D: Final = 0.34
"""Half its width, where it is widest."""
_ROWS: Final = (0.0, 0.08, 0.2, 0.4, 0.65, 1.0)
"""From the tip (0) back to the root (1)."""
_COLUMNS: Final = 11
_TIP_DOWN_D: Final = 0.03
"""The tip rests this far below the closed lips' line, behind the lower teeth."""
_TIP_BACK_D: Final = 0.16
_LENGTH_D: Final = 0.55
_RISE_D: Final = 0.1
"""The back stands this much higher than the tip."""
_JAW_SHARE: Final = 0.86
"""The tongue hangs between jaw and skull and follows the jaw a little less than the teeth do."""

_ROUND_LIPS: Final = Fade(terms=(("mouthFunnel", 0.3), ("mouthPucker", 1.0)), low=1.05, high=0.6)
"""Behind rounded lips the tongue draws back and no light falls on it."""

_OUT_WIDTH_D: Final = 0.215
"""Half the width of what comes out."""
_OUT_DROP_D: Final = 0.21
"""How far below the lower lip's inner edge the tip hangs at `tongueOut` 1."""
_OUT_FORWARD_D: Final = 0.1
_OUT_ROWS: Final = 8
_OUT_SHOWN: Final = (0.18, 0.34)
"""Below the first weight of `tongueOut` only the tongue inside moves; from the second the tip
covers the lower teeth, later the lip."""
_OUT_BEGIN_D: Final = 0.115
"""At weight 0 the tip lies this far above where it comes out, so that small weights keep it between
the teeth..."""
_OUT_BEHIND_D: Final = 0.07
"""...and this far behind the lips, where a viewer without fades does not see it."""
_OUT_SHEET: Final = 0.03
_TEXTURE_SIDE: Final = 96


def build_tongue(mouth: MouthFrame, colours: MouthColours) -> Part:
    """`tongue` inside and `tongueTip`, which is drawn in front of the head."""
    return Part(
        layers=(_inside(mouth), _outside(mouth)),
        textures={"tongue": _inside_texture(colours), "tongueTip": _outside_texture(colours)},
    )


def _inside(mouth: MouthFrame) -> Layer:
    """The dome in the mouth."""
    rows = np.array(_ROWS)
    across = np.linspace(-1.0, 1.0, _COLUMNS)
    widest = _WIDTH_D * (0.72 + 0.28 * np.sqrt(rows))
    left = across[None, :] * widest[:, None]
    # The tip is round seen from above, the dome is round seen from the front.
    back = _TIP_BACK_D + _LENGTH_D * rows[:, None] + 0.14 * across[None, :] ** 2
    top = _TIP_DOWN_D - _RISE_D * smoothstep(rows, 0.0, 0.7)
    down = top[:, None] + 0.07 * across[None, :] ** 2
    # The first row is the tip's underside.
    down[0] += 0.16
    local = np.stack([left, down, back], axis=2)
    points = mouth.place(local)
    deltas = mouth.jaw_deltas(points, share=_JAW_SHARE)
    # Coming out, the front half slides forward over the lower teeth.
    front = smoothstep(rows, 0.75, 0.0)[:, None] * np.ones_like(across)
    slide = np.stack([-0.35 * left * front, -0.055 * front, -0.17 * front], axis=2)
    deltas["tongueOut"] = mouth.unit * (slide @ mouth.axes.T)
    u, v = np.meshgrid(np.linspace(0.0, 1.0, _COLUMNS), rows)
    return grid_layer(
        "tongue",
        material="mouth",
        texture="tongue",
        points=points,
        uvs=np.stack([u, v], axis=2),
        # Clear at its sides and root: there it is one with the dark around it.
        feather=(np.abs(across) < 1.0)[None, :] * (rows < 1.0)[:, None] * np.ones(left.shape),
        deltas=deltas,
        fades=(_ROUND_LIPS,),
    )


def _outside(mouth: MouthFrame) -> Layer:
    """Collapsed between the lips at rest; `tongueOut` lets it down over the lower lip."""
    upper = mouth.local(mouth.head.rest("mouthInnerUpper").astype(np.float64))
    lower = mouth.local(mouth.head.rest("mouthInnerLower").astype(np.float64))
    across = np.linspace(-1.0, 1.0, _COLUMNS)
    left = across * _OUT_WIDTH_D
    rim = _at_left(lower, left)
    rows = np.linspace(0.0, 1.0, _OUT_ROWS)
    # Row 0 lies in the gap between the lips, the others start on the lower lip's inner edge.
    start = np.repeat(rim[None], _OUT_ROWS, axis=0)
    start[:, :, 1] -= _OUT_BEGIN_D * rows[:, None]
    start[:, :, 2] += _OUT_BEHIND_D
    points = mouth.place(start)
    lower_moves, upper_moves = mouth.lip_deltas("Lower"), mouth.lip_deltas("Upper")
    at_lower = {name: _at_left_of(lower, d, left) for name, d in lower_moves.items()}
    at_upper = {name: _at_left_of(upper, d, left) for name, d in upper_moves.items()}
    first = (rows == 0.0)[:, None] * np.ones_like(across)
    moves = mixed_deltas([(at_lower, 1.0 - 0.7 * first), (at_upper, 0.7 * first)])
    hang = rows[:, None] * np.ones_like(across)
    drop = (_OUT_DROP_D + _OUT_BEGIN_D) * (hang - 0.18 * across**2 * hang)
    narrower = -0.10 * left * hang**2
    forward = (
        -_OUT_FORWARD_D * np.sin(0.5 * np.pi * np.minimum(hang * 1.6, 1.0))
        - _OUT_SHEET
        - _OUT_BEHIND_D
    )
    out = np.stack(np.broadcast_arrays(narrower, drop, forward), axis=2)
    moves["tongueOut"] = moves.get("tongueOut", 0.0) + mouth.unit * (out @ mouth.axes.T)
    u, v = np.meshgrid(np.linspace(0.0, 1.0, _COLUMNS), rows)
    return grid_layer(
        "tongueTip",
        material="mouth",
        texture="tongueTip",
        points=points,
        uvs=np.stack([u, v], axis=2),
        feather=np.ones(hang.shape),
        deltas=moves,
        fades=(Fade(terms=(("tongueOut", 1.0),), low=_OUT_SHOWN[0], high=_OUT_SHOWN[1]),),
    )


def _at_left(ring: NDArray[np.float64], left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of a ring (k, 3) in the mouth's frame at some distances from the middle."""
    return _at_left_of(ring, ring, left)


def _at_left_of(
    ring: NDArray[np.float64], values: NDArray[np.float64], left: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Values (k, 3) given along a ring, at some distances from the middle, (m, 3)."""
    order = np.argsort(ring[:, 0], kind="stable")
    found = np.zeros((len(left), 3))
    for c in range(3):
        found[:, c] = np.interp(left, ring[order, 0], values[order, c])
    return found


def _inside_texture(colours: MouthColours) -> Texture:
    """Tip at the top row: lighter there, dark at the root, a groove along the middle."""
    side = _TEXTURE_SIDE
    u, v = np.meshgrid((np.arange(side) + 0.5) / side, (np.arange(side) + 0.5) / side)
    light = 1.05 - 0.75 * smoothstep(v, 0.08, 0.75) - 0.45 * smoothstep(v, 0.1, 0.0)
    light *= 1.0 - 0.16 * np.exp(-(((u - 0.5) / 0.05) ** 2)) * smoothstep(v, 0.05, 0.3)
    light *= 1.0 - 0.55 * smoothstep(np.abs(u - 0.5), 0.2, 0.5)
    colour = colours.tongue * light[:, :, None] + _buds(side)[:, :, None]
    dark = smoothstep(v, 0.35, 1.0)[:, :, None]
    colour = colour + 0.6 * dark * (colours.dark - colour)
    return texture_of(np.dstack([colour, np.full(u.shape, 255.0)]))


def _outside_texture(colours: MouthColours) -> Texture:
    """Seen from above: groove, wet shine, a round tip, a soft shade at its rim."""
    side = _TEXTURE_SIDE
    u, v = np.meshgrid((np.arange(side) + 0.5) / side, (np.arange(side) + 0.5) / side)
    x = 2.0 * u - 1.0
    # Half out, as in a th, only the last third is below the teeth: it must be round by itself.
    toward_tip = np.clip((v - 0.1) / 0.87, 0.0, None)
    inside = (1.0 - (np.abs(x) / 0.95) ** 2.4 - toward_tip**3.0) * 0.3 * side
    alpha = np.clip(0.5 + inside / 2.5, 0.0, 1.0) * smoothstep(v, 0.0, 0.05)
    # Its sides go back into the dark of the mouth; a hard edge there is a slab's.
    alpha *= 1.0 - smoothstep(np.abs(x), 0.55, 0.95) * smoothstep(v, 0.8, 0.45)
    rim = smoothstep(inside, 0.0, 13.0)
    light = (0.80 + 0.24 * rim) * (
        1.0 - 0.14 * np.exp(-((x / 0.10) ** 2)) * smoothstep(v, 0.9, 0.5)
    )
    light *= 0.82 + 0.18 * smoothstep(v, 0.05, 0.5)
    shine = 16.0 * np.exp(-(((np.abs(x) - 0.33) / 0.16) ** 2 + ((v - 0.6) / 0.16) ** 2))
    colour = colours.tongue * light[:, :, None] + (shine + _buds(side))[:, :, None]
    return texture_of(np.dstack([colour, 255.0 * alpha]))


def _buds(side: int) -> NDArray[np.float64]:
    """The tongue's fine grain, in grey levels."""
    noise = np.random.default_rng(11).standard_normal((side, side)).astype(np.float32)
    return 9.0 * np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.9), np.float64)
