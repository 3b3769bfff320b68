"""The lid that unfolds when an eye closes, with its lash line: painted, never stretched.

An open eye shows little of its upper lid; stretching those few pixels over a closed eye smears
lashes across it. So a strip of painted skin unfolds over the head's own lid. At rest the strip lies
collapsed on the rim, where no viewer shows it.
"""

from __future__ import annotations

from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.face.head import Head
from sherin.body.rig.insides.patch import luma, texture_of
from sherin.body.rig.insides.sheets import along, grid_layer, ring_deltas, smoothstep
from sherin.body.rig.model import Fade, Texture
from sherin.body.rig.part import Part

__all__ = ["build_lid"]

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
_SHOWN: Final = (0.06, 0.4)
"""The strip fades in between these weights of `eyeBlink*`: before, the photo's own lid is better."""
_LOWER_SHARE: Final = 0.35
"""Share of the skin below the eye in the lid's colour; the rest is from above its crease."""
_LEAST_OF_LOWER: Final = 0.62
"""A lid is at least this bright compared with the skin below the eye: deep-set eyes are dark above
from the socket's shade, which a closed lid leaves."""


def build_lid(head: Head, side: Literal["Right", "Left"]) -> Part:
    """The layer `lidRight` or `lidLeft`, drawn in front of the head."""
    name = f"lid{side}"
    rim, crease = _curves(head, side, photo=False)
    deltas = _deltas(head, side, rim, crease)
    n_rows, n_columns = len(_ROWS) + 1, len(rim)
    points = np.broadcast_to(rim, (n_rows, n_columns, 3))
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
        fades=(Fade(terms=((f"eyeBlink{side}", 1.0),), low=_SHOWN[0], high=_SHOWN[1]),),
    )
    return Part(layers=(layer,), textures={name: _painted(head, side)})


def _curves(head: Head, side: Literal["Right", "Left"], *, photo: bool) -> tuple[Vectors, Vectors]:
    """Rim and crease of the upper lid with as many points each, (k, 3)."""
    where = head.photo if photo else head.rest
    rim = where(f"eyeUpper{side}").astype(np.float64)
    crease = where(f"crease{side}").astype(np.float64)
    return rim, along(crease, _shares(rim))


def _shares(curve: Vectors) -> NDArray[np.float64]:
    """How far along the curve each of its points lies, 0..1, (k,)."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)]) / max(float(steps.sum()), 1e-9)


def _deltas(
    head: Head, side: Literal["Right", "Left"], rim: Vectors, crease: Vectors
) -> dict[str, NDArray[np.float64]]:
    """The strip rides on the rim; only a blink unfolds it up to the crease."""
    n_rows = len(_ROWS) + 1
    found = ring_deltas(head, f"eyeUpper{side}")
    deltas = {name: np.broadcast_to(d, (n_rows, *d.shape)) for name, d in found.items()}
    blink = f"eyeBlink{side}"
    if blink not in found:
        return deltas
    crease_delta = np.stack(
        [
            np.interp(_shares(rim), _shares(head.rest(f"crease{side}").astype(np.float64)), d)
            for d in head.delta(blink, f"crease{side}").astype(np.float64).T
        ],
        axis=1,
    )
    edge = found[blink]
    fold = crease + crease_delta - rim
    skin = [(1.0 - v) * fold + v * edge for v in _ROWS]
    lash = edge + _LASH_D * np.asarray(head.axes)[:, 1]
    unfolded = np.stack([*skin, lash])
    # A viewer that sorts by depth must find the strip before the skin that it covers.
    unfolded[:, :, 2] -= 0.012
    deltas[blink] = unfolded
    return deltas


def _painted(head: Head, side: Literal["Right", "Left"]) -> Texture:
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
    body = smoothstep(v, 0.0, 0.3)[:, None] * (v <= 1.0)[:, None]
    ends = smoothstep(t, 0.0, 0.1) * smoothstep(t, 1.0, 0.9)
    alpha = np.maximum(body * ends, dark_share[:, :, 0] * smoothstep(t, 0.0, 0.04))
    return texture_of(np.dstack([colour, 255.0 * alpha]))


def _colours(head: Head, side: Literal["Right", "Left"]) -> tuple[Colours, NDArray[np.float32]]:
    """The lid's skin per column, (1, `_WIDTH`, 3), and the colour of the lashes, (3,)."""
    rim, crease = _curves(head, side, photo=True)
    lower = head.photo(f"eyeLower{side}").astype(np.float64)
    t = (np.arange(_WIDTH) + 0.5) / _WIDTH
    px = head.pixel_scale
    rim_px, crease_px, lower_px = (along(head.pixels(curve), t) for curve in (rim, crease, lower))
    up = np.array([0.0, -1.0])
    above = np.stack([crease_px + up * (s * px) for s in np.linspace(0.005, 0.06, 7)])
    between = np.stack([rim_px + s * (crease_px - rim_px) for s in np.linspace(0.45, 0.8, 4)])
    below = np.stack([lower_px - up * (s * px) for s in np.linspace(0.05, 0.12, 7)])
    upper_skin = _typical(_sample(head, np.concatenate([between, above])), 55.0)
    lower_skin = _typical(_sample(head, below), 50.0)
    mixed = upper_skin + _LOWER_SHARE * (lower_skin - upper_skin)
    least = _LEAST_OF_LOWER * luma(lower_skin)
    mixed *= np.maximum(1.0, least / np.maximum(luma(mixed), 1.0))[:, None]
    smooth = cv2.GaussianBlur(
        mixed[None], (0, 0), sigmaX=0.07 * _WIDTH, sigmaY=0.1, borderType=cv2.BORDER_REPLICATE
    )
    lash_zone = _sample(
        head, np.stack([rim_px + up * (s * px) for s in np.linspace(-0.03, 0.03, 7)])
    )[:, _WIDTH // 6 : -_WIDTH // 6].reshape(-1, 3)
    bright = luma(lash_zone)
    dark = lash_zone[bright <= np.percentile(bright, 12)].mean(axis=0)
    most = 0.42 * float(luma(smooth).mean())
    dark = dark * min(1.0, most / max(float(luma(dark)), 1.0))
    return np.asarray(smooth, np.float32), dark.astype(np.float32)


def _sample(head: Head, points: NDArray[np.float64]) -> Colours:
    """Colours of the head's texture at crop pixels (..., 2)."""
    maps = tuple(np.asarray(points[..., c] - 0.5, np.float32) for c in (0, 1))
    picture = np.ascontiguousarray(head.texture[:, :, :3])
    found = cv2.remap(picture, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _typical(samples: Colours, percentile: float) -> Colours:
    """Per column, the mean of the two samples whose brightness is nearest a percentile."""
    bright = luma(samples)
    wanted = np.percentile(bright, percentile, axis=0)
    order = np.argsort(np.abs(bright - wanted), axis=0, kind="stable")[:2]
    return np.take_along_axis(samples, order[:, :, None], axis=0).mean(axis=0)


def _grain(head: Head, side: Literal["Right", "Left"]) -> Colours:
    """What is fine in the skin below the eye: pores, wrinkles, the camera's noise."""
    lower = head.pixels(head.photo(f"eyeLower{side}").astype(np.float64))
    t = (np.arange(_WIDTH) + 0.5) / _WIDTH
    height = _SKIN_HEIGHT + _LASH_HEIGHT
    depth = np.linspace(0.05, 0.2, height) * head.pixel_scale
    points = along(lower, t)[None] + depth[:, None, None] * np.array([0.0, 1.0])
    skin = _sample(head, points)
    fine = skin - cv2.GaussianBlur(skin, (0, 0), sigmaX=7.0, sigmaY=9.0)
    return np.clip(fine, -14.0, 14.0).astype(np.float32)


def _lash_line(v: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The dark line at the edge, 0..1, thinner toward the corners; (h, w)."""
    thick = 0.05 + 0.07 * np.sin(np.pi * np.clip(t, 0.0, 1.0)) ** 0.6
    return 0.9 * np.exp(-(((v[:, None] - 1.02) / thick) ** 2))


def _lashes(side: Literal["Right", "Left"]) -> NDArray[np.float64]:
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
            level = int(255 * 0.75 * (1.0 - 0.8 * share))
            cv2.line(mask, tuple(a.tolist()), tuple(b.tolist()), level, 3, cv2.LINE_AA, 4)
    small = cv2.resize(mask, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    return small.astype(np.float64) / 255.0
