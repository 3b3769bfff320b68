"""A worker process that is there when it is needed, and replaced when it died or hangs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Final

from sherin.body.voice.worker_process import START_TIMEOUT_S, WorkerGoneError, WorkerProcess
from sherin.errors import VoiceError

__all__ = ["KeptWorker"]

_log = logging.getLogger(__name__)


class KeptWorker:
    """One engine; its process starts with the first request. Callers take turns by a lock."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        engine: str,
        remedy: str,
        to_check: str,
        start_timeout_s: float = START_TIMEOUT_S,
    ) -> None:
        """An engine that does not run yet; see `WorkerProcess`.

        Args:
            arguments: Of its command line.
            engine: Its name in errors.
            remedy: What to do when it says that it cannot run.
            to_check: What to look at when it says nothing.
            start_timeout_s: How long it may take to start.
        """
        self._arguments: Final = tuple(arguments)
        self._engine: Final = engine
        self._remedy: Final = remedy
        self._to_check: Final = to_check
        self._start_timeout_s: Final = start_timeout_s
        self._worker: WorkerProcess | None = None
        self._next_id = 1

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        worker = self._worker
        return None if worker is None else worker.pid

    def start(self) -> WorkerProcess:
        """The process, started now unless it runs.

        Raises:
            VoiceError: it does not start.
        """
        if self._worker is None:
            try:
                self._worker = WorkerProcess(
                    self._arguments,
                    engine=self._engine,
                    remedy=self._remedy,
                    start_timeout_s=self._start_timeout_s,
                )
            except WorkerGoneError as error:
                raise VoiceError(
                    f"{self._engine} did not start: {error}. {self._to_check}"
                ) from None
        return self._worker

    def stop(self) -> None:
        """End the process; the next request starts another."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def ask(
        self,
        request: Mapping[str, object],
        *,
        timeout_s: float,
        cancel: threading.Event | None = None,
    ) -> tuple[bytes, dict[str, object], int]:
        """Audio, the JSON answer and the sample rate; a process that fails is replaced once.

        Raises:
            VoiceError: it failed twice, or does not start.
        """
        reason = ""
        for _ in range(2):
            worker = self.start()
            number, self._next_id = self._next_id, self._next_id + 1
            try:
                worker.send({**request, "id": number})
                audio, answer = worker.answer(timeout_s, cancel, request_id=number)
            except (WorkerGoneError, ValueError) as error:
                reason = str(error)
                _log.warning("voice worker restarted engine=%r reason=%r", self._engine, reason)
                self.stop()
                continue
            return audio, answer, worker.rate_hz
        raise VoiceError(
            f"{self._engine} failed twice: {reason}; the text begins "
            f"{str(request.get('text'))[:60]!r}. Leave that phrase out, or choose another voice."
        )
