"""Shapes that the stage adds to a rig: raised shoulders, breath, and wind in hair and cloth.

They act like blendshapes, so that a frame needs no other machinery: a travelling wave is two
shapes, its sine and its cosine.
"""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, Delaunay

from sherin.body.rig.model import Frame, Layer, Morph, Rig

__all__ = ["added_shapes", "held_at_edges", "wind_weights"]

Doubles = NDArray[np.float64]

_RAISE_D: Final = 0.42
"""How far a fully raised shoulder goes up: about 26 mm; a shrug is 30 to 50. By taste."""
_BREATH_UP_D, _BREATH_OUT_D = 0.035, 0.09
"""Chest and shoulders at full breath: 2 mm up and 6 mm out, as in quiet breathing."""
_HAIR_D, _CLOTH_D = 0.055, 0.014
"""Amplitude of the wind's waves at full strength."""
_LEAN_D: Final = 0.05
"""How far steady wind presses hair aside."""
_WAVES: Final = ((1.07, 1.0, (2.3, 1.1)), (2.63, 0.45, (-1.7, 3.4)))
"""Of wind: frequency in Hz, share of the amplitude, wave vector in radians per d. By taste."""
_FACE_HULL: Final = 468
_FRINGE_D: Final = (0.2, 1.1)
"""Beyond the face's hull hair begins to give way, and does so fully."""
_PRESS: Final = "windPress"
_HELD_D: Final = 0.9
"""Over this length the body comes to rest toward the edge where the photo cut it off."""


def held_at_edges(rig: Rig) -> Rig:
    """The rig with the edges of its body held still.

    A photo cuts the body off; where the cut lies in the picture it must not move, or the background
    shows behind it. What lies `_HELD_D` away from it moves fully.
    """
    layers = tuple(
        replace(layer, skinning=_held(layer, rig.frame)) if layer.name == "body" else layer
        for layer in rig.layers
    )
    return replace(rig, layers=layers)


def added_shapes(rig: Rig) -> dict[str, dict[str, Morph]]:
    """By layer name and shape name; for the layers `head`, `hair` (what hangs) and `body`."""
    added: dict[str, dict[str, Morph]] = {}
    for layer in rig.layers:
        if layer.name in {"head", "hair"}:
            added[layer.name] = _wind(layer, _hair_share(layer, rig.frame), _HAIR_D, lean=_LEAN_D)
        elif layer.name == "body":
            added[layer.name] = _chest(layer, rig.frame) | _wind(
                layer, _cloth_share(layer, rig.frame), _CLOTH_D, lean=0.0
            )
    return added


def wind_weights(wind: float, *, t_s: float, phase: float) -> dict[str, float]:
    """Weights of the wind's shapes at one moment."""
    weights = {_PRESS: wind}
    for k, (hz, _, _) in enumerate(_WAVES):
        at = 2.0 * pi * hz * t_s + phase
        weights[f"windSine{k}"] = wind * sin(at)
        weights[f"windCosine{k}"] = wind * cos(at)
    return weights


def _held(layer: Layer, frame: Frame) -> NDArray[np.float32]:
    free = _free(layer, frame)[:, None]
    at_rest = np.zeros_like(layer.skinning)
    at_rest[:, 0] = 1.0
    return (free * layer.skinning + (1.0 - free) * at_rest).astype(np.float32)


def _free(layer: Layer, frame: Frame) -> Doubles:
    """(n,) 0 on the sides and the lower edge of the layer, 1 inside and near the neck."""
    points = layer.positions.astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    to_edge = np.minimum(points[:, 0] - low[0], high[0] - points[:, 0])
    to_edge = np.minimum(to_edge, high[1] - points[:, 1])
    above = _smooth(frame.neck[1] + 0.3 - points[:, 1], 0.0, 0.6)
    return np.maximum(_smooth(to_edge, 0.0, _HELD_D), above)


def _chest(layer: Layer, frame: Frame) -> dict[str, Morph]:
    points = layer.positions.astype(np.float64)
    x, below = points[:, 0] - frame.neck[0], points[:, 1] - frame.neck[1]
    half = 0.5 * frame.shoulder_width
    steady = 1.0 - _smooth(below, 1.0, 3.0)
    shapes: dict[str, Morph] = {}
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        share = _smooth(sign * x / half, 0.12, 0.75) * (0.25 + 0.75 * steady)
        shapes[f"shoulderRaise{side}"] = _morph(share, (-0.1 * sign * _RAISE_D, -_RAISE_D, 0.0))
    chest = np.exp(-0.5 * ((x / (0.62 * half)) ** 2 + ((below - 1.5) / 1.2) ** 2))
    shoulders = _smooth(np.abs(x) / half, 0.1, 0.8) * steady
    up = -_BREATH_UP_D * np.maximum(shoulders, chest)
    moves = np.column_stack([0.35 * _BREATH_OUT_D * chest * x / half, up, -_BREATH_OUT_D * chest])
    shapes["breath"] = _dense(moves)
    free = _free(layer, frame).astype(np.float32)[:, None]
    return {
        name: replace(shape, delta=shape.delta * free[shape.index])
        for name, shape in shapes.items()
    }


def _wind(layer: Layer, share: Doubles, size: float, *, lean: float) -> dict[str, Morph]:
    flat = layer.positions[:, :2].astype(np.float64)
    shapes: dict[str, Morph] = {}
    for k, (_, part, wave) in enumerate(_WAVES):
        angle = flat @ np.array(wave)
        along = size * part * np.column_stack([np.ones(len(flat)), np.full(len(flat), 0.4)])
        for name, turn in (("Sine", np.cos(angle)), ("Cosine", np.sin(angle))):
            moves = np.zeros((len(flat), 3))
            moves[:, :2] = (share * turn)[:, None] * along
            shapes[f"wind{name}{k}"] = _dense(moves)
    if lean:
        shapes[_PRESS] = _morph(share, (lean, 0.2 * lean, 0.0))
    return shapes


def _hair_share(layer: Layer, frame: Frame) -> Doubles:
    """1 where hair may move freely, 0 in the face."""
    outside = _distance_outside(frame.landmarks[:_FACE_HULL, :2], layer.positions[:, :2])
    return _smooth(outside, *_FRINGE_D)


def _cloth_share(layer: Layer, frame: Frame) -> Doubles:
    return _smooth(layer.positions[:, 1].astype(np.float64) - frame.neck[1], 0.2, 1.0)


def _distance_outside(hull_of: NDArray[np.floating], points: NDArray[np.floating]) -> Doubles:
    """(n,) from each point to the convex hull of others, 0 inside."""
    corners = np.unique(hull_of.astype(np.float64), axis=0)
    points = points.astype(np.float64)
    if len(corners) < 3 or np.linalg.matrix_rank(corners - corners[0], tol=1e-6) < 2:
        return np.hypot(*(points - corners.mean(axis=0)).T)
    ring = corners[ConvexHull(corners).vertices]
    a, b = ring, np.roll(ring, -1, axis=0)
    edge = b - a
    along = np.einsum("pkc,kc->pk", points[:, None] - a, edge) / (edge**2).sum(axis=1)
    nearest = a + np.clip(along, 0.0, 1.0)[..., None] * edge
    away = np.linalg.norm(points[:, None] - nearest, axis=2).min(axis=1)
    away[Delaunay(ring).find_simplex(points) >= 0] = 0.0
    return np.asarray(away, np.float64)


def _morph(share: Doubles, move: tuple[float, float, float]) -> Morph:
    return _dense(share[:, None] * np.array(move))


def _dense(moves: Doubles) -> Morph:
    index = np.flatnonzero(np.abs(moves).max(axis=1) > 1e-4)
    return Morph(index=index.astype(np.int32), delta=moves[index].astype(np.float32))


def _smooth(value: Doubles, low: float, high: float) -> Doubles:
    share = np.clip((value - low) / (high - low), 0.0, 1.0)
    return np.asarray(share * share * (3.0 - 2.0 * share), np.float64)
