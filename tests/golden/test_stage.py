"""Five poses of the test rig look as recorded: what no other test foresees shows here."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
MEAN_LEVELS, FAR_LEVELS, FAR_SHARE = 0.5, 24, 0.002
"""Another processor may round differently: mean difference, and how many pixels may be far off."""


def test_stage_draws_what_was_recorded(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_stage", HERE / "make_stage.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    drawn = maker.pictures().astype(int)
    recorded = np.asarray(Image.open(HERE / "stage.png")).astype(int)
    difference = np.abs(drawn - recorded)
    if difference.mean() > MEAN_LEVELS or (difference > FAR_LEVELS).mean() > FAR_SHARE:
        for name, picture in (("drawn", drawn), ("difference", np.clip(4 * difference, 0, 255))):
            Image.fromarray(picture.astype(np.uint8)[..., :3]).save(tmp_path / f"{name}.png")
    assert difference.mean() <= MEAN_LEVELS, f"see {tmp_path}"
    assert (difference > FAR_LEVELS).mean() <= FAR_SHARE, f"see {tmp_path}"
