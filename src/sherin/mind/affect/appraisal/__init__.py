"""Text to valence, arousal and dominance, in well under a millisecond.

`appraise(text)` is the whole of it; `Appraiser` takes a table of cues of one's own. A reading
depends on that line alone. How it is fitted, how good it is, what it cannot do: docs/appraisal.md.
"""

from __future__ import annotations

from sherin.mind.affect.appraisal.appraiser import Appraisal, Appraiser, appraise
from sherin.mind.affect.appraisal.cues import Cues, load_cues
from sherin.mind.affect.appraisal.model import FittedModel, builtin_model, decode_model

__all__ = [
    "Appraisal",
    "Appraiser",
    "Cues",
    "FittedModel",
    "appraise",
    "builtin_model",
    "decode_model",
    "load_cues",
]
