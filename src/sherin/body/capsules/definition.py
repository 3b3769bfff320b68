"""What a capsule is, as written in JSON: a small emotion-free motion with trigger and priority."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["BlendMode", "Capsule", "EmotionVector", "RelativeTo", "Trigger"]

RelativeTo = Literal["speech_onset", "scene_start", "previous_capsule"]
BlendMode = Literal["additive", "override", "multiply"]


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """When a capsule starts."""

    relative_to: RelativeTo
    offset_ms: int
    """-500..500; negative is before the reference."""
    probability: float = 1.0
    """0..1, drawn from the cue's seed."""


class EmotionVector(msgspec.Struct, frozen=True, kw_only=True):
    """Where a capsule can be found, not how it moves. Each in [-1, 1]."""

    valence: float
    arousal: float
    dominance: float


class Capsule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One capsule, valid by construction when it came from `reading` or from a generator.

    `params` depend on the subtype: `motion.SUBTYPES[subtype].params` lists name, unit and range of
    each.
    """

    capsule_id: str
    """`^[A-Z]{1,5}_[A-Z0-9_]+$`; the prefix names the domain."""
    domain: str
    subtype: str
    trigger: Trigger
    params: dict[str, object]
    priority: int = 5
    """0..10; the highest wins where two `override` cues meet."""
    blend_mode: BlendMode = "additive"
    emotion_vec: EmotionVector | None = None
    context: tuple[str, ...] = ()
    """Activities in which it may replace the hands: `typing`, `reading`, ..."""
    description: str | None = None
    duration_ms: int | None = None
    """Overrides the length that the subtype gives, when set."""
    voice_sync: dict[str, object] | None = None
    fallback: str | None = None
    """Id that plays when the probability draw fails."""
