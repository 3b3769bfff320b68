"""An engine in a process of its own, and the pipe to it.

What an engine costs in licence, global state or crashes stays on its side. Frames are those of
`espeak_worker`: a request is answered by one JSON frame, which audio frames may precede.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from typing import IO, Final, cast

from sherin.body.voice.espeak_worker import read_frame, write_frame
from sherin.errors import VoiceError

__all__ = ["START_TIMEOUT_S", "WorkerGoneError", "WorkerProcess"]

START_TIMEOUT_S: Final = 10.0
_CANCEL_POLL_S: Final = 0.005


class WorkerGoneError(Exception):
    """The process died or hangs; the caller tries once more with a new one."""


class WorkerProcess:
    """One running process, and the thread that reads what it says."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        engine: str,
        remedy: str,
        start_timeout_s: float = START_TIMEOUT_S,
    ) -> None:
        """Start a process and wait for its first frame, `{"ready": true, "rate_hz": ...}`.

        Args:
            arguments: What follows the name of this Python on its command line.
            engine: Its name in errors.
            remedy: What to do when it does not start.
            start_timeout_s: How long to wait.

        Raises:
            VoiceError: it says that it cannot run.
            WorkerGoneError: it says nothing.
        """
        self._process = subprocess.Popen(  # noqa: S603 (our own files, no input)
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _RUNNING.add(self)
        self._frames: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        stdout = cast("IO[bytes]", self._process.stdout)
        self._stdin = cast("IO[bytes]", self._process.stdin)
        # No reference to self: a forgotten worker can be collected, which ends its process.
        self._reader = threading.Thread(
            target=_read_frames, args=(stdout, self._frames), name=f"{engine}-reader", daemon=True
        )
        self._reader.start()
        try:
            _, hello = self.answer(start_timeout_s, None)
        except WorkerGoneError:
            self.kill()
            raise
        if not hello.get("ready"):
            self.kill()
            raise VoiceError(f"{engine} did not start: {hello.get('error')}. {remedy}")
        self.rate_hz = int(cast("int", hello["rate_hz"]))

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def send(self, request: dict[str, object]) -> None:
        """Write one request.

        Raises:
            WorkerGoneError: nobody reads it.
        """
        try:
            write_frame(self._stdin, b"J", json.dumps(request).encode("utf-8"))
        except OSError as error:
            raise WorkerGoneError(f"{error}") from None

    def answer(
        self, timeout_s: float, cancel: threading.Event | None, *, request_id: int = 0
    ) -> tuple[bytes, dict[str, object]]:
        """Audio and the JSON frame after it; a set `cancel` is passed on and still answered.

        Raises:
            WorkerGoneError: the process ended, or was silent for `timeout_s`.
        """
        deadline = time.monotonic() + timeout_s
        audio = bytearray()
        told = False
        while True:
            if cancel is not None and cancel.is_set() and not told:
                self.send({"op": "cancel", "id": request_id})
                told = True
            left = deadline - time.monotonic()
            if left <= 0.0:
                raise WorkerGoneError(f"no answer in {timeout_s:g} s")
            try:
                frame = self._frames.get(timeout=min(left, _CANCEL_POLL_S) if cancel else left)
            except queue.Empty:
                continue
            if frame is None:
                raise WorkerGoneError("the process ended")
            kind, payload = frame
            if kind == b"A":
                audio += payload
                continue
            return bytes(audio), cast("dict[str, object]", json.loads(payload))

    def kill(self) -> None:
        """End the process, at once; it holds nothing worth keeping."""
        _RUNNING.discard(self)
        self._process.kill()
        with contextlib.suppress(OSError):
            self._stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        self._reader.join(timeout=2.0)
        stdout = self._process.stdout
        if stdout is not None and not self._reader.is_alive():
            stdout.close()


_RUNNING: weakref.WeakSet[WorkerProcess] = weakref.WeakSet()


def _kill_all() -> None:
    for worker in list(_RUNNING):
        worker.kill()


atexit.register(_kill_all)


def _read_frames(stream: IO[bytes], frames: queue.SimpleQueue[tuple[bytes, bytes] | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        while (frame := read_frame(stream)) is not None:
            frames.put(frame)
    frames.put(None)
