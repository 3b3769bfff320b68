"""A few threads that share the work of one frame."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

__all__ = ["Workers"]

_MOST: Final = 4
"""More threads than this cost more in waking up than a small frame takes."""


class Workers:
    """Runs one function on all its threads.

    Compiled code without the interpreter lock only: plain threads rather than numba's own, because
    those abort the process when two Python threads use them.
    """

    def __init__(self, n_workers: int | None = None) -> None:
        self.n_workers = n_workers or min(_MOST, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self.n_workers, thread_name_prefix="stage")

    def run(self, work: Callable[[int, int], None]) -> None:
        """Call `work(worker, n_workers)` for every worker and wait for all."""
        futures = [
            self._pool.submit(work, worker, self.n_workers) for worker in range(1, self.n_workers)
        ]
        work(0, self.n_workers)
        for future in futures:
            future.result()
