"""Hands in the tone of the portrait's skin, on a forearm in the cloth of its clothes.

Start with `build_hands`, which gives a `HandKit` or None where hands would look wrong
(`why_no_hands` tells why), and `pose_hands`, which turns a channel vector into triangles to draw.
`pose_joints` and `hand_key_points` give the joints alone. See docs/hands.md.
"""

from sherin.body.rig.hands.building import build_hands, skin_target, why_no_hands
from sherin.body.rig.hands.drawing import pose_hands
from sherin.body.rig.hands.key_points import hand_key_points
from sherin.body.rig.hands.kit import HandKit, HandLight, HandPose, HandSheet, Side
from sherin.body.rig.hands.posing import pose_joints

__all__ = [
    "HandKit",
    "HandLight",
    "HandPose",
    "HandSheet",
    "Side",
    "build_hands",
    "hand_key_points",
    "pose_hands",
    "pose_joints",
    "skin_target",
    "why_no_hands",
]
