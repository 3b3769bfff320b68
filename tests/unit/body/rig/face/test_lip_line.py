"""The rims of the lips are found in pixels, wherever the detector put them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sherin.body.rig.face.lip_line import snap_lips

D_PX = 150.0
SIDE = 300


def mouth(gap_px: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A drawn mouth: picture, true upper rim, true lower rim."""
    x = np.linspace(90, 210, 41)
    bow = np.sqrt(np.clip(1 - ((x - 150) / 60) ** 2, 0, 1))
    upper = np.column_stack([x, 150 - 0.4 * gap_px * bow])
    lower = np.column_stack([x, 150 + 0.6 * gap_px * bow])
    picture = np.full((SIDE, SIDE, 3), (205, 160, 135), np.uint8)
    cv2.ellipse(picture, (150, 150), (75, int(22 + gap_px)), 0, 0, 360, (190, 90, 90), -1)
    hole = np.concatenate([upper, lower[::-1]])
    if gap_px > 2:
        cv2.fillPoly(picture, [np.rint(hole).astype(np.int32)], (235, 230, 215))
    else:
        cv2.polylines(picture, [np.rint(upper).astype(np.int32)], False, (95, 40, 40), 3)
    noise = np.random.default_rng(5).normal(0, 2.0, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), upper, lower


def pushed(rim: np.ndarray, by_px: float) -> np.ndarray:
    """The rim as a detector might give it: off in the middle, right in the corners."""
    bow = np.sin(np.pi * np.linspace(0, 1, len(rim)))
    return rim + np.column_stack([np.zeros(len(rim)), by_px * bow])


@pytest.mark.parametrize("by_px", [-6.0, 0.0, 5.0])
def test_open_lips_end_where_teeth_begin(by_px: float):
    picture, upper, lower = mouth(28.0)
    thick = np.full(len(upper), 24.0)
    high, low = snap_lips(
        picture,
        pushed(upper, max(by_px, -1.5)),
        pushed(lower, -by_px),
        thickness=(thick, thick),
        eye_distance_px=D_PX,
    )
    middle = slice(10, -10)
    # Outward by the bleed of the teeth's light, a pixel here.
    assert np.abs((high - upper)[middle, 1] + 1.2).max() < 2.2
    assert np.abs((low - lower)[middle, 1] - 1.2).max() < 2.2


def test_gums_are_no_lip():
    picture, upper, lower = mouth(28.0)
    gums = np.concatenate([upper, upper[::-1] + np.array([0.0, 6.0])])
    cv2.fillPoly(picture, [np.rint(gums).astype(np.int32)], (190, 90, 90))
    thick = np.full(len(upper), 24.0)
    high, _ = snap_lips(picture, upper, lower, thickness=(thick, thick), eye_distance_px=D_PX)
    assert (high - upper)[:, 1].max() < 2.0


def test_closed_lips_meet_on_the_dark_line():
    picture, upper, _ = mouth(0.0)
    thick = np.full(len(upper), 20.0)
    high, low = snap_lips(
        picture,
        pushed(upper, 4.0),
        pushed(upper, 5.0),
        thickness=(thick, thick),
        eye_distance_px=D_PX,
    )
    assert (high == low).all()
    assert np.abs((high - upper)[8:-8, 1]).max() < 2.0


def test_corners_stay():
    picture, upper, lower = mouth(28.0)
    thick = np.full(len(upper), 24.0)
    for rim in snap_lips(
        picture, pushed(upper, 5.0), lower, thickness=(thick, thick), eye_distance_px=D_PX
    ):
        assert (rim[[0, -1]] == upper[[0, -1]]).all()
