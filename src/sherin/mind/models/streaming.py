"""Waits for what a model writes, without ever waiting longer than the person does.

A thread of the model puts `Piece`, `Finished` or a `ModelError` into a queue; `collect` takes them
out, looks every few milliseconds whether the person went on, and keeps the clock.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sherin.errors import ModelError
from sherin.mind.models.interface import Finish, Generation, GenerationLimits

__all__ = ["POLL_S", "Events", "Finished", "Piece", "collect"]

POLL_S: Final = 0.01
"""How often `is_cancelled` is asked."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, in order; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The text is whole, or as long as it may be."""

    is_cut: bool
    """It reached its greatest length."""
    n_tokens: int | None
    """As the model counted, if it did."""


Events = queue.SimpleQueue[Piece | Finished | ModelError]


def collect(
    events: Events,
    *,
    limits: GenerationLimits,
    on_piece: Callable[[str], None],
    is_cancelled: Callable[[], bool],
    clock: Callable[[], float] = time.monotonic,
) -> Generation:
    """The whole text, once it ended for whatever reason.

    Args:
        events: What the model's thread puts in.
        limits: How much and how long.
        on_piece: Told each piece.
        is_cancelled: Asked every `POLL_S`.
        clock: Seconds; only differences count.

    Raises:
        ModelError: the model failed, or wrote nothing in `limits.first_token_s`.
    """
    started_s = clock()
    latest_s = started_s
    first_s: float | None = None
    pieces: list[str] = []
    n_chars = 0

    def ended(finish: Finish, n_tokens: int | None = None) -> Generation:
        return Generation(
            text="".join(pieces),
            finish=finish,
            n_tokens=len(pieces) if n_tokens is None else n_tokens,
            first_piece_s=first_s,
            total_s=clock() - started_s,
        )

    while True:
        if is_cancelled():
            return ended("cancelled")
        now_s = clock()
        if first_s is None and now_s - started_s > limits.first_token_s:
            raise ModelError(
                f"the model wrote nothing in {limits.first_token_s:g} s. "
                "Choose a smaller one: sherin models list"
            )
        if now_s - started_s > limits.total_s:
            return ended("deadline")
        if first_s is not None and now_s - latest_s > limits.stall_s:
            return ended("stalled")
        try:
            event = events.get(timeout=POLL_S)
        except queue.Empty:
            continue
        if isinstance(event, ModelError):
            raise event
        if isinstance(event, Finished):
            return ended("length" if event.is_cut else "stop", event.n_tokens)
        latest_s = clock()
        if first_s is None:
            first_s = latest_s - started_s
        pieces.append(event.text)
        n_chars += len(event.text)
        on_piece(event.text)
        if n_chars >= limits.max_chars:
            return ended("length")
