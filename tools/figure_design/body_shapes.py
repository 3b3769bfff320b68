"""What the channels of shoulders, breath and surroundings do to the points; see `mouth_shapes`."""

from __future__ import annotations

from figure_design.falloff import STILL, Vector, bell
from figure_design.registry import FRAME


def shoulder_raise(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "shoulder":
        return (
            -0.06 * bell(x, y, 2.9, 3.4, 0.9, 0.9),
            -0.95 * bell(0.0, y, 0.0, 3.1, 1.0, 1.9),
            0.0,
        )
    if group == "torso":
        return (0.0, -0.30 * min(x, 1.0) * bell(0.0, y, 0.0, 2.8, 1.0, 0.9), 0.0)
    if group == "neck":
        return (0.0, -0.16 * bell(0.0, y, 0.0, 2.62, 1.0, 0.4), 0.0)
    return STILL


def breath(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group == "shoulder":
        share = bell(0.0, y, 0.0, 3.2, 1.0, 1.8)
        return (0.018 * x * share, -0.085 * share, 0.0)
    if group == "chest":
        return (0.02 * x, -0.06, -0.10)
    if group == "torso" and y < 5.0:
        return (0.0, -0.05, -0.03)
    return STILL


def wind(name: str, _x: float, _y: float, _z: float, group: str) -> Vector:
    if group != "strand":
        return STILL
    return (0.34 * (int(name[-1]) / 2.0) ** 1.5, -0.10 * int(name[-1]) / 2.0, 0.0)


def parallax(_name: str, _x: float, _y: float, _z: float, group: str) -> Vector:
    return (FRAME["width"], 0.0, 0.0) if group == "background" else STILL
