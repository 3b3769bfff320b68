"""From channels to weights: gaze, limits, the photo's own smile."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sherin.body.rendering.weights import BLENDSHAPES, LOOK_DEG, Weights, smile_of_photo
from sherin.body.rig.insides import LOOK_DEG as EYES_LOOK_DEG
from sherin.errors import RenderError
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

RIG = tiny_rig()
WEIGHTS = Weights(RIG)


def test_fifty_two_shapes() -> None:
    assert len(BLENDSHAPES) == 52 and BLENDSHAPES[0] == "eyeBlinkLeft"


def test_eyes_are_built_for_the_angle_that_the_stage_asks_for() -> None:
    assert LOOK_DEG == EYES_LOOK_DEG


def test_gaze_to_the_persons_left_turns_both_eyes() -> None:
    values = WEIGHTS.of(vector_of(gazeYaw=14.0, gazePitch=-7.0), None)
    assert values["eyeLookOutLeft"] == pytest.approx(0.5)
    assert values["eyeLookInRight"] == pytest.approx(0.5)
    assert values["eyeLookDownLeft"] == values["eyeLookDownRight"] == pytest.approx(0.25)
    assert values["eyeLookInLeft"] == values["eyeLookOutRight"] == values["eyeLookUpLeft"] == 0.0


def test_gaze_adds_to_what_the_eyes_already_do() -> None:
    values = WEIGHTS.of(vector_of(gazeYaw=14.0, eyeLookInLeft=0.75), None)
    assert values["eyeLookInLeft"] == pytest.approx(0.25)
    assert values["eyeLookOutLeft"] == 0.0


def test_gaze_ends_where_the_eye_ends() -> None:
    assert WEIGHTS.of(vector_of(gazeYaw=-40.0), None)["eyeLookOutRight"] == 1.0


def test_limits_of_the_rig_hold() -> None:
    assert WEIGHTS.of(vector_of(jawOpen=1.0), None)["jawOpen"] == pytest.approx(0.9)


def test_a_smile_becomes_the_photos_own() -> None:
    """FINDINGS 1b.3: joy looks best when it dials `photoExpression` back."""
    smiling = WEIGHTS.of(vector_of(mouthSmileLeft=0.9, mouthSmileRight=0.9), None)
    assert smiling["photoExpression"] > 0.8
    assert smiling["mouthSmileLeft"] < 0.2


def test_a_joyful_mood_is_not_speech() -> None:
    """`mood_pose` opens the jaw a little for joy; the photo's smile brings its own opening."""
    joy = vector_of(mouthSmileLeft=0.86, mouthSmileRight=0.86, jawOpen=0.18, mouthUpperUpLeft=0.3)
    values = WEIGHTS.of(joy, None)
    assert values["photoExpression"] > 0.9
    assert values["jawOpen"] < 0.02 and values["mouthUpperUpLeft"] < 0.03


def test_a_speaking_smile_stays_modelled() -> None:
    speaking = WEIGHTS.of(vector_of(mouthSmileLeft=0.9, mouthSmileRight=0.9, jawOpen=0.55), None)
    assert speaking["photoExpression"] == 0.0
    assert speaking["mouthSmileLeft"] == pytest.approx(0.9)


def test_photo_without_teeth_keeps_the_modelled_smile() -> None:
    closed = replace(RIG, frame=replace(RIG.frame, photo_landmarks=RIG.frame.landmarks))
    assert smile_of_photo(closed) == 0.0
    values = Weights(closed).of(vector_of(mouthSmileLeft=1.0, mouthSmileRight=1.0), None)
    assert values["photoExpression"] == 0.0 and values["mouthSmileLeft"] == 1.0


def test_an_open_mouth_without_a_smile_is_no_smile() -> None:
    photo = RIG.frame.landmarks.copy()
    photo[14, 1] += 0.3
    said_ah = replace(RIG, frame=replace(RIG.frame, photo_landmarks=photo))
    assert smile_of_photo(said_ah) == 0.0


def test_overrides_have_the_last_word_and_the_vector_stays() -> None:
    vector = vector_of(mouthSmileLeft=1.0, mouthSmileRight=1.0, gazeYaw=9.0)
    before = vector.copy()
    assert WEIGHTS.of(vector, {"photoExpression": 0.25})["photoExpression"] == 0.25
    assert np.array_equal(vector, before)


def test_unknown_override_names_its_closest() -> None:
    with pytest.raises(RenderError, match=r"'jawOpn' is neither .*'jawOpen'"):
        WEIGHTS.of(vector_of(), {"jawOpn": 1.0})


def test_what_is_no_number_is_refused_by_name() -> None:
    """Compiled loops would read beyond their arrays."""
    with pytest.raises(RenderError, match=r"'headYaw' is nan"):
        WEIGHTS.of(vector_of(headYaw=float("nan")), None)
    with pytest.raises(RenderError, match=r"'jawOpen' is inf"):
        WEIGHTS.of(vector_of(), {"jawOpen": float("inf")})


def test_vector_of_another_length_is_refused() -> None:
    with pytest.raises(RenderError, match=r"shape \(52,\).*expected \(\d+,\)"):
        WEIGHTS.of(np.zeros(52), None)


def test_values_beyond_a_channels_range_end_at_it() -> None:
    assert WEIGHTS.of(vector_of(browInnerUp=40.0), None)["browInnerUp"] == 1.0
