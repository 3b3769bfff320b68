"""What waits to be sent to one viewer: packets may be lost to a slow one, its state never is."""

from __future__ import annotations

import asyncio
from collections import deque

import msgspec

from sherin.app.server.limits import Limits

__all__ = ["Outgoing", "Viewer"]


class Outgoing(msgspec.Struct, frozen=True):
    """One packet, encoded once for all viewers."""

    seq: int
    """Its number."""
    text: str
    """The tagged message of `sherin.v1.json`."""
    packed: bytes
    """The binary frame of `sherin.v1.bin`."""


class Viewer:
    """The outbox of one connection; belongs to the event loop it was made in.

    Three shelves, emptied in this order: replies (the hello, answers to pings), the newest state,
    and packets. A full shelf of packets loses its oldest one: motion that comes late is worth less
    than motion now, and the state that follows says where affect is. An interrupt waits between the
    packets where it was offered, and is never lost.
    """

    def __init__(self, *, is_binary: bool, limits: Limits) -> None:
        """An empty outbox."""
        self.is_binary = is_binary
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
