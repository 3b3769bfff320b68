"""The fields of a capsule that every kind of motion has: trigger, blending, voice, place, context.

Each check takes the capsule in its canonical form and reports what it finds; nothing is changed but
that the names given twice are taken out of a nested object.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from sherin.body.capsules.parameters import CAPSULE_ID, Report, check_number
from sherin.body.capsules.problems import nearest_word, one_of, shown
from sherin.body.library_format import BLEND_MODES, CONTEXTS, RELATIVE_TO

__all__ = ["TRIGGER_FIELDS", "Repeated", "check_extras", "check_trigger", "named_once"]

TRIGGER_FIELDS: Final = ("relative_to", "offset_ms", "probability")
_MAX_DURATION_MS: Final = 60_000
_MAX_TEXT: Final = 400
# Field -> range and unit; None is a capsule id.
_VOICE_SYNC: Final[dict[str, tuple[float, float, str] | None]] = {
    "required_voice_cid": None,
    "voice_weight_multiplier": (0.0, 4.0, ""),
    "lip_sync_lead_ms": (-200.0, 200.0, "ms"),
}
_AXES: Final = ("valence", "arousal", "dominance")


class Repeated:
    """Key under which a decoded object keeps the names it was given twice."""


def named_once(field: str, members: dict[object, object], report: Report) -> dict[str, object]:
    """The members of a decoded object by name; names given twice are reported and taken out."""
    for name in cast("Iterable[str]", members.pop(Repeated, ())):
        report(f"{field}.{name[:60]}", "the field twice", "every field once", None)
    return cast("dict[str, object]", members)


def check_trigger(form: dict[str, object], report: Report) -> None:
    """Report what is wrong with what a capsule is triggered by, and when."""
    trigger = form.get("trigger")
    if not isinstance(trigger, dict):
        found = "nothing" if trigger is None else shown(trigger)
        report("trigger", found, "an object with relative_to and offset_ms", None)
        return
    named = named_once("trigger", cast("dict[object, object]", trigger), report)
    for name in named:
        if name not in TRIGGER_FIELDS:
            nearest = nearest_word(name, TRIGGER_FIELDS)
            report(f"trigger.{name[:60]}", "an unknown field", one_of(TRIGGER_FIELDS), nearest)
    relative_to = named.get("relative_to")
    if relative_to not in RELATIVE_TO:
        nearest = nearest_word(relative_to, RELATIVE_TO)
        report("trigger.relative_to", shown(relative_to), one_of(RELATIVE_TO), nearest)
    _check_whole("trigger.offset_ms", named.get("offset_ms"), -500, 500, "ms", report)
    probability = named.get("probability", 1.0)
    check_number("trigger.probability", probability, low=0, high=1, unit="", report=report)


def check_extras(form: dict[str, object], report: Report) -> None:
    """Report what is wrong with the fields that a capsule may leave out."""
    if "priority" in form:
        _check_whole("priority", form["priority"], 0, 10, "", report)
    blend_mode = form.get("blend_mode", "additive")
    if blend_mode not in BLEND_MODES:
        nearest = nearest_word(blend_mode, BLEND_MODES)
        report("blend_mode", shown(blend_mode), one_of(BLEND_MODES), nearest)
    if form.get("duration_ms") is not None:
        _check_whole("duration_ms", form["duration_ms"], 1, _MAX_DURATION_MS, "ms", report)
    description = form.get("description")
    is_text = isinstance(description, str) and len(description) <= _MAX_TEXT
    if description is not None and not is_text:
        report("description", shown(description), f"text of at most {_MAX_TEXT} characters", None)
    _check_voice_sync(form.get("voice_sync"), report)
    _check_emotion_vec(form.get("emotion_vec"), report)
    _check_context(form.get("context"), report)


def _check_voice_sync(sync: object, report: Report) -> None:
    if sync is None:
        return
    if not isinstance(sync, dict):
        report("voice_sync", shown(sync), f"an object with {', '.join(_VOICE_SYNC)}", None)
        return
    named = named_once("voice_sync", cast("dict[object, object]", sync), report)
    for name, value in named.items():
        field = f"voice_sync.{name[:60]}"
        if name not in _VOICE_SYNC:
            report(field, "an unknown field", one_of(_VOICE_SYNC), nearest_word(name, _VOICE_SYNC))
        elif _VOICE_SYNC[name] is not None:
            low, high, unit = _VOICE_SYNC[name] or (0, 0, "")
            check_number(field, value, low=low, high=high, unit=unit, report=report)
        elif not isinstance(value, str) or not CAPSULE_ID.fullmatch(value):
            report(field, shown(value), "a capsule id such as VC_022", None)


def _check_emotion_vec(vector: object, report: Report) -> None:
    if vector is None:
        return
    if not isinstance(vector, dict):
        report("emotion_vec", shown(vector), f"an object with {', '.join(_AXES)}", None)
        return
    named = named_once("emotion_vec", cast("dict[object, object]", vector), report)
    for name in named:
        if name not in _AXES:
            nearest = nearest_word(name, _AXES)
            report(f"emotion_vec.{name[:60]}", "an unknown field", one_of(_AXES), nearest)
    for axis in _AXES:
        check_number(f"emotion_vec.{axis}", named.get(axis), low=-1, high=1, unit="", report=report)


def _check_context(context: object, report: Report) -> None:
    if context is None:
        return
    if not isinstance(context, list):
        report("context", shown(context), f"a list out of {', '.join(CONTEXTS)}", None)
        return
    for place, name in enumerate(cast("list[object]", context)[:64]):
        if name not in CONTEXTS:
            nearest = nearest_word(name, CONTEXTS)
            report(f"context[{place}]", shown(name), one_of(CONTEXTS), nearest)


def _check_whole(field: str, value: object, low: int, high: int, unit: str, report: Report) -> None:
    """Report a value that is no whole number in `low..high`."""
    if type(value) is int and low <= value <= high:
        return
    suffix = f" {unit}" if unit else ""
    expected = f"a whole number in {low}..{high}{suffix}"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        report(field, "nothing" if value is None else shown(value), expected, None)
        return
    bounded = min(max(value, low), high)
    if bounded != value or value != round(bounded):
        report(field, shown(value), expected, str(round(bounded)))
