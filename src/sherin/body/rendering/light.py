"""Light: what the face's own light does to turned skin, and what the light channels do to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled
from sherin.body.rig.model import Frame

__all__ = ["TONES_PER_LEVEL", "Light", "add_gains", "light_of", "tone_table"]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

TONES, TONES_PER_LEVEL = 4096, 8
"""Entries of the table of tones, and how many there are to one level of 0..255."""
GAMMA: Final = 2.2
"""Light multiplies linear light; in sRGB values that is, to good precision, its 1/2.2th power."""
RATIO_LOW, RATIO_HIGH = 0.75, 1.25
RATIO_SHARE: Final = 0.65
"""FINDINGS 1: full strength burns the edge of the cheek."""
_STOP_SHARE: Final = 0.6
"""Of a stop that a picture shows: a display has less range than a room. By taste."""
_CONTRAST_SHARE: Final = 0.7
_KELVIN_SHARE: Final = 0.55
"""Of a colour shift; eyes adapt to most of the rest. By taste."""
_NEUTRAL_K: Final = 5600.0
_PIVOT: Final = 0.46
"""sRGB value that contrast leaves as it is: a middle grey."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Light:
    """The light of one moment."""

    before: Doubles
    """(9, 3): spherical harmonics of the photo's light."""
    after: Doubles
    """(9, 3): the same with the channels' say."""
    gain: tuple[float, float, float]
    """What all colours are multiplied with, in sRGB."""
    contrast: float
    shadow: float
    """Opacity factor of drawn shadows."""


def light_of(frame: Frame, pose: Mapping[str, float]) -> Light:
    """What exposure, key temperature, contrast and shadow softness make of the face's light."""
    before = _usable(np.asarray(frame.light, np.float64))
    softness, contrast = pose["lightShadowSoftness"], pose["lightContrast"]
    tint = _tint(pose["lightKeyTemperature"])
    after = before.copy()
    # Softer shadows: less of what changes fast over the sphere; contrast: more of what has a
    # direction. Half of the tint is the key's alone, so that the far cheek stays cooler or warmer.
    after[1:4] *= (1.0 + 0.5 * (contrast - 1.0)) * tint
    after[4:] *= (1.5 - softness) * (1.0 + 0.5 * (contrast - 1.0)) * tint
    stops = 2.0 ** (_STOP_SHARE * pose["lightExposure"] / GAMMA)
    gain = stops * np.sqrt(tint) ** (2.0 / GAMMA)
    return Light(
        before=before,
        after=after,
        gain=(float(gain[0]), float(gain[1]), float(gain[2])),
        contrast=contrast,
        shadow=min(1.5, max(0.4, 1.5 - softness)),
    )


def _usable(light: Doubles) -> Doubles:
    """A light that is never dark on any side: the ratio of two of them must stay sane."""
    if light[0].min() <= 1e-6:
        flat = np.zeros((9, 3))
        flat[0] = 1.0
        return flat
    return light


def _tint(kelvin: float) -> Doubles:
    """(3,) linear colour of a black body against daylight, green fixed.

    Source: Planck's law at 610, 545 and 465 nm, the peaks of sRGB's primaries.
    """
    metres = np.array([610e-9, 545e-9, 465e-9])
    body = [1.0 / np.expm1(0.014387769 / (metres * temperature)) for temperature in
            (max(kelvin, 1000.0), _NEUTRAL_K)]  # fmt: skip
    ratio = body[0] / body[1]
    # Neither brighter nor darker as a whole: Rec. 709 weights.
    ratio = ratio / (ratio @ np.array([0.2126, 0.7152, 0.0722]))
    return np.asarray(ratio**_KELVIN_SHARE, np.float64)


@compiled
def add_gains(
    rest_normals: Floats,
    normals: Floats,
    strength: Floats,
    before: Doubles,
    after: Doubles,
    gain_red: float,
    gain_green: float,
    gain_blue: float,
    out: Floats,
) -> None:
    """Columns 6..8 of the vertex table become the gains of red, green and blue.

    Args:
        rest_normals: (n, 3) unit normals of the rest pose.
        normals: (n, 3) unit normals now.
        strength: (n,) 0..1: how much of the ratio acts; 0 for what lies behind the person.
        before: (9, 3) light of the photo.
        after: (9, 3) light now.
        gain_red: What every red is multiplied with.
        gain_green: As for red.
        gain_blue: As for red.
        out: (n, 9).
    """
    base = np.empty(9)
    now = np.empty(9)
    for v in range(out.shape[0]):
        out[v, 6], out[v, 7], out[v, 8] = gain_red, gain_green, gain_blue
        if strength[v] > 0.0:
            for which in range(2):
                if which == 0:
                    x, y, z = rest_normals[v, 0], rest_normals[v, 1], rest_normals[v, 2]
                    basis = base
                else:
                    x, y, z = normals[v, 0], normals[v, 1], normals[v, 2]
                    basis = now
                basis[0] = 1.0
                basis[1], basis[2], basis[3] = y, z, x
                basis[4], basis[5] = x * y, y * z
                basis[6] = 3.0 * z * z - 1.0
                basis[7], basis[8] = x * z, x * x - y * y
            for k in range(3):
                was, becomes = 0.0, 0.0
                for i in range(9):
                    was += before[i, k] * base[i]
                    becomes += after[i, k] * now[i]
                floor = 0.15 * abs(before[0, k])
                ratio = max(becomes, floor) / max(was, floor)
                ratio = min(max(ratio, RATIO_LOW), RATIO_HIGH)
                ratio = 1.0 + RATIO_SHARE * strength[v] * (ratio - 1.0)
                out[v, 6 + k] *= ratio ** (1.0 / GAMMA)


def tone_table(light: Light) -> NDArray[np.uint8]:
    """(4096,): the byte that a lit colour value of 0..511.9, in eighths, becomes on the picture.

    Contrast about a middle grey, and a shoulder that keeps what was lit beyond white from burning
    out at once. Neutral light below white passes unchanged.
    """
    value = np.arange(TONES) / TONES_PER_LEVEL / 255.0
    brightest = max(light.gain)
    if brightest > 1.0:
        # What the photo's white has become lands just below white; dark and middle tones stay.
        knee = max(0.4, brightest**-1.6)
        room = 1.0 - knee
        over = np.maximum(value - knee, 0.0)
        value = np.where(over > 0.0, knee + room * (1.0 - np.exp(-over / room)), value)
    if light.contrast != 1.0:
        power = 1.0 + _CONTRAST_SHARE * (light.contrast - 1.0)
        value = _contrasted(np.minimum(value, 1.0), power)
    return np.rint(np.clip(value, 0.0, 1.0) * 255.0).astype(np.uint8)


def _contrasted(value: Doubles, power: float) -> Doubles:
    """0..1 with slope `power` at the middle grey: an S above 1, a flatter line below."""
    if power < 1.0:
        return _PIVOT + power * (value - _PIVOT)
    low = _PIVOT * (value / _PIVOT) ** power
    high = 1.0 - (1.0 - _PIVOT) * ((1.0 - value) / (1.0 - _PIVOT)) ** power
    return np.asarray(np.where(value < _PIVOT, low, np.where(value < 1.0, high, 1.0)), np.float64)
