"""Do hands move before the face, and the face before the voice?

Judged on the curves of the timeline, because a frame of a film is as long as the lead itself: the
same timeline plays once with a packet's cues and once without them. The slow mood is in both, since
it glides over most of a second and has no onset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.app.performance import Performance
from sherin.body.channels import CHANNELS, MAXIMUM, MINIMUM
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.mind.affect import load_personality
from sherin.wire import Packet

__all__ = ["Onsets", "judge_order"]

_MOMENTS_MS: Final = [5.0 * k for k in range(240)]
_MOVED: Final = 1e-4
"""Share of a channel's range that counts as having left its place; there is no noise in a curve."""
_HANDS: Final = [k for k, c in enumerate(CHANNELS) if c.domain == "hand"]
_FACE: Final = [k for k, c in enumerate(CHANNELS) if c.domain == "face"]
_START_MS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Onsets:
    """When each part of one reaction begins, ms after it was sent; infinite if it never does."""

    hands_ms: float
    face_ms: float
    voice_ms: float

    @property
    def in_order(self) -> bool:
        """Hands, then face, then voice."""
        return self.hands_ms < self.face_ms < self.voice_ms


def judge_order(texts: Sequence[str], *, library: Library | None = None) -> tuple[Onsets, ...]:
    """React to saying each text, and note what begins when."""
    library = Library.builtin() if library is None else library
    found: list[Onsets] = []
    for seed, text in enumerate(texts):
        performance = Performance(
            personality=load_personality("friendly"), library=library, seed=seed
        )
        packet = performance.say(text, now_ms=_START_MS).packet
        found.append(_onsets(packet, library, seed))
    return tuple(found)


def _onsets(packet: Packet, library: Library, seed: int) -> Onsets:
    still, moved = Timeline(library, seed=seed), Timeline(library, seed=seed)
    still.sample(float(_START_MS))
    moved.sample(float(_START_MS))
    still.add(msgspec.structs.replace(packet, video_blend=(), voice_blend=()), float(_START_MS))
    moved.add(packet, float(_START_MS))
    changes = np.array(
        [
            np.abs(moved.sample(_START_MS + at_ms) - still.sample(_START_MS + at_ms))
            for at_ms in _MOMENTS_MS
        ]
    ) / (MAXIMUM - MINIMUM)
    return Onsets(
        hands_ms=_onset_ms(changes[:, _HANDS].max(axis=1)),
        face_ms=_onset_ms(changes[:, _FACE].max(axis=1)),
        voice_ms=float(packet.onset_ms),
    )


def _onset_ms(change: NDArray[np.float64]) -> float:
    """When a part first leaves its place; infinite where nothing moves."""
    moved = np.flatnonzero(change > _MOVED)
    return _MOMENTS_MS[int(moved[0])] if len(moved) else float("inf")
