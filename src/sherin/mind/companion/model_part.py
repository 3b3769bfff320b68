"""The route of the model: what a language model says, and how much of it counts as known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.reply_feeling import feeling_of_answer, of_no_answer
from sherin.mind.knowledge import FoundPassage
from sherin.mind.memory import Recalled

if TYPE_CHECKING:
    from sherin.mind.models import ModelRoute
    from sherin.mind.models import Turn as TalkTurn

__all__ = ["TAKEN_BACK", "asked_of_model", "no_model"]

TAKEN_BACK: Final = (
    "What a model had begun to say was stopped, because it failed or what followed could not be "
    "said. This is the answer without it."
)
"""Notice of a reply where sentences of a model had been handed on."""
_GROUNDED: Final = 0.7
"""Confidence in words of a model that its sources hold; by taste."""
_UNVERIFIED: Final = 0.3
"""In words that no source holds: below the threshold, so they are never given as known."""


def asked_of_model(
    model: ModelRoute,
    turn: Turn,
    *,
    passages: Sequence[FoundPassage],
    memories: Sequence[Recalled],
    talk: Sequence[TalkTurn],
) -> Draft | None:
    """What the model says, or None where it says nothing that can be used."""
    said = model.answer(
        turn.text,
        passages=passages,
        memories=memories,
        feeling=turn.mood,
        history=talk,
        heard=turn.heard,
    )
    if said is None:
        return None
    is_grounded = said.notice is None
    confidence = _GROUNDED if is_grounded else _UNVERIFIED
    is_question = turn.line.kind == "question"
    return Draft(
        text=said.text if said.is_complete else f"{said.text} …",
        route="model",
        confidence=confidence,
        is_known=is_grounded,
        feeling=feeling_of_answer(
            confidence if is_question else 1.0, content=appraise(said.text), mood=turn.mood
        ),
        sources=said.sources,
        memories=tuple(memory.id for memory in memories),
        notice=said.notice,
        expression=said.expression,
        is_literal=True,  # the model was told how it feels
        is_gap=is_question and not is_grounded,
    )


def no_model(turn: Turn) -> Draft:
    """What the preset `zero` says where there is no model, or it does not answer."""
    return Draft(
        text=(
            "I can't answer that: in the preset zero I answer from a language model and your "
            "memory alone, and no model answers here. Start one (see `sherin models`), or use the "
            "preset micro, which needs none: it answers from my shelves."
        ),
        route="none",
        confidence=0.0,
        is_known=False,
        feeling=of_no_answer(turn.mood),
        is_gap=True,
    )
