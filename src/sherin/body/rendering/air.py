"""Dust in the air: soft specks that drift before and behind the person."""

from __future__ import annotations

from math import sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.rendering.compiled import compiled

__all__ = ["Dust", "paint_specks"]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_N_SPECKS: Final = 72
_BEHIND: Final = 0.6
"""Share of the specks that are behind the person."""
_LIGHT: Final = (255.0, 246.0, 228.0)
_SIZE_PX: Final = (1.1, 3.2)
"""Radii at a height of 512 px: from specks in focus to blurred ones close to the camera."""
_FAINTEST, _BRIGHTEST = 0.16, 0.5
_SINK_S: Final = (14.0, 34.0)
"""How long a speck takes through the height of the picture."""


class Dust:
    """All specks of one stage; where they are is a function of time alone."""

    def __init__(self, size: tuple[int, int], *, seed: int) -> None:
        rng = np.random.default_rng([seed, 0x6475])
        self._size = size
        self._place = rng.random((_N_SPECKS, 2))
        self._sink = 1.0 / rng.uniform(*_SINK_S, _N_SPECKS) * rng.choice([-0.45, 1.0], _N_SPECKS)
        self._drift = rng.normal(0.0, 0.012, _N_SPECKS)
        self._sway = rng.uniform(0.1, 0.4, (_N_SPECKS, 2))
        self._near = rng.random(_N_SPECKS)
        self._order = rng.permutation(_N_SPECKS) / _N_SPECKS

    def specks(
        self, *, density: float, wind: float, t_s: float, light: tuple[float, float, float]
    ) -> tuple[Doubles, Doubles]:
        """What is behind and what is before the person: rows of x, y, radius, alpha, r, g, b.

        Wind sways the specks and does not carry them: where they are must not depend on the wind of
        earlier moments.
        """
        rows = np.zeros((2, _N_SPECKS, 7))
        counts = [0, 0]
        if density <= 0.0:
            return rows[0, :0], rows[1, :0]
        width, height = self._size
        unit = height / 512.0
        for k in range(_N_SPECKS):
            shown = min(1.0, max(0.0, 8.0 * (density * 1.125 - self._order[k])))
            if shown == 0.0:
                continue
            down = (self._place[k, 1] + self._sink[k] * t_s) % 1.0
            pace, turn = self._sway[k]
            reach = 0.02 + 0.09 * wind
            aside = reach * sin((1.0 + 2.0 * pace) * t_s + 40.0 * turn)
            across = (self._place[k, 0] + self._drift[k] * t_s + aside) % 1.0
            near = self._near[k]
            before = int(near > _BEHIND)
            radius = unit * (_SIZE_PX[0] + (_SIZE_PX[1] - _SIZE_PX[0]) * near**3)
            # Faint at the edges, where it leaves and returns.
            edge = min(1.0, 12.0 * min(down, 1.0 - down), 12.0 * min(across, 1.0 - across))
            twinkle = 0.75 + 0.25 * sin(2.1 * t_s * pace * 4.0 + 9.0 * turn)
            alpha = (_BRIGHTEST - (_BRIGHTEST - _FAINTEST) * near) * shown * edge * twinkle
            colour = [tone * gain for tone, gain in zip(_LIGHT, light, strict=True)]
            rows[before, counts[before]] = (
                (1.1 * across - 0.05) * width, (1.1 * down - 0.05) * height, radius, alpha, *colour,
            )  # fmt: skip
            counts[before] += 1
        return rows[0, : counts[0]], rows[1, : counts[1]]


@compiled
def paint_specks(specks: Doubles, colour: Floats, under: bool) -> None:  # noqa: FBT001
    """Soft discs (n, 7) over or under premultiplied `colour` (h, w, 4), with a Gaussian profile."""
    height, width = colour.shape[0], colour.shape[1]
    for k in range(specks.shape[0]):
        cx, cy, radius, strength = specks[k, 0], specks[k, 1], specks[k, 2], specks[k, 3]
        reach = 2.5 * radius
        y0, y1 = max(0, int(cy - reach)), min(height - 1, int(cy + reach))
        x0, x1 = max(0, int(cx - reach)), min(width - 1, int(cx + reach))
        for y in range(y0, y1 + 1):
            for x in range(x0, x1 + 1):
                far = ((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2) / (radius * radius)
                alpha = strength * np.exp(-far)
                if alpha > 0.004:
                    share, keep = alpha, 1.0 - alpha
                    if under:
                        share, keep = alpha * (1.0 - colour[y, x, 3] / 255.0), 1.0
                    for c in range(3):
                        colour[y, x, c] = share * specks[k, 4 + c] + keep * colour[y, x, c]
                    colour[y, x, 3] = share * 255.0 + keep * colour[y, x, 3]
