"""The slow emotional state, what moves it, and which capsules show it.

Start with `AffectEngine` (one person's affect over time) and `load_personality`; `feeling("joy")`
is the place of a word; text is appraised in `sherin.mind.affect.appraisal`. See docs/affect.md.
"""

from __future__ import annotations

from sherin.mind.affect.empathy import felt_with
from sherin.mind.affect.engine import AffectEngine, Reaction
from sherin.mind.affect.events import Event, EventTable, load_events
from sherin.mind.affect.feelings import feeling, feeling_words, nearest_feeling
from sherin.mind.affect.habituation import SelectionMemory
from sherin.mind.affect.personality import (
    Personality,
    load_personality,
    shipped_personalities,
)
from sherin.mind.affect.selection import ChosenCue, Selector
from sherin.mind.affect.state import AffectDelta, AffectDynamics, AffectState, apply, decay
from sherin.mind.affect.strength import strength_of
from sherin.mind.affect.vad import HasVad, Vad

__all__ = [
    "AffectDelta",
    "AffectDynamics",
    "AffectEngine",
    "AffectState",
    "ChosenCue",
    "Event",
    "EventTable",
    "HasVad",
    "Personality",
    "Reaction",
    "SelectionMemory",
    "Selector",
    "Vad",
    "apply",
    "decay",
    "feeling",
    "feeling_words",
    "felt_with",
    "load_events",
    "load_personality",
    "nearest_feeling",
    "shipped_personalities",
    "strength_of",
]
