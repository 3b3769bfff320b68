"""What skin has on it: creases, knuckles, nails, veins; drawn once in the texture of the mesh.

Everything is placed by anatomy in the bind pose, in millimetres, and only then laid into the
texture, so that no painted file is needed. Values are factors on linear albedo.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.hands.kernels import bake_places, find_normals
from sherin.body.rig.hands.mesh import ATLAS_PX, SKIN_PX, build_mesh

__all__ = ["skin_albedo"]

Floats = NDArray[np.float64]
Points = NDArray[np.float64]  # (k, 3) hand space, mm

# Finger -> its three drawn joints; the thumb's first drawn joint is its middle one.
_FINGERS: Final = ((2, 3, 4), (6, 7, 8, 9), (11, 12, 13, 14), (16, 17, 18, 19), (21, 22, 23, 24))
_NAIL_HALF_MM: Final = ((7.6, 7.4), (5.9, 6.2), (6.2, 6.5), (5.8, 6.1), (4.8, 5.2))
"""Half the width and length of the nails, thumb first."""
_PALM_LINES: Final = (
    (((-39.0, 66.0), (-22.0, 71.0), (-4.0, 76.0), (9.0, 83.0), (13.0, 91.0)), 0.22),
    (((30.0, 66.0), (16.0, 66.0), (0.0, 60.0), (-16.0, 53.0), (-28.0, 44.0)), 0.18),
    (((30.0, 67.0), (18.0, 60.0), (9.0, 47.0), (5.0, 31.0), (8.0, 14.0)), 0.24),
    (((6.0, 20.0), (2.0, 42.0), (-2.0, 60.0)), 0.06),
)
"""Heart, head, life and fate line: places across and along the palm in mm, and how dark."""
_LINE_MM: Final = 0.8
_VEINS: Final = (
    ((12.0, 78.0), (9.0, 62.0), (2.0, 50.0), (-3.0, 36.0), (-2.0, 18.0), (4.0, 0.0)),
    ((-8.0, 82.0), (-9.0, 66.0), (-14.0, 54.0), (-13.0, 38.0), (-4.0, 26.0)),
    ((-26.0, 74.0), (-24.0, 60.0), (-15.0, 50.0)),
    ((28.0, 70.0), (23.0, 56.0), (15.0, 44.0), (13.0, 28.0), (16.0, 10.0)),
)
_VEIN_MM: Final = 1.7
"""Veins on the back: places across and along the hand in mm, and their width."""


def skin_albedo(lightness: float, *, grain: float = 0.0) -> Floats:
    """(512, 512, 3): what the skin's linear colour is multiplied with at each texel.

    Args:
        lightness: Linear luminance of the person's skin; on dark skin palms and nails are much
            lighter than the backs, on pale skin hardly.
        grain: Deviation of the photo's noise on the face's skin, in sRGB levels.
    """
    places, normals, known = _places()
    dark = float(np.clip((0.34 - lightness) / 0.28, 0.0, 1.0))
    palm = _palm_share(normals)
    factor = np.ones((len(places), 3))
    factor *= 1.0 + palm[:, None] * (
        dark * np.array([0.66, 0.58, 0.56]) + (1.0 - dark) * np.array([0.05, -0.04, -0.04])
    )
    pads = _pads(places) * palm
    factor *= 1.0 + pads[:, None] * (1.0 - 0.6 * dark) * np.array([0.02, -0.16, -0.13])
    factor *= _mottled(places, palm)
    back = 1.0 - palm
    depth = 1.0 + 0.35 * dark
    factor *= 1.0 - depth * _knuckle_tone(places, back)[:, None] * np.array([0.07, 0.27, 0.26])
    factor *= 1.0 - _tip_tone(places)[:, None] * np.array([-0.02, 0.17, 0.14])
    lines = _finger_lines(places, palm, back) + _palm_lines(places, palm)
    # The floor of a crease is redder, not grey.
    factor *= np.exp(-np.clip(lines, -0.12, 0.7)[:, None] * np.array([0.78, 1.12, 1.18]))
    factor *= (1.0 + _tendons(places, back))[:, None]
    # Under thin pale skin veins look bluish; under dark skin only their relief shows.
    vein, relief = _veins(places, back)
    factor *= 1.0 - (1.0 - 0.7 * dark) * vein[:, None] * np.array([0.11, 0.05, 0.03])
    factor *= (1.0 + relief)[:, None]
    factor = _with_nails(factor, places, normals, dark)
    # Before the wrist goes into the sleeve it lies in its shade.
    shade = _smooth((-19.0 - places[:, 1]) / 16.0)
    factor *= 1.0 - shade[:, None] * np.array([0.52, 0.64, 0.68])
    # Noise of so many sRGB levels around the middle of the scale, as a share of linear light.
    factor *= 1.0 + (2.2 / 150.0) * grain * _noise(places / 0.75, 7)[:, None]
    texture = np.ones((SKIN_PX, SKIN_PX, 3), np.float32)
    texture[known] = factor
    return push_pull(texture, known.astype(np.float32)).astype(np.float64)


@cache
def _places() -> tuple[Points, Points, NDArray[np.bool_]]:
    """Bind position and normal of every texel that a triangle covers, and which those are."""
    mesh = build_mesh()
    normals = np.empty((len(mesh.positions), 3), np.float32)
    points = mesh.positions.astype(np.float32)
    find_normals(points, mesh.triangles, mesh.welded, 1.0, normals)
    skin = mesh.triangles[: mesh.n_skin_triangles]
    uvs = mesh.uvs * ATLAS_PX
    out = np.zeros((SKIN_PX, SKIN_PX, 6), np.float32)
    known = np.zeros((SKIN_PX, SKIN_PX), np.uint8)
    bake_places(uvs, skin, np.hstack([points, normals]).astype(np.float64), out, known)
    found = known.astype(bool)
    rows = out[found].astype(np.float64)
    return rows[:, :3], rows[:, 3:], found


def _smooth(share: NDArray[np.floating]) -> Floats:
    share = np.clip(np.asarray(share, np.float64), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def _palm_share(normals: Points) -> Floats:
    """1 where the skin looks out of the palm, 0 on the back, with a soft border at the sides."""
    return _smooth((normals[:, 2] + 0.30) / 0.75)


def _local(finger: int, bone: int, places: Points) -> Points:
    """Places in a joint's own axes: across, out of the back, toward the tip."""
    mesh = build_mesh()
    joint = _FINGERS[finger][bone]
    x, y, z = mesh.turns[joint].T
    away = places - mesh.pivots[joint]
    return np.column_stack([away @ x, away @ y, -(away @ z)])


def _near(local: Points, reach: float) -> NDArray[np.bool_]:
    return (
        (np.abs(local[:, 2]) < reach) & (np.abs(local[:, 0]) < 13.0) & (np.abs(local[:, 1]) < 16.0)
    )


def _joints() -> list[tuple[int, int, str]]:
    """(finger, bone, kind) of the joints with creases."""
    found: list[tuple[int, int, str]] = []
    for finger, bones in enumerate(_FINGERS):
        names = ("root", "last") if len(bones) == 3 else ("root", "middle", "last")
        found += [(finger, bone, name) for bone, name in enumerate(names)]
    return found


def _knuckle_tone(places: Points, back: Floats) -> Floats:
    """Redder, darker skin over the joints, 0..1."""
    tone = np.zeros(len(places))
    for finger, bone, kind in _joints():
        local = _local(finger, bone, places)
        size = {"root": 9.0, "middle": 7.0, "last": 5.0}[kind]
        strength = {"root": 0.85, "middle": 1.15, "last": 0.85}[kind]
        spot = np.exp(-0.5 * ((local[:, 2] + 1.0) ** 2 / size**2 + local[:, 0] ** 2 / 60.0))
        close = np.abs(local[:, 1]) < 16.0
        tone = np.maximum(tone, strength * spot * close * back)
    return tone


def _tip_tone(places: Points) -> Floats:
    """Pinker finger tips, 0..1."""
    tone = np.zeros(len(places))
    for finger, bones in enumerate(_FINGERS):
        local = _local(finger, len(bones) - 2, places)
        close = _near(local, 40.0)
        tone = np.maximum(tone, close * _smooth((local[:, 2] - 4.0) / 12.0))
    return tone


def _pads(places: Points) -> Floats:
    """Where the palm is full and pink: balls of thumb and little finger, roots of the fingers."""
    tone = np.zeros(len(places))
    for x, y, across, along in (
        (24.0, 38.0, 14.0, 20.0),
        (-30.0, 34.0, 10.0, 20.0),
        *((x, 84.0 - 0.012 * (x - 4.0) ** 2, 7.0, 8.0) for x in (21.0, 1.0, -17.0, -33.0)),
    ):
        away = ((places[:, 0] - x) / across) ** 2 + ((places[:, 1] - y) / along) ** 2
        tone = np.maximum(tone, np.exp(-0.7 * away))
    return tone


def _finger_lines(places: Points, palm: Floats, back: Floats) -> Floats:
    """How dark the creases of the fingers are: on the inside two lines, outside a bundle."""
    dark = np.zeros(len(places))
    for finger, bone, kind in _joints():
        local = _local(finger, bone, places)
        close = _near(local, 26.0)
        across, along = local[:, 0], local[:, 2]
        wave = 0.5 * np.sin(0.55 * across + 1.3 * finger + 2.1 * bone) + 0.018 * across**2
        inside = {
            "root": ((19.0, 0.20), (21.4, 0.12)),
            "middle": ((-1.4, 0.26), (1.2, 0.26), (3.6, 0.09)),
            "last": ((-0.2, 0.24), (2.0, 0.08)),
        }[kind]
        if finger == 0 and kind == "root":
            inside = ((0.0, 0.18), (2.2, 0.14))
        for at, strength in inside:
            off = along - at - 0.6 * wave
            line = np.exp(-0.5 * (off / _LINE_MM) ** 2)
            # Below a crease its lip catches the light.
            lip = np.exp(-0.5 * ((off + 1.9) / 1.0) ** 2)
            dark += close * palm * strength * (1.35 * line - 0.30 * lip)
        outside = {"root": (), "middle": (-4.6, -2.6, -0.8, 1.0, 3.2), "last": (-2.4, -0.8, 0.9)}[
            kind
        ]
        for k, at in enumerate(outside):
            bent = at * (1.0 + 0.022 * across**2 * (1.0 if k % 2 else 0.6)) + 0.7 * wave
            line = np.exp(-0.5 * ((along - bent) / 0.62) ** 2)
            fade = np.exp(-0.5 * (across / 5.4) ** 2)
            lip = np.exp(-0.5 * ((along - bent + 1.2) / 0.7) ** 2)
            strong = 0.34 if kind == "middle" else 0.24
            dark += close * back * fade * strong * (line - 0.35 * lip)
    return dark


def _palm_lines(places: Points, palm: Floats) -> Floats:
    """How dark the lines of the palm and of the wrist are."""
    dark = np.zeros(len(places))
    flat = places[:, :2]
    inner = np.flatnonzero((palm > 0.02) & (flat[:, 1] < 104.0) & (flat[:, 1] > 4.0))
    for knots, strength in _PALM_LINES:
        curve = _curve(np.array(knots))
        away = flat[inner, None] - curve  # (k, c, 2)
        square = away[..., 0] ** 2 + away[..., 1] ** 2
        nearest = square.argmin(axis=1)
        distance = np.sqrt(square[np.arange(len(inner)), nearest])
        at = nearest / (len(curve) - 1)
        ends = _smooth(np.minimum(at, 1.0 - at) / 0.18 + 0.12)
        dark[inner] += strength * ends * np.exp(-0.5 * (distance / 1.0) ** 2)
        dark[inner] += 0.22 * strength * ends * np.exp(-0.5 * (distance / 3.4) ** 2)
    for y, strength in ((3.0, 0.22), (-2.0, 0.14), (-9.0, 0.10)):
        bow = y - 0.004 * flat[:, 0] ** 2
        dark += strength * np.exp(-0.5 * ((flat[:, 1] - bow) / 1.0) ** 2)
    return dark * palm


def _curve(knots: Floats) -> Floats:
    """Points along a smooth line through knots (Catmull-Rom)."""
    ends = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    points: list[Floats] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in np.linspace(0.0, 1.0, 9, endpoint=False):
            bend, twist = 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
            points += [b + 0.5 * ((c - a) * t + bend * t**2 + twist * t**3)]
    return np.array([*points, knots[-1]])


def _tendons(places: Points, back: Floats) -> Floats:
    """Ridges from the wrist to the knuckles."""
    mesh = build_mesh()
    tone = np.zeros(len(places))
    for finger in range(1, 5):
        knuckle = mesh.pivots[_FINGERS[finger][0], :2]
        along = places[:, :2] @ knuckle / (knuckle @ knuckle)
        side = places[:, :2] - np.clip(along, 0.0, 1.0)[:, None] * knuckle
        off = np.hypot(side[:, 0], side[:, 1])
        fade = _smooth((along - 0.25) / 0.35) * _smooth((1.02 - along) / 0.15)
        tone += fade * (
            0.085 * np.exp(-0.5 * (off / 2.6) ** 2)
            - 0.050 * np.exp(-0.5 * ((off - 6.5) / 2.4) ** 2)
        )
    return tone * back


def _veins(places: Points, back: Floats) -> tuple[Floats, Floats]:
    """How much blood of veins shows on the back, 0..1, and the light on their relief."""
    flat = places[:, :2]
    rows = np.flatnonzero((back > 0.05) & (flat[:, 1] > -14.0) & (flat[:, 1] < 98.0))
    shown, relief = np.zeros(len(places)), np.zeros(len(places))
    for knots in _VEINS:
        curve = _curve(np.array(knots))
        away = flat[rows, None] - curve
        square = away[..., 0] ** 2 + away[..., 1] ** 2
        nearest = square.argmin(axis=1)
        at = nearest / (len(curve) - 1)
        side = away[np.arange(len(rows)), nearest, 0]
        fade = back[rows] * _smooth(np.minimum(at, 1.0 - at) / 0.22 + 0.15)
        band = fade * np.exp(-0.5 * square[np.arange(len(rows)), nearest] / _VEIN_MM**2)
        shown[rows] = np.maximum(shown[rows], band)
        # Light from above on the side: one flank is brighter than the other.
        relief[rows] += 0.060 * band * np.tanh(side / _VEIN_MM)
    return shown, relief


def _with_nails(factor: Floats, places: Points, normals: Points, dark: float) -> Floats:
    mesh = build_mesh()
    for finger, bones in enumerate(_FINGERS):
        half_width, half_length = _NAIL_HALF_MM[finger]
        joint, tip = bones[-2], bones[-1]
        local = _local(finger, len(bones) - 2, places)
        length = float(np.linalg.norm(mesh.pivots[tip] - mesh.pivots[joint]))
        across = local[:, 0] / half_width
        along = (local[:, 2] - length - 1.0) / half_length
        outward = normals @ mesh.turns[joint][:, 1]
        shape = np.maximum(np.abs(across), 1e-6) ** 2.6 + np.maximum(np.abs(along), 1e-6) ** 3.0
        on_back = (outward > 0.10) & (np.abs(local[:, 0]) < 12.0) & (np.abs(along) < 2.0)
        inside = on_back * _smooth((1.06 - shape) / 0.16)
        rim = on_back * np.exp(-0.5 * ((shape - 1.10) / 0.16) ** 2) * _smooth((0.95 - along) / 0.3)
        moon = _smooth((-0.62 - along + 0.25 * (1.0 - across**2)) / 0.18)
        edge = _smooth((along - 0.74 + 0.10 * across**2) / 0.12)
        nail = np.array([1.10, 0.94, 0.96]) * (1.0 + dark * np.array([0.55, 0.42, 0.42]))
        colour = nail * (
            1.0
            + moon[:, None] * np.array([0.03, 0.10, 0.10])
            + edge[:, None] * np.array([0.10, 0.24, 0.26])
        )
        gloss = 1.0 + 0.10 * np.exp(-0.5 * ((across + 0.25) / 0.22) ** 2) * (np.abs(along) < 0.8)
        factor = factor + inside[:, None] * (colour * gloss[:, None] - factor)
        factor *= 1.0 - rim[:, None] * np.array([0.20, 0.34, 0.34])
    return factor


def _mottled(places: Points, palm: Floats) -> Floats:
    """Skin is never of one tone: blood in blotches, pores."""
    blotch = _noise(places / 11.0, 1)[:, None] * np.array([0.030, 0.085, 0.080])
    blotch += _noise(places / 4.2, 2)[:, None] * np.array([0.026, 0.060, 0.056])
    pores = (0.042 - 0.016 * palm) * _noise(places / 1.1, 3) + 0.022 * _noise(places / 2.1, 4)
    return 1.0 + blotch + pores[:, None]


def _noise(places: Points, seed: int) -> Floats:
    """Smooth noise, -1..1 about, from a lattice of hashed values."""
    base = np.floor(places).astype(np.int64)
    share = places - base
    share = share * share * (3.0 - 2.0 * share)
    total = np.zeros(len(places))
    for corner in range(8):
        offset = np.array([corner & 1, corner >> 1 & 1, corner >> 2 & 1])
        at = (base + offset).astype(np.uint32)
        mixed = at[:, 0] * np.uint32(0x9E3779B1) ^ at[:, 1] * np.uint32(0x85EBCA77)
        mixed ^= at[:, 2] * np.uint32(0xC2B2AE3D) ^ np.uint32(seed * 0x27D4EB2F & 0xFFFFFFFF)
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0x2C1B3C6D)
        mixed ^= mixed >> np.uint32(12)
        value = mixed.astype(np.float64) / 2.0**31 - 1.0
        total += value * np.prod(np.where(offset, share, 1.0 - share), axis=1)
    return 1.6 * total
