"""`/ws`: one viewer's connection, one task that reads and one that writes."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from sherin.app.server.companion import Companion
from sherin.app.server.frames import frame_writer
from sherin.app.server.limits import Limits, TokenBucket
from sherin.app.server.problems import Problem
from sherin.app.server.viewers import Viewer
from sherin.errors import AffectError, PacketError
from sherin.wire import Event, Ping, decode_message, encode_message

__all__ = ["BINARY", "TEXT", "attend"]

TEXT: Final = "sherin.v1.json"
BINARY: Final = "sherin.v1.bin"
_SEQ: Final = re.compile(r"[0-9]{1,10}")
_TOO_MANY_FAULTS: Final = 50
"""Messages that could not be read, after which a viewer is sent away: it is no viewer of ours."""
_POLICY: Final = 1008
_TRY_LATER: Final = 1013
_CLOSE_TIMEOUT_S: Final = 1.0


async def attend(socket: WebSocket, companion: Companion, limits: Limits) -> None:
    """Serve one viewer until it leaves or is sent away.

    Query: `after` is the number of the last packet it got, `session` the session it got it in;
    both may be left out. In another session nothing is repeated: numbers mean nothing there.

    Raises:
        Problem: before the connection is accepted; it becomes an HTTP answer.
    """
    protocol = _chosen_protocol(socket.scope.get("subprotocols", []))
    after = _resume_after(socket, companion)
    if len(companion.viewers) >= limits.max_viewers:
        raise Problem(
            503,
            "too many viewers",
            where="/ws",
            expected=f"at most {limits.max_viewers} at once",
            next_step="Try again later.",
        )
    await socket.accept(subprotocol=protocol)
    viewer = Viewer(
        is_binary=protocol == BINARY, limits=limits, write_now=frame_writer(socket.scope)
    )
    companion.join(viewer, after=after)
    code: int | None = None
    try:
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(_write(socket, viewer, limits))
            code = await _read(socket, companion, viewer, limits)
            writer.cancel()
    except* _Stuck:
        code = _TRY_LATER
    finally:
        companion.leave(viewer)
    if code is not None:
        # A viewer that takes nothing does not take the close either.
        with contextlib.suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await socket.close(code)


class _Stuck(Exception):  # noqa: N818 (it ends a task, nothing failed)
    """A viewer has taken nothing for too long."""


async def _read(
    socket: WebSocket, companion: Companion, viewer: Viewer, limits: Limits
) -> int | None:
    # Returns the code to close with, or None when the viewer has left.
    bucket = TokenBucket(limits.messages_per_s, limits.messages_burst, clock=companion.clock.now_s)
    n_faults = 0
    while True:
        received = await socket.receive()
        if received["type"] != "websocket.receive":
            return None
        if not bucket.take():
            companion.n_ignored += 1
            continue
        try:
            message = decode_message(received.get("text") or received.get("bytes") or b"")
        except PacketError:
            n_faults += 1
            companion.n_ignored += 1
            if n_faults >= _TOO_MANY_FAULTS:
                return _POLICY
            continue
        if isinstance(message, Ping):
            answer = Ping(client_us=message.client_us, server_us=companion.clock.now_us())
            viewer.offer_reply(encode_message(answer).decode())
        elif isinstance(message, Event):
            try:
                companion.notice(message.name)
            except AffectError:
                companion.n_ignored += 1
        else:
            # A hello, a state or a packet is ours to send, not a viewer's.
            companion.n_ignored += 1


async def _write(socket: WebSocket, viewer: Viewer, limits: Limits) -> None:
    while True:
        frame = await viewer.take()
        try:
            async with asyncio.timeout(limits.send_timeout_s):
                if isinstance(frame, str):
                    await socket.send_text(frame)
                else:
                    await socket.send_bytes(frame)
        except TimeoutError:
            raise _Stuck from None
        except WebSocketDisconnect:
            return  # the reader hears of it, too


def _chosen_protocol(offered: list[str]) -> str | None:
    # Without an offer it is JSON, so that a generic WebSocket tool can look in.
    chosen = next((name for name in offered if name in {TEXT, BINARY}), None)
    if offered and chosen is None:
        raise Problem(
            400,
            f"no known subprotocol: {', '.join(offered)[:80]}",
            where="header Sec-WebSocket-Protocol",
            expected=f"{TEXT} or {BINARY}",
            next_step="Offer one of them, or none for JSON.",
        )
    return chosen


def _resume_after(socket: WebSocket, companion: Companion) -> int | None:
    after = socket.query_params.get("after")
    if after is None:
        return None
    if not _SEQ.fullmatch(after) or int(after) > 0xFFFFFFFF:
        raise Problem(
            400,
            f"`after` is {after[:40]!r}",
            where="query of /ws",
            expected="the number of a packet, 0..4294967295",
            next_step="Leave it out to begin with the state.",
        )
    session = socket.query_params.get("session", companion.session)
    return int(after) if session == companion.session else None
