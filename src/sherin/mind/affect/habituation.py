"""Memory of the last reactions, so that the same capsule does not come back at once."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["NO_MEMORY", "SelectionMemory"]

_FRESHNESS: Final = (0.0, 0.0, 0.0, 0.0, 0.3, 0.5, 0.7, 0.85)
"""Chance of a capsule by how many reactions ago it played, counted from the last one; then 1.

By taste: never within four reactions, then slowly as before.
"""


class SelectionMemory(msgspec.Struct, frozen=True):
    """What played in the last reactions; a value, passed in and out of a selection."""

    recent: tuple[tuple[str, ...], ...] = ()
    """Capsule ids, the last reaction first; at most eight reactions."""

    def remember(self, cids: tuple[str, ...]) -> SelectionMemory:
        """The memory after a reaction with these capsules."""
        return SelectionMemory((cids, *self.recent[: len(_FRESHNESS) - 1]))

    def freshness(self) -> dict[str, float]:
        """Chance in 0..1 of each capsule that played lately, last reaction first; others: 1."""
        found: dict[str, float] = {}
        for cids, chance in zip(self.recent, _FRESHNESS, strict=False):
            for cid in cids:
                if cid not in found:
                    found[cid] = chance
        return found


NO_MEMORY: Final = SelectionMemory()
