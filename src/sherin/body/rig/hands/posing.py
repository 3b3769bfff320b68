"""From channels to joints: where both hands are at one moment.

Everything is computed for a right hand; a left one is the mirror image of the right hand that has
its channels with X, yaw and roll turned around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.rig.hands.anatomy import CHANNELS, MIRRORED, VISIBILITY, joint_angles
from sherin.body.rig.hands.asset import FOREARM, PARENTS
from sherin.body.rig.hands.carrying import carried
from sherin.body.rig.hands.contact import room_between
from sherin.body.rig.hands.kernels import chain_matrices, moved_pivots, turn_joints
from sherin.body.rig.hands.kit import HandPose, Side
from sherin.body.rig.hands.mesh import HandMesh
from sherin.body.rig.hands.placing import (
    Box,
    Rectangle,
    box_of,
    forearm_turn,
    hand_turn,
    meeting,
    wrist_at,
)
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
_CLOSE_MM: Final = 60.0
"""The widest gap that hands close that are to touch; beyond twice that they pass each other."""
_TRAILING: Final = (-24.0, 14.0)
"""Pitch and roll of a hand that is away: the wrist leads, the fingers follow it up and down."""
_SOFT_D: Final = 0.30
"""How far before a limit a hand begins to give way, in d."""
_OUTWARD: Final = 0.6
"""Of the way down that it would take to clear the face: what a hand first gives way outward."""
_CUT_D: Final = -0.08
"""How far a joint may leave the picture at its side: not even its skin does."""
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
    both = min(own[VISIBILITY] for own in values.values()) if len(values) == 2 else 0.0
    meet = both * meeting(values["Right"][0], values["Left"][0]) if both > 0.0 else 0.0
    raised: dict[Side, _Raised] = {
        side: _raised(mesh, box, own, meet) for side, own in values.items()
    }
    for side, hand in raised.items():
        hand.move(_into_picture(hand, box.sides[side == "Left"]), 0.0)
    if len(raised) == 2:
        _keep_apart(raised["Right"], raised["Left"], box, both, meet)
    _into_sight(raised, values, box, meet)
    _clear_the_face(raised, box, ceiling, meet)
    pose = HandPose(visibility={}, matrices={}, key_points={})
    for side, hand in raised.items():
        matrices = hand.matrices
        pivots = mesh.pivots.copy()
        if side == "Left":
            matrices[:, 1, 3] += box.left_lower * (1.0 - meet)
            matrices[:, 0, 1:3] *= -1.0
            matrices[:, 1:, 0] *= -1.0
            matrices[:, 0, 3] *= -1.0
            pivots[:, 0] *= -1.0
        matrices[:, 0, 3] += box.middle
        matrices = carried(frame, vector, side, matrices)
        points = np.empty((FOREARM + 1, 3))
        moved_pivots(matrices, pivots, points)
        pose.visibility[side] = values[side][VISIBILITY]
        pose.matrices[side] = matrices
        pose.key_points[side] = points[list(KEY_POINTS)]
    return pose


@dataclass(slots=True, eq=False)
class _Raised:
    """A right hand on its way to its place, x counted from the body's middle."""

    matrices: Floats  # (26, 3, 4)
    joints: Floats  # (26, 3)
    thick: float

    def move(self, x: float, y: float) -> None:
        for out in (self.matrices[:, :, 3], self.joints):
            out[:, 0] += x
            out[:, 1] += y


def _raised(mesh: HandMesh, box: Box, values: list[float], meet: float) -> _Raised:
    """A hand where its channels want it."""
    distance, y, z = wrist_at(box, [*values[:3], values[VISIBILITY]], meet)
    away = 1.0 - values[VISIBILITY]
    hand = hand_turn(values[3], values[4] + _TRAILING[0] * away, values[5] + _TRAILING[1] * away)
    local = np.empty((FOREARM + 1, 3, 3))
    turn_joints(mesh.turns, joint_angles(values), _BIND_DEG, local)
    matrices = np.empty((FOREARM + 1, 3, 4))
    root = np.zeros((3, 4))
    fore = forearm_turn(box, (distance, y, z), hand)
    root[:, :3] = fore * box.d_per_mm
    root[:, 3] = -distance, y, z
    local[0] = fore.T @ hand
    chain_matrices(root, _PARENTS, _ORDER, mesh.pivots, local, matrices)
    joints = np.empty((FOREARM + 1, 3))
    moved_pivots(matrices, mesh.pivots, joints)
    return _Raised(matrices, joints, _THICK_MM * box.d_per_mm)


def _room_aside(hand: _Raised, side: float) -> float:
    """How far a hand can go outward until a joint leaves the picture; negative if one has."""
    seen = CAMERA_DISTANCE / (CAMERA_DISTANCE + hand.joints[:, 2])
    return side + _CUT_D - float((-hand.joints[:, 0] * seen).max())


def _into_picture(hand: _Raised, side: float) -> float:
    return max(-_room_aside(hand, side), 0.0)


def _keep_apart(right: _Raised, left: _Raised, box: Box, both: float, meet: float) -> None:
    """Each makes half of the room that they need between them, or closes half of their gap."""
    reach = float(right.joints[:, 0].max()) + float(left.joints[:, 0].max())
    past = 0.5 * reach + (_THICK_MM + _APART_MM) * box.d_per_mm
    move = -both * (1.0 - meet) * _giving_way(past)
    if meet > 0.0:
        gap = room_between(right.joints, left.joints, box.d_per_mm)
        most = _CLOSE_MM * box.d_per_mm
        move += 0.5 * meet * min(gap, max(2.0 * most - gap, 0.0))
    for hand in (right, left):
        hand.move(move, 0.0)


def _into_sight(
    raised: dict[Side, _Raised], values: dict[Side, list[float]], box: Box, meet: float
) -> None:
    """Up, where so little of a hand would be seen that it says nothing."""
    lift = {
        side: values[side][VISIBILITY] ** 3
        * _giving_way(float(hand.joints[:, 1].min()) - hand.thick - box.floor)
        for side, hand in raised.items()
    }
    most = max(lift.values(), default=0.0)
    for side, hand in raised.items():
        hand.move(0.0, -(lift[side] + meet * (most - lift[side])))


def _clear_the_face(raised: dict[Side, _Raised], box: Box, ceiling: float, meet: float) -> None:
    """First outward as far as the picture goes, then down; hands that touch go down together."""
    down: dict[Side, float] = {}
    for side, hand in raised.items():
        too_high = _giving_way(_too_high(box, hand.joints, ceiling, hand.thick))
        room = max(_room_aside(hand, box.sides[side == "Left"]), 0.0)
        hand.move(-(1.0 - meet) * min(_OUTWARD * too_high, room), 0.0)
        down[side] = _giving_way(_too_high(box, hand.joints, ceiling, hand.thick))
    most = max(down.values(), default=0.0)
    for side, hand in raised.items():
        hand.move(0.0, down[side] + meet * (most - down[side]))


def _giving_way(past: float) -> float:
    """At least as far as a limit is passed, and a little before it: no motion ends abruptly."""
    if past <= -_SOFT_D:
        return 0.0
    return past if past >= _SOFT_D else (past + _SOFT_D) ** 2 / (4.0 * _SOFT_D)


def _too_high(box: Box, joints: Floats, ceiling: float, thick: float) -> float:
    """How much higher the hand is than the mouth allows; negative where there is room."""
    near, far = box.beside
    share = np.clip((far - np.abs(joints[:, 0])) / (far - near), 0.0, 1.0)
    above = ceiling - joints[:, 1] + thick
    # Where the rule fades out it asks for less, and nothing at all beside the face.
    before = float(np.where(share > 0.0, above - 3.0 * (1.0 - share), -1e3).max())
    return max(before, box.top - float(joints[:, 1].min()) + thick)
