"""Compiled inner loops of the hands' light: key, fill, contact shade, cast shadows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sherin.body.rig.hands.kernels import compiled

__all__ = ["shade", "shadow_density"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@compiled
def shade(
    points: Singles,
    normals: Singles,
    spheres: Floats,
    near: NDArray[np.uint8],
    direction: Floats,
    key: Floats,
    fill: Floats,
    wrap: Floats,
    sheen: Floats,
    skyward: float,
    contact: float,
    cast: float,
    bleed: float,
    out: Singles,
) -> None:
    """Gain of red, green and blue (n, 3), on sRGB values, for every vertex.

    Args:
        points: (n, 3) face frame.
        normals: (n, 3) unit.
        spheres: (s, 4) centre and radius of what shades: of the same hand, then of the other.
        near: (n, k) 1 where one of the first k spheres belongs to the vertex's own part and does
            not shade it.
        direction: (3,) unit, toward the key light.
        key: (3,) linear colour of the key.
        fill: (3,) linear colour of the light from everywhere.
        wrap: (n or 1, 3) how far the key creeps around, by colour: skin lets red through.
        sheen: (1,) strength of the broad highlight.
        skyward: How much more light comes from above than from below.
        contact: Strength of the contact shade, 0..1.
        cast: Strength of the shadow in the key that spheres throw, 0..1.
        bleed: How much of the red is lost in hollows, as an exponent; 1 as much as of the rest.
        out: (n, 3), written.
    """
    half = direction.copy()
    half[2] -= 1.0
    half /= np.sqrt(half[0] ** 2 + half[1] ** 2 + half[2] ** 2)
    for v in range(points.shape[0]):
        nx, ny, nz = normals[v, 0], normals[v, 1], normals[v, 2]
        open_to, sun = 1.0, 1.0
        for s in range(spheres.shape[0]):
            if s >= near.shape[1] or near[v, s] == 0:
                dx = spheres[s, 0] - points[v, 0]
                dy = spheres[s, 1] - points[v, 1]
                dz = spheres[s, 2] - points[v, 2]
                square = dx * dx + dy * dy + dz * dz
                radius = spheres[s, 3]
                if square > 160.0 * radius * radius:
                    continue
                if square < 25.0 * radius * radius:
                    distance = np.sqrt(square)
                    facing = (nx * dx + ny * dy + nz * dz) / max(distance, 1e-6)
                    if facing > 0.0:
                        covered = min(0.8, radius * radius / max(square, 1e-9))
                        open_to *= 1.0 - contact * facing * covered
                # The shadow grows softer with the way to what throws it.
                along = dx * direction[0] + dy * direction[1] + dz * direction[2]
                if 0.0 < along < 12.0 * radius:
                    soft = 0.6 * radius + 0.35 * along
                    aside = np.sqrt(max(square - along * along, 0.0))
                    dark = 1.0 - min(max((aside - radius) / soft + 0.5, 0.0), 1.0)
                    fade = 1.0 - along / (12.0 * radius)
                    sun *= 1.0 - cast * fade * dark * dark * (3.0 - 2.0 * dark)
        aim = nx * direction[0] + ny * direction[1] + nz * direction[2]
        sky = 1.0 - skyward * ny
        glint = max(0.0, nx * half[0] + ny * half[1] + nz * half[2])
        glint = glint**24.0 * sheen[0] * open_to * sun
        for c in range(3):
            lit = max(0.0, (aim + wrap[0, c]) / (1.0 + wrap[0, c]))
            # What lies in a hollow still gets the red that the walls hand on.
            shaded = open_to**bleed if c == 0 else open_to
            light = (fill[c] * sky + key[c] * lit * sun) * shaded + glint
            out[v, c] = light ** (1.0 / 2.2)


@compiled
def shadow_density(grid: Floats, bones: Floats, soft: float, out: Floats) -> None:
    """How much of the light bones take away at points of a plane, 0..1.

    Args:
        grid: (n, 2).
        bones: (b, 5): two ends and half the thickness.
        soft: How far beyond the thickness the shadow fades out.
        out: (n,), written: the darkest of all bones, rounded off.
    """
    for g in range(grid.shape[0]):
        px, py = grid[g, 0], grid[g, 1]
        clear = 1.0
        most = 0.0
        for b in range(bones.shape[0]):
            ax, ay = bones[b, 0], bones[b, 1]
            dx, dy = bones[b, 2] - ax, bones[b, 3] - ay
            square = dx * dx + dy * dy
            t = ((px - ax) * dx + (py - ay) * dy) / max(square, 1e-9)
            t = min(max(t, 0.0), 1.0)
            ex, ey = px - ax - t * dx, py - ay - t * dy
            distance = np.sqrt(ex * ex + ey * ey) - bones[b, 4]
            share = 1.0 - min(max(distance / soft, 0.0), 1.0)
            share = share * share * (3.0 - 2.0 * share)
            most = max(most, share)
            clear *= 1.0 - 0.5 * share
        out[g] = 0.5 * most + 0.5 * (1.0 - clear)
