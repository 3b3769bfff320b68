"""The session clock: what every `t_ms` counts from."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["SessionClock"]


class SessionClock:
    """Time since the session began, on the machine's monotonic clock; it never jumps back."""

    def __init__(self, now_ns: Callable[[], int] = time.monotonic_ns) -> None:
        """Begin at zero, now."""
        self._now_ns = now_ns
        self._start_ns = now_ns()

    def now_s(self) -> float:
        """Seconds since the session began."""
        return (self._now_ns() - self._start_ns) / 1e9

    def now_ms(self) -> int:
        """Whole milliseconds since the session began."""
        return (self._now_ns() - self._start_ns) // 1_000_000

    def now_us(self) -> int:
        """Whole microseconds since the session began."""
        return (self._now_ns() - self._start_ns) // 1_000
