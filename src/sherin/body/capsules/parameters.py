"""Checking the params of a capsule against the specification that its subtype gives."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final, cast

from sherin.body.capsules.motion.subtype import Param, Subtype
from sherin.body.capsules.problems import nearest_number, nearest_word, one_of, shown

__all__ = ["CAPSULE_ID", "MAX_COMPONENTS", "Report", "check_number", "check_params"]

CAPSULE_ID: Final = re.compile(r"[A-Z]{1,5}_[A-Z0-9_]{1,40}")
"""Full match: a domain's prefix and a name."""
MAX_COMPONENTS: Final = 32
_MAX_AT_MS: Final = 20_000

Report = Callable[[str, str, str, str | None], None]
"""Called with field, what was found, what was expected, and the nearest valid value or None."""


# By identity: hashing a subtype walks all its params, which would take longer than the check
# itself.
_SPECIFIED: Final[dict[int, tuple[Subtype, dict[str, Param]]]] = {}


def _by_name(subtype: Subtype) -> dict[str, Param]:
    kept = _SPECIFIED.get(id(subtype))
    if kept is None or kept[0] is not subtype:
        kept = (subtype, {param.name: param for param in subtype.params})
        _SPECIFIED[id(subtype)] = kept
    return kept[1]


def check_params(subtype: Subtype, params: Mapping[str, object], report: Report) -> None:
    """Report everything in `params` that the subtype cannot use.

    Args:
        subtype: Whose specification counts.
        params: As decoded from JSON; anything may be in it.
        report: Called once for every problem, with `params.` before the name.
    """
    specified = _by_name(subtype)
    for name, value in params.items():
        param = specified.get(name)
        if param is None:
            report(
                f"params.{str(name)[:60]}",
                "an unknown param",
                f"{one_of(specified)} ({subtype.name})",
                nearest_word(name, specified),
            )
        else:
            _check(param, value, report)
    for name, param in specified.items():
        if param.default is None and name not in params:
            report(f"params.{name}", "nothing", f"a value: {param.help}", None)


def check_number(
    field: str, value: object, *, low: float, high: float, unit: str, report: Report
) -> None:
    """Report a value that is no finite number in `low..high`."""
    suffix = f" {unit}" if unit else ""
    expected = f"a number in {low:g}..{high:g}{suffix}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        report(field, shown(value), expected, _number_in(value, low, high))
    elif value != value:  # NaN
        report(field, "NaN", expected, None)
    elif not low <= value <= high:
        nearest = nearest_number(math.inf if value > high else -math.inf, low, high)
        report(field, shown(value), expected, nearest)


def _check(param: Param, value: object, report: Report) -> None:
    field = f"params.{param.name}"
    match param.kind:
        case "number":
            if type(value) is float and param.minimum <= value <= param.maximum:
                return
            check_number(
                field, value, low=param.minimum, high=param.maximum, unit=param.unit, report=report
            )
        case "integer":
            _check_integer(field, param, value, report)
        case "boolean":
            if not isinstance(value, bool):
                report(field, shown(value), "true or false", None)
        case "choice":
            if not isinstance(value, str) or value not in param.choices:
                expected = one_of(param.choices)
                report(field, shown(value), expected, nearest_word(value, param.choices))
        case "fingers":
            _check_fingers(field, param, value, report)
        case "components":
            _check_components(field, value, report)


def _check_integer(field: str, param: Param, value: object, report: Report) -> None:
    low, high = param.minimum, param.maximum
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, float) and math.isfinite(value):
        nearest = nearest_number(float(round(value)), low, high) if abs(value) < 1e15 else None
        report(field, shown(value), f"a whole number in {low:g}..{high:g}", nearest)
    else:
        check_number(field, value, low=low, high=high, unit=param.unit, report=report)


def _check_fingers(field: str, param: Param, value: object, report: Report) -> None:
    expected = f"a list of different fingers out of {', '.join(param.choices)}"
    if not isinstance(value, list) or not value:
        single = value if isinstance(value, str) else None
        nearest = nearest_word(single, param.choices)
        report(field, shown(cast("object", value)), expected, nearest and f"[{nearest}]")
        return
    seen: set[str] = set()
    for place, name in enumerate(cast("list[object]", value)[:64]):
        if not isinstance(name, str) or name not in param.choices:
            nearest = nearest_word(name, param.choices)
            report(f"{field}[{place}]", shown(name), one_of(param.choices), nearest)
        elif name in seen:
            report(f"{field}[{place}]", f"{shown(name)} again", expected, None)
        else:
            seen.add(name)


def _check_components(field: str, value: object, report: Report) -> None:
    expected = f"a list of 1..{MAX_COMPONENTS} objects with cid, weight and optionally at_ms"
    if not isinstance(value, list) or not value:
        report(field, shown(cast("object", value)), expected, None)
        return
    parts = cast("list[object]", value)
    if len(parts) > MAX_COMPONENTS:
        report(field, f"{len(parts)} components", expected, None)
        return
    for place, part in enumerate(parts):
        _check_component(f"{field}[{place}]", part, report)


def _check_component(field: str, part: object, report: Report) -> None:
    if not isinstance(part, dict):
        report(field, shown(part), "an object with cid, weight and optionally at_ms", None)
        return
    known = ("cid", "weight", "at_ms")
    component = cast("dict[str, object]", part)
    for name in component:
        if name not in known:
            nearest = nearest_word(name, known)
            report(f"{field}.{str(name)[:60]}", "an unknown field", one_of(known), nearest)
    cid = component.get("cid")
    if not isinstance(cid, str) or not CAPSULE_ID.fullmatch(cid):
        report(f"{field}.cid", shown(cid), "a capsule id such as HF_001", None)
    check_number(f"{field}.weight", component.get("weight"), low=0, high=2, unit="", report=report)
    if "at_ms" in component:
        check_number(
            f"{field}.at_ms", component["at_ms"], low=0, high=_MAX_AT_MS, unit="ms", report=report
        )


def _number_in(value: object, low: float, high: float) -> str | None:
    """A number that was written as text, put into the range; None when there is none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return nearest_number(number, low, high) if math.isfinite(number) else None
