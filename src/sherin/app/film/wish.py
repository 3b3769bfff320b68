"""What somebody wants to see and hear in a film, and the score that shows it.

The command line and the server wish in the same words, so they make the same films.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sherin.app.film import beats
from sherin.app.film.looping import LoopScore
from sherin.app.film.score import Beat, Shown, TimelineScore
from sherin.app.performance import Performance
from sherin.body.capsules.profiles import Profile
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import Voice, open_voice, phrases
from sherin.errors import InputError
from sherin.mind.affect import Personality, Vad, load_personality
from sherin.wire import Packet

__all__ = ["Wish", "scored", "seconds_of"]

_DEFAULT_SECONDS: Final = 4.0
_LOOP_SECONDS: Final = 8.0
"""Two breaths; a shorter loop looks busy."""
_WORDS_PER_S: Final = 2.6
"""About what the voice reads in a neutral manner: how long a film is said to become, and over how
long capsules are spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A film that was asked for."""

    text: str | None = None
    """What is said."""
    place: Vad | None = None
    """The feeling it is in; what the words say by default."""
    profile: Profile | None = None
    """A wiring map that plays."""
    packets: Sequence[tuple[Packet, str | None]] | None = None
    """Packets that play, each with the words it names; instead of everything else."""
    capsules: Sequence[str] | None = None
    """Motions that play, one after the other."""
    seconds: float | None = None
    """At least so long."""
    loops: bool = False
    """A face at rest that begins again without a seam; instead of everything else."""
    fps: int = 25
    seed: int = 1
    """32 bits; the same wish gives the same film."""
    personality: str = "friendly"
    """A shipped one, or a TOML file."""
    voice: str | None = None
    """As `open_voice` takes it."""
    language: str = "en"
    """Code of the language that is spoken."""


def seconds_of(wish: Wish) -> float:
    """About how long the film will be, in seconds: a voice takes its own time."""
    if wish.loops:
        return max(wish.seconds or _LOOP_SECONDS, 2.0)
    words = len((wish.text or "").split())
    spoken_s = beats.LEAD_MS / 1000.0 + words / _WORDS_PER_S + 1.0 if words else 0.0
    return max(wish.seconds or (0.0 if words else _DEFAULT_SECONDS), spoken_s)


@contextlib.contextmanager
def scored(wish: Wish) -> Generator[Shown]:
    """What is shown and heard; the voice is open meanwhile.

    Raises:
        VoiceError, VoiceNotFoundError: there is no such voice or language.
        PersonalityError: there is no such personality.
        InputError: there is nothing to say in the text.
    """
    if wish.text is not None and next(phrases(wish.text, language=wish.language), None) is None:
        raise InputError(
            "the text has nothing in it that can be read aloud. Give it words, or leave it out."
        )
    library = Library.builtin()
    if wish.loops:
        yield LoopScore(library=library, seed=wish.seed, seconds=seconds_of(wish), fps=wish.fps)
        return
    personality = load_personality(wish.personality)
    performance = Performance(
        personality=personality, library=library, seed=wish.seed, index="scan"
    )
    baseline = personality.baseline
    timeline = Timeline(
        library,
        seed=wish.seed,
        baseline=(baseline.valence, baseline.arousal, baseline.dominance),
    )
    voice = open_voice(language=wish.language, variant=wish.voice)
    try:
        clock_ms = 0
        if wish.place is not None:
            clock_ms = beats.felt_before(
                wish.place, performance=performance, timeline=timeline, seed=wish.seed
            )
        played = _beats(wish, performance, personality, voice, clock_ms=clock_ms)
        least_s = wish.seconds or (_DEFAULT_SECONDS if wish.text is None else 0.0)
        if wish.packets is not None and wish.seconds is None:
            least_s = 0.0
        yield TimelineScore(played, timeline, least_ms=1000.0 * least_s, clock_ms=clock_ms)
    finally:
        voice.close()


def _beats(
    wish: Wish,
    performance: Performance,
    personality: Personality,
    voice: Voice,
    *,
    clock_ms: int,
) -> Iterator[Beat]:
    """What happens: the packets alone, or words or a feeling with whatever moves beside them."""
    if wish.packets is not None:
        return beats.packet_beats(wish.packets, voice=voice)
    streams: list[Iterator[Beat]] = []
    if wish.text is not None:
        streams.append(
            beats.spoken_beats(
                wish.text,
                performance=performance,
                voice=voice,
                lead_lag=personality.lead_lag,
                language=wish.language,
                place=wish.place,
                clock_ms=clock_ms,
            )
        )
    elif wish.place is not None:
        streams.append(
            beats.feeling_beats(
                wish.place,
                performance=performance,
                seed=wish.seed,
                seconds=wish.seconds or _DEFAULT_SECONDS,
                clock_ms=clock_ms,
            )
        )
    return beats.merged(*streams, *_beside(wish, performance.library, personality))


def _beside(wish: Wish, library: Library, personality: Personality) -> Iterator[Iterator[Beat]]:
    """What moves beside the words, or without them: a profile, capsules."""
    seconds = wish.seconds or _DEFAULT_SECONDS
    if wish.text is not None:
        seconds = wish.seconds or max(len(wish.text.split()) / _WORDS_PER_S, 1.0)
    if wish.profile is not None:
        yield beats.profile_beats(
            wish.profile,
            library=library,
            lead_lag=personality.lead_lag,
            seed=wish.seed,
            seconds=seconds,
        )
    if wish.capsules is not None:
        yield beats.capsule_beats(
            list(wish.capsules),
            library=library,
            seed=wish.seed,
            seconds=None if wish.text is not None else seconds,
        )
