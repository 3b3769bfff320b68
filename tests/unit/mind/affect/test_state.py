"""The three rules that move the slow state: decay, re-centring, events."""

import math

import msgspec
import pytest

from sherin.errors import AffectError
from sherin.mind.affect.state import (
    AXIS_BOUND,
    TRAIT_BOUNDS,
    AffectDelta,
    AffectDynamics,
    AffectState,
    HalfLives,
    apply,
    decay,
    delta_of,
)
from sherin.mind.affect.vad import Vad

HOME = AffectState(valence=0.2, warmth=0.8)
NO_RECENTRING = AffectDynamics(
    baseline=HOME, half_lives_s=HalfLives(valence=8.0, warmth=8.0), recentre_after_s=86_400.0
)
USUAL = AffectDynamics(baseline=HOME)


def test_half_of_the_distance_is_gone_after_one_half_life():
    later = decay(AffectState(valence=1.0, warmth=0.2), 8.0, dynamics=NO_RECENTRING)
    assert later.valence == pytest.approx(0.2 + 0.8 / 2)
    assert later.warmth == pytest.approx(0.8 - 0.6 / 2)
    assert later.silence_s == 8.0


def test_half_lives_count_seconds_not_messages():
    """A thousand ticks in one second are one second."""
    state = AffectState(valence=-0.9)
    for _ in range(1000):
        state = decay(state, 0.001, dynamics=NO_RECENTRING)
    once = decay(AffectState(valence=-0.9), 1.0, dynamics=NO_RECENTRING)
    assert state.valence == pytest.approx(once.valence, abs=1e-9)


@pytest.mark.parametrize("dt_s", [0.0, -1e-9, -1e9])
def test_clock_that_jumps_back_is_no_time(dt_s: float):
    state = AffectState(valence=0.7, silence_s=3.0)
    assert decay(state, dt_s, dynamics=USUAL) == state


@pytest.mark.parametrize("dt_s", [math.nan, math.inf, -math.inf])
def test_span_that_is_no_number_is_refused(dt_s: float):
    with pytest.raises(AffectError, match="is not a span of time"):
        decay(HOME, dt_s, dynamics=USUAL)


def test_recentring_begins_after_ten_seconds_of_silence():
    stirred = AffectState(valence=0.9)

    def lost_per_s(from_s: float) -> float:
        a = decay(stirred, from_s, dynamics=USUAL).valence - HOME.valence
        b = decay(stirred, from_s + 1.0, dynamics=USUAL).valence - HOME.valence
        return 1.0 - b / a

    assert lost_per_s(8.9) == pytest.approx(1 - 2 ** (-1 / 45))
    assert lost_per_s(10.1) == pytest.approx(1 - 2 ** (-1 / 4))
    assert lost_per_s(10.1) > 10 * lost_per_s(8.9)


def test_a_minute_of_silence_brings_everyone_home():
    stirred = AffectState(
        valence=-0.97, arousal=0.97, dominance=-0.97, energy=1.0, warmth=0.0, patience=0.0
    )
    later = decay(stirred, 60.0, dynamics=USUAL)
    for field in AffectState.__struct_fields__[:8]:
        assert getattr(later, field) == pytest.approx(getattr(HOME, field), abs=0.03), field


def test_event_ends_the_silence():
    silent = decay(HOME, 30.0, dynamics=USUAL)
    assert silent.silence_s == 30.0
    assert apply(silent, AffectDelta(), dynamics=USUAL).silence_s == 0.0


def test_full_event_keeps_the_momentum_of_the_old_state():
    state = apply(AffectState(valence=0.5), AffectDelta(valence=-1.0), dynamics=USUAL)
    assert state.valence == pytest.approx(0.7 * 0.5 - 0.3 * AXIS_BOUND)


def test_axis_that_the_event_does_not_name_stays():
    before = AffectState(valence=0.5, arousal=-0.3, warmth=0.4)
    after = apply(before, AffectDelta(arousal=0.5), dynamics=USUAL)
    assert (after.valence, after.warmth) == (0.5, 0.4)
    assert after.arousal > before.arousal


def test_stronger_event_moves_farther():
    moved = [
        apply(HOME, AffectDelta(valence=-strength / 10), dynamics=USUAL).valence
        for strength in range(11)
    ]
    assert moved == sorted(moved, reverse=True)
    assert len(set(moved)) == 11


def test_ten_thousand_insults_leave_a_way_back():
    state = AffectState()
    insult = AffectDelta(valence=-1.0, warmth=-1.0)
    for _ in range(10_000):
        state = apply(state, insult, dynamics=USUAL)
    assert state.valence == pytest.approx(-AXIS_BOUND)
    assert state.warmth == pytest.approx(TRAIT_BOUNDS[0])
    kind = apply(state, AffectDelta(valence=0.5, warmth=0.5), dynamics=USUAL)
    assert kind.valence - state.valence >= 0.3 * 0.5 * AXIS_BOUND
    assert kind.warmth - state.warmth >= 0.3 * 0.5 * 0.9


def test_pleasant_lively_line_warms_and_energises():
    delta = delta_of(Vad(0.8, 0.6, 0.2))
    assert delta.vad == Vad(0.8, 0.6, 0.2)
    assert delta.warmth > 0
    assert delta.energy > 0
    assert delta.patience > 0


def test_unpleasant_lively_line_costs_patience_and_a_neutral_one_nothing():
    assert delta_of(Vad(-0.6, 0.7, 0.3)).patience < 0
    assert delta_of(Vad(0.0, 0.0, 0.0)) == AffectDelta()


@pytest.mark.parametrize("field", AffectDelta.__struct_fields__)
def test_state_and_delta_name_the_field_that_is_out_of_range(field: str):
    for build in (AffectState, AffectDelta):
        with pytest.raises(AffectError, match=rf"`{field}`: 1\.5 is outside"):
            build(**{field: 1.5})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"momentum": 0.99}, "momentum"),
        ({"sensitivity": 0.0}, "sensitivity"),
        ({"baseline": AffectState(arousal=0.9)}, r"baseline\.arousal"),
        ({"baseline": AffectState(warmth=1.0)}, r"baseline\.warmth"),
        ({"recentre_half_life_s": 0.0}, "recentre_half_life_s"),
    ],
)
def test_dynamics_refuse_a_home_at_the_bound(change: dict[str, object], named: str):
    with pytest.raises(AffectError, match=named):
        msgspec.structs.replace(USUAL, **change)


def test_half_life_of_zero_is_refused():
    with pytest.raises(AffectError, match=r"`energy`: 0\.0 s"):
        HalfLives(energy=0.0)
