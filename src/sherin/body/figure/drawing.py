"""From a channel vector to what a painter fills: smooth points, widths, opacities, in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, N_CHANNELS, ChannelVector
from sherin.body.figure.document import Document, PathRow, builtin_document
from sherin.body.figure.face import deformed, turn_silhouette
from sherin.body.figure.hands import write_hand
from sherin.body.figure.pose import Light, body_pose, camera_view, light, place
from sherin.errors import FigureError

__all__ = ["Drawing", "Figure", "Path"]

Floats = NDArray[np.float64]

_Tap = tuple[tuple[int, int, int, int], tuple[float, float, float, float]]

_PALM_BACK: Final = 0.15  # a palm gives way to fingers that lie in its plane
_ARM_BACK: Final = 50.0  # arms lie behind hands


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Path:
    """One line or area of the figure; its points are a slice of `Drawing.points`."""

    name: str
    kind: Literal["fill", "stroke"]
    role: str
    """Colour, a key of the palette."""
    start: int
    stop: int
    width: Floats
    """(n,) of a stroke at each point, in eye distances; empty for areas."""
    clip: str
    """Name of the area that it shows inside of, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """One moment of the figure."""

    points: Floats
    """(n_drawn, 2) in the unit square, y down; points may lie outside of it."""
    knots: Floats
    """(n_points, 2) the named points before smoothing."""
    opacity: Floats
    """(n_paths,) 0..1."""
    order: NDArray[np.intp]
    """(n_paths,) indices of paths, back to front."""
    unit: float
    """Size of one eye distance in the unit square; stroke widths are times this."""
    light: Light


class Figure:
    """The figure's geometry; holds no state between moments."""

    def __init__(self, document: Document) -> None:
        """Prepare the smoothing of every path."""
        self.document: Final = document
        self.paths: Final[tuple[Path, ...]]
        self.paths, self._taps, self._weights = _smoothing(document)
        paths = self.paths
        self._base = np.array([row.opacity for row in document.paths])
        self._opacity = np.zeros((len(paths), N_CHANNELS))
        for number, row in enumerate(document.paths):
            for name, gain in row.channels.items():
                self._opacity[number, CHANNEL_INDEX[name]] = gain
        self._facing = [(k, np.array(p.facing)) for k, p in enumerate(document.paths) if p.facing]
        self._shades = np.array([p.role == "shade" for p in document.paths])
        self._hand_parts = _hand_parts(document.paths)
        self._first_hand = min((k for _, ks, _ in self._hand_parts for k in ks), default=0)

    @classmethod
    def builtin(cls) -> Figure:
        """The figure that ships with the package."""
        return _builtin()

    def pose(self, vector: ChannelVector) -> Drawing:
        """Draw a moment.

        Args:
            vector: (N_CHANNELS,) float64 in registry order.

        Raises:
            FigureError: the vector has another length or a value that is not finite.

        Cost: about half a millisecond, mostly the smoothing.
        """
        if vector.shape != (N_CHANNELS,) or not np.isfinite(vector).all():
            raise FigureError(
                f"figure: got an array of shape {vector.shape}; expected ({N_CHANNELS},) finite "
                "values in registry order, as Timeline.sample() gives them."
            )
        document = self.document
        body = body_pose(document, vector)
        points = deformed(document, vector)
        turn_silhouette(document, body.head, points)
        placed = place(document, body, points)
        visible = {
            side: write_hand(document, vector, side=side, out=placed) for side in ("Left", "Right")
        }
        knots, unit = camera_view(document, vector, placed)
        tone = light(vector)
        opacity = np.clip(self._base + self._opacity @ vector, 0.0, 1.0)
        for number, direction in self._facing:
            towards = -float(body.head[2] @ direction)
            opacity[number] *= min(max((towards - 0.03) / 0.08, 0.0), 1.0)
        opacity[self._shades] *= min(tone.shadow, 1.4)
        for side, numbers, _ in self._hand_parts:
            if visible[side] <= 0.0:
                opacity[list(numbers)] = 0.0
        return Drawing(
            points=np.einsum("nk,nkd->nd", self._weights, knots[self._taps]),
            knots=knots,
            opacity=np.minimum(opacity, 1.0),
            order=self._order(placed[:, 2]),
            unit=unit,
            light=tone,
        )

    def _order(self, depth: Floats) -> NDArray[np.intp]:
        """Paths in their own order, the parts of hands from far to near."""
        keyed: list[tuple[float, int, tuple[int, ...]]] = []
        for place_, (_, numbers, (points, bias)) in enumerate(self._hand_parts):
            keyed.append((-(float(depth[points].mean()) + bias), place_, numbers))
        order = list(range(self._first_hand))
        for _, _, numbers in sorted(keyed):
            order.extend(numbers)
        return np.array(order, dtype=np.intp)


def _hand_parts(
    paths: tuple[PathRow, ...],
) -> list[tuple[str, tuple[int, ...], tuple[NDArray[np.intp], float]]]:
    """(side, path numbers, (points whose depth counts, bias)) for each part of each hand."""
    parts: dict[str, list[int]] = {}
    for number, path in enumerate(paths):
        if path.part:
            parts.setdefault(path.part, []).append(number)
    found: list[tuple[str, tuple[int, ...], tuple[NDArray[np.intp], float]]] = []
    for name, numbers in parts.items():
        points = np.unique([p for k in numbers for span in paths[k].spans for p in span])
        own = name.split(".")[1]
        bias = {"arm": _ARM_BACK, "palm": _PALM_BACK}.get(own, 0.0)
        side = "Left" if name.startswith("handLeft") else "Right"
        found.append((side, tuple(numbers), (points.astype(np.intp), bias)))
    return found


def _smoothing(document: Document) -> tuple[tuple[Path, ...], NDArray[np.intp], Floats]:
    """Uniform Catmull-Rom splines, ends held, as fixed sums.

    Returns:
        The paths, and for every drawn point the four knots (n_drawn, 4) and weights (n_drawn, 4)
        that it is made of.
    """
    taps: list[_Tap] = []
    paths: list[Path] = []
    for row in document.paths:
        start = len(taps)
        is_ring = row.closed and len(row.spans) == 1
        for span in row.spans:
            taps.extend(_spline(span, closed=is_ring, steps=row.steps))
        width = np.empty(0)
        if row.kind == "stroke":
            places = np.linspace(0.0, 1.0, len(row.width))
            width = np.interp(np.linspace(0.0, 1.0, len(taps) - start), places, row.width)
        paths.append(
            Path(
                name=row.name,
                kind=row.kind,
                role=row.role,
                start=start,
                stop=len(taps),
                width=width,
                clip=row.clip,
            )
        )
    knots = np.array([own for own, _ in taps], dtype=np.intp)
    return tuple(paths), knots, np.array([weights for _, weights in taps])


def _spline(span: tuple[int, ...], *, closed: bool, steps: int) -> list[_Tap]:
    """For each drawn point of a span, the knots it is made of and their weights."""
    count = len(span)
    drawn: list[_Tap] = []
    for piece in range(count if closed else count - 1):
        near = [piece - 1, piece, piece + 1, piece + 2]
        own = [span[k % count] if closed else span[min(max(k, 0), count - 1)] for k in near]
        for step in range(steps):
            u = step / steps
            weights = (
                0.5 * (-u + 2.0 * u * u - u * u * u),
                0.5 * (2.0 - 5.0 * u * u + 3.0 * u * u * u),
                0.5 * (u + 4.0 * u * u - 3.0 * u * u * u),
                0.5 * (-u * u + u * u * u),
            )
            drawn.append(((own[0], own[1], own[2], own[3]), weights))
    if not closed:
        last = span[-1]
        drawn.append(((last, last, last, last), (1.0, 0.0, 0.0, 0.0)))
    return drawn


@cache
def _builtin() -> Figure:
    return Figure(builtin_document())
