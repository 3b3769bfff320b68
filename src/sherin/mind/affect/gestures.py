"""What the body does while the person types, reads or thinks: gestures that take over a layer."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from sherin.body.library import Library
from sherin.body.library_format import CONTEXTS
from sherin.mind.affect.layers import LAYER_OF_DOMAIN, CueLayer
from sherin.wire import Context

__all__ = ["Gesture", "find_gestures"]

_NAMED: Final = 4.0
"""Preference for the gestures that the profiles name over others made for the same activity."""
_USUAL_WEIGHT: Final = 0.6
_LAYERS: Final[tuple[CueLayer, ...]] = ("hands", "face")


class Gesture(NamedTuple):
    """One capsule that may take over a layer during an activity."""

    member: int
    """Library index."""
    preference: float
    """Chance beside the others."""
    weight: float
    """Size at middling strength, 0..2."""


def find_gestures(library: Library) -> dict[tuple[Context | None, CueLayer], dict[int, Gesture]]:
    """The gestures of a library by activity and layer; only those pairs that have some.

    They are what the shipped profiles name for the activity, and every capsule whose own `context`
    says so.
    """
    # Imported here: the capsule sources are not needed for anything else at run time.
    from sherin.body.capsules.profiles import context_gestures

    domain: list[int] = library.sections.domain.tolist()
    masks = library.sections.contexts
    named = context_gestures()
    found: dict[tuple[Context | None, CueLayer], dict[int, Gesture]] = {}
    for bit, context in enumerate(CONTEXTS):
        cues = {library.index_of(cue.cid): cue.weight for cue in named.get(context, ())}
        made_for_it: list[int] = np.flatnonzero(masks >> bit & 1).tolist()
        for layer in _LAYERS:
            weights = {
                member: weight
                for member, weight in cues.items()
                if member is not None and LAYER_OF_DOMAIN[domain[member]] == layer
            }
            usual = max(weights.values(), default=_USUAL_WEIGHT)
            gestures = {
                member: Gesture(member, 1.0, usual)
                for member in made_for_it
                if LAYER_OF_DOMAIN[domain[member]] == layer
            }
            for member, weight in weights.items():
                gestures[member] = Gesture(member, _NAMED, weight)
            if gestures:
                found[context, layer] = gestures
    return found
