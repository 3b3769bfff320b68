"""A head from the portrait that ships: all shapes, no folds, both sides alike, the photo exact."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from sherin.body.rig import PHOTO_EXPRESSION, Portrait
from sherin.body.rig.face import Head, build_head
from sherin.body.rig.face.mesh import mesh_head
from sherin.body.rig.face.orientation import orient
from sherin.body.rig.face.shapes import ARKIT_NAMES

HOLES = (
    ("mouthInnerUpper", "mouthInnerLower"),
    ("eyeUpperRight", "eyeLowerRight"),
    ("eyeUpperLeft", "eyeLowerLeft"),
)
SPEECH = {
    "aa": {"jawOpen": 0.58, "mouthLowerDownLeft": 0.22, "mouthLowerDownRight": 0.22},
    "ou": {"jawOpen": 0.14, "mouthPucker": 0.9, "mouthFunnel": 0.14},
    "E": {"jawOpen": 0.34, "mouthStretchLeft": 0.3, "mouthStretchRight": 0.3},
    "laugh": {"jawOpen": 0.5, "mouthSmileLeft": 1.0, "mouthSmileRight": 1.0},
}


@pytest.fixture(scope="module")
def head(built_in_portrait: Portrait) -> Head:
    return build_head(built_in_portrait)


def moved(head: Head, weights: dict[str, float]) -> NDArray[np.float64]:
    points = head.layer.positions.astype(np.float64)
    for name, weight in weights.items():
        points = points + weight * head.deltas(name)
    return points


def areas(head: Head, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signed areas of all triangles as the camera sees them, px^2."""
    a, b, c = (head.pixels(points)[head.layer.triangles[:, k]] for k in range(3))
    u, v = b - a, c - a
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]


def own(head: Head, vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    return vectors.astype(np.float64) @ head.axes / head.scale


def mouth_gap(head: Head, weights: dict[str, float]) -> float:
    """Largest height of the mouth's hole, own units."""
    points = own(head, moved(head, weights))
    return float(
        (points[head.rings["mouthInnerLower"]] - points[head.rings["mouthInnerUpper"]])[:, 1].max()
    )


def test_every_blendshape_is_there_and_moves_something(head: Head):
    assert set(head.layer.morphs) == {*ARKIT_NAMES, PHOTO_EXPRESSION}
    still = [name for name, morph in head.layer.morphs.items() if len(morph.index) == 0]
    assert still == []


def test_the_photo_is_where_it_was(head: Head):
    """A vertex with the photo's expression is seen at the pixel that its texture shows there."""
    side = head.texture.shape[0]
    seen = head.pixels(moved(head, {PHOTO_EXPRESSION: 1.0}))
    assert np.abs(seen - head.layer.uvs * side).max() < 0.02


# Alone, `mouthClose` is no face: it takes back what an equal `jawOpen` opens.
@pytest.mark.parametrize("name", [name for name in ARKIT_NAMES if name != "mouthClose"])
def test_no_shape_folds_the_skin(head: Head, name: str):
    """Less than 1/2000 of the face may turn over: slivers in the corners of lids and lips."""
    turned = areas(head, moved(head, {name: 1.0}))
    assert -turned[turned < 0].sum() < np.abs(turned).sum() / 2000


@pytest.mark.parametrize("name", SPEECH)
def test_no_mixture_folds_the_skin(head: Head, name: str):
    turned = areas(head, moved(head, SPEECH[name]))
    assert -turned[turned < 0].sum() < np.abs(turned).sum() / 2000


def test_neutral_and_photo_do_not_fold(head: Head):
    for weights in ({}, {PHOTO_EXPRESSION: 1.0}):
        turned = areas(head, moved(head, weights))
        assert -turned[turned < 0].sum() < 1.0


def test_neutral_lips_meet(head: Head):
    upper, lower = head.rest("mouthInnerUpper"), head.rest("mouthInnerLower")
    assert np.abs(upper - lower)[:, :2].max() < 1e-3
    assert mouth_gap(head, {PHOTO_EXPRESSION: 1.0}) > 0.08


def test_closing_takes_back_the_open_jaw_at_any_weight(head: Head):
    for weight in (0.3, 1.0):
        assert mouth_gap(head, {"jawOpen": weight, "mouthClose": weight}) < 0.01
    assert mouth_gap(head, {"jawOpen": 1.0}) > 0.3


def test_a_blink_closes_nine_tenths_of_the_eye(head: Head):
    for side in ("Left", "Right"):
        rings = head.rings[f"eyeUpper{side}"], head.rings[f"eyeLower{side}"]
        gaps = [
            np.ptp([own(head, moved(head, weights))[ring, 1] for ring in rings], axis=0).max()
            for weights in ({}, {f"eyeBlink{side}": 1.0})
        ]
        assert gaps[1] < 0.1 * gaps[0]


def test_left_is_the_persons_left_and_mirrors_the_right(head: Head):
    """The portrait looks ahead, so a left shape is the right one in a mirror, to a tenth."""
    pairs = {"mouthSmile": (291, 61), "browOuterUp": (300, 70), "mouthFrown": (291, 61)}
    for stem, (left, right) in pairs.items():
        a = own(head, head.deltas(f"{stem}Left"))[left]
        b = own(head, head.deltas(f"{stem}Right"))[right] * (-1.0, 1.0, 1.0)
        assert np.linalg.norm(a - b) < 0.1 * np.linalg.norm(a)
        # The picture's right half is the person's left.
        assert own(head, head.layer.positions)[left, 0] > 0
        assert np.linalg.norm(head.deltas(f"{stem}Left")[right]) < 0.2 * np.linalg.norm(a)


def test_movement_spreads_without_steps(head: Head):
    """Neighbours outside the mouth's corners differ by less than they are apart."""
    corners = np.concatenate([head.layer.triangles[:, [0, 1]], head.layer.triangles[:, [1, 2]]])
    points = head.layer.positions
    length = np.linalg.norm(points[corners[:, 0]] - points[corners[:, 1]], axis=1)
    for name in ("mouthSmileLeft", "browInnerUp", "cheekPuff", "mouthLeft"):
        delta = head.deltas(name)
        step = np.linalg.norm(delta[corners[:, 0]] - delta[corners[:, 1]], axis=1)
        assert step[length > 0.03].max() < 0.12


def test_what_surrounds_the_face_has_no_ripples(built_in_portrait: Portrait):
    mesh = mesh_head(built_in_portrait, orient(built_in_portrait))
    a, b, c = mesh.triangles.T
    sides = np.stack([mesh.flat[b] - mesh.flat[a], mesh.flat[c] - mesh.flat[a]], axis=1)
    rise = np.stack([mesh.depth[b] - mesh.depth[a], mesh.depth[c] - mesh.depth[a]], axis=1)
    wide = np.abs(np.linalg.det(sides)) > 1e-4
    tilt = np.linalg.solve(sides[wide], rise[wide][:, :, None])[:, :, 0]
    slope, n = np.zeros((len(mesh.flat), 2)), np.zeros((len(mesh.flat), 1))
    for corner in mesh.triangles[wide].T:
        np.add.at(slope, corner, tilt)
        np.add.at(n, corner, 1.0)
    slope /= np.maximum(n, 1.0)
    around = (mesh.outside > 0.0) & (mesh.outside < 0.4) & (mesh.below_jaw == 0.0)
    a, b = (ends[around[a] & around[b]] for ends in (a, b))
    bend = np.linalg.norm(slope[a] - slope[b], axis=1)
    assert np.percentile(bend, 95) < 0.5


def test_far_hair_stays(head: Head):
    crown = head.layer.positions[:, 1] < head.frame.hairline_y - 0.6
    assert crown.any()
    for name in ARKIT_NAMES:
        assert np.abs(head.deltas(name)[crown]).max() < 0.01, name


@pytest.mark.parametrize("pair", HOLES)
def test_rims_lie_opposite_each_other_and_share_their_corners(head: Head, pair: tuple[str, str]):
    upper, lower = (head.rings[name] for name in pair)
    assert len(upper) == len(lower)
    assert (upper[[0, -1]] == lower[[0, -1]]).all()
    assert head.photo(pair[0])[0, 0] < head.photo(pair[0])[-1, 0]


@pytest.mark.parametrize("pair", HOLES)
def test_triangles_end_at_the_rims(head: Head, pair: tuple[str, str]):
    """Each step of a rim is an edge of exactly one triangle: neither a gap nor a lid over it."""
    edges = np.sort(
        np.concatenate([head.layer.triangles[:, [i, j]] for i, j in ((0, 1), (1, 2), (2, 0))])
    )
    for name in pair:
        ring = head.rings[name]
        for a, b in itertools.pairwise(ring):
            step = sorted((int(a), int(b)))
            assert (edges == step).all(axis=1).sum() == 1


def test_skin_weights_add_up(head: Head):
    assert np.allclose(head.layer.skinning.sum(axis=1), 1.0)
    assert head.layer.skinning[1, 3] == 1.0  # the tip of the nose


def test_frame_measures_a_face(head: Head):
    frame = head.frame
    assert frame.hairline_y < -0.4 < 1.2 < frame.chin_y
    assert 2.2 < frame.head_height < 4.5
    assert all(0.02 < channel < 1.0 for channel in frame.skin_rgb)
    assert frame.landmarks.shape == frame.photo_landmarks.shape == (478, 3)
    assert frame.light.shape == (9, 3)


def test_wrinkles_follow_channels_that_exist(head: Head):
    names = {name for wrinkle in head.wrinkles for name, _ in wrinkle.terms}
    assert names <= {*ARKIT_NAMES, PHOTO_EXPRESSION}
    assert {"photoFolds", "glabella", "forehead", "nasolabialLeft"} <= {
        wrinkle.name for wrinkle in head.wrinkles
    }
    for wrinkle in head.wrinkles:
        u0, v0, u1, v1 = wrinkle.box
        assert 0 <= u0 < u1 <= 1
        assert 0 <= v0 < v1 <= 1


def test_same_portrait_same_head(built_in_portrait: Portrait, head: Head):
    again = build_head(built_in_portrait)
    assert (again.layer.positions == head.layer.positions).all()
    assert (again.texture == head.texture).all()
    for name, morph in head.layer.morphs.items():
        assert (again.layer.morphs[name].delta == morph.delta).all()
