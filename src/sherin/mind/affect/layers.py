"""The layers that cues are chosen for, and which capsule domain belongs to which."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from sherin.body.channels import DOMAINS
from sherin.wire import Layer

__all__ = [
    "CUE_LAYERS",
    "LAYER_OF_DOMAIN",
    "PACKET_ORDER",
    "POSE_SHELF",
    "POSE_SUBTYPES",
    "QUIET_HANDS",
    "READABLE_HANDS",
    "SCENE_LAYERS",
    "SHELF",
    "SHELF_OF_DOMAIN",
    "CueLayer",
]

CueLayer = Layer | Literal["voice"]
"""A packet layer, or `voice` for the voice blend."""

SCENE_LAYERS: Final[tuple[CueLayer, ...]] = ("camera", "light", "tempo", "environment", "temporal")
"""Layers around the person; chosen sparingly, when arousal jumps."""
CUE_LAYERS: Final[tuple[CueLayer, ...]] = ("hands", "face", "body", *SCENE_LAYERS, "voice")
"""Layers that are searched by affect. Base loops and expressions are named, not searched."""

PACKET_ORDER: Final[dict[CueLayer, int]] = {
    layer: rank for rank, layer in enumerate((*CUE_LAYERS[:-1], "expression", "voice"))
}
"""Order of the layers in a reaction: hands first, voice last."""
SHELF: Final[dict[CueLayer, int]] = {layer: shelf for shelf, layer in enumerate(CUE_LAYERS)}
"""Number of each searched layer in a `nearest` index."""
POSE_SHELF: Final = len(CUE_LAYERS)
"""Shelf of the capsules that pose the whole face; they stand on the face's own shelf, too."""
POSE_SUBTYPES: Final = ("expression_pose",)
READABLE_HANDS: Final = frozenset(
    {
        "abort_arc",
        "combined",
        "finger_spread",
        "hand_beat",
        "hand_pose",
        "hand_wave",
        "palm_orientation",
    }
)
"""Hand movements that are read from across a table."""
QUIET_HANDS: Final = frozenset({"finger_cluster", "micro_noise", "tap_rhythm", "thumb_index_press"})
"""Hand movements of a few millimetres: seen, they are a hand that lies there."""
LAYER_OF_DOMAIN: Final[list[str]] = ["voice" if d.name == "voice" else d.layer for d in DOMAINS]
"""By domain number."""
SHELF_OF_DOMAIN: Final = np.array(
    [CUE_LAYERS.index(name) if name in CUE_LAYERS else -1 for name in LAYER_OF_DOMAIN]
)
"""By domain number; -1: played by id only."""
