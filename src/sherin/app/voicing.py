"""How a reaction sounds: the feeling that shows, and what the packet's voice capsules add."""

from __future__ import annotations

from typing import Final

import numpy as np

from sherin.app.performance import Performed
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import Prosody, prosody_of, with_channels

__all__ = ["prosody_for"]

_SAMPLED_MS: Final = tuple(range(400, 2800, 300))
"""After the onset: where a voice capsule is neither rising nor gone; most last two to four s."""


def prosody_for(performed: Performed, library: Library) -> Prosody:
    """The manner of one utterance.

    A voice keeps one manner over an utterance, so what its capsules do over time is averaged. They
    are applied here, once; a viewer never does it.
    """
    packet = performed.packet
    felt = performed.reaction.felt
    timeline = Timeline(library)
    timeline.add(packet, packet.t_ms)
    onset_ms = packet.t_ms + packet.onset_ms
    sampled = np.stack([timeline.sample(onset_ms + at_ms).copy() for at_ms in _SAMPLED_MS])
    manner = prosody_of(felt.valence, felt.arousal, felt.dominance)
    return with_channels(manner, sampled.mean(axis=0))
