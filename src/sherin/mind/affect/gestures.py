"""What the body does while the person types, reads or thinks: gestures that take over a layer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final, get_args

import msgspec

from sherin.errors import AffectError
from sherin.mind.affect.toml_table import TomlTable, open_table
from sherin.wire import Context

__all__ = ["ContextGesture", "context_gestures"]

_PATH: Final = Path(__file__).with_name("gestures.toml")
_NEXT_STEP: Final = "It belongs to the package: install sherin again."
_ID: Final = re.compile(r"[A-Z]{1,5}_[A-Z0-9_]+")


class ContextGesture(msgspec.Struct, frozen=True, kw_only=True):
    """The gestures of one activity."""

    hands: tuple[str, ...] = ()
    """Capsule ids, the preferred ones of those that may replace the hands."""
    face: tuple[str, ...] = ()
    """Capsule ids that join the face."""
    weight: float = 0.6
    """Size at middling strength, 0..1."""


@cache
def context_gestures() -> dict[Context, ContextGesture]:
    """The gestures of every activity; treat as read-only."""
    with open_table(_PATH, AffectError, next_step=_NEXT_STEP) as root:
        root.integer("version", low=1, high=1)
        contexts = root.table("context")
        names: tuple[Context, ...] = get_args(Context)
        gestures: dict[Context, ContextGesture] = {
            name: _gesture(contexts.table(name)) for name in names
        }
        contexts.close()
        root.close()
    return gestures


def _gesture(table: TomlTable) -> ContextGesture:
    gesture = ContextGesture(
        hands=table.texts("hands", pattern=_ID, expected="a list of capsule ids"),
        face=table.texts("face", pattern=_ID, expected="a list of capsule ids"),
        weight=table.number("weight", low=0.0, high=1.0, default=ContextGesture().weight),
    )
    table.close()
    return gesture
