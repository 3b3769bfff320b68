"""A model in a .gguf file, written by llama.cpp in a process of its own (extra `gguf`).

The process starts with the first question or the warm-up, keeps the model between questions, and
is ended by `close`. If it dies or does not stop when told to, the next question starts another.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final, cast

from sherin.errors import MissingExtraError, ModelError
from sherin.mind.models.gguf_file import CONTEXT_TOKENS
from sherin.mind.models.interface import Generation, GenerationLimits, Message, ModelInfo
from sherin.mind.models.streaming import POLL_S, Events, Finished, Piece, collect

__all__ = ["GgufModel"]

_WORKER: Final = Path(__file__).with_name("gguf_worker.py")
_TEMPERATURE: Final = 0.3
"""As for servers."""
_STOP_S: Final = 2.0
"""How long a cancelled request may go on before its process is ended."""


class GgufModel:
    """One file; a call at a time."""

    def __init__(self, path: Path, *, info: ModelInfo) -> None:
        """A model that is not loaded yet.

        Args:
            path: The file, of a split one the first.
            info: What its head says.

        Raises:
            MissingExtraError: llama-cpp-python is not installed.
        """
        if importlib.util.find_spec("llama_cpp") is None:
            raise MissingExtraError(
                "a model from a .gguf file needs llama-cpp-python, which is not installed. "
                "Run: pip install 'sherin[gguf]'  (it needs a C++ compiler and cmake), "
                "or run the file with llama.cpp, Ollama or LM Studio."
            )
        self._path: Final = path
        self._info: Final = info
        self._process: _Process | None = None
        self._number = 0
        self._is_closed = False

    @property
    def info(self) -> ModelInfo:
        """What it is."""
        return self._info

    def is_available(self) -> bool:
        """Whether the file is there and the model not closed."""
        return not self._is_closed and self._path.is_file()

    def generate(
        self,
        messages: Sequence[Message],
        *,
        limits: GenerationLimits,
        on_piece: Callable[[str], None],
        is_cancelled: Callable[[], bool],
    ) -> Generation:
        """Write an answer; see `Model.generate`.

        Raises:
            ModelError: the file cannot be loaded, the prompt is refused, or the process died.
        """
        if self._is_closed:
            raise ModelError(f"model {self._info.name!r} is closed. Open it again.")
        process = self._running(is_cancelled)
        self._number += 1
        number = self._number
        events = process.ask(
            number,
            {
                "id": number,
                "messages": [{"role": m.role, "content": m.content} for m in messages],
                "max_tokens": limits.max_tokens,
                "temperature": _TEMPERATURE,
            },
        )
        try:
            return collect(
                events,
                limits=limits,
                on_piece=on_piece,
                is_cancelled=lambda: self._is_closed or is_cancelled(),
            )
        finally:
            process.leave(number)

    def close(self) -> None:
        """End the process and free its memory."""
        self._is_closed = True
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _running(self, is_cancelled: Callable[[], bool]) -> _Process:
        """The process, ready for a request; a new one where the old died or does not stop."""
        process = self._process
        if process is not None:
            began_s = time.monotonic()
            while process.is_busy and time.monotonic() - began_s < _STOP_S and not is_cancelled():
                time.sleep(POLL_S)
            if process.is_busy and not is_cancelled():
                process.kill()
            if not process.is_gone:
                return process
            process.kill()
        context = min(self._info.context or CONTEXT_TOKENS, CONTEXT_TOKENS)
        self._process = _Process(self._path, context, name=self._info.name)
        return self._process


class _Process:
    """The running process, and the thread that reads what it says."""

    def __init__(self, path: Path, n_context: int, *, name: str) -> None:
        self._name = name
        self._process = subprocess.Popen(  # noqa: S603 (our own file; the path is an argument)
            [sys.executable, "-P", str(_WORKER), str(path), str(n_context)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        _RUNNING.add(self)
        self._lock = threading.Lock()
        self._waiting: dict[int, Events] = {}
        self._open: set[int] = set()
        self._failure: ModelError | None = None
        self._is_ready = False
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name="gguf-reader", daemon=True
        )
        self._reader.start()

    @property
    def is_busy(self) -> bool:
        """Whether it works on a request, also on one nobody waits for; not while it loads."""
        return bool(self._open) and self._is_ready and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether it ended."""
        return self._failure is not None

    def ask(self, number: int, request: dict[str, object]) -> Events:
        events: Events = queue.SimpleQueue()
        with self._lock:
            if self._failure is not None:
                events.put(self._failure)
                return events
            self._waiting[number] = events
            self._open.add(number)
        self._send(request)
        return events

    def leave(self, number: int) -> None:
        """Nobody waits for that request any more; if it still runs, it is told to stop."""
        with self._lock:
            self._waiting.pop(number, None)
            is_open = number in self._open
        if is_open:
            self._send({"cancel": number})

    def kill(self) -> None:
        """End it, at once; it holds nothing worth keeping."""
        _RUNNING.discard(self)
        self._process.kill()
        with contextlib.suppress(OSError):
            self._stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        self._reader.join(timeout=2.0)

    def _send(self, request: dict[str, object]) -> None:
        with contextlib.suppress(OSError, ValueError):  # its end is told by the reader
            self._stdin.write(json.dumps(request).encode() + b"\n")
            self._stdin.flush()

    def _read(self, stdout: IO[bytes]) -> None:
        """Runs in a thread until the process closes its output."""
        failure = None
        with stdout, contextlib.suppress(OSError, ValueError):
            for line in stdout:
                told = cast("dict[str, object]", json.loads(line))
                if told.get("ready") is False:
                    failure = (
                        f"model {self._name!r} cannot be loaded, {told.get('error')}. "
                        "Try another file: sherin models list"
                    )
                elif told.get("ready"):
                    self._is_ready = True
                elif "id" in told:
                    self._pass_on(told)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2.0)
        error = ModelError(
            failure
            or f"model {self._name!r}: its process ended with status {self._process.returncode}. "
            "Where memory is short, choose a smaller one: sherin models list"
        )
        with self._lock:
            self._failure = error
            self._open.clear()
            for events in self._waiting.values():
                events.put(error)

    def _pass_on(self, told: dict[str, object]) -> None:
        number = cast("int", told["id"])
        with self._lock:
            events = self._waiting.get(number)
            if "piece" not in told:
                self._open.discard(number)
        if events is None:
            return
        if "piece" in told:
            events.put(Piece(str(told["piece"])))
        elif "done" in told:
            done = cast("dict[str, bool]", told["done"])
            events.put(Finished(is_cut=done["is_cut"], n_tokens=None))
        else:
            events.put(
                ModelError(f"model {self._name!r}: {told.get('error')}. Ask something shorter.")
            )


_RUNNING: weakref.WeakSet[_Process] = weakref.WeakSet()


def _kill_all() -> None:
    for process in list(_RUNNING):
        process.kill()


atexit.register(_kill_all)
