"""Idle life: blinks, gaze, breathing, posture, head drift and tremor that never stop.

`IdleLife.add_to(out, t_ms)` is a function of clock, seed and the activity history alone; what it
keeps are cursors that make the next look-up cheap. Laws and figures are in `channels.toml` under
[idle] and [states], with their sources; the statistics are tested over a simulated hour.
"""

from __future__ import annotations

import math
from typing import Final

from sherin.body import _channel_table as _table
from sherin.body.activity import Activity, ActivityHistory
from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.curves import minimum_jerk
from sherin.body.lattice import LatticeNoise
from sherin.body.random32 import mix32, signed_unit, unit
from sherin.body.renewal import DRAWS_PER_EVENT, Renewal

__all__ = ["BlinkProcess", "GazeProcess", "IdleLife", "PostureProcess", "saccade_ms"]

_GAZE_YAW: Final = CHANNEL_INDEX["gazeYaw"]
_GAZE_PITCH: Final = CHANNEL_INDEX["gazePitch"]
_HEAD_YAW: Final = CHANNEL_INDEX["headYaw"]
_HEAD_PITCH: Final = CHANNEL_INDEX["headPitch"]
_HEAD_ROLL: Final = CHANNEL_INDEX["headRoll"]
_TORSO_LEAN: Final = CHANNEL_INDEX["torsoLean"]
_TORSO_TURN: Final = CHANNEL_INDEX["torsoTurn"]
_TORSO_SWAY: Final = CHANNEL_INDEX["torsoSway"]
_SHOULDER_LEFT: Final = CHANNEL_INDEX["shoulderRaiseLeft"]
_SHOULDER_RIGHT: Final = CHANNEL_INDEX["shoulderRaiseRight"]
_BREATH: Final = CHANNEL_INDEX["breath"]
_HANDS: Final = tuple(
    tuple(CHANNEL_INDEX[f"hand{side}{part}"] for part in ("X", "Y", "Roll"))
    for side in ("Left", "Right")
)
_TWO_PI: Final = 2.0 * math.pi
_LONGEST_BLINK_MS: Final = 320.0
"""More than the slowest close, the slowest opening and the lead of one lid take together."""


def saccade_ms(size_deg: float) -> float:
    """How long an eye movement of a size takes: the main sequence, 25 + 2.4 ms per degree."""
    return _table.IDLE_SACCADE_BASE_MS + _table.IDLE_SACCADE_MS_PER_DEG * size_deg


class _Move:
    """A value on its way from one place to another; chained moves start where the last one is."""

    __slots__ = ("duration_ms", "origin", "start_ms", "target")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.origin, self.target, self.start_ms, self.duration_ms = 0.0, 0.0, 0.0, 1.0

    def at(self, t_ms: float) -> float:
        """Where it is at a time."""
        share = minimum_jerk((t_ms - self.start_ms) / self.duration_ms)
        return self.origin + (self.target - self.origin) * share

    def go(self, target: float, t_ms: float, duration_ms: float) -> None:
        self.origin = self.at(t_ms)
        self.target, self.start_ms, self.duration_ms = target, t_ms, duration_ms


class BlinkProcess:
    """When the lids close, how fast, and how far apart the two of them are."""

    def __init__(self, history: ActivityHistory, seed: int) -> None:
        self._seed = seed
        self._start_ms = -1e9
        self._draws = 0
        self._renewal = Renewal(
            history,
            seed=seed,
            sigma=_table.IDLE_BLINK_SIGMA,
            rate=lambda activity, _: activity.blink_per_min / 60_000.0,
            on_event=self._on_event,
            min_gap_ms=400.0,
        )

    def _on_event(self, event: int | None, t_ms: float) -> None:
        self._start_ms = -1e9 if event is None else t_ms
        self._draws = 0 if event is None else event * DRAWS_PER_EVENT

    def advance(self, t_ms: float) -> None:
        """Bring the cursor to a time."""
        self._renewal.advance(t_ms)

    def closure(self, t_ms: float, side: int) -> float:
        """How far a lid is closed, 0..1; `side` 0 is left. Call `advance` first."""
        return blink_shape(self._seed, self._draws, t_ms - self._start_ms, side)

    @property
    def start_ms(self) -> float:
        """Start of the latest blink."""
        return self._start_ms


def blink_shape(seed: int, draws: int, since_ms: float, side: int) -> float:
    """Lid closure since the start of a blink: a fast close, a slower opening.

    One lid leads the other by a few milliseconds, which side being drawn.
    """
    if since_ms < 0.0 or since_ms > _LONGEST_BLINK_MS:
        return 0.0
    lead_ms = signed_unit(seed, draws + 2) * _table.IDLE_BLINK_SKEW_MS
    since_ms -= max(lead_ms, 0.0) if side == 0 else max(-lead_ms, 0.0)
    fast, slow = _table.IDLE_BLINK_CLOSE_MS
    close_ms = fast + (slow - fast) * unit(seed, draws + 3)
    if since_ms <= close_ms:
        return minimum_jerk(since_ms / close_ms)
    fast, slow = _table.IDLE_BLINK_OPEN_MS
    open_ms = fast + (slow - fast) * unit(seed, draws + 4)
    return 1.0 - minimum_jerk((since_ms - close_ms) / open_ms)


class GazeProcess:
    """Where the eyes rest: on the partner, then elsewhere, then back, by saccades."""

    def __init__(self, history: ActivityHistory, seed: int) -> None:
        self._history = history
        self._seed = seed
        self._fixation_seed = mix32(seed ^ 0x66697861)
        self.yaw, self.pitch = _Move(), _Move()
        self._small_yaw, self._small_pitch = _Move(), _Move()
        self.head_yaw, self.head_pitch = _Move(), _Move()
        self.size_deg = 0.0
        """Size of the latest shift."""
        self.blink_ms = -1e9
        """Start of the latest blink that went with a shift."""
        self._blink_draws = 0
        self._renewal = Renewal(
            history,
            seed=seed,
            sigma=_table.IDLE_GAZE_SIGMA,
            rate=_gaze_rate,
            on_event=self._on_shift,
            min_gap_ms=220.0,
            n_phases=2,
        )
        self._fixations = Renewal(
            history,
            seed=self._fixation_seed,
            sigma=_table.IDLE_GAZE_SIGMA,
            rate=lambda _activity, _phase: 1.0 / (_table.IDLE_FIXATION_S * 1000.0),
            on_event=self._on_fixation,
            min_gap_ms=160.0,
        )

    def _on_shift(self, event: int | None, t_ms: float) -> None:
        if event is None:
            for move in (self.yaw, self.pitch, self.head_yaw, self.head_pitch):
                move.reset()
            self.size_deg, self.blink_ms, self._blink_draws = 0.0, -1e9, 0
            return
        yaw, pitch = 0.0, 0.0
        if event % 2 == 0:
            yaw, pitch = self._away_target(event, t_ms)
        self.size_deg = math.hypot(yaw - self.yaw.target, pitch - self.pitch.target)
        # A blink is finished before the next: a shift may follow while the lids are still closed.
        if self.size_deg > _table.IDLE_BLINK_GAZE_DEG and t_ms - self.blink_ms > _LONGEST_BLINK_MS:
            self.blink_ms, self._blink_draws = t_ms, event * DRAWS_PER_EVENT + 5
        duration_ms = saccade_ms(self.size_deg)
        self.yaw.go(yaw, t_ms, duration_ms)
        self.pitch.go(pitch, t_ms, duration_ms)
        share = _table.IDLE_GAZE_HEAD_SHARE
        self.head_yaw.go(yaw * share, t_ms, _table.IDLE_GAZE_HEAD_MS)
        self.head_pitch.go(pitch * share, t_ms, _table.IDLE_GAZE_HEAD_MS)

    def _away_target(self, event: int, t_ms: float) -> tuple[float, float]:
        draws = event * DRAWS_PER_EVENT
        size_deg = -_table.IDLE_SACCADE_MEAN_DEG * math.log(1.0 - unit(self._seed, draws + 2))
        size_deg = min(size_deg, _table.IDLE_SACCADE_LIMIT_DEG)
        # Sideways twice as often as up or down: the angle is squeezed toward the horizontal.
        turn = signed_unit(self._seed, draws + 3)
        angle = 0.5 * math.pi * turn * abs(turn)
        side = 1.0 if unit(self._seed, draws + 4) < 0.5 else -1.0
        look_yaw, look_pitch = self._history.activity_at(t_ms).look
        yaw = side * (size_deg * math.cos(angle) + abs(look_yaw))
        return yaw, size_deg * math.sin(angle) + look_pitch

    def _on_fixation(self, event: int | None, t_ms: float) -> None:
        if event is None:
            self._small_yaw.reset()
            self._small_pitch.reset()
            return
        draws = event * DRAWS_PER_EVENT
        yaw = signed_unit(self._fixation_seed, draws + 2) * _table.IDLE_FIXATION_DEG
        pitch = signed_unit(self._fixation_seed, draws + 3) * _table.IDLE_FIXATION_DEG
        size_deg = math.hypot(yaw - self._small_yaw.target, pitch - self._small_pitch.target)
        self._small_yaw.go(yaw, t_ms, saccade_ms(size_deg))
        self._small_pitch.go(pitch, t_ms, saccade_ms(size_deg))

    def advance(self, t_ms: float) -> None:
        """Bring the cursors to a time."""
        self._renewal.advance(t_ms)
        self._fixations.advance(t_ms)

    def yaw_deg(self, t_ms: float) -> float:
        """Where the eyes point sideways, small shifts included; call `advance` first."""
        return self.yaw.at(t_ms) + self._small_yaw.at(t_ms)

    def pitch_deg(self, t_ms: float) -> float:
        """Where the eyes point up or down, small shifts included; call `advance` first."""
        return self.pitch.at(t_ms) + self._small_pitch.at(t_ms)

    def blink_closure(self, t_ms: float, side: int) -> float:
        """The blink that goes with a large gaze shift (Evinger et al. 1994), else 0."""
        return blink_shape(self._seed, self._blink_draws, t_ms - self.blink_ms, side)


def _gaze_rate(activity: Activity, phase: int) -> float:
    """The gap before an even event is a mutual gaze, before an odd one a gaze elsewhere."""
    dwell_s = activity.mutual_s if phase == 0 else activity.away_s
    return 1.0 / (dwell_s * 1000.0)


class PostureProcess:
    """Shifts of weight every half minute or so: sway, turn and a tilt of the head."""

    def __init__(self, history: ActivityHistory, seed: int) -> None:
        self._seed = seed
        self.moves = (_Move(), _Move(), _Move())
        self._renewal = Renewal(
            history,
            seed=seed,
            sigma=0.5,
            rate=lambda _activity, _phase: 1.0 / (_table.IDLE_POSTURE_S * 1000.0),
            on_event=self._on_event,
            min_gap_ms=_table.IDLE_POSTURE_MS,
        )

    def _on_event(self, event: int | None, t_ms: float) -> None:
        for axis, move in enumerate(self.moves):
            if event is None:
                move.reset()
                continue
            draw = signed_unit(self._seed, event * DRAWS_PER_EVENT + 2 + axis)
            move.go(draw * _table.IDLE_POSTURE_DEG[axis], t_ms, _table.IDLE_POSTURE_MS)

    def advance(self, t_ms: float) -> None:
        """Bring the cursor to a time."""
        self._renewal.advance(t_ms)


class IdleLife:
    """Everything that moves while nothing happens."""

    def __init__(self, seed: int, history: ActivityHistory) -> None:
        self._history = history
        self.blinks = BlinkProcess(history, mix32(seed ^ 0x626C696E))
        self.gaze = GazeProcess(history, mix32(seed ^ 0x67617A65))
        self.posture = PostureProcess(history, mix32(seed ^ 0x706F7374))
        self._drift = tuple(
            tuple(
                LatticeNoise(mix32(seed ^ (0x64726600 + 2 * axis + octave)), period_s * 1000.0)
                for octave, period_s in enumerate(_table.IDLE_DRIFT_S)
            )
            for axis in range(3)
        )
        self._depth = LatticeNoise(mix32(seed ^ 0x62726561), 1.0)  # one cell a breath
        self._tremor = tuple(
            tuple(
                LatticeNoise(mix32(seed ^ (0x74726500 + 4 * side + axis)), 700.0)
                for axis in range(3)
            )
            for side in range(2)
        )
        self.blink_left = 0.0
        """Lid closure of idle life at the last sample; the timeline lays it over the lids' own."""
        self.blink_right = 0.0

    def add_to(self, out: ChannelVector, t_ms: float, presence: tuple[float, float]) -> None:
        """Add idle motion at a time to a channel vector, and update both lids.

        Args:
            out: (N_CHANNELS,) float64, changed in place.
            t_ms: Session time; any finite value, before zero everything rests.
            presence: How far the left and right hand are raised, 0..1; tremor shows with the hand.
        """
        self._add_lids_and_gaze(out, t_ms)
        self._add_head_and_breath(out, t_ms)
        for side in range(2):
            if presence[side] > 0.0:
                self._add_tremor(out, t_ms, side, presence[side])

    def _add_lids_and_gaze(self, out: ChannelVector, t_ms: float) -> None:
        blinks, gaze = self.blinks, self.gaze
        blinks.advance(t_ms)
        gaze.advance(t_ms)
        self.blink_left = max(blinks.closure(t_ms, 0), gaze.blink_closure(t_ms, 0))
        self.blink_right = max(blinks.closure(t_ms, 1), gaze.blink_closure(t_ms, 1))
        out[_GAZE_YAW] += gaze.yaw_deg(t_ms)
        out[_GAZE_PITCH] += gaze.pitch_deg(t_ms)

    def _add_head_and_breath(self, out: ChannelVector, t_ms: float) -> None:
        gaze, posture = self.gaze, self.posture
        posture.advance(t_ms)
        gain = self._history.drift_gain(t_ms)
        drift = [
            (slow.at(t_ms) * 0.75 + fast.at(t_ms) * 0.25) * gain * size_deg
            for (slow, fast), size_deg in zip(self._drift, _table.IDLE_DRIFT_DEG, strict=True)
        ]
        phase = self._history.breath_phase(t_ms)
        angle = _TWO_PI * phase
        depth = _table.IDLE_BREATH_DEPTH * (1.0 + 0.25 * self._depth.at(phase))
        # Phase-modulated cosine, at its trough when a cycle starts: the crest comes early.
        breath = -depth * math.cos(angle + _table.IDLE_BREATH_INHALE_SKEW * (1.0 - math.cos(angle)))
        out[_BREATH] += breath
        out[_SHOULDER_LEFT] += 0.03 * breath
        out[_SHOULDER_RIGHT] += 0.03 * breath
        out[_HEAD_YAW] += drift[0] + gaze.head_yaw.at(t_ms)
        out[_HEAD_PITCH] += drift[1] + gaze.head_pitch.at(t_ms) + 0.3 * breath
        sway, turn, roll = posture.moves
        out[_HEAD_ROLL] += drift[2] + roll.at(t_ms)
        out[_TORSO_SWAY] += sway.at(t_ms)
        out[_TORSO_TURN] += turn.at(t_ms)
        out[_TORSO_LEAN] += 0.25 * breath

    def _add_tremor(self, out: ChannelVector, t_ms: float, side: int, presence: float) -> None:
        """Physiological tremor: a carrier of 8 to 12 Hz with a slowly changing size."""
        amplitude = _table.IDLE_TREMOR_MM / _table.IDLE_SHOULDER_MM * presence
        sizes = (amplitude, amplitude, _table.IDLE_TREMOR_DEG * presence)
        for axis in range(3):
            carrier = math.sin(_TWO_PI * _table.IDLE_TREMOR_HZ[axis] * t_ms / 1000.0 + side)
            swell = 0.5 + 0.5 * self._tremor[side][axis].at(t_ms)
            out[_HANDS[side][axis]] += sizes[axis] * carrier * swell
