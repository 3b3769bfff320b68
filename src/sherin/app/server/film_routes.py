"""`/render`: a film of an avatar that says or does something, fetched when it is ready."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from sherin.app.server.answers import check_length, feeling_of, json_answer, not_found
from sherin.app.server.choices import KeptChoices
from sherin.app.server.companion import Companion
from sherin.app.server.film_worker import FilmOrder
from sherin.app.server.films import Films
from sherin.app.server.limits import Limits
from sherin.app.server.problems import Problem
from sherin.app.server.requests import RenderRequest, read_body
from sherin.app.server.routing import Router
from sherin.app.server.voices import Voices
from sherin.app.server.wardrobe import Wardrobe
from sherin.body.library import Library
from sherin.errors import SherinError

__all__ = ["RenderStarted", "add_film_routes"]

_DEFAULT_PX: Final = 512


class RenderStarted(msgspec.Struct, frozen=True):
    """`POST /render`, with status 202."""

    id: str
    """For `GET /render/{id}` and `GET /render/{id}/file`."""


def add_film_routes(
    router: Router,
    companion: Companion,
    *,
    films: Films,
    wardrobe: Wardrobe,
    voices: Voices,
    kept: KeptChoices,
    limits: Limits,
) -> None:
    """Add the routes.

    Args:
        router: Gets them.
        companion: Whose personality and avatar are filmed, where nothing else is asked for.
        films: Makes and keeps them.
        wardrobe: The avatars.
        voices: The voices.
        kept: Which voice was chosen.
        limits: Bounds of the text.
    """

    def ordered(asked: RenderRequest, film_id: str) -> FilmOrder:
        _check_wish(asked, companion.performance.library, limits)
        return FilmOrder(
            avatars=str(wardrobe.folder),
            avatar=_filmed(asked, wardrobe),
            output=str(_output(films, film_id)),
            size_px=asked.size or _DEFAULT_PX,
            text=asked.text,
            capsules=asked.capsules,
            place=None
            if asked.emotion is None
            else feeling_of(asked.emotion, where="body.emotion"),
            voice=voices.variant(kept.now.voice),
        )

    @router.post("/render")
    async def _render(request: Request) -> Response:
        asked = read_body(await request.body(), RenderRequest)
        film_id = secrets.token_hex(8)
        films.make(film_id, ordered(asked, film_id))
        return json_answer(RenderStarted(film_id), status=202)

    @router.get("/render/{film_id}")
    async def _state(film_id: str) -> Response:
        state = films.state(film_id)
        if state is None:
            raise _no_film()
        return json_answer(state)

    @router.get("/render/{film_id}/file")
    async def _film(film_id: str) -> Response:
        path = films.path(film_id)
        if path is None:
            raise _no_film()
        return FileResponse(path, media_type="video/mp4", filename=f"sherin-{film_id}.mp4")


def _check_wish(asked: RenderRequest, library: Library, limits: Limits) -> None:
    if (asked.text is None or not asked.text.strip()) and not asked.capsules:
        raise _refused("nothing happens in this film", "body", "`text` that is said, or `capsules`")
    check_length(asked.text or "", limits.max_spoken_chars)
    for capsule_id in asked.capsules or ():
        if capsule_id not in library:
            raise _refused(
                f"no capsule {capsule_id!r}", "body.capsules", "ids that GET /capsules lists"
            )


def _filmed(asked: RenderRequest, wardrobe: Wardrobe) -> str:
    avatar = asked.avatar or wardrobe.filmed
    try:
        wardrobe.check(avatar)
    except SherinError as refused:
        raise _refused(str(refused), "body.avatar", "one of GET /avatars") from None
    return avatar


def _output(films: Films, film_id: str) -> Path:
    try:
        return films.output(film_id)
    except OSError as failure:
        raise Problem(
            503,
            f"no film can be kept: {failure.strerror}",
            where="SHERIN_HOME",
            expected="a folder that can be written",
            next_step="Make room, or set SHERIN_HOME to a folder of yours.",
        ) from None


def _refused(what: str, where: str, expected: str) -> Problem:
    return Problem(422, what, where=where, expected=expected, next_step="See docs/server.md.")


def _no_film() -> Problem:
    return not_found("/render/{id}", "the id that POST /render gave; the last eight are kept")
