"""What lies behind the skin: eyes, the lids that close over them, teeth, tongue and mouth.

Start with `build_eyes` and `build_mouth`; each makes a `Part` of layers for one portrait and its
head. Layers named in `IN_FRONT` are drawn after the head, all others before it. See
docs/eyes-and-mouth.md.
"""

from sherin.body.rig.insides.eyes import IN_FRONT, LOOK_DEG, build_eyes
from sherin.body.rig.insides.mouth import build_mouth

__all__ = ["IN_FRONT", "LOOK_DEG", "build_eyes", "build_mouth"]
