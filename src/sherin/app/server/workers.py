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
import sys
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final, NoReturn, cast

from sherin.errors import SherinError

__all__ = ["Told", "carry_out", "work"]

_log = logging.getLogger(__name__)

Told = dict[str, object]
"""One line of a worker: its `kind`, and what belongs to it."""
_LAST: Final = frozenset({"done", "failed"})
_KINDER: Final = 5
"""Niceness of a worker: what somebody looks at right now goes first."""
_N_KEPT_LINES: Final = 20
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
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # what lies in the folder one happens to be in is not ours to run
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_MAX_LINE_BYTES,
    )
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    noise: deque[bytes] = deque(maxlen=_N_KEPT_LINES)
    listening = asyncio.create_task(_keep_lines(process.stderr, noise))
    is_over = False
    try:
        async with asyncio.timeout(timeout_s):
            head = json.dumps({**order, "n_bytes": len(payload)}).encode() + b"\n"
            with contextlib.suppress(ConnectionError):  # it ended already; its exit says more
                process.stdin.write(head + payload)
                await process.stdin.drain()
            async for line in process.stdout:
                told = _read(line)
                if told is not None:
                    yield told
                    is_over = told["kind"] in _LAST
                if is_over:
                    break
            if not is_over:
                code = await process.wait()
                await listening
                last = b"".join(noise).decode("utf-8", "replace")[-2000:]
                _log.error("worker ended module=%s code=%s stderr=%r", module, code, last)
                yield {"kind": "failed", "reason": _ended(code)}
    except TimeoutError:
        reason = f"it took more than {timeout_s:g} s. Try a smaller photo, or a shorter text."
        yield {"kind": "failed", "reason": reason}
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        listening.cancel()
        # Waited for, so that no process and no pipe outlives what asked for them.
        await asyncio.shield(process.wait())


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
        tell({"kind": "done", **do(order, payload, tell)})
    except SherinError as refused:
        tell({"kind": "failed", "reason": str(refused)})
    except MemoryError:
        tell({"kind": "failed", "reason": "memory ran out. Close something, or try less at once."})
    # No waiting for threads of image libraries: everything that counts is on the disk.
    told_to.flush()
    os._exit(0)


async def _keep_lines(stream: asyncio.StreamReader, kept: deque[bytes]) -> None:
    while piece := await stream.read(4096):
        kept.append(piece)


def _read(line: bytes) -> Told | None:
    try:
        told: object = json.loads(line)
    except ValueError:
        return None
    is_ours = isinstance(told, dict) and isinstance(cast("Told", told).get("kind"), str)
    return cast("Told", told) if is_ours else None


def _ended(code: int) -> str:
    if code < 0:
        return f"the process that did it was ended by signal {-code}; memory may have run out."
    return "the process that did it failed. `sherin --debug serve` shows what it said."
