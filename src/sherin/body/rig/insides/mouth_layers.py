"""The sheets inside a mouth: the dark behind everything, tongue, two rows of teeth, lip shadow."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.insides.mouth_frame import MouthColours, MouthFrame
from sherin.body.rig.insides.patch import texture_of
from sherin.body.rig.insides.sheets import RingDeltas, grid_layer, mixed_deltas, smoothstep
from sherin.body.rig.insides.teeth import LOWER_ROW, UPPER_ROW, ToothRow, draw_teeth
from sherin.body.rig.model import PHOTO_EXPRESSION, Fade, Layer, Texture
from sherin.body.rig.part import Part

__all__ = ["build_lip_shadow", "build_sock", "build_teeth"]

_SOCK_ROWS: Final = ((1.0, 0.10, 0.015), (1.0, 0.0, 0.05), (0.75, 0.0, 0.35), (0.35, 0.0, 0.6))
"""Share of the lips' loop around its middle, how far outside it (d) and how deep (d). The first row
lies behind the lips, so that no turn of the head looks past the sock."""
_SOCK_END_D: Final = 0.7

_UPPER_EDGE_D: Final = 0.030
"""The upper front teeth end this far below the closed lips' line: 2 mm, as in young adults."""
_LOWER_EDGE_D: Final = -0.004
"""The lower ones end about there, 2 mm behind and 2 mm above the upper ones' edge (overbite)."""
_TEETH_DEPTH_D: Final = {"Upper": 0.055, "Lower": 0.085}
"""From the inner edge of the lips back to the front teeth."""
_ARCH: Final = 1.35
"""Depth of the dental arch is this times the square of the distance from the middle, in d."""
_SMILE_ARC: Final = 0.14
"""The cutting edges rise by this times that square toward the side, as a natural smile's do."""
_ROUND_LIPS: Final = Fade(terms=(("mouthFunnel", 0.55), ("mouthPucker", 1.0)), low=1.0, high=0.55)
"""Rounded lips stand before the teeth and shade them."""
_TEETH_COLUMNS: Final = 25
_TEETH_ROWS: Final = 4

_UPPER_SHADE_D: Final = 0.06
_LOWER_SHADE_D: Final = 0.035
_SHADE_ALPHA: Final = {"Upper": 0.42, "Lower": 0.22}


def build_sock(mouth: MouthFrame, colours: MouthColours) -> Part:
    """The dark warm inside of the cheeks and throat, hung on the inner edge of the lips."""
    loop, deltas = _lip_loop(mouth)
    local = mouth.local(loop)
    middle = local.mean(axis=0)
    n = len(loop)
    # Up at the upper lip, down at the lower: the loop of closed lips has no inside of its own.
    outward = np.zeros_like(local)
    half = n // 2
    outward[:, 1] = np.where(np.arange(n) < half, -1.0, 1.0)
    outward[[0, half - 1, half, n - 1], :2] = [[-1, -0.3], [1, -0.3], [1, 0.3], [-1, 0.3]]
    rows: list[NDArray[np.float64]] = []
    shares: list[float] = []
    for share, out_d, depth_d in _SOCK_ROWS:
        row = middle + share * (local - middle) + out_d * outward
        row[:, 2] = middle[2] + 0.5 * (local[:, 2] - middle[2]) + depth_d
        rows.append(row)
        shares.append(share)
    rows.append(np.tile(middle + np.array([0.0, 0.0, _SOCK_END_D]), (n, 1)))
    shares.append(0.0)
    points = mouth.place(np.stack(rows))
    share = np.repeat(np.array(shares)[:, None], n, axis=1)
    means = {name: np.broadcast_to(d.mean(axis=0), (n, 3)) for name, d in deltas.items()}
    # The texture is the sock seen from the front, unrolled to a disc: upper lip at its top.
    angle = np.pi + 2.0 * np.pi * (np.arange(n) + 0.5) / n
    radius = 0.5 * np.linspace(1.0, 0.0, len(rows))[:, None]
    uvs = np.stack([0.5 + radius * np.cos(angle), 0.5 + radius * np.sin(angle)], axis=2)
    layer = grid_layer(
        "mouthSock",
        material="mouth",
        texture="mouthSock",
        points=points,
        uvs=uvs,
        feather=np.ones(share.shape),
        deltas=mixed_deltas([(deltas, share), (means, 1.0 - share)]),
        is_closed=True,
    )
    return Part(layers=(layer,), textures={"mouthSock": _sock_texture(colours)})


def _lip_loop(mouth: MouthFrame) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """The inner edge of both lips: the upper from left to right, then the lower back."""
    upper = mouth.head.rest("mouthInnerUpper").astype(np.float64)
    lower = mouth.head.rest("mouthInnerLower").astype(np.float64)[::-1]
    moves_upper, moves_lower = mouth.lip_deltas("Upper"), mouth.lip_deltas("Lower")
    still = np.zeros_like(upper)
    deltas = {
        name: np.concatenate([moves_upper.get(name, still), moves_lower.get(name, still)[::-1]])
        for name in {**moves_upper, **moves_lower}
    }
    return np.concatenate([upper, lower]), deltas


def _sock_texture(colours: MouthColours) -> Texture:
    """A disc: the palate under its top, the throat in its middle."""
    x, y = np.meshgrid((np.arange(64) + 0.5) / 32 - 1.0, (np.arange(64) + 0.5) / 32 - 1.0)
    red = 0.42 * colours.tongue * np.array([1.0, 0.75, 0.75])
    depth = smoothstep(np.hypot(x, y), 0.8, 0.05)[:, :, None]
    near = red * (0.72 - 0.22 * y)[:, :, None]
    colour = near + depth * (colours.dark - near)
    return texture_of(np.dstack([colour, np.full(x.shape, 255.0)]))


def build_teeth(mouth: MouthFrame, colours: MouthColours) -> Part:
    """`teethLower`, which goes with the jaw, and `teethUpper`, which stays with the skull."""
    lower = _teeth_layer(mouth, LOWER_ROW)
    upper = _teeth_layer(mouth, UPPER_ROW)
    return Part(
        layers=(lower, upper),
        textures={
            "teethLower": draw_teeth(LOWER_ROW, colours),
            "teethUpper": draw_teeth(UPPER_ROW, colours),
        },
    )


def _teeth_layer(mouth: MouthFrame, row: ToothRow) -> Layer:
    """One jaw's teeth on their arch."""
    jaw = "Upper" if row.is_upper else "Lower"
    sign = 1.0 if row.is_upper else -1.0
    arc = np.linspace(-row.reach, row.reach, _TEETH_COLUMNS)
    left = _across(arc)
    rise = np.linspace(row.below, -row.above, _TEETH_ROWS) * sign
    edge = _UPPER_EDGE_D if row.is_upper else _LOWER_EDGE_D
    down = edge - rise[::1, None] - _SMILE_ARC * left[None, :] ** 2
    if not row.is_upper:
        down = down[::-1]
    back = _TEETH_DEPTH_D[jaw] + _ARCH * left**2 + 0.08 * np.abs(down - edge)
    local = np.stack(np.broadcast_arrays(left[None, :], down, back), axis=2)
    points = mouth.place(local)
    v = np.linspace(0.0, 1.0, _TEETH_ROWS)
    u = np.linspace(0.0, 1.0, _TEETH_COLUMNS)
    uvs = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), axis=2)
    deltas: RingDeltas = {} if row.is_upper else mouth.jaw_deltas(points)
    return grid_layer(
        f"teeth{jaw}",
        material="teeth",
        texture=f"teeth{jaw}",
        points=points,
        uvs=uvs,
        feather=np.ones(local.shape[:2]),
        deltas=deltas,
        fades=(mouth.gap_fade(), _ROUND_LIPS),
    )


def _across(arc: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance from the middle plane of points at a length of arc along the dental arch, d."""
    x = np.linspace(0.0, 1.0, 400)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(_ARCH * x**2)))])
    return np.sign(arc) * np.interp(np.abs(arc), length, x)


def build_lip_shadow(mouth: MouthFrame, *, is_open_in_photo: bool) -> Part:
    """The shade that lips throw on what lies behind them; goes wherever the lips go.

    Args:
        mouth: Where the mouth is.
        is_open_in_photo: The photo's own open mouth has its own shade: this one fades out there.
    """
    upper = _shade_rows(mouth, "Upper")
    lower = _shade_rows(mouth, "Lower")
    points = np.concatenate([upper[0], lower[0]])
    n_rows, n_columns = points.shape[:2]
    alpha = np.concatenate([upper[2], lower[2]])
    deltas = {
        name: np.concatenate(
            [
                upper[1].get(name, np.zeros_like(upper[0])),
                lower[1].get(name, np.zeros_like(lower[0])),
            ]
        )
        for name in {**upper[1], **lower[1]}
    }
    fades = (Fade(terms=((PHOTO_EXPRESSION, 1.0),), low=0.9, high=0.3),) if is_open_in_photo else ()
    layer = grid_layer(
        "lipShadow",
        material="shadow",
        texture="lipShadow",
        points=points,
        uvs=np.full((n_rows, n_columns, 2), 0.5),
        feather=alpha,
        deltas=deltas,
        fades=fades,
    )
    # Two strips, not one: no triangles from the upper's last row to the lower's first.
    split = len(upper[2]) - 1
    cells = 2 * (n_columns - 1)
    triangles = np.delete(layer.triangles, slice(split * cells, (split + 1) * cells), axis=0)
    texture = np.zeros((4, 4, 4), np.uint8)
    texture[:] = (34, 10, 6, 255)
    return Part(layers=(replace(layer, triangles=triangles),), textures={"lipShadow": texture})


def _shade_rows(
    mouth: MouthFrame, lip: str
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]], NDArray[np.float64]]:
    """Points (rows, k, 3), deltas and opacity (rows, k) of the strip at one lip."""
    rim = mouth.local(mouth.head.rest(f"mouthInner{lip}").astype(np.float64))
    reach, sign = (_UPPER_SHADE_D, 1.0) if lip == "Upper" else (_LOWER_SHADE_D, -1.0)
    offsets = np.array([-0.03 / reach, 0.0, 0.3, 0.6, 1.0]) * reach * sign
    strength = np.array([1.0, 1.0, 0.45, 0.15, 0.0]) * _SHADE_ALPHA[lip]
    if lip == "Lower":
        offsets, strength = offsets[::-1], strength[::-1]
    rows = np.repeat(rim[None], len(offsets), axis=0)
    rows[:, :, 1] += offsets[:, None]
    rows[:, :, 2] += 0.03
    moves = mouth.lip_deltas(lip)
    ones = np.ones(rows.shape[:2])
    return mouth.place(rows), mixed_deltas([(moves, ones)]), strength[:, None] * ones
