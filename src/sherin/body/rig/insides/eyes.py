"""Both eyes of a rig: white, iris, reflection, shade, and the lids that close over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.insides.eye_pixels import SHADE_REACH_D, EyePixels, take_apart
from sherin.body.rig.insides.iris import DISC
from sherin.body.rig.insides.lids import build_lid
from sherin.body.rig.insides.patch import (
    Patch,
    cut_patch,
    lattice,
    luma,
    texture_of,
    without_colour,
)
from sherin.body.rig.insides.sheets import grid_layer, mixed_deltas, ring_deltas
from sherin.body.rig.landmarks import IRIS_LEFT, IRIS_RIGHT
from sherin.body.rig.model import PHOTO_EXPRESSION, Layer, Texture
from sherin.body.rig.part import Part
from sherin.body.rig.portrait import Portrait

__all__ = ["IN_FRONT", "LOOK_DEG", "build_eyes"]

Side = Literal["Right", "Left"]
Vectors = NDArray[np.float64]  # (k, 3), face frame, d

IN_FRONT: Final = ("tongueTip", "lidRight", "lidLeft")
"""Layers of eyes and mouth that are drawn after the head, in this order."""

LOOK_DEG: Final = 28.0
"""How far an `eyeLook*` at weight 1 turns an eye; the drawn figure's `look_deg` too."""

_VERTICAL_SHARE: Final = 0.85
"""Lids follow the gaze only partly: a full turn up or down would hide the pupil."""
_BALL_D: Final = 0.2
"""Radius on which the iris travels. An eyeball has .19 d (12 mm); a little more reads better."""
_GLINT_BALL_D: Final = 0.09
"""A reflection on the cornea travels about half as far as the pupil: the cornea's own centre lies
5.6 mm before the eye's, the pupil 10 mm. Source: Guestrin & Eizenman (2006), table I."""
_MARGIN_D: Final = 0.09
"""The white reaches this far beyond the opening, for wide eyes and turned heads."""
_BEHIND_D: Final = 0.02
"""The eye's front lies this far behind the lids' rims."""
_DISC_ROWS: Final = 6
_DISC_COLUMNS: Final = 32
_WHITE_ROWS: Final = 9
_WHITE_COLUMNS: Final = 13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Eye:
    """One eye where the photo has it."""

    side: Side
    head: Head
    patch: Patch
    upper: Vectors
    """Rim of the upper lid in the photo, (k, 3)."""
    lower: Vectors
    pixels: EyePixels
    front: NDArray[np.float64]
    """(3,): the point of the eyeball's front behind the pupil."""
    iris_d: float


def build_eyes(portrait: Portrait, head: Head) -> Part:
    """The layers of both eyes; `lidRight` and `lidLeft` belong in front of the head.

    Behind sunglasses there is only what the photo shows: no iris, no lid, nothing that moves.

    Args:
        portrait: What intake found.
        head: The head whose holes they fill.
    """
    layers: list[Layer] = []
    lids: list[Layer] = []
    textures: dict[str, Texture] = {}
    for side in ("Right", "Left"):
        if portrait.traits.has_sunglasses:
            part = _covered_eye(head, side)
            layers.extend(part.layers)
        else:
            eye = _find_eye(portrait, head, side)
            part = _open_eye(eye)
            layers.extend(part.layers)
            lid = build_lid(head, side)
            lids.extend(lid.layers)
            textures.update(lid.textures)
        textures.update(part.textures)
    if portrait.traits.is_grey:
        textures = {name: without_colour(texture) for name, texture in textures.items()}
    return Part(layers=(*layers, *lids), textures=textures)


def _find_eye(portrait: Portrait, head: Head, side: Side) -> _Eye:
    upper = head.photo(f"eyeUpper{side}").astype(np.float64)
    lower = head.photo(f"eyeLower{side}").astype(np.float64)
    patch = _eye_patch(head, upper, lower)
    rim = np.concatenate([upper, lower])
    iris = portrait.landmarks[list(IRIS_RIGHT if side == "Right" else IRIS_LEFT), :2]
    radius_px = float(np.linalg.norm(iris[1:] - iris[0], axis=1).mean()) * patch.scale
    centre = patch.points(iris[:1])[0]
    bright = np.percentile(luma(patch.pixels), 80)
    pixels = take_apart(
        patch,
        upper=patch.points(head.pixels(upper)),
        lower=patch.points(head.pixels(lower)),
        centre=(float(centre[0]), float(centre[1])),
        radius=radius_px,
        skin=patch.pixels[luma(patch.pixels) >= bright].mean(axis=0),
    )
    depth = float(rim[:, 2].mean()) + _BEHIND_D
    crop_centre = patch.crop_px(np.array([pixels.iris.centre]))
    front = head.unproject(crop_centre, np.array([depth]))[0]
    return _Eye(
        side=side,
        head=head,
        patch=patch,
        upper=upper,
        lower=lower,
        pixels=pixels,
        front=front,
        iris_d=pixels.iris.radius / patch.px_per_d,
    )


def _eye_patch(head: Head, upper: Vectors, lower: Vectors) -> Patch:
    corners = head.pixels(np.concatenate([upper, lower]))
    margin = (_MARGIN_D + 0.06) * head.pixel_scale
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    return cut_patch(
        head.texture,
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        px_per_d=head.pixel_scale,
    )


def _open_eye(eye: _Eye) -> Part:
    side = eye.side
    textures: dict[str, Texture] = {}
    white = _white_layer(eye.head, eye.patch, eye.upper, eye.lower, side, front=eye.front)
    textures[white.texture] = _opaque(eye.pixels.sclera)
    layers = [white]
    iris_box = _disc_box(eye)
    rgba = np.dstack([eye.pixels.iris.pixels, 255.0 * eye.pixels.iris.alpha])
    textures[f"iris{side}"] = _cut(rgba, iris_box)
    layers.append(_disc_layer(eye, f"iris{side}", _BALL_D, iris_box))
    if float(eye.pixels.glint[:, :, 3].max()) > 0.0:
        textures[f"glint{side}"] = _cut(eye.pixels.glint, iris_box)
        layers.append(_disc_layer(eye, f"glint{side}", _GLINT_BALL_D, iris_box))
    textures[f"eyeShadow{side}"] = texture_of(eye.pixels.shade)
    layers.append(_shade_layer(eye))
    return Part(layers=tuple(layers), textures=textures)


def _covered_eye(head: Head, side: Side) -> Part:
    upper = head.photo(f"eyeUpper{side}").astype(np.float64)
    lower = head.photo(f"eyeLower{side}").astype(np.float64)
    patch = _eye_patch(head, upper, lower)
    layer = _white_layer(head, patch, upper, lower, side, front=None)
    return Part(layers=(layer,), textures={layer.texture: _opaque(patch.pixels)})


def _white_layer(
    head: Head,
    patch: Patch,
    upper: Vectors,
    lower: Vectors,
    side: Side,
    *,
    front: NDArray[np.float64] | None,
) -> Layer:
    """The white as a shallow bowl behind the lids, or flat where `front` is None."""
    rim = np.concatenate([upper, lower])
    corners = head.pixels(rim)
    margin = _MARGIN_D * head.pixel_scale
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    pixels = lattice(low, high, n_rows=_WHITE_ROWS, n_columns=_WHITE_COLUMNS)
    # The plane of the lids' rims, which a turned face slants.
    basis = np.column_stack([corners, np.ones(len(corners))])
    plane, *_ = np.linalg.lstsq(basis, rim[:, 2], rcond=None)
    depth = np.column_stack([pixels, np.ones(len(pixels))]) @ plane + _BEHIND_D
    if front is not None:
        away = np.linalg.norm(pixels - head.pixels(front[None])[0], axis=1) / head.pixel_scale
        # Less curved than a ball: a bowl that dives behind the corners opens gaps in turned heads.
        depth += np.minimum(0.25 * away**2 / _BALL_D, 0.08) + 0.01
    points = head.unproject(pixels, depth).reshape(_WHITE_ROWS, _WHITE_COLUMNS, 3)
    uvs = patch.uvs(pixels).reshape(_WHITE_ROWS, _WHITE_COLUMNS, 2)
    feather = np.zeros((_WHITE_ROWS, _WHITE_COLUMNS))
    feather[1:-1, 1:-1] = 1.0
    return grid_layer(
        f"sclera{side}",
        material="eye",
        texture=f"sclera{side}",
        points=points,
        uvs=np.clip(uvs, 0.0, 1.0),
        feather=feather,
        deltas={},
    )


def _disc_box(eye: _Eye) -> tuple[int, int, int, int]:
    """Of the iris in the patch: x0, y0, x1, y1, px."""
    height, width = eye.patch.shape
    reach = DISC * eye.pixels.iris.radius + 1.0
    x, y = eye.pixels.iris.centre
    return (
        int(np.clip(np.floor(x - reach), 0, width - 2)),
        int(np.clip(np.floor(y - reach), 0, height - 2)),
        int(np.clip(np.ceil(x + reach), 2, width)),
        int(np.clip(np.ceil(y + reach), 2, height)),
    )


def _disc_layer(eye: _Eye, name: str, ball_d: float, box: tuple[int, int, int, int]) -> Layer:
    """A cap of a ball that turns with the gaze; lies on the photo's iris at rest."""
    reach = np.linspace(0.0, DISC * eye.iris_d, _DISC_ROWS)[:, None]
    angle = np.linspace(0.0, 2.0 * np.pi, _DISC_COLUMNS, endpoint=False)
    flat = np.stack(
        [reach * np.cos(angle), reach * np.sin(angle)], axis=2
    )  # (rows, columns, 2), d at the plane z = 0
    centre_px = eye.head.pixels(eye.front[None])[0]
    pixels = (centre_px + flat * eye.head.pixel_scale).reshape(-1, 2)
    cap = ball_d - np.sqrt(np.maximum(ball_d**2 - np.minimum(reach, 0.95 * ball_d) ** 2, 0.0))
    # A smaller ball bulges more than a reflection does: it lies as flat as the iris.
    cap = cap if ball_d >= _BALL_D else 0.5 * reach**2 / _BALL_D - 0.004
    depth = (float(eye.front[2]) + np.broadcast_to(cap, flat.shape[:2])).ravel()
    points = eye.head.unproject(pixels, depth)
    centre = eye.front + np.array([0.0, 0.0, ball_d])
    shape = (_DISC_ROWS, _DISC_COLUMNS, 3)
    deltas = {
        channel: turned.reshape(shape)
        for channel, turned in look_deltas(
            points - centre, axes=eye.head.axes, side=eye.side
        ).items()
    }
    corner, size = np.array(box[:2]), np.array([box[2] - box[0], box[3] - box[1]])
    uvs = (eye.patch.points(pixels) - corner) / size
    return grid_layer(
        name,
        material="eye",
        texture=name,
        points=points.reshape(shape),
        uvs=np.clip(uvs, 0.0, 1.0).reshape(*shape[:2], 2),
        feather=np.ones(shape[:2]),
        deltas=deltas,
        is_closed=True,
    )


def look_deltas(arms: Vectors, *, axes: NDArray[np.float64], side: Side) -> Mapping[str, Vectors]:
    """How each of an eye's four looks at weight 1 moves points of its ball.

    Args:
        arms: (k, 3) from the ball's centre, face frame.
        axes: (3, 3): columns are the face's person's-left, down and back.
        side: Whose eye.
    """
    left, down, back = (arms @ axes).T
    outward = 1.0 if side == "Left" else -1.0
    angle = np.deg2rad(LOOK_DEG)
    cos, sin = np.cos(angle), np.sin(angle)
    deltas: dict[str, Vectors] = {}
    for way, sign in (("Out", outward), ("In", -outward)):
        moved = np.stack([left * cos - sign * back * sin, down, back * cos + sign * left * sin])
        deltas[f"eyeLook{way}{side}"] = (axes @ (moved - np.stack([left, down, back]))).T
    cos, sin = np.cos(_VERTICAL_SHARE * angle), np.sin(_VERTICAL_SHARE * angle)
    for way, sign in (("Up", 1.0), ("Down", -1.0)):
        moved = np.stack([left, down * cos + sign * back * sin, back * cos - sign * down * sin])
        deltas[f"eyeLook{way}{side}"] = (axes @ (moved - np.stack([left, down, back]))).T
    return deltas


def _shade_layer(eye: _Eye) -> Layer:
    """The veil under the upper lid, which goes wherever that lid goes."""
    ring = f"eyeUpper{eye.side}"
    depths_d = np.array([-0.03, 0.0, 0.25, 0.5, 1.0]) * np.array([1.0, *[SHADE_REACH_D] * 4])
    rim_px = eye.head.pixels(eye.upper)
    n_rows, n_columns = len(depths_d), len(rim_px)
    down = np.array([0.0, 1.0]) * eye.head.pixel_scale
    pixels = (rim_px[None, :, :] + depths_d[:, None, None] * down).reshape(-1, 2)
    z = np.tile(eye.upper[:, 2], n_rows) + 0.5 * _BEHIND_D
    photo = eye.head.unproject(pixels, z).reshape(n_rows, n_columns, 3)
    deltas = mixed_deltas([(ring_deltas(eye.head, ring), np.ones((n_rows, n_columns)))])
    steps = np.linalg.norm(np.diff(rim_px, axis=0), axis=1)
    u = np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum()
    v = np.clip(depths_d / SHADE_REACH_D, 0.0, 1.0)
    uvs = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), axis=2)
    return grid_layer(
        f"eyeShadow{eye.side}",
        material="shadow",
        texture=f"eyeShadow{eye.side}",
        points=photo - deltas.get(PHOTO_EXPRESSION, np.zeros_like(photo)),
        uvs=uvs,
        feather=np.ones((n_rows, n_columns)),
        deltas=deltas,
    )


def _cut(rgba: NDArray[np.floating], box: tuple[int, int, int, int]) -> Texture:
    return texture_of(rgba[box[1] : box[3], box[0] : box[2]])


def _opaque(pixels: NDArray[np.float32]) -> Texture:
    return texture_of(np.dstack([pixels, np.full(pixels.shape[:2], 255.0, np.float32)]))
