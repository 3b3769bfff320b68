"""Motions of tempo: they change how cues that start meanwhile play, not what they do."""

from __future__ import annotations

from sherin.body.capsules.motion.arguments import number, whole
from sherin.body.capsules.motion.shapes import Strokes
from sherin.body.capsules.motion.specification import (
    Params,
    Stroke,
    integer_param,
    number_param,
    pulse_params,
    spread_over,
    stroke_of,
)
from sherin.body.capsules.motion.subtype import Motion, Subtype

__all__ = ["TEMPO_SUBTYPES"]


def _acceleration(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "tempoRate": number(params, "rate_change"),
        "tempoPauseDensity": number(params, "pauses"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _pause_density(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "tempoPauseDensity": number(params, "density"),
        "tempoRate": number(params, "rate_change"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _micro_stutter(params: Params) -> Motion:
    count = whole(params, "count")
    shape = Strokes(count, rise=0.3, rest=number(params, "rest"), keep=number(params, "keep"))
    depth = number(params, "depth")
    gains = {"tempoRate": -depth, "tempoStillness": number(params, "stillness")}
    return Motion(
        duration_ms=count * number(params, "stutter_ms"), curves=spread_over(gains, shape)
    )


def _stillness(params: Params) -> Motion:
    stroke = Stroke(
        number(params, "attack_ms"), number(params, "hold_ms"), number(params, "release_ms")
    )
    gains = {
        "tempoStillness": number(params, "amount"),
        "tempoRate": number(params, "rate_change"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


TEMPO_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="acceleration",
        domain="tempo",
        help="Everything that starts meanwhile plays faster or slower.",
        motion=_acceleration,
        params=(
            number_param("rate_change", 0.2, -0.55, 1.2, "factor", "faster is +"),
            number_param("pauses", 0.0, 0.0, 0.9, "weight", "pauses that go with it"),
            *pulse_params(600.0, 2500.0, 900.0),
        ),
    ),
    Subtype(
        name="pause_density",
        domain="tempo",
        help="More pauses between motions.",
        motion=_pause_density,
        params=(
            number_param("density", 0.5, 0.05, 1.0, "weight", "how many"),
            number_param("rate_change", 0.0, -0.5, 0.8, "factor", "rate that goes with it"),
            *pulse_params(500.0, 2500.0, 800.0),
        ),
    ),
    Subtype(
        name="micro_stutter",
        domain="tempo",
        help="The tempo catches for moments.",
        motion=_micro_stutter,
        params=(
            integer_param("count", 2, 1, 8, "number of catches"),
            number_param("stutter_ms", 320.0, 120.0, 1500.0, "ms", "from one to the next"),
            number_param("depth", 0.35, 0.05, 0.55, "factor", "rate lost in each"),
            number_param("stillness", 0.3, 0.0, 1.0, "weight", "idle motion stopped in each"),
            number_param("rest", 0.3, 0.0, 0.7, "share", "normal tempo after each"),
            number_param("keep", 0.9, 0.4, 1.0, "share", "depth of each next one"),
        ),
    ),
    Subtype(
        name="stillness",
        domain="tempo",
        help="Idle motion calms down for a while.",
        motion=_stillness,
        params=(
            number_param("amount", 0.8, 0.1, 1.0, "weight", "how still"),
            number_param("rate_change", 0.0, -0.5, 0.3, "factor", "rate that goes with it"),
            *pulse_params(400.0, 2000.0, 700.0),
        ),
    ),
)
