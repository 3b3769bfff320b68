"""How fast a model is on this machine: loading, the first piece, and the rate after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from sherin.errors import ModelError
from sherin.mind.knowledge import FoundPassage
from sherin.mind.models.interface import Generation, GenerationLimits, Message, Model
from sherin.mind.models.prompt import build_prompt, new_canary, without_system

__all__ = ["ModelSpeed", "measure_model"]

_SOURCE: Final = FoundPassage(
    title="Sky",
    domain="M3",
    uri="sherin:models-test",
    text="Sunlight is scattered by the molecules of the air. Short waves are scattered far more "
    "than long ones: blue light of 450 nm about four times as much as red light of 650 nm. So blue "
    "light reaches the eye from every part of the sky. At sunset light has a long way through "
    "the air, most of the blue is lost on it, and what arrives is red.",
    score=1.0,
)
_QUESTION: Final = "Why is the sky blue by day and red at sunset?"
_WARM_UP: Final = GenerationLimits(max_tokens=1, first_token_s=180.0, total_s=240.0)
_MEASURED: Final = GenerationLimits(max_tokens=160, first_token_s=120.0, total_s=240.0)


class ModelSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured, with a prompt of the usual form and length."""

    name: str
    where: str
    ready_ms: float
    """Until the first word ever: loading, and reading the rules."""
    first_piece_ms: float
    """From a question to the first piece, once it is ready."""
    tokens_per_s: float | None
    """After the first piece; None where there was but one."""
    n_tokens: int
    text: str
    """What it wrote, not cleaned."""


def measure_model(
    model: Model,
    *,
    on_step: Callable[[str], None] = lambda _step: None,
    on_piece: Callable[[str], None] = lambda _piece: None,
) -> ModelSpeed:
    """Ask a model twice: a greeting while it loads, then a question.

    Args:
        model: Who is asked.
        on_step: Told what happens now, `loading` or `asking`.
        on_piece: Told each piece of the answer.

    Raises:
        ModelError: it failed, or wrote nothing.
    """
    canary = new_canary()
    on_step("loading")
    greeting = build_prompt("Hello", canary=canary).messages
    takes_system = True
    try:
        ready = _ask(model, greeting, _WARM_UP, lambda _piece: None)
    except ModelError as error:
        if "system" not in str(error).lower() or "role" not in str(error).lower():
            raise
        takes_system = False
        ready = _ask(model, without_system(greeting), _WARM_UP, lambda _piece: None)
    on_step("asking")
    messages = build_prompt(_QUESTION, canary=canary, passages=[_SOURCE]).messages
    if not takes_system:
        messages = without_system(messages)
    answer = _ask(model, messages, _MEASURED, on_piece)
    return ModelSpeed(
        name=model.info.name,
        where=model.info.where,
        ready_ms=round((ready.first_piece_s or 0.0) * 1e3, 1),
        first_piece_ms=round((answer.first_piece_s or 0.0) * 1e3, 1),
        tokens_per_s=answer.tokens_per_s,
        n_tokens=answer.n_tokens,
        text=answer.text,
    )


def _ask(
    model: Model,
    messages: tuple[Message, ...],
    limits: GenerationLimits,
    on_piece: Callable[[str], None],
) -> Generation:
    generation = model.generate(
        messages, limits=limits, on_piece=on_piece, is_cancelled=lambda: False
    )
    if generation.first_piece_s is None:
        raise ModelError(
            f"model {model.info.name!r} wrote nothing and ended by {generation.finish!r}. "
            "Choose another: sherin models list"
        )
    return generation
