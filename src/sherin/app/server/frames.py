"""The short way of a packet to many viewers: one WebSocket frame, written as it is to each.

A server's frames are not masked and we do not compress, so a packet is the same bytes for all: it
is framed once, and goes straight into each connection that has nothing else to send. What cannot go
that way waits in the viewer's outbox. docs/server.md says what that saves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["FrameProtocol", "binary_frame", "frame_writer", "text_frame"]

_EXTENSION: Final = "sherin.frames"
_TEXT, _BINARY = 0x81, 0x82  # a whole message in one frame (RFC 6455, 5.2)


class FrameProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket connection, which also takes frames that are ready."""

    async def run_asgi(self) -> None:
        """Serve the connection; its scope says that it takes frames."""
        scope = cast("dict[str, Any]", self.scope)
        scope.setdefault("extensions", {})[_EXTENSION] = {"write": self.write_frame}
        await super().run_asgi()

    def write_frame(self, frame: bytes) -> bool:
        """Send a frame now; False, and nothing is sent, where it would have to wait."""
        is_ready = (
            self.handshake_complete
            and not self.close_sent
            and not self.disconnected
            and self.writable.is_set()
            and not self.transport.is_closing()
            # What waits here is older; a viewer that is behind gets its packets from its outbox.
            and self.transport.get_write_buffer_size() == 0
        )
        if is_ready:
            self.transport.write(frame)
        return is_ready


def frame_writer(scope: Mapping[str, Any]) -> Callable[[bytes], bool] | None:
    """What writes frames to the connection of an ASGI scope; None under another server."""
    found = scope.get("extensions", {}).get(_EXTENSION)
    return None if found is None else cast("Callable[[bytes], bool]", found["write"])


def text_frame(text: str) -> bytes:
    """The frame of a text message."""
    return _frame(_TEXT, text.encode())


def binary_frame(body: bytes) -> bytes:
    """The frame of a binary message."""
    return _frame(_BINARY, body)


def _frame(kind: int, body: bytes) -> bytes:
    if len(body) < 126:
        return bytes((kind, len(body))) + body
    assert len(body) < 1 << 16, "packets are below 500 bytes"
    return bytes((kind, 126)) + len(body).to_bytes(2, "big") + body
