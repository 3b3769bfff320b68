"""Record what the stage draws of the built-in test rig: `python tests/golden/make_stage.py`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sherin.body.rendering import Stage
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

HERE = Path(__file__).resolve().parent
SIDE = 128
POSES = (
    {},
    {"headYaw": 14.0, "headPitch": -8.0, "mouthSmileLeft": 0.8},
    {"headRoll": -12.0, "jawOpen": 0.7, "torsoSway": 5.0, "browInnerUp": 1.0},
    {"lightExposure": -1.0, "lightKeyTemperature": 3200.0, "lightContrast": 1.3, "particles": 0.8},
    {"cameraPush": 0.3, "cameraRoll": 6.0, "wind": 1.0, "shoulderRaiseLeft": 1.0},
)
T_S = 1.7


def pictures() -> np.ndarray:
    """(128, 5 * 128, 4): the poses side by side, the last one without its background."""
    stage = Stage(tiny_rig(), size=(SIDE, SIDE), seed=11)
    last = len(POSES) - 1
    return np.concatenate(
        [
            stage.draw(vector_of(**pose), t_s=T_S, background=k < last)
            for k, pose in enumerate(POSES)
        ],
        axis=1,
    )


if __name__ == "__main__":
    Image.fromarray(pictures()).save(HERE / "stage.png", optimize=True)
