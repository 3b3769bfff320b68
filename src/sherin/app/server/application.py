"""The application: the companion, its routes and the guard before them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from sherin.app.avatars import AvatarStore
from sherin.app.performance import Performance
from sherin.app.server.access import Access
from sherin.app.server.avatar_routes import add_avatar_routes
from sherin.app.server.chat_routes import add_chat_routes
from sherin.app.server.choices import KeptChoices
from sherin.app.server.clock import SessionClock
from sherin.app.server.companion import Companion
from sherin.app.server.conversation import Conversation
from sherin.app.server.film_routes import add_film_routes
from sherin.app.server.films import Films
from sherin.app.server.guard import Guard
from sherin.app.server.limits import Limits, TokenBucket
from sherin.app.server.pages import BUILT_PAGE, Pages
from sherin.app.server.person_routes import add_person_routes
from sherin.app.server.problems import Problem, problem_body
from sherin.app.server.routes import add_routes
from sherin.app.server.routing import Router
from sherin.app.server.speech_routes import add_speech_routes, add_voice_routes
from sherin.app.server.thinking import OpenMind, Thinking
from sherin.app.server.utterances import Utterances
from sherin.app.server.voices import Voices
from sherin.app.server.wardrobe import Wardrobe
from sherin.body.library import BUILTIN_PATH, Library
from sherin.body.voice import Voice
from sherin.mind.affect import Personality
from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion.bus import EventBus
from sherin.settings import home_folder

__all__ = ["create_app"]


def create_app(
    personality: Personality,
    *,
    seed: int = 0,
    limits: Limits | None = None,
    library_path: Path = BUILTIN_PATH,
    page_folder: Path = BUILT_PAGE,
    opening: Callable[[], Voice] | None = None,
    prepares: bool = False,
    mind: OpenMind | None = None,
    person: str | None = None,
    home: Path | None = None,
    access: Access | None = None,
    bus: EventBus | None = None,
) -> ASGIApp:
    """A server for one companion, ready to be run by uvicorn or called by a test.

    Args:
        personality: Whose affect it is at the start.
        seed: 32 bits; the same seed and the same events at the same times give the same packets.
        limits: Bounds of everything that comes in.
        library_path: The baked library; the one that ships by default.
        page_folder: The built page; may be missing, then `/` says how to build it.
        opening: Makes the voice, in a thread, when it is first needed; by default the one that was
            chosen last.
        prepares: Open voice and mind at the start instead, so that the first word does not wait.
        mind: Opens the mind that answers, in a thread; without one `/chat` says that there is none.
        person: Whose mind that is, where they have said their name.
        home: Folder of the person's files, where avatars and choices lie; `SHERIN_HOME` by default.
        access: Who may use it; this machine alone by default.
        bus: Told of contexts, events, beats and packets; lines and replies come from the mind.

    Raises:
        FileNotFoundError, LibraryFormatError: there is no library there.
    """
    limits = limits or Limits()
    clock = SessionClock()
    library = Library.builtin() if library_path == BUILTIN_PATH else Library.load(library_path)
    # The scan finds the same as the tree, 0.2 ms later; the tree's library takes 0.5 s to load.
    performance = Performance(personality=personality, library=library, seed=seed, index="scan")
    appraise("hello")  # the model is read now, not by the first sentence
    home = home_folder() if home is None else home
    kept = KeptChoices(home)
    voices = Voices(home / "voices")
    utterances = Utterances(limits, opening=opening or voices.opening(kept.now.voice))
    companion = Companion(
        performance, personality, clock=clock, limits=limits, utterances=utterances, bus=bus
    )
    wardrobe = Wardrobe(companion, AvatarStore(home / "avatars"), kept)
    films = Films(home / "cache" / "films")
    thinking = Thinking(mind, person=person)
    conversation = Conversation(companion, thinking, limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        if prepares:
            utterances.prepare()
            thinking.prepare()
            wardrobe.prepare()
        async with asyncio.TaskGroup() as tasks:
            heartbeat = tasks.create_task(companion.beat())
            yield
            heartbeat.cancel()
        await wardrobe.jobs.close()
        await films.jobs.close()
        await conversation.close()
        await thinking.close()
        await utterances.close()

    router = Router()
    add_chat_routes(router, conversation, limits)
    add_speech_routes(router, companion, conversation, limits)
    add_voice_routes(router, companion, voices, kept)
    add_person_routes(router, companion, conversation=conversation, thinking=thinking, home=home)
    add_avatar_routes(router, wardrobe)
    add_film_routes(
        router,
        companion,
        films=films,
        wardrobe=wardrobe,
        voices=voices,
        kept=kept,
        limits=limits,
    )
    add_routes(
        router,
        companion,
        thinking=thinking,
        limits=limits,
        pages=Pages(page_folder),
        own=personality,
        library_path=library_path,
    )
    app = Starlette(
        routes=router.routes,
        lifespan=lifespan,
        exception_handlers={
            Problem: _answer_problem,
            HTTPException: _answer_http_error,
            Exception: _answer_failure,
        },  # type: ignore[arg-type]  # each is called for its own class only
    )
    bucket = TokenBucket(limits.requests_per_s, limits.requests_burst, clock=clock.now_s)
    return Guard(app, limits=limits, bucket=bucket, access=access)


async def _answer_problem(request: Request | WebSocket, problem: Problem) -> Response | None:
    response = Response(
        problem.body,
        status_code=problem.status,
        headers=problem.headers,
        media_type="application/json",
    )
    if isinstance(request, WebSocket):
        await request.send_denial_response(response)
        return None
    return response


async def _answer_http_error(request: Request, error: HTTPException) -> Response:
    # What the framework itself refuses: a method that a route does not have, for example.
    body = problem_body(
        error.detail,
        where=f"{request.method} {request.url.path[:80]}",
        expected="a route and a method of docs/server.md",
        next_step="GET /status says what runs here.",
    )
    return Response(
        body, status_code=error.status_code, headers=error.headers, media_type="application/json"
    )


async def _answer_failure(request: Request, _: Exception) -> Response:
    # A fault of ours. The log has it; the answer does not say what the inside looks like.
    body = problem_body(
        "the server failed",
        where=f"{request.method} {request.url.path[:80]}",
        expected="an answer",
        next_step="Look at what `sherin serve` printed, and report it.",
    )
    return Response(body, status_code=500, media_type="application/json")
