"""Motions of the surroundings: wind, particles, parallax, and how far they lag behind the body."""

from __future__ import annotations

from sherin.body.capsules.motion.arguments import number, whole
from sherin.body.capsules.motion.shapes import (
    Noise,
    Oscillation,
    Pulse,
    Strokes,
    Sum,
    Trembling,
    scaled,
)
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
from sherin.body.curves import Curve

__all__ = ["ENVIRONMENT_SUBTYPES"]


def _wind(params: Params) -> Motion:
    count = whole(params, "gusts")
    duration = count * number(params, "gust_ms")
    strength, base = number(params, "strength"), number(params, "base")
    gusts = Strokes(count, rise=number(params, "rise"), rest=0.1, keep=number(params, "keep"))
    floor = Pulse(0.2, 0.5, 0.3)
    share = 1.0 - base
    wind: Curve = Sum((scaled(strength * base, floor), scaled(strength * share, gusts)))
    curves: dict[str, Curve] = {"wind": wind}
    curves |= spread_over({"particles": number(params, "particles")}, gusts)
    return Motion(duration_ms=duration, curves=curves)


def _particles(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {"particles": number(params, "density"), "wind": number(params, "wind")}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _ambient_delay(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {"ambientDelay": number(params, "delay_ms"), "parallax": number(params, "parallax")}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _parallax(params: Params) -> Motion:
    duration, cycles = number(params, "duration_ms"), number(params, "cycles")
    size = number(params, "shift")
    shape: Curve = Oscillation(cycles, 0.2, 0.25)
    if cycles < 1.0:
        shape = Stroke(0.4 * duration, 0.15 * duration, 0.45 * duration).pulse()
    curves: dict[str, Curve] = {"parallax": scaled(size, shape)}
    curves |= spread_over({"ambientDelay": number(params, "delay_ms")}, Pulse(0.2, 0.5, 0.3))
    return Motion(duration_ms=duration, curves=curves)


def _turbulence(params: Params) -> Motion:
    duration, variant = number(params, "duration_ms"), whole(params, "variant")
    cycles = number(params, "rate_hz") * duration / 1000.0
    strength = number(params, "strength")
    noise = Noise(variant, 0.6 * cycles, 1.5 * cycles, 0.2, 0.25, 3)
    level = Pulse(0.2, 0.5, 0.3)
    return Motion(
        duration_ms=duration,
        # The noise rides on a level of its own size: wind has no negative strength.
        curves={
            "wind": scaled(strength, Trembling(level, noise, 1.0)),
            "parallax": scaled(number(params, "parallax"), noise),
        },
    )


ENVIRONMENT_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="wind",
        domain="environment",
        help="Gusts of wind, on a steady breeze.",
        motion=_wind,
        params=(
            number_param("strength", 0.4, 0.05, 1.0, "weight", "height of a gust"),
            number_param("base", 0.2, 0.0, 0.8, "share", "steady part of it"),
            integer_param("gusts", 2, 1, 6, "number of gusts"),
            number_param("gust_ms", 1800.0, 500.0, 6000.0, "ms", "length of one"),
            number_param("rise", 0.35, 0.15, 0.7, "share", "part of it spent rising"),
            number_param("keep", 0.85, 0.3, 1.0, "share", "height of each next one"),
            number_param("particles", 0.0, 0.0, 0.8, "weight", "particles carried along"),
        ),
    ),
    Subtype(
        name="particles",
        domain="environment",
        help="Dust or petals drift through the picture.",
        motion=_particles,
        params=(
            number_param("density", 0.4, 0.05, 1.0, "weight", "how many"),
            number_param("wind", 0.0, 0.0, 0.6, "weight", "wind that goes with them"),
            *pulse_params(1500.0, 3000.0, 2000.0),
        ),
    ),
    Subtype(
        name="ambient_delay",
        domain="environment",
        help="The surroundings lag behind the body.",
        motion=_ambient_delay,
        params=(
            number_param("delay_ms", 250.0, 30.0, 900.0, "ms", "how late"),
            number_param("parallax", 0.0, -0.1, 0.1, "share", "background shift with it"),
            *pulse_params(800.0, 2500.0, 1200.0),
        ),
    ),
    Subtype(
        name="parallax",
        domain="environment",
        help="The background slides against the head.",
        motion=_parallax,
        params=(
            number_param("shift", 0.03, -0.18, 0.18, "share", "of the frame width"),
            number_param("cycles", 1.0, 0.5, 4.0, "", "there and back; below 1 one way and back"),
            number_param("delay_ms", 0.0, 0.0, 700.0, "ms", "lag of the surroundings"),
            number_param("duration_ms", 4000.0, 1000.0, 12000.0, "ms", "total_ms length"),
        ),
    ),
    Subtype(
        name="turbulence",
        domain="environment",
        help="Irregular air: wind and background stir without a rhythm.",
        motion=_turbulence,
        params=(
            number_param("strength", 0.4, 0.05, 1.0, "weight", "size"),
            number_param("rate_hz", 0.8, 0.2, 3.0, "Hz", "changes a second"),
            number_param("parallax", 0.02, -0.12, 0.12, "share", "background shift"),
            number_param("duration_ms", 4000.0, 1500.0, 9000.0, "ms", "total_ms length"),
            integer_param("variant", 1, 1, 999, "which air"),
        ),
    ),
)
