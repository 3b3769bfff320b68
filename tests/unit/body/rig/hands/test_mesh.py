"""The mesh that comes out of the npm package, and what we add to it."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from sherin.body.rig.hands.asset import ASSET_PATH, FOREARM, PARENTS, read_hand
from sherin.body.rig.hands.kernels import skin_points
from sherin.body.rig.hands.mesh import SKIN_PX, HandMesh
from sherin.errors import RigError


def test_hand_space_is_thumb_fingers_palm(mesh: HandMesh):
    wrist, thumb_tip, middle_tip, pinky_tip = (mesh.pivots[j] for j in (0, 4, 14, 24))
    np.testing.assert_allclose(wrist, 0.0, atol=1e-9)
    assert 165.0 < middle_tip[1] < 190.0 and abs(middle_tip[0]) < 12.0
    assert thumb_tip[0] > 60.0 and thumb_tip[2] > 30.0
    assert pinky_tip[0] < -40.0


def test_every_weight_row_sums_to_one_and_the_forearm_takes_the_wrist(mesh: HandMesh):
    np.testing.assert_allclose(mesh.weights.sum(axis=1), 1.0, atol=1e-6)
    arm = np.where(mesh.joints == FOREARM, mesh.weights, 0.0).sum(axis=1)
    assert (arm[mesh.n_skin :] == 1.0).all()
    skin_y = mesh.positions[: mesh.n_skin, 1]
    assert (arm[: mesh.n_skin][skin_y > 13.0] == 0.0).all()
    assert (arm[: mesh.n_skin][skin_y < -17.0] > 0.99).all()


def test_surface_is_closed_but_for_the_sleeves_far_end(mesh: HandMesh):
    middles = mesh.positions[mesh.edges].mean(axis=1)
    points = np.concatenate([mesh.positions, middles])
    open_edges = np.argwhere(mesh.fine_neighbours < 0)
    ends = points[mesh.fine_triangles[open_edges[:, 0], open_edges[:, 1]], 1]
    assert set(np.round(ends, -1)) <= {-330.0, -40.0, -50.0}  # end of the tube, and its inside
    assert (mesh.fine_neighbours[: 4 * mesh.n_skin_triangles] >= 0).all()


def test_texture_places_of_skin_and_cloth_do_not_overlap(mesh: HandMesh):
    border = SKIN_PX / 768.0
    assert mesh.uvs[: mesh.n_skin, 0].max() <= border
    assert mesh.uvs[mesh.n_skin :, 0].min() >= border
    assert mesh.uvs.min() >= 0.0 and mesh.uvs.max() <= 1.0


def test_bind_matrices_leave_the_mesh_where_it_is(mesh: HandMesh):
    matrices = np.tile(np.eye(3, 4), (len(PARENTS), 1, 1))
    out = np.empty((len(mesh.positions), 3), np.float32)
    skin_points(mesh.positions, mesh.joints, mesh.weights, matrices, out)
    np.testing.assert_allclose(out, mesh.positions, atol=1e-4)


def test_missing_mesh_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(RigError, match=r"gone\.glb.*make setup"):
        read_hand(tmp_path / "gone.glb")


@pytest.mark.parametrize("cut", [3, 40, 5000, 60000])
def test_torn_mesh_is_refused(mesh: HandMesh, tmp_path: Path, cut: int):
    torn = tmp_path / "right.glb"
    torn.write_bytes(ASSET_PATH.read_bytes()[:cut])
    with pytest.raises(RigError, match="not the generic hand"):
        read_hand(torn)


def test_other_model_is_refused(tmp_path: Path):
    body = json.dumps({"asset": {"version": "2.0"}}).encode()
    other = tmp_path / "other.glb"
    other.write_bytes(
        struct.pack("<4sIIII", b"glTF", 2, 20 + len(body), len(body), 0x4E4F534A) + body
    )
    with pytest.raises(RigError, match="not the generic hand"):
        read_hand(other)
