"""How present a memory is: recent and often used ones come first, and fade by a power law.

Base-level activation of ACT-R: `B = ln(sum over uses of t^-0.5)`, `t` seconds since the use. The
eight latest times are kept; what was used more often has the rest approximated.

Source: Anderson and Schooler (1991); Petrov (2006), "Computationally efficient approximation of the
base-level learning equation in ACT-R", eq. 6.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

__all__ = ["N_KEPT", "activation", "add_use", "pack_uses", "presence", "unpack_uses"]

N_KEPT: Final = 8
_DECAY: Final = 0.5
_MIDDLE: Final = -6.0
"""Where presence is one half: one use, about two days ago. By taste."""
_SLOPE: Final = 1.5
_SHORTEST_S: Final = 1.0


def activation(uses: Sequence[float], *, n_uses: int, created_s: float, now_s: float) -> float:
    """The activation of a memory at a moment; 0 a second after its only use, -8.6 after a year.

    Args:
        uses: The latest times of use, seconds, rising, at least one; at most `N_KEPT`.
        n_uses: All of them.
        created_s: When it was first used.
        now_s: The moment; times that lie after it count as one second ago.
    """
    ages = [max(now_s - at, _SHORTEST_S) for at in uses]
    total = math.fsum(age**-_DECAY for age in ages)
    n_more = n_uses - len(ages)
    if n_more > 0:
        oldest, kept = max(now_s - created_s, ages[0]), ages[0]
        # The unkept uses are spread evenly between the first and the oldest that is kept.
        total += n_more * 2.0 / (math.sqrt(oldest) + math.sqrt(kept))
    return math.log(total)


def presence(value: float) -> float:
    """An activation as a number 0..1."""
    return 1.0 / (1.0 + math.exp(-(value - _MIDDLE) / _SLOPE))


def add_use(uses: Sequence[float], at_s: float) -> tuple[float, ...]:
    """The kept times after one more use."""
    return tuple(sorted((*uses, at_s)))[-N_KEPT:]


def pack_uses(uses: Sequence[float]) -> bytes:
    """Times as they are stored."""
    return np.asarray(uses, "<f8").tobytes()


def unpack_uses(data: bytes) -> tuple[float, ...]:
    """Times as they were stored."""
    return tuple(np.frombuffer(data, "<f8").tolist())
