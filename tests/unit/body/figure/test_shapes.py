"""Every blendshape shows, sides are mirrored, lids and lips do not cross."""

import numpy as np
import pytest

from sherin.body import _channel_table as table
from sherin.body.channels import CHANNEL_INDEX, CHANNELS, NEUTRAL
from sherin.body.figure import Figure
from sherin.testing.channels import vector_of

FIGURE = Figure.builtin()
NAMES = FIGURE.document.names
ARKIT = [channel.name for channel in CHANNELS[:52]]
UNIT = 1.0 / FIGURE.document.width
# Hair and the light in the eyes are one-sided on purpose.
ONE_SIDED = ("hairline", "strand", "glint")


def knots(**values: float) -> np.ndarray:
    return FIGURE.pose(vector_of(**values)).knots


def mirrored_index() -> list[int]:
    swap = {
        name: name.replace("Left", "#").replace("Right", "Left").replace("#", "Right")
        for name in NAMES
    }
    return [NAMES.index(swap[name]) if swap[name] in NAMES else k for k, name in enumerate(NAMES)]


def symmetric_rows() -> np.ndarray:
    # The points of the disc behind the head have no partners by name; the left hand rests lower.
    skip = (*ONE_SIDED, "disc", "hand")
    return np.array([not name.startswith(skip) for name in NAMES])


@pytest.mark.parametrize("name", ARKIT)
def test_every_blendshape_moves_something_that_can_be_seen(name: str):
    """At least one hundredth of an eye distance in the picture: a pixel at 700."""
    moved = np.abs(knots(**{name: 1.0}) - knots()).max()
    assert moved > 0.01 * UNIT, f"{name} moves {moved / UNIT:.4f} eye distances"


@pytest.mark.parametrize("name", ARKIT)
def test_half_a_blendshape_moves_less_than_all_of_it(name: str):
    half = np.abs(knots(**{name: 0.5}) - knots()).max()
    whole = np.abs(knots(**{name: 1.0}) - knots()).max()
    assert 0.2 * whole < half < 0.8 * whole


@pytest.mark.parametrize("name", [name for name in ARKIT if name.endswith("Left")])
def test_a_right_shape_is_the_mirror_image_of_its_left_one(name: str):
    left = knots(**{name: 1.0})
    right = knots(**{name.replace("Left", "Right"): 1.0})
    image = right[mirrored_index()] * (-1.0, 1.0) + (1.0, 0.0)
    rows = symmetric_rows()
    assert np.abs(left - image)[rows].max() < 1e-9


def test_neutral_is_symmetric():
    rest = knots()
    image = rest[mirrored_index()] * (-1.0, 1.0) + (1.0, 0.0)
    assert np.abs(rest - image)[symmetric_rows()].max() < 1e-9


def test_all_blendshapes_look_different():
    """No two shapes, nor their mirror images, are the same motion in different sizes."""
    motions = {name: (knots(**{name: 1.0}) - knots()).ravel() for name in ARKIT}
    for k, a in enumerate(ARKIT):
        for b in ARKIT[k + 1 :]:
            u, v = motions[a], motions[b]
            likeness = float(u @ v / np.sqrt((u @ u) * (v @ v)))
            assert likeness < 0.97, f"{a} and {b}: {likeness:.3f}"


def test_all_visemes_look_different():
    """Some point of the one is more than a pixel away from the other's, in a picture of 256."""
    poses: dict[str, np.ndarray] = {}
    for name, rows in table.VISEMES:
        vector = NEUTRAL.copy()
        for channel, value in rows:
            vector[channel] = value
        poses[name] = FIGURE.pose(vector).knots
    names = list(poses)
    for k, a in enumerate(names):
        for b in names[k + 1 :]:
            assert np.abs(poses[a] - poses[b]).max() > 1.0 / 256.0, f"{a} and {b}"


def test_a_blink_closes_the_eye_to_a_tenth():
    def opening(**values: float) -> float:
        points = knots(**values)
        return float(
            points[NAMES.index("lidLowerLeft2"), 1] - points[NAMES.index("lidUpperLeft2"), 1]
        )

    assert opening(eyeBlinkLeft=1.0) <= 0.1 * opening()
    assert opening(eyeWideLeft=1.0) > 1.2 * opening()


@pytest.mark.parametrize(
    "extra", [{}, {"eyeLookDownLeft": 1.0}, {"eyeSquintLeft": 1.0, "cheekSquintLeft": 1.0}]
)
def test_lids_never_cross(extra: dict[str, float]):
    points = knots(eyeBlinkLeft=1.0, **extra)
    for k in range(5):
        upper, lower = (points[NAMES.index(f"lid{part}Left{k}"), 1] for part in ("Upper", "Lower"))
        assert upper <= lower + 1e-9


def test_lips_never_cross_where_the_jaw_is_shut_and_lips_are_pressed():
    points = knots(mouthClose=1.0, mouthRollLower=1.0, mouthShrugLower=1.0)
    for k in range(3):
        upper, lower = (
            points[NAMES.index(f"lip{part}InnerLeft{k}"), 1] for part in ("Upper", "Lower")
        )
        assert upper <= lower + 1e-9


def test_gaze_moves_both_irises_to_the_persons_left():
    moved = knots(gazeYaw=20.0) - knots()
    rows = [k for k, name in enumerate(NAMES) if name.startswith("iris")]
    assert moved[rows, 0].min() > 0.05 * UNIT


def test_visemes_are_read_from_the_registry():
    assert len(table.VISEMES) == 15
    assert CHANNEL_INDEX["jawOpen"] in {channel for _, rows in table.VISEMES for channel, _ in rows}
