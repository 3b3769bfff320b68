"""Programs that are not ours open the file: the Khronos validator and trimesh."""

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sherin.body.rig.glb import (
    decode_rig,
    encode_rig,
    pack_glb,
    rig_document,
    unpack_glb,
    writing,
)
from sherin.body.rig.hands.asset import ASSET_PATH
from sherin.body.rig.hands.kit import HandKit, HandLight
from sherin.body.rig.hands.mesh import build_mesh
from sherin.body.rig.model import Rig
from sherin.errors import RigError
from sherin.testing.rigs import tiny_rig

REPOSITORY = Path(__file__).resolve().parents[5]
VALIDATE = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.argv[1]);
const report = await require("gltf-validator").validateBytes(new Uint8Array(readFileSync(0)));
console.log(JSON.stringify(report));
"""


@pytest.fixture(scope="module")
def rig() -> Rig:
    return tiny_rig()


@pytest.fixture(scope="module")
def data(rig: Rig) -> bytes:
    return encode_rig(rig)


def hand_kit() -> HandKit:
    """Hands in one smooth colour."""
    if not ASSET_PATH.exists():
        pytest.skip("the mesh of the hands is not built; make setup brings it")
    columns = np.linspace(90, 200, 768).astype(np.uint8)
    texture = np.full((512, 768, 4), 255, np.uint8)
    texture[..., :3] = columns[None, :, None]
    light = HandLight(
        direction=np.array([0.3, -0.6, -0.74]),
        key=np.array([0.5, 0.45, 0.4]),
        fill=np.array([0.3, 0.3, 0.35]),
        sheen=0.1,
        shadow=0.4,
    )
    chest = np.linspace(0.0, 1.0, 48)
    return HandKit(mesh=build_mesh(), texture=texture, light=light, chest=chest)


def validator_report(data: bytes) -> dict:
    """What Khronos' own validator says about a file."""
    node = shutil.which("node") or shutil.which("node", path=str(REPOSITORY / ".venv" / "bin"))
    web = REPOSITORY / "web"
    if node is None or not (web / "node_modules" / "gltf-validator").is_dir():
        pytest.skip("no Node.js or no gltf-validator in web/node_modules; make setup brings both")
    done = subprocess.run(
        [node, "--input-type=module", "-e", VALIDATE, str(web / "package.json")],
        input=data,
        capture_output=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_validator_finds_no_error_and_no_warning(data: bytes):
    issues = validator_report(data)["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]


def test_file_with_jpegs_is_valid_too(rig: Rig, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "_QUALITIES", (90,))
    issues = validator_report(encode_rig(rig))["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]


def test_validator_would_see_an_error(data: bytes):
    """The guard itself: a position out of its stated bounds is an error."""
    tree, binary = unpack_glb(data)
    tree["accessors"][0]["max"] = [0.0, 0.0, 0.0]  # type: ignore[index]
    assert validator_report(pack_glb(tree, bytes(binary)))["issues"]["numErrors"] > 0


def test_hands_are_valid_skins_that_wait_below_the_picture(rig: Rig):
    """Their joints bend by name, and a plain viewer sees no hand before the portrait."""
    import trimesh

    with_hands = replace(rig, hands=hand_kit())
    data = encode_rig(with_hands)
    issues = validator_report(data)["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"]
    tree, _ = unpack_glb(data)
    names = {node["name"] for node in tree["nodes"]}
    assert {"handRight.index-finger-tip", "handLeft.forearm", "handLeft.wrist"} <= names
    joints = {node["name"]: node for node in tree["nodes"]}
    tops = []
    for side in ("Right", "Left"):
        scene = trimesh.load_scene(io.BytesIO(data), file_type="glb")
        mesh = next(m for name, m in scene.geometry.items() if name.startswith(f"hand{side}"))
        root = joints["handRight.forearm"]["translation"]
        tops.append(mesh.vertices[:, 1].max() + root[1])
    bottom = -0.063 * (rig.frame.centre[1] + 0.5 * rig.frame.width_d)
    assert max(tops) <= bottom


def test_hands_come_back(rig: Rig):
    kit = hand_kit()
    back = decode_rig(encode_rig(replace(rig, hands=kit))).hands
    assert isinstance(back, HandKit)
    np.testing.assert_allclose(back.light.direction, kit.light.direction, atol=1e-5)
    np.testing.assert_allclose(back.chest, kit.chest, atol=1e-3)
    error = back.texture[..., :3].astype(float) - kit.texture[..., :3]
    assert np.sqrt(np.mean(error**2)) < 3.0
    assert rig_document(encode_rig(replace(rig, hands=kit))).channels[-1]


def test_something_else_for_hands_is_refused(rig: Rig):
    with pytest.raises(RigError, match="its hands are str; expected HandKit or None"):
        encode_rig(replace(rig, hands="gloves"))


def test_trimesh_opens_it_in_metres_with_y_up(rig: Rig, data: bytes):
    import trimesh

    scene = trimesh.load_scene(io.BytesIO(data), file_type="glb")
    points = np.vstack([mesh.vertices for mesh in scene.geometry.values()])
    n_triangles = sum(len(mesh.faces) for mesh in scene.geometry.values())
    assert n_triangles == sum(len(layer.triangles) for layer in rig.layers)
    body = rig.layer("body").positions
    assert points[:, 1].min() == pytest.approx(
        -0.063 * max(layer.positions[:, 1].max() for layer in rig.layers), abs=1e-5
    )
    assert points[:, 2].max() > 0.0 > -0.063 * body[:, 2].max()
