"""The mind: joins reflexes, memory, knowledge and a model, and answers one line at a time.

The routes are tried in order; the first that knows answers. Each gives a draft with a confidence;
what is said is the draft, worded as sure as it is and in the tone of the feeling.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Self, TypeVar

import msgspec

from sherin.errors import KnowledgeError, MemoryStoreError
from sherin.mind.affect import Vad
from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion import memory_route, reflex_route
from sherin.mind.companion.about import MindStatus
from sherin.mind.companion.commands import Commands, parse_command
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.gaps import Gaps
from sherin.mind.companion.governance import Governance
from sherin.mind.companion.incoming import read_incoming
from sherin.mind.companion.journal import Journal
from sherin.mind.companion.knowledge_route import Shelves
from sherin.mind.companion.model_part import asked_of_model, no_model
from sherin.mind.companion.reflex_cache import ReflexCache
from sherin.mind.companion.reply import Heard, Preset, Reply
from sherin.mind.companion.reply_feeling import of_no_answer
from sherin.mind.companion.small_talk import SmallTalk
from sherin.mind.companion.store import CompanionStore
from sherin.mind.companion.wording import gated, toned
from sherin.mind.knowledge import KnowledgeBase
from sherin.mind.memory import Memory, Recalled
from sherin.mind.memory.keys import KeyRing
from sherin.mind.memory.questions import asked
from sherin.mind.models import Turn as TalkTurn

if TYPE_CHECKING:
    from sherin.mind.models import ModelRoute

__all__ = ["DEFAULT_PERSON", "Mind"]

DEFAULT_PERSON: Final = "owner"
"""Whose companion it is until somebody says their name."""
_REMEMBERED_TALK: Final = 12
"""Lines of the present talk, of both sides, that a model is told of."""
_LOOKED_AT_GAPS: Final = 200
_SERIOUS: Final = -0.3
"""Valence of an answer below which nothing bright is put before it."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Mind:
    """One person's companion; a context manager. Any thread, one line at a time."""

    def __init__(
        self,
        *,
        person: str,
        memory: Memory,
        store: CompanionStore,
        governance: Governance,
        journal: Journal,
        knowledge: KnowledgeBase | None,
        preset: Preset,
        model: ModelRoute | None,
        now_s: Callable[[], float],
        zone: tzinfo | None,
    ) -> None:
        """Join open parts; `open` is the usual way."""
        self.person: Final = person
        self.preset: Final[Preset] = preset
        self.memory: Final = memory
        self.knowledge: Final = knowledge
        self.governance: Final = governance
        self.journal: Final = journal
        self.gaps: Final = Gaps(store, governance)
        self.cache: Final = ReflexCache(store, governance)
        self._shelves: Final = (
            None if knowledge is None else Shelves(knowledge, gaps=self.gaps, cache=self.cache)
        )
        self._model: Final = model
        self._now_s: Final = now_s
        self._zone: Final = zone
        self._commands: Final = Commands(self)
        self._talk: Final[deque[TalkTurn]] = deque(maxlen=_REMEMBERED_TALK)
        self._problems: dict[str, str] = {}
        self._number = 0
        self._lock: Final = threading.RLock()
        self._parts: Final = ExitStack()

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

        Raises:
            WrongKeyError: the key is not that of the person's memory.
            MemoryStoreError: the memory cannot be opened or made.
            KnowledgeError: the shelves cannot be opened.
        """
        name = person or DEFAULT_PERSON
        with ExitStack() as parts:
            memory = parts.enter_context(
                Memory.open(name, home=home, passphrase=passphrase, keyring=keyring, zone=zone)
            )
            store = parts.enter_context(
                CompanionStore.open(name, home=home, passphrase=passphrase, keyring=keyring)
            )
            governance = Governance.open(name, home=home)
            knowledge = None
            if preset != "zero":
                knowledge = parts.enter_context(KnowledgeBase.open(home / "knowledge"))
            mind = cls(
                person=name,
                memory=memory,
                store=store,
                governance=governance,
                journal=Journal.open(name, governance, home=home),
                knowledge=knowledge,
                preset=preset,
                model=None if preset == "micro" else model,
                now_s=now_s,
                zone=zone,
            )
            mind._parts.push(parts.pop_all())
        return mind

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what `open` opened; nothing is lost without it."""
        with self._lock:
            self._parts.close()

    def warm_up(self) -> None:
        """Load what the first answer needs, so that it is as quick as the others."""
        with self._lock:
            SmallTalk.builtin()
            appraise("warm up")
            self.memory.recall("warm up", now_s=self._now_s())
            if self.knowledge is not None:
                self.knowledge.ask("what is a warm up")
        if self._model is not None:
            self._model.warm_up()

    def status(self) -> MindStatus:
        """What it is and what it has."""
        with self._lock:
            try:
                memory = self.memory.counts()
                open_gaps = self.gaps.counts()["open"]
            except MemoryStoreError as problem:
                memory, open_gaps = None, None
                self._problems["memory"] = str(problem)
            return MindStatus(
                person=self.person,
                preset=self.preset,
                is_frozen=self.governance.is_frozen,
                model=None if self._model is None else self._model.model_name,
                knowledge=None if self.knowledge is None else self.knowledge.status(),
                memory=memory,
                open_gaps=open_gaps,
                problems=tuple(self._problems.values()),
            )

    # remembering

    def remember(self, text: str) -> tuple[Recalled, ...]:
        """Keep what the person said, without an answer; the facts it stated.

        Raises:
            FrozenError: learning is frozen.
            MemoryStoreError: it could not be kept.
        """
        with self._lock:
            self.governance.require("memory")
            felt = appraise(text)
            return self.memory.remember_turn(text, affect=felt, now_s=self._now_s()).facts

    def recall(self, about: str, *, k: int = 5) -> list[Recalled]:
        """What the person said that fits, best first; changes nothing."""
        with self._lock:
            return self.memory.recall(about, now_s=self._now_s(), k=k)

    def forget(self, what: str) -> list[Recalled]:
        """Forget what holds some words, or "that" for the last thing said; what went.

        Raises:
            MemoryStoreError: nothing was forgotten.
        """
        with self._lock:
            now_s = self._now_s()
            gone = self.memory.forget(what, now_s=now_s)
            self.forget_words(what, now_s=now_s)
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
            is_recorded: Whether anything may be kept: memories, gaps, the journal.
            wants_passages: Look for passages also where another route than knowledge answers.
        """
        began = time.perf_counter()
        with self._lock:
            turn = self._turn(text, feeling, heard or Heard(), is_recorded=is_recorded)
            draft = self._draft(turn)
            if wants_passages and draft.passages is None and self.knowledge is not None:
                found = tuple(self.knowledge.search(turn.text))
                draft = msgspec.structs.replace(draft, passages=found)
            gap = self._keep(draft, turn)
            said = _worded(draft, turn)
            reply = Reply(
                text=said,
                route=draft.route,
                confidence=draft.confidence,
                is_known=draft.is_known,
                sources=draft.sources,
                passages=draft.passages or (),
                notice=_joined(draft.notice, *self._problems.values()),
                feeling=draft.feeling,
                expression=draft.expression,
                intent=intent or draft.intent or _intent_of(turn),
                gap=gap,
                latency_ms=round(1000.0 * (time.perf_counter() - began), 3),
            )
            self._note(reply, turn)
            return reply

    def _turn(self, text: str, feeling: Vad | None, heard: Heard, *, is_recorded: bool) -> Turn:
        line = read_incoming(text)
        self._number += 1
        self._problems.clear()
        return Turn(
            line=line,
            raw=text[:4_000],
            mood=Vad.of(appraise(line.text)) if feeling is None else feeling,
            now_s=self._now_s(),
            number=self._number,
            is_recorded=is_recorded,
            heard=heard,
        )

    def _draft(self, turn: Turn) -> Draft:
        """What the first route says that knows."""
        return self._by_reflex(turn) or self._by_memory(turn) or self._by_looking_up(turn)

    def _by_reflex(self, turn: Turn) -> Draft | None:
        if turn.line.kind == "nothing":
            return reflex_route.of_nothing(turn)
        command = parse_command(turn.text)
        if command is not None and turn.line.kind == "command":
            return self._commands.run(command, turn)
        refused = reflex_route.refused(turn)
        if refused is not None:
            return refused
        talk = SmallTalk.builtin().find(turn.line.normal)
        if talk is not None and talk.command:
            wanted = parse_command(f"/{talk.command}")
            assert wanted is not None
            return self._commands.run(wanted, turn)
        if talk is not None:
            return reflex_route.small_talk(talk, turn, name=self._name)
        told = reflex_route.clock_told(turn, zone=self._zone) or reflex_route.sum_told(turn)
        if told is not None or self._shelves is None:
            return told
        return self._guarded("gaps", lambda: self._shelves and self._shelves.confirmed(turn))

    def _by_memory(self, turn: Turn) -> Draft | None:
        return self._guarded("memory", lambda: self._from_memory(turn))

    def _from_memory(self, turn: Turn) -> Draft | None:
        forgotten = memory_route.forget(self.memory, turn)
        if forgotten is not None:
            what, draft = forgotten
            if what and turn.is_recorded:
                self.forget_words(what, now_s=turn.now_s)
            return draft
        if turn.line.kind == "statement":
            return self._take_in(turn)
        return memory_route.answer_from_memory(self.memory, turn, name=self._name)

    def _take_in(self, turn: Turn) -> Draft | None:
        """Keep what a statement states, and close the gaps that it fills."""
        if not turn.is_recorded:
            return memory_route.heard_only(turn, why="this talk is not recorded")
        if not self.governance.may_learn("memory"):
            return memory_route.heard_only(turn, why="learning is frozen")
        draft = memory_route.remember(self.memory, turn, felt=turn.mood)
        if draft is None:
            return None
        n_closed = self._close_filled_gaps(turn)
        if n_closed:
            questions = "a question" if n_closed == 1 else "some questions"
            text = f"{draft.text} That answers {questions} I had kept."
            draft = msgspec.structs.replace(draft, text=text)
        return draft

    def _close_filled_gaps(self, turn: Turn) -> int:
        """Dismiss the open gaps that memory can answer now; how many there were."""
        n_closed = 0
        for gap in self.gaps.list("open", limit=_LOOKED_AT_GAPS):
            if asked(gap.question) is None:
                continue
            if self.memory.answer(gap.question, now_s=turn.now_s) is not None:
                self.gaps.dismiss(gap.id, now_s=turn.now_s)
                n_closed += 1
        return n_closed

    def _by_looking_up(self, turn: Turn) -> Draft:
        """Knowledge, what the person once said, a model, or an honest no."""
        looked_up = self._guarded("knowledge", lambda: self._from_shelves(turn))
        if looked_up is not None and looked_up.is_known:
            return looked_up
        passages = looked_up.passages if looked_up is not None else None
        recalled = self._guarded("memory", lambda: memory_route.what_it_recalls(self.memory, turn))
        if recalled and turn.line.kind == "question":
            quoted = memory_route.quote(recalled[0], turn)
            return msgspec.structs.replace(quoted, passages=passages)
        if self._model is not None:
            generated = asked_of_model(
                self._model,
                turn,
                passages=passages or (),
                memories=recalled or (),
                talk=tuple(self._talk),
            )
            if generated is not None:
                return msgspec.structs.replace(generated, passages=passages)
        if turn.line.kind == "statement":
            heard = reflex_route.acknowledged(turn, name=self._name)
            return msgspec.structs.replace(heard, passages=passages)
        if looked_up is not None:
            return looked_up
        return no_model(turn) if self.preset == "zero" else _nothing_known(turn)

    def _from_shelves(self, turn: Turn) -> Draft | None:
        if self._shelves is None:
            return None
        answered = self._shelves.answered(turn)
        if answered is not None:
            return answered
        return self._shelves.answer(turn)

    def _guarded(self, what: str, look: Callable[[], T]) -> T | None:
        """What a route gives; a store that fails is named in the reply, and the others answer."""
        try:
            return look()
        except (MemoryStoreError, KnowledgeError) as problem:
            _log.warning("route failed route=%s reason=%r", what, str(problem))
            self._problems[what] = str(problem)
            return None

    @property
    def _name(self) -> str:
        """How the person is addressed: ", Ada", or nothing before a name is known."""
        return "" if self.person == DEFAULT_PERSON else f", {self.person}"

    # keeping

    def _keep(self, draft: Draft, turn: Turn) -> str | None:
        """Remember the line, note a gap, and what served; the id of the gap, if there is one."""
        if not turn.is_recorded:
            return None
        gap = None
        if draft.is_gap and turn.line.kind == "question":
            gap = self._guarded(
                "gaps",
                lambda: self.gaps.note(
                    turn.text,
                    confidence=draft.confidence,
                    nearest=draft.nearest,
                    now_s=turn.now_s,
                ),
            )
        if draft.memories:
            self._guarded("memory", lambda: self.memory.use(draft.memories, now_s=turn.now_s))
        is_told = turn.line.kind == "statement"  # by then it has been kept
        if draft.is_kept and not is_told and self.governance.may_learn("memory"):
            self._guarded(
                "memory",
                lambda: self.memory.remember_turn(turn.text, affect=turn.mood, now_s=turn.now_s),
            )
        return None if gap is None or gap.state != "open" else gap.id

    def _note(self, reply: Reply, turn: Turn) -> None:
        """Add the turn to the talk and to the journal."""
        if not turn.is_recorded:
            return
        if reply.intent != "command" and turn.text:
            self._talk.append(TalkTurn("person", turn.text))
            self._talk.append(TalkTurn("companion", reply.text))
        if turn.text:
            self.journal.write(
                reply,
                question=turn.text,
                feeling=turn.mood,
                memories=self.memory.n_nodes,
                now_s=turn.now_s,
            )

    def forget_words(self, what: str, *, now_s: float) -> None:
        """Forget words also where they are not memories: gaps, confirmed answers, the talk."""
        self._talk.clear()
        if what != "that":
            self.gaps.forget(what, now_s=now_s)
            self.cache.forget(what, now_s=now_s)

    def clear_talk(self) -> None:
        """Begin a new talk; what is remembered stays."""
        self._talk.clear()


def _worded(draft: Draft, turn: Turn) -> str:
    """The draft as sure as it is, and in the tone of the feeling."""
    if draft.is_literal:
        return draft.text
    text = gated(draft.text, draft.confidence) if draft.is_known else draft.text
    is_grave = appraise(draft.text).valence <= _SERIOUS
    is_small_talk = draft.route == "reflex" and draft.intent in {"chat", "statement"}
    return toned(text, turn.mood, is_grave=is_grave, is_small_talk=is_small_talk)


def _intent_of(turn: Turn) -> str:
    return {"nothing": "chat"}.get(turn.line.kind, turn.line.kind)


def _joined(*notices: str | None) -> str | None:
    return " ".join(notice for notice in notices if notice) or None


def _nothing_known(turn: Turn) -> Draft:
    return Draft(
        text="I don't know that, and I cannot look it up now.",
        route="none",
        confidence=0.0,
        is_known=False,
        feeling=of_no_answer(turn.mood),
        is_gap=True,
    )
