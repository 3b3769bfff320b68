"""Where the lips end in the picture, to the pixel: the detector is off by a tooth's edge at times.

A rim that runs through the teeth leaves white crumbs on the lip when the mouth moves; one beside
the dark line of closed lips tears it in two.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.fill import push_pull
from sherin.body.rig.model import PHOTO_EXPRESSION, Wrinkle

__all__ = ["seal_lips", "snap_lips"]

Points2 = NDArray[np.float64]  # (k, 2), crop px
Plane = NDArray[np.float64]

_REACH: Final = 0.07
"""How far a rim may move, in d."""
_STEPS: Final = 36
"""Places tried on either side."""
_TENSION: Final = 7.0
"""Cost of a rim's bend against that of a wrong pixel; by eye over eleven mouths."""
_BLEED: Final = 0.008
"""How far the colour of teeth reaches into lips, d: blur of lens and compression."""
_INTO_GUMS: Final = 0.012
"""How far into the mouth the rim of the upper lip may move, in d."""
_TONGUE_REDDER: Final = 9.0
"""Steps of a* (OpenCV's 8 bits) between teeth and tongue."""
_CREVICE: Final = 0.74
"""Light between closed lips, as a share of the light on them."""
_PARTING: Final = (
    (PHOTO_EXPRESSION, 4.0), ("jawOpen", 8.0), ("mouthClose", -8.0), ("mouthFunnel", 4.0),
    ("mouthUpperUpLeft", 3.0), ("mouthUpperUpRight", 3.0), ("mouthLowerDownLeft", 3.0),
    ("mouthLowerDownRight", 3.0), ("tongueOut", 4.0),
)  # fmt: skip
"""What parts the lips, and how soon."""
_FINER: Final = 4
"""Parts of a pixel's side in which its share of the mouth is counted: a line, not dots."""
_LEAST_GAP: Final = 0.025
"""Below this, in d, lips are closed."""


def snap_lips(
    pixels: NDArray[np.uint8],
    upper: Points2,
    lower: Points2,
    *,
    thickness: tuple[Plane, Plane],
    eye_distance_px: float,
) -> tuple[Points2, Points2]:
    """The rims of upper and lower lip moved to where the picture has them.

    Args:
        pixels: (h, w, 3) crop.
        upper: (k, 2) rim of the upper lip, first and last point in the corners.
        lower: (k, 2) rim of the lower lip, the same corners.
        thickness: (k,) and (k,): height of the red of either lip at these points, px.
        eye_distance_px: One d.

    Returns:
        Both rims, (k, 2) each; the corners are where they were.
    """
    along = upper[-1] - upper[0]
    along = along / np.linalg.norm(along)
    down = np.array([-along[1], along[0]])
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32)
    lab = np.asarray(cv2.GaussianBlur(lab, (0, 0), max(0.6, 0.006 * eye_distance_px)), np.float32)
    gap = float(((lower - upper) @ down).max())
    offsets = np.linspace(-1, 1, 2 * _STEPS + 1) * _REACH * eye_distance_px
    if gap < _LEAST_GAP * eye_distance_px:
        middle = (upper + lower) / 2
        light = _profiles(lab, middle, down, offsets)[:, :, 0].astype(np.float64)
        light = (light - light.min(axis=1, keepdims=True)) / 12.0
        moved = middle + _cheapest(light, offsets, tension=0.6)[:, None] * down
        moved[[0, -1]] = upper[[0, -1]]
        return moved, moved.copy()
    is_lip = _lip_test(lab, upper, lower, down, thickness)
    results: list[Points2] = []
    for rim, inward, height in ((upper, 1.0, thickness[0]), (lower, -1.0, thickness[1])):
        # Offsets count outward, from the hole into the lip.
        score = is_lip(_profiles(lab, rim, -inward * down, offsets))
        # A rim at step j: what lies before it should be mouth, what lies after it lip.
        before = np.cumsum(np.maximum(score, 0), axis=1)
        after = np.cumsum(np.maximum(-score, 0)[:, ::-1], axis=1)[:, ::-1]
        cost = (before + after) / 4.0
        # Never near the border of the red: gums look like lips, dark corners like beard.
        cost[offsets[None, :] > 0.3 * np.maximum(height, 0.0)[:, None] + 0.5] += 1e3
        if rim is upper:
            # Inward of it gums begin, which look like lips as well.
            cost[:, offsets < -_INTO_GUMS * eye_distance_px] += 1e3
        shift = _cheapest(cost, offsets, tension=_TENSION / _STEPS)
        # Teeth shine into the first pixels of the lip; with closed lips they would draw a line.
        shift[1:-1] += (
            _BLEED * eye_distance_px * np.sqrt(np.sin(np.linspace(0, np.pi, len(rim))))[1:-1]
        )
        results.append(rim - inward * shift[:, None] * down)
    high, low = results
    # Rims never cross.
    crossed = np.minimum((low - high) @ down, 0.0)
    high = high + 0.5 * crossed[:, None] * down
    low = low - 0.5 * crossed[:, None] * down
    high[[0, -1]], low[[0, -1]] = upper[[0, -1]], lower[[0, -1]]
    return high, low


def _profiles(
    lab: NDArray[np.float32], points: Points2, direction: Points2, offsets: NDArray[np.float64]
) -> NDArray[np.float32]:
    """(k, n, 3) colours at each point plus each offset along a direction."""
    at = points[:, None, :] + offsets[None, :, None] * direction
    sampled = cv2.remap(
        lab,
        at[:, :, 0].astype(np.float32) - 0.5,
        at[:, :, 1].astype(np.float32) - 0.5,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(sampled, np.float32)


class _LipTest:
    """Tells lip from mouth by colour: log-likelihood ratio of some Gaussians against one."""

    def __init__(self, lip: Plane, mouth: Plane) -> None:
        self._lip = _gaussian(lip)
        light = mouth[:, 0]
        bright = light > (light.min() + light.max()) / 2
        parts = [mouth[~bright], *_teeth_and_tongue(mouth[bright])]
        self._mouth = [_gaussian(part) for part in parts if len(part) > 12]

    def __call__(self, colours: NDArray[np.float32]) -> Plane:
        """(k, n): positive for lip, negative for mouth, within -1..1."""
        flat = colours.reshape(-1, 3).astype(np.float64)
        lip = _log_density(flat, self._lip)
        mouth = np.max([_log_density(flat, part) for part in self._mouth], axis=0)
        return np.clip((lip - mouth) / 4.0, -1, 1).reshape(colours.shape[:2])


def _teeth_and_tongue(bright: Plane) -> list[Plane]:
    """The bright of a mouth, parted where some of it is much redder.

    Together, teeth and tongue would make one class so wide that lips are in it.
    """
    if len(bright) < 24:
        return [bright]
    low, high = np.percentile(bright[:, 1], [5, 95])
    if high - low < _TONGUE_REDDER:
        return [bright]
    red = bright[:, 1] > (low + high) / 2
    return [bright[~red], bright[red]]


def _lip_test(
    lab: NDArray[np.float32],
    upper: Points2,
    lower: Points2,
    down: Points2,
    thickness: tuple[Plane, Plane],
) -> _LipTest:
    """Colours of these lips and this mouth, taken where the detector is surely right."""
    inner = slice(len(upper) // 5, -(len(upper) // 5))
    share = np.linspace(0.25, 0.75, 9)[None, :, None]
    between = upper[inner, None] + share * (lower - upper)[inner, None]
    mouth = _profiles(lab, between.reshape(-1, 2), down, np.zeros(1)).reshape(-1, 3)
    # Within the red: beyond it, chin and upper lip would teach it that skin is lip.
    lips = [
        _profiles(
            lab, (rim + share * height[:, None] * sign * down)[inner], down, np.zeros(1)
        ).reshape(-1, 3)
        for rim, height, sign in ((upper, thickness[0], -1.0), (lower, thickness[1], 1.0))
        for share in np.linspace(0.25, 0.75, 6)
    ]
    return _LipTest(np.concatenate(lips).astype(np.float64), mouth.astype(np.float64))


def _gaussian(samples: Plane) -> tuple[Plane, Plane, float]:
    """Mean, inverse covariance and log of its determinant's root."""
    covariance = np.cov(samples.T) + np.diag([60.0, 12.0, 12.0])
    return (
        np.median(samples, axis=0),
        np.asarray(np.linalg.inv(covariance), np.float64),
        0.5 * float(np.linalg.slogdet(covariance)[1]),
    )


def _log_density(points: Plane, gaussian: tuple[Plane, Plane, float]) -> Plane:
    mean, inverse, log_root = gaussian
    away = points - mean
    return -0.5 * np.einsum("ki,ij,kj->k", away, inverse, away) - log_root


def _cheapest(cost: Plane, offsets: NDArray[np.float64], *, tension: float) -> NDArray[np.float64]:
    """The offset of each point that costs least in sum, bends and distance from 0 included."""
    k, n = cost.shape
    steps = np.arange(n, dtype=np.float64)
    home = np.abs(steps - n // 2) / (n // 2)
    # Less freedom toward the corners, where colours tell little.
    place = np.sin(np.pi * np.linspace(0, 1, k))
    cost = cost + home * (0.8 + 14.0 * (1 - np.sqrt(place)))[:, None]
    bend = tension * (steps[:, None] - steps[None, :]) ** 2 / 8.0
    total: Plane = cost[0]
    came = np.zeros((k, n), np.int64)
    for i in range(1, k):
        ways: Plane = total[None, :] + bend
        came[i] = ways.argmin(axis=1)
        total = np.asarray(ways.min(axis=1) + cost[i], np.float64)
    path = np.empty(k, np.int64)
    path[-1] = int(total.argmin())
    for i in range(k - 1, 0, -1):
        path[i - 1] = came[i, path[i]]
    chosen = offsets[path]
    smooth = np.convolve(np.pad(chosen, 2, mode="edge"), np.array([1, 3, 4, 3, 1]) / 12, "valid")
    smooth[[0, -1]] = 0.0
    return smooth


def seal_lips(
    pixels: NDArray[np.uint8], upper: Points2, lower: Points2, *, d_px: float
) -> tuple[NDArray[np.uint8], Wrinkle | None]:
    """The picture with the opening of the mouth painted in the colour of the lips, in shade.

    The head has a hole there; but a texture is read between its pixels, and a rim that lies half
    on a tooth would draw a white line where the lips of the neutral face meet.

    Args:
        pixels: (h, w, 3).
        upper: (k, 2) rim of the upper lip, crop px, left to right.
        lower: (k, 2) rim of the lower lip.
        d_px: One d.

    Returns:
        (h, w, 3), and a wrinkle that takes the shade away where lips part; the same picture and
        None where the photo's lips are closed.
    """
    if float((lower[:, 1] - upper[:, 1]).max()) < _LEAST_GAP * d_px:
        return pixels, None
    outline = np.concatenate([upper, lower[::-1]])
    side = pixels.shape[0]
    x0, y0 = np.maximum(np.floor(outline.min(axis=0) - 0.2 * d_px).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(outline.max(axis=0) + 0.2 * d_px).astype(int), side)
    crop = pixels[y0:y1, x0:x1]
    hole = _covered(crop.shape, outline - (x0, y0))
    filled = push_pull(crop.astype(np.float32), (hole == 0).astype(np.float32))
    shade = 1.0 - (1.0 - _CREVICE) * hole
    sealed = np.where(hole[:, :, None] > 0, filled * shade[:, :, None], crop)
    result = pixels.copy()
    result[y0:y1, x0:x1] = np.clip(np.rint(sealed), 0, 255).astype(np.uint8)
    lightens = np.where(hole > 0, np.rint(127.5 / shade), 128).astype(np.uint8)
    wrinkle = Wrinkle(
        name="lipCrevice",
        layer="head",
        terms=_PARTING,
        map=lightens,
        box=(float(x0 / side), float(y0 / side), float(x1 / side), float(y1 / side)),
    )
    return result, wrinkle


def _covered(shape: tuple[int, ...], outline: Points2) -> NDArray[np.float32]:
    """(h, w): how much of each pixel lies within a closed outline, 0..1."""
    fine = np.zeros((_FINER * shape[0], _FINER * shape[1]), np.uint8)
    corners = np.rint((outline * _FINER + 0.5 * (_FINER - 1)) * 16).astype(np.int32)
    cv2.fillPoly(fine, [corners], 255, cv2.LINE_8, 4)
    part = cv2.resize(fine, shape[1::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(part.astype(np.float32) / 255.0, np.float32)
