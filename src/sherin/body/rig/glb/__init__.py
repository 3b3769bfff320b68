"""The file of a rig: one GLB that any viewer opens, with a small JSON inside and beside it.

Start with `encode_rig` (rig -> bytes) and `decode_rig` (bytes -> rig); `rig_document` reads the
JSON alone. Meshes are in metres with y up, blendshapes are sparse morph targets with their names in
`extras.targetNames`, joints are skins, and textures are split into a JPEG and a PNG. What glTF has
no words for (fades, wrinkles, the face frame, limits) is in the JSON. See docs/avatars.md.
"""

from __future__ import annotations

from sherin.body.rig.glb.container import pack_glb, unpack_glb
from sherin.body.rig.glb.document import RigDocument, document_schema
from sherin.body.rig.glb.reading import decode_rig, rig_document
from sherin.body.rig.glb.writing import MAX_GLB_BYTES, encode_rig

__all__ = [
    "MAX_GLB_BYTES",
    "RigDocument",
    "decode_rig",
    "document_schema",
    "encode_rig",
    "pack_glb",
    "rig_document",
    "unpack_glb",
]
