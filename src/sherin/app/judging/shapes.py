"""Does each blendshape show what it should, and nothing else?

For every distance a driver is swept; the slope of what a picture shows over what the rig means
should be near 1. At its full weight a driver should leave the other distances alone, but for what
it means to do to them: the rest, as a share of what their own driver does, is its cross-talk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.app.judging.distances import DISTANCES
from sherin.app.judging.judge import Judge

__all__ = ["DRIVERS", "ShapeFindings", "judge_shapes"]

DRIVERS: Final[Mapping[str, Mapping[str, float]]] = {
    "lidGapLeft": {"eyeBlinkLeft": 1.0},
    "lidGapRight": {"eyeBlinkRight": 1.0},
    "lipGap": {"jawOpen": 1.0},
    "mouthWidth": {"mouthStretchLeft": 1.0, "mouthStretchRight": 1.0},
    "cornerHeightLeft": {"mouthSmileLeft": 1.0},
    "cornerHeightRight": {"mouthSmileRight": 1.0},
    "browInnerHeight": {"browInnerUp": 1.0},
    "browOuterHeight": {"browOuterUpLeft": 1.0, "browOuterUpRight": 1.0},
    "jawDrop": {"jawOpen": 1.0},
    "puckerWidth": {"mouthPucker": 1.0},
    "yaw": {"headYaw": 15.0},
    "pitch": {"headPitch": 15.0},
}
"""What moves each distance most; channels at full sweep."""

_STEPS: Final = (0.25, 0.5, 0.75, 1.0)
_TWO_SIDED: Final = ("yaw", "pitch")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShapeFindings:
    """What the sweeps showed."""

    slopes: Mapping[str, float]
    """Measured over intended, by distance; 1 is perfect. Without what a rig cannot move."""
    crosstalk: Mapping[str, Mapping[str, float]]
    """By driver (the name of its distance), by distance: unintended change as a share of the whole
    change that the distance's own driver means."""
    closure: Mapping[str, float]
    """Lid gap at a full blink as a share of the open one, `Left` and `Right`."""

    def worst_crosstalk(self) -> tuple[str, str, float]:
        """Driver, distance and value of the largest cross-talk."""
        return max(
            (
                (shape, name, value)
                for shape, values in self.crosstalk.items()
                for name, value in values.items()
            ),
            key=lambda entry: entry[2],
        )


def judge_shapes(
    judge: Judge, *, on_step: Callable[[int, int], None] | None = None
) -> ShapeFindings:
    """Sweep all drivers; about sixty pictures.

    Args:
        judge: Stage and detector.
        on_step: Called with pictures done and in all.

    Raises:
        RigError: no face is seen in the neutral picture.
    """
    d_px = judge.d_px()
    judge.rest_landmarks()
    rest = judge.measured({}, d_px=d_px)
    meant_rest = judge.intended({}, d_px=d_px)
    total = sum(len(_weights(name)) for name in DRIVERS)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if on_step is not None:
            on_step(done, total)

    def change(channels: Mapping[str, float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        step()
        return (
            judge.measured(channels, d_px=d_px) - rest,
            judge.intended(channels, d_px=d_px) - meant_rest,
        )

    slopes: dict[str, float] = {}
    closure: dict[str, float] = {}
    full: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    spans = np.ones(len(DISTANCES))
    for k, name in enumerate(DISTANCES):
        pairs = [change(_scaled(DRIVERS[name], weight)) for weight in _weights(name)]
        seen = np.array([pair[0][k] for pair in pairs])
        meant = np.array([pair[1][k] for pair in pairs])
        full[name] = pairs[-1]
        spans[k] = np.abs(meant).max()
        if spans[k] == 0.0:
            continue  # behind sunglasses there are no lids to close
        slopes[name] = float(seen @ meant / (meant @ meant))
        if name.startswith("lidGap"):
            closure[name.removeprefix("lidGap")] = float((rest[k] + seen[-1]) / rest[k])
    crosstalk = {
        driver: {
            name: float(abs(seen[k] - meant[k]) / spans[k])
            for k, name in enumerate(DISTANCES)
            if name in slopes and driver in slopes and DRIVERS[name] != DRIVERS[driver]
        }
        for driver, (seen, meant) in full.items()
        if driver not in _TWO_SIDED  # a turn of the head is no blendshape
    }
    return ShapeFindings(slopes=slopes, crosstalk=crosstalk, closure=closure)


def _weights(name: str) -> tuple[float, ...]:
    """Parts of the full sweep; a head turns both ways."""
    return (*(-weight for weight in _STEPS), *_STEPS) if name in _TWO_SIDED else _STEPS


def _scaled(channels: Mapping[str, float], by: float) -> dict[str, float]:
    return {name: value * by for name, value in channels.items()}
