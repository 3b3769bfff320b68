"""What a rig is in memory: layers of triangles, their textures, and how they move.

Space is the face frame: unit `d`, the distance of the two eye centres; x to the image's right (the
person's left), y down, z away from the camera; the origin lies between the eyes. Only the GLB
writer turns this into metres with y up. A camera at (0, 0, -`CAMERA_DISTANCE`) sees a rig at rest
exactly as the photo shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CAMERA_DISTANCE",
    "JOINTS",
    "PHOTO_EXPRESSION",
    "Fade",
    "Frame",
    "Layer",
    "Material",
    "Morph",
    "Rig",
    "Texture",
    "Wrinkle",
]

CAMERA_DISTANCE: Final = 16.0
"""From the camera to the plane of the eyes, in d. About 1 m, a usual portrait distance."""

PHOTO_EXPRESSION: Final = "photoExpression"
"""Name of the extra morph that brings back the expression the photo was taken with."""

JOINTS: Final = ("root", "torso", "neck", "head")
"""What a layer's `skinning` columns mean, in this order. `root` never moves."""

Points = NDArray[np.float32]  # (n, 3), face frame, d
Texture = NDArray[np.uint8]  # (h, w, 4), sRGB, straight alpha; row 0 is the top
Material = Literal["card", "skin", "eye", "mouth", "teeth", "lid", "shadow", "glasses", "hand"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Morph:
    """How one blendshape at weight 1 moves the few vertices it moves."""

    index: NDArray[np.int32]  # (k,), ascending
    delta: NDArray[np.float32]  # (k, 3), d


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """Opacity of a layer from channels: a smoothstep of a weighted sum.

    0 at `low` or below, 1 at `high` or above; with `low` > `high` it falls instead. Several fades
    of a layer multiply.
    """

    terms: tuple[tuple[str, float], ...]
    """(channel or `photoExpression`, weight)."""
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One sheet of triangles. Layers are drawn in the order of `Rig.layers`, the farthest first.

    Inside a layer nearer triangles hide farther ones. `feather` multiplies the texture's alpha, so
    a rim of vertices at 0 gives an edge without stairs.
    """

    name: str
    """In camelCase, e.g. `background`, `body`, `eyeballLeft`, `head`."""
    material: Material
    texture: str
    """Key of `Rig.textures`."""
    positions: Points
    uvs: NDArray[np.float32]  # (n, 2), 0..1, (0, 0) at the texture's top left
    triangles: NDArray[np.int32]  # (m, 3)
    skinning: NDArray[np.float32]  # (n, 4), weights over JOINTS, rows sum to 1
    feather: NDArray[np.float32]  # (n,), 0..1
    morphs: Mapping[str, Morph] = field(default_factory=dict[str, Morph])
    """By blendshape name, or `photoExpression`."""
    fades: tuple[Fade, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wrinkle:
    """Lines that some blendshapes press into a layer's texture.

    The texture's colour is multiplied by `1 + strength * (map / 127.5 - 1)`, where `strength` is
    the weighted sum of the channels, cut to 0..1.
    """

    name: str
    layer: str
    terms: tuple[tuple[str, float], ...]
    map: NDArray[np.uint8]  # (h, w), or (h, w, 3) for red, green and blue; 128 changes nothing
    box: tuple[float, float, float, float]
    """Part of the UV square the map covers: u0, v0, u1, v1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """How the face frame lies in the picture, and what was measured in it."""

    width_d: float
    """Width of the square crop at the plane z = 0, in d."""
    centre: tuple[float, float]
    """Where the crop's centre is at z = 0: (x, y) in d."""
    pivot: tuple[float, float, float]
    """What the head turns about, in d."""
    neck: tuple[float, float, float]
    """Root of the neck: what the neck joint turns about, in d."""
    rest_deg: tuple[float, float, float]
    """Yaw, pitch, roll of the face in the photo, signs as the channels'."""
    landmarks: Points  # (478, 3): MediaPipe's topology, at rest (neutral), face frame
    photo_landmarks: Points  # (478, 3): the same with the photo's own expression
    chin_y: float
    hairline_y: float
    head_height: float
    """Chin to crown, in d: the unit of headX, headY, headZ."""
    shoulder_width: float
    """In d: the unit of the wrists' channels."""
    skin_rgb: tuple[float, float, float]
    """Linear RGB of the face's skin, 0..1."""
    light: NDArray[np.float32]  # (9, 3): spherical harmonics of the light on the face, linear


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rig:
    """One person's avatar."""

    layers: tuple[Layer, ...]
    textures: Mapping[str, Texture]
    wrinkles: tuple[Wrinkle, ...]
    frame: Frame
    hands: object | None = None
    """A `sherin.body.rig.hands.HandKit`, or None where hands would look wrong."""
    limits: Mapping[str, float] = field(default_factory=dict[str, float])
    """Channels that must not pass a value here, e.g. {"jawOpen": 0.5} for a hand at the chin."""
    left_out: tuple[str, ...] = ()
    """What this photo did not allow, in sentences for its owner."""
    provenance: Mapping[str, str] = field(default_factory=dict[str, str])
    """Generator, its version, the photo's SHA-256, detector; no name, path or time."""

    def layer(self, name: str) -> Layer:
        """The layer of that name.

        Raises:
            KeyError: there is none.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)
