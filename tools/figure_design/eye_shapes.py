"""What the channels of eyes, brows, nose and cheeks do to the points; see `mouth_shapes`."""

from __future__ import annotations

from itertools import pairwise

from figure_design.falloff import BROWS, STILL, UPPER_LIP, Shape, Vector, bell, lip_middle, side
from figure_design.head import LOWER_LID, UPPER_LID


def sneer(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group == "noseWing" and x > 0.0:
        return (0.030, -0.095, 0.0)
    if group == "noseTip":
        return (0.0, -0.02, 0.0)
    if group in UPPER_LIP:
        return (0.0, -0.060 * side(x) * (0.3 + 0.7 * lip_middle(abs(x) - 0.12)), 0.0)
    if group == "nasolabial" and x > 0.0:
        return (0.02, -0.07 * bell(x, y, 0.3, 0.7, 0.3, 0.35), 0.0)
    if group == "brow":
        return (0.0, 0.045 * bell(x, y, 0.2, -0.4, 0.25, 0.2) * side(x), 0.0)
    if group == "lidLower":
        return (0.0, -0.025 * bell(x, y, 0.4, 0.1, 0.25, 0.2), 0.0)
    return STILL


def cheek_squint(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidLower":
        return (0.0, -0.058 * bell(x, y, 0.54, 0.12, 0.3, 0.2), 0.0)
    if group in {"cheek", "puff", "nasolabial"}:
        return (0.0, -0.085 * bell(x, y, 0.58, 0.35, 0.4, 0.35), -0.04)
    if group == "eyeCorner":
        return (0.0, -0.012, 0.0)
    return STILL


def _lid_gap(x: float) -> float:
    """Height of the eye's opening over a place, 0 at its corners."""

    def height(rows: list[tuple[float, float]]) -> float:
        whole = [(0.235, 0.035), *rows, (0.775, -0.012)]
        for (x0, y0), (x1, y1) in pairwise(whole):
            if x0 <= abs(x) <= x1:
                return y0 + (y1 - y0) * (abs(x) - x0) / (x1 - x0)
        return 0.0

    return height(LOWER_LID) - height(UPPER_LID)


def blink(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidUpper":
        gap = _lid_gap(x)
        return (0.0, 0.85 * gap, -0.02)
    if group == "lidLower":
        return (0.0, -0.15 * _lid_gap(x), 0.0)
    if group == "crease":
        return (0.0, 0.085 * bell(x, y, 0.53, -0.24, 0.3, 0.3), 0.0)
    if group == "brow":
        return (0.0, 0.012, 0.0)
    return STILL


def squint(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidUpper":
        return (0.0, 0.16 * _lid_gap(x), 0.0)
    if group == "lidLower":
        return (0.0, -0.27 * _lid_gap(x), 0.0)
    if group == "cheek":
        return (0.0, -0.03 * bell(x, y, 0.5, 0.2, 0.4, 0.2), 0.0)
    if group == "brow":
        return (0.0, 0.02, 0.0)
    return STILL


def wide(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidUpper":
        return (0.0, -0.26 * _lid_gap(x), 0.0)
    if group == "lidLower":
        return (0.0, 0.10 * _lid_gap(x), 0.0)
    if group == "crease":
        return (0.0, -0.045, 0.0)
    if group == "brow":
        return (0.0, -0.02, 0.0)
    return STILL


def look_down(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidUpper":
        return (0.0, 0.42 * _lid_gap(x), 0.0)
    if group == "lidLower":
        return (0.0, 0.06 * _lid_gap(x), 0.0)
    return (0.0, 0.03, 0.0) if group == "crease" else STILL


def look_up(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "lidUpper":
        return (0.0, -0.14 * _lid_gap(x), 0.0)
    if group == "lidLower":
        return (0.0, -0.07 * _lid_gap(x), 0.0)
    return (0.0, -0.03, 0.0) if group == "crease" else STILL


def look_across(dx: float) -> Shape:
    def shape(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
        return (
            (dx * _lid_gap(x), 0.0, 0.0) if x > 0.0 and group in {"lidUpper", "lidLower"} else STILL
        )

    return shape


def brow_inner_up(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    share = bell(abs(x), y, 0.17, -0.42, 0.34, 0.50)
    sign = 1.0 if x > 0.0 else -1.0
    if group == "brow":
        # The inner ends rise and draw together, the outer ends sink a little: an oblique brow.
        outer = bell(abs(x), y, 0.90, -0.37, 0.25, 0.4)
        return (-0.025 * share * sign, -0.185 * share + 0.03 * outer, 0.0)
    if group in BROWS:
        return (0.0, -0.09 * share, 0.0)
    if group in {"crease", "lidUpper"}:
        return (0.0, -0.030 * bell(abs(x), y, 0.34, -0.15, 0.2, 0.3), 0.0)
    return STILL


def brow_down(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "brow":
        inner = bell(x, y, 0.17, -0.40, 0.36, 0.4)
        return (-0.085 * inner, 0.155 * inner + 0.045 * bell(x, y, 0.6, -0.45, 0.35, 0.4), 0.0)
    if group == "glabella":
        return (-0.022, 0.06, 0.0)
    if group == "crease":
        return (0.0, 0.05 * bell(x, y, 0.4, -0.2, 0.3, 0.3), 0.0)
    if group == "lidUpper":
        return (0.0, 0.025 * bell(x, y, 0.36, -0.1, 0.22, 0.3), 0.0)
    return STILL


def brow_outer_up(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if x <= 0.0:
        return STILL
    if group == "brow":
        return (0.0, -0.150 * bell(x, y, 0.72, -0.45, 0.36, 0.4), 0.0)
    if group == "forehead":
        return (0.0, -0.07 * bell(x, y, 0.6, -0.8, 0.4, 0.4), 0.0)
    if group in {"crease", "lidUpper"}:
        return (0.0, -0.022 * bell(x, y, 0.66, -0.15, 0.22, 0.3), 0.0)
    return STILL
