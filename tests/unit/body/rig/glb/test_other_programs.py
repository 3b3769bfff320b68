"""Programs that are not ours open the file: the Khronos validator and trimesh."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sherin.body.rig.glb import encode_rig
from sherin.body.rig.model import Rig
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


def test_validator_would_see_an_error(data: bytes):
    """The guard itself: a position out of its stated bounds is an error."""
    from sherin.body.rig.glb import pack_glb, unpack_glb

    tree, binary = unpack_glb(data)
    tree["accessors"][0]["max"] = [0.0, 0.0, 0.0]  # type: ignore[index]
    assert validator_report(pack_glb(tree, bytes(binary)))["issues"]["numErrors"] > 0


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
