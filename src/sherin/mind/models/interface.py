"""What a language model is here: messages in, pieces of text out, within limits.

`Model` is what the route talks to; a server on loopback (`openai_server`) and a file in a process
of its own (`gguf`) are models. `ModelInfo` says what was found, before anything is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import msgspec

__all__ = ["Finish", "Generation", "GenerationLimits", "Message", "Model", "ModelInfo"]

Finish = Literal["stop", "length", "cancelled", "deadline", "stalled"]
"""Why a text ended: by itself, at its longest, by the person, by the clock, or without a word for
too long."""


class Message(msgspec.Struct, frozen=True):
    """One message of a conversation, as chat models take them."""

    role: Literal["system", "user", "assistant"]
    content: str


class GenerationLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How much, and how long, a model may write. The times are by taste, for a CPU laptop."""

    max_tokens: int = 320
    max_chars: int = 8_000
    """A server may not keep to `max_tokens`; nothing beyond this is read."""
    first_token_s: float = 30.0
    """Without a first piece by then the call failed; reading a long prompt takes most of it."""
    stall_s: float = 10.0
    """Between two pieces."""
    total_s: float = 90.0


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """What a model wrote, as it wrote it."""

    text: str
    finish: Finish
    n_tokens: int
    """As the model counts; the number of pieces where it does not say."""
    first_piece_s: float | None
    """From the call to the first piece; None where there was none."""
    total_s: float

    @property
    def tokens_per_s(self) -> float | None:
        """Rate after the first piece; None for fewer than two tokens."""
        if self.first_piece_s is None or self.n_tokens < 2 or self.total_s <= self.first_piece_s:
            return None
        return (self.n_tokens - 1) / (self.total_s - self.first_piece_s)


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was found; None is "not known"."""

    name: str
    """By which it is chosen; a server's model also as `NAME@HOST:PORT`."""
    kind: Literal["server", "gguf"]
    where: str
    """Address of the server, or path of the file."""
    software: str = ""
    """Such as `llama.cpp`, `Ollama`; a guess by port and answer."""
    size_bytes: int | None = None
    quantisation: str | None = None
    parameters: str | None = None
    """Such as `7.2B`."""
    context: int | None = None
    """Tokens it was trained for."""
    is_loaded: bool | None = None
    needed_bytes: int | None = None
    """Memory it takes while running, weights, context and work; 0 where it runs already."""
    fits: bool | None = None
    """Whether that is free now."""
    refused: str | None = None
    """Why it cannot be used, such as that it runs on another machine; None where it can."""


class Model(Protocol):
    """Something that writes. One call at a time; `close` and `is_cancelled` from any thread."""

    @property
    def info(self) -> ModelInfo:
        """What it is."""
        ...

    def is_available(self) -> bool:
        """Whether it would answer now; cheap, asked before every call."""
        ...

    def generate(
        self,
        messages: Sequence[Message],
        *,
        limits: GenerationLimits,
        on_piece: Callable[[str], None],
        is_cancelled: Callable[[], bool],
    ) -> Generation:
        """Write an answer.

        Args:
            messages: The conversation, the system's message first, the person's last.
            limits: How much and how long.
            on_piece: Told each piece as it comes, in this thread.
            is_cancelled: Asked every 10 ms; once true, the text ends where it is.

        Raises:
            ModelError: it is not there, refused, broke off, or wrote nothing in time.
        """
        ...

    def close(self) -> None:
        """Let go of processes, memory and connections; closing twice does nothing."""
        ...
