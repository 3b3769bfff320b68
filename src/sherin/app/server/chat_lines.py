"""What `/chat` says while an answer is made: one JSON object a line, told apart by `kind`."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from sherin.app.server.problems import ErrorFacts
from sherin.mind.companion import Reply

__all__ = [
    "ChatAnswer",
    "ChatLine",
    "ErrorLine",
    "HeardLine",
    "PieceLine",
    "ReplyLine",
    "WaitingLine",
]


class HeardLine(msgspec.Struct, frozen=True, tag_field="kind", tag="heard"):
    """First: the question was heard, and the companion's face shows it."""

    packet: int
    """Number of the packet that shows it; every viewer has it."""
    feeling: str
    """The word that lies nearest to what shows."""


class WaitingLine(msgspec.Struct, frozen=True, tag_field="kind", tag="waiting"):
    """The answer takes longer than an instant; the companion shows that it thinks."""


class PieceLine(msgspec.Struct, frozen=True, tag_field="kind", tag="piece"):
    """A piece of the text as a model writes it."""

    text: str
    """Together they are the text before it is cleaned; the reply has the text that counts."""


class ReplyLine(Reply, frozen=True, kw_only=True, tag_field="kind", tag="reply"):
    """Last: the answer."""

    packet: int
    """Number of the packet that it is said with."""
    utterance: str | None
    """What is said aloud; null where it is only written."""


class ErrorLine(msgspec.Struct, frozen=True, tag_field="kind", tag="error"):
    """Last, in place of the answer: there will be none."""

    error: ErrorFacts
    """Why."""


ChatLine: TypeAlias = HeardLine | WaitingLine | PieceLine | ReplyLine | ErrorLine
"""One line of `POST /chat` with `accept: application/x-ndjson`."""


class ChatAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /chat` without lines: everything at once."""

    status: str = "ok"
    intent: str
    """What the line was taken for."""
    packet: int
    """Number of the packet that the answer is said with."""
    utterance: str | None
    """What is said aloud; null where it is only written."""
    reply: Reply
    """The answer itself."""
