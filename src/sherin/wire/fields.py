"""What a single field of the wire may hold, and the words for one that does not.

Both wire forms share one grid: weights and mood in hundredths, times and counters whole. A value
off the grid is refused, never rounded in secret; `quantise_weight` and `quantise_mood` round.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NoReturn

import msgspec

from sherin.wire.failures import PacketFieldError, shorten

MAX_ID_CHARS = 40
MAX_WEIGHT = 2.0

UNKNOWN_PREFIX = "UNK_"
"""Reserved id prefix: `UNK_<index>` stands for a library index the reader does not know."""

WEIGHTS = frozenset(n / 100 for n in range(201))
MOODS = frozenset(n / 100 for n in range(-100, 101))

_ID = re.compile(r"[A-Z]{1,5}_[A-Z0-9_]+")


def quantise_weight(weight: float) -> float:
    """The weight a packet can carry that is nearest to `weight`: hundredths, 0..2.00.

    Outside the range the nearer bound is taken.

    Raises:
        PacketError: `weight` is NaN (there is no nearest value); infinities clamp.
    """
    return _quantise(weight, 0.0, MAX_WEIGHT, "weight")


def quantise_mood(value: float) -> float:
    """The mood value a packet can carry that is nearest to `value`: hundredths, -1..1.

    Outside the range the nearer bound is taken; never -0.0.

    Raises:
        PacketError: `value` is NaN.
    """
    return _quantise(value, -1.0, 1.0, "mood")


@lru_cache(maxsize=16384)
def is_spelled_as_id(text: str) -> bool:
    """Whether the characters are those of a capsule id; the caller has bounded the length."""
    # Remembered, because the same few thousand ids come back in packet after packet.
    return _ID.fullmatch(text) is not None


def is_capsule_id(text: str) -> bool:
    """Whether `text` is a capsule id: `^[A-Z]{1,5}_[A-Z0-9_]+$`, at most 40 characters."""
    # Bounded before it is remembered, so that hostile texts cannot fill memory.
    return len(text) <= MAX_ID_CHARS and is_spelled_as_id(text)


def _quantise(value: float, low: float, high: float, what: str) -> float:
    if math.isnan(value):
        raise PacketFieldError(
            f"{what}: nan has no nearest packet value, expected {low:g}..{high:g}. "
            "Find the division or logarithm that made it."
        )
    clamped = min(max(value, low), high)
    # Half a hundredth rounds up: round() would round it to even, which JavaScript does not do.
    return math.floor(clamped * 100 + 0.5) / 100


def unknown_id(index: int) -> str:
    """The reserved id of a library index the reader does not know: `UNK_<index>`."""
    return f"{UNKNOWN_PREFIX}{index}"


def put_on_grid(
    owner: msgspec.Struct, name: str, value: object, grid: frozenset[float], span: str, remedy: str
) -> None:
    """Refuse a value off the grid; write 1 and -0.0 as 1.0 and 0.0."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value in grid:
        msgspec.structs.force_setattr(owner, name, float(value) + 0.0)
        return
    refuse(name, value, f"{span} in whole hundredths", f"Round it with {remedy} first.")


def check_id(name: str, value: object) -> None:
    """Refuse what is not spelled as a capsule id."""
    if not (type(value) is str and is_capsule_id(value)):
        refuse(
            name,
            value,
            f"an id like VF_083 (^[A-Z]{{1,5}}_[A-Z0-9_]+$, at most {MAX_ID_CHARS} characters)",
            "List the known ids with `sherin capsules list`.",
        )


def check_int(name: str, value: object, low: int, high: int, remedy: str) -> None:
    """Refuse what is not a whole number `low..high`."""
    if not (type(value) is int and low <= value <= high):
        refuse(name, value, f"a whole number {low}..{high}", remedy)


def refuse(name: str, value: object, expected: str, remedy: str) -> NoReturn:
    """Raise the error of one bad field: what it is, what was expected, what to do next."""
    raise PacketFieldError(f"field `{name}`: got {shorten(value)}, expected {expected}. {remedy}")
