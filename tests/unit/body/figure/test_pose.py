"""Head, torso, hands, camera and light do what their channels say."""

import numpy as np
import pytest

from sherin.body.channels import CHANNEL_INDEX, MAXIMUM, MINIMUM, N_CHANNELS, NEUTRAL
from sherin.body.figure import Drawing, Figure
from sherin.body.figure.pose import rotation
from sherin.body.random32 import unit
from sherin.errors import FigureError
from sherin.testing.channels import vector_of

FIGURE = Figure.builtin()
NAMES = FIGURE.document.names
FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")


def pose(**values: float) -> Drawing:
    return FIGURE.pose(vector_of(**values))


def moved(point: str, **values: float) -> tuple[float, float]:
    """How far a point goes to the right and down, in pictures."""
    x, y = pose(**values).knots[NAMES.index(point)] - pose().knots[NAMES.index(point)]
    return float(x), float(y)


def test_rotations_are_rotations():
    turn = rotation(31.0, -17.0, 8.0)
    assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.isclose(np.linalg.det(turn), 1.0)


def test_yaw_turns_the_nose_to_the_persons_left_which_is_the_right_of_the_picture():
    assert moved("noseTipLeft0", headYaw=15.0)[0] > 0.02
    assert moved("noseTipLeft0", headYaw=-15.0)[0] < -0.02


def test_pitch_lifts_the_nose_and_roll_tilts_to_the_persons_left_shoulder():
    assert moved("noseTipLeft0", headPitch=12.0)[1] < -0.01
    assert moved("hairTop0", headRoll=10.0)[0] > 0.02


def test_a_turned_head_keeps_its_width():
    """A head is nearly as deep as it is wide: its outline must not shrink like a card's."""

    def width(drawing: Drawing) -> float:
        rows = [k for k, name in enumerate(NAMES) if name.startswith("outline")]
        return float(np.ptp(drawing.knots[rows, 0]))

    assert width(pose(headYaw=35.0)) > 0.97 * width(pose())


@pytest.mark.parametrize(
    ("channel", "point", "axis", "sign"),
    [
        ("shoulderRaiseLeft", "shoulderLeft2", 1, -1),
        ("torsoSway", "shoulderLeft0", 0, 1),
        ("breath", "shoulderLeft1", 1, -1),
        ("headX", "noseTipLeft0", 0, 1),
        ("headY", "noseTipLeft0", 1, -1),
        ("cameraPanX", "noseTipLeft0", 0, -1),
        ("cameraPanY", "noseTipLeft0", 1, 1),
        ("parallax", "disc0", 0, 1),
        ("wind", "lockLeft2", 0, 1),
    ],
)
def test_channel_moves_its_point(channel: str, point: str, axis: int, sign: int):
    value = 0.2 * float(MAXIMUM[CHANNEL_INDEX[channel]])
    assert sign * moved(point, **{channel: value})[axis] > 0.001


@pytest.mark.parametrize("channel", ["torsoLean", "headZ", "cameraPush", "cameraFocalCreep"])
def test_coming_nearer_makes_the_face_larger(channel: str):
    def size(drawing: Drawing) -> float:
        left, right = (drawing.knots[NAMES.index(f"eyeOuter{side}0")] for side in ("Left", "Right"))
        return float(np.hypot(*(left - right)))

    assert size(pose(**{channel: 0.4 * float(MAXIMUM[CHANNEL_INDEX[channel]])})) > 1.01 * size(
        pose()
    )


def test_light_dims_and_warms():
    assert pose(lightExposure=-1.0).light.red < 1.0
    warm = pose(lightKeyTemperature=3000.0).light
    assert warm.red > 1.0 > warm.blue


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_a_hidden_hand_is_not_drawn_and_a_raised_one_stays_below_the_chin(side: str):
    numbers = [k for k, path in enumerate(FIGURE.paths) if path.name.startswith(f"hand{side}")]
    assert pose().opacity[numbers].max() == 0.0
    shown = pose(**{f"hand{side}Visibility": 1.0})
    assert shown.opacity[numbers].min() == 1.0
    tips = [
        shown.knots[k]
        for k, name in enumerate(NAMES)
        if name.startswith(f"hand{side}") and name.endswith("4")
    ]
    chin = shown.knots[NAMES.index("chinTip0"), 1]
    assert min(tip[1] for tip in tips) > chin
    assert max(tip[1] for tip in tips) < 1.0


@pytest.mark.parametrize("x", [0.0, 0.1, 0.25, 0.4])
def test_no_finger_covers_the_mouth(x: float):
    """A stop sign lifted before the face is held lower."""
    values = {f"handRight{finger}Curl": -17.0 for finger in FINGERS}
    shown = pose(
        handRightVisibility=1.0, handRightX=x, handRightY=0.6, handRightPitch=30.0, **values
    )
    mouth = shown.knots[[NAMES.index(f"lipCorner{side}0") for side in ("Left", "Right")]]
    tips = np.array([shown.knots[NAMES.index(f"handRight{finger}4")] for finger in FINGERS])
    before = (tips[:, 0] > mouth[:, 0].min() - 0.03) & (tips[:, 0] < mouth[:, 0].max() + 0.03)
    assert (tips[before, 1] > mouth[:, 1].max() + 0.05).all()


def test_a_hand_enters_from_below_the_picture():
    tip = NAMES.index("handRightMiddle4")
    heights = [pose(handRightVisibility=v).knots[tip, 1] for v in (0.01, 0.4, 0.7, 1.0)]
    assert heights[0] > 1.0
    assert heights == sorted(heights, reverse=True)


def test_a_pinch_brings_thumb_and_index_together():
    def gap(**values: float) -> float:
        knots = pose(handRightVisibility=1.0, handRightPitch=30.0, **values).knots
        thumb, index = (knots[NAMES.index(f"handRight{finger}4")] for finger in ("Thumb", "Index"))
        return float(np.hypot(*(thumb - index)))

    closed = gap(
        handRightIndexFlexion=30.0,
        handRightIndexCurl=27.0,
        handRightThumbFlexion=24.0,
        handRightThumbCurl=44.0,
        handRightThumbSpread=-8.0,
    )
    assert closed < 0.4 * gap()


def test_both_hands_are_mirror_images_but_for_the_lower_left():
    knots = pose(handLeftVisibility=1.0, handRightVisibility=1.0).knots
    left, right = (
        np.array(
            [
                knots[k]
                for k, n in enumerate(NAMES)
                if n.startswith(f"hand{side}") and n[-1] in "01234"
            ]
        )
        for side in ("Left", "Right")
    )
    assert np.abs((1.0 - right[:, 0]) - left[:, 0]).max() < 1e-9


def test_anything_in_range_gives_finite_points():
    for seed in range(40):
        vector = np.array(
            [MINIMUM[k] + unit(seed, k) * (MAXIMUM[k] - MINIMUM[k]) for k in range(N_CHANNELS)]
        )
        drawing = FIGURE.pose(vector)
        assert np.isfinite(drawing.points).all()
        assert ((drawing.opacity >= 0.0) & (drawing.opacity <= 1.0)).all()
        assert sorted(drawing.order.tolist()) == list(range(len(FIGURE.paths)))


@pytest.mark.parametrize("vector", [np.zeros(3), np.full(N_CHANNELS, np.nan)])
def test_what_is_no_channel_vector_is_refused(vector: np.ndarray):
    with pytest.raises(FigureError, match="registry order"):
        FIGURE.pose(vector)


def test_posing_leaves_the_vector_alone():
    vector = NEUTRAL.copy()
    FIGURE.pose(vector)
    assert (vector == NEUTRAL).all()
