"""Processes that do the heavy work, so that the server stays small and answers at once.

A worker is a module of ours, run by the same Python. It gets an order on stdin (one line of JSON,
then as many bytes as the order says) and tells how it goes on stdout, one JSON object a line; the
last one has the kind `done` or `failed`. When its stdin closes the server is gone, and it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import IO, Final, NoReturn, cast

from sherin.app.egress import no_connections
from sherin.errors import SherinError

__all__ = ["Told", "carry_out", "work"]

_log = logging.getLogger(__name__)

Told = dict[str, object]
"""One line of a worker: its `kind`, and what belongs to it."""
_LAST: Final = frozenset({"done", "failed"})
_KINDER: Final = 5
"""Niceness of a worker: what somebody looks at right now goes first."""
_LAST_WORDS_BYTES: Final = 2_000
_MAX_LINE_BYTES: Final = 65_536


async def work(
    module: str, order: Mapping[str, object], payload: bytes = b"", *, timeout_s: float
) -> AsyncGenerator[Told]:
    """Let a worker carry out an order; its lines as they come. Closing this ends the process.

    Args:
        module: Which one; its `__main__` calls `carry_out`.
        order: What to do.
        payload: Bytes that belong to it.
        timeout_s: How long it may take in all.

    Yields:
        What it tells; the last line is of the kind `done` or `failed`, whatever happens.
    """
    process = _Process(module)
    is_over = False
    try:
        async with asyncio.timeout(timeout_s):
            head = json.dumps({**order, "n_bytes": len(payload)}).encode() + b"\n"
            await asyncio.to_thread(process.write, head + payload)
            while not is_over and (line := await asyncio.to_thread(process.read_line)):
                told = _read(line)
                if told is not None:
                    yield told
                    is_over = told["kind"] in _LAST
        if not is_over:
            reason = process.how_it_ended()
            _log.error("worker ended module=%s stderr=%r", module, process.last_words())
            yield {"kind": "failed", "reason": reason}
    except TimeoutError:
        reason = f"it took more than {timeout_s:g} s. Try a smaller photo, or a shorter text."
        yield {"kind": "failed", "reason": reason}
    finally:
        process.end()


class _Process:
    """A worker, seen from the server. Its pipes are read in threads, which end when it does."""

    def __init__(self, module: str) -> None:
        # What libraries print there is only looked at when it failed: it must not fill a pipe.
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no input in the command)
            # -P: what lies in the folder one happens to be in is not ours to run.
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
        )
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)

    def write(self, order: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):  # it ended; what it told says more
            self._stdin.write(order)
            self._stdin.flush()

    def read_line(self) -> bytes:
        try:
            return self._stdout.readline(_MAX_LINE_BYTES)
        except ValueError:  # closed meanwhile
            return b""

    def how_it_ended(self) -> str:
        code = self._process.wait()
        if code < 0:
            return f"the process that did it was ended by signal {-code}; memory may have run out."
        return "the process that did it failed. `sherin --debug serve` shows what it said."

    def last_words(self) -> str:
        self._noise.seek(max(self._noise.seek(0, os.SEEK_END) - _LAST_WORDS_BYTES, 0))
        return self._noise.read().decode("utf-8", "replace")

    def end(self) -> None:
        """Kill it if it still runs, and leave nothing of it."""
        self._process.kill()
        self._process.wait()
        self._noise.close()
        # A thread may still read or write here: it sees the end now, and then they are closed.
        for pipe in (self._stdin, self._stdout):
            threading.Thread(target=_close, args=(pipe,), daemon=True).start()


def _close(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        pipe.close()


def carry_out(do: Callable[[Told, bytes, Callable[[Told], None]], Told]) -> NoReturn:
    """The other end: read the order, do it, and tell how it goes; never returns.

    Args:
        do: Gets the order, its bytes and what tells a line; returns what `done` has to say.
    """
    with contextlib.suppress(OSError, AttributeError):  # Windows has no niceness
        os.nice(_KINDER)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    # Libraries that print to stdout must not break the lines: they get stderr.
    told_to = os.fdopen(os.dup(stdout.fileno()), "wb")
    os.dup2(2, stdout.fileno())

    def tell(line: Told) -> None:
        told_to.write(json.dumps(line).encode() + b"\n")
        told_to.flush()

    order = cast("Told", json.loads(stdin.readline()))
    payload = stdin.read(int(cast("int", order["n_bytes"])))

    def end_with_server() -> None:
        stdin.read()
        os._exit(1)

    threading.Thread(target=end_with_server, daemon=True).start()
    try:
        with no_connections():
            tell({"kind": "done", **do(order, payload, tell)})
    except SherinError as refused:
        tell({"kind": "failed", "reason": str(refused)})
    except MemoryError:
        tell({"kind": "failed", "reason": "memory ran out. Close something, or try less at once."})
    except Exception:  # noqa: BLE001 (a fault of ours: the server logs what is printed here)
        traceback.print_exc()
        sys.stderr.flush()
        # An ordinary end would wait for the thread that reads stdin, and abort: signal 6.
        os._exit(1)
    # No waiting for threads of image libraries: everything that counts is on the disk.
    told_to.flush()
    os._exit(0)


def _read(line: bytes) -> Told | None:
    try:
        told: object = json.loads(line)
    except ValueError:
        return None
    is_ours = isinstance(told, dict) and isinstance(cast("Told", told).get("kind"), str)
    return cast("Told", told) if is_ours else None
