"""The model route: asks one model, watches what it writes, and gives back what can be said.

`ModelRoute.answer` gives None whenever there is no answer of a model: none there, breaker open,
failed, too late, withheld, or the person went on. Then the other routes answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self

import msgspec

from sherin.errors import ModelError
from sherin.mind.affect import Vad
from sherin.mind.knowledge import FoundPassage, Source
from sherin.mind.memory import Recalled
from sherin.mind.models.breaker import BreakerState, CircuitBreaker
from sherin.mind.models.grounding import ground
from sherin.mind.models.interface import Generation, GenerationLimits, Model
from sherin.mind.models.output import OutputGuard, begins_with
from sherin.mind.models.prompt import (
    Prompt,
    Turn,
    build_prompt,
    new_canary,
    new_fence,
    without_system,
)

if TYPE_CHECKING:
    from sherin.mind.companion.reply import Heard

__all__ = ["UNVERIFIED", "Generated", "ModelRoute", "RouteStatus"]

_log = logging.getLogger(__name__)

UNVERIFIED: Final = "generated, unverified"
"""Shown wherever words of a model are shown that no source holds."""
_WAITING_S: Final = 0.15
"""Without a piece by then the person is told that it thinks; by taste, about a blink."""
_SLOW_S: Final = 15.0
"""A first piece later than this is a bad call for the breaker; by taste."""
_WARM_UP: Final = GenerationLimits(max_tokens=1, first_token_s=120.0, total_s=180.0)
"""Loading a large file from a cold disk may take a minute."""
_JOIN_S: Final = 2.0


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """What a model answered, fit to be said."""

    text: str
    """Plain lines, never empty."""
    model: str
    expression: str | None
    """Id of the allow-list that the model named."""
    is_complete: bool
    """False where it was too long or too late and ends with its last whole sentence."""
    notice: str | None
    """`UNVERIFIED`, or None where the sources hold everything it says."""
    sources: tuple[Source, ...]
    """The passages that hold it; empty where it is unverified."""
    missing: tuple[str, ...]
    """Names, numbers and sentences that no source holds."""
    first_piece_ms: float
    total_ms: float
    tokens_per_s: float | None


class RouteStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the route fares."""

    model: str
    where: str
    is_available: bool
    is_warm: bool
    """It has written something since it was opened: it is loaded."""
    breaker: BreakerState
    answers: int
    failures: int
    withheld: int
    latest_error: str | None


class ModelRoute:
    """One model behind a breaker; a context manager. `answer` from one thread at a time."""

    def __init__(
        self,
        model: Model,
        *,
        expressions: Mapping[str, str] | None = None,
        limits: GenerationLimits | None = None,
        breaker: CircuitBreaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        slow_s: float = _SLOW_S,
    ) -> None:
        """A route that has not asked anything; the model becomes its own and is closed with it.

        Args:
            model: Who writes.
            expressions: Ids the model may name -> a few words; the first 16 are offered to it.
            limits: How much and how long.
            breaker: When to leave the model alone.
            clock: Seconds; only differences count.
            slow_s: A first piece later than this counts as a bad call.
        """
        self._model: Final = model
        self._expressions: Final = dict(expressions or {})
        self._limits: Final = limits or GenerationLimits()
        self._breaker: Final = breaker or CircuitBreaker(clock=clock)
        self._clock: Final = clock
        self._slow_s: Final = slow_s
        self._canary: Final = new_canary()
        self._turn: Final = threading.Lock()
        self._wanted: Final = threading.Event()
        self._start: Final = threading.Lock()
        self._warming: threading.Thread | None = None
        self._is_warm = False
        self._is_closed = False
        self._takes_system = True
        self._is_short = False
        self._n_answers = 0
        self._n_failures = 0
        self._n_withheld = 0
        self._latest_error: str | None = None
        self.has_taken_back = False
        """Whether sentences were handed on for the latest answer that then could not be given."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the model go; what it writes for a warm-up or an answer ends."""
        with self._start:
            self._is_closed = True
            warming = self._warming
        self._model.close()
        if warming is not None:
            warming.join(timeout=_JOIN_S)

    @property
    def model_name(self) -> str:
        """Name of the model."""
        return self._model.info.name

    def is_available(self) -> bool:
        """Whether an answer could come now: breaker not open, model there. Cheap."""
        return self._breaker.state != "open" and self._model.is_available()

    def status(self) -> RouteStatus:
        """How it fares."""
        info = self._model.info
        return RouteStatus(
            model=info.name,
            where=info.where,
            is_available=self.is_available(),
            is_warm=self._is_warm,
            breaker=self._breaker.state,
            answers=self._n_answers,
            failures=self._n_failures,
            withheld=self._n_withheld,
            latest_error=self._latest_error,
        )

    def warm_up(self) -> None:
        """Have the model load and read the rules, in a thread of its own; returns at once.

        It gives way to an answer that is wanted; `status().is_warm` says when it is done.
        """
        with self._start:
            if self._is_closed or (self._warming is not None and self._warming.is_alive()):
                return
            self._warming = threading.Thread(
                target=self._warm_up, name="model-warm-up", daemon=True
            )
            self._warming.start()

    def _warm_up(self) -> None:
        def prompt(*, is_short: bool) -> Prompt:
            return build_prompt(
                "Hello", canary=self._canary, expressions=self._expressions, is_short=is_short
            )

        if not self._model.is_available():
            return
        with self._turn:
            try:
                generation = self._generate(
                    prompt,
                    limits=_WARM_UP,
                    on_piece=lambda _piece: None,
                    is_cancelled=lambda: self._wanted.is_set() or self._is_closed,
                )
            except ModelError as error:
                if not self._is_closed:
                    self._note(error)
                return
        self._is_warm = self._is_warm or generation.first_piece_s is not None

    def answer(
        self,
        text: str,
        *,
        passages: Sequence[FoundPassage] = (),
        memories: Sequence[Recalled] = (),
        feeling: Vad | None = None,
        history: Sequence[Turn] = (),
        heard: Heard | None = None,
    ) -> Generated | None:
        """Ask the model.

        Args:
            text: What the person said.
            passages: What the shelves hold about it, best first; at most four are told.
            memories: What came to mind, best first; at most six are told.
            feeling: How the companion feels.
            history: The talk before it, oldest first; the last six turns are told.
            heard: Who waits.

        Returns:
            What can be said, or None: then another route answers.
        """
        self.has_taken_back = False
        if not self.is_available():
            return None
        watch = _Watch(heard, clock=self._clock)
        fence = new_fence()

        def prompt(*, is_short: bool) -> Prompt:
            return build_prompt(
                text,
                canary=self._canary,
                passages=passages,
                memories=memories,
                feeling=feeling,
                history=history,
                expressions=self._expressions,
                fence=fence,
                is_short=is_short,
            )

        guard = OutputGuard(prompt(is_short=False), question=text, expressions=self._expressions)

        if not self._breaker.admit():
            return None

        def on_piece(piece: str) -> None:
            watch.heard_piece()
            shown = guard.feed(piece)
            if shown:
                watch.show(shown)
                for sentence in guard.take_sentences():
                    watch.say(sentence)

        try:
            self._wanted.set()
            with self._turn:
                self._wanted.clear()
                generation = self._generate(
                    prompt,
                    limits=self._limits,
                    on_piece=on_piece,
                    is_cancelled=lambda: guard.is_over or watch.is_cancelled(),
                )
        except ModelError as error:
            self._breaker.went_badly()
            self._note(error)
            self.has_taken_back = bool(guard.taken)
            return None
        except BaseException:
            self._breaker.was_left()
            raise
        self._judge_speed(generation, is_left=watch.was_cancelled)
        if watch.was_cancelled:
            return None
        is_complete = generation.finish == "stop" or guard.is_over
        said = guard.finish(is_complete=is_complete)
        if said.withheld is not None:
            self._n_withheld += 1
            _log.warning("model answer withheld reason=%s model=%s", said.withheld, self.model_name)
        if not said.text or not begins_with(said.text, guard.taken):
            self.has_taken_back = bool(guard.taken)
            return None
        if generation.first_piece_s is None:
            return None
        self._is_warm = True
        self._n_answers += 1
        grounding = ground(
            said.text, passages=passages, memories=[memory.text for memory in memories]
        )
        is_grounded = grounding.is_grounded
        return Generated(
            text=said.text,
            model=self.model_name,
            expression=said.expression,
            is_complete=is_complete,
            notice=None if is_grounded else UNVERIFIED,
            sources=tuple(_source_of(passages[n]) for n in grounding.used) if is_grounded else (),
            missing=grounding.missing,
            first_piece_ms=round(generation.first_piece_s * 1e3, 1),
            total_ms=round(generation.total_s * 1e3, 1),
            tokens_per_s=generation.tokens_per_s,
        )

    def _generate(
        self,
        prompt: _MakePrompt,
        *,
        limits: GenerationLimits,
        on_piece: Callable[[str], None],
        is_cancelled: Callable[[], bool],
    ) -> Generation:
        """One call, and another in the form the model wants where it refuses the first.

        Some templates know no system message, and some contexts are small; both are learnt once.
        """
        while True:
            messages = prompt(is_short=self._is_short).messages
            try:
                return self._model.generate(
                    messages if self._takes_system else without_system(messages),
                    limits=limits,
                    on_piece=on_piece,
                    is_cancelled=is_cancelled,
                )
            except ModelError as error:
                told = str(error).lower()
                if self._takes_system and "system" in told and "role" in told:
                    self._takes_system = False
                elif not self._is_short and "context" in told:
                    self._is_short = True
                else:
                    raise

    def _judge_speed(self, generation: Generation, *, is_left: bool) -> None:
        first_s = generation.first_piece_s
        if is_left and (first_s is None or first_s <= self._slow_s):
            self._breaker.was_left()
        elif first_s is None or first_s > self._slow_s or generation.finish == "stalled":
            self._breaker.went_badly()
            self._latest_error = f"slow: {generation.finish} after {generation.total_s:.1f} s"
        else:
            self._breaker.succeeded()

    def _note(self, error: ModelError) -> None:
        self._n_failures += 1
        # A server's message may quote what it was asked, and a log holds nobody's words.
        self._latest_error = str(error)
        _log.warning("model call failed model=%s failures=%d", self.model_name, self._n_failures)


class _MakePrompt(Protocol):
    """Builds the prompt, whole or short."""

    def __call__(self, *, is_short: bool) -> Prompt: ...


class _Watch:
    """What the person hears of it meanwhile."""

    def __init__(self, heard: Heard | None, *, clock: Callable[[], float]) -> None:
        self._heard = heard
        self._clock = clock
        self._began_s = clock()
        self._has_told = heard is None
        self.was_cancelled = False

    def is_cancelled(self) -> bool:
        if self._heard is None:
            return False
        if not self._has_told and self._clock() - self._began_s >= _WAITING_S:
            self._has_told = True
            self._heard.on_waiting()
        self.was_cancelled = self.was_cancelled or self._heard.is_cancelled()
        return self.was_cancelled

    def heard_piece(self) -> None:
        self._has_told = True

    def show(self, text: str) -> None:
        if self._heard is not None:
            self._heard.on_piece(text)

    def say(self, sentence: str) -> None:
        if self._heard is not None:
            self._heard.on_sentence(sentence)


def _source_of(passage: FoundPassage) -> Source:
    return Source(title=passage.title, domain=passage.domain, uri=passage.uri, date=passage.date)
