"""The head's triangles: dense where lips and lids move, with the mouth and the eyes cut out."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.curves import (
    HOLES,
    LIP_ROWS_LOWER,
    LIP_ROWS_UPPER,
    N_FACE,
    trace_curves,
)
from sherin.body.rig.face.lip_line import snap_lips
from sherin.body.rig.face.neighbours import delaunay, interpolate, nearest
from sherin.body.rig.face.orientation import Orientation
from sherin.body.rig.landmarks import CHIN, FACE_OVAL
from sherin.body.rig.portrait import Portrait

__all__ = ["HeadMesh", "mesh_head"]

Points2 = NDArray[np.float64]  # (k, 2), d in the plane z = 0

_SPACING: Final = ((-9.0, 0.075), (0.12, 0.14), (0.55, 0.26))
"""(from this distance outside the face's outline on, spacing of the points), both in d."""

_MOUTH_OPENING: Final = 0.12
_EYE_OPENING: Final = 0.10
"""Holes are at least this high, in d, where the triangulation is made; the rest is not moved."""

_RIM_DEPTH: Final = 1.05
"""Depth of the head's silhouette, ears and hair, in d: about where the head turns.

So a turning head moves its face over its outline rather than its outline over the background.
"""

_RISE: Final = 0.75
"""From the face's outline outward, in d, until that depth is reached."""


_STEEPEST: Final = (3.2, 2.3)
"""Slopes of the depth over the picture, at most: in the middle of the face (sides of the nose) and
along its outline."""

_EDGE_REACH: Final = 0.25
"""How far inside the outline, in d, the limit begins to change."""

_RIPPLE: Final = 0.2
"""Standard width, in d, of the neighbourhood that a point outside the face is fitted to: about the
distance of the outline's landmarks."""

_CHIN_REACH: Final = 0.6
"""Half as far from the chin, in d, the surface is still its own; half as far again, it is not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadMesh:
    """Vertices as the photo shows them; the first `n_handles` are landmarks and curve points."""

    flat: Points2  # (n, 2): where the resting camera sees them, at z = 0
    depth: NDArray[np.float64]  # (n,)
    domain: Points2  # (n, 2): `flat` with the holes held open; never folds
    triangles: NDArray[np.int32]  # (m, 3), all of one winding in `domain`
    rings: dict[str, NDArray[np.int32]]
    n_handles: int
    below_jaw: NDArray[np.float64]
    """(n,): 0 in and above the face, 1 where the head layer has ended below the jaw."""
    outside: NDArray[np.float64]  # (n,): distance outside the face's outline, d; negative inside


def mesh_head(portrait: Portrait, orientation: Orientation) -> HeadMesh:
    """Triangles over the head and its hair, ending a little below the jaw."""
    curves = trace_curves()
    landmarks = portrait.landmarks
    face_flat = orientation.flat(landmarks[:N_FACE, :2])
    face_depth = orientation.depths(landmarks[:N_FACE])
    handles = _at_the_lips(portrait, orientation, curves.weights @ face_flat, curves.rings)
    oval = face_flat[list(FACE_OVAL)]
    rims = _jaw_rims(face_flat)
    loose = np.vstack([rims, _grid(portrait, orientation, handles, rims, oval)])
    loose = loose[~_in_holes(loose, handles, curves.rings)]
    flat = np.vstack([handles, loose])
    outside = _distance_outside(flat, oval)
    depth = np.concatenate(
        [
            curves.weights @ face_depth,
            _depth(loose, outside[len(handles) :], face_flat, face_depth, oval),
        ]
    )
    depth = _unfolding(flat, depth, outside)
    depth = _smooth_outward(flat, depth, outside, chin=face_flat[CHIN])
    domain = _held_open(flat, curves.rings)
    below = _below_jaw(flat, face_flat, oval)
    triangles = _triangulated(domain, curves.rings)
    shown = _is_shown(portrait, orientation, flat) & (below < 1.0)
    triangles = triangles[shown[triangles].any(axis=1)]
    return _compact(
        HeadMesh(
            flat=flat,
            depth=depth,
            domain=domain,
            triangles=triangles,
            rings=curves.rings,
            n_handles=len(handles),
            below_jaw=below,
            outside=outside,
        )
    )


def _at_the_lips(
    portrait: Portrait,
    orientation: Orientation,
    handles: Points2,
    rings: dict[str, NDArray[np.int32]],
) -> Points2:
    """The handles with the mouth's rims where the picture shows them, the red moved along."""
    pixels = handles * orientation.pixel_scale + orientation.pixel_origin
    upper, lower = rings["mouthInnerUpper"], rings["mouthInnerLower"]
    snapped = snap_lips(
        portrait.pixels,
        pixels[upper],
        pixels[lower],
        thickness=(
            _height_between(pixels, rings["mouthOuterUpper"], upper),
            _height_between(pixels, lower, rings["mouthOuterLower"]),
        ),
        eye_distance_px=portrait.eye_distance_px,
    )
    moved = handles.copy()
    for ring, rim, rows in (
        (upper, snapped[0], LIP_ROWS_UPPER),
        (lower, snapped[1], LIP_ROWS_LOWER),
    ):
        moved[ring] = orientation.flat(rim)
        shift = moved[list(rows[3])] - handles[list(rows[3])]
        for row, share in ((rows[1], 0.3), (rows[2], 0.7)):
            # The corners are shared by upper and lower lip and stay.
            moved[list(row[1:-1])] += share * shift[1:-1]
    _between_rims(moved, rings["mouthOuterUpper"], upper, LIP_ROWS_UPPER)
    _between_rims(moved, rings["mouthOuterLower"], lower, LIP_ROWS_LOWER)
    return moved


def _between_rims(
    points: Points2,
    outer: NDArray[np.int32],
    inner: NDArray[np.int32],
    rows: tuple[tuple[int, ...], ...],
) -> None:
    """Keep the rows inside the red between its border and its rim, in place.

    On thin lips the detector lets them cross by a pixel, and a crossing is a fold.
    """
    along = points[outer[-1]] - points[outer[0]]
    along = along / np.linalg.norm(along)
    down = np.array([-along[1], along[0]])
    x, y = points @ along, points @ down
    for row, low, high in ((rows[1], 0.15, 0.5), (rows[2], 0.4, 0.8)):
        at = list(row[1:-1])
        border, rim = (np.interp(x[at], x[curve], y[curve]) for curve in (outer, inner))
        height = np.where(np.abs(rim - border) < 1e-4, 1e-4, rim - border)
        share = np.clip((y[at] - border) / height, low, high)
        points[at] += (border + share * height - y[at])[:, None] * down


def _height_between(
    pixels: Points2, above: NDArray[np.int32], below: NDArray[np.int32]
) -> NDArray[np.float64]:
    """How far one curve lies below another, px, at the points of the mouth's rim among the two."""
    along = pixels[above[-1]] - pixels[above[0]]
    along = along / np.linalg.norm(along)
    down = np.array([-along[1], along[0]])
    x, y = pixels @ along, pixels @ down
    rim = above if len(above) > len(below) else below
    levels = [np.interp(x[rim], x[curve], y[curve]) for curve in (above, below)]
    return levels[1] - levels[0]


def _compact(mesh: HeadMesh) -> HeadMesh:
    """The mesh without loose points that no triangle uses."""
    used = np.zeros(len(mesh.flat), bool)
    used[: mesh.n_handles] = True
    used[mesh.triangles] = True
    renamed = np.cumsum(used) - 1
    return HeadMesh(
        flat=mesh.flat[used],
        depth=mesh.depth[used],
        domain=mesh.domain[used],
        triangles=renamed[mesh.triangles].astype(np.int32),
        rings=mesh.rings,
        n_handles=mesh.n_handles,
        below_jaw=mesh.below_jaw[used],
        outside=mesh.outside[used],
    )


def _distance_outside(points: Points2, outline: Points2) -> NDArray[np.float64]:
    """Distance of points (k, 2) to a closed outline, negative inside."""
    shape = outline.astype(np.float32).reshape(-1, 1, 2)
    return np.array(
        [-cv2.pointPolygonTest(shape, (float(x), float(y)), True) for x, y in points], np.float64
    )


_JAW: Final = tuple(reversed(FACE_OVAL[9:28]))  # ear to ear, image left to right


def _jaw_frame(
    points: Points2, face_flat: Points2
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each point: how far below the jaw line it lies, and where along it (0 chin, 1 ear)."""
    jaw = face_flat[list(_JAW)]
    dense = np.array([jaw[0]])
    for a, b in itertools.pairwise(jaw):
        dense = np.vstack([dense, a + (b - a) * np.linspace(0.1, 1, 10)[:, None]])
    steps = np.linspace(-1, 1, len(dense))
    ahead, at = nearest(dense, points)
    tangent = np.gradient(dense, axis=0)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])  # points down where x grows
    offset = points - dense[at]
    sign = np.sign((offset * normal[at]).sum(axis=1))
    return ahead * sign, np.abs(steps[at])


def _fade_width(along: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far below the jaw the layer reaches, d: narrow at the chin, wide toward the ears."""
    ease = np.clip((along - 0.25) / 0.7, 0, 1)
    return 0.08 + 0.40 * ease * ease * (3 - 2 * ease)


_JAW_MARGIN: Final = 0.14
"""Below the landmarks of the jaw, in d, until the mesh starts to fade.

Well beyond where the texture's own opacity ends, which has the finer edge: this one only makes sure
that the mesh stops nowhere at full strength.
"""


def _below_jaw(points: Points2, face_flat: Points2, oval: Points2) -> NDArray[np.float64]:
    """0 above the fade below the jaw, 1 beyond it."""
    below, along = _jaw_frame(points, face_flat)
    share = np.clip((below - _JAW_MARGIN) / _fade_width(along), 0, 1)
    # Above the ears' landmarks nothing is below the jaw, however the nearest normal leans.
    ear_y = np.interp(points[:, 0], face_flat[[234, 454], 0], face_flat[[234, 454], 1])
    high = np.clip((points[:, 1] - ear_y) / 0.35, 0, 1)
    outside = _distance_outside(points, oval) > 0
    return np.where(outside, share * high, 0.0)


def _jaw_rims(face_flat: Points2) -> Points2:
    """Rows of points below the jaw: where the fade starts, in its middle, at its end."""
    jaw = face_flat[list(_JAW)]
    tangent = np.gradient(jaw, axis=0)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    along = np.abs(np.linspace(-1, 1, len(jaw)))
    width = _fade_width(along)
    keep = along < 0.8
    rows = [jaw + normal * (_JAW_MARGIN + share * width)[:, None] for share in (0.0, 0.5, 1.0)]
    return np.vstack([row[keep] for row in rows])


def _grid(
    portrait: Portrait,
    orientation: Orientation,
    handles: Points2,
    rims: Points2,
    oval: Points2,
) -> Points2:
    """Hexagonal points over the picture, finer in the face, clear of the curves."""
    side = portrait.pixels.shape[0]
    low = orientation.flat(np.array([[0.0, 0.0]]))[0]
    high = orientation.flat(np.array([[float(side), float(side)]]))[0]
    taken = np.vstack([handles, rims])
    kept: list[Points2] = []
    edges = [start for start, _ in _SPACING[1:]] + [np.inf]
    for (start, step), end in zip(_SPACING, edges, strict=True):
        rise = step * 3**0.5 / 2
        # One step beyond the picture, so that its corners are covered.
        ys = np.arange(low[1] - step, high[1] + step + rise, rise, dtype=np.float64)
        xs = np.arange(low[0] - step, high[0] + 1.5 * step, step, dtype=np.float64)
        grid = np.stack(np.meshgrid(xs, ys), axis=-1)
        grid[1::2, :, 0] += step / 2
        points = np.asarray(grid.reshape(-1, 2), np.float64)
        outside = _distance_outside(points, oval)
        points = points[(outside >= start) & (outside < end)]
        distance, _ = nearest(taken, points)
        kept.append(points[distance > 0.6 * step])
    return np.vstack(kept)


def _in_holes(
    points: Points2, handles: Points2, rings: dict[str, NDArray[np.int32]]
) -> NDArray[np.bool_]:
    """Which points lie in the mouth or an eye as the photo shows them."""
    inside = np.zeros(len(points), bool)
    for upper, lower in HOLES:
        outline = np.concatenate([rings[upper], rings[lower][-2:0:-1]])
        inside |= _distance_outside(points, handles[outline]) < 0
    return inside


def _depth(
    points: Points2,
    outside: NDArray[np.float64],
    face_flat: Points2,
    face_depth: NDArray[np.float64],
    oval: Points2,
) -> NDArray[np.float64]:
    """Depth of loose points: the landmarks' surface, receding to the rim's depth around it."""
    # Sorted out of coincident landmarks (closed lips), which no smooth surface can pass through.
    inside = outside <= 0
    depth = np.empty(len(points))
    if inside.any():
        depth[inside] = interpolate(face_flat, face_depth, points[inside], smoothing=1e-3)
    away = points[~inside]
    distance, at = nearest(oval, away, n=6)
    weight = 1.0 / np.maximum(distance, 1e-3) ** 3
    weight /= weight.sum(axis=1, keepdims=True)
    edge = (face_depth[list(FACE_OVAL)][at] * weight).sum(axis=1)
    rise = np.sin(0.5 * np.pi * np.clip(outside[~inside] / _RISE, 0, 1))
    depth[~inside] = edge + (np.maximum(_RIM_DEPTH, edge) - edge) * rise
    return depth


def _unfolding(
    flat: Points2, depth: NDArray[np.float64], outside: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The depth with its steepest slopes cut, from the side of the camera.

    Near the outline the detector's surface falls away almost along the line of sight: a turn by 15
    degrees would draw a strip of a few pixels over a third of the cheek, as jagged as the outline.
    """
    t = np.clip((outside + _EDGE_REACH) / _EDGE_REACH, 0, 1)
    slope = _STEEPEST[0] + (_STEEPEST[1] - _STEEPEST[0]) * t * t * (3 - 2 * t)
    between = np.hypot(flat[:, None, 0] - flat[None, :, 0], flat[:, None, 1] - flat[None, :, 1])
    return (depth[None, :] + slope[:, None] * between).min(axis=1)


def _smooth_outward(
    flat: Points2, depth: NDArray[np.float64], outside: NDArray[np.float64], *, chin: Points2
) -> NDArray[np.float64]:
    """The depth without the ripples that a rim of landmarks leaves in what lies around it.

    A straight strand of hair or the edge of a cheek becomes a wave when such a head turns. So near
    the outline and beyond it each point lies on the plane that fits its neighbours best, which
    leaves slopes as they are. The chin stays: it does stand out from what is below it.

    Args:
        flat: (n, 2).
        depth: (n,).
        outside: (n,), distance outside the face's outline, d.
        chin: (2,), where the chin is.
    """
    at = np.flatnonzero(outside > -_EDGE_REACH)
    x, y = flat.T
    away = (x[at, None] - x) ** 2 + (y[at, None] - y) ** 2
    weight = np.exp(-0.5 * away / _RIPPLE**2)
    powers = np.column_stack([np.ones_like(x), x, y])
    moments = np.einsum("pi,pj->pij", powers, np.column_stack([powers, depth])).reshape(len(x), -1)
    fitted = (weight @ moments).reshape(-1, 3, 4)
    # Beyond the last points a plane has no hold: a little is left to the mean.
    centred = np.zeros((len(at), 3, 3))
    centred[:, [0, 1, 2], [0, 1, 2]] = 1.0
    centred[:, 1:, 0] = -flat[at]
    normal = centred @ fitted[:, :, :3] @ centred.transpose(0, 2, 1)
    seen = centred @ fitted[:, :, 3:]
    normal[:, [1, 2], [1, 2]] += 1e-3 * _RIPPLE**2 * normal[:, :1, 0]
    level = np.asarray(np.linalg.solve(normal, seen), np.float64)[:, 0, 0]
    share = np.clip(outside[at] / _EDGE_REACH + 1, 0, 1)
    share *= np.clip(np.hypot(*(flat[at] - chin).T) / _CHIN_REACH - 0.5, 0, 1)
    smooth = depth.copy()
    smooth[at] += share * share * (3 - 2 * share) * (level - depth[at])
    return smooth


def _held_open(flat: Points2, rings: dict[str, NDArray[np.int32]]) -> Points2:
    """The points with each hole opened to a least height, so that both rims are told apart."""
    domain = flat.copy()
    for upper, lower in HOLES:
        is_mouth = upper.startswith("mouth")
        height = _MOUTH_OPENING if is_mouth else _EYE_OPENING
        _open_hole(domain, flat, rings[upper], rings[lower], height=height)
    return domain


def _open_hole(
    domain: Points2,
    flat: Points2,
    upper: NDArray[np.int32],
    lower: NDArray[np.int32],
    *,
    height: float,
) -> None:
    """Push the points around one hole up and down, in place."""
    start, end = flat[upper[0]], flat[upper[-1]]
    along = (end - start) / np.linalg.norm(end - start)
    down = np.array([-along[1], along[0]])
    width = float(np.linalg.norm(end - start))
    s = (flat - start) @ along / width
    v = (flat - start) @ down
    ring_s = s[upper]
    middle = np.interp(s, ring_s, (v[upper] + v[lower]) / 2)
    gap = np.interp(s, ring_s, v[lower] - v[upper])
    bump = np.sqrt(np.clip(1 - (2 * s - 1) ** 2, 0, 1))
    lacking = np.clip(height * bump - gap, 0, None)
    side = np.sign(v - middle)
    side[upper[1:-1]] = -1.0
    side[lower[1:-1]] = 1.0
    if height == _MOUTH_OPENING:
        for rows, sign in ((LIP_ROWS_UPPER, -1.0), (LIP_ROWS_LOWER, 1.0)):
            for row in rows:
                side[list(row[1:-1])] = sign
    fade = np.exp(-((np.maximum(np.abs(v - middle) - gap / 2, 0) / (2.2 * height)) ** 2))
    shift = side * lacking / 2 * fade
    domain += shift[:, None] * down


def _triangulated(domain: Points2, rings: dict[str, NDArray[np.int32]]) -> NDArray[np.int32]:
    """Delaunay triangles without those inside a hole, all with the same winding."""
    triangles = delaunay(domain)
    a, b, c = (domain[triangles[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles = np.where((area < 0)[:, None], triangles[:, [0, 2, 1]], triangles)
    triangles = triangles[np.abs(area) > 1e-9]
    centre = domain[triangles].mean(axis=1)
    keep = np.ones(len(triangles), bool)
    for upper, lower in HOLES:
        outline = np.concatenate([rings[upper], rings[lower][-2:0:-1]])
        on_rim = np.isin(triangles, outline).all(axis=1)
        at = np.flatnonzero(on_rim)
        keep[at[_distance_outside(centre[at], domain[outline]) < 0]] = False
    return triangles[keep]


def _is_shown(portrait: Portrait, orientation: Orientation, flat: Points2) -> NDArray[np.bool_]:
    """Whether anything of the person lies near a point."""
    reach = max(1, round(0.3 * orientation.pixel_scale))
    small = cv2.resize(portrait.matte, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = 2 * (reach // 4) + 1
    near = cv2.dilate(small, np.ones((size, size), np.uint8))
    pixels = flat * orientation.pixel_scale + orientation.pixel_origin
    at = np.clip((pixels / 4).astype(int), 0, near.shape[0] - 1)
    return near[at[:, 1], at[:, 0]] > 0.02
