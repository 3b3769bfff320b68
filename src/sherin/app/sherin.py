"""The Python API: a companion that answers, remembers, and says with which packets it moves.

`Sherin` joins a person's mind with a performance; nothing is served and nothing is drawn. See
docs/python-api.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec

from sherin.app.minds import open_mind
from sherin.app.performance import Performance, Performed
from sherin.mind.affect import AffectState, Vad, feeling, load_personality
from sherin.mind.companion import Heard, MindStatus, Preset, Reply
from sherin.mind.knowledge import GO_ON
from sherin.mind.memory import Recalled
from sherin.wire import Packet

if TYPE_CHECKING:
    from sherin.body.library import Library
    from sherin.mind.companion import Mind

__all__ = ["Response", "Sherin"]

_SILENT: Final = frozenset({"command"})
"""Intents whose reply is shown and not said."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one line: the answer, and how it moves the face."""

    reply: Reply
    """Text, route, confidence, sources, feeling."""
    heard: Performed
    """The reaction to the line, at once: hands and face."""
    said: Performed
    """The reaction with the reply; its packet names the utterance."""

    @property
    def text(self) -> str:
        """What is said."""
        return self.reply.text

    @property
    def packets(self) -> tuple[Packet, Packet]:
        """Both packets, in the order in which they play."""
        return self.heard.packet, self.said.packet


class Sherin:
    """One person's companion; a context manager, for one thread.

    ```
    with Sherin("Ada") as sherin:
        print(sherin.respond("what is quantum tunneling").text)
    ```
    """

    def __init__(
        self,
        person: str | None = None,
        *,
        home: Path | str | None = None,
        preset: Preset = "hybrid",
        personality: str = "friendly",
        has_model: bool = True,
        seed: int = 0,
    ) -> None:
        """Open the companion of a person; one is made where there is none.

        Args:
            person: Whose; by default the one who was there last.
            home: The folder of everything SHERIN keeps; by default as the settings say.
            preset: `hybrid`, `micro` (no model) or `zero` (no shelves).
            personality: One that ships, or the path of a TOML file.
            has_model: Whether the model that was chosen with `sherin models use` takes part.
            seed: 32 bits; the same seed and lines at the same times give the same packets.

        Raises:
            WrongKeyError: the passphrase or key is not that of the person's memory.
            MemoryStoreError: the memory cannot be opened.
            KnowledgeError: the shelves cannot be opened.
            PersonalityError: there is no such personality.
        """
        chosen = load_personality(personality)
        self._parts: Final = ExitStack()
        self.mind: Final[Mind] = self._parts.enter_context(
            open_mind(
                person,
                home=None if home is None else Path(home),
                preset=preset,
                has_model=has_model,
            )
        )
        """What answers; has more than the names here."""
        self.performance: Final = Performance(personality=chosen, seed=seed, index="scan")
        """What moves."""
        self._began_s: Final = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; nothing is lost without it."""
        self._parts.close()

    @property
    def person(self) -> str:
        """Whose companion it is."""
        return self.mind.person

    @property
    def library(self) -> Library:
        """The capsules that packets name."""
        return self.performance.library

    @property
    def mood(self) -> AffectState:
        """The slow affect now, decayed."""
        return self.performance.engine.state_at(self._now_ms() / 1000.0)

    def respond(
        self,
        text: str,
        *,
        is_recorded: bool = True,
        on_piece: Callable[[str], None] = lambda _piece: None,
        on_waiting: Callable[[], None] = lambda: None,
        on_sentence: Callable[[str], None] = lambda _sentence: None,
    ) -> Response:
        """Hear a line, answer it, and move with both.

        Args:
            text: Anything.
            is_recorded: Whether anything of it may be kept.
            on_piece: Told a model's words as they come.
            on_waiting: Told when an answer takes longer than an instant.
            on_sentence: Told each whole sentence of a model, checked, while it writes the next.
        """
        heard = self.performance.hear(text, now_ms=self._now_ms())
        reply = self.mind.respond(
            text,
            feeling=heard.reaction.felt,
            heard=Heard(on_piece=on_piece, on_waiting=on_waiting, on_sentence=on_sentence),
            is_recorded=is_recorded,
        )
        now_ms = self._now_ms()
        if reply.intent in _SILENT and reply.feeling is not None:
            said = self.performance.feel(reply.feeling, now_ms=now_ms)
        else:
            said = self.performance.say(
                reply.text.partition(GO_ON)[0],
                now_ms=now_ms,
                place=reply.feeling,
                expression=reply.expression,
            )
        return Response(reply=reply, heard=heard, said=said)

    def feel(self, what: Vad | str) -> Performed:
        """Show a feeling: a place, a word, or a blend such as `joy:0.6+doubt:0.4`.

        Raises:
            FeelingError: an unknown word; the nearest are listed.
        """
        place = feeling(what) if isinstance(what, str) else what
        return self.performance.feel(place, now_ms=self._now_ms())

    def happen(self, event: str) -> Performed:
        """React to an event such as `task_done`.

        Raises:
            AffectError: no such event; the nearest are listed.
        """
        return self.performance.notice(event, now_ms=self._now_ms())

    def remember(self, text: str) -> tuple[Recalled, ...]:
        """Keep what the person said, without an answer; the facts it stated.

        Raises:
            FrozenError: learning is frozen.
            MemoryStoreError: it could not be kept.
        """
        return self.mind.remember(text)

    def recall(self, about: str, *, k: int = 5) -> list[Recalled]:
        """What the person said that fits, best first."""
        return self.mind.recall(about, k=k)

    def forget(self, what: str) -> list[Recalled]:
        """Forget what holds some words, or "that" for the last thing said; what went.

        Raises:
            MemoryStoreError: nothing was forgotten.
        """
        return self.mind.forget(what)

    def status(self) -> MindStatus:
        """What it is and what it has."""
        return self.mind.status()

    def _now_ms(self) -> int:
        return int(1000.0 * (time.monotonic() - self._began_s))
