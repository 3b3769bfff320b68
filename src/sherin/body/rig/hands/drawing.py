"""From joints to triangles with light on them: what the stage draws."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import ChannelVector
from sherin.body.rig.hands.kernels import (
    far_first,
    find_normals,
    refine,
    skin_points,
    visible_triangles,
)
from sherin.body.rig.hands.kit import HandKit, HandPose, HandSheet
from sherin.body.rig.hands.light_kernels import shade
from sherin.body.rig.hands.mesh import SPHERES, HandMesh
from sherin.body.rig.hands.placing import Rectangle
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.rig.hands.shadow import shadow_sheet
from sherin.body.rig.model import CAMERA_DISTANCE, Frame

__all__ = ["draw_hands", "pose_hands"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_WRAP_SKIN: Final = np.array([[0.30, 0.17, 0.13]])
"""How far the key creeps around skin, which lets red through (docs/hands.md)."""
_WRAP_CLOTH: Final = np.array([[0.22, 0.22, 0.22]])
_SHEEN_CLOTH: Final = 0.0
_REACH: Final = 160.0
"""Square of how many radii away a sphere has no more effect: see `shade`."""
_AROUND: Final = 9.0
"""Radii of a finger's sphere within which of some sphere all skin of a hand and wrist is."""
_N_SPHERES: Final = len(SPHERES)
_ROUNDNESS: Final = 0.75
"""Of the way to full Phong tessellation; more swells the fingers' joints. By eye."""
_CONTACT: Final = 1.15
"""Of the contact shade, which takes at most .8 of itself away. By eye."""
_CAST: Final = 0.75
"""Of the key: what the shadow of a finger or of the other hand takes away. By eye."""
_BLEED: Final = 0.85
"""Hollows of skin stay red: walls hand on what they let through. By eye."""
_SKYWARD: Final = (0.22, 0.28)
"""Of skin and of cloth: how much more light from above than from below, by eye."""


def pose_hands(
    kit: HandKit, frame: Frame, vector: ChannelVector, *, shown: Rectangle | None = None
) -> tuple[HandSheet, ...]:
    """What to draw over the person at one moment, back to front; nothing while the hands are away.

    Args:
        kit: The person's hands.
        frame: Of the same rig.
        vector: (N_CHANNELS,), each channel in its own unit.
        shown: What of the plane z = 0 a picture shows that is not the square crop, so that hands
            come into its corners.

    Cost: about a millisecond for two hands.
    """
    pose = pose_joints(kit.mesh, frame, vector, shown=shown)
    if not pose.matrices:
        return ()
    return (shadow_sheet(kit, frame, pose), draw_hands(kit, pose))


def draw_hands(kit: HandKit, pose: HandPose) -> HandSheet:
    """Both hands as one sheet."""
    mesh = kit.mesh
    n, m = len(mesh.fine_uvs), len(mesh.fine_triangles)
    count = len(pose.matrices)
    points = np.empty((count * n, 3), np.float32)
    gains = np.empty((count * n, 3), np.float32)
    triangles = np.empty((count * m, 3), np.int32)
    outline = np.empty(count * m, np.uint8)
    depth = np.empty(count * m, np.float32)
    total = 0
    spheres = {
        side: _spheres(mesh, matrices, mirrored=side == "Left")
        for side, matrices in pose.matrices.items()
    }
    for k, side in enumerate(pose.matrices):
        others = [_reaching(spheres[s], spheres[side]) for s in spheres if s != side]
        shading = np.concatenate([spheres[side], *others])
        rows = slice(k * n, (k + 1) * n)
        mirrored = side == "Left"
        chosen = _one_hand(
            kit, pose.matrices[side], shading, points[rows], gains[rows], mirrored=mirrored
        )
        index, bits, far = chosen
        triangles[total : total + len(index)] = mesh.fine_triangles[index] + k * n
        outline[total : total + len(index)] = bits
        depth[total : total + len(index)] = far
        total += len(index)
    order = np.empty(total, np.int32)
    far_first(depth[:total], order)
    return HandSheet(
        name="hands",
        positions=points,
        uvs=np.tile(mesh.fine_uvs.astype(np.float32), (count, 1)),
        gains=gains,
        feather=np.ones(count * n, np.float32),
        triangles=triangles[:total][order],
        outline=outline[:total][order],
    )


def _one_hand(
    kit: HandKit,
    matrices: Floats,
    spheres: Floats,
    points: Singles,
    gains: Singles,
    *,
    mirrored: bool,
) -> tuple[NDArray[np.int32], NDArray[np.uint8], Singles]:
    """Fill a hand's points and gains; returns its visible triangles, outlines and depths."""
    mesh = kit.mesh
    rest = mesh.positions
    if mirrored:
        rest = rest * (-1.0, 1.0, 1.0)
    n = len(rest)
    skin_points(rest, mesh.joints, mesh.weights, matrices, points)
    normals = np.empty((n, 3), np.float32)
    find_normals(points[:n], mesh.triangles, mesh.welded, -1.0 if mirrored else 1.0, normals)
    light = kit.light
    skin, cloth = slice(0, mesh.n_skin), slice(mesh.n_skin, n)
    shade(
        points[skin], normals[skin], spheres, mesh.own[skin], light.direction, light.key,
        light.fill, _WRAP_CLOTH if light.is_grey else _WRAP_SKIN, np.array([light.sheen]),
        _SKYWARD[0], _CONTACT, _CAST, 1.0 if light.is_grey else _BLEED, gains[skin],
    )  # fmt: skip
    # The light's tints are what skin makes of it: cloth has none of them.
    key, fill = (np.full(3, colour.mean()) for colour in (light.key, light.fill))
    shade(
        points[cloth], normals[cloth], spheres[:_N_SPHERES], mesh.own[cloth], light.direction, key,
        fill, _WRAP_CLOTH, np.array([_SHEEN_CLOTH]), _SKYWARD[1], _CONTACT, _CAST, 1.0,
        gains[cloth],
    )  # fmt: skip
    refine(points, normals, gains, mesh.edges, _ROUNDNESS)
    m = len(mesh.fine_triangles)
    chosen, outline = np.empty(m, np.int32), np.empty(m, np.uint8)
    depth = np.empty(m, np.float32)
    count = visible_triangles(
        points,
        mesh.fine_triangles,
        mesh.fine_neighbours,
        CAMERA_DISTANCE,
        -1.0 if mirrored else 1.0,
        chosen,
        outline,
        depth,
    )
    return chosen[:count], outline[:count], depth[:count]


def _reaching(others: Floats, own: Floats) -> Floats:
    """Those spheres of the other hand that may throw a shadow as far as this hand is."""
    low = own[:, :3].min(axis=0) - _AROUND * own[0, 3]
    high = own[:, :3].max(axis=0) + _AROUND * own[0, 3]
    away = others[:, :3] - np.clip(others[:, :3], low, high)
    return others[(away * away).sum(axis=1) < _REACH * others[:, 3] ** 2]


def _spheres(mesh: HandMesh, matrices: Floats, *, mirrored: bool) -> Floats:
    """(s, 4): centres in the face frame and radii in d of what shades by nearness."""
    pivots = mesh.pivots * (-1.0, 1.0, 1.0) if mirrored else mesh.pivots
    joints = np.einsum("jrc,jc->jr", matrices[:, :, :3], pivots) + matrices[:, :, 3]
    scale = float(np.linalg.norm(matrices[0, :, 0]))
    starts = joints[[sphere[0] for sphere in SPHERES]]
    ends = joints[[sphere[1] for sphere in SPHERES]]
    shares = np.array([sphere[2] for sphere in SPHERES])[:, None]
    radii = np.array([sphere[3] for sphere in SPHERES])[:, None]
    return np.concatenate([starts + shares * (ends - starts), radii * scale], axis=1)
