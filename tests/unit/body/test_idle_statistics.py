"""Idle life over a simulated hour, against what is known of people (sources in channels.toml)."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from sherin.body.activity import ACTIVITY_INDEX, ActivityHistory
from sherin.body.channels import CHANNEL_INDEX, N_CHANNELS, NEUTRAL
from sherin.body.idle import BlinkProcess, GazeProcess, IdleLife, saccade_ms

HOUR_MS = 3_600_000.0
SEEDS = (1, 2, 3)


def history_of(activity: str, arousal: float = 0.0) -> ActivityHistory:
    history = ActivityHistory()
    history.append(0.0, activity=ACTIVITY_INDEX[activity], arousal=arousal)
    return history


def blink_times(activity: str, seed: int, until_ms: float = HOUR_MS) -> list[float]:
    blinks = BlinkProcess(history_of(activity), seed)
    times: list[float] = []
    for t in np.arange(0.0, until_ms, 100.0):
        blinks.advance(float(t))
        if blinks.start_ms > 0.0 and (not times or blinks.start_ms != times[-1]):
            times.append(blinks.start_ms)
    return times


@pytest.mark.parametrize(
    ("activity", "per_min"), [("rest", 17.0), ("talking", 26.0), ("reading", 4.5)]
)
def test_blinks_come_as_often_as_bentivoglio_counted(activity: str, per_min: float) -> None:
    counts = [len(blink_times(activity, seed)) / 60.0 for seed in SEEDS]

    assert np.mean(counts) == pytest.approx(per_min, rel=0.06)


def test_blink_intervals_are_log_normal_not_regular() -> None:
    logs = np.log(np.diff([t for seed in SEEDS[:1] for t in blink_times("rest", seed)]))

    spread = float(np.std(logs))
    skew = float(np.mean(((logs - logs.mean()) / spread) ** 3))
    assert spread == pytest.approx(0.55, abs=0.05)
    assert abs(skew) < 0.2  # the logarithms are symmetric, so the intervals are log-normal


@pytest.mark.parametrize(
    ("activity", "low", "high"), [("rest", 8.0, 21.0), ("talking", 10.5, 32.5)]
)
def test_most_minutes_keep_within_the_range_doughty_gives(
    activity: str, low: float, high: float
) -> None:
    """Doughty (2001): 95 % of people's rates; here most single minutes, which vary more than
    people."""
    minutes = np.histogram(blink_times(activity, 4), bins=60, range=(0.0, HOUR_MS))[0]

    assert np.mean((minutes >= low) & (minutes <= high)) >= 0.85


def test_a_blink_closes_faster_than_it_opens_and_closes_fully() -> None:
    blinks = BlinkProcess(history_of("rest"), 9)
    start = blink_times("rest", 9, 60_000.0)[0]
    blinks.advance(start + 1.0)
    times = np.arange(0.0, 330.0, 1.0)
    left = np.array([blinks.closure(start + t, 0) for t in times])
    right = np.array([blinks.closure(start + t, 1) for t in times])

    for lid in (left, right):
        crest = int(np.argmax(lid))
        above = np.flatnonzero(lid > 0.02)
        assert lid[crest] == pytest.approx(1.0, abs=1e-3)
        assert crest - above[0] < above[-1] - crest
        assert 60 <= crest <= 110
        assert above[-1] <= 310
    assert np.max(np.abs(left - right)) > 0.0  # one lid leads


def gaze_shifts(activity: str, seed: int) -> list[tuple[float, float, float]]:
    """(time, size in degrees, duration in ms) of every shift away within an hour."""
    gaze = GazeProcess(history_of(activity), seed)
    shifts: list[tuple[float, float, float]] = []
    for t in np.arange(0.0, HOUR_MS, 100.0):
        gaze.advance(float(t))
        begun = (gaze.yaw.start_ms, gaze.size_deg, gaze.yaw.duration_ms)
        if begun[1] > 0.0 and (not shifts or begun[0] != shifts[-1][0]):
            shifts.append(begun)
    return shifts


def test_gaze_shifts_follow_the_main_sequence() -> None:
    shifts = gaze_shifts("rest", 5)
    sizes = np.array([size for _, size, _ in shifts])
    durations = np.array([duration for _, _, duration in shifts])

    slope, base = np.polyfit(sizes, durations, 1)

    assert slope == pytest.approx(2.4, abs=0.4)
    assert base == pytest.approx(25.0, abs=3.0)
    assert saccade_ms(10.0) == 49.0


def test_gaze_shift_sizes_fall_off_exponentially() -> None:
    """Sizes follow exp(-A / 6.9): mean 6.9 degrees, nine of ten below about 15."""
    sizes = np.array([size for seed in SEEDS for _, size, _ in gaze_shifts("rest", seed)])

    assert sizes.mean() == pytest.approx(6.9, rel=0.1)
    assert np.mean(sizes < 15.0) == pytest.approx(0.886, abs=0.03)


@pytest.mark.parametrize(
    ("activity", "mutual_s", "away_s"), [("talking", 3.1, 0.9), ("listening", 7.9, 0.9)]
)
def test_gaze_rests_on_the_partner_as_long_as_people_do(
    activity: str, mutual_s: float, away_s: float
) -> None:
    starts = [start for start, _, _ in gaze_shifts(activity, 6)]
    dwells = np.diff(starts) / 1000.0
    # The first shift leads away, so dwells alternate: away, mutual, away, ...
    assert np.mean(dwells[0::2]) == pytest.approx(away_s, rel=0.12)
    assert np.mean(dwells[1::2]) == pytest.approx(mutual_s, rel=0.12)


def test_a_large_gaze_shift_brings_a_blink() -> None:
    gaze = GazeProcess(history_of("rest"), 1)
    closures: dict[bool, list[float]] = {True: [], False: []}
    for t in np.arange(0.0, 6 * HOUR_MS, 100.0):
        gaze.advance(float(t))
        since = float(t) - gaze.yaw.start_ms
        if 100.0 <= since < 200.0 and gaze.size_deg > 0.0:
            closures[gaze.size_deg > 33.0].append(gaze.blink_closure(gaze.yaw.start_ms + 100.0, 0))

    assert len(closures[True]) >= 5
    assert min(closures[True]) > 0.5
    assert max(closures[False]) == 0.0


@pytest.mark.parametrize(("arousal", "per_min"), [(-1.0, 12.0), (0.0, 14.0), (1.0, 16.0)])
def test_breathing_keeps_the_rate_of_its_arousal(arousal: float, per_min: float) -> None:
    idle = IdleLife(3, history_of("rest", arousal))
    breath = np.empty(6000)
    for k in range(breath.size):
        vector = NEUTRAL.copy()
        idle.add_to(vector, k * 100.0, (0.0, 0.0))
        breath[k] = vector[CHANNEL_INDEX["breath"]]

    rising = sum(1 for a, b in pairwise(breath) if a < 0.0 <= b)
    falls = breath[1:] < breath[:-1]

    assert rising / 10.0 == pytest.approx(per_min, abs=0.3)
    assert 0.52 < np.mean(falls) < 0.75  # breathing out takes longer


def test_tremor_is_eight_to_twelve_hertz_and_below_a_millimetre() -> None:
    idle = IdleLife(3, history_of("rest"))
    raised, hidden = np.empty(4000), np.empty(4000)
    for k in range(raised.size):
        for out, presence in ((raised, 1.0), (hidden, 0.0)):
            vector = NEUTRAL.copy()
            idle.add_to(vector, k * 5.0, (presence, presence))
            out[k] = vector[CHANNEL_INDEX["handRightX"]]
    spectrum = np.abs(np.fft.rfft(raised - raised.mean()))
    peak_hz = np.fft.rfftfreq(raised.size, 0.005)[int(np.argmax(spectrum))]

    assert 8.0 <= peak_hz <= 12.0
    assert np.max(np.abs(raised)) * 380.0 <= 0.75
    assert np.all(hidden == 0.0)


def test_idle_life_is_a_function_of_the_clock_alone() -> None:
    """Any order of look-ups, forward, backward and ahead, gives the same values."""
    history = history_of("rest")
    history.append(20_000.0, activity=ACTIVITY_INDEX["talking"], arousal=0.5)
    forward = IdleLife(11, history)
    times = [0.0, 4_000.0, 19_990.0, 20_010.0, 45_000.0, 120_000.0]
    expected: dict[float, np.ndarray] = {}
    for t in times:
        expected[t] = np.zeros(N_CHANNELS)
        forward.add_to(expected[t], t, (1.0, 1.0))
    shuffled = IdleLife(11, history)
    for t in (120_000.0, 0.0, 45_000.0, 20_010.0, 19_990.0, 4_000.0, 120_000.0):
        vector = np.zeros(N_CHANNELS)
        shuffled.add_to(vector, t, (1.0, 1.0))
        assert np.array_equal(vector, expected[t]), t


@pytest.mark.parametrize("t_ms", [2.2 * HOUR_MS, 30 * 24 * HOUR_MS + 5.0, 1.7e12])
def test_a_look_up_far_away_equals_the_long_way_there(t_ms: float) -> None:
    """A wrong clock (1.7e12 is the time of day since 1970) costs an hour of events, not fifty
    years."""
    history = history_of("listening")
    jumped, walked = IdleLife(11, history), IdleLife(11, history)
    hour = t_ms // HOUR_MS
    for t in np.arange(max(hour - 4, 0) * HOUR_MS, t_ms, 600_000.0):
        walked.add_to(np.zeros(N_CHANNELS), float(t), (0.0, 0.0))
    here, there = np.zeros(N_CHANNELS), np.zeros(N_CHANNELS)

    jumped.add_to(here, t_ms, (0.0, 0.0))
    walked.add_to(there, t_ms, (0.0, 0.0))

    assert np.array_equal(here, there)


def test_the_head_never_rests_and_never_runs_away() -> None:
    idle = IdleLife(2, history_of("talking"))
    yaw = np.empty(6000)
    for k in range(yaw.size):
        vector = np.zeros(N_CHANNELS)
        idle.add_to(vector, k * 100.0, (0.0, 0.0))
        yaw[k] = vector[CHANNEL_INDEX["headYaw"]]

    assert 0.4 < float(np.std(yaw)) < 4.0
    assert float(np.max(np.abs(yaw))) < 16.0
    assert math.isfinite(float(yaw.sum()))
