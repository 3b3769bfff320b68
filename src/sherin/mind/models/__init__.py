"""A local language model as one route of the mind: found, asked, watched, and left when it fails.

Start with `open_route` (the model the person chose) and `ModelRoute.answer`; `find_models` lists
what is there. Everything a model is told beside its rules is marked as data, and everything it
says is cleaned and checked against its sources. See docs/models.md.
"""

from __future__ import annotations

from sherin.mind.models.breaker import CircuitBreaker
from sherin.mind.models.choice import ModelChoice, load_choice, save_choice
from sherin.mind.models.finding import find_models, open_model, open_route
from sherin.mind.models.interface import (
    Generation,
    GenerationLimits,
    Message,
    Model,
    ModelInfo,
)
from sherin.mind.models.prompt import Turn
from sherin.mind.models.route import UNVERIFIED, Generated, ModelRoute, RouteStatus

__all__ = [
    "UNVERIFIED",
    "CircuitBreaker",
    "Generated",
    "Generation",
    "GenerationLimits",
    "Message",
    "Model",
    "ModelChoice",
    "ModelInfo",
    "ModelRoute",
    "RouteStatus",
    "Turn",
    "find_models",
    "load_choice",
    "open_model",
    "open_route",
    "save_choice",
]
