"""Every route as a method.

Generated from the OpenAPI document by tools/generate_client.py; do not edit.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote

import msgspec

from sherin.app.client._transport import Transport
from sherin.app.client.types import (
    AvatarList,
    CapsuleFacts,
    CapsuleList,
    ChatAnswer,
    Chosen,
    Done,
    ErrorLine,
    Failed,
    FilmState,
    Health,
    HeardLine,
    Interrupted,
    JobStarted,
    PersonalityList,
    PersonAnswer,
    PersonChosen,
    PieceLine,
    Progress,
    Reaction,
    RenderStarted,
    ReplyLine,
    SentenceLine,
    ServerStatus,
    Vad,
    VoiceList,
    WaitingLine,
)

__all__ = ["Client"]

ChatLine: TypeAlias = HeardLine | WaitingLine | PieceLine | SentenceLine | ReplyLine | ErrorLine
MarksLine: TypeAlias = dict[str, Any]
JobEvent: TypeAlias = Progress | Done | Failed
_CHAT_LINE: Final[msgspec.json.Decoder[ChatLine]] = msgspec.json.Decoder(ChatLine)
_MARKS_LINE: Final[msgspec.json.Decoder[MarksLine]] = msgspec.json.Decoder(MarksLine)
_JOB_EVENT: Final[msgspec.json.Decoder[JobEvent]] = msgspec.json.Decoder(JobEvent)


def _part(text: str) -> str:
    """A part of a path, whatever is in it."""
    return quote(text, safe="")


class Client(Transport):
    """A server's routes; a context manager, for one thread.

    ```
    with Client() as client:
        print(client.chat("what is quantum tunneling").reply.text)
    ```
    """

    def chat(self, text: str, *, intent: str | None = None, speak: bool = True) -> ChatAnswer:
        """Ask the companion; it reacts at once, answers, and says the answer.

        Args:
            text: What the person says to the companion.
            intent: What it is meant as, where the caller knows; comes back with the answer.
            speak: Whether the answer is said aloud.
        """
        return self._ask(
            "POST", "/chat", ChatAnswer, body={"text": text, "intent": intent, "speak": speak}
        )

    def chat_lines(
        self, text: str, *, intent: str | None = None, speak: bool = True
    ) -> Generator[ChatLine]:
        """Ask the companion; it reacts at once, answers, and says the answer. Line by line.

        Args:
            text: What the person says to the companion.
            intent: What it is meant as, where the caller knows; comes back with the answer.
            speak: Whether the answer is said aloud.
        """
        return self._lines(
            "POST", "/chat", _CHAT_LINE, body={"text": text, "intent": intent, "speak": speak}
        )

    def feel(self, text: str) -> Reaction:
        """Let the companion hear a sentence, without an answer.

        Args:
            text: A sentence that the person says.
        """
        return self._ask("POST", "/feel", Reaction, body={"text": text})

    def happen(
        self,
        name: str,
        *,
        context: Literal["holding-phone", "listening", "pointing", "reading", "thinking", "typing"]
        | None = None,
    ) -> Reaction:
        """Tell it of an event of the interface or a task.

        Args:
            name: One of `GET /events`.
            context: What the person is doing, where the event does not say it.
        """
        return self._ask("POST", "/event", Reaction, body={"name": name, "context": context})

    def show(
        self,
        *,
        feeling: str | None = None,
        valence: float | None = None,
        arousal: float | None = None,
        dominance: float | None = None,
    ) -> Reaction:
        """Let it show a feeling: words, an expression or a place.

        Args:
            feeling: One of `GET /feelings`, a blend such as `joy:0.6+doubt:0.4`, or an
                expression: `E_0342`.
            valence: Unpleasant -1 to pleasant 1.
            arousal: Calm -1 to excited 1.
            dominance: Yielding -1 to in control 1.
        """
        return self._ask(
            "POST",
            "/emotion",
            Reaction,
            body={
                "feeling": feeling,
                "valence": valence,
                "arousal": arousal,
                "dominance": dominance,
            },
        )

    def say(self, text: str, *, feeling: str | None = None) -> Reaction:
        """Let it say a sentence.

        Args:
            text: A sentence that the companion says.
            feeling: How, as in `POST /emotion`; what the sentence itself says by default.
        """
        return self._ask("POST", "/say", Reaction, body={"text": text, "feeling": feeling})

    def interrupt(self) -> Interrupted:
        """Let it fall silent, and let go of what it was asked."""
        return self._ask("POST", "/interrupt", Interrupted, body={})

    def audio(self, content_id: str) -> bytes:
        """What it says: s16le mono at 24 kHz, as it is made."""
        return self._bytes("GET", f"/utterances/{_part(content_id)}/audio")

    def marks(self, content_id: str) -> Generator[MarksLine]:
        """Phonemes and mouth shapes of it, as they are made."""
        return self._lines("GET", f"/utterances/{_part(content_id)}/marks", _MARKS_LINE)

    def personalities(self) -> PersonalityList:
        """The personalities it can have."""
        return self._ask("GET", "/personalities", PersonalityList)

    def choose_personality(self, name: str) -> Chosen:
        """Give it another personality.

        Args:
            name: One of `GET /personalities`.
        """
        return self._ask("POST", "/personality", Chosen, body={"name": name})

    def person(self) -> PersonAnswer:
        """Who is there."""
        return self._ask("GET", "/person", PersonAnswer)

    def choose_person(self, name: str) -> PersonChosen:
        """Say who is there; the memory is theirs.

        Args:
            name: How the person wants to be called; the companion's memory is theirs.
        """
        return self._ask("POST", "/person", PersonChosen, body={"name": name})

    def voices(self) -> VoiceList:
        """The voices it can speak with."""
        return self._ask("GET", "/voices", VoiceList)

    def choose_voice(self, name: str) -> Chosen:
        """Let it speak with another voice.

        Args:
            name: One of `GET /voices`.
        """
        return self._ask("POST", "/voice", Chosen, body={"name": name})

    def avatars(self) -> AvatarList:
        """The avatars it can wear."""
        return self._ask("GET", "/avatars", AvatarList)

    def make_avatar(
        self,
        photo: bytes,
        *,
        name: str,
        face: int | None = None,
        replace: int | None = None,
        media: str = "image/jpeg",
    ) -> JobStarted:
        """Make an avatar of a photo; the job tells how it goes.

        Args:
            photo: Bytes of an image file.
            name: What to call it.
            face: Which face of the photo; 1, the default, is the largest.
            replace: 1: take the place of an avatar of that name.
            media: Its type.
        """
        return self._ask(
            "POST",
            "/avatars",
            JobStarted,
            query={"name": name, "face": face, "replace": replace},
            body=photo,
            media=media,
        )

    def job(self, job: str) -> Generator[JobEvent]:
        """How the making of an avatar goes, until it is over."""
        return self._events(f"/avatars/jobs/{_part(job)}", _JOB_EVENT)

    def wear(self, name: str) -> Chosen:
        """Let it wear another avatar.

        Args:
            name: One of `GET /avatars`, or `figure` for the drawn one.
        """
        return self._ask("POST", "/avatar", Chosen, body={"name": name})

    def avatar_glb(self, name: str) -> bytes:
        """The rig of an avatar, for any glTF viewer."""
        return self._bytes("GET", f"/avatars/{_part(name)}.glb")

    def avatar_json(self, name: str) -> dict[str, Any]:
        """The small JSON beside it (docs/rig.md)."""
        return self._ask("GET", f"/avatars/{_part(name)}.json", dict[str, Any])

    def avatar_png(self, name: str) -> bytes:
        """A still picture of it."""
        return self._bytes("GET", f"/avatars/{_part(name)}.png")

    def render(
        self,
        *,
        text: str | None = None,
        capsules: tuple[str, ...] | None = None,
        avatar: str | None = None,
        size: int | None = None,
        emotion: str | None = None,
    ) -> RenderStarted:
        """Film an avatar.

        Args:
            text: What is said.
            capsules: Motions that play, one after the other, from the start.
            avatar: One of `GET /avatars`; by default the one that is worn.
            size: Side of the picture in px, even; 512 by default.
            emotion: The feeling, as in `POST /emotion`; what the words say by default.
        """
        return self._ask(
            "POST",
            "/render",
            RenderStarted,
            body={
                "text": text,
                "capsules": capsules,
                "avatar": avatar,
                "size": size,
                "emotion": emotion,
            },
        )

    def film(self, content_id: str) -> FilmState:
        """How far a film is."""
        return self._ask("GET", f"/render/{_part(content_id)}", FilmState)

    def film_file(self, content_id: str) -> bytes:
        """The film, once it is done."""
        return self._bytes("GET", f"/render/{_part(content_id)}/file")

    def feelings(self) -> dict[str, Vad]:
        """Words for feelings, and where they lie."""
        return self._ask("GET", "/feelings", dict[str, Vad])

    def events(self) -> dict[str, str]:
        """Events it knows, and what they are."""
        return self._ask("GET", "/events", dict[str, str])

    def capsules(
        self, *, domain: str | None = None, offset: int | None = None, limit: int | None = None
    ) -> CapsuleList:
        """The motions of the library.

        Args:
            domain: Only those of one domain, such as `hand`.
            offset: How many to pass over; 0 by default.
            limit: How many to list, at most 1000; 100 by default.
        """
        return self._ask(
            "GET",
            "/capsules",
            CapsuleList,
            query={"domain": domain, "offset": offset, "limit": limit},
        )

    def capsule(self, content_id: str) -> CapsuleFacts:
        """One motion of the library."""
        return self._ask("GET", f"/capsules/{_part(content_id)}", CapsuleFacts)

    def library(self, library_hash: str) -> bytes:
        """All motions, baked (docs/library-format.md)."""
        return self._bytes("GET", f"/library/{_part(library_hash)}.bin")

    def status(self) -> ServerStatus:
        """What runs here, and how it fares."""
        return self._ask("GET", "/status", ServerStatus)

    def healthz(self) -> Health:
        """Whether requests are answered."""
        return self._ask("GET", "/healthz", Health)
