"""Each subtype of face, body, scene, timing and voice does what its parameters say."""

from __future__ import annotations

import numpy as np
import pytest

from sherin.body.capsules.motion import SUBTYPES, Motion
from sherin.body.capsules.motion.arguments import with_defaults
from sherin.body.capsules.motion.face import saccade_ms
from sherin.body.channels import CHANNEL_INDEX, DOMAIN_INDEX
from sherin.body.curves import Curve

U = np.linspace(0.0, 1.0, 8001)


def play(name: str, **params: object) -> Motion:
    subtype = SUBTYPES[name]
    return subtype.motion(with_defaults(subtype, params))


def extreme(curve: Curve) -> float:
    values = curve(U)
    return float(values[np.argmax(np.abs(values))])


def above(motion: Motion, channel: str, share: float) -> float:
    """For how many ms a channel is above a share of its peak."""
    values = np.abs(motion.curves[channel](U))
    return float(np.mean(values > share * np.max(values))) * motion.duration_ms


def reversals(curve: Curve) -> int:
    """How often a curve changes direction."""
    steps = np.diff(curve(U))
    signs = np.sign(steps[np.abs(steps) > 1e-9])
    return int(np.count_nonzero(np.diff(signs)))


PLAYABLE = [
    name
    for name, subtype in SUBTYPES.items()
    if not any(param.kind == "components" for param in subtype.params)
]


@pytest.mark.parametrize("name", PLAYABLE)
def test_defaults_make_a_motion_on_known_channels(name: str):
    motion = play(name)
    # Free combinations are at rest until a parameter says what moves.
    assert motion.curves or name in {"expression_pose", "light_mood", "posture", "voice_delta"}
    assert set(motion.curves) <= set(CHANNEL_INDEX)
    assert 1.0 <= motion.duration_ms <= 65_535.0


@pytest.mark.parametrize("name", PLAYABLE)
def test_subtype_is_documented(name: str):
    subtype = SUBTYPES[name]
    assert subtype.domain in DOMAIN_INDEX
    assert subtype.help.endswith(".")
    assert all(param.help for param in subtype.params)


@pytest.mark.parametrize("name", PLAYABLE)
def test_motion_knows_no_feelings(name: str):
    """Motion is emotion-free: no parameter names an affect."""
    affects = {"valence", "arousal", "dominance", "emotion", "mood"}
    assert affects.isdisjoint(param.name for param in SUBTYPES[name].params)


# --- Face ---------------------------------------------------------------------------------------


def test_blink_closes_faster_than_it_reopens():
    """Close 75-100 ms, reopen 100-200 ms (FINDINGS 2)."""
    motion = play("blink")
    lid = motion.curves["eyeBlinkLeft"](U)
    closed = np.flatnonzero(lid > 0.999)
    close_ms = U[closed[0]] * motion.duration_ms
    reopen_ms = (1.0 - U[closed[-1]]) * motion.duration_ms
    assert 70.0 <= close_ms <= 100.0
    assert 100.0 <= reopen_ms <= 200.0
    assert extreme(motion.curves["eyeBlinkRight"]) == pytest.approx(1.0)


def test_double_blink_opens_in_between():
    lid = play("double_blink", gap_ms=200.0).curves["eyeBlinkLeft"](U)
    assert reversals(play("double_blink").curves["eyeBlinkLeft"]) == 3
    assert lid[U.size // 2] < 0.05


@pytest.mark.parametrize(("side", "other"), [("left", "Right"), ("right", "Left")])
def test_wink_closes_one_eye_only(side: str, other: str):
    motion = play("wink", side=side)
    assert f"eyeBlink{side.capitalize()}" in motion.curves
    assert f"eyeBlink{other}" not in motion.curves


def test_blink_suppression_outweighs_a_blink():
    assert extreme(play("blink_suppression").curves["eyeBlinkLeft"]) == pytest.approx(-1.0)


def test_asymmetric_brow_lifts_five_pixels_for_two_to_three_frames():
    """micro_signals.csv: 4-6 px for 2-3 frames of 24 a second, the other brow static."""
    motion = play("brow_asymmetry")
    lift_px = extreme(motion.curves["browOuterUpRight"]) * 0.115 * 63.0
    assert 4.0 <= lift_px <= 6.0
    assert 2.0 <= motion.duration_ms / (1000.0 / 24.0) <= 3.01
    assert "browOuterUpLeft" not in motion.curves


def test_lip_compression_narrows_by_a_tenth_for_210_ms():
    """micro_signals.csv, FMM_519: lips -10 %, 210 ms, then release; below 250 ms in all."""
    motion = play("lip_compression")
    assert extreme(motion.curves["mouthPucker"]) * 0.30 == pytest.approx(0.10, abs=0.001)
    assert motion.duration_ms == pytest.approx(210.0)


def test_jaw_lock_holds_eight_frames():
    """micro_signals.csv, FMM_627: a pause of 8 frames in the middle of a sentence."""
    motion = play("jaw_lock")
    assert above(motion, "jawOpen", 0.999) == pytest.approx(8 * 1000.0 / 24.0, rel=0.06)
    assert extreme(motion.curves["jawOpen"]) < 0.0


def test_smile_corners_come_before_the_eyes():
    motion = play("smile_onset")
    mouth, cheek = motion.curves["mouthSmileLeft"](U), motion.curves["cheekSquintLeft"](U)
    assert np.argmax(mouth > 0.3) < np.argmax(cheek > 0.18)


def test_smile_without_duchenne_share_leaves_the_eyes_alone():
    assert "cheekSquintLeft" not in play("smile_onset", duchenne=0.0).curves


@pytest.mark.parametrize("amplitude", [2.0, 8.0, 20.0])
def test_saccades_keep_the_main_sequence(amplitude: float):
    """25 ms + 2.4 ms a degree (FINDINGS 2)."""
    motion = play("gaze_shift", yaw_deg=amplitude, hold_ms=400.0)
    assert motion.duration_ms == pytest.approx(2.0 * (25.0 + 2.4 * amplitude) + 400.0)
    assert saccade_ms(-amplitude) == saccade_ms(amplitude)


def test_lids_follow_a_lowered_gaze():
    assert extreme(play("gaze_shift", pitch_deg=-12.0).curves["eyeBlinkLeft"]) > 0.1
    assert "eyeBlinkLeft" not in play("gaze_shift", pitch_deg=12.0).curves


def test_aversion_visits_as_many_points_as_asked():
    yaw = play("gaze_aversion", glances=3).curves["gazeYaw"](U)
    resting = np.abs(np.diff(yaw)) < 1e-9
    stays = np.flatnonzero(np.diff(resting.astype(int)) == 1).size
    assert stays >= 3


def test_balance_decides_which_side_moves():
    left = play("sneer", balance=1.0)
    assert "noseSneerLeft" in left.curves
    assert "noseSneerRight" not in left.curves


def test_action_units_that_share_a_blendshape_stay_within_it():
    motion = play("expression_pose", au9=1.0, au10=1.0, au25=1.0, au6=1.0, au7=1.0)
    assert extreme(motion.curves["mouthUpperUpLeft"]) <= 1.0 + 1e-9
    assert extreme(motion.curves["eyeSquintLeft"]) <= 1.0 + 1e-9


def test_stagger_starts_the_lower_face_later():
    motion = play("expression_pose", au4=0.5, au15=0.5, stagger_ms=200.0)
    brow, mouth = motion.curves["browDownLeft"](U), motion.curves["mouthFrownLeft"](U)
    later_ms = (np.argmax(mouth > 0.25) - np.argmax(brow > 0.25)) / U.size * motion.duration_ms
    assert later_ms == pytest.approx(200.0, abs=2.0)


# --- Body ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 4])
def test_nod_dips_as_often_as_asked(count: int):
    motion = play("nod", count=count, tempo_hz=2.0)
    assert motion.duration_ms == pytest.approx(count * 500.0)
    assert reversals(motion.curves["headPitch"]) == 2 * count - 1
    assert extreme(motion.curves["headPitch"]) == pytest.approx(-6.0, abs=0.01)


def test_shake_swings_to_both_sides():
    yaw = play("shake").curves["headYaw"](U)
    assert np.max(yaw) > 3.0
    assert np.min(yaw) < -3.0


def test_shrug_lifts_both_shoulders_and_one_when_asked():
    assert extreme(play("shrug").curves["shoulderRaiseLeft"]) == pytest.approx(0.6)
    assert "shoulderRaiseRight" not in play("shrug", balance=1.0).curves


def test_breath_goes_in_then_below_rest():
    chest = play("breath", fall=0.4).curves["breath"](U)
    assert np.argmax(chest) < np.argmin(chest)
    assert np.min(chest) == pytest.approx(-0.4)


def test_collapse_sinks_and_expansion_rises():
    assert extreme(play("posture_collapse").curves["headPitch"]) < -5.0
    assert extreme(play("posture_expansion").curves["headPitch"]) > 3.0


def test_recoil_leaves_faster_than_it_returns():
    back = np.abs(play("recoil").curves["headZ"](U))
    top = np.flatnonzero(back > 0.999 * np.max(back))
    assert U[top[0]] < 1.0 - U[top[-1]]


def test_base_loop_closes_exactly():
    motion = play("base_loop", gaze_deg=2.0)
    assert motion.is_loop
    for name, curve in motion.curves.items():
        values = curve(U)
        assert abs(values[0] - values[-1]) < 1e-9, name


# --- Scene, timing, voice -----------------------------------------------------------------------


def test_focal_creep_with_counter_push_moves_both_ways():
    motion = play("focal_creep", amount=0.1, counter_push=0.5)
    assert extreme(motion.curves["cameraFocalCreep"]) == pytest.approx(0.1)
    assert extreme(motion.curves["cameraPush"]) == pytest.approx(-0.05)


def test_wind_is_never_negative():
    for name in ("wind", "turbulence"):
        assert np.min(play(name).curves["wind"](U)) > -1e-9


def test_gesture_leads_the_word_by_180_ms():
    """micro_signals.csv, TC_701: the hand begins 180 ms before the phoneme."""
    motion = play("gesture_lead")
    top = U[np.argmax(motion.curves["handRightY"](U))] * motion.duration_ms
    assert top == pytest.approx(180.0, abs=2.0)


def test_abort_stops_at_its_share_and_returns_in_longer_time():
    """FINDINGS 10: back in 1.3 x the time; micro_signals.csv: 40 % of the way."""
    motion = play("abort", path_mm=100.0)
    reach = motion.curves["handRightY"](U)
    assert np.max(reach) * 380.0 == pytest.approx(40.0, abs=0.1)
    top = np.flatnonzero(reach > np.max(reach) - 1e-9)
    out, back = U[top[0]], 1.0 - U[top[-1]]
    assert back / out == pytest.approx(1.3, abs=0.02)


@pytest.mark.parametrize("part", ["index", "wrist", "brow", "mouth", "shoulder"])
def test_one_side_precedes_the_other_by_four_frames(part: str):
    """micro_signals.csv, TC_923: right finger precedes left by 4 frames."""
    motion = play("asynchronous_onset", part=part)
    right = next(n for n in motion.curves if "Right" in n)
    left = right.replace("Right", "Left")
    starts = [np.argmax(np.abs(motion.curves[n](U)) > 1e-4) for n in (right, left)]
    delay_ms = (starts[1] - starts[0]) / U.size * motion.duration_ms
    assert delay_ms == pytest.approx(4 * 1000.0 / 24.0, abs=2.0)


def test_hesitation_takes_back_each_attempt():
    assert reversals(play("hesitation", steps=3).curves["handRightZ"]) >= 5


def test_voice_delta_holds_what_it_says():
    motion = play("voice_delta", pitch_semitones=2.0, formant_ratio=0.9, rate_factor=1.1)
    assert extreme(motion.curves["voicePitch"]) == pytest.approx(2.0)
    assert extreme(motion.curves["voiceFormant"]) == pytest.approx(-0.1)
    assert extreme(motion.curves["voiceRate"]) == pytest.approx(0.1)


@pytest.mark.parametrize(("contour", "sign"), [("rise", 1.0), ("fall", -1.0)])
def test_contour_bends_the_pitch_at_the_end(contour: str, sign: float):
    pitch = play("voice_delta", contour=contour, contour_semitones=2.0).curves["voicePitch"]
    assert float(pitch(np.array([0.8]))[0]) * sign > 0.5
