"""What takes seconds, one at a time: each job tells its progress to any number of listeners."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from typing import Final, TypeAlias

import msgspec

from sherin.app.server.problems import Problem
from sherin.app.server.workers import Told, work

__all__ = ["Done", "Failed", "Job", "JobEvent", "Jobs", "Progress"]


class Progress(msgspec.Struct, frozen=True, tag_field="kind", tag="progress"):
    """How far a job is."""

    step: str
    """What begins now, one word; `waiting` before it is its turn."""
    share: float
    """Of the work that is done, 0..1."""


class Done(msgspec.Struct, frozen=True, tag_field="kind", tag="done"):
    """The job is done."""

    name: str
    """What was made."""
    notes: tuple[str, ...] = ()
    """What could not be made as well as one would like; sentences."""


class Failed(msgspec.Struct, frozen=True, tag_field="kind", tag="failed"):
    """The job failed; nothing was changed."""

    reason: str
    """One sentence for the person, and what would help."""


JobEvent: TypeAlias = Progress | Done | Failed
_DECODE: Final = msgspec.json.Decoder(JobEvent)


class Job:
    """One thing that is being made; its last event stays."""

    def __init__(self, name: str, job_id: str | None = None) -> None:
        """A job that waits for its turn.

        Args:
            name: What will be made.
            job_id: What to call the job; 64 random bits by default.
        """
        self.id: Final = job_id or secrets.token_hex(8)
        self.name: Final = name
        self.last: JobEvent = Progress("waiting", 0.0)
        self._news = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether it is done or failed."""
        return not isinstance(self.last, Progress)

    def tell(self, event: JobEvent) -> None:
        """Something new; what comes after the end is dropped."""
        if not self.is_over:
            self.last = event
            self._news.set()
            self._news = asyncio.Event()

    async def events(self, *, beat_s: float) -> AsyncGenerator[JobEvent | None]:
        """The newest event and those that follow, the last one too; None when nothing happens.

        Args:
            beat_s: After so long without an event there is a None, so that a listener that has
                gone is noticed.
        """
        told: JobEvent | None = None
        while True:
            news = self._news
            if self.last is not told:
                told = self.last
                yield told
            elif not self.is_over:
                try:
                    async with asyncio.timeout(beat_s):
                        await news.wait()
                except TimeoutError:
                    yield None
            if self.is_over and self.last is told:
                return


class Jobs:
    """Carries out orders in a worker process, one after the other; belongs to one event loop."""

    def __init__(self, module: str, *, timeout_s: float, max_waiting: int, n_kept: int) -> None:
        """Nothing to do yet.

        Args:
            module: The worker, as `workers.work` takes it.
            timeout_s: How long one job may take.
            max_waiting: Jobs that are not over; one more is refused.
            n_kept: Jobs that can be asked about; the oldest that is over is forgotten.
        """
        self._module = module
        self._timeout_s = timeout_s
        self._max_waiting = max_waiting
        self._n_kept = n_kept
        self._jobs: dict[str, Job] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, job_id: str) -> Job | None:
        """A job by its id."""
        return self._jobs.get(job_id)

    def making(self, name: str) -> Job | None:
        """The job that makes a thing of that name now, or will."""
        return next((j for j in self._jobs.values() if j.name == name and not j.is_over), None)

    def add(
        self,
        name: str,
        order: Told,
        payload: bytes = b"",
        *,
        job_id: str | None = None,
        on_done: Callable[[Job], None] = lambda _: None,
    ) -> Job:
        """Begin a job, or let it wait for its turn.

        Args:
            name: What is made.
            order: For the worker.
            payload: Bytes that belong to it.
            job_id: What to call the job.
            on_done: Called in the event loop when it is done; not when it failed.

        Raises:
            Problem: 503, too many wait.
        """
        n_waiting = sum(not job.is_over for job in self._jobs.values())
        if n_waiting >= self._max_waiting:
            raise Problem(
                503,
                f"{n_waiting} jobs wait already",
                where="queue",
                expected=f"at most {self._max_waiting}",
                next_step="Wait for one of them to end, then send it again.",
                headers={"Retry-After": "5"},
            )
        job = Job(name, job_id)
        self._jobs[job.id] = job
        for old in [j.id for j in self._jobs.values() if j.is_over][: -self._n_kept or None]:
            del self._jobs[old]
        task = asyncio.create_task(self._carry_out(job, order, payload, on_done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    async def close(self) -> None:
        """End the process and every job that is not over."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(
        self, job: Job, order: Told, payload: bytes, on_done: Callable[[Job], None]
    ) -> None:
        try:
            async with self._turn:
                lines = work(self._module, order, payload, timeout_s=self._timeout_s)
                try:
                    async for line in lines:
                        event = _DECODE.decode(msgspec.json.encode(line))
                        if isinstance(event, Done):
                            on_done(job)
                        job.tell(event)
                finally:
                    await lines.aclose()
        finally:
            # However it ended: a listener must not wait for ever.
            job.tell(Failed("the server ended before it was done. Start it again, and try again."))
