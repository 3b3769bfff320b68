"""From channels to joints: where both hands are at one moment.

Everything is computed for a right hand; a left one is the mirror image of the right hand that has
its channels with X, yaw and roll turned around.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.rig.hands.anatomy import CHANNELS, MIRRORED, VISIBILITY, joint_angles
from sherin.body.rig.hands.asset import FOREARM, PARENTS
from sherin.body.rig.hands.kernels import chain_matrices, moved_pivots, turn_joints
from sherin.body.rig.hands.kit import HandPose, Side
from sherin.body.rig.hands.mesh import HandMesh
from sherin.body.rig.hands.placing import Box, Rectangle, box_of, forearm_turn, hand_turn, wrist_at
from sherin.body.rig.model import CAMERA_DISTANCE, Frame

__all__ = ["KEY_POINTS", "pose_joints"]

Floats = NDArray[np.float64]

KEY_POINTS: Final = (
    0,
    *(1, 2, 3, 4),
    *(j for first in (5, 10, 15, 20) for j in range(first + 1, first + 5)),
)
"""Joints in the order of MediaPipe's 21 hand points."""
_ORDER: Final = np.array([FOREARM, *range(FOREARM)], np.int32)
_PARENTS: Final = np.array(PARENTS, np.int32)
_BIND_DEG: Final = np.array([[0.0, 0.0], [4.2, 1.0], [5.7, 0.3], [5.6, 1.0], [7.2, 1.0]])
"""Knuckle and middle joint as the file's hand holds them, measured on its joints."""
_THICK_MM: Final = 9.0
"""Half a finger: how far skin reaches beyond a joint."""
_APART_MM: Final = 5.0
"""Between a hand and the body's middle while both hands are up."""
_OUTWARD: Final = 0.6
"""Of the way down that it would take to clear the face: what a hand first gives way outward."""
_CUT_D: Final = 0.05
"""How far a finger tip may leave the picture at its side."""
_JAW_D: Final = 0.28
"""How much further down the chin is while the jaw is fully open."""
_SEEN: Final = 1e-4
"""Visibility below which a hand is not drawn."""


def pose_joints(
    mesh: HandMesh, frame: Frame, vector: ChannelVector, *, shown: Rectangle | None = None
) -> HandPose:
    """Joints of the hands that are in sight.

    Args:
        mesh: The hand.
        frame: Of the rig.
        vector: (N_CHANNELS,), each channel in its own unit.
        shown: What of the plane z = 0 the picture shows; the crop unless given.
    """
    box = box_of(frame, shown)
    ceiling = box.ceiling + _JAW_D * float(vector[CHANNEL_INDEX["jawOpen"]])
    values: dict[Side, list[float]] = {}
    for side, index in CHANNELS.items():
        own = vector[index].astype(np.float64)
        if own[VISIBILITY] > _SEEN:
            values[side] = (own * MIRRORED if side == "Left" else own).tolist()
    both = min((own[VISIBILITY] for own in values.values()), default=0.0) if len(values) == 2 else 0
    pose = HandPose(visibility={}, matrices={}, key_points={})
    for side, own in values.items():
        lower = box.left_lower if side == "Left" else 0.0
        matrices = _right_hand(
            mesh, box, own, ceiling=ceiling, both=both, side=box.sides[side == "Left"]
        )
        matrices[:, 1, 3] += lower
        if side == "Left":
            matrices[:, 0, 1:3] *= -1.0
            matrices[:, 1:, 0] *= -1.0
            matrices[:, 0, 3] *= -1.0
        matrices[:, 0, 3] += box.middle
        pivots = mesh.pivots.copy()
        if side == "Left":
            pivots[:, 0] *= -1.0
        points = np.empty((FOREARM + 1, 3))
        moved_pivots(matrices, pivots, points)
        pose.visibility[side] = own[VISIBILITY]
        pose.matrices[side] = matrices
        pose.key_points[side] = points[list(KEY_POINTS)]
    return pose


def _right_hand(
    mesh: HandMesh, box: Box, values: list[float], *, ceiling: float, both: float, side: float
) -> Floats:
    """(26, 3, 4) skin matrices of a right hand, x counted from the body's middle."""
    distance, y, z = wrist_at(box, [*values[:3], values[VISIBILITY]])
    hand = hand_turn(*values[3:6])
    local = np.empty((FOREARM + 1, 3, 3))
    turn_joints(mesh.turns, joint_angles(values), _BIND_DEG, local)
    matrices = np.empty((FOREARM + 1, 3, 4))
    scale = box.d_per_mm
    root = np.zeros((3, 4))
    fore = forearm_turn(box, (distance, y, z), hand)
    root[:, :3] = fore * scale
    local[0] = fore.T @ hand
    root[:, 3] = -distance, y, z
    chain_matrices(root, _PARENTS, _ORDER, mesh.pivots, local, matrices)
    joints = np.empty((FOREARM + 1, 3))
    moved_pivots(matrices, mesh.pivots, joints)
    thick = _THICK_MM * scale
    # Into the picture, off the other hand, and out of the way of the face: that first outward as
    # far as the picture goes, then down.
    seen = CAMERA_DISTANCE / (CAMERA_DISTANCE + joints[:, 2])
    room = side + _CUT_D - float((-joints[:, 0] * seen).max())
    inward = max(-room, 0.0)
    past = float(joints[:, 0].max()) + inward + thick + _APART_MM * scale
    inward -= both * max(past, 0.0)
    joints[:, 0] += inward
    aside = min(_OUTWARD * _too_high(box, joints, ceiling, thick), max(room + inward, 0.0))
    joints[:, 0] -= aside
    matrices[:, 0, 3] += inward - aside
    matrices[:, 1, 3] += _too_high(box, joints, ceiling, thick)
    return matrices


def _too_high(box: Box, joints: Floats, ceiling: float, thick: float) -> float:
    """How much lower the hand must be, so that no part of it covers the mouth."""
    near, far = box.beside
    share = np.clip((far - np.abs(joints[:, 0])) / (far - near), 0.0, 1.0)
    before = float((share * (ceiling - joints[:, 1] + thick)).max())
    return max(before, box.top - float(joints[:, 1].min()) + thick, 0.0)
