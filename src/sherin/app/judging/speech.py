"""Do the lips that are drawn say what is heard?

A line is spoken by the real voice, played by the real timeline and drawn; the detector reads the
gap of the lips. Frames are drawn more often than a film would show them, so that closures of 40 ms
are measured and not guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import DISTANCES, distances
from sherin.app.judging.judge import Judge
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import Chunk, EspeakVoice, VisemeTracker
from sherin.body.voice.analysis import correlation_at_lags, envelope

__all__ = ["SpeechFindings", "judge_speech"]

STEP_MS: Final = 10
_LEAD_MS: Final = 400
_TAIL_MS: Final = 400
_LIP_GAP: Final = DISTANCES.index("lipGap")
_CLOSED_D: Final = 0.02
"""Lips count as closed this near to the neutral face's gap, in d: about one pixel at 512 px."""
_PLOSIVES: Final = frozenset({"p", "b", "m"})
_REACH_MS: Final = (-130, 40)
"""Around a plosive's sound: where its closure may lie, since lips close before the release."""
_LAGS_MS: Final = range(-150, 160, STEP_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFindings:
    """What the lips did in one line."""

    plosives: int
    closed_share: float
    """Share of p, b and m with lips closed for 40 ms or longer."""
    correlation: float
    """Of lip gap and sound envelope, at the best lag."""
    lag_ms: int
    """The sound's delay behind the mouth at that lag."""
    silence_gap_d: float
    """Gap above the neutral face's, 200 ms after the last sound, in d."""


def judge_speech(
    judge: Judge,
    text: str,
    *,
    library: Library | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> SpeechFindings:
    """Say a line and read its lips.

    Raises:
        RigError: no face is seen in the neutral picture.
        VoiceError: the voice engine failed.
    """
    with EspeakVoice() as voice:
        chunks = list(voice.speak(text))
    tracker = VisemeTracker()
    timeline = Timeline(Library.builtin() if library is None else library, seed=3)
    timeline.say([m for chunk in chunks for m in tracker.marks(chunk, offset_ms=_LEAD_MS)])
    timeline.set_activity(0.0, "talking")
    d_px = judge.d_px()
    shut = distances(judge.rest_landmarks(), d_px)[_LIP_GAP]
    n_frames = (_LEAD_MS + round(1000 * chunks[-1].end_s) + _TAIL_MS) // STEP_MS
    gaps = np.empty(n_frames)
    for k in range(n_frames):
        found = judge.look(judge.draw(timeline.sample(float(k * STEP_MS))))
        # a face lost for one frame keeps its last mouth, as a viewer's eye would
        gaps[k] = gaps[k - 1] if found is None else distances(found, d_px)[_LIP_GAP] - shut
        if on_step is not None:
            on_step(k + 1, n_frames)
    closures = _closures(chunks, gaps)
    lag_ms, correlation = _with_sound(chunks, gaps)
    quiet = (_LEAD_MS + round(1000 * _last_sound_s(chunks)) + 200) // STEP_MS
    return SpeechFindings(
        plosives=len(closures),
        closed_share=float(np.mean(closures)) if closures else 1.0,
        correlation=correlation,
        lag_ms=lag_ms,
        silence_gap_d=float(gaps[min(quiet, n_frames - 1)]),
    )


def _closures(chunks: list[Chunk], gaps: NDArray[np.float64]) -> list[bool]:
    """Whether each plosive closed the lips for 40 ms."""
    found: list[bool] = []
    for phoneme in (p for chunk in chunks for p in chunk.phonemes):
        if phoneme.name in _PLOSIVES:
            begin = (_LEAD_MS + round(1000 * phoneme.start_s) + _REACH_MS[0]) // STEP_MS
            end = (_LEAD_MS + round(1000 * phoneme.end_s) + _REACH_MS[1]) // STEP_MS
            found.append(_longest_run(gaps[max(begin, 0) : end] <= _CLOSED_D) * STEP_MS >= 40)
    return found


def _longest_run(values: NDArray[np.bool_]) -> int:
    best = run = 0
    for value in values:
        run = run + 1 if value else 0
        best = max(best, run)
    return best


def _with_sound(chunks: list[Chunk], gaps: NDArray[np.float64]) -> tuple[int, float]:
    """Lag in ms and correlation of the mouth with the sound, at the best lag."""
    sound = envelope(np.concatenate([chunk.audio for chunk in chunks]))  # one value each 5 ms
    mouth = np.repeat(gaps[_LEAD_MS // STEP_MS :], 2)[: len(sound)]
    found = correlation_at_lags(mouth, sound[: len(mouth)], _LAGS_MS)
    best = max(found, key=lambda lag: found[lag])
    return best, found[best]


def _last_sound_s(chunks: list[Chunk]) -> float:
    return max(p.end_s for chunk in chunks for p in chunk.phonemes if not p.is_pause)
