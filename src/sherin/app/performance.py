"""The performance of one reply: a line or an event goes in, the packet that shows it comes out.

This is where the rooms meet: appraisal and affect choose (mind), the scheduler times (body), the
packet carries (wire). `Performance` keeps one companion's affect, its packet counter and its index
book.
"""

from __future__ import annotations

from typing import Final, cast

import msgspec

from sherin.body.library import Library
from sherin.body.scheduling import ScheduledCue, UnscheduledCue, schedule
from sherin.mind.affect import (
    AffectEngine,
    Event,
    Personality,
    Reaction,
    Selector,
    Vad,
    felt_with,
)
from sherin.mind.affect.appraisal import Appraisal, appraise
from sherin.mind.affect.nearest import IndexKind
from sherin.mind.affect.state import delta_of
from sherin.wire import (
    Context,
    IndexBook,
    Layer,
    Meta,
    Mood,
    Packet,
    VideoCue,
    VoiceCue,
    fit_json,
    quantise_mood,
    quantise_weight,
)

__all__ = ["Performance", "Performed"]

_COMMAND_SIGN: Final = "/"
"""What a line begins with that is for the program, not for her, such as `/status`."""


class Performed(msgspec.Struct, frozen=True, kw_only=True):
    """One reaction, from what caused it to what travels."""

    stimulus: Vad
    """What the line or event says: each axis in [-1, 1]."""
    appraisal: Appraisal | None
    """Of a line; None for an event or a feeling."""
    reaction: Reaction
    packet: Packet
    """Fits its JSON form; `meta.trimmed` says how many cues that cost."""


class Performance:
    """One companion's reactions over time; not for two threads at once."""

    def __init__(
        self,
        *,
        personality: Personality,
        library: Library | None = None,
        seed: int = 0,
        index: IndexKind = "kdtree",
    ) -> None:
        """A companion at rest in its personality's baseline.

        Args:
            personality: Baseline, preferences and lead-lag.
            library: Capsules to choose from; the one that ships by default.
            seed: 32 bits; the same seed and calls give the same packets.
            index: How capsules are found; both find the same. `scan` starts sooner (it needs no
                scipy), the k-d tree answers sooner.
        """
        self.library = Library.builtin() if library is None else library
        self._selector = Selector(self.library, index=index)
        self._seed = seed
        self.book = IndexBook()
        """What the content ids in packets stand for."""
        self._seq = 0
        self.adopt(personality)

    def adopt(self, personality: Personality) -> None:
        """Take on another personality; affect begins again at its baseline."""
        self.engine = AffectEngine(personality, self._selector, seed=self._seed)
        self._lead_lag = personality.lead_lag

    def hear(self, text: str, *, now_ms: int, context: Context | None = None) -> Performed:
        """React in silence to a line that somebody said: feel with them, not the same.

        Args:
            text: Any text; only its first and last part is appraised when it is long.
            now_ms: Session time in ms.
            context: What the person is doing.
        """
        # A command tells nothing of how somebody feels: nobody who types /freeze is cold to her.
        appraisal = appraise("" if text.startswith(_COMMAND_SIGN) else text)
        return self._perform(felt_with(appraisal), appraisal, now_ms, context, utterance=None)

    def say(
        self,
        text: str,
        *,
        now_ms: int,
        phrase_onsets_ms: tuple[int, ...] = (),
        place: Vad | None = None,
        expression: str | None = None,
    ) -> Performed:
        """React with a line of one's own.

        The packet names the utterance, and the book holds its text.

        Args:
            text: What is said.
            now_ms: Session time in ms.
            phrase_onsets_ms: When each phrase sounds after `now_ms`, once a voice knows.
            place: The feeling it is said with; what the line itself says by default.
            expression: Id of an expression that shows it; passed over where the library has none.
        """
        appraisal = appraise(text)
        utterance = self.book.add("utterance", text) if text else None
        stimulus = appraisal if place is None else place
        return self._perform(
            _expressed(stimulus, expression),
            appraisal,
            now_ms,
            None,
            utterance=utterance,
            onsets=phrase_onsets_ms,
        )

    def feel(self, place: Vad, *, now_ms: int, expression: str | None = None) -> Performed:
        """Show a feeling, given as a place in valence, arousal and dominance.

        Args:
            place: The feeling.
            now_ms: Session time in ms.
            expression: Id of an expression that shows it; passed over where the library has none.
        """
        return self._perform(_expressed(place, expression), None, now_ms, None, utterance=None)

    def notice(self, event: str, *, now_ms: int, context: Context | None = None) -> Performed:
        """React to an event of the interface or a task, by its name in the event table.

        Raises:
            AffectError: no such event; the nearest are listed.
        """
        return self._perform(event, None, now_ms, context, utterance=None)

    def mood_at(self, now_ms: int) -> Mood:
        """What the face holds at a time, on its way back to the slow affect; as it travels."""
        return _mood_of(self.engine.shown_at(now_ms / 1000.0))

    def _perform(
        self,
        stimulus: Appraisal | Vad | Event | str,
        appraisal: Appraisal | None,
        now_ms: int,
        context: Context | None,
        *,
        utterance: str | None,
        onsets: tuple[int, ...] = (),
    ) -> Performed:
        reaction = self.engine.react(stimulus, now_s=now_ms / 1000.0, context=context)
        cues = schedule(
            [
                UnscheduledCue(capsule_id=cue.cid, layer=cue.layer, weight=cue.weight)
                for cue in reaction.cues
            ],
            library=self.library,
            lead_lag=self._lead_lag,
            phrase_onsets_ms=onsets,
        )
        packet = fit_json(self._packet(reaction, cues, now_ms, utterance, onsets))
        self._seq = (self._seq + 1) & 0xFFFFFFFF
        if reaction.expression is not None:
            self.book.add("expression", reaction.expression)
        return Performed(
            stimulus=reaction.stimulus, appraisal=appraisal, reaction=reaction, packet=packet
        )

    def _packet(
        self,
        reaction: Reaction,
        cues: tuple[ScheduledCue, ...],
        now_ms: int,
        utterance: str | None,
        onsets: tuple[int, ...],
    ) -> Packet:
        audible = [(cue, quantise_weight(cue.weight)) for cue in cues]
        return Packet(
            seq=self._seq,
            t_ms=now_ms,
            onset_ms=onsets[0] if onsets else self._lead_lag.voice_ms,
            seed=reaction.seed,
            video_blend=tuple(
                VideoCue(
                    cid=cue.capsule_id,
                    weight=weight,
                    layer=cast("Layer", cue.layer),
                    at_ms=cue.at_ms,
                )
                for cue, weight in audible
                if cue.layer != "voice" and weight > 0.0
            ),
            voice_blend=tuple(
                VoiceCue(cid=cue.capsule_id, weight=weight, at_ms=cue.at_ms)
                for cue, weight in audible
                if cue.layer == "voice" and weight > 0.0
            ),
            mood=_mood_of(reaction.shown),
            context=reaction.context,
            utterance=utterance,
            meta=Meta(expression=reaction.expression),
        )


def _expressed(stimulus: Appraisal | Vad, expression: str | None) -> Appraisal | Vad | Event:
    """The stimulus, with the expression that shows it: only an event can ask for one."""
    if expression is None:
        return stimulus
    return Event(name="expressed", delta=delta_of(stimulus), expression=expression)


def _mood_of(place: Vad) -> Mood:
    return Mood(
        valence=quantise_mood(place.valence),
        arousal=quantise_mood(place.arousal),
        dominance=quantise_mood(place.dominance),
    )
