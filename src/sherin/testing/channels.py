"""Channel vectors written short."""

from __future__ import annotations

from sherin.body.channels import CHANNEL_INDEX, NEUTRAL, ChannelVector

__all__ = ["vector_of"]


def vector_of(**values: float) -> ChannelVector:
    """Neutral, but for these channels.

    Raises:
        KeyError: a name that is no channel.
    """
    vector = NEUTRAL.copy()
    for name, value in values.items():
        vector[CHANNEL_INDEX[name]] = value
    return vector
