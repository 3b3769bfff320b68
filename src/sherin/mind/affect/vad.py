"""A place in valence-arousal-dominance space, the shared language of feelings, events and capsules.

Source: the three axes are those of Mehrabian and Russell (1974), "pleasure, arousal, dominance".
"""

from __future__ import annotations

import math
from typing import Final, Protocol

import msgspec

from sherin.errors import AffectError

__all__ = ["AXES", "NEUTRAL_VAD", "HasVad", "Vad", "blend", "distance"]

AXES: Final = ("valence", "arousal", "dominance")
"""The axes in the order of every table, array and packet."""


class HasVad(Protocol):
    """Anything with a place in the space: a `Vad`, an appraisal, a packet's mood."""

    @property
    def valence(self) -> float:
        """Unpleasant -1 to pleasant 1."""
        ...

    @property
    def arousal(self) -> float:
        """Calm -1 to excited 1."""
        ...

    @property
    def dominance(self) -> float:
        """Yielding -1 to in control 1."""
        ...


class Vad(msgspec.Struct, frozen=True, gc=False):
    """Three numbers in [-1, 1]; an instance that exists is finite and in range."""

    valence: float
    """Unpleasant to pleasant."""
    arousal: float
    """Calm to excited."""
    dominance: float
    """Yielding to in control."""

    def __post_init__(self) -> None:
        valence, arousal, dominance = self.valence, self.arousal, self.dominance
        if -1.0 <= valence <= 1.0 and -1.0 <= arousal <= 1.0 and -1.0 <= dominance <= 1.0:
            return
        for axis in AXES:
            value = getattr(self, axis)
            if not -1.0 <= value <= 1.0:  # also catches NaN
                raise AffectError(
                    f"affect `{axis}`: {value!r} is outside -1..1. "
                    "Scale it, or build it with Vad.clamped()."
                )

    @classmethod
    def clamped(cls, valence: float, arousal: float, dominance: float) -> Vad:
        """The nearest place in range.

        Raises:
            AffectError: an axis is NaN, which is near to nothing.
        """
        return cls(_clamp(valence), _clamp(arousal), _clamp(dominance))

    @classmethod
    def of(cls, source: HasVad) -> Vad:
        """The place of anything that has one.

        Raises:
            AffectError: an axis is outside [-1, 1].
        """
        if isinstance(source, Vad):
            return source
        return cls(source.valence, source.arousal, source.dominance)


NEUTRAL_VAD: Final = Vad(0.0, 0.0, 0.0)


def distance(a: HasVad, b: HasVad) -> float:
    """Euclidean distance, 0..2 sqrt 3."""
    return math.dist((a.valence, a.arousal, a.dominance), (b.valence, b.arousal, b.dominance))


def blend(a: HasVad, b: HasVad, *, share: float) -> Vad:
    """The place `share` of the way from `a` to `b`; `share` in 0..1."""
    keep = 1.0 - share
    return Vad.clamped(
        keep * a.valence + share * b.valence,
        keep * a.arousal + share * b.arousal,
        keep * a.dominance + share * b.dominance,
    )


def _clamp(value: float) -> float:
    return min(max(value, -1.0), 1.0)
