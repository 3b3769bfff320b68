"""How different two capsules look: a distance between their curves, and a neighbour search.

Values are divided by the smallest change that is seen or heard on their channel and compressed by a
square-root law (Stevens: what counts is change relative to size), then compared on a real-time
axis, so that tempo counts. A distance of 1 is one just-noticeable difference on one channel for one
second. Capsules are *different* when they are at least `MIN_DISTANCE` apart and at least
`MIN_SHARE` of the larger one's own size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNELS, N_CHANNELS
from sherin.body.curves import MAX_LOG2_INTERVALS, BakedTrack

__all__ = [
    "MIN_DISTANCE",
    "MIN_SHARE",
    "JustNoticeable",
    "Neighbours",
    "Signature",
    "distance",
    "required_distance",
    "signature_of",
]

MIN_DISTANCE: Final = 0.75
MIN_SHARE: Final = 0.15

STEP_MS: Final = 50.0
"""Spacing of the real-time axis: two frames at 25 a second."""
SPAN_MS: Final = 8000.0
"""Later than this is not compared; nearly every capsule is shorter."""
N_STEPS: Final = int(SPAN_MS / STEP_MS)
_OCTAVE: Final = 0.15
"""Distance that a doubling of the length adds by itself."""

# Smallest change that is noticed, by unit of the channel. Chosen by eye at 512 px and by ear, not
# measured.
_BY_UNIT: Final[dict[str, float]] = {
    "weight": 0.05,
    "deg": 1.0,
    "head": 0.01,
    "shoulder": 0.02,
    "fraction": 0.01,
    "px512": 0.4,
    "stop": 0.12,
    "kelvin": 150.0,
    "factor": 0.03,
    "ms": 40.0,
    "semitone": 0.25,
    "hz": 0.5,
    "db": 1.0,
}
_HAND_DEG: Final = 4.0
"""A finger or wrist moves less of the picture than a head."""


def _just_noticeable() -> NDArray[np.float64]:
    jnd = np.array([_BY_UNIT[channel.unit] for channel in CHANNELS])
    for row, channel in enumerate(CHANNELS):
        if channel.domain == "hand" and channel.unit == "deg":
            jnd[row] = _HAND_DEG
    jnd.setflags(write=False)
    return jnd


JustNoticeable: Final = _just_noticeable()
"""(N_CHANNELS,) smallest change that counts as one, in each channel's unit."""

# Blocks of the time axis, in steps, whose means give a lower bound of the distance.
_BLOCK_EDGES: Final = (0, 5, 16, 44, N_STEPS)
_N_BLOCKS: Final = len(_BLOCK_EDGES) - 1
_BLOCK_ROOTS: Final = np.sqrt(np.diff(np.array(_BLOCK_EDGES, dtype=np.float64)))
N_COARSE: Final = N_CHANNELS * _N_BLOCKS + 1


_GRIDS: Final = [np.linspace(0.0, 1.0, (1 << n) + 1) for n in range(MAX_LOG2_INTERVALS + 1)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signature:
    """A capsule as a point in curve space."""

    rows: dict[int, NDArray[np.float64]]
    """Channel -> (n_steps,) values, compressed and weighted so that plain L2 is the distance."""
    length: float
    """The capsule's length as one more coordinate."""
    coarse: NDArray[
        np.float32
    ]  # (N_COARSE,), an orthogonal projection: never longer than the whole
    size: float
    """Distance from doing nothing, without the length."""


def signature_of(tracks: Sequence[BakedTrack], duration_ms: float) -> Signature:
    """The point of a capsule in curve space.

    Cost: about 0.1 ms.
    """
    n_steps = min(N_STEPS, int(duration_ms / STEP_MS) + 1)
    # Every step takes the mean of four moments, so that what is shorter than a step still counts.
    moments = (np.arange(4 * n_steps) + 0.5) * (STEP_MS / 4.0 / duration_ms)
    rows: dict[int, NDArray[np.float64]] = {}
    known: dict[tuple[int, float], NDArray[np.float64]] = {}
    coarse = np.zeros(N_COARSE, dtype=np.float32)
    squared = 0.0
    for track in tracks:
        unit = track.scale / float(JustNoticeable[track.channel])
        key = (id(track.samples), unit)  # both sides of the body often move alike
        row = known.get(key)
        if row is None:
            # After its end a capsule does nothing.
            grid = _GRIDS[track.log2_intervals]
            value = unit * np.interp(moments, grid, track.samples[1:-1], right=0.0)
            compressed = np.copysign(np.sqrt(1.0 + 2.0 * np.abs(value)) - 1.0, value)
            row = compressed.reshape(-1, 4).sum(axis=1) * (0.25 * math.sqrt(STEP_MS / 1000.0))
            known[key] = row
        rows[track.channel] = row
        squared += float(row @ row)
        edges = [edge for edge in _BLOCK_EDGES[:-1] if edge < n_steps]
        sums = np.add.reduceat(row, edges) / _BLOCK_ROOTS[: len(edges)]
        first = track.channel * _N_BLOCKS
        coarse[first : first + len(edges)] = sums
    length = _OCTAVE * math.log2(duration_ms / 1000.0)
    coarse[-1] = length
    return Signature(rows=rows, length=length, coarse=coarse, size=math.sqrt(squared))


def distance(a: Signature, b: Signature) -> float:
    """Distance of two capsules; 1 is one just-noticeable difference for one second."""
    # |a - b|^2 = |a|^2 + |b|^2 - 2 a.b, with a.b over the channels and steps that both have.
    shared = 0.0
    for channel, row in a.rows.items():
        other = b.rows.get(channel)
        if other is not None:
            n = min(row.size, other.size)
            shared += float(row[:n] @ other[:n])
    squared = a.size**2 + b.size**2 - 2.0 * shared + (a.length - b.length) ** 2
    return math.sqrt(max(squared, 0.0))


def required_distance(a: Signature, b: Signature) -> float:
    """How far apart two capsules must be to count as different."""
    return max(MIN_DISTANCE, MIN_SHARE * max(a.size, b.size))


@dataclass(slots=True)
class Neighbours:
    """Capsules in the order they were added, and who is too close to whom.

    The search compares coarse projections first (a lower bound of the distance, by one matrix
    product) and measures only the pairs that it leaves, so the answer is exact.
    """

    capacity: int
    signatures: list[Signature] = field(default_factory=list[Signature])
    _coarse: NDArray[np.float32] = field(init=False)
    _half_squares: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        self._coarse = np.zeros((N_COARSE, self.capacity), dtype=np.float32)
        self._half_squares = np.zeros(self.capacity, dtype=np.float32)

    def __len__(self) -> int:
        return len(self.signatures)

    def add(self, signature: Signature) -> int:
        """Add a capsule and return its number."""
        place = len(self.signatures)
        self._coarse[:, place] = signature.coarse
        self._half_squares[place] = 0.5 * np.sum(np.square(signature.coarse, dtype=np.float64))
        self.signatures.append(signature)
        return place

    def too_close(
        self, batch: Sequence[Signature], *, scale: float = 1.0
    ) -> list[tuple[int, int, float]]:
        """(number in the batch, number here, distance) of every pair that is not different enough.

        Args:
            batch: Signatures to look up.
            scale: Multiplies the required distance; above 1 it also finds pairs further apart.
        """
        if not self.signatures or not batch:
            return []
        found: list[tuple[int, int, float]] = []
        for i, j in self._candidates(batch, scale):
            apart = distance(batch[i], self.signatures[j])
            if apart < scale * required_distance(batch[i], self.signatures[j]):
                found.append((i, j, apart))
        return found

    def _candidates(self, batch: Sequence[Signature], scale: float) -> list[list[int]]:
        """Pairs whose lower bound is below what is required."""
        n = len(self.signatures)
        rows = np.stack([signature.coarse for signature in batch])
        used = np.flatnonzero(np.any(rows != 0.0, axis=0))
        products = rows[:, used] @ self._coarse[used, :n]
        squares = np.sum(np.square(rows, dtype=np.float64), axis=1)
        size = np.array([signature.size for signature in batch])
        # A neighbour closer than a share of the larger one is itself at most 1 / (1 - share) as
        # large.
        needed = np.maximum(
            scale * MIN_DISTANCE, size * (scale * MIN_SHARE / (1.0 - scale * MIN_SHARE))
        )
        # |a|^2 + |b|^2 - 2 a.b < needed^2, with slack for products in float32, good to 1e-3 here.
        least = 0.5 * (squares - np.square(needed) - 0.02)
        products -= self._half_squares[:n]
        return np.argwhere(products > least.astype(np.float32)[:, None]).tolist()
