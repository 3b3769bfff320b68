"""Profiles: wiring maps from a name to capsule ids with weights and times.

A profile says nothing about feelings: it names cues, a base loop and two modifiers. `load_profiles`
gives the shipped ones, `context_gestures` what each activity does with hands, face and head.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from sherin.body.capsules.definition import EmotionVector
from sherin.body.capsules.starter import DATA_FOLDER
from sherin.body.library_format import CONTEXTS
from sherin.errors import CapsuleError

__all__ = [
    "PROFILES_FILE",
    "Modifiers",
    "Profile",
    "ProfileCue",
    "context_gestures",
    "load_profiles",
]

PROFILES_FILE: Final = DATA_FOLDER / "profiles.json"
_MAX_BYTES: Final = 4 * 1024 * 1024


class ProfileCue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One capsule of a profile."""

    cid: str
    weight: float
    """0..2."""
    at_ms: int | None = None
    """Start after the reaction's; None leaves it to the scheduler's lead and lag."""


class Modifiers(msgspec.Struct, frozen=True, kw_only=True):
    """What a profile does to all its cues."""

    tempo_factor: float = 1.0
    """Playing rate, 0.4..2.5; 0.9 is a tenth slower."""
    noise_jitter: float = 0.15
    """Spread of timing and weight, 0..0.5; the timeline's own is 0.15."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A wiring map."""

    description: str
    cues: tuple[ProfileCue, ...]
    base: str | None = None
    """Loop that plays underneath, such as `CID_NEUTRAL_LOOP`."""
    modifiers: Modifiers = Modifiers()
    emotion_vec: EmotionVector | None = None
    """Where the profile can be found in valence, arousal and dominance."""


class _File(msgspec.Struct, frozen=True):
    profiles: dict[str, Profile]
    contexts: dict[str, tuple[ProfileCue, ...]] = {}


def load_profiles(path: Path | None = None) -> Mapping[str, Profile]:
    """Profiles by name, in the order of the file.

    Args:
        path: A file of the same form as the shipped `profiles.json`, which is read when it is None.

    Raises:
        FileNotFoundError: no such file.
        CapsuleError: the file is no profile file, or a value is out of range.
    """
    return MappingProxyType((_shipped() if path is None else _read(path)).profiles)


def context_gestures() -> Mapping[str, tuple[ProfileCue, ...]]:
    """Cues of every activity (`typing`, `reading`, ...); its hand cues override others."""
    return MappingProxyType(_shipped().contexts)


@cache
def _shipped() -> _File:
    return _read(PROFILES_FILE)


def _read(path: Path) -> _File:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise CapsuleError(f"{path}: more than 4 MB, which is no profile file. Split it.")
    try:
        read = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise CapsuleError(
            f"{path}: not a profile file: {exc}. Expected an object with `profiles` and "
            "`contexts`; see docs/capsules.md#profiles."
        ) from exc
    for name, profile in read.profiles.items():
        _check_cues(f"{path}, profile {name!r}", profile.cues)
        _check_modifiers(f"{path}, profile {name!r}", profile.modifiers)
    for name, cues in read.contexts.items():
        if name not in CONTEXTS:
            raise CapsuleError(
                f"{path}, context {name!r}: unknown; expected one of {', '.join(CONTEXTS)}."
            )
        _check_cues(f"{path}, context {name!r}", cues)
    return read


def _check_cues(where: str, cues: tuple[ProfileCue, ...]) -> None:
    for index, cue in enumerate(cues):
        if not 0.0 <= cue.weight <= 2.0:
            raise CapsuleError(
                f"{where}, cue {index} ({cue.cid[:48]}): weight {cue.weight:g} is outside 0..2."
            )
        if cue.at_ms is not None and not -500 <= cue.at_ms <= 20_000:
            raise CapsuleError(
                f"{where}, cue {index} ({cue.cid[:48]}): at_ms {cue.at_ms} is outside -500..20000."
            )


def _check_modifiers(where: str, modifiers: Modifiers) -> None:
    if not 0.4 <= modifiers.tempo_factor <= 2.5:
        raise CapsuleError(f"{where}: tempo_factor {modifiers.tempo_factor:g} is outside 0.4..2.5.")
    if not 0.0 <= modifiers.noise_jitter <= 0.5:
        raise CapsuleError(f"{where}: noise_jitter {modifiers.noise_jitter:g} is outside 0..0.5.")
