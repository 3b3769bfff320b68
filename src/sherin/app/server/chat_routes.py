"""`POST /chat`: a question and its answer, at once or line by line as it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sherin.app.server.answers import check_length, json_answer
from sherin.app.server.chat_lines import ChatAnswer, ErrorLine, ReplyLine
from sherin.app.server.conversation import Conversation, Turn
from sherin.app.server.limits import Limits
from sherin.app.server.problems import Problem
from sherin.app.server.requests import ChatRequest, read_body
from sherin.app.server.routing import Router
from sherin.mind.companion import Reply

__all__ = ["add_chat_routes"]

_NDJSON: Final = "application/x-ndjson"

_ENCODER: Final = msgspec.json.Encoder()


def add_chat_routes(router: Router, conversation: Conversation, limits: Limits) -> None:
    """Add the route.

    Args:
        router: Gets it.
        conversation: Who answers.
        limits: Bounds of what is asked.
    """

    @router.post("/chat")
    async def _chat(request: Request) -> Response:
        asked = read_body(await request.body(), ChatRequest)
        check_length(asked.text, limits.max_text_chars)
        if not asked.text.strip():
            raise Problem(
                422,
                "there is nothing to answer",
                where="body.text",
                expected=f"1 to {limits.max_text_chars} characters that are not all blank",
                next_step="Send what the person says.",
            )
        turn = conversation.ask(asked.text, intent=asked.intent, speaks=asked.speak)
        if _NDJSON in request.headers.get("accept", ""):
            return StreamingResponse(_encoded(turn), media_type=_NDJSON)
        return json_answer(_whole(await _last(turn, request)))


async def _encoded(turn: Turn) -> AsyncGenerator[bytes]:
    async for line in turn.lines():
        yield _ENCODER.encode(line) + b"\n"


async def _last(turn: Turn, request: Request) -> ReplyLine:
    """The answer, unless the client goes away first.

    Raises:
        Problem: there is none.
    """

    async def watch() -> None:
        # The body has been read: what comes next is that the client is gone.
        while (await request.receive())["type"] != "http.disconnect":
            pass
        turn.withdraw("the client went away")

    watching = asyncio.create_task(watch())
    try:
        async for line in turn.lines():
            if isinstance(line, ReplyLine):
                return line
            if isinstance(line, ErrorLine):
                break
    finally:
        watching.cancel()
    assert turn.problem is not None
    raise turn.problem


def _whole(line: ReplyLine) -> ChatAnswer:
    facts = msgspec.structs.asdict(line)
    packet, utterance = facts.pop("packet"), facts.pop("utterance")
    reply = Reply(**facts)
    return ChatAnswer(intent=reply.intent, packet=packet, utterance=utterance, reply=reply)
