"""What a stage draws: the photo at rest, and what the channels do to it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from sherin.body.channels import NEUTRAL
from sherin.body.rendering import Stage, contact_sheet
from sherin.errors import RenderError
from sherin.testing.channels import vector_of
from sherin.testing.rigs import portrait_crop, tiny_rig

SIDE = 270
FACE = (slice(50, 160), slice(100, 175))
CROSS_PROCESS = """
import hashlib
from sherin.body.rendering import Stage
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig
v = vector_of(headYaw=9.0, jawOpen=0.4, particles=0.7, wind=0.5, cameraJitter=3.0, browInnerUp=0.6)
frame = Stage(tiny_rig(), size=(200, 160), seed=5).draw(v, t_s=2.5)
print(hashlib.sha256(frame.tobytes()).hexdigest())
"""


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(tiny_rig(), size=(SIDE, SIDE))


def test_rest_frame_is_the_photo(stage: Stage) -> None:
    """Perspective, light, textures and tone together change no byte of the face."""
    picture = stage.draw(NEUTRAL, t_s=0.0)
    assert picture.dtype == np.uint8 and picture.shape == (SIDE, SIDE, 4)
    difference = np.abs(picture[..., :3].astype(int) - portrait_crop())[FACE]
    assert difference.max() <= 1
    assert (picture[..., 3] == 255).all()


def test_rest_frame_of_another_size_is_the_photo_resampled() -> None:
    import cv2

    picture = Stage(tiny_rig(), size=(180, 180)).draw(NEUTRAL, t_s=0.0)[..., :3].astype(float)
    photo = cv2.resize(portrait_crop(), (180, 180), interpolation=cv2.INTER_AREA)
    error = (picture - photo)[33:106, 66:116]
    assert 10.0 * np.log10(255.0**2 / np.mean(error**2)) >= 36.0


def test_same_moment_is_the_same_bytes_whatever_was_drawn_between(stage: Stage) -> None:
    moment = vector_of(headYaw=7.0, browInnerUp=0.8, particles=0.5)
    first = stage.draw(moment, t_s=1.25)
    stage.draw(vector_of(jawOpen=1.0, browInnerUp=0.3, lightExposure=1.0), t_s=9.0)
    assert np.array_equal(first, stage.draw(moment, t_s=1.25))


def test_same_moment_is_the_same_bytes_in_another_process() -> None:
    v = vector_of(
        headYaw=9.0, jawOpen=0.4, particles=0.7, wind=0.5, cameraJitter=3.0, browInnerUp=0.6
    )
    here = Stage(tiny_rig(), size=(200, 160), seed=5).draw(v, t_s=2.5)
    there = subprocess.run(
        [sys.executable, "-c", CROSS_PROCESS], capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == hashlib.sha256(here.tobytes()).hexdigest()


def test_picture_is_written_where_it_is_wanted(stage: Stage) -> None:
    out = np.zeros((SIDE, SIDE, 4), np.uint8)
    assert stage.draw(NEUTRAL, t_s=0.0, out=out) is out
    assert out.any()


def test_without_background_its_place_is_transparent(stage: Stage) -> None:
    """Straight alpha: where the head's edge is half there its colour is whole."""
    cut = stage.draw(NEUTRAL, t_s=0.0, background=False)
    whole = stage.draw(NEUTRAL, t_s=0.0)
    assert cut[5, 5].tolist() == [0, 0, 0, 0]
    assert (cut[FACE][..., 3] == 255).all()
    assert np.array_equal(cut[FACE], whole[FACE])
    rim = (cut[..., 3] > 60) & (cut[..., 3] < 200)
    assert rim.sum() > 100
    photo = portrait_crop()[rim].astype(float)
    assert np.abs(cut[rim][:, :3] - photo).mean() < 4.0


@pytest.mark.parametrize(
    ("values", "axis", "sign"),
    [
        ({"headYaw": 12.0}, 0, 1),
        ({"headPitch": 12.0}, 1, -1),
        ({"headX": 0.1}, 0, 1),
        ({"headY": 0.1}, 1, -1),
        ({"torsoSway": 6.0}, 0, 1),
        ({"cameraPanX": 3.0}, 0, -1),
        ({"cameraPanY": 3.0}, 1, 1),
    ],
)
def test_channels_move_the_mouth_as_the_registry_says(
    stage: Stage, values: dict[str, float], axis: int, sign: int
) -> None:
    """Left is the person's: the right of the picture. Measured on pixels, not on the mesh."""
    import cv2

    def mouth_at(**channels: float) -> np.ndarray:
        picture = stage.draw(vector_of(**channels), t_s=0.0)
        found = cv2.matchTemplate(
            np.ascontiguousarray(picture[60:200, 60:240, :3]),
            np.ascontiguousarray(portrait_crop()[128:160, 110:160]),
            cv2.TM_CCOEFF_NORMED,
        )
        return np.array(cv2.minMaxLoc(found)[3], float)

    assert sign * (mouth_at(**values) - mouth_at())[axis] >= 2.0


def test_blendshapes_move_pixels_only_where_they_act(stage: Stage) -> None:
    rest = stage.draw(NEUTRAL, t_s=0.0).astype(int)
    blink = stage.draw(vector_of(eyeBlinkLeft=1.0), t_s=0.0).astype(int)
    moved = np.abs(blink - rest).max(axis=2) > 8
    rows, columns = np.nonzero(moved)
    assert rows.min() > 85 and rows.max() < 120
    assert columns.min() > 135


def test_wrinkles_darken_their_lines_and_go_again(stage: Stage) -> None:
    box = (slice(78, 92), slice(115, 155))
    rest = stage.draw(NEUTRAL, t_s=0.0)
    raised = stage.draw(vector_of(browInnerUp=1.0), t_s=0.0, extra={"browInnerUp": 1.0})
    plain = Stage(replace(tiny_rig(), wrinkles=()), size=(SIDE, SIDE)).draw(
        vector_of(browInnerUp=1.0), t_s=0.0
    )
    assert raised[box].mean() < plain[box].mean() - 2.0
    assert np.array_equal(stage.draw(NEUTRAL, t_s=0.0), rest)


def test_fades_let_a_layer_in(stage: Stage) -> None:
    """The lip shadow of this rig comes with the jaw from .1 to .5."""
    lines = (slice(147, 150), slice(125, 145))
    without = Stage(
        replace(tiny_rig(), layers=tuple(x for x in tiny_rig().layers if x.name != "lipShadow")),
        size=(SIDE, SIDE),
    )
    for jaw, darker in ((0.05, 0.0), (0.6, 15.0)):
        with_it = stage.draw(vector_of(jawOpen=jaw), t_s=0.0)[lines][..., :3].mean()
        alone = without.draw(vector_of(jawOpen=jaw), t_s=0.0)[lines][..., :3].mean()
        assert alone - with_it >= darker
        assert jaw > 0.1 or alone == with_it


def test_depth_is_nearest_at_the_middle_of_the_face_and_endless_behind(stage: Stage) -> None:
    depth = stage.depth(NEUTRAL, t_s=0.0)
    assert depth.shape == (SIDE, SIDE) and depth.dtype == np.float32
    assert np.isinf(depth[5, 5])
    middle, side = float(depth[105, 137]), float(depth[105, 75])
    assert -0.3 < middle < -0.2
    assert 0.5 < side < 1.3


def test_landmarks_follow_the_head_and_the_lips(stage: Stage) -> None:
    rest = stage.landmarks(NEUTRAL, t_s=0.0)
    assert rest.shape == (478, 3)
    turned = stage.landmarks(vector_of(headYaw=10.0), t_s=0.0)
    assert (turned[[13, 61, 291], 0] > rest[[13, 61, 291], 0] + 2.0).all()
    smiling = stage.landmarks(vector_of(mouthSmileLeft=1.0), t_s=0.0)
    assert smiling[291, 1] < rest[291, 1] - 2.0
    assert abs(smiling[61, 1] - rest[61, 1]) < 0.5


def test_neutral_frames_do_not_tremble(stage: Stage) -> None:
    """Nothing moves by itself: what lives is in the channels."""
    assert np.array_equal(stage.draw(NEUTRAL, t_s=0.0), stage.draw(NEUTRAL, t_s=7.31))


def test_a_body_that_sways_shows_no_end(stage: Stage) -> None:
    """This rig's body ends with the crop: where it fills the lowest row, it still does."""
    rest = stage.draw(NEUTRAL, t_s=0.0, background=False)
    for side in (-12.0, 12.0):
        swayed = stage.draw(vector_of(torsoSway=side), t_s=0.0, background=False)
        assert (swayed[-1, rest[-1, :, 3] == 255, 3] > 215).all()
        assert not np.array_equal(swayed[200], rest[200])


def test_surroundings_may_lag_behind_the_body(stage: Stage) -> None:
    now = vector_of(headYaw=10.0, lightExposure=0.0, parallax=0.05)
    earlier = vector_of(headYaw=-10.0, lightExposure=-1.0)
    mixed = stage.draw(now, t_s=0.0, surroundings=earlier)
    as_one = stage.draw(vector_of(headYaw=10.0, lightExposure=-1.0), t_s=0.0)
    assert np.array_equal(mixed, as_one)


@pytest.mark.parametrize("size", [(8, 512), (512, 20000), (0, 0)])
def test_useless_size_is_refused_with_what_would_do(size: tuple[int, int]) -> None:
    with pytest.raises(RenderError, match=rf"{size[0]} x {size[1]} px.*16 to 8192"):
        Stage(tiny_rig(), size=size)


def test_rig_without_a_head_is_refused() -> None:
    rig = replace(tiny_rig(), layers=tiny_rig().layers[:2])
    with pytest.raises(RenderError, match=r"no layer 'head', only \['background', 'body'\]"):
        Stage(rig, size=(64, 64))


def test_contact_sheet_lays_out_rows_and_takes_overrides() -> None:
    small = Stage(tiny_rig(), size=(60, 60))
    poses = [("rest", {}), ("jaw", {"jawOpen": 1.0}), ("photo", {"photoExpression": 1.0})]
    sheet = contact_sheet(small, poses, 2)
    assert sheet.shape == (120, 120, 3)
    assert np.array_equal(sheet[20:60, :60], small.draw(NEUTRAL, t_s=0.0)[20:, :, :3])
    assert not np.array_equal(sheet[80:120, :60], sheet[20:60, :60])
