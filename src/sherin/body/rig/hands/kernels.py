"""Compiled inner loops of the hands: joints, skinning, normals, contact, what can be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "bake_places",
    "chain_matrices",
    "compiled",
    "far_first",
    "find_normals",
    "moved_pivots",
    "refine",
    "skin_points",
    "smallest_gap",
    "turn_joints",
    "visible_triangles",
]

P = ParamSpec("P")
R = TypeVar("R")
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int32]


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Machine code, kept on disk; never with fast maths, so the same input gives the same bytes."""
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def turn_joints(turns: Floats, angles: Floats, bind: Floats, out: Floats) -> None:
    """Turns of the joints about their pivots, bind axes.

    Args:
        turns: (26, 3, 3) columns are a joint's own axes.
        angles: (5, 4) as `joint_angles` gives them.
        bind: (5, 2) knuckle and middle joint of each finger in the bind pose, degrees.
        out: (26, 3, 3), written; the identity where nothing moves.
    """
    out[:] = 0.0
    for j in range(out.shape[0]):
        out[j, 0, 0], out[j, 1, 1], out[j, 2, 2] = 1.0, 1.0, 1.0
    one = np.empty((3, 3))
    two = np.empty((3, 3))
    for finger in range(5):
        for bone in range(3):
            # Thumb: joints 1, 2, 3, its root also twists; fingers: knuckle, also sideways.
            j = bone + 1 if finger == 0 else 5 * finger + 1 + bone
            bent = angles[finger, bone] - (bind[finger, bone] if bone < 2 else 0.0)
            for which in range(2):
                if which == 0:
                    x, y, z = turns[j, 0, 0], turns[j, 1, 0], turns[j, 2, 0]
                    turn, target = -bent, one
                else:
                    axis = 2 if finger == 0 else 1
                    x, y, z = turns[j, 0, axis], turns[j, 1, axis], turns[j, 2, axis]
                    turn, target = angles[finger, 3] if bone == 0 else 0.0, two
                c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
                k = 1.0 - c
                target[0, 0], target[0, 1], target[0, 2] = (
                    c + x * x * k,
                    x * y * k - z * s,
                    x * z * k + y * s,
                )
                target[1, 0], target[1, 1], target[1, 2] = (
                    y * x * k + z * s,
                    c + y * y * k,
                    y * z * k - x * s,
                )
                target[2, 0], target[2, 1], target[2, 2] = (
                    z * x * k - y * s,
                    z * y * k + x * s,
                    c + z * z * k,
                )
            for r in range(3):
                for q in range(3):
                    total = 0.0
                    for i in range(3):
                        total += two[r, i] * one[i, q]
                    out[j, r, q] = total


@compiled
def moved_pivots(matrices: Floats, pivots: Floats, out: Floats) -> None:
    """(j, 3) where the joints are: their pivots moved by their own matrices."""
    for j in range(out.shape[0]):
        for r in range(3):
            m = matrices[j, r]
            out[j, r] = m[0] * pivots[j, 0] + m[1] * pivots[j, 1] + m[2] * pivots[j, 2] + m[3]


@compiled
def chain_matrices(
    root: Floats, parents: Ints, order: Ints, pivots: Floats, local: Floats, out: Floats
) -> None:
    """Skin matrices (j, 3, 4) of joints that each turn about their pivot in the bind pose.

    Args:
        root: (3, 4) where the bind pose of the root goes.
        parents: (j,) parent of each joint, -1 for the root.
        order: (j,) joints with parents first.
        pivots: (j, 3).
        local: (j, 3, 3) turn of each joint in bind axes; the root's is the identity.
        out: (j, 3, 4), written.
    """
    for k in range(order.shape[0]):
        j = order[k]
        parent = parents[j]
        for r in range(3):
            if parent < 0:
                for c in range(4):
                    out[j, r, c] = root[r, c]
            else:
                moved = out[parent, r, 3]
                for c in range(3):
                    moved += out[parent, r, c] * pivots[j, c]
                for c in range(3):
                    total = 0.0
                    for i in range(3):
                        total += out[parent, r, i] * local[j, i, c]
                    out[j, r, c] = total
                    moved -= total * pivots[j, c]
                out[j, r, 3] = moved


@compiled
def skin_points(
    rest: Floats, joints: Ints, weights: Floats, matrices: Floats, out: Singles
) -> None:
    """Linear blend skinning: (n, 3) bind positions to (n, 3) positions."""
    for v in range(rest.shape[0]):
        for r in range(3):
            total = 0.0
            for k in range(4):
                share = weights[v, k]
                if share > 0.0:
                    m = matrices[joints[v, k], r]
                    total += share * (
                        m[0] * rest[v, 0] + m[1] * rest[v, 1] + m[2] * rest[v, 2] + m[3]
                    )
            out[v, r] = total


@compiled
def find_normals(points: Singles, triangles: Ints, welded: Ints, sign: float, out: Singles) -> None:
    """Unit normals (n, 3) by area; vertices with one `welded` index share theirs."""
    sums = np.zeros((points.shape[0], 3))
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = (
            points[b, 0] - points[a, 0],
            points[b, 1] - points[a, 1],
            points[b, 2] - points[a, 2],
        )
        vx, vy, vz = (
            points[c, 0] - points[a, 0],
            points[c, 1] - points[a, 1],
            points[c, 2] - points[a, 2],
        )
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for corner in (a, b, c):
            at = welded[corner]
            sums[at, 0] += nx
            sums[at, 1] += ny
            sums[at, 2] += nz
    for v in range(points.shape[0]):
        at = welded[v]
        length = np.sqrt(sums[at, 0] ** 2 + sums[at, 1] ** 2 + sums[at, 2] ** 2)
        scale = sign / length if length > 0.0 else 0.0
        for r in range(3):
            out[v, r] = sums[at, r] * scale


@compiled
def refine(
    points: Singles, normals: Singles, gains: Singles, edges: Ints, roundness: float
) -> None:
    """Fill the second part of the arrays with the middles of edges, bulged by the normals.

    Args:
        points: (n + e, 3), the first n rows given.
        normals: (n, 3) unit.
        gains: (n + e, 3), the first n rows given.
        edges: (e, 2).
        roundness: 0 leaves the middles on the edges, 1 is full Phong tessellation (Boubekeur and
            Alexa 2008).
    """
    n = normals.shape[0]
    for e in range(edges.shape[0]):
        a, b = edges[e, 0], edges[e, 1]
        along_a, along_b = 0.0, 0.0
        for r in range(3):
            half = 0.5 * (points[b, r] - points[a, r])
            along_a += half * normals[a, r]
            along_b -= half * normals[b, r]
        for r in range(3):
            flat = 0.5 * (points[a, r] + points[b, r])
            bulge = 0.5 * (along_a * normals[a, r] + along_b * normals[b, r])
            points[n + e, r] = flat - roundness * bulge
            gains[n + e, r] = 0.5 * (gains[a, r] + gains[b, r])


@compiled
def far_first(depth: Singles, order: Ints) -> None:
    """Write the order of depths, the largest first, to 1/1024 of their range; stable."""
    count = depth.shape[0]
    low, high = depth[0], depth[0]
    for t in range(count):
        low, high = min(low, depth[t]), max(high, depth[t])
    scale = 1023.0 / max(high - low, 1e-6)
    starts = np.zeros(1025, np.int64)
    for t in range(count):
        starts[1023 - int((depth[t] - low) * scale) + 1] += 1
    for k in range(1024):
        starts[k + 1] += starts[k]
    for t in range(count):
        bucket = 1023 - int((depth[t] - low) * scale)
        order[starts[bucket]] = t
        starts[bucket] += 1


@compiled
def visible_triangles(
    points: Singles,
    triangles: Ints,
    neighbours: Ints,
    camera: float,
    sign: float,
    chosen: Ints,
    outline: NDArray[np.uint8],
    depth: Singles,
) -> int:
    """Triangles that look at a camera at (0, 0, -camera), with their silhouette edges marked.

    Args:
        points: (n, 3) face frame.
        triangles: (m, 3).
        neighbours: (m, 3) triangle beyond edge k, or -1.
        camera: Distance of the camera from the origin.
        sign: 1, or -1 for the mirror image of the mesh.
        chosen: (m,) filled with the indices of triangles that can be seen.
        outline: (m,) filled beside: bit k where edge k ends what can be seen.
        depth: (m,) filled beside: mean distance.

    Returns:
        How many.
    """
    m = triangles.shape[0]
    faces = np.zeros(m, np.uint8)
    for t in range(m):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        za, zb, zc = points[a, 2] + camera, points[b, 2] + camera, points[c, 2] + camera
        if za > 0.5 and zb > 0.5 and zc > 0.5:
            ax, ay = points[a, 0] / za, points[a, 1] / za
            bx, by = points[b, 0] / zb, points[b, 1] / zb
            cx, cy = points[c, 0] / zc, points[c, 1] / zc
            area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            if area * sign < 0.0:
                faces[t] = 1
    count = 0
    for t in range(m):
        if faces[t] == 1:
            bits = 0
            for k in range(3):
                other = neighbours[t, k]
                if other < 0 or faces[other] == 0:
                    bits |= 1 << k
            chosen[count] = t
            outline[count] = bits
            depth[count] = (
                points[triangles[t, 0], 2] + points[triangles[t, 1], 2] + points[triangles[t, 2], 2]
            )
            count += 1
    return count


@compiled
def smallest_gap(one: Floats, other: Floats, radii: Floats) -> float:
    """How far apart along x spheres are that face each other across the plane x = 0.

    Args:
        one: (s, 3) centres, x toward the plane.
        other: (s, 3) centres on the other side, mirrored: x toward the plane, too.
        radii: (s,) of both.
    """
    least = np.inf
    for i in range(one.shape[0]):
        for j in range(other.shape[0]):
            dy, dz = one[i, 1] - other[j, 1], one[i, 2] - other[j, 2]
            reach = radii[i] + radii[j]
            square = reach * reach - dy * dy - dz * dz
            if square > 0.0:
                least = min(least, -one[i, 0] - other[j, 0] - np.sqrt(square))
    return least


@compiled
def bake_places(
    uvs: Floats, triangles: Ints, values: Floats, out: Singles, known: NDArray[np.uint8]
) -> None:
    """Lay vertex values into a texture: each texel gets those of the place it is drawn on.

    Args:
        uvs: (n, 2) in texels.
        triangles: (m, 3).
        values: (n, k).
        out: (h, w, k), written where a triangle covers the texel or its border.
        known: (h, w), set to 1 there.
    """
    height, width = known.shape
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, bx, by = uvs[a, 0], uvs[a, 1], uvs[b, 0], uvs[b, 1]
        cx, cy = uvs[c, 0], uvs[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        x0, x1 = int(max(0.0, min(ax, bx, cx) - 1.0)), int(min(width - 1.0, max(ax, bx, cx) + 1.0))
        y0, y1 = int(max(0.0, min(ay, by, cy) - 1.0)), int(min(height - 1.0, max(ay, by, cy) + 1.0))
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                px, py = x + 0.5, y + 0.5
                w1 = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) / area
                w2 = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / area
                w0 = 1.0 - w1 - w2
                if w0 >= 0.0 and w1 >= 0.0 and w2 >= 0.0:
                    for k in range(values.shape[1]):
                        out[y, x, k] = w0 * values[a, k] + w1 * values[b, k] + w2 * values[c, k]
                    known[y, x] = 1
