"""Where things inside a mouth are, how the jaw moves them, and the colours that fit the face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.insides.patch import luma
from sherin.body.rig.insides.sheets import ring_deltas
from sherin.body.rig.landmarks import (
    CHIN,
    FACE_OVAL,
    LIP_MIDDLE_LOWER,
    LIP_MIDDLE_UPPER,
)
from sherin.body.rig.model import Fade
from sherin.body.rig.portrait import Portrait

__all__ = ["MouthColours", "MouthFrame", "find_colours", "find_mouth"]

Vectors = NDArray[np.float64]  # (..., 3)
Colour = NDArray[np.float64]  # (3,), sRGB 0..255

_HINGE: Final = (0.62, 1.35)
"""The jaw's hinge in the face's own unit: below and behind the point between the eyes.
Source: measured on one face by fitting the jaw's path; other faces differ by less than shows."""
_SHOWS_FROM: Final = (0.01, 0.034)
"""Lips this far apart (d) begin to show teeth and show them fully: a white line between lips that
barely part looks like a crack."""
_SKIN_CHROMA: Final = np.array([1.16, 0.95, 0.84])
"""Bright skin in white light over its own brightness, sRGB; much the same for every skin tone.
Source: median over 16 portraits."""
_LIGHT_SHARE: Final = 0.65
"""Exponent: part of a skin's departure from that is its own, the rest is the light's colour."""
_TOOTH_CHROMA: Final = np.array([1.075, 0.985, 0.885])
"""Source: teeth of nine portraits in their own light."""
_TONGUE_CHROMA: Final = np.array([1.5, 0.80, 0.77])
_GUM_CHROMA: Final = np.array([1.38, 0.85, 0.83])
_TOOTH_OF_BRIGHTEST: Final = 0.98
"""Brightness of a tooth's lightest part over the face's 97th percentile: .93 on its average. The
eyes' white and the skin's mean both mislead on dark skin."""
_LEAST_TEETH_SHARE: Final = 0.12
"""With less of the opening bright, the photo shows too little of its teeth to take their colour."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MouthFrame:
    """The mouth's own place: local axes are the person's left, down and back, unit d."""

    head: Head
    origin: Vectors
    """(3,): the middle of the closed lips, face frame."""
    axes: NDArray[np.float64]
    """(3, 3): columns left, down, back in the face frame."""
    unit: float
    """The face's own unit in d."""
    jaw_rad: float
    """How far `jawOpen` at weight 1 turns the jaw."""

    def place(self, local: Vectors) -> Vectors:
        """Points of the mouth's frame (..., 3), face's own unit, in the face frame."""
        return self.origin + self.unit * (local @ self.axes.T)

    def local(self, points: Vectors) -> Vectors:
        """Points of the face frame (..., 3) in the mouth's frame, face's own unit."""
        return ((points - self.origin) @ self.axes) / self.unit

    def jaw_deltas(self, points: Vectors, *, share: float = 1.0) -> dict[str, Vectors]:
        """How the jaw's four movements move points (..., 3) of the face frame fixed to it."""
        hinge_down, hinge_back = (self.unit * v for v in _HINGE)
        left, down, back = np.moveaxis(points @ self.axes, -1, 0)
        d, b = down - hinge_down, back - hinge_back
        cos, sin = np.cos(share * self.jaw_rad), np.sin(share * self.jaw_rad)
        turned = np.stack(
            [left, hinge_down + d * cos - b * sin, hinge_back + b * cos + d * sin], axis=-1
        )
        deltas: dict[str, Vectors] = {"jawOpen": turned @ self.axes.T - points}
        for name in ("jawForward", "jawLeft", "jawRight"):
            chin = self.head.deltas(name)[CHIN].astype(np.float64)
            deltas[name] = np.broadcast_to(share * chin, points.shape)
        return deltas

    def gap_fade(self) -> Fade:
        """Opacity by how far the blendshapes part the middle of the lips."""
        terms: list[tuple[str, float]] = []
        for name in self.head.layer.morphs:
            dense = self.head.deltas(name)
            part = dense[LIP_MIDDLE_LOWER] - dense[LIP_MIDDLE_UPPER]
            opens = float(part.astype(np.float64) @ self.axes[:, 1])
            if abs(opens) > 0.004:
                terms.append((name, round(opens, 5)))
        low, high = (v * self.unit for v in _SHOWS_FROM)
        return Fade(terms=tuple(sorted(terms)), low=low, high=high)

    def lip_deltas(self, lip: str) -> dict[str, Vectors]:
        """Everything that moves the inner edge of a lip, `Upper` or `Lower`; (k, 3) each."""
        return ring_deltas(self.head, f"mouthInner{lip}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MouthColours:
    """Colours that fit the face and its light, sRGB 0..255, (3,) each."""

    tooth: Colour
    gum: Colour
    tongue: Colour
    dark: Colour
    """Deep in the mouth."""
    lip: Colour


def find_mouth(head: Head) -> MouthFrame:
    """The mouth's place in a head at rest."""
    points = head.layer.positions.astype(np.float64)
    origin = 0.5 * (points[LIP_MIDDLE_UPPER] + points[LIP_MIDDLE_LOWER])
    axes = np.asarray(head.axes, np.float64)
    hinge = np.array([0.0, *_HINGE]) * head.scale
    chin = (points[CHIN] @ axes - hinge)[1:]
    moved = float(np.linalg.norm(head.deltas("jawOpen")[CHIN].astype(np.float64)))
    turn = 2.0 * np.arcsin(np.clip(0.5 * moved / float(np.linalg.norm(chin)), 0.0, 0.3))
    return MouthFrame(
        head=head, origin=origin, axes=axes, unit=float(head.scale), jaw_rad=float(turn)
    )


def find_colours(portrait: Portrait, head: Head) -> MouthColours:
    """Colours of what the photo does not show, from the face's brightness and its light."""
    face = _face_pixels(portrait, head)
    bright = luma(face)
    top = float(np.percentile(bright, 97))
    lit = face[bright >= np.percentile(bright, 60)].astype(np.float64).mean(axis=0)
    light = np.clip((lit / float(luma(lit)) / _SKIN_CHROMA) ** _LIGHT_SHARE, 0.82, 1.2)
    lip = _lip_colour(head)
    lip_chroma = lip / max(float(luma(lip)), 1.0)
    tongue_chroma = 0.65 * _TONGUE_CHROMA * light + 0.35 * lip_chroma
    gum_chroma = 0.55 * _GUM_CHROMA * light + 0.45 * lip_chroma
    skin = float(np.percentile(bright, 50))
    tooth = _of_brightness(_TOOTH_CHROMA * light, _TOOTH_OF_BRIGHTEST * top, portrait)
    if portrait.traits.mouth == "teeth":
        tooth = _own_teeth(portrait, head, tooth)
    return MouthColours(
        tooth=tooth,
        gum=_of_brightness(gum_chroma, 0.5 * (0.55 * top + float(luma(lip))), portrait),
        tongue=_of_brightness(tongue_chroma, 0.5 * top + 0.12 * skin, portrait),
        dark=_of_brightness(
            _TONGUE_CHROMA * light * np.array([1.25, 0.9, 0.85]), 0.09 * top, portrait
        ),
        lip=lip,
    )


def _own_teeth(portrait: Portrait, head: Head, expected: Colour) -> Colour:
    """Colour of the teeth that the photo shows; mixed with what is expected of such a face."""
    upper = head.pixels(head.photo("mouthInnerUpper"))
    lower = head.pixels(head.photo("mouthInnerLower"))
    mask = np.zeros(portrait.pixels.shape[:2], np.uint8)
    loop = np.concatenate([upper, lower[::-1]])
    cv2.fillPoly(mask, [np.rint(loop).astype(np.int32)], 1)
    pixels = portrait.pixels[mask > 0].astype(np.float64)
    # The rest of the opening is gum, tongue and dark.
    pale = pixels.min(axis=1) > 0.52 * pixels.max(axis=1)
    teeth = pixels[pale & (luma(pixels) > 0.7 * float(luma(expected)))]
    if len(teeth) < _LEAST_TEETH_SHARE * len(pixels):
        return expected
    seen = teeth[luma(teeth) >= np.percentile(luma(teeth), 65)].mean(axis=0)
    red, green, blue = expected + 0.75 * (seen - expected)
    # Lips and reflections tint what is seen, but no tooth is violet or green.
    return np.clip([max(red, green), green, min(blue, 0.97 * green)], 0.0, 250.0)


def _of_brightness(chroma: Colour, brightness: float, portrait: Portrait) -> Colour:
    colour = chroma / float(luma(chroma)) * brightness
    if portrait.traits.is_grey:
        colour = np.full(3, brightness)
    return np.clip(colour, 0.0, 250.0)


def _face_pixels(portrait: Portrait, head: Head) -> NDArray[np.uint8]:
    """(n, 3): pixels within the oval of the face."""
    oval = portrait.landmarks[list(FACE_OVAL), :2]
    mask = np.zeros(head.texture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.rint(oval).astype(np.int32)], 1)
    return head.texture[:, :, :3][mask > 0]


def _lip_colour(head: Head) -> Colour:
    """Median colour of the red of the lips."""
    picture = head.texture[:, :, :3]
    mask = np.zeros(picture.shape[:2], np.uint8)
    for lip in ("Upper", "Lower"):
        inner = head.pixels(head.photo(f"mouthInner{lip}"))
        outer = head.pixels(head.photo(f"mouthOuter{lip}"))
        loop = np.concatenate([outer, inner[::-1]])
        cv2.fillPoly(mask, [np.rint(loop).astype(np.int32)], 1)
    pixels = picture[mask > 0]
    return np.median(pixels, axis=0).astype(np.float64)
