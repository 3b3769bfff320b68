"""What surrounds a face in its portrait: background, body, hanging hair, the outline, glasses.

Start with `build_surroundings` (the layers behind the head) and `refine_head_texture` (the head's
own outline). Glasses are a rigid layer in front. See docs/surroundings.md.
"""

from __future__ import annotations

from sherin.body.rig.surroundings.building import build_surroundings
from sherin.body.rig.surroundings.matting import refine_head_texture

__all__ = ["build_surroundings", "refine_head_texture"]
