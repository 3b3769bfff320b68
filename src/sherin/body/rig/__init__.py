"""One photo becomes a rig: layers of triangles with the 52 ARKit blendshapes, and two hands.

Start with `Rig` (what it is) and `Portrait` (what intake found in the photo). Building needs the
extra `rig`; what only looks at a rig needs numpy alone. See docs/rig.md.
"""

from __future__ import annotations

from sherin.body.rig.model import (
    CAMERA_DISTANCE,
    JOINTS,
    PHOTO_EXPRESSION,
    Fade,
    Frame,
    Layer,
    Morph,
    Rig,
    Texture,
    Wrinkle,
)
from sherin.body.rig.portrait import Portrait, Traits

__all__ = [
    "CAMERA_DISTANCE",
    "JOINTS",
    "PHOTO_EXPRESSION",
    "Fade",
    "Frame",
    "Layer",
    "Morph",
    "Portrait",
    "Rig",
    "Texture",
    "Traits",
    "Wrinkle",
]
