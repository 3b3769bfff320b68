"""The timeline: packets go in, `sample(t)` gives the whole channel vector.

Identical in Python and TypeScript (`web/src/motion/timeline.ts`): the golden traces in
`conformance/timeline/` hold both to it. The result depends on what was added and on the clock,
never on how often or when it was sampled, so a stuttering browser and the offline renderer show the
same motion.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import numpy as np

from sherin.body import _channel_table as _table
from sherin.body.activity import ACTIVITY_INDEX, ActivityHistory
from sherin.body.channels import (
    CHANNEL_INDEX,
    CHANNELS,
    DOMAINS,
    MAXIMUM,
    MINIMUM,
    MOUTH_CHANNELS,
    N_CHANNELS,
    NEUTRAL,
    ChannelVector,
)
from sherin.body.curves import BakedTrack
from sherin.body.idle import IdleLife
from sherin.body.library import Library
from sherin.body.library_format import FLAG_LOOP, NO_FALLBACK
from sherin.body.mixing import Mixer, PlayingCue, mix_plainly
from sherin.body.mood import MoodTrack
from sherin.body.presence import HandPresence
from sherin.body.random32 import cue_seed, signed_unit, unit
from sherin.body.speech import SpeechTrack, VisemeMark
from sherin.errors import TimelineError
from sherin.wire.packet import Packet

__all__ = ["Timeline", "TimelineCounts"]

_HAND_SIDE: Final = {
    index: (0 if channel.name.startswith("handLeft") else 1)
    for index, channel in enumerate(CHANNELS)
    if channel.domain == "hand"
}
_VISIBILITY: Final = (
    CHANNEL_INDEX["handLeftVisibility"],
    CHANNEL_INDEX["handRightVisibility"],
)
_LIDS: Final = (CHANNEL_INDEX["eyeBlinkLeft"], CHANNEL_INDEX["eyeBlinkRight"])
_GAZE: Final = (CHANNEL_INDEX["gazeYaw"], CHANNEL_INDEX["gazePitch"])
_HEAD: Final = (CHANNEL_INDEX["headYaw"], CHANNEL_INDEX["headPitch"])
_TEMPO_RATE: Final = CHANNEL_INDEX["tempoRate"]
_TEMPO_STILLNESS: Final = CHANNEL_INDEX["tempoStillness"]
_TEMPO_PAUSE: Final = CHANNEL_INDEX["tempoPauseDensity"]
_TEMPO_CHANNELS: Final = frozenset({_TEMPO_RATE, _TEMPO_STILLNESS, _TEMPO_PAUSE})
_STILLED_DOMAINS: Final = frozenset({"face", "hand", "body", "expression", "temporal", "camera"})
_MOUTH: Final = np.array(MOUTH_CHANNELS, dtype=np.intp)
_MOUTH_SHARES: Final = np.array([share for _, share in _table.MOUTH])
_TALKING: Final = ACTIVITY_INDEX["talking"]
_MAX_WAITING: Final = 1024

# Order at one instant: what the avatar is doing, then tempo (other cues read it at their start),
# then the cues.
_MOOD, _TALK, _TEMPO, _CUE = 0, 1, 2, 3


@dataclass(slots=True, kw_only=True)
class TimelineCounts:
    """What did not play, and why; never fatal."""

    unknown: int = 0
    """Cues whose capsule this library does not have; their layer stays at neutral."""
    failed: int = 0
    """Cues whose probability draw failed and that had no fallback."""
    dropped: int = 0
    """Cues beyond the limits, weakest by precedence first."""
    invalid: int = 0
    """Cues with a weight that is not a number."""


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """Something that happens when the clock reaches it."""

    at_ms: float
    kind: int
    arrival: int = 0
    speaks: bool = False
    capsule: int = -1
    seed: int = 0
    weight: float = 0.0
    packet_seq: int = -1
    mood: tuple[float, float, float] = (0.0, 0.0, 0.0)
    activity: int = -1
    talkers: int = 0
    """+1 where an utterance begins, -1 where it ends."""

    @property
    def key(self) -> tuple[float, int, int]:
        return (self.at_ms, self.kind, self.arrival)


_BY_KEY: Final = attrgetter("key")


class Timeline:
    """All that plays on one avatar, as a function of the session clock in ms."""

    def __init__(
        self,
        library: Library,
        *,
        seed: int = 0,
        baseline: tuple[float, float, float] = (0.0, 0.0, 0.0),
    ) -> None:
        """An avatar at rest.

        Args:
            library: The capsules that packets name.
            seed: 32-bit seed of idle life.
            baseline: The personality's valence, arousal, dominance, each in [-1, 1].
        """
        self._library = library
        self._history = ActivityHistory()
        self._idle = IdleLife(seed & 0xFFFFFFFF, self._history)
        self._mood = MoodTrack(baseline)
        self._speech = SpeechTrack()
        self._hands = (HandPresence(), HandPresence())
        self._mixer = Mixer()
        self._playing: list[PlayingCue] = []
        self._tempo: list[PlayingCue] = []
        self._waiting: list[_Waiting] = []
        self._arrivals = 0
        self._activity = 0
        self._talkers = 0
        self._arousal = baseline[1]
        self._latest_ms = 0.0
        self._out = np.empty(N_CHANNELS)
        self._mood_offsets = np.empty(N_CHANNELS)
        self.counts: Final = TimelineCounts()

    # --- what comes in ----------------------------------------------------------------------------

    def add(self, packet: Packet, now_ms: float) -> None:
        """Let a packet's cues play beside what plays already.

        A packet that arrives after its own time, or after that of a cue that starts before it,
        shifts as a whole: no cue begins half-way. Unknown capsules, failed draws and cues beyond
        the limits are counted in `counts`.

        Args:
            packet: Its `t_ms` is on the session clock.
            now_ms: When it arrived, on the same clock.

        Raises:
            TimelineError: `now_ms` is not finite.
        """
        self._check_time(now_ms, "add")
        self._reach(now_ms)
        start_ms = max(float(packet.t_ms), now_ms)
        mood = packet.mood
        self._wait(
            _Waiting(
                at_ms=start_ms,
                kind=_MOOD,
                mood=(mood.valence, mood.arousal, mood.dominance),
                activity=ACTIVITY_INDEX.get(packet.context or "", -1),
            )
        )
        cues = (*packet.video_blend, *packet.voice_blend)
        start_ms = max(start_ms, now_ms - min((cue.at_ms for cue in cues), default=0))
        speaks = packet.utterance is not None
        if not speaks:
            pause = float(self._tempo_at(start_ms)[_TEMPO_PAUSE])
            start_ms += pause * _table.PLAYING_LATE_PAUSE_MS * unit(packet.seed, 7)
        for index, cue in enumerate(cues):
            capsule = self._library.index_of(cue.cid)
            if capsule is None:
                self.counts.unknown += 1
                continue
            if not math.isfinite(cue.weight):
                self.counts.invalid += 1
                continue
            is_tempo = DOMAINS[int(self._library.sections.domain[capsule])].name == "tempo"
            self._wait(
                _Waiting(
                    at_ms=start_ms + cue.at_ms,
                    kind=_TEMPO if is_tempo else _CUE,
                    speaks=speaks,
                    capsule=capsule,
                    seed=cue_seed(packet.seed, index),
                    weight=cue.weight,
                    packet_seq=packet.seq,
                )
            )

    def say(self, marks: Sequence[VisemeMark]) -> None:
        """Speak visemes whose times are on the session clock; the activity is `talking` meanwhile.

        Raises:
            TimelineError: a mark is malformed.
        """
        if not marks:
            return
        self._speech.say(marks)
        begin_ms = min(mark.start_ms for mark in marks)
        end_ms = max(mark.end_ms for mark in marks)
        self._wait(_Waiting(at_ms=begin_ms, kind=_TALK, talkers=1, speaks=True))
        self._wait(_Waiting(at_ms=end_ms, kind=_TALK, talkers=-1, speaks=True))

    def shift_onset(self, packet_seq: int, by_ms: float) -> None:
        """The voice of a packet starts later or earlier than planned.

        Its cues that hang on the speech onset and have not started yet move along, together and
        never into the past.
        """
        moved = [
            entry
            for entry in self._waiting
            if entry.kind in (_TEMPO, _CUE)
            and entry.packet_seq == packet_seq
            and int(self._library.sections.relative_to[entry.capsule]) == 0
        ]
        if not moved:
            return
        by_ms = max(by_ms, self._latest_ms - min(entry.at_ms for entry in moved))
        for entry in moved:
            entry.at_ms += by_ms
        self._waiting.sort(key=_BY_KEY)

    def set_activity(self, t_ms: float, activity: str) -> None:
        """From `t_ms` on the avatar rests, listens, reads, thinks, types or talks.

        Raises:
            TimelineError: the activity is unknown or the time not finite.
        """
        self._check_time(t_ms, "set_activity")
        if activity not in ACTIVITY_INDEX:
            raise TimelineError(
                f"activity {activity!r} is unknown; expected one of {', '.join(ACTIVITY_INDEX)}."
            )
        self._reach(t_ms)
        self._activity = ACTIVITY_INDEX[activity]
        self._note_activity(t_ms)

    def set_baseline(self, t_ms: float, baseline: tuple[float, float, float]) -> None:
        """Another personality: where affect returns to after ten silent seconds."""
        self._check_time(t_ms, "set_baseline")
        self._reach(t_ms)
        self._mood.set_baseline(t_ms, baseline)

    def interrupt(self, t_ms: float) -> None:
        """Stop speaking, at once and alive.

        The mouth closes, what belongs to an utterance is released, and nothing that waits for it
        starts. Silent reactions and idle life go on.

        Raises:
            TimelineError: the time is not finite.
        """
        self._check_time(t_ms, "interrupt")
        self._reach(t_ms)
        self._speech.stop(t_ms)
        self._waiting = [entry for entry in self._waiting if not entry.speaks]
        self._talkers = 0
        self._note_activity(t_ms)
        for cue in self._playing:
            # One that fades already goes on: starting its fade again would be a step.
            if cue.speaks and cue.end_ms > t_ms and cue.cancel_ms == 0.0:
                cue.cancel_ms = _table.PLAYING_CANCEL_MS
                cue.cancel_end_ms = t_ms + _table.PLAYING_CANCEL_MS
        for side, hand in enumerate(self._hands):
            hand.lower(self._silent_until(side, t_ms))
        self._rebuild()

    # --- what comes out ---------------------------------------------------------------------------

    def sample(self, t_ms: float) -> ChannelVector:
        """All channels at a time.

        Args:
            t_ms: Session time in ms, finite. A clock that jumps back shows what it showed then, as
                long as the jump stays within `history_ms`; beyond it, cues that ended are gone.

        Returns:
            (N_CHANNELS,) float64 in registry order, clamped to each channel's range. The array is
            reused by the next call: copy it to keep it.

        Raises:
            TimelineError: the time is not finite.
        """
        self._check_time(t_ms, "sample")
        self._reach(t_ms)
        out, mood = self._out, self._mood_offsets
        self._mood.write(mood, t_ms)
        np.add(NEUTRAL, mood, out=out)
        left, right = self._hands[0].at(t_ms), self._hands[1].at(t_ms)
        self._idle.add_to(out, t_ms, (left, right))
        self._mixer.add_to(out, t_ms)
        self._add_speech(out, t_ms)
        for gaze, head in zip(_GAZE, _HEAD, strict=True):
            out[gaze] -= _table.PLAYING_VOR_GAIN * (out[head] - mood[head])
        out[_LIDS[0]] += (1.0 - out[_LIDS[0]]) * self._idle.blink_left
        out[_LIDS[1]] += (1.0 - out[_LIDS[1]]) * self._idle.blink_right
        self._mixer.shape(out)
        out[_VISIBILITY[0]] += left
        out[_VISIBILITY[1]] += right
        np.maximum(out, MINIMUM, out=out)
        np.minimum(out, MAXIMUM, out=out)
        return out

    @property
    def playing(self) -> tuple[PlayingCue, ...]:
        """What plays or has just ended, in no particular order."""
        return tuple(self._playing)

    # --- inside -----------------------------------------------------------------------------------

    def _add_speech(self, out: ChannelVector, t_ms: float) -> None:
        level = self._speech.level(t_ms)
        if level > 0.0:
            out[_MOUTH] *= 1.0 - level * (1.0 - _MOUTH_SHARES)
            self._speech.add_to(out, t_ms)

    def _silent_until(self, side: int, t_ms: float) -> float:
        """How long silent reactions still need a hand; `t_ms` when none does."""
        needed_until = (
            cue.end_ms + _table.PLAYING_HAND_HOLD_MS
            for cue in self._playing
            if not cue.speaks and side in _sides(cue.tracks)
        )
        return max(t_ms, max(needed_until, default=t_ms))

    @staticmethod
    def _check_time(t_ms: float, where: str) -> None:
        if not math.isfinite(t_ms):
            raise TimelineError(f"{where}: t_ms={t_ms!r}; expected a finite session time in ms.")

    def _wait(self, entry: _Waiting) -> None:
        # A mood or the end of an utterance is never dropped: nobody would say it again.
        if entry.kind in (_TEMPO, _CUE) and len(self._waiting) >= _MAX_WAITING:
            self.counts.dropped += 1
            return
        self._arrivals += 1
        entry.arrival = self._arrivals
        insort(self._waiting, entry, key=_BY_KEY)

    def _reach(self, t_ms: float) -> None:
        """Let everything start whose time has come, in order."""
        if t_ms > self._latest_ms:
            self._latest_ms = t_ms
        if not self._waiting or self._waiting[0].at_ms > t_ms:
            return
        count = 0
        while count < len(self._waiting) and self._waiting[count].at_ms <= t_ms:
            entry = self._waiting[count]
            count += 1
            self._happen(entry)
        del self._waiting[:count]
        self._rebuild()

    def _happen(self, entry: _Waiting) -> None:
        if entry.kind == _MOOD:
            self._mood.go(entry.at_ms, entry.mood)
            self._arousal = entry.mood[1]
            if entry.activity >= 0:
                self._activity = entry.activity
            self._note_activity(entry.at_ms)
        elif entry.kind == _TALK:
            self._talkers += entry.talkers
            self._note_activity(entry.at_ms)
        else:
            self._start(entry)

    def _note_activity(self, t_ms: float) -> None:
        activity = _TALKING if self._talkers > 0 else self._activity
        self._history.append(t_ms, activity=activity, arousal=self._arousal)

    def _tempo_at(self, t_ms: float) -> ChannelVector:
        """Tempo channels at a time; other channels are left at neutral."""
        if not self._tempo:
            return NEUTRAL
        return np.clip(mix_plainly(self._tempo, NEUTRAL, t_ms), MINIMUM, MAXIMUM)

    def _start(self, entry: _Waiting) -> None:
        """Make a cue's draws, read the tempo, and let it play."""
        columns = self._library.sections
        capsule = entry.capsule
        if unit(entry.seed, 0) * 100.0 >= float(columns.probability[capsule]):
            capsule = int(columns.fallback[capsule])
            if capsule == NO_FALLBACK:
                self.counts.failed += 1
                return
        domain = DOMAINS[int(columns.domain[capsule])]
        tempo = self._tempo_at(entry.at_ms)
        jitter = _table.PLAYING_JITTER
        weight = entry.weight * (1.0 + jitter * signed_unit(entry.seed, 2))
        if domain.name in _STILLED_DOMAINS:
            weight *= 1.0 - _table.PLAYING_STILLNESS_GAIN * float(tempo[_TEMPO_STILLNESS])
        stretch = 1.0 + jitter * signed_unit(entry.seed, 1)
        if domain.name != "tempo":
            stretch /= float(tempo[_TEMPO_RATE])
        duration_ms = float(columns.duration_ms[capsule]) * stretch
        tracks = self._library.tracks(capsule)
        wait_ms = 0.0
        for side in sorted(_sides(tracks)):
            wait_ms = max(wait_ms, self._hands[side].raise_for(entry.at_ms, duration_ms))
        start_ms = entry.at_ms + wait_ms
        is_loop = bool(int(columns.flags[capsule]) & FLAG_LOOP)
        attack_ms = float(columns.attack_ms[capsule]) * stretch
        if is_loop:  # its curve has no quiet end to begin at
            attack_ms = max(attack_ms, _table.PLAYING_CANCEL_MS)
        capsule_id = self._library.ids[capsule]
        cue = PlayingCue(
            capsule_id=capsule_id,
            tracks=tracks,
            blend=int(columns.blend[capsule]),
            precedence=(
                int(columns.priority[capsule]),
                start_ms,
                domain.rank,
                capsule_id,
                entry.arrival,
            ),
            start_ms=start_ms,
            duration_ms=duration_ms,
            weight=weight,
            attack_ms=attack_ms,
            release_ms=float(columns.release_ms[capsule]) * stretch,
            is_loop=is_loop,
            speaks=entry.speaks,
        )
        if is_loop:
            self._relieve_loops(domain.rank, start_ms, attack_ms)
        self._playing.append(cue)
        if any(track.channel in _TEMPO_CHANNELS for track in tracks):
            self._tempo.append(cue)
        self._keep_within_limit(entry.at_ms)

    def _relieve_loops(self, rank: int, t_ms: float, fade_ms: float) -> None:
        """A new loop takes over from those of its domain: they fade while it fades in."""
        for cue in self._playing:
            if cue.is_loop and cue.precedence[2] == rank and cue.cancel_ms == 0.0:
                cue.cancel_ms = fade_ms
                cue.cancel_end_ms = t_ms + fade_ms

    def _keep_within_limit(self, t_ms: float) -> None:
        """Make room at the start of a cue: what is over goes first, then the lowest precedence."""
        excess = len(self._playing) - _table.PLAYING_MAX_PLAYING
        if excess <= 0:
            return
        self._playing.sort(key=lambda cue: (cue.end_ms > t_ms, cue.precedence))
        self.counts.dropped += sum(cue.end_ms > t_ms for cue in self._playing[:excess])
        del self._playing[:excess]

    def _rebuild(self) -> None:
        """Forget what is long over, and lay out the rest."""
        horizon_ms = self._latest_ms - _table.PLAYING_HISTORY_MS
        self._speech.forget_before(horizon_ms)
        self._playing = [cue for cue in self._playing if cue.end_ms > horizon_ms]
        kept = set(map(id, self._playing))
        self._tempo = [cue for cue in self._tempo if id(cue) in kept]
        self._mixer.rebuild(self._playing)


def _sides(tracks: Sequence[BakedTrack]) -> set[int]:
    """Which hands these tracks move: 0 left, 1 right."""
    return {_HAND_SIDE[track.channel] for track in tracks if track.channel in _HAND_SIDE}
