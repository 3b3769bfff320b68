"""What makes the companion speak or fall silent, and the streams of what it says."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sherin.app.server.answers import (
    check_length,
    feeling_of,
    json_answer,
    not_found,
    reaction_answer,
)
from sherin.app.server.choices import KeptChoices
from sherin.app.server.companion import Companion
from sherin.app.server.conversation import Conversation
from sherin.app.server.limits import Limits
from sherin.app.server.problems import Problem
from sherin.app.server.requests import (
    InterruptRequest,
    SayRequest,
    VoiceRequest,
    read_body,
)
from sherin.app.server.routing import Router
from sherin.app.server.shapes import Chosen, Interrupted
from sherin.app.server.utterances import Utterance
from sherin.app.server.voices import DEFAULT_VOICE, Voices
from sherin.body.voice import SAMPLE_RATE_HZ
from sherin.errors import VoiceError, VoiceNotFoundError
from sherin.wire import is_content_id

__all__ = ["VoiceList", "add_speech_routes", "add_voice_routes"]

_PCM: Final = "audio/pcm"
"""Little endian, as every platform plays it; `audio/L16` would mean big endian (RFC 3551)."""
_PCM_HEADERS: Final = {
    "x-sample-rate": str(SAMPLE_RATE_HZ),
    "x-channels": "1",
    "x-sample-format": "s16le",
}


class VoiceList(msgspec.Struct, frozen=True):
    """`GET /voices`."""

    current: str
    """The one that was chosen; `default` where none was."""
    voices: tuple[str, ...]


def add_voice_routes(
    router: Router, companion: Companion, voices: Voices, kept: KeptChoices
) -> None:
    """Add the routes that choose a voice.

    Args:
        router: Gets them.
        companion: Who speaks.
        voices: What there is.
        kept: What was chosen.
    """

    @router.get("/voices")
    async def _voices() -> Response:
        return json_answer(VoiceList(kept.now.voice or DEFAULT_VOICE, await voices.names()))

    @router.post("/voice")
    async def _voice(request: Request) -> Response:
        name = read_body(await request.body(), VoiceRequest).name
        try:
            voice = await voices.open(name)
        except (VoiceError, VoiceNotFoundError) as refused:
            raise Problem(
                422,
                str(refused),
                where="body.name",
                expected="one of GET /voices",
                next_step="GET /voices lists them; `default` always works.",
            ) from None
        if companion.is_speaking:
            companion.interrupt()
        await companion.utterances.use(voice)
        kept.keep(voice=name)
        return json_answer(Chosen("ok", name))


def add_speech_routes(
    router: Router, companion: Companion, conversation: Conversation, limits: Limits
) -> None:
    """Add the routes.

    Args:
        router: Gets them.
        companion: Who speaks.
        conversation: What an interruption ends, too.
        limits: Bounds of what is said.
    """

    @router.post("/say")
    async def _say(request: Request) -> Response:
        asked = read_body(await request.body(), SayRequest)
        check_length(asked.text, limits.max_spoken_chars)
        if not asked.text.strip():
            raise Problem(
                422,
                "there is nothing to say",
                where="body.text",
                expected=f"1 to {limits.max_spoken_chars} characters that are not all blank",
                next_step="POST /interrupt makes the companion fall silent.",
            )
        place = None if asked.feeling is None else feeling_of(asked.feeling)
        return reaction_answer(companion.say(asked.text, place), companion)

    @router.post("/interrupt")
    async def _interrupt(request: Request) -> Response:
        read_body(await request.body(), InterruptRequest)
        conversation.withdraw("it was interrupted")
        return json_answer(Interrupted("ok", companion.interrupt()))

    @router.get("/utterances/{content_id}/audio")
    async def _audio(content_id: str) -> Response:
        found = _find(companion, content_id, "audio")
        return StreamingResponse(found.audio(), media_type=_PCM, headers=_PCM_HEADERS)

    @router.get("/utterances/{content_id}/marks")
    async def _marks(content_id: str) -> Response:
        found = _find(companion, content_id, "marks")
        return StreamingResponse(found.marks(), media_type="application/x-ndjson")


def _find(companion: Companion, content_id: str, what: str) -> Utterance:
    found = companion.utterances.find(content_id) if is_content_id(content_id) else None
    if found is None:
        raise not_found(
            f"/utterances/{{id}}/{what}", "the id of one of the last few utterances, from a packet"
        )
    return found
