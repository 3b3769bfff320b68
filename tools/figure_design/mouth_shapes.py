"""What the channels of jaw, lips, cheeks and tongue do to the points.

Distances and falloffs are those measured on photographs (eye distances at weight 1), made up to
twice as large where a line drawing would not show them. A shape takes a point's name, x, y, z and
group and gives its movement; left shapes are written down, right ones mirrored.
"""

from __future__ import annotations

from math import cos, radians, sin

from figure_design.falloff import (
    LIPS,
    LOWER_LIP,
    SOFT,
    STILL,
    UPPER_LIP,
    Vector,
    bell,
    lip_middle,
    side,
)
from figure_design.mouth import LIP_CORNER


def _jaw_share(x: float, y: float, group: str) -> float:
    """How much of the jaw's turn a point follows."""
    c = min(abs(x) / LIP_CORNER[0], 1.0)
    if group in LOWER_LIP:
        return 1.0 - 0.52 * c**2.2
    if group == "lipCorner":
        return 0.40
    if group in {"jawBone", "tongue", "lipUnder", "chin"}:
        return 1.0
    if group == "outline":
        return min(max((y - 0.75) / 0.9, 0.0), 1.0)
    if group == "corner":
        return min(max((y - 1.0) / 0.35, 0.2), 0.9)
    if group == "puff":
        return 0.3 * min(max((y - 0.6) / 0.7, 0.0), 1.0)
    if group == "nasolabial":
        return 0.35 * min(max((y - 0.7) / 0.5, 0.0), 1.0)
    return 0.0


def jaw_open(_name: str, x: float, y: float, z: float, group: str) -> Vector:
    if group in UPPER_LIP:
        rise = -0.045 * lip_middle(x)
        return (-0.16 * x, rise, 0.0)
    share = _jaw_share(x, y, group)
    if share == 0.0:
        return STILL
    angle = radians(17.0)
    ry, rz = y - 0.62, z - 1.35
    dy = ry * cos(angle) - rz * sin(angle) - ry
    dz = ry * sin(angle) + rz * cos(angle) - rz
    narrow = -0.16 * x if group in LIPS else 0.0
    return (narrow, share * dy, share * dz)


def mouth_close(name: str, x: float, y: float, z: float, group: str) -> Vector:
    if group in LOWER_LIP | UPPER_LIP | {"lipCorner", "lipUnder"}:
        dx, dy, dz = jaw_open(name, x, y, z, group)
        return (-dx, -0.88 * dy, -dz)
    return STILL


def jaw_left(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    share = _jaw_share(x, y, group)
    return (0.17 * share, 0.0, 0.0)


def jaw_forward(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    share = _jaw_share(x, y, group)
    if group in LOWER_LIP:
        return (0.03 * x * share, -0.035 * share, -0.18 * share)
    return (0.05 * x * share, 0.01 * share, -0.22 * share)


def funnel(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if group not in LIPS:
        return (-0.10 * x, 0.0, -0.04) if group in {"corner", "nasolabial"} else STILL
    middle = lip_middle(x)
    dy = {
        "lipUpper": -0.085,
        "lipUpperInner": -0.062,
        "lipLower": 0.105,
        "lipLowerInner": 0.085,
        "tongueTop": 0.085,
        "tongueTip": 0.085,
    }.get(group, 0.0)
    return (-0.27 * x, dy * (0.35 + 0.65 * middle) if dy else 0.0, -0.12)


def pucker(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if group not in LIPS:
        return (-0.14 * x, 0.0, -0.05) if group in {"corner", "nasolabial"} else STILL
    middle = lip_middle(x)
    dy = {
        "lipUpper": -0.055,
        "lipUpperInner": -0.014,
        "lipLower": 0.055,
        "lipLowerInner": 0.018,
    }.get(group, 0.0)
    return (-0.46 * x, dy * middle, -0.16)


def roll_lower(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    middle = lip_middle(x)
    if group == "lipLower":
        return (0.0, -0.105 * middle, 0.06)
    if group in {"lipLowerInner", "tongueTop", "tongueTip"}:
        return (0.0, -0.020 * middle, 0.055)
    return (0.0, -0.03, 0.0) if group == "lipUnder" else STILL


def roll_upper(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    middle = lip_middle(x)
    if group == "lipUpper":
        return (0.0, 0.085 * middle, 0.06)
    if group == "lipUpperInner":
        return (0.0, 0.012 * middle, 0.055)
    return STILL


def shrug_lower(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    middle = lip_middle(x)
    if group == "lipLower":
        return (0.0, -0.055 * middle, -0.05)
    if group in {"lipLowerInner", "tongueTop", "tongueTip"}:
        return (0.0, -0.070 * middle, -0.04)
    if group in UPPER_LIP:
        return (0.0, -0.060 * middle, -0.02)
    if group == "lipUnder":
        return (0.0, -0.085, 0.0)
    if group == "chin":
        return (0.0, -0.075, -0.02)
    if group == "lipCorner":
        return (0.0, 0.02, 0.0)
    return (0.0, -0.03 * bell(x, _y, 0.0, 1.8, 0.4, 0.25), 0.0) if group == "outline" else STILL


def shrug_upper(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    middle = lip_middle(x)
    if group == "lipUpper":
        return (0.0, -0.075 * middle, -0.05)
    if group == "lipUpperInner":
        return (0.0, -0.022 * middle, -0.04)
    return (0.0, -0.02, 0.0) if group == "philtrum" else STILL


def press(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    share = side(x) * (0.45 + 0.55 * min(abs(x) / 0.2, 1.0))
    dy = {
        "lipUpper": 0.045,
        "lipLower": -0.055,
        "lipUpperInner": 0.004,
        "lipLowerInner": -0.006,
    }.get(group, 0.0)
    if group == "lipCorner" and x > 0.0:
        return (0.012, -0.008, 0.03)
    return (0.0, dy * share, 0.03 * share if dy else 0.0)


def lower_down(_name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    share = side(x) * (0.25 + 0.75 * lip_middle(abs(x) * 0.9))
    if group in LOWER_LIP:
        return (0.015 * share, (0.105 if group != "lipLower" else 0.09) * share, 0.0)
    if group in {"lipUnder", "chin"}:
        return (0.0, 0.045 * side(x), 0.0)
    return STILL


def upper_up(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    share = side(x) * (0.25 + 0.75 * lip_middle(abs(x) * 0.9))
    if group in UPPER_LIP:
        return (0.0, (-0.10 if group == "lipUpperInner" else -0.085) * share, 0.0)
    if group in {"nasolabial", "noseWing"}:
        return (0.02, -0.035 * bell(x, y, 0.3, 0.8, 0.25, 0.3), 0.0) if x > 0.0 else STILL
    return STILL


def smile(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group not in SOFT and group != "lidLower":
        return STILL
    pull = bell(x, y, 0.40, 1.15, 0.40, 0.30) * side(x)
    dx, dy, dz = 0.165 * pull, -0.215 * pull, 0.06 * pull
    cheek = bell(x, y, 0.62, 0.55, 0.40, 0.40) * side(x)
    if group in UPPER_LIP | LOWER_LIP:
        # The lips stretch into a bow: their middle stays low and thins.
        middle = lip_middle(x) * side(x)
        dy = dy * (0.80 if group in UPPER_LIP else 0.58) + 0.060 * middle
        if group == "lipLower":
            dy -= 0.012 * middle
        if group == "lipUpper":
            dy += 0.012 * middle
        return (dx, dy, dz)
    if group == "lipCorner":
        return (0.165, -0.215, 0.06) if x > 0.0 else STILL
    if group == "lidLower":
        return (0.0, -0.022 * bell(x, y, 0.55, 0.12, 0.3, 0.2), 0.0)
    if group == "outline":
        return (0.05 * bell(x, y, 0.95, 0.85, 0.5, 0.4), 0.0, 0.0)
    if group == "nasolabial":
        return (0.075 * side(x) * bell(x, y, 0.5, 1.1, 0.6, 0.6), -0.06 * pull, 0.0)
    return (dx + 0.02 * cheek, dy - 0.06 * cheek, dz - 0.04 * cheek)


def frown(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group not in SOFT:
        return STILL
    pull = bell(x, y, 0.40, 1.18, 0.26, 0.26) * side(x)
    if group == "lipCorner":
        return (0.0, 0.205, 0.02) if x > 0.0 else STILL
    if group in LIPS:
        return (0.0, 0.17 * pull - 0.030 * lip_middle(x) * side(x), 0.0)
    return (-0.01 * pull, 0.09 * pull, 0.0)


def dimple(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group not in SOFT:
        return STILL
    pull = bell(x, y, 0.42, 1.15, 0.25, 0.22) * side(x)
    if group == "lipCorner":
        return (0.075, -0.030, 0.07) if x > 0.0 else STILL
    return (0.07 * pull, -0.025 * pull, 0.07 * pull)


def stretch(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group not in SOFT:
        return STILL
    pull = bell(x, y, 0.42, 1.18, 0.34, 0.28) * side(x)
    if group == "lipCorner":
        return (0.145, 0.050, 0.05) if x > 0.0 else STILL
    if group in {"lipUpper", "lipLower"}:
        thin = (0.014 if group == "lipUpper" else -0.014) * lip_middle(x) * side(x)
        return (0.13 * pull, 0.04 * pull + thin, 0.05 * pull)
    return (0.13 * pull, 0.04 * pull, 0.05 * pull)


def mouth_left(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    if group not in SOFT:
        return STILL
    share = 1.0 if group in LIPS else bell(x, y, 0.0, 1.2, 0.7, 0.35)
    return (0.16 * share, 0.0, 0.05 * share * x)


def cheek_puff(_name: str, x: float, y: float, _z: float, group: str) -> Vector:
    share = bell(abs(x), y, 0.85, 1.0, 0.34, 0.42)
    sign = 1.0 if x > 0.0 else -1.0
    if group == "outline":
        return (0.15 * share * sign, 0.0, 0.0)
    if group in {"puff", "cheek", "corner", "nasolabial"}:
        return (0.10 * sign * bell(abs(x), y, 0.7, 0.95, 0.4, 0.45), 0.0, -0.12)
    return (-0.05 * x, 0.0, -0.03) if group in LIPS else STILL


def tongue_out(name: str, x: float, _y: float, _z: float, group: str) -> Vector:
    if group == "tongueTip":
        reach = {"0": 0.36, "1": 0.33, "2": 0.20}[name[-1]]
        return (0.35 * x, reach, -0.25)
    if group == "tongueTop":
        return (0.1 * x, 0.045, -0.05)
    if group in LOWER_LIP:
        return (0.0, 0.075 * lip_middle(x), 0.0)
    if group == "tongue":
        return (0.0, -0.01, -0.12)
    return (0.0, 0.03, 0.0) if group in {"lipUnder", "chin"} else STILL
