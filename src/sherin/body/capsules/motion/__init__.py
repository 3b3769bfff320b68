"""Motion: one pure function per subtype, from parameters in physical units to curves of channels.

`SUBTYPES` lists them all; a `Subtype` says which parameters it takes, in which unit and range, and
its `motion` turns them into a `Motion`. `shapes` holds the few curve shapes they are built from.
The page is docs/motion.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sherin.body.capsules.motion.body import BASE_LOOP, BODY_SUBTYPES
from sherin.body.capsules.motion.camera import CAMERA_SUBTYPES
from sherin.body.capsules.motion.environment import ENVIRONMENT_SUBTYPES
from sherin.body.capsules.motion.expression import EXPRESSION
from sherin.body.capsules.motion.face import FACE_SUBTYPES
from sherin.body.capsules.motion.hands import HAND_SUBTYPES
from sherin.body.capsules.motion.light import LIGHT_SUBTYPES
from sherin.body.capsules.motion.poses import EXPRESSION_POSE
from sherin.body.capsules.motion.subtype import Motion, Param, ParamKind, Subtype
from sherin.body.capsules.motion.tempo import TEMPO_SUBTYPES
from sherin.body.capsules.motion.temporal import TEMPORAL_SUBTYPES
from sherin.body.capsules.motion.voice import VOICE_SUBTYPES

__all__ = ["SUBTYPES", "Motion", "Param", "ParamKind", "Subtype"]

SUBTYPES: Mapping[str, Subtype] = MappingProxyType(
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
"""Every kind of motion, by name."""
