"""Does it look alive? Measured on drawn pixels, with a detector that never saw the mesh.

Start with `Judge` (a stage and a detector) and the questions beside it: `judge_shapes`,
`judge_stillness`, `judge_speech`, `judge_affect`. The tests hold the answers to fixed bounds on the
built-in portrait; `sherin bench faces` reports them for every portrait. See docs/judging.md.
"""

from __future__ import annotations

from sherin.app.judging.affect import AffectFindings, judge_affect
from sherin.app.judging.distances import DISTANCES, distances
from sherin.app.judging.judge import Judge
from sherin.app.judging.order import Onsets, judge_order
from sherin.app.judging.shapes import DRIVERS, ShapeFindings, judge_shapes
from sherin.app.judging.speech import SpeechFindings, judge_speech
from sherin.app.judging.stillness import StillnessFindings, judge_stillness

__all__ = [
    "DISTANCES",
    "DRIVERS",
    "AffectFindings",
    "Judge",
    "Onsets",
    "ShapeFindings",
    "SpeechFindings",
    "StillnessFindings",
    "distances",
    "judge_affect",
    "judge_order",
    "judge_shapes",
    "judge_speech",
    "judge_stillness",
]
