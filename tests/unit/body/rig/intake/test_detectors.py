"""The `.task` file detector refuses what is none, and uses what is one."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from sherin.body.rig.intake import TaskFileDetector, read_portrait
from sherin.body.rig.intake.matte import guided_filter
from sherin.body.rig.portrait import Portrait
from sherin.errors import PortraitError

BUILT_IN = Path(__file__).parents[5] / "src/sherin/body/data/portrait/astronaut.png"


def test_other_files_are_no_detector(tmp_path: Path) -> None:
    text, archive = tmp_path / "a.task", tmp_path / "b.task"
    text.write_text("not a model")
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("notes.txt", "no model either")
    for path in (text, archive):
        with pytest.raises(PortraitError, match=r"is not a MediaPipe Face Landmarker; give a"):
            TaskFileDetector(path)
    with pytest.raises(PortraitError, match=r"cannot read the detector .*no such file"):
        TaskFileDetector(tmp_path / "none.task")


def test_task_file_gives_about_the_same_portrait(built_in_portrait: Portrait) -> None:
    model = os.environ.get("SHERIN_TEST_TASK_FILE")
    if model is None:
        pytest.skip("SHERIN_TEST_TASK_FILE names no face_landmarker.task")
    with TaskFileDetector(Path(model)) as detector:
        portrait = read_portrait(BUILT_IN, detector=detector)
    assert portrait.detector.startswith("face_landmarker.task sha256:")
    apart = np.linalg.norm((portrait.landmarks - built_in_portrait.landmarks)[:468, :2], axis=1)
    assert apart.mean() < 0.06 * portrait.eye_distance_px


def test_guided_filter_follows_the_edge_of_its_guide() -> None:
    """A mask that is off by 6 px comes to lie on the photo's edge."""
    guide = np.zeros((128, 128, 3), np.float32)
    guide[:, 64:] = (0.9, 0.5, 0.2)
    mask = np.zeros((128, 128), np.float32)
    mask[:, 58:] = 1.0
    filtered = guided_filter(guide, mask, radius=16, epsilon=1e-4)
    assert not np.array_equal(mask > 0.5, guide[..., 0] > 0)
    assert np.array_equal(filtered > 0.5, guide[..., 0] > 0)
    flat = guided_filter(guide, np.full((128, 128), 0.4, np.float32), radius=8, epsilon=1e-4)
    assert np.abs(flat - 0.4).max() < 1e-4
