"""Whose companion it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from sherin.app.persons import choose_person, current_person, persons
from sherin.app.server.answers import json_answer
from sherin.app.server.companion import Companion
from sherin.app.server.conversation import Conversation
from sherin.app.server.problems import Problem
from sherin.app.server.requests import PersonRequest, read_body
from sherin.app.server.routing import Router
from sherin.app.server.shapes import PersonChosen
from sherin.app.server.thinking import Thinking
from sherin.errors import InputError, MemoryStoreError, SherinError

__all__ = ["PersonAnswer", "add_person_routes"]


class PersonAnswer(msgspec.Struct, frozen=True):
    """`GET /person`."""

    name: str | None
    """Who is there; null before anybody has said a name."""
    names: tuple[str, ...]
    """Everybody who has a memory of their own here."""


def add_person_routes(
    router: Router,
    companion: Companion,
    *,
    conversation: Conversation,
    thinking: Thinking,
    home: Path,
) -> None:
    """Add the routes.

    Args:
        router: Gets them.
        companion: Begins anew with another person.
        conversation: What is being talked about ends with the person.
        thinking: Whose mind it is.
        home: Folder of everybody's files.
    """

    @router.get("/person")
    async def _person() -> Response:
        try:
            return json_answer(PersonAnswer(current_person(home), persons(home)))
        except InputError as torn:
            raise _unusable(torn) from None

    @router.post("/person")
    async def _choose(request: Request) -> Response:
        wanted = read_body(await request.body(), PersonRequest).name
        try:
            name = await asyncio.to_thread(choose_person, home, wanted)
        except MemoryStoreError as refused:
            raise Problem(
                422,
                str(refused),
                where="body.name",
                expected="a name that a folder may have",
                next_step="Leave out what is no letter, digit or space.",
            ) from None
        except InputError as refused:
            raise _unusable(refused) from None
        before = thinking.person
        conversation.withdraw("somebody else is there")
        if before is not None and before.casefold() != name.casefold():
            # What one person said and felt is not shown to the next.
            companion.leave_person()
        try:
            await thinking.belong_to(name)
        except SherinError as failure:
            raise _unusable(failure) from None
        return json_answer(PersonChosen("ok", name))


def _unusable(failure: SherinError) -> Problem:
    return Problem(
        503,
        str(failure),
        where="SHERIN_HOME",
        expected="files that can be read and written",
        next_step="See docs/memory.md.",
    )
