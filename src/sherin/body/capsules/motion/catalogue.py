"""Every kind of motion there is, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sherin.body.capsules.motion.body import BASE_LOOP, BODY_SUBTYPES
from sherin.body.capsules.motion.camera import CAMERA_SUBTYPES
from sherin.body.capsules.motion.environment import ENVIRONMENT_SUBTYPES
from sherin.body.capsules.motion.expression import EXPRESSION
from sherin.body.capsules.motion.face import FACE_SUBTYPES
from sherin.body.capsules.motion.hands import HAND_SUBTYPES
from sherin.body.capsules.motion.light import LIGHT_SUBTYPES
from sherin.body.capsules.motion.poses import EXPRESSION_POSE
from sherin.body.capsules.motion.subtype import Subtype
from sherin.body.capsules.motion.tempo import TEMPO_SUBTYPES
from sherin.body.capsules.motion.temporal import TEMPORAL_SUBTYPES
from sherin.body.capsules.motion.voice import VOICE_SUBTYPES

__all__ = ["SUBTYPES"]

SUBTYPES: Final[Mapping[str, Subtype]] = MappingProxyType(
    {
        subtype.name: subtype
        for subtype in (
            *FACE_SUBTYPES,
            EXPRESSION_POSE,
            *HAND_SUBTYPES,
            *BODY_SUBTYPES,
            *CAMERA_SUBTYPES,
            *LIGHT_SUBTYPES,
            *TEMPO_SUBTYPES,
            *ENVIRONMENT_SUBTYPES,
            *TEMPORAL_SUBTYPES,
            *VOICE_SUBTYPES,
            EXPRESSION,
            BASE_LOOP,
        )
    }
)
"""Subtype name -> subtype, face first."""
