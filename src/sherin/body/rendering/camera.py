"""The camera: which part of the face frame a picture shows, and how its channels move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import CAMERA_DISTANCE, Frame

__all__ = ["Framing", "View", "framing_of", "view_of"]

Floats = NDArray[np.float64]

_PAN_GAIN: Final = 0.2
"""Share of a pan that is shown: at 16 d one degree is .28 d, and a photo ends after three."""
_JITTER_HZ: Final = (0.43, 0.97, 1.9, 3.1)
_JITTER_SHARE: Final = (0.74, 0.52, 0.36, 0.22)
"""Hand-held wander: amplitudes fall with frequency; squares sum to one. By taste."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """Which part of the plane z = 0 a picture shows at rest."""

    width_px: int
    height_px: int
    px_per_d: float
    centre: tuple[float, float]
    """(x, y) in d of the middle of the picture."""
    known: tuple[float, float, float, float]
    """x0, y0, x1, y1 in d of what the rig has pixels for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Perspective at one moment: pixel = matrix @ (x, y) * scale(z) + offset."""

    distance: float
    """From the camera to the plane z = 0, in d."""
    focal: float
    """In px: a point x beside the axis is drawn focal * x / (z + distance) beside it."""
    cosine: float
    sine: float
    offset: tuple[float, float]
    background_shift_px: float
    """What parallax moves the background against everything else, to the right."""

    def project(self, points: NDArray[np.floating]) -> Floats:
        """Pixel positions (n, 2) of points (n, 3) in the face frame."""
        scale = self.focal / (np.asarray(points[:, 2], float) + self.distance)
        x, y = points[:, 0] * scale, points[:, 1] * scale
        turned = (self.cosine * x - self.sine * y, self.sine * x + self.cosine * y)
        return np.column_stack(turned) + np.asarray(self.offset)


def framing_of(
    frame: Frame, size: tuple[int, int], known: tuple[float, float, float, float]
) -> Framing:
    """The crop itself where the picture is square; else as much of what is known as covers it.

    Args:
        frame: Crop, chin and hairline.
        size: (width, height) in px.
        known: x0, y0, x1, y1 in d of what the rig can show.
    """
    width_px, height_px = size
    aspect = width_px / height_px
    side = frame.width_d
    x, y = frame.centre
    # A wide picture keeps the crop's width until the head no longer fits, then it needs more than
    # the crop, which only what lies beyond it can give.
    if aspect >= 1.0:
        wanted = max(side / aspect, 1.28 * frame.head_height)
        height_d = min(wanted, (known[2] - known[0]) / aspect, side)
    else:
        height_d = min(side, known[3] - known[1])
    width_d = height_d * aspect
    if aspect > 1.0:
        crown = frame.chin_y - frame.head_height
        y = crown + 0.5 * height_d - 0.12 * (height_d - frame.head_height)
    x = min(max(x, known[0] + 0.5 * width_d), known[2] - 0.5 * width_d)
    y = min(max(y, known[1] + 0.5 * height_d), known[3] - 0.5 * height_d)
    return Framing(
        width_px=width_px,
        height_px=height_px,
        px_per_d=height_px / height_d,
        centre=(x, y),
        known=known,
    )


def view_of(framing: Framing, pose: Mapping[str, float], *, t_s: float, phase: float) -> View:
    """The view that the camera channels ask for at one moment.

    Push brings the camera nearer (perspective deepens), focal creep only enlarges; both keep the
    point between the eyes where it is. It never shows what the rig does not know: the picture
    enlarges just enough.

    Args:
        framing: The picture at rest.
        pose: Channels by name.
        t_s: Time of the frame; the hand-held wander is a function of it.
        phase: Any number; frames of different seeds wander differently.
    """
    distance = CAMERA_DISTANCE * (1.0 - pose["cameraPush"])
    zoom = 1.0 + pose["cameraFocalCreep"]
    focal = framing.px_per_d * CAMERA_DISTANCE * zoom
    angle = radians(-pose["cameraRoll"])
    wander_x, wander_y = _wander(t_s, phase)
    unit = framing.height_px / 512.0
    pan = _PAN_GAIN * CAMERA_DISTANCE * framing.px_per_d
    shift_x = -tan(radians(pose["cameraPanX"])) * pan + unit * pose["cameraJitter"] * wander_x
    shift_y = tan(radians(pose["cameraPanY"])) * pan + unit * pose["cameraJitter"] * wander_y
    middle = np.array([0.5 * framing.width_px, 0.5 * framing.height_px])
    eyes = middle - framing.px_per_d * np.asarray(framing.centre)
    turn = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    offset = middle + turn @ (eyes - middle) + (shift_x, shift_y)
    cover = _cover(framing, turn, offset, focal / distance)
    offset = middle + cover * (offset - middle)
    return View(
        distance=distance,
        focal=focal * cover,
        cosine=float(turn[0, 0]),
        sine=float(turn[1, 0]),
        offset=(float(offset[0]), float(offset[1])),
        background_shift_px=pose["parallax"] * framing.width_px,
    )


def _cover(framing: Framing, turn: Floats, offset: Floats, px_per_d: float) -> float:
    """How much the picture must be enlarged about its middle to show known places only, >= 1."""
    width, height = float(framing.width_px), float(framing.height_px)
    middle = np.array([0.5 * width, 0.5 * height])
    corners = np.array([[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]])
    # In d: where the middle of the picture lies, and its corners from there.
    at = turn.T @ (middle - offset) / px_per_d
    reach = (corners - middle) @ turn / px_per_d
    x0, y0, x1, y1 = framing.known
    room = np.array([[at[0] - x0, x1 - at[0]], [at[1] - y0, y1 - at[1]]])
    need = np.array([[-reach[:, k].min(), reach[:, k].max()] for k in range(2)])
    return float(max(1.0, (need / np.maximum(room, 0.15 * need)).max()))


def _wander(t_s: float, phase: float) -> tuple[float, float]:
    """Two smooth signals of variance one."""
    values = [0.0, 0.0]
    for axis in range(2):
        for k, (hz, share) in enumerate(zip(_JITTER_HZ, _JITTER_SHARE, strict=True)):
            at = 6.283185307179586 * hz * (1.0 + 0.13 * axis) * t_s
            values[axis] += 1.4142135623730951 * share * sin(at + phase + 2.4 * k + 1.7 * axis)
    return values[0], values[1]
