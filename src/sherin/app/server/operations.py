"""Every route in one table: what it takes and what it answers. A test holds it to the router."""

from __future__ import annotations

from typing import Any, Final, Literal, cast

import msgspec

from sherin.app.server import requests as taken
from sherin.app.server import shapes
from sherin.app.server.avatar_routes import AvatarList, JobStarted
from sherin.app.server.chat_lines import ChatAnswer, ChatLine
from sherin.app.server.film_routes import RenderStarted
from sherin.app.server.films import FilmState
from sherin.app.server.jobs import JobEvent
from sherin.app.server.person_routes import PersonAnswer
from sherin.app.server.speech_routes import VoiceList
from sherin.mind.affect import Vad

__all__ = ["BINARY", "EVENTS", "JSON", "NDJSON", "OPERATIONS", "Operation", "Query"]

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
EVENTS: Final = "text/event-stream"
BINARY: Final = frozenset(
    {"application/octet-stream", "audio/pcm", "image/png", "model/gltf-binary", "video/mp4"}
)


class Query(msgspec.Struct, frozen=True):
    """One parameter of an address, after the `?`."""

    name: str
    kind: type
    note: str
    is_required: bool = False


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one route."""

    id: str
    """Its name in the document and in the client."""
    method: Literal["get", "post"]
    path: str
    note: str
    """One sentence."""
    body: object = None
    """Type of the JSON it takes; `bytes` for a picture; None for nothing."""
    query: tuple[Query, ...] = ()
    status: int = 200
    answers: dict[str, object]
    """Media type -> type of the answer, or of one line or event of it; None for bytes."""
    refusals: tuple[int, ...] = ()
    """Statuses of its own besides those that every route may have."""


def _get(
    name: str,
    path: str,
    note: str,
    answer: object,
    *,
    query: tuple[Query, ...] = (),
    refusals: tuple[int, ...] = (),
) -> Operation:
    return Operation(
        method="get",
        id=name,
        path=path,
        note=note,
        query=query,
        answers=_by_media(answer),
        refusals=refusals,
    )


def _post(
    name: str,
    path: str,
    note: str,
    body: object,
    answer: object,
    *,
    query: tuple[Query, ...] = (),
    status: int = 200,
    refusals: tuple[int, ...] = (422,),
) -> Operation:
    return Operation(
        method="post",
        id=name,
        path=path,
        note=note,
        body=body,
        query=query,
        status=status,
        answers=_by_media(answer),
        refusals=refusals,
    )


def _by_media(answer: object) -> dict[str, object]:
    return cast("dict[str, object]", answer) if isinstance(answer, dict) else {JSON: answer}


OPERATIONS: Final[tuple[Operation, ...]] = (
    _post(
        "chat", "/chat",
        "Ask the companion; it reacts at once, answers, and says the answer.",
        taken.ChatRequest, {JSON: ChatAnswer, NDJSON: ChatLine}, refusals=(409, 422, 503),
    ),
    _post(
        "feel", "/feel", "Let the companion hear a sentence, without an answer.",
        taken.FeelRequest, shapes.Reaction,
    ),
    _post(
        "happen", "/event", "Tell it of an event of the interface or a task.",
        taken.EventRequest, shapes.Reaction,
    ),
    _post(
        "show", "/emotion", "Let it show a feeling: words, an expression or a place.",
        taken.EmotionRequest, shapes.Reaction,
    ),
    _post(
        "say", "/say", "Let it say a sentence.",
        taken.SayRequest, shapes.Reaction,
    ),
    _post(
        "interrupt", "/interrupt", "Let it fall silent, and let go of what it was asked.",
        taken.InterruptRequest, shapes.Interrupted,
    ),
    _get(
        "audio", "/utterances/{id}/audio", "What it says: s16le mono at 24 kHz, as it is made.",
        {"audio/pcm": None}, refusals=(404,),
    ),
    _get(
        "marks", "/utterances/{id}/marks", "Phonemes and mouth shapes of it, as they are made.",
        {NDJSON: dict[str, Any]}, refusals=(404,),
    ),
    _get(
        "personalities", "/personalities", "The personalities it can have.",
        shapes.PersonalityList,
    ),
    _post(
        "choose_personality", "/personality", "Give it another personality.",
        taken.PersonalityRequest, shapes.Chosen,
    ),
    _get("person", "/person", "Who is there.", PersonAnswer, refusals=(503,)),
    _post(
        "choose_person", "/person", "Say who is there; the memory is theirs.",
        taken.PersonRequest, shapes.PersonChosen, refusals=(422, 503),
    ),
    _get("voices", "/voices", "The voices it can speak with.", VoiceList),
    _post(
        "choose_voice", "/voice", "Let it speak with another voice.",
        taken.VoiceRequest, shapes.Chosen,
    ),
    _get("avatars", "/avatars", "The avatars it can wear.", AvatarList),
    _post(
        "make_avatar", "/avatars", "Make an avatar of a photo; the job tells how it goes.",
        bytes, JobStarted, status=202, refusals=(422, 503),
        query=(
            Query("name", str, "What to call it.", is_required=True),
            Query("face", int, "Which face of the photo; 1, the default, is the largest."),
            Query("replace", int, "1: take the place of an avatar of that name."),
        ),
    ),
    _get(
        "job", "/avatars/jobs/{job}", "How the making of an avatar goes, until it is over.",
        {EVENTS: JobEvent}, refusals=(404,),
    ),
    _post(
        "wear", "/avatar", "Let it wear another avatar.",
        taken.AvatarRequest, shapes.Chosen,
    ),
    _get(
        "avatar_glb", "/avatars/{name}.glb", "The rig of an avatar, for any glTF viewer.",
        {"model/gltf-binary": None}, refusals=(404, 503),
    ),
    _get(
        "avatar_json", "/avatars/{name}.json", "The small JSON beside it (docs/rig.md).",
        dict[str, Any], refusals=(404, 503),
    ),
    _get(
        "avatar_png", "/avatars/{name}.png", "A still picture of it.",
        {"image/png": None}, refusals=(404, 503),
    ),
    _post(
        "render", "/render", "Film an avatar.",
        taken.RenderRequest, RenderStarted, status=202, refusals=(422, 503),
    ),
    _get("film", "/render/{id}", "How far a film is.", FilmState, refusals=(404,)),
    _get(
        "film_file", "/render/{id}/file", "The film, once it is done.",
        {"video/mp4": None}, refusals=(404,),
    ),
    _get("feelings", "/feelings", "Words for feelings, and where they lie.", dict[str, Vad]),
    _get("events", "/events", "Events it knows, and what they are.", dict[str, str]),
    _get(
        "capsules", "/capsules", "The motions of the library.", shapes.CapsuleList,
        query=(
            Query("domain", str, "Only those of one domain, such as `hand`."),
            Query("offset", int, "How many to pass over; 0 by default."),
            Query("limit", int, "How many to list, at most 1000; 100 by default."),
        ),
        refusals=(422,),
    ),
    _get(
        "capsule", "/capsules/{id}", "One motion of the library.",
        shapes.CapsuleFacts, refusals=(404,),
    ),
    _get(
        "library", "/library/{hash}.bin", "All motions, baked (docs/library-format.md).",
        {"application/octet-stream": None}, refusals=(404,),
    ),
    _get("status", "/status", "What runs here, and how it fares.", shapes.ServerStatus),
    _get("healthz", "/healthz", "Whether requests are answered.", shapes.Health),
    _get("openapi", "/openapi.json", "This document.", dict[str, Any]),
)  # fmt: skip
"""In the order of the documents; `/ws` and the page are no part of it."""
