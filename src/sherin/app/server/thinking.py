"""The mind behind the server: in a thread of its own, opened at the start, asked one at a time.

What a person's memory lies in may be used from one thread only, so the mind is opened, asked and
closed in that thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Protocol, TypeVar

import msgspec

from sherin.errors import SherinError
from sherin.mind.affect import Vad
from sherin.mind.companion import Heard, MindStatus, Reply

__all__ = ["Answering", "MindState", "NoMindError", "OpenMind", "Thinking"]

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Answering(Protocol):
    """What the server asks of a mind; `sherin.mind.companion.Mind` is one."""

    def respond(
        self,
        text: str,
        *,
        feeling: Vad | None = None,
        heard: Heard | None = None,
        intent: str | None = None,
    ) -> Reply:
        """The answer to a line."""
        ...

    def status(self) -> MindStatus:
        """What it is and what it has."""
        ...

    def warm_up(self) -> None:
        """Load what the first answer needs."""
        ...


OpenMind = Callable[[str | None], AbstractContextManager[Answering]]
"""Opens the mind that belongs to a person; None before they have said their name."""


class MindState(msgspec.Struct, frozen=True, kw_only=True):
    """How the mind is, for `/status`."""

    is_open: bool
    is_busy: bool = False
    """Whether it makes an answer now."""
    reason: str | None = None
    """Why it is not open."""
    status: MindStatus | None = None
    """What it says of itself."""


class NoMindError(SherinError):
    """There is no mind that could answer; the message says why."""


class Thinking:
    """Asks the mind from the event loop; belongs to one loop."""

    def __init__(self, opening: OpenMind | None, *, person: str | None = None) -> None:
        """A mind that has not been opened yet.

        Args:
            opening: Opens it; None where the server has none.
            person: Whose it is.
        """
        self._opening = opening
        self._person = person
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mind")
        self._open: AbstractContextManager[Answering] | None = None
        self._mind: Answering | None = None
        self._failure: SherinError | None = None
        self._n_asked = 0
        self._described: MindStatus | None = None

    @property
    def person(self) -> str | None:
        """Whose mind it is."""
        return self._person

    def prepare(self) -> None:
        """Open the mind in the background, so that the first question does not wait for it.

        Not before somebody has said their name: it would be nobody's memory that is made.
        """
        if self._person is not None:
            self._thread.submit(self._prepare)

    async def ask(
        self, text: str, *, feeling: Vad | None, heard: Heard, intent: str | None
    ) -> Reply:
        """The answer to a line, once the earlier ones are over.

        Raises:
            NoMindError: there is no mind here.
            SherinError: the person's mind cannot be opened.
        """

        def respond() -> Reply:
            return self._opened().respond(text, feeling=feeling, heard=heard, intent=intent)

        self._n_asked += 1
        try:
            return await self._in_thread(respond)
        finally:
            self._n_asked -= 1

    async def status(self) -> MindState:
        """What the mind says of itself, at once: while it is busy, what it said last."""
        if self._mind is None:
            why = self._failure or "nobody has asked it anything yet"
            return MindState(is_open=False, reason=str(why))
        is_busy = self._n_asked > 0
        if not is_busy:
            self._described = await self._in_thread(lambda: self._opened().status())
        return MindState(is_open=True, is_busy=is_busy, status=self._described)

    async def belong_to(self, person: str) -> None:
        """Close this person's mind and open another's.

        Raises:
            SherinError: it cannot be opened; there is no mind then, until another is chosen.
        """

        def change() -> None:
            self._shut()
            self._person = person
            if self._opening is not None:
                self._opened().warm_up()

        await self._in_thread(change)

    async def close(self) -> None:
        """Close the mind and end its thread; an answer that is being made ends first."""
        await self._in_thread(self._shut)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    # --- in the thread of the mind ---------------------------------------------------------------

    def _prepare(self) -> None:
        with suppress(SherinError):  # whoever asks is told
            self._opened().warm_up()

    def _opened(self) -> Answering:
        if self._mind is not None:
            return self._mind
        if self._opening is None:
            raise NoMindError(
                "this server has no mind that could answer. Start it with `sherin serve`."
            )
        if self._failure is not None:
            raise self._failure
        try:
            self._open = self._opening(self._person)
            self._mind = self._open.__enter__()
        except SherinError as failure:
            # Asked again it would fail again, and cost as long; another person is another try.
            self._open, self._failure = None, failure
            _log.warning("mind did not open reason=%r", str(failure))
            raise
        return self._mind

    def _shut(self) -> None:
        opened, self._open, self._mind, self._failure = self._open, None, None, None
        self._described = None
        if opened is not None:
            opened.__exit__(None, None, None)
