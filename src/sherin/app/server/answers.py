"""The answers that several routes give, and the checks of what several of them take."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from sherin.app.performance import Performed
from sherin.app.server.companion import Companion
from sherin.app.server.problems import Problem
from sherin.app.server.shapes import PacketBytes, Reaction
from sherin.errors import FeelingError
from sherin.mind.affect import Vad, feeling, nearest_feeling
from sherin.wire import encode_binary, encode_json

__all__ = ["check_length", "feeling_of", "json_answer", "not_found", "reaction_answer"]


def json_answer(value: object, *, status: int = 200) -> Response:
    """A value as JSON."""
    body = msgspec.json.encode(value)
    return Response(body, status_code=status, media_type="application/json")


def reaction_answer(performed: Performed, companion: Companion) -> Response:
    """What was felt, and the packet that shows it with its two lengths."""
    packet = performed.packet
    return json_answer(
        Reaction(
            status="ok",
            appraisal=performed.appraisal,
            feeling=nearest_feeling(performed.reaction.felt),
            packet=packet,
            bytes=PacketBytes(
                json=len(encode_json(packet)),
                binary=len(encode_binary(packet, companion.performance.library.index)),
            ),
        )
    )


def not_found(where: str, expected: str) -> Problem:
    """404 for a name that nothing has."""
    return Problem(
        404,
        "there is nothing of that name",
        where=where,
        expected=expected,
        next_step="GET /status says what runs here.",
    )


def check_length(text: str, max_chars: int) -> None:
    """Refuse a text that is too long.

    Raises:
        Problem: 422, with both lengths.
    """
    if len(text) > max_chars:
        raise Problem(
            422,
            f"the text has {len(text)} characters",
            where="body.text",
            expected=f"at most {max_chars}",
            next_step="Send it in parts.",
        )


def feeling_of(words: str, *, where: str = "body.feeling") -> Vad:
    """The place of a word for a feeling, or of a blend of them.

    Args:
        words: What was asked for.
        where: Which field said so.

    Raises:
        Problem: 422, there is no such word.
    """
    try:
        return feeling(words)
    except FeelingError as exc:
        raise Problem(
            422,
            str(exc),
            where=where,
            expected="a word for a feeling, or a blend of them",
            next_step="GET /feelings lists the words.",
        ) from None
