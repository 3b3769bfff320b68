"""What can be asked over HTTP; docs/server.md lists every route with an example."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.websockets import WebSocket

from sherin import __version__
from sherin.app.server.answers import (
    check_length,
    feeling_of,
    json_answer,
    not_found,
    reaction_answer,
)
from sherin.app.server.companion import Companion
from sherin.app.server.limits import Limits
from sherin.app.server.pages import Pages
from sherin.app.server.problems import Problem
from sherin.app.server.requests import (
    EmotionRequest,
    EventRequest,
    FeelRequest,
    PersonalityRequest,
    read_body,
)
from sherin.app.server.routing import Router
from sherin.app.server.shapes import (
    CapsuleFacts,
    CapsuleList,
    Chosen,
    Health,
    LibraryFacts,
    ListedCapsule,
    ListedPersonality,
    PersonalityList,
    ServerStatus,
)
from sherin.app.server.socket import attend
from sherin.app.server.thinking import Thinking
from sherin.body.channels import CHANNELS, domain_of_id
from sherin.body.library import Library
from sherin.errors import AffectError
from sherin.mind.affect import (
    Personality,
    Vad,
    feeling,
    feeling_words,
    load_events,
    load_personality,
    shipped_personalities,
)

__all__ = ["add_routes"]

_MAX_LISTED: Final = 1000
_IMMUTABLE: Final = "public, max-age=31536000, immutable"


def add_routes(
    router: Router,
    companion: Companion,
    *,
    thinking: Thinking,
    limits: Limits,
    pages: Pages,
    own: Personality,
    library_path: Path,
) -> None:
    """Add what makes the companion react, what can be looked up, the socket, and last the page.

    Args:
        router: Gets them; the page takes every address that no route before it has taken.
        companion: Who is asked.
        thinking: Its mind.
        limits: Bounds of what is asked.
        pages: The built page.
        own: The personality of the start, which may come from a file of one's own.
        library_path: The file of the companion's library.
    """
    _add_stimuli(router, companion, limits, own)
    _add_facts(router, companion, thinking, pages)
    _add_tables(router, companion, own)
    _add_library(router, companion.performance.library, library_path)

    @router.websocket("/ws")
    async def _socket(socket: WebSocket) -> None:
        await attend(socket, companion, limits)

    @router.get("/{name:path}")
    async def _page(name: str) -> Response:
        found = pages.find(name)
        if found is None:
            raise not_found(f"/{name[:80]}", "one of the routes in docs/server.md")
        return found


def _add_stimuli(router: Router, companion: Companion, limits: Limits, own: Personality) -> None:
    """What makes the companion react."""

    @router.post("/feel")
    async def _feel(request: Request) -> Response:
        text = read_body(await request.body(), FeelRequest).text
        check_length(text, limits.max_text_chars)
        return reaction_answer(companion.hear(text), companion)

    @router.post("/event")
    async def _event(request: Request) -> Response:
        asked = read_body(await request.body(), EventRequest)
        try:
            return reaction_answer(companion.notice(asked.name, asked.context), companion)
        except AffectError as exc:
            raise Problem(
                422,
                str(exc),
                where="body.name",
                expected="the name of an event",
                next_step="GET /events lists them.",
            ) from None

    @router.post("/emotion")
    async def _emotion(request: Request) -> Response:
        asked = read_body(await request.body(), EmotionRequest)
        if asked.feeling is not None and asked.feeling.startswith("E_"):
            place, expression = _expression(companion.performance.library, asked.feeling)
            return reaction_answer(companion.feel(place, expression=expression), companion)
        return reaction_answer(companion.feel(_place_of(asked)), companion)

    @router.post("/personality")
    async def _personality(request: Request) -> Response:
        name = read_body(await request.body(), PersonalityRequest).name
        # Only names are taken, never a path: what lies on the disk is not the network's business.
        if name == own.name:
            companion.adopt(own)
        elif name in shipped_personalities():
            companion.adopt(load_personality(name))
        else:
            raise Problem(
                422,
                f"no personality {name!r}",
                where="body.name",
                expected=f"one of {', '.join(_personality_names(own))}",
                next_step="For your own, start with `sherin serve --personality mine.toml`.",
            )
        return json_answer(Chosen("ok", companion.personality.name))


def _add_facts(router: Router, companion: Companion, thinking: Thinking, pages: Pages) -> None:
    """What runs here, how it is, and what can be asked of it."""
    library = companion.performance.library

    @router.get("/healthz")
    async def _healthz() -> Response:
        return json_answer(Health("ok"))

    @router.get("/status")
    async def _status() -> Response:
        return json_answer(
            ServerStatus(
                version=__version__,
                session=companion.session,
                uptime_ms=companion.clock.now_ms(),
                personality=companion.personality.name,
                avatar=companion.rig,
                state=companion.state(),
                library=LibraryFacts(library.hash, len(library)),
                voice=companion.utterances.voice_name,
                mind=await thinking.status(),
                page_built=pages.is_built,
                viewers=len(companion.viewers),
                packets=companion.n_packets,
                packets_dropped=companion.n_dropped,
                messages_ignored=companion.n_ignored,
            )
        )

    @router.get("/openapi.json")
    async def _openapi() -> Response:
        # Made when it is first asked for: it reads the sources of every type.
        from sherin.app.server.openapi import openapi_document

        document = await asyncio.to_thread(openapi_document)
        return Response(document, media_type="application/json")


def _add_tables(router: Router, companion: Companion, own: Personality) -> None:
    """Personalities, feelings and events by name."""

    @router.get("/personalities")
    async def _personalities() -> Response:
        names = _personality_names(own)
        listed = [own if name == own.name else load_personality(name) for name in names]
        return json_answer(
            PersonalityList(
                companion.personality.name,
                [ListedPersonality(entry.name, entry.description) for entry in listed],
            )
        )

    @router.get("/feelings")
    async def _feelings() -> Response:
        return json_answer({word: feeling(word) for word in feeling_words()})

    @router.get("/events")
    async def _events() -> Response:
        return json_answer({name: event.description for name, event in load_events().items()})


def _add_library(router: Router, library: Library, library_path: Path) -> None:
    """The capsules, one by one and as the file that clients play from."""

    @router.get("/capsules")
    async def _capsules(request: Request) -> Response:
        query = request.query_params
        offset = _number(query.get("offset"), "offset", 0, len(library))
        limit = _number(query.get("limit"), "limit", 100, _MAX_LISTED)
        wanted = query.get("domain")
        fitting = [
            cid
            for cid in library.ids
            if wanted is None or ((of := domain_of_id(cid)) is not None and of.name == wanted)
        ]
        described = [
            library.describe(library.index[cid]) for cid in fitting[offset : offset + limit]
        ]
        listed = [msgspec.convert(facts, ListedCapsule) for facts in described]
        return json_answer(CapsuleList(len(fitting), listed))

    @router.get("/capsules/{capsule_id}")
    async def _capsule(capsule_id: str) -> Response:
        index = library.index_of(capsule_id)
        if index is None:
            raise not_found("/capsules/{id}", f"one of the {len(library)} ids of the library")
        moved = [CHANNELS[track.channel].name for track in library.tracks(index)]
        facts = {**library.describe(index), "channels": moved}
        return json_answer(msgspec.convert(facts, CapsuleFacts))

    @router.get("/library/{library_hash}.bin")
    async def _library(library_hash: str) -> Response:
        if library_hash != library.hash:
            raise not_found("/library/{hash}.bin", "the hash that the hello gave")
        return FileResponse(
            library_path,
            media_type="application/octet-stream",
            headers={"cache-control": _IMMUTABLE},
        )


def _personality_names(own: Personality) -> list[str]:
    return sorted({*shipped_personalities(), own.name})


def _number(given: str | None, name: str, default: int, largest: int) -> int:
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 6 and int(given) <= largest):
        raise Problem(
            422,
            f"{name} {given[:20]!r}",
            where=f"query `{name}`",
            expected=f"a whole number, 0 to {largest}",
            next_step="Leave it out for what is usual.",
        )
    return int(given)


def _expression(library: Library, wanted: str) -> tuple[Vad, str]:
    """Where an expression lies, and its id."""
    index = library.index_of(wanted)
    if index is None:
        raise Problem(
            422,
            f"no expression {wanted[:40]!r}",
            where="body.feeling",
            expected="an id such as E_0342, or a word for a feeling",
            next_step="GET /feelings lists the words.",
        )
    valence, arousal, dominance = library.vad[index].tolist()
    return Vad(valence, arousal, dominance), wanted


def _place_of(asked: EmotionRequest) -> Vad:
    axes = (asked.valence, asked.arousal, asked.dominance)
    has_place = any(axis is not None for axis in axes)
    if (asked.feeling is None) is not has_place:
        raise Problem(
            422,
            "no feeling, or two",
            where="body",
            expected="either `feeling`, or `valence`, `arousal` and `dominance`",
            next_step="GET /feelings lists the words with their places.",
        )
    if asked.feeling is None:
        return Vad(*(axis or 0.0 for axis in axes))
    return feeling_of(asked.feeling)
