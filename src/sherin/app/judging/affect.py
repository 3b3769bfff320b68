"""Is what it feels seen? Valence in the corners of the mouth, arousal in how much moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import DISTANCES, distances
from sherin.app.judging.judge import Judge
from sherin.body.library import Library
from sherin.body.timeline import Timeline

__all__ = ["AffectFindings", "judge_affect"]

_STEPS: Final = np.linspace(-1.0, 1.0, 11)
_CORNERS: Final = (DISTANCES.index("cornerHeightLeft"), DISTANCES.index("cornerHeightRight"))
_SETTLED_MS: Final = 9000.0
"""A baseline is reached slowly; after this it has arrived."""
_WATCHED_MS: Final = 4000
_FRAME_MS: Final = 100
_MOODS: Final = 3
"""Seeds whose motion is averaged: idle life is drawn, and one draw of four seconds is noisy."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AffectFindings:
    """What eleven steps of valence and of arousal look like."""

    corner_lift_d: NDArray[np.float64]  # (11,), lift of the lip corners over the neutral face's
    motion: NDArray[np.float64]  # (11,), mean change of pixels between frames, 0..255
    valence_rho: float
    """Spearman of valence and lift."""
    arousal_rho: float
    """Spearman of arousal and motion."""


def judge_affect(judge: Judge, *, library: Library | None = None) -> AffectFindings:
    """Step through valence and arousal and look.

    Raises:
        RigError: no face is seen in the neutral picture.
    """
    library = Library.builtin() if library is None else library
    d_px = judge.d_px()
    neutral = distances(judge.rest_landmarks(), d_px)[list(_CORNERS)].mean()
    lifts = np.array(
        [_corner_lift(judge, library, (v, 0.0, 0.0), d_px) - neutral for v in _STEPS.tolist()]
    )
    motion = np.array([_motion(judge, library, a) for a in _STEPS.tolist()])
    return AffectFindings(
        corner_lift_d=lifts,
        motion=motion,
        valence_rho=_rank_correlation(_STEPS, lifts),
        arousal_rho=_rank_correlation(_STEPS, motion),
    )


def _rank_correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Spearman's rho of values that are all different; NaN where one is missing."""
    if not np.isfinite(b).all():
        return float("nan")
    return float(np.corrcoef(np.argsort(np.argsort(a)), np.argsort(np.argsort(b)))[0, 1])


def _corner_lift(
    judge: Judge, library: Library, mood: tuple[float, float, float], d_px: float
) -> float:
    """Mean height of both lip corners with a settled mood, in d."""
    vector = Timeline(library, seed=7, baseline=mood).sample(_SETTLED_MS).copy()
    found = judge.look_closely(judge.draw(vector))
    return float("nan") if found is None else float(distances(found, d_px)[list(_CORNERS)].mean())


def _motion(judge: Judge, library: Library, arousal: float) -> float:
    """Mean absolute change of pixels from frame to frame under a settled mood."""
    changes: list[float] = []
    for seed in range(_MOODS):
        timeline = Timeline(library, seed=seed, baseline=(0.0, arousal, 0.0))
        before: NDArray[np.int16] | None = None
        for k in range(_WATCHED_MS // _FRAME_MS):
            frame = judge.draw(timeline.sample(_SETTLED_MS + k * _FRAME_MS)).astype(np.int16)
            if before is not None:
                changes.append(float(np.abs(frame - before).mean()))
            before = frame
    return float(np.mean(changes))
