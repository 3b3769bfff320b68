"""What the companion answers: the words, where they came from, how sure it is, and how it feels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from sherin.mind.affect import Vad
from sherin.mind.knowledge import FoundPassage, Source

__all__ = ["Heard", "Preset", "Reply", "Route"]

Route = Literal["reflex", "memory", "knowledge", "model", "none"]
"""Which part of the mind answered; `none` is an honest "I don't know"."""
Preset = Literal["micro", "zero", "hybrid"]
"""Which routes take part: no model; the model and the person's memory; all."""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, whole."""

    text: str
    """What to say, plain text; never empty."""
    route: Route
    confidence: float
    """Probability, 0..1, that it is right; known from .5 on."""
    is_known: bool
    """Whether it is given as known; below the threshold it says so itself."""
    sources: tuple[Source, ...] = ()
    """What was cited."""
    passages: tuple[FoundPassage, ...] = ()
    """The five best of the shelves; a reflex and a memory look for them only when asked to."""
    notice: str | None = None
    """Shown with the text everywhere, such as `generated, unverified`."""
    feeling: Vad | None = None
    """How it is said; None: what the words themselves say."""
    expression: str | None = None
    """Allow-listed expression id, such as `E_0342`, that a model named."""
    intent: str = "chat"
    """`chat`, `command`, `question`, `statement`, or what the caller named."""
    gap: str | None = None
    """Id of the gap that this question became, if it did."""
    latency_ms: float
    """From the text to the whole answer."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to know while an answer is made; every function returns at once."""

    on_waiting: Callable[[], None] = lambda: None
    """The answer takes longer than an instant: show that it thinks."""
    on_piece: Callable[[str], None] = lambda _piece: None
    """A piece of the text as a model writes it; together they are the text before it is cleaned."""
    on_sentence: Callable[[str], None] = lambda _sentence: None
    """A whole sentence of a model, checked, fit to be said at once, and unverified as yet.

    In order, without the last ones: the reply has them. A reply that does not begin with them took
    them back, and says so in its notice.
    """
    is_cancelled: Callable[[], bool] = lambda: False
    """Asked often; once true, the answer ends where it is."""
