"""What another's feeling does to the one who hears it.

Good feelings are shared. Bad ones are answered with concern, not copied: a companion that looks
furious at an angry person, or scared at a frightened one, makes it worse. Parallel and reactive
empathy after Davis (1994); the figures by taste.
"""

from __future__ import annotations

from typing import Final

from sherin.mind.affect.vad import HasVad, Vad

__all__ = ["felt_with"]

_SHARED: Final = 0.85
"""What is kept of an unpleasant feeling's valence."""
_CALMED: Final = -0.15
"""Its arousal is answered with a little calm, so that anger and fear do not rise here, too."""
_YIELDING: Final = -0.5
"""Dominance against somebody who is angry: neither a counter-attack nor fear."""
_TOGETHER: Final = 0.5
"""Dominance beside somebody who is helpless: one has to stand."""


def felt_with(heard: HasVad) -> Vad:
    """The feeling that what somebody says wakes in the one who hears it.

    Args:
        heard: What the words tell; each axis in [-1, 1].

    Returns:
        The same place where it is pleasant. Where it is not, a quieter one that keeps the sadness
        and leaves the attack and the panic; the two meet where valence is 0.
    """
    place = Vad.of(heard)
    share = min(max(-place.valence, 0.0) * 2.0, 1.0)  # whole from a valence of -0.5
    turned = _YIELDING if place.dominance > 0.0 else _TOGETHER
    calmed = _CALMED if place.arousal > 0.0 else 1.0
    return Vad(
        valence=place.valence * (1.0 - share * (1.0 - _SHARED)),
        arousal=place.arousal * (1.0 - share * (1.0 - calmed)),
        dominance=place.dominance * (1.0 - share * (1.0 - turned)),
    )
