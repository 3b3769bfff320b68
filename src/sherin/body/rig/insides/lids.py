"""The lid that unfolds when an eye closes, with its lash line: painted, never stretched.

An open eye shows little of its upper lid; stretching those few pixels over a closed eye smears
lashes across it. So a strip of painted skin covers the head's own lid while that comes down. At
rest the strip is clear and lies behind the skin.
"""

from __future__ import annotations

from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.insides.patch import blurred, luma, sample, texture_of
from sherin.body.rig.insides.sheets import (
    along,
    grid_layer,
    mixed_deltas,
    ring_deltas,
    smoothstep,
)
from sherin.body.rig.model import Fade, Texture
from sherin.body.rig.part import Part

__all__ = ["build_lid"]

Side = Literal["Right", "Left"]
Vectors = NDArray[np.float64]  # (k, 3), face frame, d
Colours = NDArray[np.float32]  # (..., 3), sRGB 0..255

_ROWS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Of the skin: 0 at the crease, 1 at the lash edge."""
_LASH_D: Final = 0.055
"""The fringe of lashes below the edge."""
_WIDTH: Final = 192
_SKIN_HEIGHT: Final = 64
_LASH_HEIGHT: Final = 24
_N_LASHES: Final = 34
_SHOWN: Final = (0.06, 0.3)
"""The strip fades in while the lid falls between these shares of a blink: before, the photo's own
lid is better."""
_BEHIND_D: Final = 0.04
"""At rest the strip lies this far behind the skin, where a viewer without fades does not see it."""
_LOWER_SHARE: Final = 0.35
"""Share of the skin below the eye in the lid's colour; the rest is from above its crease."""
_LEAST_OF_LOWER: Final = 0.62
"""A lid is at least this bright compared with the skin below the eye: deep-set eyes are dark above
from the socket's shade, which a closed lid leaves."""


def build_lid(head: Head, side: Side) -> Part:
    """The layer `lidRight` or `lidLeft`, drawn in front of the head."""
    name = f"lid{side}"
    rim, crease = _curves(head, side)
    n_rows, n_columns = len(_ROWS) + 1, len(rim)
    points = _spread(rim, crease, head)
    points[:, :, 2] += _BEHIND_D
    deltas = _deltas(head, side, rim)
    rows = np.array([*_ROWS, 1.0 + _LASH_HEIGHT / _SKIN_HEIGHT])
    v = rows / rows[-1]
    u = _shares(rim)
    uvs = np.stack(np.broadcast_arrays(u[None, :], v[:, None]), axis=2)
    layer = grid_layer(
        name,
        material="lid",
        texture=name,
        points=points,
        uvs=uvs,
        feather=np.ones((n_rows, n_columns)),
        deltas=deltas,
        fades=(_closing(head, side),),
    )
    return Part(layers=(layer,), textures={name: _painted(head, side)})


def _curves(head: Head, side: Side, *, is_photo: bool = False) -> tuple[Vectors, Vectors]:
    """Rim and crease of the upper lid with as many points each, (k, 3).

    The crease is drawn toward the rim at both ends, where a real lid is narrow.
    """
    where = head.photo if is_photo else head.rest
    rim = where(f"eyeUpper{side}").astype(np.float64)
    shares = _shares(rim)
    crease = along(where(f"crease{side}").astype(np.float64), shares)
    return rim, rim + _width(shares)[:, None] * (crease - rim)


def _width(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of the painted lid along the eye, 0..1 of the way to the crease."""
    return np.sin(np.pi * np.clip(shares, 0.0, 1.0)) ** 0.7


def _spread(rim: Vectors, crease: Vectors, head: Head) -> NDArray[np.float64]:
    """The strip between crease and rim, and the fringe below the rim, (rows, k, 3)."""
    skin = [crease + v * (rim - crease) for v in _ROWS]
    return np.stack([*skin, rim + _LASH_D * np.asarray(head.axes)[:, 1]])


def _shares(curve: Vectors) -> NDArray[np.float64]:
    """How far along the curve each of its points lies, 0..1, (k,)."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-9)


def _deltas(head: Head, side: Side, rim: Vectors) -> dict[str, NDArray[np.float64]]:
    """The strip follows rim and crease; a blink also brings it out from behind the skin."""
    shares = _shares(rim)
    own = _shares(head.rest(f"crease{side}").astype(np.float64))
    at_rim = ring_deltas(head, f"eyeUpper{side}")
    at_crease = {
        name: np.stack([np.interp(shares, own, d[:, c]) for c in range(3)], axis=1)
        for name, d in ring_deltas(head, f"crease{side}").items()
    }
    row = np.array([*_ROWS, 1.0])[:, None]
    down = 1.0 - (1.0 - row) * _width(shares)
    deltas = mixed_deltas([(at_rim, down), (at_crease, 1.0 - down)])
    blink = f"eyeBlink{side}"
    if blink in deltas:
        deltas[blink] = deltas[blink] - np.array([0.0, 0.0, _BEHIND_D + 0.012])
    return deltas


def _closing(head: Head, side: Side) -> Fade:
    """Opacity by how far the blendshapes bring the upper lid down, as shares of a blink."""
    axis = np.asarray(head.axes)[:, 1]
    moves = ring_deltas(head, f"eyeUpper{side}")
    middle = slice(
        len(head.rings[f"eyeUpper{side}"]) // 4, -len(head.rings[f"eyeUpper{side}"]) // 4
    )
    falls = {name: float((d[middle] @ axis).mean()) for name, d in moves.items()}
    blink = max(falls.get(f"eyeBlink{side}", 0.0), 1e-6)
    terms = [
        (name, round(falls.get(name, 0.0) / blink, 4))
        for name in (f"eyeBlink{side}", f"eyeLookDown{side}", f"eyeLookUp{side}", f"eyeWide{side}")
    ]
    return Fade(terms=tuple(terms), low=_SHOWN[0], high=_SHOWN[1])


def _painted(head: Head, side: Side) -> Texture:
    """Skin, lash line and lashes, (`_SKIN_HEIGHT` + `_LASH_HEIGHT`, `_WIDTH`, 4)."""
    skin, dark = _colours(head, side)
    height = _SKIN_HEIGHT + _LASH_HEIGHT
    t = (np.arange(_WIDTH) + 0.5) / _WIDTH
    v = (np.arange(height) + 0.5) / _SKIN_HEIGHT
    # A ball below the skin: lighter where it bulges, darker in the fold and above the lashes.
    bulge = np.exp(-(((v - 0.5) / 0.32) ** 2))[:, None] * np.exp(-(((t - 0.5) / 0.3) ** 2))
    fold = smoothstep(v, 0.35, 0.0)[:, None]
    near_edge = smoothstep(v, 0.75, 1.0)[:, None]
    tone = 0.96 + 0.08 * bulge - 0.05 * fold - 0.12 * near_edge
    colour = skin * tone[:, :, None] + _grain(head, side)
    line, fringe = _lash_line(v, t), _lashes(side)
    dark_share = np.maximum(line, fringe)[:, :, None]
    colour = colour + dark_share * (dark - colour)
    body = smoothstep(v, 0.0, 0.5)[:, None] * (v <= 1.0)[:, None]
    ends = smoothstep(t, 0.0, 0.22) * smoothstep(t, 1.0, 0.78)
    alpha = np.maximum(
        body * ends, dark_share[:, :, 0] * smoothstep(np.minimum(t, 1.0 - t), 0.0, 0.1)
    )
    return texture_of(np.dstack([colour, 255.0 * alpha]))


def _colours(head: Head, side: Side) -> tuple[Colours, NDArray[np.float32]]:
    """The lid's skin per column, (1, `_WIDTH`, 3), and the colour of the lashes, (3,)."""
    rim, crease = _curves(head, side, is_photo=True)
    lower = head.photo(f"eyeLower{side}").astype(np.float64)
    t = (np.arange(_WIDTH) + 0.5) / _WIDTH
    px = head.pixel_scale
    rim_px, crease_px, lower_px = (along(head.pixels(curve), t) for curve in (rim, crease, lower))
    up = np.array([0.0, -1.0])
    # Skin above the crease, but no hair of a brow that sits low.
    brow_px = head.pixels(head.photo(f"brow{side}"))
    room = crease_px[:, 1] - np.interp(crease_px[:, 0], brow_px[:, 0], brow_px[:, 1])
    reach = np.clip(0.4 * room, 0.0, 0.06 * px)[:, None]
    above = np.stack([crease_px + up * (s * reach) for s in np.linspace(0.1, 1.0, 7)])
    between = np.stack([rim_px + s * (crease_px - rim_px) for s in np.linspace(0.45, 0.8, 4)])
    below = np.stack([lower_px - up * (s * px) for s in np.linspace(0.05, 0.12, 7)])
    upper_skin = _typical(_sample(head, np.concatenate([between, above])), 60.0)
    lower_skin = _typical(_sample(head, below), 50.0)
    mixed = upper_skin + _LOWER_SHARE * (lower_skin - upper_skin)
    least = _LEAST_OF_LOWER * luma(lower_skin)
    mixed *= np.maximum(1.0, least / np.maximum(luma(mixed), 1.0))[:, None]
    smooth = blurred(mixed[None].astype(np.float32), 0.045 * _WIDTH, 0.1)
    lash_zone = _sample(
        head, np.stack([rim_px + up * (s * px) for s in np.linspace(-0.03, 0.03, 7)])
    )[:, _WIDTH // 6 : -_WIDTH // 6].reshape(-1, 3)
    bright = luma(lash_zone)
    dark = lash_zone[bright <= np.percentile(bright, 12)].mean(axis=0)
    most = 0.42 * float(luma(smooth).mean())
    dark = dark * min(1.0, most / max(float(luma(dark)), 1.0))
    return smooth, dark.astype(np.float32)


def _sample(head: Head, points: NDArray[np.float64]) -> Colours:
    """Colours of the head's texture at crop pixels (..., 2)."""
    return sample(head.texture[:, :, :3], points)


def _typical(samples: Colours, percentile: float) -> Colours:
    """Per column, the mean of the two samples whose brightness is nearest a percentile."""
    bright = luma(samples)
    wanted = np.percentile(bright, percentile, axis=0)
    order = np.argsort(np.abs(bright - wanted), axis=0, kind="stable")[:2]
    return np.take_along_axis(samples, order[:, :, None], axis=0).mean(axis=0)


def _grain(head: Head, side: Side) -> Colours:
    """What is fine in the skin below the eye: pores, wrinkles, the camera's noise."""
    lower = head.pixels(head.photo(f"eyeLower{side}").astype(np.float64))
    t = (np.arange(_WIDTH) + 0.5) / _WIDTH
    height = _SKIN_HEIGHT + _LASH_HEIGHT
    depth = np.linspace(0.05, 0.2, height) * head.pixel_scale
    points = along(lower, t)[None] + depth[:, None, None] * np.array([0.0, 1.0])
    skin = _sample(head, points)
    fine = skin - blurred(skin, 7.0, 9.0)
    return np.clip(fine, -14.0, 14.0).astype(np.float32)


def _lash_line(v: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The dark line at the edge and the soft mass of lashes below it, 0..1; (h, w).

    Both are thinner toward the corners.
    """
    middle = np.sin(np.pi * np.clip(t, 0.0, 1.0)) ** 0.6
    line = 0.8 * np.exp(-(((v[:, None] - 1.025) / (0.025 + 0.042 * middle)) ** 2))
    mass = 0.55 * middle * np.exp(-(((v[:, None] - 1.07) / 0.085) ** 2))
    return 1.0 - (1.0 - line) * (1.0 - mass)


def _lashes(side: Side) -> NDArray[np.float64]:
    """Short strokes below the edge that lean toward the outer corner, 0..1; (h, w)."""
    fine = 4
    height = _SKIN_HEIGHT + _LASH_HEIGHT
    mask = np.zeros((height * fine, _WIDTH * fine), np.uint8)
    rng = np.random.default_rng(7)
    outer = -1.0 if side == "Right" else 1.0
    for n in range(_N_LASHES):
        t = 0.06 + 0.88 * (n + rng.uniform(-0.3, 0.3)) / (_N_LASHES - 1)
        outness = t if side == "Left" else 1.0 - t
        length = _LASH_HEIGHT * fine * (0.4 + 0.5 * outness) * rng.uniform(0.7, 1.0)
        lean = outer * (0.15 + 0.9 * outness) * length
        s = np.linspace(0.0, 1.0, 7)
        x = t * _WIDTH * fine + lean * s**1.4
        y = _SKIN_HEIGHT * fine + length * (s - 0.25 * s**2)
        points = np.rint(np.stack([x, y], axis=1) * 16).astype(np.int32)
        for a, b, share in zip(points[:-1], points[1:], s[1:], strict=True):
            level = int(255 * 0.8 * (1.0 - 0.75 * share))
            cv2.line(mask, tuple(a.tolist()), tuple(b.tolist()), level, 5, cv2.LINE_AA, 4)
    small = cv2.resize(mask, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    return small.astype(np.float64) / 255.0
