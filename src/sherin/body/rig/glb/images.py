"""Textures as images: one PNG each where the file has room, else a JPEG with a PNG for soft edges.

A glTF material takes one image, and only PNG has opacity in the core of the format. PNGs of a large
grainy portrait pass what a file may have. Then a layer's triangles are of two kinds: those that
touch no translucent pixel take the JPEG, the others the PNG, whose pixels elsewhere are black.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import Layer, Texture
from sherin.errors import RigError

__all__ = [
    "SplitTexture",
    "decode_map",
    "encode_jpeg",
    "encode_map",
    "encode_png",
    "join_texture",
    "split_texture",
]

SMALL_PNG_BYTES: Final = 40_000
"""A texture whose PNG is smaller than this is kept whole."""
SNAP: Final = 3
"""Opacity this near to 0 or 255 becomes 0 or 255: a matte is not that exact, and a texture full of
254 would have no opaque triangle."""
_MARGIN_PX: Final = 4
"""Around what triangles cover: bilinear reading and one mipmap level look beyond the edge."""
_BLOCK_PX: Final = 16
"""Side of a JPEG block with colour at half resolution."""
_MAX_SIDE_PX: Final = 4096

Mask = NDArray[np.bool_]  # (h, w)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplitTexture:
    """A texture in two halves, and which triangles take which."""

    width: int
    height: int
    whole: bytes
    """A PNG of everything, without loss."""
    opaque: NDArray[np.uint8] | None
    """(h, w, 3) for the JPEG; None where `whole` is so small that it is taken in any case."""
    rim: Texture | None
    """Beside the JPEG: all opacity, colours where that is not used; None for an opaque texture."""
    is_opaque: dict[str, NDArray[np.bool_]]
    """By layer: (m,), True where the triangle takes the JPEG."""

    @classmethod
    def plain(cls, texture: Texture) -> SplitTexture:
        """A texture that no layer uses, all of it opaque."""
        height, width = texture.shape[:2]
        colours = np.ascontiguousarray(texture[..., :3])
        return cls(
            width=width,
            height=height,
            whole=encode_png(colours),
            opaque=colours,
            rim=None,
            is_opaque={},
        )


def split_texture(texture: Texture, layers: Sequence[Layer]) -> SplitTexture:
    """Divide a texture among the triangles that use it.

    Args:
        texture: (h, w, 4).
        layers: All layers that show it.

    Returns:
        The halves; colours outside every triangle are not kept.
    """
    height, width = texture.shape[:2]
    snapped = _snapped(texture)
    if snapped[..., 3].min() == 255:
        everywhere = {layer.name: np.ones(len(layer.triangles), np.bool_) for layer in layers}
        colours = _only_covered(snapped, _coverage(snapped, layers, everywhere))
        return SplitTexture(
            width=width,
            height=height,
            whole=encode_png(colours),
            opaque=colours,
            rim=None,
            is_opaque=everywhere,
        )
    near = cv2.dilate((snapped[..., 3] < 255).astype(np.uint8), np.ones((5, 5), np.uint8))
    soft = np.asarray(near, np.uint8)
    is_opaque = {layer.name: _clear_of(soft, layer) for layer in layers}
    is_rim = {name: ~own for name, own in is_opaque.items()}
    rim = _coverage(snapped, layers, is_rim)
    inside = _coverage(snapped, layers, is_opaque)
    rest = np.where(rim[..., None], np.maximum(snapped[..., :3], 1), 0)
    whole = encode_png(np.dstack((_only_covered(snapped, rim | inside), snapped[..., 3])))
    is_small = len(whole) <= SMALL_PNG_BYTES
    return SplitTexture(
        width=width,
        height=height,
        whole=whole,
        opaque=None if is_small else _only_covered(snapped, inside),
        rim=None if is_small else np.dstack((rest, snapped[..., 3])).astype(np.uint8),
        is_opaque=is_opaque,
    )


def join_texture(
    *, jpeg: bytes | memoryview | None, png: bytes | memoryview | None, size: tuple[int, int]
) -> Texture:
    """The texture that `split_texture` divided.

    Args:
        jpeg: The opaque half.
        png: The other one.
        size: Width and height it must have.

    Raises:
        RigError: an image is broken or of another size, or there is none.
    """
    colour = None if jpeg is None else _decoded(jpeg, cv2.IMREAD_COLOR_RGB, size)
    if png is None:
        if colour is None:
            raise RigError("GLB: a texture has no image. Build the avatar again.")
        return np.dstack((colour, np.full(colour.shape[:2], 255, np.uint8)))
    texture = _decoded(png, cv2.IMREAD_UNCHANGED, size)
    if texture.ndim != 3 or texture.shape[2] not in (3, 4):
        raise RigError("GLB: the PNG of a texture has no colour. Build the avatar again.")
    if texture.shape[2] == 3:
        return np.dstack((texture[..., ::-1], np.full(texture.shape[:2], 255, np.uint8)))
    texture = np.array(texture[..., [2, 1, 0, 3]])
    if colour is not None:
        elsewhere = (texture[..., 3] == 255) & ~texture[..., :3].any(axis=2)
        texture[elsewhere, :3] = colour[elsewhere]
    return texture


def encode_jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """A JPEG without subsampled colour and without metadata; equal pixels give equal bytes."""
    flags = [
        cv2.IMWRITE_JPEG_QUALITY,
        quality,
        cv2.IMWRITE_JPEG_OPTIMIZE,
        1,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), flags)
    assert done
    return data.tobytes()


def encode_png(texture: NDArray[np.uint8]) -> bytes:
    """A PNG of RGB or RGBA pixels; equal pixels give equal bytes."""
    flags = [
        cv2.IMWRITE_PNG_COMPRESSION,
        5,
        cv2.IMWRITE_PNG_STRATEGY,
        cv2.IMWRITE_PNG_STRATEGY_DEFAULT,
    ]
    order = [2, 1, 0, 3][: texture.shape[2]]
    done, data = cv2.imencode(".png", np.ascontiguousarray(texture[..., order]), flags)
    assert done
    return data.tobytes()


def encode_map(pixels: NDArray[np.uint8]) -> bytes:
    """A map (h, w) or (h, w, 3) as PNG."""
    rows = pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., ::-1])
    done, data = cv2.imencode(".png", rows, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert done
    return data.tobytes()


def decode_map(data: bytes | memoryview) -> NDArray[np.uint8]:
    """A map (h, w) or (h, w, 3) from its PNG.

    Raises:
        RigError: not a picture, or too large.
    """
    found = _decoded(data, cv2.IMREAD_UNCHANGED, None)
    return np.ascontiguousarray(found[..., 2::-1]) if found.ndim == 3 else found


def _snapped(texture: Texture) -> Texture:
    alpha = texture[..., 3]
    alpha = np.where(alpha <= SNAP, 0, np.where(alpha >= 255 - SNAP, 255, alpha))
    return np.dstack((texture[..., :3], alpha.astype(np.uint8)))


def _corners(layer: Layer, shape: tuple[int, int]) -> NDArray[np.int32]:
    """Texture pixels of all triangles, (m, 3, 2), for OpenCV."""
    scale = np.array([shape[1], shape[0]], np.float32)
    points = np.rint(layer.uvs * scale - 0.5).astype(np.int32)
    np.clip(points, 0, scale.astype(np.int32) - 1, out=points)
    return points[layer.triangles]


def _clear_of(soft: NDArray[np.uint8], layer: Layer) -> NDArray[np.bool_]:
    """(m,) True where a triangle covers no pixel of `soft`."""
    clear = np.empty(len(layer.triangles), np.bool_)
    for number, corners in enumerate(_corners(layer, soft.shape[:2])):
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0) + 1
        window = soft[top:bottom, left:right]
        if not window.any():
            clear[number] = True
            continue
        inside = np.zeros_like(window)
        cv2.fillConvexPoly(inside, corners - (left, top), 1)
        clear[number] = not np.any(window & inside)
    return clear


def _coverage(
    texture: Texture, layers: Sequence[Layer], chosen: dict[str, NDArray[np.bool_]]
) -> Mask:
    """Pixels that the chosen triangles show, with a margin."""
    covered = np.zeros(texture.shape[:2], np.uint8)
    for layer in layers:
        corners = _corners(layer, texture.shape[:2])[chosen[layer.name]]
        for triangle in corners:
            cv2.fillConvexPoly(covered, triangle, 1)
    side = 2 * _MARGIN_PX + 1
    return cv2.dilate(covered, np.ones((side, side), np.uint8)).astype(np.bool_)


def _only_covered(texture: Texture, covered: Mask) -> NDArray[np.uint8]:
    """Colours, flat in JPEG blocks that nobody sees: those cost next to nothing."""
    height, width = covered.shape
    seen = np.pad(covered, ((0, -height % _BLOCK_PX), (0, -width % _BLOCK_PX)))
    blocks = seen.reshape(seen.shape[0] // _BLOCK_PX, _BLOCK_PX, -1, _BLOCK_PX).any(axis=(1, 3))
    keep = np.kron(blocks, np.ones((_BLOCK_PX, _BLOCK_PX), np.bool_))[:height, :width]
    colours = texture[..., :3].copy()
    if not keep.all():
        colours[~keep] = np.rint(colours[keep].mean(axis=0)) if keep.any() else 0
    return colours


def _decoded(
    data: bytes | memoryview, flags: int, size: tuple[int, int] | None
) -> NDArray[np.uint8]:
    """Pixels of an image in a file that may be broken; its size is read before it is decoded."""
    width, height = image_size(data)
    if max(width, height) > _MAX_SIDE_PX or (size is not None and (width, height) != size):
        raise RigError(
            f"GLB: an image has {width} x {height} px; expected "
            f"{f'at most {_MAX_SIDE_PX}' if size is None else f'{size[0]} x {size[1]}'}. "
            "Build the avatar again."
        )
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise RigError("GLB: an image is broken. Copy or build the avatar again.")
    return pixels.astype(np.uint8, copy=False)


def image_size(data: bytes | memoryview) -> tuple[int, int]:
    """Width and height as the head of a PNG or JPEG says them.

    Raises:
        RigError: neither of the two.
    """
    head = bytes(data[: 1 << 16])
    if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) >= 24:
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    at = 2
    while head[:2] == b"\xff\xd8" and at + 9 <= len(head) and head[at] == 0xFF:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return (
                int.from_bytes(head[at + 7 : at + 9], "big"),
                int.from_bytes(head[at + 5 : at + 7], "big"),
            )
        at += 2 + length
    raise RigError("GLB: an image is neither PNG nor JPEG. Build the avatar again.")
