"""From a portrait to its head: mesh, neutral, blendshapes, texture and frame, in this order."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.anatomy import describe, steering
from sherin.body.rig.face.curves import N_FACE
from sherin.body.rig.face.folds import flatten_folds
from sherin.body.rig.face.head import Head
from sherin.body.rig.face.lighting import fit_light, normals_of
from sherin.body.rig.face.lip_line import seal_lips
from sherin.body.rig.face.mesh import HeadMesh, mesh_head
from sherin.body.rig.face.neutral import PhotoMouth, cheek_fall, neutral_field
from sherin.body.rig.face.orientation import Orientation, orient
from sherin.body.rig.face.shapes import blendshape_fields, clear_of_holes
from sherin.body.rig.face.spreading import Spreader
from sherin.body.rig.face.wrinkles import draw_wrinkles
from sherin.body.rig.landmarks import CHIN, FOREHEAD_TOP
from sherin.body.rig.model import PHOTO_EXPRESSION, Frame, Layer, Morph, Texture
from sherin.body.rig.portrait import Portrait
from sherin.body.rig.surroundings.matting import refine_head_texture

__all__ = ["build_head"]

Points3 = NDArray[np.float64]  # (n, 3)

_PIVOT: Final = (0.0, 1.55, 0.95)
"""What the head turns about, own axes and unit: behind and below the ears."""

_NECK_BELOW: Final = (1.15, 0.25)
"""Root of the neck below and behind that, in d; in the picture's axes, as the body stands."""

_SHOULDERS: Final = 6.2
"""Usual width over the shoulders, in d: 39 cm with the eyes 6.3 cm apart."""

_LEAST_MOVE: Final = 2e-4
"""Movements below this, in d, are none: a tenth of a pixel in a large picture is ten times it."""

_APPLES: Final = (205, 425)
"""Landmarks on the apples of the cheeks, right and left."""

_FAR: Final = (0.45, 0.9)
"""From the face's outline outward, in d, movements fade to nothing between these."""


def build_head(portrait: Portrait) -> Head:
    """The head of a portrait, at rest with a closed mouth, able to make all 52 blendshapes.

    Cost: about 1 s on one core.
    """
    orientation = orient(portrait)
    mesh = mesh_head(portrait, orientation)
    photo = orientation.raised(mesh.flat, mesh.depth)
    spreader = Spreader(mesh.domain, mesh.triangles, _fixed(mesh))
    mouth = _photo_mouth(portrait, mesh, orientation, photo)
    neutral = photo + _to_neutral(mouth, mesh, orientation, spreader)
    morphs = _morphs(mesh, orientation, photo, neutral, spreader)
    layer = Layer(
        name="head",
        material="skin",
        texture="head",
        positions=neutral.astype(np.float32),
        uvs=_uvs(portrait, orientation, mesh),
        triangles=mesh.triangles,
        skinning=_skinning(mesh),
        feather=_feather(mesh),
        morphs=morphs,
    )
    pixels, folds = flatten_folds(
        portrait.pixels,
        portrait.landmarks,
        d_px=portrait.eye_distance_px,
        strength=mouth.smile,
    )
    rims = [
        mesh.flat[mesh.rings[f"mouthInner{name}"]] * orientation.pixel_scale
        + orientation.pixel_origin
        for name in ("Upper", "Lower")
    ]
    pixels, crevice = seal_lips(pixels, rims[0], rims[1], d_px=portrait.eye_distance_px)
    head = Head(
        layer=layer,
        texture=_texture(portrait, pixels),
        wrinkles=(),
        frame=_frame(portrait, orientation, mesh, photo, neutral),
        rings=mesh.rings,
        axes=orientation.axes,
        scale=orientation.scale,
        pixel_scale=orientation.pixel_scale,
        pixel_origin=(float(orientation.pixel_origin[0]), float(orientation.pixel_origin[1])),
    )
    lines = draw_wrinkles(head, portrait.pixels, is_grey=portrait.traits.is_grey)
    of_photo = tuple(wrinkle for wrinkle in (folds, crevice) if wrinkle is not None)
    return replace(head, wrinkles=(*of_photo, *lines))


def _fixed(mesh: HeadMesh) -> NDArray[np.bool_]:
    """The vertices that lead, and those too far from the face to move at all."""
    fixed = steering(len(mesh.flat), mesh.rings)
    fixed |= mesh.outside > _FAR[1]
    return fixed


def _photo_mouth(
    portrait: Portrait, mesh: HeadMesh, orientation: Orientation, photo: Points3
) -> PhotoMouth:
    across = orientation.axes[:2, 0] / np.linalg.norm(orientation.axes[:2, 0])
    seen = orientation.flattened(photo) / orientation.scale
    return PhotoMouth(
        points=orientation.own(photo),
        seen=np.column_stack([seen @ across, seen @ np.array([-across[1], across[0]])]),
        rings=mesh.rings,
        shows_teeth=portrait.traits.mouth == "teeth",
    )


def _to_neutral(
    mouth: PhotoMouth, mesh: HeadMesh, orientation: Orientation, spreader: Spreader
) -> Points3:
    """How far each vertex moves from the photo's expression to the neutral one."""
    field = spreader.spread(neutral_field(mouth))
    field += mouth.smile * cheek_fall(
        mouth.points, _APPLES, clear_of_holes(mouth.points, mesh.rings)
    )
    return orientation.turned(field * _nearness(mesh)[:, None])


def _nearness(mesh: HeadMesh) -> NDArray[np.float64]:
    """(n,): 1 in the face, 0 far outside it."""
    t = np.clip((_FAR[1] - mesh.outside) / (_FAR[1] - _FAR[0]), 0, 1)
    return t * t * (3 - 2 * t)


def _morphs(
    mesh: HeadMesh,
    orientation: Orientation,
    photo: Points3,
    neutral: Points3,
    spreader: Spreader,
) -> dict[str, Morph]:
    anatomy = describe(orientation.own(neutral), mesh.rings)
    nearness = _nearness(mesh)[:, None]
    fields = blendshape_fields(anatomy, spreader)
    morphs = {name: _sparse(orientation.turned(field * nearness)) for name, field in fields.items()}
    morphs[PHOTO_EXPRESSION] = _sparse(
        photo.astype(np.float32).astype(np.float64) - neutral.astype(np.float32)
    )
    return morphs


def _sparse(delta: Points3) -> Morph:
    index = np.flatnonzero(np.abs(delta).max(axis=1) > _LEAST_MOVE)
    return Morph(index=index.astype(np.int32), delta=delta[index].astype(np.float32))


def _uvs(portrait: Portrait, orientation: Orientation, mesh: HeadMesh) -> NDArray[np.float32]:
    pixels = mesh.flat * orientation.pixel_scale + orientation.pixel_origin
    return (pixels / portrait.pixels.shape[0]).astype(np.float32)


def _skinning(mesh: HeadMesh) -> NDArray[np.float32]:
    """Head; toward the end of the layer below the jaw half neck, so that it parts softly."""
    skinning = np.zeros((len(mesh.flat), 4), np.float32)
    skinning[:, 2] = 0.5 * mesh.below_jaw
    skinning[:, 3] = 1.0 - skinning[:, 2]
    return skinning


def _feather(mesh: HeadMesh) -> NDArray[np.float32]:
    t = 1.0 - mesh.below_jaw
    return (t * t * (3 - 2 * t)).astype(np.float32)


def _texture(portrait: Portrait, pixels: NDArray[np.uint8]) -> Texture:
    """The crop, cut out; as large as it, since eyes and mouth find their colours here by place."""
    opaque = np.full(portrait.pixels.shape[:2], 255, np.uint8)
    return refine_head_texture(portrait, np.ascontiguousarray(np.dstack([pixels, opaque])))


def _frame(
    portrait: Portrait,
    orientation: Orientation,
    mesh: HeadMesh,
    photo: Points3,
    neutral: Points3,
) -> Frame:
    side = portrait.pixels.shape[0]
    centre = orientation.flat(np.array([[side / 2, side / 2]]))[0]
    pivot = orientation.turned(np.array([_PIVOT]))[0]
    neck = pivot + np.array([0.0, *_NECK_BELOW])
    moved = neutral[:N_FACE] - photo[:N_FACE]
    photo_landmarks = _all_landmarks(portrait, orientation)
    landmarks = photo_landmarks.copy()
    landmarks[:N_FACE] += moved
    chin_y = float(landmarks[CHIN, 1])
    hairline_y = float(landmarks[FOREHEAD_TOP, 1])
    light, skin = _light(portrait, orientation, mesh, photo)
    return Frame(
        width_d=side / orientation.pixel_scale,
        centre=(float(centre[0]), float(centre[1])),
        pivot=(float(pivot[0]), float(pivot[1]), float(pivot[2])),
        neck=(float(neck[0]), float(neck[1]), float(neck[2])),
        rest_deg=portrait.pose_deg,
        landmarks=landmarks.astype(np.float32),
        photo_landmarks=photo_landmarks.astype(np.float32),
        chin_y=chin_y,
        hairline_y=hairline_y,
        head_height=_head_height(portrait, orientation, chin_y, hairline_y),
        shoulder_width=_SHOULDERS,
        skin_rgb=skin,
        light=light,
    )


def _all_landmarks(portrait: Portrait, orientation: Orientation) -> Points3:
    """All 478 in the face frame, as the photo shows them."""
    return orientation.raised(
        orientation.flat(portrait.landmarks[:, :2]), orientation.depths(portrait.landmarks)
    )


def _head_height(
    portrait: Portrait, orientation: Orientation, chin_y: float, hairline_y: float
) -> float:
    """Chin to crown, in d: where the person ends above the face, within what heads can be."""
    face = chin_y - hairline_y
    x, y = orientation.pixel_origin
    column = portrait.matte[: max(int(y), 1), max(int(x) - 4, 0) : int(x) + 5].mean(axis=1)
    is_background = np.flatnonzero(column < 0.5)
    top_px = float(is_background[-1]) if len(is_background) else 0.0
    crown_y = (top_px - y) / orientation.pixel_scale
    return float(np.clip(chin_y - crown_y, 1.1 * face, 1.45 * face))


# fmt: off
_SKIN: Final = (
    # forehead, cheeks, sides of the nose, chin: no brow, lid, lip or nostril
    10, 151, 9, 108, 337, 69, 299, 104, 333, 68, 298, 67, 297, 109, 338, 50, 280, 101, 330, 36, 266,
    205, 425, 187, 411, 117, 346, 118, 347, 119, 348, 100, 329, 123, 352, 116, 345, 147, 376, 213,
    433, 192, 416, 207, 427, 6, 197, 195, 5, 4, 51, 281, 3, 248, 199, 200, 175, 208, 428, 201, 421,
    227, 447, 137, 366, 177, 401, 215, 435, 206, 426, 203, 423,
)
# fmt: on


def _light(
    portrait: Portrait, orientation: Orientation, mesh: HeadMesh, photo: Points3
) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """The light on the bare skin of the photo, and the skin's colour."""
    normals = normals_of(photo, mesh.triangles)
    at = orientation.flattened(photo)[list(_SKIN)] * orientation.pixel_scale
    smooth = np.asarray(cv2.medianBlur(portrait.pixels, 5), np.uint8)
    return fit_light(smooth, at + orientation.pixel_origin, normals[list(_SKIN)])
