"""The camera: which part of the face frame a picture shows, and how its channels move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.model import CAMERA_DISTANCE, Layer, Rig

__all__ = ["Framing", "View", "framing_of", "known_part", "view_of"]

Floats = NDArray[np.float64]

_PAN_GAIN: Final = 0.2
"""Share of a pan that is shown: at 16 d one degree is .28 d, and a photo ends after three."""
_HEADROOM, _ABOVE_CROWN, _BELOW_CHIN = 1.16, 0.05, 0.1
"""A wide picture's height in head heights; shares of it above the crown and below the chin."""
_FACE_ROOM: Final = 1.3
"""A tall picture's least width in widths of the face."""
_BESIDE_D, _BELOW_D = 0.5, 0.1
"""How far beyond the crop a still picture may show the body: it is mirrored there, which the eye
finds at once in a collar; the rest is for a torso that moves."""
_CUT_D: Final = 0.15
"""What comes this near to the edge of the crop was cut off by it."""
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


def framing_of(rig: Rig, size: tuple[int, int]) -> Framing:
    """The crop itself where the picture is square; else what fills it with the face whole.

    A wide picture is as high as a head with a little air, and may show what the rig has beyond the
    crop on both sides; a tall one is as high as the crop, or higher where the face would not fit.

    Args:
        rig: What is drawn.
        size: (width, height) in px.
    """
    frame, known = rig.frame, known_part(rig)
    aspect = size[0] / size[1]
    x, y = frame.centre
    height_d = side = frame.width_d
    if aspect > 1.0:
        height_d = min(side, max(side / aspect, _HEADROOM * frame.head_height))
        height_d = min(height_d, (known[2] - known[0]) / aspect)
        crown = frame.chin_y - frame.head_height
        y = min(y, crown + (0.5 - _ABOVE_CROWN) * height_d)
        # Better a cropped crown than a cropped chin.
        y = max(y, frame.chin_y - (0.5 - _BELOW_CHIN) * height_d)
    elif aspect < 1.0:
        face = frame.landmarks[:, 0]
        left, right = float(face.min()), float(face.max())
        height_d = min(max(side, _FACE_ROOM * (right - left) / aspect), known[3] - known[1])
        x = 0.5 * (left + right)
    width_d = height_d * aspect
    x = min(max(x, known[0] + 0.5 * width_d), known[2] - 0.5 * width_d)
    y = min(max(y, known[1] + 0.5 * height_d), known[3] - 0.5 * height_d)
    return Framing(
        width_px=size[0],
        height_px=size[1],
        px_per_d=size[1] / height_d,
        centre=(x, y),
        known=known,
    )


def known_part(rig: Rig) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 in d, at the plane z = 0, of what the rig can show without an end in sight.

    The background ends it, the body where the photo cut it off, and above the head that the photo
    cut off nothing is known but a little mirrored hair.
    """
    frame = rig.frame
    half = 0.5 * frame.width_d
    crop = np.array([-half, -half, half, half]) + np.tile(frame.centre, 2)
    known = crop.copy()
    for layer in rig.layers:
        if layer.name == "background":
            known = _extent(layer)
    for layer in rig.layers:
        if layer.name == "body":
            body = _extent(layer)
            # A body that keeps off a side of the crop has its own outline there.
            if body[0] < crop[0] + _CUT_D:
                known[0] = max(known[0], body[0], crop[0] - _BESIDE_D)
            if body[2] > crop[2] - _CUT_D:
                known[2] = min(known[2], body[2], crop[2] + _BESIDE_D)
            known[3] = min(known[3], body[3], crop[3] + _BELOW_D)
    if frame.chin_y - frame.head_height < crop[1] + _CUT_D:
        known[1] = max(known[1], crop[1] - _CUT_D)
    # Never less than the crop: at rest a square picture is the photo.
    known[:2], known[2:] = np.minimum(known[:2], crop[:2]), np.maximum(known[2:], crop[2:])
    return float(known[0]), float(known[1]), float(known[2]), float(known[3])


def _extent(layer: Layer) -> Floats:
    points = layer.positions.astype(np.float64)
    flat = points[:, :2] * (CAMERA_DISTANCE / (CAMERA_DISTANCE + points[:, 2:]))
    return np.concatenate([flat.min(axis=0), flat.max(axis=0)])


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
