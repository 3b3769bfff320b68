"""One person's affect over time: a small mutable shell around the pure rules.

The clock comes from outside: every call says when it is. `AffectEngine.react` takes an appraisal,
an event or the name of one, and answers with the state before and after and the cues that show it.
"""

from __future__ import annotations

import math

import msgspec

from sherin.body.random32 import draw
from sherin.errors import AffectError
from sherin.mind.affect.events import Event, EventTable, load_events
from sherin.mind.affect.habituation import NO_MEMORY, SelectionMemory
from sherin.mind.affect.personality import Personality
from sherin.mind.affect.selection import ChosenCue, Selector
from sherin.mind.affect.state import AffectState, apply, decay, delta_of
from sherin.mind.affect.strength import strength_of
from sherin.mind.affect.vad import NEUTRAL_VAD, HasVad, Vad, blend, distance
from sherin.wire import Context

__all__ = ["EMOTION_HALF_LIFE_S", "STATE_SHARE", "AffectEngine", "Reaction"]

STATE_SHARE = 0.3
"""How much of the slow state shows in a reaction; the rest is what caused it. By taste."""
EMOTION_HALF_LIFE_S = 7.0
"""How fast the face goes back from a feeling to the slow state. An expression lasts seconds where
a mood lasts minutes (Ekman 1984); two layers after ALMA (Gebhard 2005); the figure by taste."""
_SHOWN = 0.85
"""How far toward what is felt the face goes at once. The slow state alone hardly shows grief in
somebody who was cheerful a moment ago."""
_CLEAR = 0.5
"""Length of a stimulus from which it shows in full; a line that says nothing changes no face."""


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """What one line or event did, and how it shows."""

    state_before: AffectState
    """At the moment of the event, decayed, before it."""
    state: AffectState
    """Right after it."""
    stimulus: Vad
    """What the line or event itself says."""
    felt: Vad
    """What shows: the stimulus, coloured by the state."""
    shown: Vad
    """What the face holds now: the state, moved toward what is felt; it goes back in seconds."""
    strength: float
    """0..1, how large it shows."""
    cues: tuple[ChosenCue, ...]
    """At most three video cues and one voice cue, hands first, voice last."""
    seed: int
    """Seed of this reaction, 0..2^32-1; the packet's seed, too."""
    context: Context | None = None
    """What the person is doing, if known."""
    expression: str | None = None
    """Id of the expression the event asked for, if the library has it."""


class AffectEngine:
    """Keeps one person's affect; not for two threads at once."""

    def __init__(
        self,
        personality: Personality,
        selector: Selector,
        *,
        seed: int = 0,
        events: EventTable | None = None,
        state: AffectState | None = None,
    ) -> None:
        """Begin at `state`, by default at rest in the personality's baseline.

        Args:
            personality: Baseline, half-lives, preferences.
            selector: Chooses the capsules.
            seed: 0..2^32-1; the same seed and calls give the same reactions.
            events: Known events; those that ship by default.
            state: Where to begin, such as the state of the last session.
        """
        self._personality = personality
        self._selector = selector
        self._seed = seed & 0xFFFFFFFF
        self._events = load_events() if events is None else events
        self._state = personality.baseline if state is None else state
        self._memory: SelectionMemory = NO_MEMORY
        self._emotion: tuple[float, float, float] = (0.0, 0.0, 0.0)  # what shows beyond the state
        self._last_s: float | None = None
        self._n_reactions = 0
        selector.prepare(personality)

    @property
    def personality(self) -> Personality:
        """Whose affect this is."""
        return self._personality

    def state_at(self, now_s: float) -> AffectState:
        """The state at a moment, without keeping it.

        Args:
            now_s: Seconds on any clock that only moves on; a jump back counts as no time.

        Raises:
            AffectError: `now_s` is NaN or infinite.
        """
        elapsed_s = self._elapsed_s(now_s)
        return decay(self._state, elapsed_s, dynamics=self._personality.dynamics)

    def shown_at(self, now_s: float) -> Vad:
        """What the face holds at a moment: the state, and what is left of the last feeling.

        Args:
            now_s: As for `state_at`.

        Raises:
            AffectError: `now_s` is NaN or infinite.
        """
        state = self.state_at(now_s)
        left = 0.5 ** (self._elapsed_s(now_s) / EMOTION_HALF_LIFE_S)
        valence, arousal, dominance = self._emotion
        return Vad.clamped(
            state.valence + left * valence,
            state.arousal + left * arousal,
            state.dominance + left * dominance,
        )

    def react(
        self,
        stimulus: HasVad | Event | str,
        *,
        now_s: float,
        context: Context | None = None,
    ) -> Reaction:
        """Let a line or an event happen, and choose how it shows.

        Args:
            stimulus: An appraisal (anything with valence, arousal and dominance), an event, or the
                name of one.
            now_s: When, in seconds; after a jump back time goes on from the new moment.
            context: What the person is doing; an event that says so itself needs none.

        Raises:
            AffectError: an unknown event (the nearest are listed), a time or an appraisal that is
                out of range. The state is then as it was.
        """
        if isinstance(stimulus, str):
            stimulus = self._events[stimulus]
        is_event = isinstance(stimulus, Event)
        delta = stimulus.delta if is_event else delta_of(stimulus)
        before = self.state_at(now_s)
        after = apply(before, delta, dynamics=self._personality.dynamics)
        felt = blend(delta.vad, after, share=STATE_SHARE)
        strength = strength_of(felt, change=distance(before, after))
        seed = draw(self._seed, self._n_reactions)
        expression = stimulus.expression if is_event else None
        if expression is not None and expression not in self._selector.library:
            expression = None
        if is_event and context is None:
            context = stimulus.context
        cues, memory = self._selector.select(
            felt,
            seed=seed,
            personality=self._personality,
            memory=self._memory,
            context=context,
            strength=strength,
            arousal_change=after.arousal - before.arousal,
            expression=expression,
        )
        shown = blend(after, felt, share=self._share_shown(delta.vad))
        self._state, self._memory, self._last_s = after, memory, now_s
        self._emotion = (
            shown.valence - after.valence,
            shown.arousal - after.arousal,
            shown.dominance - after.dominance,
        )
        self._n_reactions += 1
        return Reaction(
            state_before=before,
            state=after,
            stimulus=delta.vad,
            felt=felt,
            shown=shown,
            strength=strength,
            cues=cues,
            seed=seed,
            context=context,
            expression=expression,
        )

    def _share_shown(self, stimulus: Vad) -> float:
        """0..1: how far the face goes from the state toward what is felt."""
        clear = min(distance(stimulus, NEUTRAL_VAD) / _CLEAR, 1.0)
        return min(_SHOWN * self._personality.expressivity.of_layer("face"), 1.0) * clear

    def _elapsed_s(self, now_s: float) -> float:
        if not math.isfinite(now_s):
            raise AffectError(f"now_s: {now_s!r} is not a time. Pass seconds of a clock.")
        return 0.0 if self._last_s is None else max(now_s - self._last_s, 0.0)
