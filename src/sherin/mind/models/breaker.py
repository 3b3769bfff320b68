"""Leaves a model alone that fails or is too slow, and tries it again now and then.

Closed: calls go through. After a few bad ones in a row it opens: no call goes through, and the
other routes answer at once. After a rest it is half open: one call goes through and decides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Literal

__all__ = ["BreakerState", "CircuitBreaker"]

BreakerState = Literal["closed", "open", "half-open"]


class CircuitBreaker:
    """Counts bad calls in a row; for any thread."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        bad_calls: int = 3,
        rest_s: float = 20.0,
        longest_rest_s: float = 300.0,
    ) -> None:
        """A closed breaker.

        Args:
            clock: Seconds; only differences count.
            bad_calls: Failed or slow calls in a row that open it, >= 1.
            rest_s: How long it is open at first; each failed trial doubles that.
            longest_rest_s: How long at most.
        """
        self._clock: Final = clock
        self._bad_calls: Final = bad_calls
        self._first_rest_s: Final = rest_s
        self._longest_rest_s: Final = longest_rest_s
        self._lock: Final = threading.Lock()
        self._rest_s = rest_s
        self._n_bad = 0
        self._opened_s: float | None = None
        self._is_trying = False

    @property
    def state(self) -> BreakerState:
        """Whether calls go through."""
        with self._lock:
            return self._state()

    def admit(self) -> bool:
        """Whether a call may go through now; one that does is to be told how it ended."""
        with self._lock:
            state = self._state()
            if state == "open" or self._is_trying:
                return False
            self._is_trying = state == "half-open"
            return True

    def succeeded(self) -> None:
        """The call was good: closed, whatever was before."""
        with self._lock:
            self._is_trying = False
            self._opened_s = None
            self._n_bad = 0
            self._rest_s = self._first_rest_s

    def went_badly(self) -> None:
        """The call failed, or took too long to be worth waiting for."""
        with self._lock:
            self._n_bad += 1
            if self._is_trying:
                self._rest_s = min(2.0 * self._rest_s, self._longest_rest_s)
            if self._is_trying or self._n_bad >= self._bad_calls:
                self._opened_s = self._clock()
            self._is_trying = False

    def was_left(self) -> None:
        """The person went on before it ended: that says nothing about the model."""
        with self._lock:
            self._is_trying = False

    def _state(self) -> BreakerState:
        if self._opened_s is None:
            return "closed"
        return "open" if self._clock() - self._opened_s < self._rest_s else "half-open"
