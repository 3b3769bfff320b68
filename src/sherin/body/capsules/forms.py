"""The forms that capsules were written in, brought to the one that is checked and written.

Form A names a subtype and its params (`capsule_id`/`trigger`/`params`, also as `cid`, with
`trigger_offset_ms`, `emotional_vector` or a voice's `dsp_params`). Form B moves one parameter of
one channel group by a delta (`channel`/`parameter`/`delta`). docs/capsules.md lists what becomes
of what.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from sherin.body.capsules.deltas import DELTA_PARAMETERS
from sherin.body.capsules.parameters import Report
from sherin.body.capsules.problems import nearest_number, nearest_word, one_of, shown

__all__ = ["FIELDS", "canonical_form"]

FIELDS: Final = (
    "capsule_id",
    "domain",
    "subtype",
    "description",
    "trigger",
    "params",
    "priority",
    "blend_mode",
    "emotion_vec",
    "context",
    "duration_ms",
    "voice_sync",
    "fallback",
)
"""Fields of the one form, in the order in which they are written."""

_RENAMED: Final = {
    "cid": "capsule_id",
    "emotional_vector": "emotion_vec",
    "emotion_vector": "emotion_vec",
    "emotion": "emotion_vec",
}
_DOMAIN_OF_TYPE: Final = {
    "video_face": "face",
    "video_hands": "hand",
    "video_hand": "hand",
    "voice_delta": "voice",
    "face": "face",
    "hand": "hand",
    "hands": "hand",
    "voice": "voice",
}
# What named a clip or a static mouth map: clips are replaced by motion, lips follow the speech
# itself.
_DROPPED: Final = frozenset({"file_ref", "file", "viseme_map"})
_DSP: Final = {
    "pitch_shift_semitones": "pitch_semitones",
    "pitchShift": "pitch_semitones",
    "formant_shift": "formant_ratio",
    "formantShift": "formant_ratio",
    "speech_rate": "rate_factor",
    "rate": "rate_factor",
    "vibrato_depth": "vibrato_semitones",
    "vibratoDepth": "vibrato_semitones",
    "vibrato_rate": "vibrato_hz",
    "vibratoRate": "vibrato_hz",
    "breathiness": "breathiness",
    "tension": "tension",
}


def canonical_form(raw: Mapping[str, object], report: Report) -> dict[str, object]:
    """One capsule in the one form, still unchecked.

    Args:
        raw: A decoded JSON object of form A or B, or of the one form.
        report: Told about what a translation cannot understand.
    """
    if "delta" in raw or "parameter" in raw:
        return _from_delta(raw, report)
    if not _is_variant(raw):
        return dict(raw)
    form: dict[str, object] = {}
    for name, value in raw.items():
        if name in _DROPPED or name in {"type", "trigger_offset_ms", "dsp_params"}:
            continue
        form[_RENAMED.get(name, name)] = value
    kind = raw.get("type")
    if "domain" not in form and isinstance(kind, str):
        form["domain"] = _DOMAIN_OF_TYPE.get(kind, kind)
    if "trigger" not in form and "trigger_offset_ms" in raw:
        form["trigger"] = {"relative_to": "speech_onset", "offset_ms": raw["trigger_offset_ms"]}
    dsp = raw.get("dsp_params")
    if isinstance(dsp, dict):
        form.setdefault("subtype", "voice_delta")
        form["params"] = {
            _DSP.get(name, name): value for name, value in cast("dict[str, object]", dsp).items()
        }
        form.setdefault("trigger", {"relative_to": "speech_onset", "offset_ms": 0})
    return form


def _is_variant(raw: Mapping[str, object]) -> bool:
    return not raw.keys().isdisjoint(_VARIANT)


_VARIANT: Final = frozenset({*_RENAMED, *_DROPPED, "type", "trigger_offset_ms", "dsp_params"})


def _from_delta(raw: Mapping[str, object], report: Report) -> dict[str, object]:
    kept = ("capsule_id", "cid", "priority", "blend_mode", "description", "trigger", "context")
    form: dict[str, object] = {_RENAMED.get(name, name): raw[name] for name in kept if name in raw}
    known = (*kept, "domain", "channel", "parameter", "delta", "duration_ms")
    for name in raw:
        if name not in known:
            report(str(name)[:60], "an unknown field", one_of(known), nearest_word(name, known))
    form.setdefault("trigger", {"relative_to": "speech_onset", "offset_ms": 0})
    parameter = raw.get("parameter")
    meaning = DELTA_PARAMETERS.get(parameter) if isinstance(parameter, str) else None
    if meaning is None:
        nearest = nearest_word(parameter, DELTA_PARAMETERS)
        report("parameter", shown(parameter), one_of(DELTA_PARAMETERS), nearest)
        return form
    form["domain"] = meaning.domain
    delta, duration_ms = raw.get("delta"), raw.get("duration_ms", 400)
    if isinstance(delta, bool) or not isinstance(delta, (int, float)) or not abs(delta) <= 1e6:
        report("delta", shown(delta), f"a number: {meaning.meaning}", None)
    elif isinstance(duration_ms, bool) or not isinstance(duration_ms, (int, float)):
        report("duration_ms", shown(duration_ms), "a number of ms in 1..60000", None)
    elif not 1 <= duration_ms <= 60_000:
        nearest = nearest_number(1e9 if duration_ms > 1 else 0, 1, 60_000)
        report("duration_ms", shown(duration_ms), "a number of ms in 1..60000", nearest)
    else:
        form["subtype"], form["params"] = meaning.translate(float(delta), float(duration_ms))
    _rename_generic_id(form, meaning.prefix)
    return form


def _rename_generic_id(form: dict[str, object], prefix: str) -> None:
    """`E_MICRO_04231` of form B stands for any emotion capsule; here `E` means a bundle."""
    capsule_id = form.get("capsule_id")
    if isinstance(capsule_id, str) and capsule_id.startswith("E_"):
        form["capsule_id"] = prefix + capsule_id[1:]
