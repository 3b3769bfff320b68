"""The few shapes that all motion is built from keep their promises."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sherin.body.capsules.motion.shapes import (
    Keys,
    LoopWaves,
    Noise,
    Oscillation,
    Placed,
    Pulse,
    Scaled,
    Strokes,
    Sum,
    Trembling,
    Windowed,
    scaled,
    sine_of_turns,
    smooth_step,
    total,
)
from sherin.body.curves import minimum_jerk
from sherin.errors import CapsuleError

U = np.linspace(0.0, 1.0, 4001)
PULSE = Pulse(0.3, 0.2, 0.4)
SHAPES = {
    "pulse": PULSE,
    "late pulse": Pulse(0.2, 0.3, 0.3, 0.2),
    "keys": Keys((0.0, 0.3, 0.6, 1.0), (0.0, 1.0, -0.5, 0.0)),
    "oscillation": Oscillation(3.0, 0.2, 0.3, phase_turns=0.3, decay=0.5),
    "strokes": Strokes(3, rise=0.3, rest=0.2, keep=0.7, alternate=True),
    "noise": Noise(7, 4.0, 9.0),
    "trembling": Trembling(PULSE, Noise(3, 8.0, 12.0), 0.4),
    "placed": Placed(PULSE, 0.25, 0.5),
    "windowed loop": Windowed(LoopWaves(5, (1, 2)), 0.2, 0.2),
    "sum": Sum((Scaled(2.0, PULSE), Noise(7, 4.0, 9.0))),
}


def test_step_is_the_scalar_minimum_jerk():
    assert smooth_step(U).tolist() == [minimum_jerk(float(u)) for u in U]


def test_sine_agrees_with_the_library_to_1e_11():
    turns = np.linspace(-3.0, 3.0, 20001)
    assert np.max(np.abs(sine_of_turns(turns) - np.sin(2.0 * math.pi * turns))) < 1e-11


def test_sine_is_exactly_zero_at_half_turns():
    assert sine_of_turns(np.array([-1.0, -0.5, 0.0, 0.5, 1.0, 7.5])).tolist() == [0.0] * 6


@pytest.mark.parametrize("name", SHAPES)
def test_shape_starts_and_ends_at_zero_with_zero_velocity(name: str):
    values = SHAPES[name](U)
    assert abs(values[0]) < 1e-12
    assert abs(values[-1]) < 1e-12
    speed = np.abs(np.diff(values))
    assert max(speed[0], speed[-1]) < 0.02 * np.max(speed)


@pytest.mark.parametrize("name", SHAPES)
def test_shape_has_no_step(name: str):
    """Between two of 4,001 points nothing moves by more than a fiftieth of its range."""
    values = SHAPES[name](U)
    assert np.max(np.abs(np.diff(values))) < 0.02 * (np.max(values) - np.min(values))


@pytest.mark.parametrize("name", SHAPES)
def test_equal_shapes_are_one_key(name: str):
    """The compiler keeps what it has sampled under the shape itself."""
    assert hash(SHAPES[name]) == hash(SHAPES[name])


def test_pulse_holds_exactly_one():
    assert PULSE(np.array([0.3, 0.4, 0.5])).tolist() == [1.0, 1.0, 1.0]


def test_pulse_without_an_attack_is_refused():
    with pytest.raises(CapsuleError, match="attack and release above 0"):
        Pulse(0.0, 0.5, 0.5)


def test_keys_are_reached_exactly_and_at_rest():
    keys = Keys((0.0, 0.25, 0.5, 1.0), (0.0, 2.0, -1.0, 0.0))
    around = keys(np.array([0.25 - 1e-4, 0.25, 0.25 + 1e-4]))
    assert around[1] == 2.0
    assert np.max(np.abs(np.diff(around))) < 1e-6


def test_strokes_shrink_by_keep_and_alternate():
    shape = Strokes(3, rise=0.5, keep=0.5, alternate=True)
    assert shape(np.array([1, 3, 5]) / 6.0).tolist() == pytest.approx([1.0, -0.5, 0.25])


def test_noise_stays_within_one_and_differs_by_seed():
    first, second = Noise(1, 5.0, 9.0)(U), Noise(2, 5.0, 9.0)(U)
    assert max(np.max(np.abs(first)), np.max(np.abs(second))) <= 1.0
    assert np.max(np.abs(first - second)) > 0.2


def test_loop_meets_its_start_in_value_and_velocity():
    values = LoopWaves(9, (1, 2, 5))(U)
    assert abs(values[0] - values[-1]) < 1e-12
    assert abs((values[1] - values[0]) - (values[-1] - values[-2])) < 1e-4


def test_equal_shapes_merge_their_gains():
    merged = total([scaled(2.0, PULSE), scaled(-0.5, Pulse(0.3, 0.2, 0.4))])
    assert merged == Scaled(1.5, PULSE)


def test_nested_gains_are_multiplied_out():
    assert scaled(2.0, scaled(3.0, PULSE)) == Scaled(6.0, PULSE)
