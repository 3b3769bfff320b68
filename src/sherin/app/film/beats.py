"""Where the beats of a film come from: a text, a feeling, capsules, a profile, or packets.

Each function yields beats in the order of their time and as late as possible, so a text of any
length costs no memory.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, cast

import msgspec

from sherin.app.film.score import Beat, Caption
from sherin.app.performance import Performance
from sherin.app.voicing import prosody_for
from sherin.body.capsules.profiles import Profile
from sherin.body.channels import domain_of_id
from sherin.body.library import Library
from sherin.body.random32 import draw, signed_unit
from sherin.body.scheduling import DEFAULT_ONSET_MS, LeadLag, UnscheduledCue, schedule
from sherin.body.timeline import Timeline
from sherin.body.voice import Chunk, VisemeTracker, Voice, phrases, prosody_of
from sherin.errors import InputError
from sherin.mind.affect import Vad
from sherin.wire import Layer, Mood, Packet, VideoCue, VoiceCue, quantise_mood, quantise_weight

__all__ = [
    "LEAD_MS",
    "capsule_beats",
    "feeling_beats",
    "felt_before",
    "lines_of",
    "merged",
    "packet_beats",
    "profile_beats",
    "spoken_beats",
]

LEAD_MS: Final = 900.0
"""Before the first sound: a viewer sees the face before it speaks, and a hand has time to rise."""
_LEAST_WORDS: Final = 5
"""A shorter phrase shares its reaction with the next: a body does not turn over every two words."""
_FEEL_EVERY_MS: Final = 3200.0
_N_BEFORE, _BEFORE_EVERY_MS, _BEFORE_MS = 3, 1800, 7500
"""Reactions before a film with a feeling, their distance, and when the film begins."""
_SPREAD: Final = 0.06
"""How far a feeling wanders between reactions, on each axis."""
_CAPSULE_GAP_MS: Final = 800.0
_FIRST_CAPSULE_MS: Final = 400.0
_CAPSULE_MS: Final = 2000.0
"""What a capsule is given to end in; most take less."""


def merged(*beats: Iterable[Beat]) -> Iterator[Beat]:
    """Several streams of beats as one, in the order of their time."""
    return heapq.merge(*beats, key=lambda beat: beat.at_ms)


def lines_of(text: str, *, language: str = "en") -> Iterator[str]:
    """A text in the pieces that each get a reaction of their own."""
    waiting: list[str] = []
    n_words = 0
    for phrase in phrases(text, language=language):
        waiting.append(phrase.text)
        n_words += max(len(phrase.text.split()), len(phrase.text) // 12)
        if n_words >= _LEAST_WORDS:
            yield " ".join(waiting)
            waiting, n_words = [], 0
    if waiting:
        yield " ".join(waiting)


def spoken_beats(
    text: str,
    *,
    performance: Performance,
    voice: Voice,
    lead_lag: LeadLag,
    language: str = "en",
    place: Vad | None = None,
    start_ms: float = LEAD_MS,
    clock_ms: int = 0,
) -> Iterator[Beat]:
    """A text said aloud, line by line, each with the reaction that goes with it.

    Args:
        text: What is said.
        performance: Chooses what moves.
        voice: Says it.
        lead_lag: Of the same personality: how long before the voice the hands move.
        language: Of the text.
        place: The feeling it is said with; what each line itself says by default.
        start_ms: When the first sound is heard.
        clock_ms: Session time of the film's start.
    """
    onset_ms = start_ms
    for line in lines_of(text, language=language):
        now_ms = max(round(onset_ms) - max(lead_lag.voice_ms, 0), 0)
        performed = performance.say(line, now_ms=now_ms + clock_ms, place=place)
        packets = (msgspec.structs.replace(performed.packet, t_ms=now_ms),)
        tracker = VisemeTracker()
        last_ms = onset_ms
        for chunk in voice.speak(line, prosody_for(performed, performance.library)):
            yield _said(chunk, tracker, onset_ms, packets)
            packets = ()
            last_ms = onset_ms + 1000.0 * chunk.end_s
        if packets:  # nothing in it can be said, yet it is felt
            yield Beat(at_ms=float(now_ms), end_ms=now_ms + _CAPSULE_MS, packets=packets)
            continue
        onset_ms = last_ms


def _said(
    chunk: Chunk, tracker: VisemeTracker, onset_ms: float, packets: tuple[Packet, ...]
) -> Beat:
    start_ms = onset_ms + 1000.0 * chunk.start_s
    spoken_s = max((p.end_s for p in chunk.phonemes if not p.is_pause), default=chunk.end_s)
    end_ms = onset_ms + 1000.0 * spoken_s
    marks = tuple(tracker.marks(chunk, offset_ms=onset_ms))
    return Beat(
        at_ms=min((float(packet.t_ms) for packet in packets), default=start_ms),
        end_ms=end_ms,
        packets=packets,
        marks=marks,
        sound=chunk.audio,
        sound_ms=start_ms,
        captions=(Caption(start_ms=start_ms, end_ms=end_ms, text=chunk.text.strip()),),
    )


def felt_before(place: Vad, *, performance: Performance, timeline: Timeline, seed: int) -> int:
    """Let a feeling have come up before a film begins: a mood takes a few reactions to build up.

    Returns:
        Session time in ms at which the film should begin, when hands are down again.
    """
    for number in range(_N_BEFORE):
        t_ms = number * _BEFORE_EVERY_MS
        packet = performance.feel(_around(place, seed, 1000 + number), now_ms=t_ms).packet
        timeline.add(packet, float(t_ms))
    return _BEFORE_MS


def feeling_beats(
    place: Vad, *, performance: Performance, seed: int, seconds: float, clock_ms: int = 0
) -> Iterator[Beat]:
    """A feeling shown in silence again and again, never twice the same."""
    t_ms, number = 300.0, 0
    while t_ms < 1000.0 * seconds - 400.0:
        now_ms = round(t_ms)
        performed = performance.feel(_around(place, seed, number), now_ms=now_ms + clock_ms)
        packet = msgspec.structs.replace(performed.packet, t_ms=now_ms)
        yield Beat(at_ms=t_ms, end_ms=0.0, packets=(packet,))
        number += 1
        t_ms += _FEEL_EVERY_MS * (1.0 + 0.2 * signed_unit(seed, 4 * number + 3))


def _around(place: Vad, seed: int, number: int) -> Vad:
    axes = [
        min(max(axis + _SPREAD * signed_unit(seed, 4 * number + k), -1.0), 1.0)
        for k, axis in enumerate((place.valence, place.arousal, place.dominance))
    ]
    return Vad(valence=axes[0], arousal=axes[1], dominance=axes[2])


def capsule_beats(
    ids: Sequence[str], *, library: Library, seed: int, seconds: float | None
) -> Iterator[Beat]:
    """Capsules one after the other, spread over a film.

    Raises:
        InputError: the library has no capsule of an id.
    """
    cues = [_cue(cid, 1.0, 0, library) for cid in ids]
    gap_ms = _CAPSULE_GAP_MS
    if seconds is not None:
        gap_ms = max(1000.0 * seconds - _FIRST_CAPSULE_MS, 0.0) / len(cues)
    for number, cue in enumerate(cues):
        t_ms = _FIRST_CAPSULE_MS + number * gap_ms
        packet = _packet([cue], t_ms=t_ms, seq=10_000 + number, seed=draw(seed, number))
        end_ms = t_ms + _CAPSULE_MS if seconds is None else 0.0
        yield Beat(at_ms=t_ms, end_ms=end_ms, packets=(packet,))


def profile_beats(
    profile: Profile, *, library: Library, lead_lag: LeadLag, seed: int, seconds: float
) -> Iterator[Beat]:
    """A profile's cues at the times it gives them, again as long as the film lasts."""
    timed = [cue for cue in profile.cues if cue.at_ms is not None]
    free = [cue for cue in profile.cues if cue.at_ms is None]
    placed = schedule(
        [
            UnscheduledCue(capsule_id=cue.cid, layer=_layer(cue.cid), weight=cue.weight)
            for cue in free
        ],
        library=library,
        lead_lag=lead_lag,
    )
    cues = [_cue(cue.cid, cue.weight, cue.at_ms or 0, library) for cue in timed]
    cues += [_cue(cue.capsule_id, cue.weight, cue.at_ms, library) for cue in placed]
    vad = profile.emotion_vec
    mood = None
    if vad is not None:
        mood = Mood(*(quantise_mood(axis) for axis in (vad.valence, vad.arousal, vad.dominance)))
    last_ms = max((cue.at_ms for cue in cues), default=0)
    every_ms = max(_FEEL_EVERY_MS, last_ms + _CAPSULE_MS)
    t_ms, number = _FIRST_CAPSULE_MS, 0
    while t_ms < 1000.0 * seconds - 400.0:
        packet = _packet(cues, t_ms=t_ms, seq=number, seed=draw(seed, number), mood=mood)
        yield Beat(at_ms=t_ms, end_ms=0.0, packets=(packet,))
        t_ms += every_ms
        number += 1


def packet_beats(packets: Sequence[tuple[Packet, str | None]], *, voice: Voice) -> Iterator[Beat]:
    """Packets as they travelled, shifted so that the first is at the film's start.

    Args:
        packets: In the order of their time, each with what is said, where something is.
        voice: Says it.
    """
    first_ms = min((packet.t_ms for packet, _ in packets), default=0)
    return merged(
        *(
            _played(msgspec.structs.replace(packet, t_ms=packet.t_ms - first_ms + 300), text, voice)
            for packet, text in packets
        )
    )


def _played(packet: Packet, text: str | None, voice: Voice) -> Iterator[Beat]:
    """One packet, then what is said with it."""
    at_ms = float(packet.t_ms)
    yield Beat(at_ms=at_ms, end_ms=at_ms + _CAPSULE_MS, packets=(packet,))
    if not text:
        return
    mood = packet.mood
    manner = prosody_of(mood.valence, mood.arousal, mood.dominance)
    onset_ms = max(at_ms + packet.onset_ms, 0.0)
    tracker = VisemeTracker()
    # All at once: another packet's words may begin before these end, and a voice says one at a time
    for chunk in list(voice.speak(text, manner)):
        yield _said(chunk, tracker, onset_ms, ())


def _cue(cid: str, weight: float, at_ms: int, library: Library) -> VideoCue | VoiceCue:
    if library.index_of(cid) is None:
        raise InputError(
            f"capsule {cid[:60]!r}: the library has none of that id. "
            "`sherin capsules list` names them all."
        )
    share = quantise_weight(weight)
    if _layer(cid) == "voice":
        return VoiceCue(cid=cid, weight=share, at_ms=at_ms)
    return VideoCue(cid=cid, weight=share, layer=cast("Layer", _layer(cid)), at_ms=at_ms)


def _layer(cid: str) -> str:
    domain = domain_of_id(cid)
    return "base" if domain is None else domain.layer


def _packet(
    cues: Sequence[VideoCue | VoiceCue],
    *,
    t_ms: float,
    seq: int,
    seed: int,
    mood: Mood | None = None,
) -> Packet:
    return Packet(
        seq=seq,
        t_ms=round(t_ms),
        onset_ms=DEFAULT_ONSET_MS,
        seed=seed & 0xFFFFFFFF,
        video_blend=tuple(cue for cue in cues if isinstance(cue, VideoCue)),
        voice_blend=tuple(cue for cue in cues if isinstance(cue, VoiceCue)),
        mood=Mood(0.0, 0.0, 0.0) if mood is None else mood,
    )
