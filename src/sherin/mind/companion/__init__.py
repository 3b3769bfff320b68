"""The companion itself: which part of the mind answers, how sure it is, and what it does not know.

Start with `Mind.open` and its `respond`; `Reply` is what every way of asking gives back. See
docs/companion.md.
"""

from __future__ import annotations

from sherin.mind.companion.about import MindStatus
from sherin.mind.companion.mind import Mind
from sherin.mind.companion.reply import Heard, Preset, Reply, Route

__all__ = ["Heard", "Mind", "MindStatus", "Preset", "Reply", "Route"]
