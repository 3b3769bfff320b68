"""Frames to hang hands on, and the mesh, which is a build product."""

import numpy as np
import pytest

from sherin.body.rig.hands.asset import ASSET_PATH
from sherin.body.rig.hands.mesh import HandMesh, build_mesh
from sherin.body.rig.model import Frame


def a_frame(*, width_d: float = 6.0, eyes_at: float = 0.34) -> Frame:
    """A frame as a portrait's: the eyes at a share of the crop's height, an average face."""
    light = np.zeros((9, 3), np.float32)
    light[0], light[1], light[2], light[3] = 1.0, -0.2, -0.3, -0.15
    return Frame(
        width_d=width_d,
        centre=(0.05, (0.5 - eyes_at) * width_d),
        pivot=(0.0, 1.55, 0.95),
        neck=(0.1, 2.4, 0.9),
        rest_deg=(0.0, 0.0, 0.0),
        landmarks=np.zeros((478, 3), np.float32),
        photo_landmarks=np.zeros((478, 3), np.float32),
        chin_y=1.8,
        hairline_y=-1.05,
        head_height=3.6,
        shoulder_width=5.8,
        skin_rgb=(0.45, 0.25, 0.17),
        light=light,
    )


@pytest.fixture(scope="session", params=[6.0, 5.0, 7.4])
def frame(request: pytest.FixtureRequest) -> Frame:
    """A usual, a tight and a wide crop."""
    return a_frame(width_d=request.param)


@pytest.fixture(scope="session")
def mesh() -> HandMesh:
    if not ASSET_PATH.exists():
        pytest.skip("the mesh of the hands is not built; make setup brings it")
    return build_mesh()
