"""All plans of the generated library, by domain."""

from __future__ import annotations

from typing import Final

from sherin.body.capsules.compose.plan import Plan
from sherin.body.capsules.compose.plan_body import BASE_PLANS, BODY_PLANS
from sherin.body.capsules.compose.plan_face import FACE_PLANS
from sherin.body.capsules.compose.plan_hands import HAND_PLANS
from sherin.body.capsules.compose.plan_scene import (
    CAMERA_PLANS,
    ENVIRONMENT_PLANS,
    LIGHT_PLANS,
    TEMPO_PLANS,
)
from sherin.body.capsules.compose.plan_speech import TEMPORAL_PLANS, VOICE_PLANS

__all__ = ["PLANS"]

PLANS: Final[dict[str, tuple[Plan, ...]]] = {
    "face": FACE_PLANS,
    "hand": HAND_PLANS,
    "body": BODY_PLANS,
    "voice": VOICE_PLANS,
    "temporal": TEMPORAL_PLANS,
    "camera": CAMERA_PLANS,
    "light": LIGHT_PLANS,
    "tempo": TEMPO_PLANS,
    "environment": ENVIRONMENT_PLANS,
    "base": BASE_PLANS,
}
"""Domain -> plans. Free face poses, combined hands and expressions are added by `composing`."""
