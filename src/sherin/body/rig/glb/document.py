"""The small JSON of a rig: what glTF has no words for, and what a page wants to know first.

The same document lies in the GLB (`scenes[0].extras.sherin`) and beside it as `.json`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from sherin.body.rig.model import Material

__all__ = [
    "DOCUMENT_VERSION",
    "EYE_DISTANCE_M",
    "SYNTHETIC_NOTE",
    "FadeEntry",
    "FrameEntry",
    "HandLightEntry",
    "HandsEntry",
    "LayerEntry",
    "RigDocument",
    "TextureEntry",
    "WrinkleEntry",
    "document_schema",
]

DOCUMENT_VERSION: Final = 1
EYE_DISTANCE_M: Final = 0.063
"""Mean distance of adults' pupils; d, the unit of the face frame, in metres."""
SYNTHETIC_NOTE: Final = "A synthetic likeness made from one photo; no person moved or said this."

Vector = tuple[float, float, float]
Terms = tuple[tuple[str, float], ...]
Count = Annotated[int, msgspec.Meta(ge=0)]


class FadeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Opacity of a layer: a smoothstep of a weighted sum of channels, 0 at `low`, 1 at `high`."""

    terms: Terms
    """(channel or `photoExpression`, weight)."""
    low: float
    high: float
    """Below `low` where the layer vanishes as the sum grows."""


class LayerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet; layers are drawn in the order of the list, the farthest first."""

    name: str
    """Name of its node and mesh in the GLB."""
    material: Material
    texture: str
    """Name of an entry of `textures`."""
    fades: tuple[FadeEntry, ...] = ()
    """Their products multiply the layer's opacity."""


class TextureEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A texture, and the images of the GLB it is put together from.

    Colours are the JPEG's where the PNG is opaque black, else the PNG's; opacity is the PNG's.
    """

    name: str
    width: Annotated[int, msgspec.Meta(ge=1, le=4096)]
    height: Annotated[int, msgspec.Meta(ge=1, le=4096)]
    jpeg: str | None = None
    """Name of an image; None where the PNG holds all."""
    png: str | None = None
    """Name of an image; None for an opaque texture."""


class WrinkleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that channels press into a layer's colour: x 1 + strength * (map / 127.5 - 1)."""

    name: str
    layer: str
    terms: Terms
    """Their weighted sum, cut to 0..1, is the strength."""
    image: str
    """Name of an image of the GLB, grey or in colour."""
    box: tuple[float, float, float, float]
    """Part of the UV square the map covers: u0, v0, u1, v1."""


class HandLightEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The light on the hands: one key, one fill, linear RGB."""

    direction: Vector
    """Toward the key, face frame."""
    key: Vector
    fill: Vector
    sheen: float
    """Broad highlight of the skin."""
    shadow: float
    """Opacity of the shadow on the chest."""
    is_grey: bool = False


class HandsEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Both hands: skinned meshes `handRight` and `handLeft`, waiting below the picture."""

    mesh: str
    """Which mesh the texture is drawn for."""
    texture: str
    """Name of an entry of `textures`: skin left, cloth right."""
    light: HandLightEntry
    chest: Annotated[tuple[float, ...], msgspec.Meta(max_length=4096)] = ()
    """Where the hands' shadow can fall, over its grid: 1 person, 0 background."""


class FrameEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How the face lies in the picture. Unit d (`metres_per_d`); x right, y down, z away."""

    width_d: Annotated[float, msgspec.Meta(gt=0)]
    """Width of the square crop at z = 0."""
    centre: tuple[float, float]
    pivot: Vector
    """What the head turns about."""
    neck: Vector
    """What the neck turns about."""
    rest_deg: Vector
    """Yaw, pitch and roll of the face in the photo."""
    landmarks: tuple[Vector, ...]
    """MediaPipe's 478 points at rest."""
    photo_landmarks: tuple[Vector, ...]
    """The same with the photo's expression."""
    chin_y: float
    hairline_y: float
    head_height: float
    shoulder_width: float
    skin_rgb: Vector
    """Linear, 0..1."""
    light: tuple[Vector, ...]
    """Nine spherical harmonics of the light on the face, linear RGB."""


class RigDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a rig but its triangles and pixels."""

    format: Literal["sherin-rig"] = "sherin-rig"
    version: Annotated[int, msgspec.Meta(ge=1)] = DOCUMENT_VERSION
    synthetic: Literal[True] = True
    """This is a made likeness, whoever the photo shows."""
    note: str = SYNTHETIC_NOTE
    metres_per_d: Annotated[float, msgspec.Meta(gt=0)] = EYE_DISTANCE_M
    camera_distance_d: Annotated[float, msgspec.Meta(gt=0)]
    """From here, on the axis of `frame.centre`, the rig at rest looks as the photo."""
    channels: tuple[str, ...]
    """Channels that change anything on this rig, in registry order."""
    limits: dict[str, float] = {}
    """Channels that must not pass a value on this rig."""
    left_out: tuple[str, ...] = ()
    """What the photo did not allow, in sentences for its owner."""
    provenance: dict[str, str] = {}
    """Generator, its version, the photo's SHA-256, the detector; no name, path or time."""
    layers: tuple[LayerEntry, ...]
    textures: tuple[TextureEntry, ...]
    wrinkles: tuple[WrinkleEntry, ...] = ()
    frame: FrameEntry
    hands: HandsEntry | None = None
    """None where hands would look wrong; `left_out` says why."""


def document_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of `RigDocument`."""
    schema = msgspec.json.schema(RigDocument)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The small JSON of a SHERIN rig",
        **schema,
    }
