"""The loop of a film: ask the score, draw, hand the picture and its sound to the sink."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.app.film.captions import CaptionWriter
from sherin.app.film.score import Shown
from sherin.app.film.sinks import Sink
from sherin.body.channels import CHANNEL_INDEX, ChannelVector
from sherin.body.voice import SAMPLE_RATE_HZ

__all__ = ["Drawing", "FilmReport", "Watch", "shoot"]

_DELAY: Final = CHANNEL_INDEX["ambientDelay"]
MAX_SECONDS: Final = 3600.0
"""A film ends here whatever its score says."""

Watch = Callable[[int, float], None]
"""Called after each picture with how many there are and the film time in seconds."""


class Drawing(Protocol):
    """What draws; a `Stage`, or something that stands in for it."""

    def draw(
        self,
        vector: ChannelVector,
        *,
        t_s: float,
        extra: Mapping[str, float] | None = None,
        background: bool = True,
        surroundings: ChannelVector | None = None,
        out: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:
        """See `Stage.draw`."""
        ...


class FilmReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and how long it took."""

    frames: int
    seconds: float
    """Of film."""
    took_s: float
    """Without opening the avatar."""
    times_real_time: float
    ms_per_frame: dict[str, float]
    """Mean of `score` (text, voice, timeline), `draw`, and `write` (waiting for the encoder)."""


def shoot(
    score: Shown,
    stage: Drawing,
    sink: Sink,
    *,
    fps: int,
    has_alpha: bool = False,
    captions: CaptionWriter | None = None,
    watch: Watch | None = None,
) -> FilmReport:
    """Draw a score from its start to its end; the sink is completed when this returns.

    Every picture shows the moment `k / fps`, and gets exactly the sound from there to the next, so
    picture and sound cannot drift.

    Raises:
        RenderError: the sink failed.
    """
    spent = {"score": 0.0, "draw": 0.0, "write": 0.0}
    began = clock = time.perf_counter()
    picture = None
    trail = _Trail(fps)
    k = 0
    with sink:
        while k < MAX_SECONDS * fps and not (k > 0 and score.is_over(1000.0 * k / fps)):
            t_s = k / fps
            vector = score.vector(1000.0 * t_s)
            begin, end = (round(SAMPLE_RATE_HZ * step / fps) for step in (k, k + 1))
            sound = score.sound(begin, end)
            if captions is not None:
                captions.write(score.captions())
            clock = _spend(spent, "score", clock)
            picture = stage.draw(
                vector,
                t_s=t_s,
                background=not has_alpha,
                surroundings=trail.before(vector),
                out=picture,
            )
            clock = _spend(spent, "draw", clock)
            sink.add(picture, sound)
            clock = _spend(spent, "write", clock)
            k += 1
            if watch is not None:
                watch(k, k / fps)
    took_s = time.perf_counter() - began
    return FilmReport(
        frames=k,
        seconds=round(k / fps, 3),
        took_s=round(took_s, 3),
        times_real_time=round(k / fps / took_s, 3),
        ms_per_frame={name: round(1000.0 * value / max(k, 1), 3) for name, value in spent.items()},
    )


class _Trail:
    """The last second of vectors: light and environment may lag behind the body by so much."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._past: deque[ChannelVector] = deque(maxlen=fps + 1)

    def before(self, vector: ChannelVector) -> ChannelVector | None:
        """The vector of `ambientDelay` earlier, or the oldest there is; None without a delay."""
        self._past.append(vector.copy())
        steps = round(vector[_DELAY] / 1000.0 * self._fps)
        return self._past[-1 - min(steps, len(self._past) - 1)] if steps > 0 else None


def _spend(spent: dict[str, float], name: str, since: float) -> float:
    now = time.perf_counter()
    spent[name] += now - since
    return now
