"""The vectors that the browser's stage is held to are those of this stage."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[4] / "conformance" / "stage"
FILE = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def fresh() -> dict[str, object]:
    """What the script would write now."""
    found = importlib.util.spec_from_file_location("make_stage", FOLDER / "make_stage.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return json.loads(json.dumps(module.document()))


def test_poses_and_framings_are_those_of_the_script(fresh: dict[str, object]):
    for rows in (FILE, fresh):
        assert [row["name"] for row in rows["vectors"]] == [row["name"] for row in fresh["vectors"]]
    for row, now in zip(FILE["framings"], fresh["framings"], strict=True):
        assert row["size"] == now["size"]
        assert np.allclose([row["pxPerD"], *row["centre"]], [now["pxPerD"], *now["centre"]])


@pytest.mark.parametrize("number", range(len(FILE["vectors"])))
def test_vector(fresh: dict[str, object], number: int):
    row, now = FILE["vectors"][number], fresh["vectors"][number]
    assert row["channels"] == now["channels"]
    tolerance = FILE["tolerance"]
    for key, most in (
        ("seen", tolerance["px"]),
        ("gains", tolerance["gain"]),
        ("opacity", tolerance["weight"]),
        ("wrinkles", tolerance["weight"]),
        ("joints", tolerance["weight"]),
        ("tones", 0.5),
    ):
        assert np.abs(np.array(row[key]) - now[key]).max() < most, key
    assert dict(row["pose"]) == pytest.approx(dict(now["pose"]), abs=tolerance["weight"])
