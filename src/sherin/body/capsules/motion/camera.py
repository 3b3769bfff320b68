"""Motions of the camera: push, pan, drift, roll, handheld wander and focal creep."""

from __future__ import annotations

from sherin.body.capsules.motion.arguments import number, whole
from sherin.body.capsules.motion.shapes import Noise, Pulse, scaled
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

__all__ = ["CAMERA_SUBTYPES"]


def _camera_push(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {"cameraPush": number(params, "amount"), "cameraPanY": number(params, "tilt_deg")}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _camera_pan(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {"cameraPanX": number(params, "x_deg"), "cameraPanY": number(params, "y_deg")}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _axis_drift(params: Params) -> Motion:
    duration, size = number(params, "duration_ms"), number(params, "amplitude_deg")
    variant = whole(params, "variant")
    cycles = number(params, "turns")
    curves: dict[str, Curve] = {
        "cameraPanX": scaled(size, Noise(variant, 0.6 * cycles, 1.4 * cycles, 0.25, 0.25, 3)),
        "cameraPanY": scaled(
            0.6 * size, Noise(variant + 1000, 0.6 * cycles, 1.4 * cycles, 0.25, 0.25, 3)
        ),
    }
    roll = number(params, "roll_deg")
    curves |= spread_over({"cameraRoll": roll}, Pulse(0.4, 0.2, 0.4))
    return Motion(duration_ms=duration, curves=curves)


def _camera_roll(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {"cameraRoll": number(params, "roll_deg"), "cameraPush": number(params, "push")}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _handheld(params: Params) -> Motion:
    stroke = stroke_of(params)
    variant, sway = whole(params, "variant"), number(params, "sway_deg")
    curves = spread_over({"cameraJitter": number(params, "jitter_px")}, stroke.pulse())
    if sway:
        cycles = max(1.0, 0.45 * stroke.length_ms / 1000.0)
        curves["cameraPanX"] = scaled(sway, Noise(variant, 0.7 * cycles, 1.5 * cycles, 0.2, 0.2, 3))
        curves["cameraRoll"] = scaled(
            0.5 * sway, Noise(variant + 1000, 0.6 * cycles, 1.3 * cycles, 0.2, 0.2, 3)
        )
    return Motion(duration_ms=stroke.length_ms, curves=curves)


def _focal_creep(params: Params) -> Motion:
    stroke = stroke_of(params)
    creep = number(params, "amount")
    # Moving against the creep keeps the head's size and bends only the background.
    gains = {"cameraFocalCreep": creep, "cameraPush": -number(params, "counter_push") * creep}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


_VARIANT = integer_param("variant", 1, 1, 999, "which wander")

CAMERA_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="camera_push",
        domain="camera",
        help="The camera comes closer (push) or backs away (pull) and returns.",
        motion=_camera_push,
        params=(
            number_param("amount", 0.08, -0.4, 0.4, "share", "of the distance; - pulls away"),
            number_param("tilt_deg", 0.0, -6.0, 6.0, "deg", "tilt that goes with it"),
            *pulse_params(1500.0, 1200.0, 1800.0),
        ),
    ),
    Subtype(
        name="camera_pan",
        domain="camera",
        help="The camera pans or tilts and returns.",
        motion=_camera_pan,
        params=(
            number_param("x_deg", 3.0, -12.0, 12.0, "deg", "to the viewer's right"),
            number_param("y_deg", 0.0, -10.0, 10.0, "deg", "up"),
            *pulse_params(1200.0, 900.0, 1500.0),
        ),
    ),
    Subtype(
        name="axis_drift",
        domain="camera",
        help="The camera's axis wanders slowly.",
        motion=_axis_drift,
        params=(
            number_param("amplitude_deg", 1.2, 0.2, 8.0, "deg", "size of the wander"),
            number_param("turns", 2.0, 0.8, 6.0, "", "changes of direction"),
            number_param("roll_deg", 0.0, -6.0, 6.0, "deg", "roll that goes with it"),
            number_param("duration_ms", 6000.0, 1500.0, 15000.0, "ms", "total_ms length"),
            _VARIANT,
        ),
    ),
    Subtype(
        name="camera_roll",
        domain="camera",
        help="The horizon tilts and returns.",
        motion=_camera_roll,
        params=(
            number_param("roll_deg", 2.5, -14.0, 14.0, "deg", "clockwise for the viewer"),
            number_param("push", 0.0, -0.25, 0.25, "share", "push that goes with it"),
            *pulse_params(1200.0, 1500.0, 1500.0),
        ),
    ),
    Subtype(
        name="handheld",
        domain="camera",
        help="The camera is held by hand: small jitter, slow sway.",
        motion=_handheld,
        params=(
            number_param("jitter_px", 1.5, 0.2, 10.0, "px at 512", "root mean square"),
            number_param("sway_deg", 0.4, 0.0, 4.0, "deg", "slow sway"),
            _VARIANT,
            *pulse_params(600.0, 2500.0, 900.0),
        ),
    ),
    Subtype(
        name="focal_creep",
        domain="camera",
        help="The focal length creeps; with a counter push only the background bends.",
        motion=_focal_creep,
        params=(
            number_param("amount", 0.08, -0.4, 0.4, "share", "of the focal length"),
            number_param("counter_push", 0.0, -0.9, 0.9, "share", "push against it"),
            *pulse_params(2200.0, 1000.0, 2200.0),
        ),
    ),
)
