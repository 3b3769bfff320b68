"""The mind: joins reflexes, memory, knowledge and a model, and answers one line at a time.

The routes are tried in order; the first that knows answers. Each gives a draft with a confidence;
what is said is the draft, worded as sure as it is and in the tone of the feeling.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self

import msgspec

from sherin.errors import MemoryStoreError
from sherin.mind.affect import HasVad, Vad
from sherin.mind.affect.appraisal import appraise
from sherin.mind.affect.vad import NEUTRAL_VAD, blend
from sherin.mind.companion.about import MindStatus
from sherin.mind.companion.bus import EventBus
from sherin.mind.companion.commands import Commands
from sherin.mind.companion.draft import Turn
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.incoming import question_in, read_incoming
from sherin.mind.companion.journal import Journal
from sherin.mind.companion.keeping import keep, note
from sherin.mind.companion.parts import DEFAULT_PERSON, Parts
from sherin.mind.companion.reply import Heard, Preset, Reply
from sherin.mind.companion.routing import first_that_knows
from sherin.mind.companion.small_talk import SmallTalk
from sherin.mind.companion.store import CompanionStore
from sherin.mind.companion.wording import worded
from sherin.mind.knowledge import KnowledgeBase
from sherin.mind.memory import Memory, Recalled
from sherin.mind.memory.extraction import facts_in
from sherin.mind.memory.keys import KeyRing

if TYPE_CHECKING:
    from sherin.mind.models import ModelRoute

__all__ = ["Mind"]

_MOOD: Final = 0.7
_READ_RAW: Final = 4_000
"""Characters of a line in which tokens of chat roles are looked for."""


class Mind:
    """One person's companion; a context manager. Any thread, one line at a time."""

    def __init__(self, parts: Parts, *, now_s: Callable[[], float] = time.time) -> None:
        """Answer with open parts; `open` is the usual way.

        Args:
            parts: What it is made of.
            now_s: The clock, seconds since 1970.
        """
        self.parts: Final = parts
        self._now_s: Final = now_s
        self._commands: Final = Commands(parts, status=self.status)
        self._number = 0
        self._lock: Final = threading.RLock()
        self._open: Final = ExitStack()

    @classmethod
    def open(
        cls,
        person: str | None = None,
        *,
        home: Path,
        preset: Preset = "hybrid",
        model: ModelRoute | None = None,
        now_s: Callable[[], float] = time.time,
        passphrase: str | None = None,
        keyring: KeyRing | Literal["system"] | None = "system",
        zone: tzinfo | None = None,
        bus: EventBus | None = None,
    ) -> Mind:
        """The companion of a person, made where there is none.

        Args:
            person: Whose it is; `DEFAULT_PERSON` where nobody has said a name.
            home: The folder of everything SHERIN keeps.
            preset: Which routes take part.
            model: A language model; it stays its owner's to close.
            now_s: The clock, seconds since 1970.
            passphrase: Opens the memory where no keyring keeps its key.
            keyring: Where that key is kept first.
            zone: Where days begin; by default where this machine is.
            bus: Told what the person says and what is answered; it stays its owner's to close.

        Raises:
            WrongKeyError: the key is not that of the person's memory.
            MemoryStoreError: the memory cannot be opened or made.
            KnowledgeError: the shelves cannot be opened.
        """
        name = person or DEFAULT_PERSON
        with ExitStack() as opened:
            memory = opened.enter_context(
                Memory.open(name, home=home, passphrase=passphrase, keyring=keyring, zone=zone)
            )
            store = opened.enter_context(
                CompanionStore.open(name, home=home, passphrase=passphrase, keyring=keyring)
            )
            governance = Governance.open(name, home=home)
            knowledge = None
            if preset != "zero":
                knowledge = opened.enter_context(KnowledgeBase.open(home / "knowledge"))
            joined = Parts(
                person=name,
                preset=preset,
                memory=memory,
                store=store,
                governance=governance,
                journal=Journal.open(name, governance, home=home),
                knowledge=knowledge,
                model=None if preset == "micro" else model,
                zone=zone,
                bus=bus,
            )
            mind = cls(joined, now_s=now_s)
            mind._open.push(opened.pop_all())
        return mind

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what `open` opened; nothing is lost without it."""
        with self._lock:
            self._open.close()

    def warm_up(self) -> None:
        """Load what the first answer needs, so that it is as quick as the others."""
        with self._lock:
            SmallTalk.builtin()
            appraise("warm up")
            self.parts.memory.recall("warm up", now_s=self._now_s())
            self.parts.guarded("gaps", self.parts.gaps.warm_up)
            if self.parts.knowledge is not None:
                self.parts.knowledge.ask("what is a warm up")
        if self.parts.model is not None:
            self.parts.model.warm_up()

    @property
    def person(self) -> str:
        """Whose companion it is."""
        return self.parts.person

    def status(self) -> MindStatus:
        """What it is and what it has."""
        parts = self.parts
        with self._lock:
            try:
                memory = parts.memory.counts()
                open_gaps = parts.gaps.counts()["open"]
            except MemoryStoreError as problem:
                memory, open_gaps = None, None
                parts.problems["memory"] = str(problem)
            return MindStatus(
                person=parts.person,
                preset=parts.preset,
                is_frozen=parts.governance.is_frozen,
                model=None if parts.model is None else parts.model.model_name,
                knowledge=None if parts.knowledge is None else parts.knowledge.status(),
                memory=memory,
                open_gaps=open_gaps,
                problems=tuple(parts.problems.values()),
            )

    # remembering

    def remember(self, text: str) -> tuple[Recalled, ...]:
        """Keep what the person said, without an answer; the facts it stated.

        Raises:
            FrozenError: learning is frozen.
            MemoryStoreError: it could not be kept.
        """
        with self._lock:
            self.parts.governance.require("memory")
            felt = appraise(text)
            return self.parts.memory.remember_turn(text, affect=felt, now_s=self._now_s()).facts

    def recall(self, about: str, *, k: int = 5) -> list[Recalled]:
        """What the person said that fits, best first; changes nothing."""
        with self._lock:
            return self.parts.memory.recall(about, now_s=self._now_s(), k=k)

    def forget(self, what: str) -> list[Recalled]:
        """Forget what holds some words, or "that" for the last thing said; what went.

        Raises:
            MemoryStoreError: nothing was forgotten.
        """
        with self._lock:
            now_s = self._now_s()
            gone = self.parts.memory.forget(what, now_s=now_s)
            self.parts.forget_words(what, now_s=now_s)
            return gone

    # answering

    def respond(
        self,
        text: str,
        *,
        feeling: Vad | None = None,
        heard: Heard | None = None,
        intent: str | None = None,
        is_recorded: bool = True,
        wants_passages: bool = False,
    ) -> Reply:
        """Answer a line; any text has an answer.

        Args:
            text: What the person says.
            feeling: How the companion feels, having heard it; what the line says by default.
            heard: Who wants to know while the answer is made.
            intent: What the line is meant as, where the caller knows; comes back in the reply.
                With `question` a line that reads as a statement is looked up all the same.
            is_recorded: Whether anything may be kept: memories, gaps, the journal.
            wants_passages: Look for passages also where another route than knowledge answers.
        """
        began = time.perf_counter()
        with self._lock:
            turn = self._turn(
                text, feeling, heard or Heard(), is_recorded=is_recorded, intent=intent
            )
            draft = first_that_knows(self.parts, self._commands, turn)
            knowledge = self.parts.knowledge
            if wants_passages and draft.passages is None and knowledge is not None:
                found = tuple(knowledge.search(turn.text))
                draft = msgspec.structs.replace(draft, passages=found)
            draft, gap = keep(self.parts, draft, turn)
            reply = Reply(
                text=worded(draft, turn),
                route=draft.route,
                confidence=draft.confidence,
                is_known=draft.is_known,
                sources=draft.sources,
                passages=draft.passages or (),
                notice=_joined(draft.notice, *self.parts.problems.values()),
                feeling=draft.feeling,
                expression=draft.expression,
                intent=intent or draft.intent or _intent_of(turn),
                gap=gap,
                latency_ms=round(1000.0 * (time.perf_counter() - began), 3),
            )
            note(self.parts, reply, draft, turn)
            return reply

    def _turn(
        self,
        text: str,
        feeling: Vad | None,
        heard: Heard,
        *,
        is_recorded: bool,
        intent: str | None,
    ) -> Turn:
        line = read_incoming(text)
        if intent == "question" and line.kind == "statement" and not facts_in(line.text):
            line = msgspec.structs.replace(line, kind="question")
        self._number += 1
        self.parts.problems.clear()
        return Turn(
            line=question_in(line),
            whole=line,
            raw=text[:_READ_RAW],
            mood=_mild(appraise(line.text)) if feeling is None else feeling,
            now_s=self._now_s(),
            number=self._number,
            is_recorded=is_recorded,
            heard=heard,
        )


def _mild(read: HasVad) -> Vad:
    """The mood after a line, where nobody keeps one: what the line says, less strongly."""
    return blend(NEUTRAL_VAD, read, share=_MOOD)


def _intent_of(turn: Turn) -> str:
    return {"nothing": "chat"}.get(turn.line.kind, turn.line.kind)


def _joined(*notices: str | None) -> str | None:
    return " ".join(notice for notice in notices if notice) or None
