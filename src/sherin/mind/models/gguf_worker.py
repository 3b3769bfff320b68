"""The process in which a .gguf file writes; run by its path, and importing nothing of SHERIN.

Its memory goes when it ends, a crash of the native library is not ours, and it can be stopped in
the middle of reading a prompt. JSON lines come in, `{"id", "messages", "max_tokens",
"temperature"}` or `{"cancel": ID}`, and go out: `{"ready"}`, then `{"id", "piece"}` and one
`{"id", "done"}` or `{"id", "error"}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import queue
import sys
import threading
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class _Llama(Protocol):
        """What is used of `llama_cpp.Llama`, which is an extra and not there for the checker."""

        @property
        def ctx(self) -> object: ...
        def create_chat_completion(
            self, *, messages: object, max_tokens: object, temperature: object, stream: bool
        ) -> Iterator[dict[str, list[dict[str, object]]]]: ...


__all__ = ["main"]

_NICE = 5
"""The face has to go on moving while the model computes."""


def main(arguments: list[str]) -> int:
    """Load `PATH` with a context of `TOKENS`, and answer until stdin ends; the exit status."""
    # What the native library prints must not get between our lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICE)
    worker = _Worker(out)
    threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    try:
        worker.load(arguments[0], int(arguments[1]))
    except Exception as error:  # noqa: BLE001 (whatever a foreign file does to a foreign library)
        worker.say({"ready": False, "error": f"{type(error).__name__}: {error}"[:400]})
        return 1
    worker.say({"ready": True})
    worker.work()
    return 0


class _Worker:
    """One model, one request at a time; another thread listens."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._requests: queue.SimpleQueue[dict[str, object]] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._current = -1
        self._llama: _Llama | None = None
        self._keep_alive: object = None

    def say(self, answer: dict[str, object]) -> None:
        self._out.write(json.dumps(answer) + "\n")
        self._out.flush()

    def listen(self, stdin: IO[bytes]) -> None:
        """Runs in a thread; when nobody is left to answer, the process ends in whatever it does."""
        for line in stdin:
            request = cast("dict[str, object]", json.loads(line))
            if "cancel" in request:
                self._cancelled.add(cast("int", request["cancel"]))
            else:
                self._requests.put(request)
        os._exit(0)

    def load(self, path: str, n_context: int) -> None:
        llama_cpp = importlib.import_module("llama_cpp")
        llama = cast("_Llama", llama_cpp.Llama(model_path=path, n_ctx=n_context, verbose=False))
        self._llama = llama
        # Asked between steps of a computation: reading a long prompt takes half a minute on a CPU.
        set_callback = getattr(llama_cpp, "llama_set_abort_callback", None)
        if set_callback is not None:
            kind = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)
            self._keep_alive = kind(self._is_unwanted)
            set_callback(llama.ctx, self._keep_alive, None)

    def _is_unwanted(self, _data: object) -> bool:
        return self._current in self._cancelled

    def work(self) -> None:
        while True:
            request = self._requests.get()
            self._current = number = cast("int", request["id"])
            try:
                is_cut = self._write(number, request)
            except Exception as error:  # noqa: BLE001 (one bad prompt must not end the process)
                if number in self._cancelled:
                    self.say({"id": number, "done": {"is_cut": True}})
                else:
                    self.say({"id": number, "error": f"{type(error).__name__}: {error}"[:400]})
            else:
                self.say({"id": number, "done": {"is_cut": is_cut}})
            self._current = -1
            self._cancelled.discard(number)

    def _write(self, number: int, request: dict[str, object]) -> bool:
        """Say each piece; whether the text reached its greatest length."""
        assert self._llama is not None
        reason = None
        if number in self._cancelled:
            return True
        chunks = self._llama.create_chat_completion(
            messages=request["messages"],
            max_tokens=request["max_tokens"],
            temperature=request["temperature"],
            stream=True,
        )
        for chunk in chunks:
            choice = chunk["choices"][0]
            reason = choice.get("finish_reason") or reason
            piece = cast("dict[str, object]", choice.get("delta", {})).get("content")
            if piece:
                self.say({"id": number, "piece": piece})
            if number in self._cancelled:
                return True
        return reason == "length"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
