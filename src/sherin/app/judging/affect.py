"""Is what it feels seen? Valence in the corners of the mouth, arousal in how much moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import DISTANCES
from sherin.app.judging.judge import Judge
from sherin.app.performance import Performance
from sherin.body.channels import ARKIT_NAMES, CHANNEL_INDEX, CHANNELS, NEUTRAL
from sherin.body.library import Library
from sherin.body.random32 import signed_unit
from sherin.body.rendering import Stage
from sherin.body.timeline import Timeline
from sherin.mind.affect import Vad, load_personality

__all__ = ["AffectFindings", "judge_affect"]

_STEPS: Final = np.linspace(-1.0, 1.0, 11)
_CORNERS: Final = (DISTANCES.index("cornerHeightLeft"), DISTANCES.index("cornerHeightRight"))
_SETTLED_MS: Final = 9000.0
"""A baseline is reached slowly; after this it has arrived."""
_FACE: Final = frozenset(ARKIT_NAMES) - {
    name for name in ARKIT_NAMES if name.startswith("eyeBlink")
}
_REACTION_MS: Final = 3000
_WATCHED_MS: Final = range(3000, 15000, 1100)
_STEP_MS: Final = 40
_SEEDS: Final = range(20)
"""What moves is drawn, and one draw of twelve seconds is noisy: several are averaged."""
_SPREAD: Final = 0.4
"""Valence and dominance vary by as much, the same at each step: not the few gestures that lie
nearest to one line through the space are judged, but arousal."""
_OF_THE_BODY: Final = np.array([c.domain in ("face", "hand", "body") for c in CHANNELS])
_SMALL_PX: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AffectFindings:
    """What eleven steps of valence and of arousal look like."""

    corner_height_d: NDArray[np.float64]  # (11,), of the lip corners
    motion: NDArray[np.float64]  # (11,), mean change of pixels between frames, 0..255
    valence_rho: float
    """Spearman of valence and height."""
    arousal_rho: float
    """Spearman of arousal and motion."""


def judge_affect(judge: Judge, *, library: Library | None = None) -> AffectFindings:
    """Step through valence and arousal and look.

    Raises:
        RigError: no face is seen in the neutral picture.
    """
    library = Library.builtin() if library is None else library
    d_px = judge.d_px()
    small = Stage(judge.stage.rig, size=(_SMALL_PX, _SMALL_PX))
    lifts = np.array([_corner_height(judge, library, v, d_px) for v in _STEPS.tolist()])
    motion = np.array(
        [
            sum(_motion(small, library, a, seed) for seed in _SEEDS) / len(_SEEDS)
            for a in _STEPS.tolist()
        ]
    )
    return AffectFindings(
        corner_height_d=lifts,
        motion=motion,
        valence_rho=_rank_correlation(_STEPS, lifts),
        arousal_rho=_rank_correlation(_STEPS, motion),
    )


def _rank_correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Spearman's rho of values that are all different; NaN where one is missing."""
    if not np.isfinite(b).all():
        return float("nan")
    return float(np.corrcoef(np.argsort(np.argsort(a)), np.argsort(np.argsort(b)))[0, 1])


def _corner_height(judge: Judge, library: Library, valence: float, d_px: float) -> float:
    """Mean height of both lip corners under a settled mood, in d; the head kept still."""
    vector = Timeline(library, seed=7, baseline=(valence, 0.0, 0.0)).sample(_SETTLED_MS)
    face = {name: float(vector[CHANNEL_INDEX[name]]) for name in _FACE}
    return float(judge.measured(face, d_px=d_px)[list(_CORNERS)].mean())


def _motion(stage: Stage, library: Library, arousal: float, seed: int) -> float:
    """Mean absolute change of pixels over 40 ms while it reacts with that arousal."""
    performance = Performance(personality=load_personality("friendly"), library=library, seed=seed)
    timeline = Timeline(library, seed=seed)
    valence, dominance = (_SPREAD * signed_unit(seed, k) for k in range(2))
    place = Vad(valence=valence, arousal=arousal, dominance=dominance)
    for t_ms in range(300, _WATCHED_MS.stop, _REACTION_MS):
        timeline.add(performance.feel(place, now_ms=t_ms).packet, float(t_ms))
    changes: list[float] = []
    for t_ms in _WATCHED_MS:
        now, then = (_body(timeline.sample(float(t_ms + step))) for step in (0, _STEP_MS))
        before = stage.draw(now, t_s=0.0)[..., :3].astype(np.int16)
        changes.append(float(np.abs(stage.draw(then, t_s=0.0)[..., :3] - before).mean()))
    return float(np.mean(changes))


def _body(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the person does, under a camera and a light that keep still."""
    return np.where(_OF_THE_BODY, vector, NEUTRAL)
