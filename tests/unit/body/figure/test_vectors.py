"""The vectors that the browser's figure is held to are those of this figure; the JSON is fresh."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sherin.body.figure import Figure
from sherin.testing.channels import vector_of

ROOT = Path(__file__).resolve().parents[4]
FILE = json.loads((ROOT / "conformance" / "figure" / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", FILE["vectors"], ids=lambda row: row["name"])
def test_vector(row: dict[str, object]):
    drawing = Figure.builtin().pose(vector_of(**row["channels"]))
    tolerance = FILE["tolerance"]
    assert np.abs(drawing.knots.ravel() - row["knots"]).max() < tolerance
    assert np.abs(drawing.opacity - row["opacity"]).max() < tolerance
    assert drawing.order.tolist() == row["order"]
    if "points" in row:
        assert np.abs(drawing.points.ravel() - row["points"]).max() < tolerance


def test_figure_json_is_what_the_design_gives():
    script = ROOT / "tools" / "generate_figure.py"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
