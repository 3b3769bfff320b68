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
    "SentenceLine",
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


class SentenceLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sentence"):
    """A whole sentence of a model, checked, and said aloud at once where the answer is."""

    text: str
    """A reply that does not begin with them takes them back: its notice says so."""
    packet: int | None = None
    """On the first: number of the packet that it is said with; null where it is only written."""
    utterance: str | None = None
    """What is said aloud, and goes on with the sentences that follow."""
    notice: str
    """`generated, unverified`, as long as the reply does not say otherwise."""


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


ChatLine: TypeAlias = HeardLine | WaitingLine | PieceLine | SentenceLine | ReplyLine | ErrorLine
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
