"""The vectors that the browser's hands are held to are those of these hands, and are fresh."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from sherin.body.rig.glb import decode_rig
from sherin.body.rig.glb.accessors import BufferReader
from sherin.body.rig.glb.container import unpack_glb
from sherin.body.rig.hands.mesh import HandMesh
from sherin.body.rig.model import Rig
from sherin.testing.channels import vector_of

FOLDER = Path(__file__).resolve().parents[5] / "conformance" / "hands"
FILE = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
SCRIPT = runpy.run_path(str(FOLDER / "make_hands.py"))
CLOSE_TO = {
    "jointsRight": "joints_d",
    "jointsLeft": "joints_d",
    "points": "skin_d",
    "gains": "gain",
    "shadow": "shadow",
}


@pytest.fixture(scope="module")
def rig(mesh: HandMesh) -> Rig:
    """The file's rig; needs the hand's mesh."""
    return decode_rig((FOLDER / "hands.glb").read_bytes())


@pytest.mark.parametrize("row", FILE["vectors"], ids=lambda row: row["name"])
def test_vector_is_what_python_makes(rig: Rig, row: dict[str, object]):
    shown = tuple(row["shown"]) if "shown" in row else None
    made = SCRIPT["row_of"](rig, row["name"], vector_of(**row["channels"]), shown)
    assert made.keys() == row.keys()
    for key, tolerance in CLOSE_TO.items():
        if key in row:
            worst = np.abs(np.array(made[key]) - np.array(row[key])).max()
            assert worst < FILE["tolerance"][tolerance], f"{key}; run: make golden"


def test_every_tolerance_is_the_scripts(rig: Rig):
    assert FILE["tolerance"] == SCRIPT["TOLERANCE"]
    assert len(FILE["vectors"]) == len(SCRIPT["poses"]())


def test_file_holds_the_mesh_of_the_installation(mesh: HandMesh):
    tree, binary = unpack_glb((FOLDER / "hands.glb").read_bytes())
    made, _ = unpack_glb(SCRIPT["encode_rig"](SCRIPT["the_rig"]()))
    assert tree["scenes"] == made["scenes"], "run: make golden"
    (hand,) = (entry for entry in tree["meshes"] if entry["name"] == "handRight")
    attributes = hand["primitives"][0]["attributes"]
    metres = BufferReader(tree, binary).array(attributes["POSITION"], "VEC3")
    shape = metres / np.abs(metres).max()
    assert np.abs(shape - mesh.positions / np.abs(mesh.positions).max()).max() < 1e-6
