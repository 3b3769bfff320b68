"""Combinations of action units for `expression_pose`: known ones, varied, and free ones."""

from __future__ import annotations

from typing import Final

from sherin.body.capsules.compose.grids import grid_seed
from sherin.body.capsules.compose.plan import RHYTHMS
from sherin.body.random32 import draw, unit

__all__ = ["FORMULAS", "pose_params"]

# Action units with relative strength, "12:0.6" is AU 12 at .6. After the combinations of EMFACS
# (Friesen and Ekman 1983) and of later descriptions of social and cognitive displays; d = gaze
# down, u = gaze up, a = gaze aside.
FORMULAS: Final[tuple[str, ...]] = (
    "6+12",
    "6+12+25",
    "6+12+25+26:0.6",
    "1:0.4+2:0.5+6+12+25",
    "12:0.5+7:0.3",
    "6:0.6+12:0.5+1:0.3",
    "6:0.5+12:0.4+43:0.35",
    "12:0.5+24:0.4",
    "12:0.45+14:0.4+17:0.2",
    "12:0.6+23:0.3+7:0.3",
    "12:0.4+43:0.3+d",
    "12:0.5+24:0.5+d",
    "6:0.4+12:0.5+2:0.4+5:0.3",
    "1+4+15",
    "1+4+15+17",
    "1+4:0.5+15+43:0.4+d",
    "1+4+6:0.6+15+17+20:0.3",
    "1+4+6:0.6+20+25+26:0.4",
    "15:0.6+17:0.5+43:0.3+d",
    "1:0.7+15:0.4+d",
    "4+7+23",
    "4+5+7+23",
    "4+5+7+24",
    "4+5+7+10+25+26:0.5",
    "4+7:0.6+10:0.6+25:0.4+16:0.4",
    "4:0.7+29:0.6+24:0.5",
    "4+24+17:0.5",
    "4:0.6+7:0.7+29:0.4",
    "9+10",
    "9+10+17",
    "9:0.8+10+16:0.5+25",
    "4:0.4+9+15:0.4+43:0.2",
    "14",
    "14+12:0.3",
    "10:0.5+14:0.7+7:0.3",
    "2:0.6+14:0.5+7:0.3",
    "1+2+4+5+20",
    "1+2+4+5+20+25",
    "1+2+4+5+20+25+26",
    "1+2:0.5+5+25:0.4",
    "1:0.8+4:0.5+7:0.3+20:0.4",
    "5+20:0.5+28:0.4",
    "1+2+5+26",
    "1+2+5+25+26:0.6+12:0.3",
    "1:0.7+2:0.7+25:0.4",
    "1+2+5:0.6+22:0.6+26:0.4",
    "2:0.8+4:0.3+17:0.4",
    "4:0.6+2:0.5+14:0.3+a",
    "4:0.5+18:0.5+u",
    "4:0.6+7:0.5+a+u",
    "4:0.5+24:0.6",
    "1:0.4+2:0.4",
    "1:0.4+2:0.3+12:0.2+25:0.15",
    "2:0.5+12:0.25",
    "1:0.5+4:0.5+12:0.2",
    "4:0.4+7:0.4+20:0.3+a",
    "1:0.5+4:0.6+24:0.4+a",
    "17:0.6+24:0.6+29:0.3",
    "43:0.4+15:0.2+14:0.2",
    "43:0.55+25:0.2",
    "43:0.5+26:0.25+a",
    "43:0.8+12:0.3",
    "43:0.9+4:0.4",
    "4+6:0.6+7+9:0.5+43:0.7",
    "4+7+10:0.5+20:0.6+25",
    "28:0.7+1:0.4+a",
    "28:0.8+43:0.3+d",
    "15:0.4+24:0.4+d+a",
    "18:0.8+43:0.3",
    "18:0.6+12:0.3+6:0.3",
    "22:0.7+25:0.4",
    "34:0.7+2:0.4",
    "34:0.5+43:0.4",
    "16:0.8+25+20:0.5",
    "17:0.8+1:0.4+2:0.4",
    "5:0.6+24:0.4",
    "5:0.8+25:0.4",
    "7:0.7+12:0.3+14:0.2",
)

_UPPER: Final = ("au1", "au2", "au4", "au5", "au6", "au7", "au43")
_LOWER: Final = (
    "au9",
    "au10",
    "au12",
    "au14",
    "au15",
    "au16",
    "au17",
    "au18",
    "au20",
    "au22",
    "au23",
    "au24",
    "au25",
    "au26",
    "au28",
    "au29",
    "au34",
)
# Pairs that pull the same skin against each other and would only look stiff or odd.
_OPPOSED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("au5", "au43"),
        ("au12", "au15"),
        ("au12", "au18"),
        ("au18", "au20"),
        ("au24", "au25"),
        ("au24", "au26"),
        ("au28", "au25"),
        ("au34", "au26"),
        ("au34", "au25"),
        ("au23", "au26"),
        ("au20", "au22"),
        ("au12", "au22"),
        # Pursed, sucked or pushed up lips do not go with a dropped jaw.
        ("au18", "au25"),
        ("au18", "au26"),
        ("au28", "au26"),
        ("au17", "au26"),
    )
)


def pose_params(k: int, *, seed: int) -> dict[str, object]:
    """The k-th combination of a seed: a known one, varied; every third is a free one."""
    key = draw(grid_seed(seed, "expression_pose"), k)
    params = _free(key) if k % 3 == 2 else _varied(FORMULAS[(k - k // 3) % len(FORMULAS)], key)
    rhythm = tuple(RHYTHMS.values())[int(unit(key, 90) * len(RHYTHMS))]
    x = unit(key, 91)
    # A tenth are micro-expressions of 200-500 ms (Yan 2013), the others last up to 7 s.
    rest = (x - 0.1) / 0.9
    length = 200.0 + 3000.0 * x if x < 0.1 else 500.0 + 6500.0 * rest * rest
    length = round(length / 20.0) * 20.0
    attack, hold = rhythm
    params["attack_ms"] = max(30.0, attack * length)
    params["hold_ms"] = hold * length
    params["release_ms"] = max(30.0, (1.0 - attack - hold) * length)
    stagger = (0.0, 0.0, 0.08, -0.08)[int(unit(key, 92) * 4)]
    params["stagger_ms"] = max(-400.0, min(400.0, stagger * length))
    balance = (0.0, 0.0, 0.0, 0.0, 0.35, -0.35, 0.8, -0.8)[int(unit(key, 93) * 8)]
    params["balance"] = balance
    if unit(key, 94) < 0.05 and 700.0 <= length <= 2500.0:
        params["quiver"] = round(0.1 + 0.25 * unit(key, 95), 2)
        params["variant"] = 1 + int(unit(key, 96) * 20)
    return params


def _varied(formula: str, key: int) -> dict[str, object]:
    # One strength for all and a smaller one for each: faint and full versions of the same
    # combination.
    overall = 0.35 + 0.65 * unit(key, 1)
    params: dict[str, object] = {}
    for place, term in enumerate(formula.split("+")):
        if term in ("d", "u", "a"):
            params |= _gaze(term, key)
            continue
        name, _, strength = term.partition(":")
        weight = float(strength or 1.0) * overall * (0.65 + 0.5 * unit(key, 10 + place))
        params[f"au{name}"] = round(min(1.0, max(0.08, weight)), 2)
    extra = (*_UPPER, *_LOWER)[int(unit(key, 40) * (len(_UPPER) + len(_LOWER)))]
    if unit(key, 41) < 0.45 and _fits(extra, params):
        params[extra] = round(0.12 + 0.4 * unit(key, 42), 2)
    if "gaze_pitch_deg" not in params and unit(key, 43) < 0.3:
        params |= _gaze("dua"[int(unit(key, 44) * 3)], key)
    return params


def _free(key: int) -> dict[str, object]:
    params: dict[str, object] = {}
    n_upper, n_lower = 1 + int(unit(key, 2) * 3), 1 + int(unit(key, 3) * 3)
    for group, n, salt in ((_UPPER, n_upper, 50), (_LOWER, n_lower, 60)):
        for place in range(n):
            name = group[int(unit(key, salt + place) * len(group))]
            if _fits(name, params):
                params[name] = round(0.2 + 0.8 * unit(key, salt + 20 + place), 2)
    if unit(key, 4) < 0.35:
        params |= _gaze("dua"[int(unit(key, 5) * 3)], key)
    return params


def _fits(name: str, params: dict[str, object]) -> bool:
    return name not in params and all(frozenset((name, other)) not in _OPPOSED for other in params)


def _gaze(way: str, key: int) -> dict[str, object]:
    far = 5.0 + 13.0 * unit(key, 30)
    aside = (14.0 * unit(key, 31) + 4.0) * (1.0 if unit(key, 32) < 0.5 else -1.0)
    if way == "a":
        return {"gaze_yaw_deg": round(aside, 1)}
    pitch = -far if way == "d" else 0.8 * far
    return {"gaze_pitch_deg": round(pitch, 1), "gaze_yaw_deg": round(0.3 * aside, 1)}
