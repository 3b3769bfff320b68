"""Lines that expressions press into skin: drawn once per head, weighted by channels.

Without them a lowered brow is a moved eyebrow; with them it is anger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.folds import NASOLABIAL
from sherin.body.rig.face.head import Head
from sherin.body.rig.model import Wrinkle

__all__ = ["draw_wrinkles"]

Curve = NDArray[np.float64]  # (k, 2), crop px

_PX_PER_D: Final = 80.0
"""Finest resolution of the maps: a line is .02 d wide."""

_WARMTH: Final = np.array([0.82, 1.04, 1.14])
"""Light lost in a fold comes back from skin: it is warmer than grey, which looks like pencil."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One fold: a dark valley, with a lighter ridge beside it."""

    points: Curve
    depth: float
    """How much light the valley loses, 0..1."""
    width: float
    """Deviation of the valley, d."""
    ridge: float = 0.35
    """Light that the ridge gains, as a share of the valley's loss."""
    side: float = 1.0
    """On which side of the curve, in its direction, the ridge lies: 1 right, -1 left (y down)."""


def draw_wrinkles(head: Head, pixels: NDArray[np.uint8], *, is_grey: bool) -> tuple[Wrinkle, ...]:
    """Wrinkle maps of a head, kept off hair, cloth and glasses.

    Args:
        head: Its frame and landmarks say where; `frame.skin_rgb` is not used.
        pixels: (h, h, 3), the crop that the texture was made from.
        is_grey: The lines of a grey photo are grey.
    """
    tint = np.ones(3) if is_grey else _WARMTH
    landmarks = head.frame.photo_landmarks.astype(np.float64)
    at = head.pixels(landmarks)
    skin = _skin_likeness(pixels, at, head.pixel_scale)
    drawn: list[Wrinkle] = []
    for name, terms, lines in _plans(head, at):
        wrinkle = _draw(head, skin, name=name, terms=terms, lines=lines, tint=tint)
        if wrinkle is not None:
            drawn.append(wrinkle)
    return tuple(drawn)


_Plan = tuple[str, tuple[tuple[str, float], ...], list[_Line]]


def _plans(head: Head, at: Curve) -> list[_Plan]:
    """What is drawn: name, channels with weights, lines."""
    plans: list[_Plan] = []
    for k, side in enumerate(("Right", "Left")):
        plans += _cheek_plans(head, at, side, NASOLABIAL[k])
        plans += _eye_plans(head, at, side)
    plans += _brow_plans(head, at)
    plans.append(
        (
            "chin",
            (("mouthShrugLower", 0.9), ("mouthFrownLeft", 0.22), ("mouthFrownRight", 0.22)),
            [_Line(_smooth(at[[204, 106, 182, 18, 406, 335, 424]]), 0.14, 0.045, side=-1.0)],
        )
    )
    return plans


def _cheek_plans(head: Head, at: Curve, side: str, path: tuple[int, ...]) -> list[_Plan]:
    is_right = side == "Right"
    outward = 1.0 if is_right else -1.0
    corner = at[61 if is_right else 291]
    to = _own_steps(head, side)
    marionette = np.array(
        [corner + to(0.03, 0.0), corner + to(0.07, 0.17), corner + to(0.05, 0.30)]
    )
    dimple = np.array([corner + to(0.09, -0.09), corner + to(0.13, 0.0), corner + to(0.09, 0.10)])
    return [
        (
            f"nasolabial{side}",
            (
                (f"noseSneer{side}", 0.9), (f"mouthSmile{side}", 0.65),
                (f"cheekSquint{side}", 0.25), (f"mouthUpperUp{side}", 0.4),
                ("jawOpen", -0.3), ("mouthPucker", -0.6),
            ),
            [_Line(_smooth(at[list(path[:-1])]), 0.17, 0.036, side=outward)],
        ),
        (
            f"mouthCorner{side}",
            ((f"mouthFrown{side}", 0.9), ("mouthShrugLower", 0.2)),
            [_Line(_smooth(marionette), 0.11, 0.034, side=outward)],
        ),
        (
            f"dimple{side}",
            (
                (f"mouthDimple{side}", 0.9), (f"mouthSmile{side}", 0.35),
                (f"mouthStretch{side}", 0.3),
            ),
            [_Line(_smooth(dimple), 0.11, 0.018, side=outward)],
        ),
    ]  # fmt: skip


def _eye_plans(head: Head, at: Curve, side: str) -> list[_Plan]:
    is_right = side == "Right"
    corner = at[33 if is_right else 263]
    to = _own_steps(head, side)
    rays = [
        _Line(
            np.array([corner + to(0.09, y0), corner + to(0.18, (y0 + y1) / 2 + 0.005),
                      corner + to(0.27, y1)]),
            0.10, 0.010, 0.25,
        )
        for y0, y1 in ((-0.035, -0.105), (0.0, -0.01), (0.035, 0.085))
    ]  # fmt: skip
    below = [31, 228, 229, 230, 231, 232] if is_right else [261, 448, 449, 450, 451, 452]
    lid = _Line(_smooth(at[below]), 0.10, 0.016, 0.3, side=-1.0 if is_right else 1.0)
    terms = ((f"cheekSquint{side}", 0.7), (f"eyeSquint{side}", 0.35), (f"mouthSmile{side}", 0.2))
    return [(f"crowsFeet{side}", terms, rays), (f"underEye{side}", terms, [lid])]


def _brow_plans(head: Head, at: Curve) -> list[_Plan]:
    across = head.axes[:2, 0] * head.scale * head.pixel_scale
    down = head.axes[:2, 1] * head.scale * head.pixel_scale
    between = (at[107] + at[336] + at[55] + at[285]) / 4
    frown = [
        _Line(
            _smooth(np.array([between + x * across + y * down for x, y in points])), 0.17, 0.027,
            0.40, side=side,
        )
        for points, side in (
            (((-0.105, -0.17), (-0.075, -0.02), (-0.085, 0.08), (-0.115, 0.17)), 1.0),
            (((0.085, -0.13), (0.070, 0.0), (0.080, 0.08), (0.105, 0.15)), -1.0),
        )
    ]  # fmt: skip
    root = at[168]
    bridge = [
        _Line(
            np.array([root + x * across + (y + 0.025 * np.cos(9 * x)) * down
                      for x in (-0.13, -0.07, 0.0, 0.07, 0.13)]),
            0.14, 0.018, 0.4,
        )
        for y in (-0.01, 0.085)
    ]  # fmt: skip
    return [
        (
            "glabella",
            (("browDownLeft", 0.5), ("browDownRight", 0.5), ("noseSneerLeft", 0.15),
             ("noseSneerRight", 0.15), ("browInnerUp", -0.5)),
            frown,
        ),
        ("noseBridge", (("noseSneerLeft", 0.5), ("noseSneerRight", 0.5)), bridge),
        (
            "forehead",
            (("browInnerUp", 0.55), ("browOuterUpLeft", 0.25), ("browOuterUpRight", 0.25)),
            _forehead(at),
        ),
    ]  # fmt: skip


def _forehead(at: Curve) -> list[_Line]:
    """Three wavy lines between the brows and the hair line, each a little shorter than the last."""
    low = at[[105, 66, 9, 296, 334]].copy()
    high = at[[103, 109, 10, 338, 332]]
    # The brows' tops dip in the middle of a face; lines of a forehead do not.
    low[2] = (low[1] + low[3]) / 2
    lines: list[_Line] = []
    for share, reach in ((0.34, 0.96), (0.52, 0.9), (0.70, 0.78)):
        curve = low + share * (high - low)
        curve = curve[2] + reach * (curve - curve[2])
        lines.append(_Line(_smooth(curve), 0.11, 0.016, 0.4, side=-1.0))
    return lines


def _own_steps(head: Head, side: str) -> Callable[[float, float], NDArray[np.float64]]:
    """Steps in px for (outward, down) in the face's own unit."""
    outward = head.axes[:2, 0] * (-1.0 if side == "Right" else 1.0)
    unit = head.scale * head.pixel_scale
    return lambda out, down: unit * (out * outward + down * head.axes[:2, 1])


def _smooth(points: Curve) -> Curve:
    """A rounder curve through the same places (Chaikin, twice)."""
    for _ in range(2):
        cut = np.empty((2 * len(points) - 2, 2))
        cut[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
        cut[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.vstack([points[:1], cut, points[-1:]])
    return points


def _draw(
    head: Head,
    skin: NDArray[np.float32],
    *,
    name: str,
    terms: tuple[tuple[str, float], ...],
    lines: list[_Line],
    tint: NDArray[np.float64],
) -> Wrinkle | None:
    """The map of some lines; None where they would lie outside the crop or on no skin."""
    side = skin.shape[0]
    unit = head.pixel_scale
    everything = np.vstack([line.points for line in lines])
    low = np.clip(np.floor(everything.min(axis=0) - 0.14 * unit), 0, side).astype(int)
    high = np.clip(np.ceil(everything.max(axis=0) + 0.14 * unit), 0, side).astype(int)
    if (high - low).min() < 4:
        return None
    scale = min(1.0, _PX_PER_D / unit)
    width, height = (max(4, round(float(extent) * scale)) for extent in high - low)
    factor = np.array([width, height]) / (high - low)
    shade = np.zeros((height, width), np.float32)
    ys, xs = np.mgrid[0:height, 0:width]
    pixel = np.stack([xs, ys], axis=-1).reshape(-1, 2) + 0.5
    for line in lines:
        shade += _valley((line.points - low) * factor, pixel, line, unit * scale).reshape(
            height, width
        )
    likeness = cv2.resize(
        skin[low[1] : high[1], low[0] : high[0]], (width, height), interpolation=cv2.INTER_AREA
    )
    shade *= likeness
    if float(np.abs(shade).max(initial=0.0)) < 0.02:
        return None
    tinted = shade[:, :, None] * np.where(shade < 0, 1.0, 0.8)[:, :, None] * tint
    values = np.clip(np.rint(127.5 * (1.0 + tinted)), 0, 255).astype(np.uint8)
    values[np.abs(shade) < 0.004] = 128
    return Wrinkle(
        name=name,
        layer="head",
        terms=terms,
        map=values,
        box=(
            float(low[0] / side),
            float(low[1] / side),
            float(high[0] / side),
            float(high[1] / side),
        ),
    )


def _valley(curve: Curve, pixel: Curve, line: _Line, unit_px: float) -> NDArray[np.float64]:
    """(k,): change of light at each pixel: the line tapers toward its ends."""
    start, step = curve[:-1], np.diff(curve, axis=0)
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6)
    whole = length.sum()
    before = np.concatenate([[0.0], np.cumsum(length)[:-1]])
    offset = pixel[:, None, :] - start[None]
    along = np.clip((offset * step).sum(axis=2) / length**2, 0, 1)
    away = offset - along[:, :, None] * step
    distance = np.hypot(away[:, :, 0], away[:, :, 1])
    nearest = distance.argmin(axis=1)
    rows = np.arange(len(pixel))
    at = (before[nearest] + along[rows, nearest] * length[nearest]) / whole
    cross = step[nearest, 0] * away[rows, nearest, 1] - step[nearest, 1] * away[rows, nearest, 0]
    signed = np.sign(cross) * distance[rows, nearest] / unit_px * line.side
    taper = np.clip(np.minimum(at, 1 - at) / 0.3, 0, 1)
    taper = taper * taper * (3 - 2 * taper)
    valley = np.exp(-0.5 * (signed / line.width) ** 2)
    # On its steep side a fold casts a soft shadow, on the other skin rises to the light.
    ridge = line.ridge * np.exp(-0.5 * ((signed - 2.2 * line.width) / (1.3 * line.width)) ** 2)
    return line.depth * taper * (ridge - valley)


def _skin_likeness(pixels: NDArray[np.uint8], at: Curve, unit_px: float) -> NDArray[np.float32]:
    """(h, w): 1 on what has the colour of this face's cheeks and forehead, 0 on hair and cloth."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab = cv2.GaussianBlur(lab, (0, 0), max(1.0, 0.02 * unit_px))
    places = np.rint(at[[50, 280, 205, 425, 101, 330, 151, 9, 6, 195]]).astype(int)
    places = np.clip(places, 0, pixels.shape[0] - 1)
    samples = lab[places[:, 1], places[:, 0]]
    middle = np.median(samples, axis=0)
    spread = np.array([34.0, 9.0, 9.0], np.float32) + 1.2 * samples.std(axis=0)
    away = np.sqrt((((lab - middle) / spread) ** 2).sum(axis=2))
    return np.clip((2.4 - away) / 0.9, 0, 1).astype(np.float32)
