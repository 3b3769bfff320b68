"""The talk: a question shows at once, is answered by the mind, and the answer is said.

One question is answered at a time. A new one, an interruption and a client that goes away withdraw
the one before.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable
from typing import Final

import msgspec

from sherin.app.server.chat_lines import (
    ChatLine,
    ErrorLine,
    HeardLine,
    PieceLine,
    ReplyLine,
    WaitingLine,
)
from sherin.app.server.companion import Companion
from sherin.app.server.limits import Limits
from sherin.app.server.problems import Problem
from sherin.app.server.spoken_answer import SpokenAnswer
from sherin.app.server.thinking import NoMindError, Thinking
from sherin.errors import SherinError
from sherin.mind.affect import Vad, nearest_feeling
from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion import Heard, Reply
from sherin.mind.knowledge import GO_ON

__all__ = ["Conversation", "Turn", "spoken_part"]

_SILENT_INTENTS: Final = frozenset({"command"})
"""A table of numbers is for reading."""
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"')\]]*(?=\s)|\n")


class Turn:
    """One question on its way; the lines about it are read once, while they come."""

    def __init__(self) -> None:
        """Nothing is known yet; belongs to the running event loop."""
        self._loop = asyncio.get_running_loop()
        # Bounded by what is put in: an answer has an end, and its reader is on this machine.
        self._lines: asyncio.Queue[ChatLine] = asyncio.Queue()
        self._is_withdrawn = threading.Event()
        self.is_over = False
        self.problem: Problem | None = None
        """Why there is no answer, once that is so."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody waits for the answer; may be asked from any thread."""
        return self._is_withdrawn.is_set()

    def put(self, line: ChatLine) -> None:
        """Add a line; what comes after the last one is dropped."""
        if not self.is_over:
            self.is_over = isinstance(line, ReplyLine | ErrorLine)
            self._lines.put_nowait(line)

    def fail(self, problem: Problem) -> None:
        """There will be no answer."""
        if not self.is_over:
            self.problem = problem
            self.put(ErrorLine(problem.facts))

    def withdraw(self, why: str) -> None:
        """Nobody waits any longer."""
        self._is_withdrawn.set()
        self.fail(
            Problem(
                409,
                f"the question was withdrawn: {why}",
                where="/chat",
                expected="one question at a time",
                next_step="Ask it again, if the answer still matters.",
            )
        )

    async def lines(self) -> AsyncGenerator[ChatLine]:
        """The lines, the last one too; whoever stops reading withdraws the question."""
        try:
            while True:
                line = await self._lines.get()
                yield line
                if isinstance(line, ReplyLine | ErrorLine):
                    return
        finally:
            if not self.is_over:
                self.withdraw("the client went away")


class Conversation:
    """Asks the mind and lets the companion say what it answers; belongs to one event loop."""

    def __init__(self, companion: Companion, thinking: Thinking, limits: Limits) -> None:
        """Nothing has been said yet."""
        self._companion = companion
        self._thinking = thinking
        self._limits = limits
        self._turn: Turn | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, text: str, *, intent: str | None = None, speaks: bool = True) -> Turn:
        """Show that the question was heard, and begin to answer it.

        Args:
            text: What the person says.
            intent: What it is meant as, where that is known.
            speaks: Whether the answer is said aloud.
        """
        self.withdraw("another question came")
        if self._companion.is_speaking:
            self._companion.interrupt()
        turn = self._turn = Turn()
        performed = self._companion.hear(text)
        feeling = performed.reaction.felt
        turn.put(HeardLine(performed.packet.seq, nearest_feeling(feeling)))
        answering = self._answer(turn, text, feeling=feeling, intent=intent, speaks=speaks)
        task = asyncio.create_task(answering)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return turn

    def withdraw(self, why: str) -> None:
        """Let go of the question that is being answered, if there is one."""
        if self._turn is not None:
            self._turn.withdraw(why)
            self._turn = None
            self._companion.stop_thinking()

    async def close(self) -> None:
        """Withdraw the question and wait until the mind has let go of it."""
        self.withdraw("the server ends")
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(
        self, turn: Turn, text: str, *, feeling: Vad, intent: str | None, speaks: bool
    ) -> None:
        spoken = SpokenAnswer(
            self._companion, speaks=speaks, max_chars=self._limits.max_spoken_chars
        )
        heard = self._listener(turn, spoken)
        try:
            reply = await self._thinking.ask(text, feeling=feeling, heard=heard, intent=intent)
        except SherinError as failure:
            turn.fail(_no_answer(failure))
        except Exception:
            turn.fail(_no_answer(SherinError("the mind failed")))
            raise
        else:
            if not turn.is_withdrawn:
                turn.put(self._perform(reply, spoken, speaks=speaks))
        finally:
            spoken.end()
            # Withdrawn by its own reader it is still the present one.
            if self._turn is turn:
                self._turn = None
                self._companion.stop_thinking()

    def _listener(self, turn: Turn, spoken: SpokenAnswer) -> Heard:
        """What the mind calls while it works, from its own thread."""
        loop = asyncio.get_running_loop()

        def wait() -> None:
            if not turn.is_over and self._turn is turn:
                self._companion.think()
                turn.put(WaitingLine())

        def say(sentence: str) -> None:
            if not turn.is_over and self._turn is turn:
                turn.put(spoken.add(sentence))

        def tell(call: Callable[[], None]) -> None:
            loop.call_soon_threadsafe(call)

        return Heard(
            on_waiting=lambda: tell(wait),
            on_piece=lambda piece: tell(lambda: turn.put(PieceLine(piece))),
            on_sentence=lambda sentence: tell(lambda: say(sentence)),
            is_cancelled=lambda: turn.is_withdrawn,
        )

    def _perform(self, reply: Reply, begun: SpokenAnswer, *, speaks: bool) -> ReplyLine:
        """Say the answer, or what is left of it, or only show how it feels."""
        if begun.finish(reply) and begun.packet is not None:
            facts = msgspec.structs.asdict(reply)
            return ReplyLine(**facts, packet=begun.packet, utterance=begun.utterance)
        spoken = spoken_part(reply.text, self._limits.max_spoken_chars)
        if speaks and spoken and reply.intent not in _SILENT_INTENTS:
            performed = self._companion.say(spoken, reply.feeling, expression=reply.expression)
        else:
            self._companion.stop_thinking()
            place = reply.feeling or Vad.of(appraise(reply.text))
            performed = self._companion.feel(place, expression=reply.expression)
        return ReplyLine(
            **msgspec.structs.asdict(reply),
            packet=performed.packet.seq,
            utterance=performed.packet.utterance,
        )


def spoken_part(text: str, max_chars: int) -> str:
    """The beginning of a text that is not too long to be said, up to the end of a sentence.

    The subjects to go on with are for the eye.
    """
    text = text.partition(GO_ON)[0].strip()
    if len(text) <= max_chars:
        return text
    sentences = list(_SENTENCE_END.finditer(text, 0, max_chars))
    end = sentences[-1].end() if sentences else text.rfind(" ", 0, max_chars)
    return text[: end if end > 0 else max_chars].strip()


def _no_answer(failure: SherinError) -> Problem:
    is_absent = isinstance(failure, NoMindError)
    return Problem(
        503,
        str(failure),
        where="/chat",
        expected="a mind that can be opened",
        next_step="GET /status says what runs here." if is_absent else "See docs/companion.md.",
    )
