"""Affect over any history: bounded, never stuck, and independent of how time is cut."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sherin.mind.affect.personality import load_personality, shipped_personalities
from sherin.mind.affect.state import (
    AXIS_BOUND,
    TRAIT_BOUNDS,
    TRAITS,
    AffectDelta,
    AffectDynamics,
    AffectState,
    HalfLives,
    apply,
    decay,
)
from sherin.mind.affect.vad import AXES

FIELDS = (*AXES, *TRAITS)
axis = st.floats(-1.0, 1.0)
trait = st.floats(0.0, 1.0)
spans = st.floats(0.0, 1e5)


@st.composite
def states(draw: st.DrawFn) -> AffectState:
    values = {name: draw(axis) for name in AXES} | {name: draw(trait) for name in TRAITS}
    return AffectState(**values, silence_s=draw(st.floats(0.0, 1e4)))


@st.composite
def deltas(draw: st.DrawFn) -> AffectDelta:
    return AffectDelta(**{name: draw(axis) for name in FIELDS})


@st.composite
def dynamics(draw: st.DrawFn) -> AffectDynamics:
    home = {name: draw(st.floats(-0.8, 0.8)) for name in AXES}
    home |= {name: draw(st.floats(0.05, 0.95)) for name in TRAITS}
    return AffectDynamics(
        baseline=AffectState(**home),
        half_lives_s=HalfLives(**{name: draw(st.floats(0.1, 1e4)) for name in FIELDS}),
        momentum=draw(st.floats(0.0, 0.95)),
        sensitivity=draw(st.floats(0.1, 3.0)),
        recentre_after_s=draw(st.floats(0.0, 1e3)),
        recentre_half_life_s=draw(st.floats(0.01, 1e3)),
        recentre_trait_half_life_s=draw(st.floats(0.01, 1e3)),
    )


def difference(a: AffectState, b: AffectState) -> float:
    return max(abs(getattr(a, name) - getattr(b, name)) for name in FIELDS)


@given(states(), spans, spans, dynamics())
def test_decay_of_a_sum_is_decay_after_decay(
    state: AffectState, a_s: float, b_s: float, rules: AffectDynamics
):
    once = decay(state, a_s + b_s, dynamics=rules)
    twice = decay(decay(state, a_s, dynamics=rules), b_s, dynamics=rules)
    assert difference(once, twice) <= 1e-9
    assert once.silence_s == pytest.approx(twice.silence_s)


@given(states(), spans, dynamics())
def test_decay_only_comes_nearer_to_the_baseline(
    state: AffectState, dt_s: float, rules: AffectDynamics
):
    later = decay(state, dt_s, dynamics=rules)
    for name in FIELDS:
        home = getattr(rules.baseline, name)
        before, after = getattr(state, name) - home, getattr(later, name) - home
        assert abs(after) <= abs(before) + 1e-15
        assert after == 0.0 or math.copysign(1, after) == math.copysign(1, before) or before == 0


@given(states(), deltas(), dynamics())
def test_event_never_leaves_the_range_and_never_moves_the_wrong_way(
    state: AffectState, delta: AffectDelta, rules: AffectDynamics
):
    after = apply(state, delta, dynamics=rules)
    for name in FIELDS:
        wish = getattr(delta, name)
        moved = getattr(after, name) - getattr(state, name)
        high = AXIS_BOUND if name in AXES else TRAIT_BOUNDS[1]
        low = -AXIS_BOUND if name in AXES else TRAIT_BOUNDS[0]
        if low <= getattr(state, name) <= high:
            assert moved * wish >= 0.0
            assert low - 1e-12 <= getattr(after, name) <= high + 1e-12


@pytest.mark.parametrize("personality", shipped_personalities())
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spacing_s", [0.0, 0.05, 2.0, None])
@pytest.mark.parametrize("lean", [-0.8, 0.0, 0.8])
def test_ten_thousand_random_events_never_stick(
    personality: str, seed: int, spacing_s: float | None, lean: float
):
    """At any spacing, also all at once, and however one-sided: inside, and ready to turn."""
    rules = load_personality(personality).dynamics
    rng = random.Random(seed)
    gain = (1 - rules.momentum) * rules.sensitivity
    state = rules.baseline
    n_events = 10_000 if seed == 0 else 500
    for _ in range(n_events):
        gap_s = rng.expovariate(0.2) if spacing_s is None else spacing_s
        state = decay(state, gap_s, dynamics=rules)
        draws = {name: min(max(rng.gauss(lean, 0.7), -1.0), 1.0) for name in FIELDS}
        state = apply(state, AffectDelta(**draws), dynamics=rules)
        for name in AXES:
            assert -1.0 < getattr(state, name) < 1.0
        for name in TRAITS:
            assert 0.0 < getattr(state, name) < 1.0
    turned = {name: -0.2 if getattr(state, name) > 0 else 0.2 for name in AXES}
    after = apply(state, AffectDelta(**turned), dynamics=rules)
    for name in AXES:
        assert abs(getattr(after, name) - getattr(state, name)) >= gain * 0.2 * AXIS_BOUND - 1e-12
    for name in TRAITS:
        value = getattr(state, name)
        wish = -0.2 if value > 0.5 else 0.2
        after = apply(state, AffectDelta(**{name: wish}), dynamics=rules)
        assert abs(getattr(after, name) - value) >= gain * 0.2 * 0.48 - 1e-12
