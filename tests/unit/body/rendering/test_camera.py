"""Framing and camera: the photo at rest, the face whole, nothing unknown in sight."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.body.channels import CHANNEL_NAMES, NEUTRAL
from sherin.body.rendering import Stage
from sherin.body.rendering.camera import framing_of, known_part, view_of
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

RIG = tiny_rig()


def pose(**channels: float) -> dict[str, float]:
    return dict(zip(CHANNEL_NAMES, NEUTRAL.tolist(), strict=True)) | channels


def test_resting_camera_sees_the_photos_pixels() -> None:
    """A point of any depth is where its un-projection came from: 45 px in one d of the crop."""
    view = view_of(framing_of(RIG, (270, 270)), pose(), t_s=0.0, phase=0.3)
    pixels = np.array([[10.0, 250.0], [134.5, 102.0], [200.0, 33.0]])
    depth = np.array([0.0, 1.3, -0.6])
    flat = (pixels - (134.5, 102.0)) / 45.0 * (1.0 + depth[:, None] / 16.0)
    assert np.allclose(view.project(np.column_stack([flat, depth])), pixels, atol=1e-9)


@pytest.mark.parametrize("size", [(512, 512), (1920, 1080), (1080, 1920), (640, 360), (300, 400)])
def test_face_is_whole_in_every_format(size: tuple[int, int]) -> None:
    framing = framing_of(RIG, size)
    view = view_of(framing, pose(), t_s=0.0, phase=0.0)
    frame = RIG.frame
    ends = view.project(np.array([[0.0, frame.chin_y, 0.0], [0.0, frame.hairline_y, 0.0]]))
    chin, hairline = ends[:, 1] / size[1]
    assert chin < 0.93 and hairline > 0.07
    assert abs(ends[0, 0] / size[0] - 0.5) < 0.12


@pytest.mark.parametrize("size", [(96, 96), (192, 108), (108, 192)])
@pytest.mark.parametrize(
    "channels",
    [
        {"cameraPanX": 15.0}, {"cameraPanX": -15.0}, {"cameraPanY": 15.0}, {"cameraPanY": -15.0},
        {"cameraRoll": 15.0}, {"cameraPush": -0.5}, {"cameraFocalCreep": -0.5},
        {"cameraJitter": 12.0, "cameraRoll": -9.0, "cameraPanX": 8.0}, {"parallax": 0.2},
        {"parallax": -0.2},
    ],
)  # fmt: skip
def test_camera_never_shows_what_is_not_known(
    size: tuple[int, int], channels: dict[str, float]
) -> None:
    picture = Stage(RIG, size=size).draw(vector_of(**channels), t_s=3.0)
    assert (picture[..., 3] == 255).all()


def test_push_keeps_the_eyes_in_place_and_deepens_perspective() -> None:
    framing = framing_of(RIG, (512, 512))
    points = np.array([[0.0, 0.0, 0.0], [0.5, 0.3, -0.5], [0.5, 0.3, 0.5]])
    rest, near = (
        view_of(framing, pose(cameraPush=push), t_s=0.0, phase=0.0).project(points)
        for push in (0.0, 0.3)
    )
    assert np.allclose(rest[0], near[0], atol=1e-6)
    grown = np.linalg.norm(near - near[0], axis=1)[1:] / np.linalg.norm(rest - rest[0], axis=1)[1:]
    assert grown[0] > grown[1] > 1.3


def test_focal_creep_enlarges_all_depths_alike() -> None:
    framing = framing_of(RIG, (512, 512))
    points = np.array([[0.0, 0.0, 0.0], [0.5, 0.3, -0.5], [0.5, 0.3, 0.5]])
    rest, near = (
        view_of(framing, pose(cameraFocalCreep=creep), t_s=0.0, phase=0.0).project(points)
        for creep in (0.0, 0.2)
    )
    assert np.allclose(near - near[0], 1.2 * (rest - rest[0]))


def test_jitter_is_as_large_as_it_says_and_smooth() -> None:
    """The channel is the root mean square in px at a height of 512."""
    framing = framing_of(RIG, (512, 512))
    # Zoomed in, so that the picture need not enlarge to stay inside what is known.
    seen = np.array(
        [
            view_of(framing, pose(cameraJitter=4.0, cameraPush=0.3), t_s=k / 25, phase=1.0).offset
            for k in range(2500)
        ]
    )
    assert np.allclose(seen.std(axis=0), 4.0, rtol=0.15)
    assert np.abs(np.diff(seen, axis=0)).max() < 4.0


def test_known_part_holds_the_crop() -> None:
    x0, y0, x1, y1 = known_part(RIG)
    (x, y), half = RIG.frame.centre, 0.5 * RIG.frame.width_d
    assert x0 <= x - half and x1 >= x + half and y0 <= y - half and y1 >= y + half
