"""Motions of light: exposure in stops, key temperature in kelvin, contrast and shadow softness."""

from __future__ import annotations

from sherin.body.capsules.motion.arguments import number, whole
from sherin.body.capsules.motion.shapes import Noise, Strokes, scaled
from sherin.body.capsules.motion.specification import (
    Params,
    integer_param,
    number_param,
    pulse_params,
    spread_over,
    stroke_of,
)
from sherin.body.capsules.motion.subtype import Motion, Subtype
from sherin.body.curves import Curve

__all__ = ["LIGHT_SUBTYPES"]


def _exposure_breath(params: Params) -> Motion:
    count = whole(params, "count")
    shape = Strokes(count, rise=number(params, "rise"), keep=number(params, "keep"))
    gains = {"lightExposure": number(params, "stops"), "lightContrast": number(params, "contrast")}
    return Motion(duration_ms=count * number(params, "breath_ms"), curves=spread_over(gains, shape))


def _temperature_drift(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "lightKeyTemperature": number(params, "kelvin"),
        "lightExposure": number(params, "stops"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _contrast_pulse(params: Params) -> Motion:
    count = whole(params, "count")
    shape = Strokes(count, rise=0.35, rest=number(params, "rest"), keep=number(params, "keep"))
    gains = {
        "lightContrast": number(params, "change"),
        "lightShadowSoftness": number(params, "softness"),
    }
    return Motion(duration_ms=count * number(params, "pulse_ms"), curves=spread_over(gains, shape))


def _shadow_softness(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "lightShadowSoftness": number(params, "change"),
        "lightContrast": number(params, "contrast"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _light_mood(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "lightExposure": number(params, "stops"),
        "lightKeyTemperature": number(params, "kelvin"),
        "lightContrast": number(params, "contrast"),
        "lightShadowSoftness": number(params, "softness"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _flicker(params: Params) -> Motion:
    duration, variant = number(params, "duration_ms"), whole(params, "variant")
    cycles = number(params, "rate_hz") * duration / 1000.0
    noise = Noise(variant, 0.6 * cycles, 1.5 * cycles, 0.15, 0.2, 3)
    curves: dict[str, Curve] = {"lightExposure": scaled(number(params, "stops"), noise)}
    curves |= spread_over({"lightKeyTemperature": number(params, "kelvin")}, noise)
    return Motion(duration_ms=duration, curves=curves)


_STOPS = number_param("stops", 0.0, -1.5, 1.5, "stop", "exposure that goes with it")
_KELVIN = number_param("kelvin", 0.0, -2600.0, 3200.0, "K", "warmer is -, cooler is +")
_CONTRAST = number_param("contrast", 0.0, -0.4, 0.4, "factor", "contrast that goes with it")

LIGHT_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="exposure_breath",
        domain="light",
        help="The light swells and ebbs, once or more.",
        motion=_exposure_breath,
        params=(
            number_param("stops", 0.3, -1.5, 1.5, "stop", "height of the swell"),
            integer_param("count", 1, 1, 5, "number of swells"),
            number_param("breath_ms", 3500.0, 500.0, 9000.0, "ms", "length of one"),
            number_param("rise", 0.45, 0.15, 0.8, "share", "part of it spent rising"),
            number_param("keep", 0.9, 0.4, 1.0, "share", "height of each next one"),
            _CONTRAST,
        ),
    ),
    Subtype(
        name="temperature_drift",
        domain="light",
        help="The key light turns warmer or cooler and returns.",
        motion=_temperature_drift,
        params=(
            number_param("kelvin", -400.0, -2600.0, 3200.0, "K", "warmer is -, cooler is +"),
            _STOPS,
            *pulse_params(2500.0, 2500.0, 2500.0),
        ),
    ),
    Subtype(
        name="contrast_pulse",
        domain="light",
        help="Contrast rises or falls in small pulses.",
        motion=_contrast_pulse,
        params=(
            number_param("change", 0.12, -0.45, 0.45, "factor", "height of a pulse"),
            number_param("softness", 0.0, -0.4, 0.4, "weight", "shadow softness with it"),
            integer_param("count", 2, 1, 6, "number of pulses"),
            number_param("pulse_ms", 700.0, 250.0, 3000.0, "ms", "length of one"),
            number_param("rest", 0.2, 0.0, 0.6, "share", "pause after each"),
            number_param("keep", 0.85, 0.4, 1.0, "share", "height of each next one"),
        ),
    ),
    Subtype(
        name="shadow_softness",
        domain="light",
        help="Shadows turn softer or harder and return.",
        motion=_shadow_softness,
        params=(
            number_param("change", 0.25, -0.5, 0.5, "weight", "softer is +"),
            _CONTRAST,
            *pulse_params(1800.0, 2000.0, 2000.0),
        ),
    ),
    Subtype(
        name="light_mood",
        domain="light",
        help="Exposure, temperature, contrast and softness change together and return.",
        motion=_light_mood,
        params=(
            _STOPS,
            _KELVIN,
            _CONTRAST,
            number_param("softness", 0.0, -0.45, 0.45, "weight", "shadow softness with it"),
            *pulse_params(1800.0, 2500.0, 2200.0),
        ),
    ),
    Subtype(
        name="flicker",
        domain="light",
        help="The light flickers irregularly, as from a fire or a screen.",
        motion=_flicker,
        params=(
            number_param("stops", 0.25, 0.05, 1.0, "stop", "size of the flicker"),
            number_param("kelvin", 0.0, -800.0, 800.0, "K", "temperature that goes with it"),
            number_param("rate_hz", 2.0, 0.5, 6.0, "Hz", "changes a second"),
            number_param("duration_ms", 2500.0, 800.0, 5000.0, "ms", "total_ms length"),
            integer_param("variant", 1, 1, 999, "which flicker"),
        ),
    ),
)
