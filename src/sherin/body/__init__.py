"""What the avatar is and how it moves: channels, capsules, the timeline, idle life.

Start with `Library` (the capsules) and `Timeline` (what plays them); `CHANNELS` is the registry of
everything that can move. Nothing here knows who is speaking or why. See docs/motion.md.
"""

from __future__ import annotations

from sherin.body.channels import CHANNEL_INDEX, CHANNELS, N_CHANNELS, NEUTRAL, Channel
from sherin.body.library import Library
from sherin.body.scheduling import LeadLag, schedule
from sherin.body.speech import VISEME_NAMES, VisemeMark
from sherin.body.timeline import Timeline

__all__ = [
    "CHANNELS",
    "CHANNEL_INDEX",
    "NEUTRAL",
    "N_CHANNELS",
    "VISEME_NAMES",
    "Channel",
    "LeadLag",
    "Library",
    "Timeline",
    "VisemeMark",
    "schedule",
]
