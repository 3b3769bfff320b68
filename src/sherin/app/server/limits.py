"""Every bound of the server in one place, so that nothing a client sends can grow without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from sherin.wire.messages import MAX_MESSAGE_BYTES

__all__ = ["Limits", "TokenBucket"]

_UTF8_BYTES: Final = 6  # longest JSON escape of one character of the basic plane: \uXXXX


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds, by taste: far above what a person does, far below what hurts the process."""

    max_text_chars: int = 4_000
    """Longest sentence that `/feel` takes."""
    max_spoken_chars: int = 1_000
    """Longest text that `/say` takes."""
    max_spoken_s: float = 180.0
    """Longest utterance; what follows is not said. Numbers are far longer when they are read."""
    n_kept_utterances: int = 8
    """Utterances whose sound and marks can be fetched; the oldest is forgotten."""
    max_body_bytes: int = 4_000 * _UTF8_BYTES + 1_024
    """Longest request body; it holds the longest sentence however it is escaped."""
    body_timeout_s: float = 10.0
    """How long a client may take to send its body."""
    max_photo_bytes: int = 25_000_000
    """Longest photo that is taken; a picture of a good camera has a third of that."""
    photo_timeout_s: float = 60.0
    """How long a client may take to send it."""
    max_uploads: int = 2
    """Photos that may be on their way at once: each waits in memory until it is whole."""
    requests_per_s: float = 50.0
    """Requests that change something, sustained, of all clients together."""
    requests_burst: int = 100
    """How many of them may come at once."""
    max_message_bytes: int = MAX_MESSAGE_BYTES
    """Longest WebSocket message that is taken; a longer one ends the connection with code 1009."""
    messages_per_s: float = 50.0
    """Messages of one viewer, sustained; what comes faster is ignored and counted."""
    messages_burst: int = 100
    """How many of them may come at once."""
    max_viewers: int = 2_000
    """Viewers at once; one more is refused with 503."""
    max_waiting_packets: int = 32
    """Packets that wait for one slow viewer; then the oldest is dropped."""
    max_waiting_replies: int = 16
    """Answers to pings that wait for one slow viewer; then the oldest is dropped."""
    send_timeout_s: float = 20.0
    """A viewer that has not taken one message for so long is disconnected; it may come back."""
    n_kept_packets: int = 256
    """Packets kept for viewers that come back with `after=seq`."""


class TokenBucket:
    """Lets `per_s` through, and `burst` of them at once."""

    def __init__(self, per_s: float, burst: int, *, clock: Callable[[], float]) -> None:
        """A full bucket; `clock` gives seconds that only move on."""
        self._per_s = per_s
        self._burst = float(burst)
        self._clock = clock
        self._tokens = self._burst
        self._then_s = clock()

    def take(self) -> bool:
        """Whether one more may pass now."""
        now_s = self._clock()
        elapsed_s = max(now_s - self._then_s, 0.0)
        self._tokens = min(self._tokens + elapsed_s * self._per_s, self._burst)
        self._then_s = now_s
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True

    def wait_s(self) -> float:
        """Seconds until the next one may pass; 0 when it may now."""
        return max((1.0 - self._tokens) / self._per_s, 0.0)
