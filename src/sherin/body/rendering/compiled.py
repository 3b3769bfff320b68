"""Functions that numba compiles, with their types kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

__all__ = ["compiled"]

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code: no interpreter lock, kept on disk between runs.

    Never with fast maths: sums keep their order, so the same input gives the same bytes. A compiled
    function may call another only within its own file: the disk cache does not notice a change
    elsewhere.
    """
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
