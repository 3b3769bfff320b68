"""The slow emotional state and the three rules that move it: decay, re-centring, events.

All functions are pure: a state and a number of seconds, or a state and a change, give a new state.
An event is a leaky step toward a bound that lies inside the range, so a thousand insults leave the
state low but never stuck: the step shrinks as the bound comes near, and the way back stays open.
Formulas and figures: docs/affect.md.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from sherin.errors import AffectError
from sherin.mind.affect.vad import AXES, HasVad, Vad

__all__ = [
    "AXIS_BOUND",
    "TRAITS",
    "TRAIT_BOUNDS",
    "AffectDelta",
    "AffectDynamics",
    "AffectState",
    "HalfLives",
    "apply",
    "decay",
    "delta_of",
]

TRAITS: Final = ("energy", "warmth", "confidence", "curiosity", "patience")
"""The five traits, each 0..1."""
AXIS_BOUND: Final = 0.97
"""No event carries an axis past this, by taste: extreme, yet short of the range's end."""
TRAIT_BOUNDS: Final = (0.02, 0.98)
_FIELDS: Final = (*AXES, *TRAITS)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # also catches NaN
        raise AffectError(
            f"affect `{name}`: {value!r} is outside {low:g}..{high:g}. "
            "Clamp it, or find where it left its range."
        )


class AffectState(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How someone feels at one moment, and for how long nothing has happened."""

    valence: float = 0.0
    """Unpleasant -1 to pleasant 1."""
    arousal: float = 0.0
    """Calm -1 to excited 1."""
    dominance: float = 0.0
    """Yielding -1 to in control 1."""
    energy: float = 0.5
    """0..1: drive and engagement."""
    warmth: float = 0.5
    """0..1: closeness to the person."""
    confidence: float = 0.5
    """0..1: trust in what it knows."""
    curiosity: float = 0.5
    """0..1: wish to find out."""
    patience: float = 0.5
    """0..1: calm in the face of trouble."""
    silence_s: float = 0.0
    """Seconds since the last event, >= 0; it decides when re-centring begins."""

    def __post_init__(self) -> None:
        for axis in AXES:
            _check(axis, getattr(self, axis), -1.0, 1.0)
        for trait in TRAITS:
            _check(trait, getattr(self, trait), 0.0, 1.0)
        _check("silence_s", self.silence_s, 0.0, math.inf)

    @property
    def vad(self) -> Vad:
        """The three axes alone."""
        return Vad(self.valence, self.arousal, self.dominance)


class AffectDelta(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one event asks for: direction and strength on each axis and trait, all in [-1, 1]."""

    valence: float = 0.0
    arousal: float = 0.0
    dominance: float = 0.0
    energy: float = 0.0
    warmth: float = 0.0
    confidence: float = 0.0
    curiosity: float = 0.0
    patience: float = 0.0

    def __post_init__(self) -> None:
        for field in _FIELDS:
            _check(field, getattr(self, field), -1.0, 1.0)

    @property
    def vad(self) -> Vad:
        """The three axes alone: where the event itself lies, before it has moved anything."""
        return Vad(self.valence, self.arousal, self.dominance)


class HalfLives(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Seconds in which half of the distance to the baseline is gone; each > 0.

    The defaults are ours by taste: excitement passes first, a mood lasts a minute, trust and
    warmth for minutes.
    """

    valence: float = 45.0
    arousal: float = 20.0
    dominance: float = 60.0
    energy: float = 60.0
    warmth: float = 180.0
    confidence: float = 120.0
    curiosity: float = 90.0
    patience: float = 120.0

    def __post_init__(self) -> None:
        for field in _FIELDS:
            value = getattr(self, field)
            if not 0.0 < value < math.inf:
                raise AffectError(
                    f"half-life `{field}`: {value!r} s, expected a finite number above 0."
                )


class AffectDynamics(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one personality that the rules below need."""

    baseline: AffectState = AffectState()
    """Where everything returns to; its axes lie within +-0.8 so that a bound is never a home."""
    half_lives_s: HalfLives = HalfLives()
    """How fast, while things happen."""
    momentum: float = 0.7
    """0..0.95: what an event of full strength leaves of the old state. 0.7 is the notes' figure."""
    sensitivity: float = 1.0
    """0.1..3: scales every event."""
    recentre_after_s: float = 10.0
    """Seconds of silence after which re-centring begins; the notes' figure."""
    recentre_half_life_s: float = 4.0
    """Longest half-life of an axis from then on; after 30 s of silence 3 % of a mood is left."""
    recentre_trait_half_life_s: float = 10.0
    """The same for the traits."""

    def __post_init__(self) -> None:
        _check("momentum", self.momentum, 0.0, 0.95)
        _check("sensitivity", self.sensitivity, 0.1, 3.0)
        _check("recentre_after_s", self.recentre_after_s, 0.0, 86_400.0)
        _check("recentre_half_life_s", self.recentre_half_life_s, 1e-3, 86_400.0)
        _check("recentre_trait_half_life_s", self.recentre_trait_half_life_s, 1e-3, 86_400.0)
        for axis in AXES:
            _check(f"baseline.{axis}", getattr(self.baseline, axis), -0.8, 0.8)
        for trait in TRAITS:
            _check(f"baseline.{trait}", getattr(self.baseline, trait), 0.05, 0.95)


def decay(state: AffectState, dt_s: float, *, dynamics: AffectDynamics) -> AffectState:
    """The state after `dt_s` seconds in which nothing happened.

    Every distance to the baseline shrinks exponentially: with its own half-life until
    `recentre_after_s` of silence are over, with a shorter one afterwards. Solved in closed form, so
    one long step equals any number of short ones.

    Args:
        state: Where it starts; `state.silence_s` of silence have already passed.
        dt_s: Seconds; a negative number (a clock that jumped back) counts as 0.
        dynamics: Baseline, half-lives and re-centring.

    Returns:
        A state no farther from the baseline on any axis, with `silence_s` grown by `dt_s`.

    Raises:
        AffectError: `dt_s` is NaN or infinite.

    Cost: a few microseconds, whatever `dt_s` is.
    """
    if not math.isfinite(dt_s):
        raise AffectError(f"decay: {dt_s!r} s is not a span of time. Pass a finite number.")
    if dt_s <= 0.0:
        return state
    after = dynamics.recentre_after_s
    # Split the span at the moment re-centring begins; both parts are exact.
    awake_s = min(max(after - state.silence_s, 0.0), dt_s)
    silent_s = dt_s - awake_s
    base, half = dynamics.baseline, dynamics.half_lives_s
    axis_cap, trait_cap = dynamics.recentre_half_life_s, dynamics.recentre_trait_half_life_s

    def settle(value: float, home: float, half_life_s: float, cap_s: float) -> float:
        halvings = awake_s / half_life_s + silent_s / min(half_life_s, cap_s)
        return home + (value - home) * 2.0**-halvings

    return AffectState(
        valence=settle(state.valence, base.valence, half.valence, axis_cap),
        arousal=settle(state.arousal, base.arousal, half.arousal, axis_cap),
        dominance=settle(state.dominance, base.dominance, half.dominance, axis_cap),
        energy=settle(state.energy, base.energy, half.energy, trait_cap),
        warmth=settle(state.warmth, base.warmth, half.warmth, trait_cap),
        confidence=settle(state.confidence, base.confidence, half.confidence, trait_cap),
        curiosity=settle(state.curiosity, base.curiosity, half.curiosity, trait_cap),
        patience=settle(state.patience, base.patience, half.patience, trait_cap),
        silence_s=state.silence_s + dt_s,
    )


def apply(state: AffectState, delta: AffectDelta, *, dynamics: AffectDynamics) -> AffectState:
    """The state right after an event; the silence begins anew.

    On every axis `x' = x + r (B sign(d) - x)` with `r = (1 - momentum) sensitivity |d|`, at most 1:
    an event of full strength keeps `momentum` of the old state, a weak one nearly all of it, and an
    axis that the event does not name stays. `B` is `AXIS_BOUND`, so the result is strictly inside
    [-1, 1], and an event against the state moves it by at least `r B`.

    Args:
        state: The state just before, already decayed to this moment.
        delta: Direction and strength.
        dynamics: Momentum and sensitivity.
    """
    gain = (1.0 - dynamics.momentum) * dynamics.sensitivity
    low, high = TRAIT_BOUNDS

    def pull(value: float, wish: float, lowest: float, highest: float) -> float:
        if wish == 0.0:
            return value
        rate = min(gain * abs(wish), 1.0)
        return value + rate * ((highest if wish > 0.0 else lowest) - value)

    return AffectState(
        valence=pull(state.valence, delta.valence, -AXIS_BOUND, AXIS_BOUND),
        arousal=pull(state.arousal, delta.arousal, -AXIS_BOUND, AXIS_BOUND),
        dominance=pull(state.dominance, delta.dominance, -AXIS_BOUND, AXIS_BOUND),
        energy=pull(state.energy, delta.energy, low, high),
        warmth=pull(state.warmth, delta.warmth, low, high),
        confidence=pull(state.confidence, delta.confidence, low, high),
        curiosity=pull(state.curiosity, delta.curiosity, low, high),
        patience=pull(state.patience, delta.patience, low, high),
        silence_s=0.0,
    )


def delta_of(appraisal: HasVad) -> AffectDelta:
    """The change that an appraised line asks for; its traits follow from its place.

    The couplings are ours by taste: excitement gives energy and a little curiosity, pleasantness
    warmth, control confidence; unpleasant excitement costs patience.

    Raises:
        AffectError: an axis of the appraisal is outside [-1, 1].
    """
    place = Vad.of(appraisal)
    valence, arousal, dominance = place.valence, place.arousal, place.dominance
    return AffectDelta(
        valence=valence,
        arousal=arousal,
        dominance=dominance,
        energy=0.5 * arousal,
        warmth=0.4 * valence,
        confidence=0.3 * dominance + 0.1 * valence,
        curiosity=0.2 * arousal,
        patience=0.2 * valence - 0.2 * max(arousal, 0.0) * (valence < 0.0),
    )
