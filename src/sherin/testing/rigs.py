"""A rig that needs no detector: the built-in portrait on three curved sheets.

For tests and benches of what draws or stores rigs. Where the eyes are was read off the picture by
hand; its blendshapes are bumps, not anatomy.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import CAMERA_DISTANCE, Fade, Frame, Layer, Morph, Rig, Wrinkle

__all__ = ["portrait_crop", "tiny_rig"]

_CROP: Final = (90, 0, 270)  # left, top, side in the picture of 512 px
_EYES: Final = (134.5, 102.0)  # between the eyes, px of the crop
_D_PX: Final = 45.0
_HEAD: Final = (137.0, 100.0, 78.0, 90.0)  # centre and half axes of an ellipse about the head
_SHOULDERS: Final = (
    (0, 214), (30, 178), (62, 148), (92, 150), (168, 170), (205, 190), (216, 236), (246, 262),
    (250, 270), (0, 270),
)  # fmt: skip
_BEYOND: Final = 90  # px that the background reaches beyond the crop

Bytes = NDArray[np.uint8]
Doubles = NDArray[np.float64]


def portrait_crop() -> Bytes:
    """(270, 270, 3): the built-in portrait around its face."""
    with as_file(files("sherin.body") / "data" / "portrait" / "astronaut.png") as path:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    left, top, side = _CROP
    return np.asarray(picture[top : top + side, left : left + side], np.uint8)


def tiny_rig(*, grid_px: float = 5.0) -> Rig:
    """Background, body and head of the built-in portrait.

    Args:
        grid_px: Distance of the head's vertices; 5 gives about 1,000, 2 about 6,000 triangles.

    Returns:
        A rig with `jawOpen`, `mouthSmile*`, `eyeBlink*`, `browInnerUp` and `photoExpression`, a
        wrinkle on the forehead, a lip shadow that fades in with the jaw, and light from the left.
    """
    crop = portrait_crop()
    head = _head(grid_px)
    textures = {
        "background": _background(crop),
        "body": _with_alpha(crop, _shoulder_matte(crop.shape[0])),
        "head": _with_alpha(crop, np.full(crop.shape[:2], 255, np.uint8)),
        "shadow": np.full((4, 4, 4), (30, 10, 10, 150), np.uint8),
    }
    light = np.zeros((9, 3), np.float32)
    light[0], light[1], light[3], light[2] = 0.7, -0.1, -0.22, -0.15
    landmarks, photo = _landmarks()
    side = crop.shape[0]
    frame = Frame(
        width_d=side / _D_PX,
        centre=tuple((0.5 * side - np.array(_EYES)) / _D_PX),
        pivot=(0.0, 1.55, 0.95),
        neck=(0.0, 2.6, 0.9),
        rest_deg=(0.0, 0.0, 0.0),
        landmarks=landmarks,
        photo_landmarks=photo,
        chin_y=1.75,
        hairline_y=-0.75,
        head_height=3.7,
        shoulder_width=6.0,
        skin_rgb=(0.6, 0.35, 0.25),
        light=light,
    )
    forehead = np.full((24, 60), 128, np.uint8)
    forehead[6::8] = 60
    at = (np.array([[-0.5, -0.55], [0.5, -0.2]]) * _D_PX + _EYES) / side
    return Rig(
        layers=(_back_sheet(side), _body(side), head, _shadow()),
        textures=textures,
        wrinkles=(
            Wrinkle(
                name="forehead",
                layer="head",
                terms=(("browInnerUp", 1.0),),
                map=forehead,
                box=(float(at[0, 0]), float(at[0, 1]), float(at[1, 0]), float(at[1, 1])),
            ),
        ),
        frame=frame,
        limits={"jawOpen": 0.9},
        provenance={"generator": "testing"},
    )


def _with_alpha(colour: Bytes, alpha: Bytes) -> Bytes:
    return np.dstack([colour, alpha])


def _background(crop: Bytes) -> Bytes:
    """The crop without the person, wider on all sides."""
    height, width = crop.shape[:2]
    person = _shoulder_matte(height)
    y, x = np.indices((height, width))
    person[np.hypot((x - _HEAD[0]) / _HEAD[2], (y - _HEAD[1]) / _HEAD[3]) < 1.1] = 255
    small = (45, 45)
    known = cv2.resize(crop, small, interpolation=cv2.INTER_AREA)
    hidden = cv2.resize(person, small, interpolation=cv2.INTER_AREA)
    filled = cv2.inpaint(known, (hidden > 0).astype(np.uint8), 3.0, cv2.INPAINT_TELEA)
    smooth = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    share = cv2.GaussianBlur(person, (0, 0), 4.0)[..., None] / 255.0
    merged = np.rint(share * smooth + (1.0 - share) * crop).astype(np.uint8)
    wide = np.pad(merged, ((_BEYOND, _BEYOND), (_BEYOND, _BEYOND), (0, 0)), mode="reflect")
    return _with_alpha(wide, np.full(wide.shape[:2], 255, np.uint8))


def _shoulder_matte(side: int) -> Bytes:
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [np.array(_SHOULDERS, np.int32)], (255,))
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5), np.uint8)


def _grid(columns: Doubles, rows: Doubles) -> tuple[Doubles, NDArray[np.int32]]:
    """Pixel positions (n, 2) of a grid and its triangles."""
    x, y = np.meshgrid(columns, rows)
    n, corner = len(columns), np.arange(x.size).reshape(x.shape)
    a = corner[:-1, :-1].ravel()
    quads = np.stack([a, a + 1, a + n + 1, a + n], axis=1)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return np.column_stack([x.ravel(), y.ravel()]), triangles.astype(np.int32)


def _unprojected(pixels: Doubles, depth: Doubles) -> NDArray[np.float32]:
    away = (CAMERA_DISTANCE + depth) / CAMERA_DISTANCE
    flat = (pixels - np.array(_EYES)) / _D_PX * away[:, None]
    return np.column_stack([flat, depth]).astype(np.float32)


def _skinning(n: int, **weights: NDArray[np.floating] | float) -> NDArray[np.float32]:
    table = np.zeros((n, 4), np.float32)
    for column, name in enumerate(("root", "torso", "neck", "head")):
        table[:, column] = weights.get(name, 0.0)
    return table


def _back_sheet(side: int) -> Layer:
    ends = np.linspace(-_BEYOND, side + _BEYOND, 9)
    pixels, triangles = _grid(ends, ends)
    return Layer(
        name="background",
        material="card",
        texture="background",
        positions=_unprojected(pixels, np.full(len(pixels), 3.0)),
        uvs=((pixels + _BEYOND) / (side + 2 * _BEYOND)).astype(np.float32),
        triangles=triangles,
        skinning=_skinning(len(pixels), root=1.0),
        feather=np.ones(len(pixels), np.float32),
    )


def _body(side: int) -> Layer:
    pixels, triangles = _grid(np.linspace(0, side, 19), np.linspace(140, side, 10))
    up = np.clip((190.0 - pixels[:, 1]) / 40.0, 0.0, 1.0)
    return Layer(
        name="body",
        material="card",
        texture="body",
        positions=_unprojected(pixels, 0.9 + 0.3 * np.abs(pixels[:, 0] - 130.0) / 130.0),
        uvs=(pixels / side).astype(np.float32),
        triangles=triangles,
        skinning=_skinning(len(pixels), torso=1.0 - up, neck=up),
        feather=np.ones(len(pixels), np.float32),
    )


def _head(grid_px: float) -> Layer:
    cx, cy, rx, ry = _HEAD
    columns = np.linspace(cx - 1.1 * rx, cx + 1.1 * rx, 1 + round(2.2 * rx / grid_px))
    rows = np.linspace(cy - 1.1 * ry, cy + 1.1 * ry, 1 + round(2.2 * ry / grid_px))
    pixels, triangles = _grid(columns, rows)
    radius = np.hypot((pixels[:, 0] - cx) / rx, (pixels[:, 1] - cy) / ry)
    feather = np.clip((1.05 - radius) / 0.1, 0.0, 1.0)
    triangles = triangles[(feather[triangles] > 0.0).any(axis=1)]
    depth = 1.5 * radius**2 - 0.25
    flat = (pixels - np.array(_EYES)) / _D_PX
    return Layer(
        name="head",
        material="skin",
        texture="head",
        positions=_unprojected(pixels, depth),
        uvs=(pixels / _CROP[2]).astype(np.float32),
        triangles=triangles,
        skinning=_skinning(len(pixels), head=1.0),
        feather=feather.astype(np.float32),
        morphs={
            "jawOpen": _bump(flat, (0.0, 1.4), (0.6, 0.5), (0.0, 0.35, 0.1)),
            "mouthSmileLeft": _bump(flat, (0.42, 0.95), (0.3, 0.25), (0.11, -0.115, 0.05)),
            "mouthSmileRight": _bump(flat, (-0.42, 0.95), (0.3, 0.25), (-0.11, -0.115, 0.05)),
            "eyeBlinkLeft": _bump(flat, (0.5, -0.06), (0.22, 0.1), (0.0, 0.12, 0.0)),
            "eyeBlinkRight": _bump(flat, (-0.5, -0.06), (0.22, 0.1), (0.0, 0.12, 0.0)),
            "browInnerUp": _bump(flat, (0.0, -0.4), (0.4, 0.25), (0.0, -0.125, 0.0)),
            "photoExpression": _bump(flat, (0.0, 1.0), (0.4, 0.2), (0.0, -0.04, 0.0)),
        },
    )


def _bump(
    flat: Doubles,
    centre: tuple[float, float],
    radii: tuple[float, float],
    move: tuple[float, float, float],
) -> Morph:
    weight = np.exp(-0.5 * (((flat - centre) / radii) ** 2).sum(axis=1))
    index = np.flatnonzero(weight > 0.01)
    return Morph(
        index=index.astype(np.int32),
        delta=(weight[index, None] * np.array(move)).astype(np.float32),
    )


def _shadow() -> Layer:
    corners = np.array([[-0.4, 0.95], [0.4, 0.95], [0.4, 1.1], [-0.4, 1.1]])
    positions = np.column_stack([corners, np.full(4, -0.4)])
    return Layer(
        name="lipShadow",
        material="shadow",
        texture="shadow",
        positions=positions.astype(np.float32),
        uvs=np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32),
        triangles=np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        skinning=_skinning(4, head=1.0),
        feather=np.array([0.3, 0.3, 1.0, 1.0], np.float32),
        fades=(Fade(terms=(("jawOpen", 1.0),), low=0.1, high=0.5),),
    )


def _landmarks() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Neutral, and as in the photo, which smiles: only lips and corners are placed."""
    rest = np.zeros((478, 3), np.float32)
    rest[:, 1] = 0.5
    rest[13], rest[14] = (0.0, 1.0, -0.2), (0.0, 1.0, -0.2)
    rest[61], rest[291] = (-0.4, 1.0, 0.0), (0.4, 1.0, 0.0)
    photo = rest.copy()
    photo[13, 1], photo[14, 1] = 0.95, 1.07
    photo[[61, 291], 1] = 0.9
    return rest, photo
