"""What hands may do: anatomy, the box under the chin, two hands alike."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from sherin.body.capsules.motion.hand_anatomy import PINCH_CONTACT, RELAXED_GAPS_MM
from sherin.body.capsules.motion.hand_poses import POSES
from sherin.body.channels import CHANNEL_INDEX, CHANNELS, NEUTRAL
from sherin.body.curves import sample_track
from sherin.body.library import Library
from sherin.body.rig.hands.anatomy import joint_angles
from sherin.body.rig.hands.asset import FOREARM
from sherin.body.rig.hands.kernels import find_normals, skin_points
from sherin.body.rig.hands.mesh import HandMesh
from sherin.body.rig.hands.placing import box_of
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.rig.hands.views import posed
from sherin.body.rig.model import CAMERA_DISTANCE, Frame

TIPS = (4, 8, 12, 16, 20)


def vector_of(**channels: float) -> np.ndarray:
    vector = np.array(NEUTRAL)
    for name, value in channels.items():
        vector[CHANNEL_INDEX[name]] = value
    return vector


def both_up(**channels: float) -> np.ndarray:
    return vector_of(handRightVisibility=1.0, handLeftVisibility=1.0, **channels)


def wrist_bend_deg(matrices: np.ndarray) -> float:
    hand, arm = matrices[0, :, 1], matrices[FOREARM, :, 1]
    cosine = hand @ arm / np.linalg.norm(hand) / np.linalg.norm(arm)
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def elbow_is_in_picture(matrices: np.ndarray, frame: Frame) -> bool:
    """Whether the end of the sleeve, 300 mm behind the wrist, could be seen."""
    end = matrices[FOREARM] @ np.array([0.0, -300.0, 0.0, 1.0])
    seen = end[:2] * CAMERA_DISTANCE / (CAMERA_DISTANCE + end[2])
    return bool((np.abs(seen - frame.centre) < 0.5 * frame.width_d).all())


def test_joints_stay_within_anatomy_whatever_the_channels_say():
    rng = np.random.default_rng(5)
    hand = [c for c in CHANNELS if c.name.startswith("handRight")]
    low, high = np.array([c.minimum for c in hand]), np.array([c.maximum for c in hand])
    for _ in range(300):
        angles = joint_angles(rng.uniform(low, high).tolist())
        assert -15.0 <= angles[0, 0] <= 45.0 and 0.0 <= angles[0, 1] <= 50.0
        assert -10.0 <= angles[0, 2] <= 80.0
        fingers = angles[1:]
        assert (fingers[:, 0] >= -20.0).all() and (fingers[:, 0] <= 90.0).all()
        assert (fingers[:, 1] >= 0.0).all() and (fingers[:, 1] <= 110.0).all()
        np.testing.assert_allclose(fingers[:, 2], fingers[:, 1] * 2 / 3)
        room = 1.0 - np.maximum(fingers[:, 0], 0.0) / 90.0
        assert (np.abs(fingers[:, 3]) <= np.array([20.0, 10.0, 15.0, 25.0]) * room + 1e-9).all()


def test_small_taps_are_enlarged_and_large_bends_are_not():
    def index_bend(offset: float) -> float:
        values = [0.0] * 22
        values[7], values[21] = offset, 1.0
        return float(joint_angles(values)[1, 0]) - 18.0

    assert index_bend(1.43) > 2.8
    assert index_bend(30.0) == pytest.approx(30.0, abs=0.01)
    steps = np.diff([index_bend(x) for x in np.linspace(-12.0, 40.0, 600)])
    assert (steps > 0.0).all()  # more on the channel is always more on the finger


def test_relaxed_fingers_have_the_gaps_the_capsules_count_with(mesh: HandMesh, frame: Frame):
    points = pose_joints(mesh, frame, both_up()).key_points["Right"]
    scale = box_of(frame).d_per_mm
    gaps = [np.linalg.norm(points[b] - points[a]) / scale for a, b in pairwise(TIPS[1:])]
    np.testing.assert_allclose(gaps, list(RELAXED_GAPS_MM.values()), atol=2.5)


def test_pinch_brings_thumb_and_index_together(mesh: HandMesh, frame: Frame):
    pinch = {f"handRight{k[0].upper()}{k[1:]}": v for k, v in PINCH_CONTACT.items()}
    points = pose_joints(mesh, frame, both_up(**pinch)).key_points["Right"]
    gap = np.linalg.norm(points[4] - points[8]) / box_of(frame).d_per_mm
    assert gap < 16.0  # the tips' joints lie 7 mm under the skin


def test_left_hand_mirrors_the_right(mesh: HandMesh, frame: Frame):
    pose = pose_joints(mesh, frame, posed("open", "open"))
    box = box_of(frame)
    right, left = pose.key_points["Right"].copy(), pose.key_points["Left"].copy()
    assert left[:, 1].mean() > right[:, 1].mean()  # a little lower, never a stiff mirror image
    left[:, 0] = 2.0 * box.middle - left[:, 0]
    # Each keeps to its own side of the picture, which is not symmetric: shape, not place.
    np.testing.assert_allclose(right - right[0], left - left[0], atol=1e-9)
    for name, matrices in pose.matrices.items():
        assert np.linalg.det(matrices[0, :, :3]) > 0.0, name  # turned, not turned inside out


def test_hand_comes_from_below_the_picture_on_an_outward_path(mesh: HandMesh, frame: Frame):
    bottom = frame.centre[1] + 0.5 * frame.width_d
    path = [
        pose_joints(mesh, frame, vector_of(handRightVisibility=v)).key_points["Right"]
        for v in np.linspace(0.001, 1.0, 25)
    ]
    seen = path[0][:, 1] * CAMERA_DISTANCE / (CAMERA_DISTANCE + path[0][:, 2])
    assert seen.min() > bottom  # nothing of it shows at the start
    wrists = np.array([points[0] for points in path])
    top = int(wrists[:, 1].argmin())
    assert (np.diff(wrists[: top + 1, 1]) < 0.0).all()
    assert wrists[-1, 1] - wrists[top, 1] < 0.12  # it may settle by some millimetres
    assert wrists[:, 0].min() < min(wrists[0, 0], wrists[-1, 0]) - 0.05
    assert np.linalg.norm(np.diff(wrists, axis=0), axis=1).max() < 0.25  # no jump on the way


def test_hidden_hands_are_not_posed(mesh: HandMesh, frame: Frame):
    assert pose_joints(mesh, frame, np.array(NEUTRAL)).matrices == {}
    assert list(pose_joints(mesh, frame, vector_of(handLeftVisibility=1.0)).matrices) == ["Left"]


APART = [(name, name) for name in POSES if name not in {"steeple", "clasp"}]


@pytest.mark.parametrize("pair", APART, ids=lambda pair: pair[0])
def test_two_hands_never_run_into_each_other(mesh: HandMesh, frame: Frame, pair: tuple[str, str]):
    points = pose_joints(mesh, frame, posed(*pair)).key_points
    scale = box_of(frame).d_per_mm
    gap = points["Left"][:, 0].min() - points["Right"][:, 0].max()
    assert gap > 2 * 9.0 * scale  # half a finger on either side


def skin_of(mesh: HandMesh, matrices: np.ndarray, side: str) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) vertices of the skin and their normals."""
    mirror = np.array([-1.0 if side == "Left" else 1.0, 1.0, 1.0])
    points = np.empty(mesh.positions.shape, np.float32)
    normals = np.empty_like(points)
    skin_points(mesh.positions * mirror, mesh.joints, mesh.weights, matrices, points)
    find_normals(points, mesh.triangles, mesh.welded, float(mirror[0]), normals)
    return points[: mesh.n_skin], normals[: mesh.n_skin]


@pytest.mark.parametrize("weight", [1.0, 0.8, 0.7])
@pytest.mark.parametrize("name", ["steeple", "clasp"])
def test_hands_that_meet_touch_and_do_not_run_into_each_other(
    mesh: HandMesh, frame: Frame, name: str, weight: float
):
    """Skin to skin within 3 mm, nowhere deeper than flesh gives way, also at a lesser weight."""
    vector = NEUTRAL + weight * (posed(name, name) - NEUTRAL)
    for side in ("Right", "Left"):
        vector[CHANNEL_INDEX[f"hand{side}Visibility"]] = 1.0
    pose = pose_joints(mesh, frame, vector)
    scale = box_of(frame).d_per_mm
    right, _ = skin_of(mesh, pose.matrices["Right"], "Right")
    left, outward = skin_of(mesh, pose.matrices["Left"], "Left")
    away, nearest = cKDTree(left).query(right)
    assert away.min() / scale < 3.0
    above = np.einsum("nk,nk->n", right - left[nearest], outward[nearest]) / scale
    assert above[away / scale < 12.0].min() > -6.0
    assert np.count_nonzero(above[away / scale < 12.0] < -3.0) <= 6


def test_finger_tips_of_a_steeple_all_meet(mesh: HandMesh, frame: Frame):
    points = pose_joints(mesh, frame, posed("steeple", "steeple")).key_points
    gaps = np.linalg.norm(points["Right"][list(TIPS)] - points["Left"][list(TIPS)], axis=1)
    assert (gaps / box_of(frame).d_per_mm < 2 * 7.0 + 10.0).all()  # joints lie 7 mm under the skin


def test_hands_come_together_without_a_jump(mesh: HandMesh, frame: Frame):
    """On the way from rest to the steeple no joint moves faster than a hand does."""
    end = posed("steeple", "steeple")
    path: list[np.ndarray] = []
    for share in np.linspace(0.0, 1.0, 101):
        vector = NEUTRAL + share * (end - NEUTRAL)
        for side in ("Right", "Left"):
            vector[CHANNEL_INDEX[f"hand{side}Visibility"]] = 1.0
        path.append(pose_joints(mesh, frame, vector).key_points["Right"])
    steps = np.linalg.norm(np.diff(path, axis=0), axis=2) / box_of(frame).d_per_mm
    assert steps.max() < 9.0  # mm in a hundredth of the stroke


@pytest.mark.parametrize(
    ("channel", "value", "axis", "sign"),
    [
        ("torsoTurn", 6.0, 2, 0),  # one hand nearer, one farther
        ("torsoLean", 6.0, 2, -1),  # nearer to the viewer
        ("torsoSway", 6.0, 0, 1),
        ("breath", 1.0, 1, -1),
        ("shoulderRaiseRight", 1.0, 1, -1),
    ],
)
def test_hands_follow_the_torso(
    mesh: HandMesh, frame: Frame, channel: str, value: float, axis: int, sign: int
):
    rest = pose_joints(mesh, frame, both_up()).key_points
    moved = pose_joints(mesh, frame, both_up(**{channel: value})).key_points
    way = {side: float((moved[side] - rest[side])[:, axis].mean()) for side in rest}
    assert abs(way["Right"]) > 0.03
    if sign == 0:
        assert way["Right"] * way["Left"] < 0.0
    else:
        assert way["Right"] * sign > 0.0
    if channel.endswith("Right"):
        assert abs(way["Left"]) < 1e-9


def test_hands_come_into_a_tall_picture(mesh: HandMesh, frame: Frame):
    """A film of 9:16 shows less at the sides than the crop has."""
    x, y = frame.centre
    shown = (x - 1.7, y - 3.0, x + 1.7, y + 3.0)
    for vector, cut in ((posed("open", "open"), 0.6), (posed("stop", None), 0.1)):
        for side in pose_joints(mesh, frame, vector, shown=shown).key_points.values():
            fingers = side[5:]  # a forearm may leave the picture at its side
            seen = fingers[:, 0] * CAMERA_DISTANCE / (CAMERA_DISTANCE + fingers[:, 2])
            assert seen.min() > shown[0] - cut and seen.max() < shown[2] + cut


def test_limits_do_not_swallow_motion(mesh: HandMesh, frame: Frame):
    """Beside a resting left hand, a right hand that wants 40 mm inward still visibly goes there."""
    rest = pose_joints(mesh, frame, both_up()).key_points["Right"]
    moved = pose_joints(mesh, frame, both_up(handRightX=40.0 / 380.0)).key_points["Right"]
    assert (moved - rest)[:, 0].min() / box_of(frame).d_per_mm > 15.0


def test_an_open_jaw_pushes_hands_down(mesh: HandMesh, frame: Frame):
    closed = pose_joints(mesh, frame, posed("chin", None)).key_points["Right"]
    vector = posed("chin", None)
    vector[CHANNEL_INDEX["jawOpen"]] = 1.0
    opened = pose_joints(mesh, frame, vector).key_points["Right"]
    assert opened[:, 1].min() > closed[:, 1].min() + 0.2


def test_no_hand_capsule_covers_the_face_or_breaks_a_wrist(mesh: HandMesh, frame: Frame):
    """All capsules of the library at their middle, every fourth at more moments."""
    library = Library.builtin()
    box = box_of(frame)
    hands = [name for name in library.index if name.startswith(("HF", "HK"))]
    assert len(hands) > 1000
    for number, name in enumerate(hands[:: 1 if frame.width_d == 6.0 else 9]):
        tracks = library.tracks(library.index[name])
        for u in (0.3, 0.5, 0.72) if number % 4 == 0 else (0.5,):
            vector = both_up()
            for track in tracks:
                if "Visibility" not in CHANNELS[track.channel].name:
                    vector[track.channel] += sample_track(track, u)
            pose = pose_joints(mesh, frame, vector)
            for side, points in pose.key_points.items():
                before = np.abs(points[:, 0] - box.middle) < box.beside[0]
                assert (points[before, 1] > frame.chin_y).all(), (name, u, side)
                assert points[:, 1].min() > box.top, (name, u, side)
                assert wrist_bend_deg(pose.matrices[side]) < 45.01, (name, u, side)
                assert not elbow_is_in_picture(pose.matrices[side], frame), (name, u, side)
