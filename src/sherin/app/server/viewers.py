"""What waits to be sent to one viewer: packets may be lost to a slow one, its state never is."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Self

import msgspec

from sherin.app.server.frames import binary_frame, text_frame
from sherin.app.server.limits import Limits

__all__ = ["Outgoing", "Viewer"]


class Outgoing(msgspec.Struct, frozen=True):
    """One packet, encoded once for all viewers."""

    seq: int
    """Its number."""
    text: str
    """The tagged message of `sherin.v1.json`."""
    packed: bytes
    """The binary message of `sherin.v1.bin`."""
    text_frame: bytes
    """The text as it goes over the wire."""
    packed_frame: bytes
    """The binary message as it goes over the wire."""

    @classmethod
    def framed(cls, *, seq: int, text: str, packed: bytes) -> Self:
        """A packet in both forms, each framed for the wire."""
        return cls(
            seq=seq,
            text=text,
            packed=packed,
            text_frame=text_frame(text),
            packed_frame=binary_frame(packed),
        )


class Viewer:
    """The outbox of one connection; belongs to the event loop it was made in.

    Three shelves, emptied in this order: replies (the hello, answers to pings), the newest state,
    and packets. A full shelf of packets loses its oldest one: motion that comes late is worth less
    than motion now, and the state that follows says where affect is. An interrupt waits between the
    packets where it was offered, and is never lost.
    """

    def __init__(
        self,
        *,
        is_binary: bool,
        limits: Limits,
        write_now: Callable[[bytes], bool] | None = None,
    ) -> None:
        """An empty outbox.

        Args:
            is_binary: Whether packets go out in the packed form.
            limits: How much may wait.
            write_now: Sends a frame past the outbox; False where it would have to wait.
        """
        self.is_binary = is_binary
        self._write_now = write_now
        self.n_dropped = 0
        """Packets this viewer was too slow for."""
        self._replies: deque[str] = deque(maxlen=limits.max_waiting_replies)
        self._greeting: str | None = None
        self._state: str | None = None
        self._packets: deque[Outgoing] = deque()
        self._interrupt: str | None = None
        self._n_before_interrupt = 0
        self._max_packets = limits.max_waiting_packets
        self._filled = asyncio.Event()

    def offer_greeting(self, text: str) -> None:
        """Send a hello before anything else; a newer one replaces one that still waits."""
        self._greeting = text
        self._filled.set()

    def offer_reply(self, text: str) -> None:
        """Send an answer to this viewer's own question; the oldest is dropped when many wait."""
        self._replies.append(text)
        self._filled.set()

    def offer_state(self, text: str) -> None:
        """Send the state; a newer one replaces one that still waits."""
        self._state = text
        self._filled.set()

    def offer_packet(self, outgoing: Outgoing) -> bool:
        """Send a packet; False when an older one had to be dropped for it."""
        if self._write_now is not None and not self._has_waiting:
            frame = outgoing.packed_frame if self.is_binary else outgoing.text_frame
            if self._write_now(frame):
                return True
        is_full = len(self._packets) >= self._max_packets
        if is_full:
            self._packets.popleft()
            self._n_before_interrupt = max(self._n_before_interrupt - 1, 0)
            self.n_dropped += 1
        self._packets.append(outgoing)
        self._filled.set()
        return not is_full

    def offer_interrupt(self, text: str) -> None:
        """Send an interrupt after the packets that wait; it takes the place of an earlier one."""
        self._interrupt = text
        self._n_before_interrupt = len(self._packets)
        self._filled.set()

    @property
    def _has_waiting(self) -> bool:
        return bool(
            self._packets
            or self._replies
            or self._state is not None
            or self._greeting is not None
            or self._interrupt is not None
        )

    async def take(self) -> str | bytes:
        """The next frame to send, text or binary; waits until there is one."""
        while (frame := self.pop()) is None:
            self._filled.clear()
            await self._filled.wait()
        return frame

    def pop(self) -> str | bytes | None:
        """The next frame to send, or None when nothing waits."""
        if self._greeting is not None:
            greeting, self._greeting = self._greeting, None
            return greeting
        if self._replies:
            return self._replies.popleft()
        if self._state is not None:
            state, self._state = self._state, None
            return state
        if self._interrupt is not None and self._n_before_interrupt == 0:
            interrupt, self._interrupt = self._interrupt, None
            return interrupt
        if self._packets:
            outgoing = self._packets.popleft()
            self._n_before_interrupt = max(self._n_before_interrupt - 1, 0)
            return outgoing.packed if self.is_binary else outgoing.text
        return None
