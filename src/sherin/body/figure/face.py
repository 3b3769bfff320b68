"""The face before it turns: shapes moved by channels, lids and lips that meet, eyes that look."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.figure.document import Document
from sherin.body.figure.pose import rotation

__all__ = ["deformed", "gaze_deg", "turn_silhouette"]

Floats = NDArray[np.float64]

_GAZE: Final = (CHANNEL_INDEX["gazeYaw"], CHANNEL_INDEX["gazePitch"])
_LOOKS: Final = {
    side: tuple(CHANNEL_INDEX[f"eyeLook{way}{side}"] for way in ("Out", "In", "Up", "Down"))
    for side in ("Left", "Right")
}


def gaze_deg(document: Document, vector: ChannelVector, side: str) -> tuple[float, float]:
    """Yaw (+ to the person's left) and pitch (+ up) of one eye in the head, in degrees."""
    out, inward, up, down = (float(vector[i]) for i in _LOOKS[side])
    outward = 1.0 if side == "Left" else -1.0
    yaw = float(vector[_GAZE[0]]) + outward * document.look_deg * (out - inward)
    return yaw, float(vector[_GAZE[1]]) + document.look_deg * (up - down)


def deformed(document: Document, vector: ChannelVector) -> Floats:
    """(n_points, 3) in the head's or torso's own axes, nothing turned yet."""
    points = (document.rest.ravel() + vector[document.moving] @ document.moves).reshape(-1, 3)
    for upper, lower, share in document.meets:
        overlap = points[upper, 1] - points[lower, 1]
        if overlap > 0.0:
            points[upper, 1] -= share * overlap
            points[lower, 1] += (1.0 - share) * overlap
            # What touches is equally far away, or perspective would part it again.
            depth = points[upper, 2] - points[lower, 2]
            points[upper, 2] -= share * depth
            points[lower, 2] += (1.0 - share) * depth
    for eye in document.eyes:
        yaw, pitch = gaze_deg(document, vector, eye.side)
        centre = np.array(eye.centre)
        turn = rotation(yaw, pitch, 0.0)
        own = list(eye.points)
        points[own] = (points[own] - centre) @ turn.T + centre
    return points


def turn_silhouette(document: Document, head: Floats, points: Floats) -> None:
    """Move the outline to where the head's edge is from here: each slice of a head is an ellipse.

    What lies in front of the edge stays, what has gone behind it shows at the edge.

    Args:
        document: The slices.
        head: (3, 3) rotation of the head.
        points: (n_points, 3), changed in place.
    """
    side, half_width, half_depth, centre, azimuth = document.slices.T
    edge = side * np.arctan2(-half_depth * head[2, 0], half_width * head[2, 2])
    shown, own = np.minimum(azimuth, edge), document.slice_points
    points[own, 0] += side * half_width * np.cos(shown) - document.rest[own, 0]
    points[own, 2] += centre + half_depth * np.sin(shown) - document.rest[own, 2]
