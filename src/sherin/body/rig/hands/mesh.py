"""The mesh that is drawn: the hand with a longer wrist, on a forearm joint, in a sleeve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.asset import FOREARM, PARENTS, HandAsset, read_hand

__all__ = ["ATLAS_PX", "SKIN_PX", "SPHERES", "WHITE_PX", "HandMesh", "build_mesh"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

SKIN_PX: Final = 512
"""Side of the skin's square in the atlas; the cloth takes the columns right of it."""
ATLAS_PX: Final = (768, 512)
"""(width, height) of the texture."""
WHITE_PX: Final = 12
"""Side of the white square at the texture's lower right, which the shadow takes its colour on."""

_WRIST_FROM_MM: Final = 3.0
"""The file's wrist ends 22 mm behind the joint; from here on it is drawn out by this factor."""
_WRIST_STRETCH: Final = 2.5
_BLEND_MM: Final = (-16.0, 12.0)
"""Where the skin changes from the forearm (below) to the wrist (above)."""

_CUFF_MM: Final = -30.0
"""Where the sleeve begins: some wrist stays bare, so that it reads as cloth, not as a glove."""
_SLEEVE_MM: Final = -330.0
_CUFF_HALF: Final = (35.0, 27.5)
_ELBOW_HALF: Final = (58.0, 53.0)
"""Half axes of the sleeve at the cuff and 260 mm further, across and through (docs/hands.md)."""
_WRIST_CENTRE: Final = (-1.0, 0.8)
"""Middle of the wrist's section, x and z in mm."""
_AROUND: Final = 28
_RINGS_MM: Final = (-30.0, -31.2, -36.0, -42.5, -44.0, -58.0, -72.0, -88.0, -106.0, -126.0,
                    -150.0, -180.0, -215.0, -260.0, -330.0)  # fmt: skip
_HEM_MM: Final = -43.0
"""The cuff's seam: the sleeve is a little narrower in front of it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandMesh:
    """One right hand with wrist and sleeve, in the bind pose, hand space, mm."""

    positions: Floats  # (n, 3)
    uvs: Floats  # (n, 2) in the atlas, 0..1
    triangles: Ints  # (m, 3)
    joints: Ints  # (n, 4)
    weights: Floats  # (n, 4)
    pivots: Floats  # (26, 3)
    turns: Floats  # (26, 3, 3)
    n_skin: int
    """Vertices before this one are skin, the others cloth."""
    n_skin_triangles: int
    welded: Ints  # (n,): vertices at one place share a number
    edges: Ints  # (e, 2): vertex n + k of the fine mesh lies in the middle of edge k
    fine_triangles: Ints  # (4 m, 3) into the n vertices and the e middles
    fine_uvs: Floats  # (n + e, 2)
    fine_neighbours: Ints  # (4 m, 3): fine triangle beyond edge k, or -1
    own: NDArray[np.uint8]  # (n, 20): 1 where a sphere does not shade the vertex


SPHERES: Final = (
    *((first + k, first + k + 1, 0.5, 8.6) for first in (5, 10, 15, 20) for k in (1, 2, 3)),
    *((joint, joint + 1, 0.6, 12.0) for joint in (5, 10, 15, 20)),
    *((joint, joint + 1, 0.5, radius) for joint, radius in ((1, 13.0), (2, 10.5), (3, 9.0))),
    (0, 10, 0.6, 16.0),
)  # fmt: skip
"""What shades by nearness: on the bone from a joint to another, how far along, radius in mm."""


@cache
def build_mesh() -> HandMesh:
    """The mesh, the same for every person.

    Raises:
        RigError: The hand's file is missing.
    """
    asset = read_hand()
    skin = _skin(asset)
    cloth = _sleeve()
    n_skin, m_skin = len(skin[0]), len(skin[2])
    positions = np.concatenate([skin[0], cloth[0]])
    triangles = np.concatenate([skin[2], cloth[2] + n_skin]).astype(np.int32)
    joints = np.zeros((len(positions), 4), np.int32)
    weights = np.zeros((len(positions), 4))
    joints[:n_skin], weights[:n_skin] = skin[3], skin[4]
    joints[n_skin:, 0], weights[n_skin:, 0] = FOREARM, 1.0
    keys = np.round(positions, 2)
    keys[n_skin:, 0] += 1e4  # cloth never shares a place with skin
    _, welded = np.unique(keys, axis=0, return_inverse=True)
    welded = welded.reshape(-1).astype(np.int32)
    uvs = np.concatenate([skin[1], cloth[1]])
    edges, fine = _split(triangles, len(positions))
    return HandMesh(
        positions=positions,
        uvs=uvs,
        triangles=triangles,
        joints=joints,
        weights=weights,
        pivots=asset.pivots,
        turns=asset.turns,
        n_skin=n_skin,
        n_skin_triangles=m_skin,
        welded=welded,
        edges=edges,
        fine_triangles=fine,
        fine_uvs=np.concatenate([uvs, uvs[edges].mean(axis=1)]),
        fine_neighbours=_neighbours(_welded_fine(welded, edges)[fine]),
        own=_own_spheres(joints, weights, n_skin),
    )


def _skin(asset: HandAsset) -> tuple[Floats, Floats, Ints, Ints, Floats]:
    positions = asset.positions.copy()
    behind = np.maximum(_WRIST_FROM_MM - positions[:, 1], 0.0)
    positions[:, 1] -= (_WRIST_STRETCH - 1.0) * behind
    joints, weights = _with_forearm(positions, asset.joints, asset.weights)
    uvs = asset.uvs * (SKIN_PX / ATLAS_PX[0], 1.0)
    return positions, uvs, asset.triangles, joints, weights


def _with_forearm(positions: Floats, joints: Ints, weights: Floats) -> tuple[Ints, Floats]:
    """The wrist's own part of each vertex shared with the forearm behind it."""
    low, high = _BLEND_MM
    share = np.clip((positions[:, 1] - low) / (high - low), 0.0, 1.0)
    hand = share * share * (3.0 - 2.0 * share)
    joints, weights = joints.copy(), weights.copy()
    for v in np.flatnonzero(hand < 1.0):
        weights[v] *= hand[v]
        slot = int(np.argmin(weights[v]))
        joints[v, slot] = FOREARM
        weights[v, slot] = 0.0
        weights[v, slot] = 1.0 - weights[v].sum()
    return joints, weights


def _sleeve() -> tuple[Floats, Floats, Ints]:
    """A tapered tube with folds, turned in at its end so that the wrist comes out of a dark gap."""
    around = np.linspace(0.0, 2.0 * np.pi, _AROUND + 1)
    rows: list[Floats] = []
    v_of: list[float] = []
    # Inside first: from the dark back to the rim.
    for y, share in ((_CUFF_MM - 16.0, 0.80), (_CUFF_MM - 1.0, 0.90)):
        rows.append(_ring(y, around, share))
        v_of.append(0.0 if not v_of else 0.012)
    for y in _RINGS_MM:
        rows.append(_ring(y, around, 1.0))
        v_of.append(0.02 + 0.95 * (_CUFF_MM - y) / (_CUFF_MM - _SLEEVE_MM))
    u = SKIN_PX / ATLAS_PX[0] + (1.0 - SKIN_PX / ATLAS_PX[0]) * (
        0.004 + 0.992 * around / (2 * np.pi)
    )
    positions = np.concatenate(rows)
    uvs = np.column_stack([np.tile(u, len(rows)), np.repeat(v_of, _AROUND + 1)])
    triangles: list[tuple[int, int, int]] = []
    for row in range(len(rows) - 1):
        for k in range(_AROUND):
            a = row * (_AROUND + 1) + k
            b, c, d = a + 1, a + _AROUND + 1, a + _AROUND + 2
            triangles += [(a, b, c), (b, d, c)]
    return positions, uvs, np.array(triangles, np.int32)


def _ring(y: float, around: Floats, share: float) -> Floats:
    """Points of the sleeve's section at `y`; folds grow away from the cuff."""
    along = (_CUFF_MM - y) / 260.0
    half_x = _CUFF_HALF[0] + (_ELBOW_HALF[0] - _CUFF_HALF[0]) * along
    half_z = _CUFF_HALF[1] + (_ELBOW_HALF[1] - _CUFF_HALF[1]) * along
    turn = around % (2.0 * np.pi)  # the last column lies on the first
    if y < _HEM_MM:
        slack = min((_HEM_MM - y) / 22.0, 1.0)
        # Cloth is pushed up behind the cuff: slanting folds, not rings. By eye.
        folds = (
            0.050 * np.sin(2.0 * turn + 0.085 * y + 0.6)
            + 0.034 * np.sin(3.0 * turn - 0.13 * y + 2.1)
            + 0.018 * np.sin(5.0 * turn + 0.21 * y)
        )
        share = share * (1.0 + slack * (0.07 * np.exp((y + 58.0) / 60.0) + folds))
    elif y > _CUFF_MM - 0.6:
        share = share * 0.985
    return np.column_stack(
        [
            _WRIST_CENTRE[0] + half_x * np.cos(turn) * share,
            np.full(turn.shape, y) + 1.6 * np.sin(turn + 0.7) * (share > 0.95),
            _WRIST_CENTRE[1] + half_z * np.sin(turn) * share,
        ]
    )


def _split(triangles: Ints, n: int) -> tuple[Ints, Ints]:
    """Edges (e, 2) and the triangles (4 m, 3) that their middles make, four of each."""
    sides = np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges, of_side = np.unique(np.sort(sides, axis=1), axis=0, return_inverse=True)
    middle = of_side.reshape(-1, 3).astype(np.int32) + n  # of edges 01, 12, 20
    a, b, c = triangles.T
    ab, bc, ca = middle.T
    fine = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    return edges.astype(np.int32), fine.astype(np.int32)


def _welded_fine(welded: Ints, edges: Ints) -> Ints:
    """Numbers of places for the fine mesh: a middle is where the places of its ends say."""
    ends = np.sort(welded[edges], axis=1)
    _, place = np.unique(ends, axis=0, return_inverse=True)
    return np.concatenate([welded, place.reshape(-1) + len(welded)]).astype(np.int32)


def _neighbours(places: Ints) -> Ints:
    """For each edge k (corner k to k + 1) of each triangle of welded vertices: who is beyond it."""
    edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for t, corners in enumerate(places.tolist()):
        for k in range(3):
            a, b = corners[k], corners[(k + 1) % 3]
            edges.setdefault((min(a, b), max(a, b)), []).append((t, k))
    beyond = np.full(places.shape, -1, np.int32)
    for users in edges.values():
        if len(users) == 2:
            (t, k), (other, j) = users
            beyond[t, k], beyond[other, j] = other, t
    return beyond


def _own_spheres(joints: Ints, weights: Floats, n_skin: int) -> NDArray[np.uint8]:
    """A bone does not shade its own skin, nor that of the bones it is joined to."""
    palm = {0, 1, 5, 10, 15, 20, FOREARM}
    kin: list[set[int]] = []
    for joint, parent in enumerate(PARENTS):
        children = {k for k, p in enumerate(PARENTS) if p == joint}
        near = {joint, parent, *children}
        kin.append(near | palm if joint in palm else near)
    own = np.zeros((len(joints), len(SPHERES)), np.uint8)
    bones = [sphere[0] for sphere in SPHERES]
    for v in range(len(joints)):
        moved_by = [int(j) for j, w in zip(joints[v], weights[v], strict=True) if w > 0.08]
        close = set[int]().union(*(kin[j] for j in moved_by))
        own[v] = [v >= n_skin or bone in close for bone in bones]
    return own
