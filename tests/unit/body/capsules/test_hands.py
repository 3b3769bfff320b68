"""Each hand subtype does in millimetres, degrees and milliseconds what its params say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sherin.body.capsules.motion.arguments import with_defaults
from sherin.body.capsules.motion.hand_anatomy import (
    FINGERS,
    RELAXED_GAPS_MM,
    REST_TURN_DEG,
    SPREAD_LIMIT_DEG,
    pinch_gap_mm,
    tip_gaps_mm,
)
from sherin.body.capsules.motion.hand_poses import POSES
from sherin.body.capsules.motion.hands import DIRECTIONS, HAND_SUBTYPES
from sherin.body.capsules.motion.subtype import Motion
from sherin.body.channels import CHANNEL_INDEX, CHANNELS
from sherin.errors import CapsuleError

SUBTYPES = {subtype.name: subtype for subtype in HAND_SUBTYPES}
FRAME_MS = 40.0  # 25 frames a second


def play(name: str, **params: object) -> Motion:
    subtype = SUBTYPES[name]
    return subtype.motion(with_defaults(subtype, params))


def at(motion: Motion, channel: str, t_ms: float) -> float:
    return float(motion.curves[channel](np.array([t_ms / motion.duration_ms]))[0])


def peak(motion: Motion, channel: str) -> float:
    values = motion.curves[channel](np.linspace(0.0, 1.0, 4001))
    return float(values[np.argmax(np.abs(values))])


def spreads(motion: Motion, t_ms: float) -> dict[str, float]:
    return {
        finger: at(motion, f"handRight{finger.capitalize()}Spread", t_ms)
        for finger in FINGERS
        if f"handRight{finger.capitalize()}Spread" in motion.curves
    }


def test_the_ten_subtypes_of_the_starter_sets_are_there():
    assert {
        "finger_cluster",
        "finger_spread",
        "thumb_index_press",
        "tap_rhythm",
        "finger_wave",
        "palm_orientation",
        "abort_arc",
        "hand_roll",
        "micro_noise",
        "combined",
    } <= SUBTYPES.keys()


@pytest.mark.parametrize("pair", RELAXED_GAPS_MM, ids="-".join)
def test_a_cluster_of_minus_18_percent_narrows_the_gap_of_the_tips_by_18_percent(
    pair: tuple[str, str],
):
    """The player in the notes widened the gap by 12 % instead."""
    motion = play("finger_cluster", fingers=list(pair), distance_change=-0.18, duration_ms=120)
    locked_in = tip_gaps_mm(spreads(motion, 100.0))[pair]
    assert locked_in == pytest.approx(RELAXED_GAPS_MM[pair] * 0.82, rel=1e-6)
    assert tip_gaps_mm(spreads(motion, 0.0))[pair] == RELAXED_GAPS_MM[pair]


def test_a_cluster_of_all_fingers_narrows_every_gap():
    motion = play("finger_cluster", distance_change=-0.2)
    gaps = tip_gaps_mm(spreads(motion, 100.0))
    for pair, relaxed in RELAXED_GAPS_MM.items():
        assert gaps[pair] == pytest.approx(0.8 * relaxed, rel=1e-6)
    thumb_share = peak(motion, "handRightThumbFlexion") / 21.0
    assert pinch_gap_mm(thumb_share) == pytest.approx(0.8 * pinch_gap_mm(0.0), rel=1e-6)


def test_a_cluster_of_thumb_and_index_closes_by_opposition():
    motion = play("finger_cluster", fingers=["thumb", "index"], distance_change=-0.18)
    gap = pinch_gap_mm(peak(motion, "handRightThumbFlexion") / 21.0)
    assert gap == pytest.approx(0.82 * pinch_gap_mm(0.0), rel=1e-6)
    assert peak(motion, "handRightIndexFlexion") > 0.0
    assert "handRightIndexSpread" not in motion.curves


def test_fingers_that_are_not_neighbours_close_the_gaps_between_them():
    motion = play("finger_cluster", fingers=["index", "ring"], distance_change=-0.10)
    gaps = tip_gaps_mm(spreads(motion, 100.0))
    between = gaps["index", "middle"] + gaps["middle", "ring"]
    assert between == pytest.approx(0.9 * (25.0 + 31.0), rel=1e-6)
    assert "handRightMiddleSpread" not in motion.curves


def test_cluster_approaches_for_two_frames_locks_in_for_one_and_releases():
    motion = play("finger_cluster", fingers=["index", "middle"], duration_ms=120)
    channel = "handRightIndexSpread"
    top = peak(motion, channel)
    assert at(motion, channel, 2 * FRAME_MS) == pytest.approx(top, rel=1e-3)
    assert at(motion, channel, 3 * FRAME_MS) == pytest.approx(top, rel=1e-3)
    assert abs(at(motion, channel, 3.6 * FRAME_MS)) < abs(top)
    assert at(motion, channel, motion.duration_ms) == 0.0


@pytest.mark.parametrize("factor", [0.05, 0.15, 0.3, 0.35])
def test_spread_widens_every_gap_by_its_factor_within_the_joints(factor: float):
    motion = play("finger_spread", spread_factor=factor, duration_ms=200)
    angles = spreads(motion, 260.0)
    for pair, gap in tip_gaps_mm(angles).items():
        assert gap == pytest.approx(RELAXED_GAPS_MM[pair] * (1.0 + factor), rel=1e-4)
    for finger, angle in angles.items():
        assert abs(angle) <= SPREAD_LIMIT_DEG[finger]


def test_a_single_finger_moves_away_from_the_one_beside_it():
    motion = play("finger_spread", fingers=["middle"], spread_factor=0.12)
    gaps = tip_gaps_mm(spreads(motion, 260.0))
    assert gaps["middle", "ring"] == pytest.approx(1.12 * 31.0, rel=1e-4)
    assert gaps["index", "middle"] < 25.0


def test_absent_fingers_are_all_five():
    everything = play("finger_spread", spread_factor=0.2)
    named = play("finger_spread", spread_factor=0.2, fingers=list(FINGERS))
    assert everything.curves.keys() == named.curves.keys()


@pytest.mark.parametrize(("target", "gap_mm"), [(0.02, 10.24), (0.012, 6.144), (0.0, 0.0)])
def test_press_leaves_the_gap_that_the_target_names(target: float, gap_mm: float):
    motion = play("thumb_index_press", distance_target=target, pressure_curve="soft")
    curl = peak(motion, "handRightThumbCurl")  # 32 degrees at the press pose, 44 at contact
    assert pinch_gap_mm(1.0 + (curl - 32.0) / 12.0) == pytest.approx(gap_mm, abs=1e-3)


def test_a_firm_press_holds_longer_and_deeper_than_a_soft_one():
    soft = play("thumb_index_press", pressure_curve="soft")
    firm = play("thumb_index_press", pressure_curve="firm")
    assert firm.duration_ms > soft.duration_ms
    assert peak(firm, "handRightIndexFlexion") > peak(soft, "handRightIndexFlexion")


@pytest.mark.parametrize("duration_ms", [20, 60, 65, 80, 85, 90, 150])
@pytest.mark.parametrize("phase", np.linspace(0.0, 1.0, 9))
def test_no_tap_falls_between_two_video_frames(duration_ms: float, phase: float):
    """Nine in ten taps of the notes did not move at all at 24 frames a second."""
    motion = play("tap_rhythm", tap_count=1, duration_ms=duration_ms, amplitude_mm=2.0)
    times = np.arange(phase * FRAME_MS, motion.duration_ms, FRAME_MS)
    seen = motion.curves["handRightIndexFlexion"](times / motion.duration_ms)
    assert seen.max() >= 0.6 * 2.0 / 1.4


def test_taps_move_the_tip_by_their_amplitude_at_their_interval():
    motion = play("tap_rhythm", tap_count=5, interval_ms=200, amplitude_mm=2.8, duration_ms=100)
    assert motion.duration_ms == 4 * 200 + 100
    for tap in range(5):
        assert at(motion, "handRightIndexFlexion", tap * 200 + 50) == pytest.approx(2.0, rel=1e-3)
        assert abs(at(motion, "handRightIndexFlexion", tap * 200 + 150)) < 1e-9


def test_a_wave_runs_through_the_fingers_in_the_order_given():
    order = ["pinky", "ring", "middle", "index"]
    motion = play("finger_wave", affected_fingers=order, wave_amplitude_deg=20, duration_ms=500)
    u = np.linspace(0.0, 1.0, 2001)
    tops = [np.argmax(motion.curves[f"handRight{f.capitalize()}Flexion"](u)) for f in order]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    assert peak(motion, "handRightRingFlexion") == pytest.approx(20.0, rel=1e-6)


def test_a_wave_bends_at_the_mean_speed_given():
    motion = play(
        "finger_wave",
        affected_fingers=["index"],
        wave_amplitude_deg=15,
        wave_speed_deg_per_sec=120,
    )
    assert motion.duration_ms == pytest.approx(2 * 15 / 120 * 1000)


def test_the_palm_takes_30_degrees_in_at_most_four_frames():
    motion = play("palm_orientation")
    assert at(motion, "handRightYaw", 4 * FRAME_MS) == pytest.approx(30.0, rel=1e-3)
    assert at(motion, "handRightYaw", 4 * FRAME_MS + 250) == pytest.approx(30.0, rel=1e-3)


def test_a_start_angle_is_taken_up_before_the_turn():
    motion = play(
        "palm_orientation", axis="roll", angle_deg_start=-20, angle_deg_end=25, duration_ms=200
    )
    values = motion.curves["handRightRoll"](np.linspace(0.0, 1.0, 4001))
    assert values.min() == pytest.approx(-20.0, rel=1e-3)
    assert values.max() == pytest.approx(25.0, rel=1e-3)
    assert values.argmin() < values.argmax()


def test_an_abort_stops_at_its_share_and_returns_lower_in_1_3_times_the_time():
    motion = play("abort_arc", total_distance_px=120, abort_percent=0.35, duration_ms=180)
    assert peak(motion, "handRightX") * 380.0 == pytest.approx(42.0, rel=1e-3)
    hold_ms = 60.0
    assert motion.duration_ms == pytest.approx(180 + hold_ms + 1.3 * 180)
    y = motion.curves["handRightY"](np.linspace(0.0, 1.0, 2001))
    half = int(2001 * 210 / motion.duration_ms)
    assert y[:half].max() > 0.0 > y[half:].min()
    assert y[half:].max() <= 1e-9


def test_an_abort_without_retract_hangs_before_it_sinks():
    motion = play("abort_arc", retract=False, duration_ms=150)
    top = peak(motion, "handRightX")
    assert at(motion, "handRightX", 150 + 650) == pytest.approx(top, rel=1e-6)
    assert motion.duration_ms > 1400


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_direction_leads_where_it_says(direction: str):
    motion = play("abort_arc", direction=direction, total_distance_px=100, abort_percent=0.5)
    stop_ms = 190.0
    moved = [
        at(motion, f"handRight{axis}", stop_ms) * 380.0
        if f"handRight{axis}" in motion.curves
        else 0
        for axis in "XYZ"
    ]
    assert moved == pytest.approx([50.0 * share for share in DIRECTIONS[direction]], abs=0.2)


def test_a_roll_takes_the_wrist_along():
    motion = play("hand_roll", roll_deg_end=45)
    assert peak(motion, "handRightRoll") == pytest.approx(45.0)
    assert peak(motion, "handRightX") * 380.0 == pytest.approx(0.24 * 45.0, rel=1e-6)


def test_tremor_stays_within_its_size_and_keeps_its_rate():
    motion = play("micro_noise", max_translation_px=0.7, max_rotation_deg=0.5, frequency_hz=10)
    u = np.linspace(0.0, 1.0, 20001)
    x, y = (motion.curves[f"handRight{axis}"](u) * 380.0 for axis in "XY")
    assert np.hypot(x, y).max() <= 0.7 + 1e-9
    assert np.abs(motion.curves["handRightRoll"](u)).max() <= 0.5
    middle = x[4000:16000]
    crossings = np.count_nonzero(np.diff(np.signbit(middle)))
    assert crossings / 2.0 / (0.6 * 5.0) == pytest.approx(10.0, rel=0.2)


def test_combined_says_who_resolves_it():
    with pytest.raises(CapsuleError, match="resolved by the compiler"):
        play("combined", components=[{"cid": "HF_001", "weight": 1.0}])


def test_the_left_hand_mirrors_the_right_one():
    right = play("abort_arc", direction="right→left")
    left = play("abort_arc", direction="right→left", hand="left")
    assert peak(left, "handLeftX") == -peak(right, "handRightX")
    assert peak(left, "handLeftY") == peak(right, "handRightY")


def test_with_both_hands_the_left_one_lags():
    motion = play("palm_orientation", hand="both", axis="pitch", angle_deg_end=20, lag_ms=160)
    alone = play("palm_orientation", axis="pitch", angle_deg_end=20)
    assert motion.duration_ms == alone.duration_ms + 160
    assert at(motion, "handLeftPitch", 160.0) < 1e-9
    assert at(motion, "handRightPitch", 160.0) > 19.0
    assert at(motion, "handLeftPitch", 100.0 + 160.0) == pytest.approx(
        at(motion, "handRightPitch", 100.0), abs=0.05
    )


@pytest.mark.parametrize("name", POSES)
def test_every_pose_is_within_the_channels_at_full_amount(name: str):
    motion = play("hand_pose", pose=name, amount=1.15, hand="both")
    for channel in motion.curves:
        limits = CHANNELS[CHANNEL_INDEX[channel]]
        assert limits.minimum <= peak(motion, channel) <= limits.maximum


def test_poses_differ_from_each_other():
    rows: list[Mapping[str, float]] = [pose for name, pose in POSES.items() if name != "count_1"]
    assert len({tuple(sorted(pose.items())) for pose in rows}) == len(rows)


def test_beats_get_smaller():
    motion = play("hand_beat", count=3, interval_ms=500, duration_ms=400)
    depths = []
    for beat in range(3):
        u = np.linspace(beat * 500, beat * 500 + 400, 401) / motion.duration_ms
        depths.append(-motion.curves["handRightY"](u).min())
    assert depths[0] > depths[1] > depths[2] > 0.0


def test_a_wave_of_the_hand_swings_to_both_sides_as_often_as_asked():
    motion = play("hand_wave", count=3, angle_deg=18)
    roll = motion.curves["handRightRoll"](np.linspace(0.0, 1.0, 4001))
    upright = 4.0 - REST_TURN_DEG[2]  # an upright hand, as an offset from the relaxed one
    waving = roll[800:3000]
    assert waving.max() == pytest.approx(upright + 18.0, rel=1e-3)
    assert waving.min() == pytest.approx(upright - 18.0, rel=1e-3)
    assert np.count_nonzero(np.diff(np.signbit(roll[5:-5] - upright))) == 6 + 2


def test_typing_strikes_with_several_fingers_of_both_hands():
    motion = play("typing_rhythm")
    resting = POSES["type_ready"]

    def strikes(channel: str) -> bool:
        part = channel.removeprefix("handRight").removeprefix("handLeft")
        return part.endswith("Flexion") and peak(motion, channel) > resting[part] + 3.0

    striking = [channel for channel in motion.curves if strikes(channel)]
    assert len(striking) >= 5
    assert any(channel.startswith("handLeft") for channel in striking)
    assert any(channel.startswith("handRight") for channel in striking)
