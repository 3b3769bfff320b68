"""The head layer: one photo's face and hair as a mesh that can speak.

Start with `build_head`, which turns a `Portrait` into a `Head`, and `Head`, where the layers behind
the skin (eyes, mouth) find the rims of its holes. docs/rig.md tells how a smile becomes a neutral
face and where the constants of the blendshapes come from.
"""

from sherin.body.rig.face.building import build_head
from sherin.body.rig.face.head import Head

__all__ = ["Head", "build_head"]
