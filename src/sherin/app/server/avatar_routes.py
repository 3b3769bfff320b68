"""Avatars over HTTP: which there are, their files, which is worn, and making one of a photo."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from sherin.app.server.answers import json_answer, not_found
from sherin.app.server.jobs import Job
from sherin.app.server.problems import Problem
from sherin.app.server.requests import AvatarRequest, read_body
from sherin.app.server.routing import Router
from sherin.app.server.shapes import Chosen
from sherin.app.server.wardrobe import ListedAvatar, Wardrobe
from sherin.errors import InputError, RigNotFoundError

__all__ = ["AvatarList", "JobStarted", "add_avatar_routes"]

_BEAT_S: Final = 15.0
"""Between two signs of life of a stream of events; proxies and browsers give up after a minute."""
_MAX_FACE: Final = 50
_KINDS: Final = {"glb": "model/gltf-binary", "json": "application/json", "png": "image/png"}


class AvatarList(msgspec.Struct, frozen=True):
    """`GET /avatars`."""

    current: str
    """Name of the one that is worn; `figure` is the drawn one, which needs no file."""
    avatars: list[ListedAvatar]


class JobStarted(msgspec.Struct, frozen=True):
    """`POST /avatars`, with status 202."""

    job: str
    """For `GET /avatars/jobs/{job}`."""
    name: str
    """What the avatar will be called: as asked, or with a number where that name is taken."""


def add_avatar_routes(router: Router, wardrobe: Wardrobe) -> None:
    """Add the routes.

    Args:
        router: Gets them.
        wardrobe: The avatars.
    """

    @router.get("/avatars")
    async def _list() -> Response:
        return json_answer(AvatarList(wardrobe.current, wardrobe.listed()))

    @router.post("/avatars")
    async def _make(request: Request) -> Response:
        photo = await request.body()
        if not photo:
            raise _refused("there is no photo", "body", "the bytes of an image file")
        name = request.query_params.get("name", "portrait")
        face = _face(request.query_params.get("face"))
        replaces = request.query_params.get("replace") == "1"
        try:
            job = wardrobe.make(name, photo, face=face, replaces=replaces)
        except InputError as refused:
            raise _refused(str(refused), "query `name`", "a name for an avatar") from None
        return json_answer(JobStarted(job.id, job.name), status=202)

    @router.post("/avatar")
    async def _wear(request: Request) -> Response:
        name = read_body(await request.body(), AvatarRequest).name
        try:
            wardrobe.wear(name)
        except (InputError, RigNotFoundError) as refused:
            raise _refused(str(refused), "body.name", "one of GET /avatars") from None
        return json_answer(Chosen("ok", wardrobe.current))

    @router.get("/avatars/jobs/{job_id}")
    async def _events(job_id: str) -> Response:
        job = wardrobe.jobs.find(job_id)
        if job is None:
            raise not_found(
                "/avatars/jobs/{job}", "the id that POST /avatars gave, since the start"
            )
        return StreamingResponse(_stream(job), media_type="text/event-stream")

    @router.get("/avatars/{file}")
    async def _file(file: str, request: Request) -> Response:
        name, _, kind = file.rpartition(".")
        if kind not in _KINDS:
            raise not_found("/avatars/{name}", "the name of an avatar, and .glb, .json or .png")
        glb = wardrobe.glb(name)
        path = wardrobe.poster(name) if kind == "png" else glb and glb.with_suffix(f".{kind}")
        if path is None or not path.is_file():
            raise _absent(wardrobe, name, kind)
        return _served(path, _KINDS[kind], request.headers)


async def _stream(job: Job) -> AsyncGenerator[bytes]:
    async for event in job.events(beat_s=_BEAT_S):
        if event is None:
            yield b": still at it\n\n"
            continue
        kind = type(event).__struct_config__.tag
        yield f"event: {kind}\ndata: ".encode() + msgspec.json.encode(event) + b"\n\n"


def _served(path: Path, media_type: str, asked: Headers) -> Response:
    """A file that a viewer may keep, but has to ask about: a name can get another file."""
    answer = FileResponse(
        path,
        media_type=media_type,
        headers={"cache-control": "no-cache"},
        stat_result=path.stat(),
    )
    etag = answer.headers["etag"]
    if etag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": etag, "cache-control": "no-cache"})
    return answer


def _absent(wardrobe: Wardrobe, name: str, kind: str) -> Problem:
    job = wardrobe.jobs.making(name)
    if job is None:
        return not_found(f"/avatars/{name[:64]}.{kind}", "one of GET /avatars that is ready")
    return Problem(
        503,
        f"avatar {name!r} is being made",
        where=f"/avatars/{name}.{kind}",
        expected="an avatar that is ready",
        next_step=f"Wait for `done` of GET /avatars/jobs/{job.id}.",
        headers={"Retry-After": "2"},
    )


def _face(given: str | None) -> int | None:
    if given is None:
        return None
    if not (
        given.isascii() and given.isdigit() and len(given) <= 2 and 0 < int(given) <= _MAX_FACE
    ):
        raise _refused(f"face {given[:20]!r}", "query `face`", f"a number, 1 to {_MAX_FACE}")
    return int(given)


def _refused(what: str, where: str, expected: str) -> Problem:
    return Problem(
        422, what, where=where, expected=expected, next_step="GET /avatars lists what there is."
    )
