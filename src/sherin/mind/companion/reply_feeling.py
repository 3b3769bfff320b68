"""How a reply is said: the feeling that moves the face while it is spoken."""

from __future__ import annotations

from typing import Final

from sherin.mind.affect import HasVad, Vad, feeling
from sherin.mind.affect.vad import blend

__all__ = ["feeling_of_answer", "of_no_answer", "of_remembering", "with_mood"]

_MOOD: Final = 0.3
"""How much of the present affect shows in what is said; by taste."""
_CONTENT: Final = 0.35
"""How much of what the words themselves say shows in an answer that is quoted."""


def feeling_of_answer(confidence: float, *, content: HasVad, mood: HasVad) -> Vad:
    """The feeling of an answer: surer where it is sure, coloured by what it tells and by the mood.

    Args:
        confidence: 0..1.
        content: What the words of the answer say.
        mood: How it feels now.
    """
    sure = min(max(2.0 * confidence - 1.0, 0.0), 1.0)
    manner = blend(feeling("doubt"), feeling("interest:0.5+confidence:0.5"), share=sure)
    return with_mood(blend(manner, content, share=_CONTENT), mood)


def of_no_answer(mood: HasVad) -> Vad:
    """The feeling of not knowing: doubt without distress."""
    return with_mood(feeling("doubt:0.7+interest:0.2"), mood)


def of_remembering(content: HasVad, mood: HasVad) -> Vad:
    """The feeling of what is remembered of a person: warm, and as what they said."""
    return with_mood(blend(feeling("affection:0.6"), content, share=_CONTENT), mood)


def with_mood(place: HasVad, mood: HasVad) -> Vad:
    """A feeling as it shows in a mood."""
    return blend(place, mood, share=_MOOD)
