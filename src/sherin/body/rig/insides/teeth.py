"""A row of teeth as a picture: each tooth with its own shape, gum between them, warm shade.

Drawn along the length of the dental arch, so that the sheet's own curve narrows the side teeth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.insides.mouth_frame import MouthColours
from sherin.body.rig.insides.patch import texture_of
from sherin.body.rig.insides.sheets import smoothstep
from sherin.body.rig.model import Texture

__all__ = ["LOWER_ROW", "UPPER_ROW", "ToothRow", "draw_teeth"]

Plane = NDArray[np.float64]  # (h, w)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToothRow:
    """One jaw's teeth from the middle outward, sizes in d (63 mm)."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    corner: tuple[float, ...]
    """How round the two corners of each cutting edge are, 0..1."""
    point: tuple[float, ...]
    """How pointed the edge is, as a share of the height."""
    lift: tuple[float, ...]
    """How much the cutting edge ends before that of the first tooth, d."""
    is_upper: bool
    reach: float
    """Half the length of the drawn arch."""
    above: float
    """Height of the picture beyond the cutting edge, where nothing is."""
    below: float
    """Height of the picture from the cutting edge over tooth and gum."""


UPPER_ROW: Final = ToothRow(
    widths=(0.135, 0.105, 0.121, 0.111, 0.108, 0.160),
    heights=(0.160, 0.140, 0.155, 0.130, 0.115, 0.105),
    corner=(0.30, 0.50, 0.55, 0.55, 0.5, 0.4),
    point=(0.0, 0.01, 0.08, 0.07, 0.05, 0.02),
    lift=(0.0, 0.014, 0.002, 0.012, 0.018, 0.024),
    is_upper=True,
    reach=0.66,
    above=0.02,
    below=0.25,
)
"""Source of widths: mean crowns of 8.5, 6.6, 7.6, 7.0, 6.8, 10.1 mm, Wheeler's Dental Anatomy."""

LOWER_ROW: Final = ToothRow(
    widths=(0.084, 0.093, 0.109, 0.111, 0.113, 0.170),
    heights=(0.135, 0.140, 0.155, 0.130, 0.115, 0.105),
    corner=(0.25, 0.3, 0.5, 0.5, 0.5, 0.4),
    point=(0.0, 0.0, 0.06, 0.05, 0.04, 0.02),
    lift=(0.0, 0.003, -0.004, 0.006, 0.012, 0.018),
    is_upper=False,
    reach=0.60,
    above=0.02,
    below=0.22,
)
"""Source of widths: 5.3, 5.7, 6.9, 7.0, 7.1, 11 mm, ibid."""

_PX_PER_D: Final = 440
_GAP: Final = 0.0
"""Of each tooth's half width lies between neighbours."""
_UNEVEN: Final = ((0.002, -0.002, 0.005, -0.004, 0.003, 0.0), (0.0, 0.004, 0.0, 0.004, 0.0, 0.004))
"""Further lift of each tooth on the right and on the left: no two sides are alike. By taste."""
_UNEVEN_TONE: Final = 2.2
"""And how much darker it is for that, per d."""
_TONES: Final = (1.0, 0.972, 0.935, 0.955, 0.94, 0.92)
"""Canines are the darkest of the front teeth."""

_LOWER_FALL: Final = (0.86, 0.13, 0.40)
"""How much of their light the lower side teeth lose, and between which lengths of arc: the lip's
corner stands before them, and in its dark a bright one is a crumb."""
_LOWER_TONE: Final = np.array([0.93, 0.885, 0.855])
"""Lower teeth stand behind the upper ones and below the lip's shade; what light they get comes
off lip and tongue."""


def draw_teeth(row: ToothRow, colours: MouthColours) -> Texture:
    """The picture of a row, (h, w, 4); the first row is the gum of the upper teeth.

    Args:
        row: `UPPER_ROW` or `LOWER_ROW`.
        colours: Of the mouth.
    """
    width, height = (round(_PX_PER_D * v) for v in (2.0 * row.reach, row.above + row.below))
    arc = (np.arange(width) + 0.5) / width * 2.0 * row.reach - row.reach
    rise = row.below - (np.arange(height) + 0.5) / height * (row.above + row.below)
    if not row.is_upper:
        rise = rise[::-1]
    a, y = np.meshgrid(arc, rise)
    colour, alpha = _gum(row, colours, a, y)
    centre = 0.0
    for n, tooth_width in enumerate(row.widths):
        for side, uneven in zip((-1.0, 1.0), _UNEVEN, strict=True):
            at = side * (centre + 0.5 * tooth_width)
            lift = row.lift[n] + uneven[n]
            share, tone = _tooth(row, n, (a - at) * side / (0.5 * tooth_width), y - lift)
            tone *= 1.0 - _UNEVEN_TONE * uneven[n]
            shaded = _shaded(colours, tone, y / row.heights[n])
            colour += share[:, :, None] * (shaded - colour)
            alpha = np.maximum(alpha, share)
        centre += tooth_width
    # Far back in the mouth little light comes.
    fall, begin, end = (0.72, 0.17, 0.58) if row.is_upper else _LOWER_FALL
    back = 1.0 - fall * smoothstep(np.abs(a), begin, end)
    colour *= back[:, :, None] ** np.array([0.92, 1.0, 1.06])
    if not row.is_upper:
        colour *= _LOWER_TONE
    return texture_of(np.dstack([colour, 255.0 * alpha]))


def _tooth(row: ToothRow, n: int, x: Plane, y: Plane) -> tuple[Plane, Plane]:
    """How much of each pixel one tooth covers, and its tone.

    Args:
        row: The row.
        n: Which tooth, from the middle.
        x: (h, w): -1..1 across the tooth, outward.
        y: (h, w): height over the cutting edge, d.
    """
    height, half = row.heights[n], 0.5 * row.widths[n]
    h = y / height
    # Crowns are widest near the contact point and narrow toward the neck.
    waist = 1.0 - _GAP - 0.20 * smoothstep(h, 0.35, 1.05) - 0.03 * smoothstep(h, 0.25, 0.0)
    side = np.abs(x) / waist
    # The cutting edge: flat in the middle, rounder at the outer corner than at the inner.
    rounder = np.where(x > 0, 1.25, 0.8) * row.corner[n]
    edge = height * (0.20 * rounder * np.minimum(side, 1.3) ** 3.4 + row.point[n] * np.abs(x + 0.1))
    inside_edge = (y - edge) * _PX_PER_D
    inside_side = (1.0 - side) * waist * half * _PX_PER_D
    # The gum's edge is an arch that is highest a little outside the middle.
    neck = height * (1.0 - 0.24 * np.minimum(np.abs(x - 0.1), 1.2) ** 2.2)
    inside_neck = (neck - y) * _PX_PER_D
    distance = np.minimum(np.minimum(inside_edge, inside_side), inside_neck)
    share = np.clip(0.5 + distance / 1.6, 0.0, 1.0)
    roundness = 1.03 - 0.16 * np.clip(side, 0.0, 1.0) ** 3.0
    rim = 0.92 + 0.08 * smoothstep(distance, 0.0, 5.0)
    gloss = 1.0 + 0.05 * np.exp(-(((x + 0.25) / 0.28) ** 2 + ((h - 0.5) / 0.3) ** 2))
    return share, _TONES[n] * roundness * rim * gloss


def _shaded(colours: MouthColours, tone: Plane, h: Plane) -> NDArray[np.float64]:
    """Tooth colour: warmer and darker at the neck, a little glassy at the cutting edge."""
    neck, glass = smoothstep(h, 0.45, 1.0), smoothstep(h, 0.22, 0.0)
    warm = np.stack([1.0 - 0.06 * neck, 1.0 - 0.09 * neck, 1.0 - 0.15 * neck], axis=2)
    cool = np.stack([1.0 - 0.06 * glass, 1.0 - 0.06 * glass, 1.0 - 0.05 * glass], axis=2)
    return colours.tooth * tone[:, :, None] * warm * cool


def _gum(
    row: ToothRow, colours: MouthColours, a: Plane, y: Plane
) -> tuple[NDArray[np.float64], Plane]:
    """Gum with its points between the teeth, behind them; colour and opacity."""
    ends = np.concatenate([[0.0], np.cumsum(row.widths)])
    middles = 0.5 * (ends[1:] + ends[:-1])
    height = np.interp(np.abs(a), middles, row.heights)
    nearest = np.abs(np.abs(a)[:, :, None] - ends).min(axis=2)
    lowest = height * (0.52 + 0.34 * np.clip(nearest / 0.05, 0.0, 1.0))
    alpha = np.clip(0.5 + (y - lowest) * _PX_PER_D / 2.0, 0.0, 1.0)
    # Between crowns, below the gum, lies shadow rather than nothing.
    between = 0.6 * smoothstep(y / height, 0.10, 0.3)
    dark = 0.5 * colours.gum * np.array([0.95, 0.75, 0.7])
    over = np.clip((y - height) / 0.08, 0.0, 1.0)[:, :, None]
    pink = colours.gum * (1.0 - 0.35 * over)
    colour = dark + alpha[:, :, None] * (pink - dark)
    return colour, np.maximum(alpha, between)
