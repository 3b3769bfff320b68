"""What surrounds a face in its portrait: background, body, hanging hair, the outline, glasses.

Start with `build_surroundings` (the layers behind the head) and `refine_head_texture` (the head's
own outline). `find_glasses` and `build_glasses` take glasses off the skin and put them in front as
a rigid layer. See docs/surroundings.md.
"""

from __future__ import annotations

from sherin.body.rig.surroundings.building import build_surroundings
from sherin.body.rig.surroundings.glasses import build_glasses, find_glasses, without_glasses
from sherin.body.rig.surroundings.matting import refine_head_texture

__all__ = [
    "build_glasses",
    "build_surroundings",
    "find_glasses",
    "refine_head_texture",
    "without_glasses",
]
