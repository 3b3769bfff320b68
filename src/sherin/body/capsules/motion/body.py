"""Motions of head, torso, shoulders and breath, in degrees, head heights and weights.

Head yaw is positive to the person's left, pitch up, roll to the person's left shoulder. Positive
lean is forward, toward the viewer.
"""

from __future__ import annotations

from collections.abc import Callable

from sherin.body.capsules.motion.arguments import number, whole, word
from sherin.body.capsules.motion.shapes import (
    Keys,
    LoopWaves,
    Noise,
    Oscillation,
    Pulse,
    Strokes,
    scaled,
)
from sherin.body.capsules.motion.specification import (
    Params,
    Stroke,
    choice_param,
    integer_param,
    number_param,
    pulse_params,
    spread_over,
    stroke_of,
)
from sherin.body.capsules.motion.subtype import Motion, Param, Subtype
from sherin.body.curves import Curve

__all__ = ["BASE_LOOP", "BODY_SUBTYPES"]


def _nod(params: Params) -> Motion:
    count, size = whole(params, "count"), number(params, "amplitude_deg")
    shape = Strokes(
        count, rise=number(params, "rise"), rest=number(params, "rest"), keep=number(params, "keep")
    )
    sign = 1.0 if word(params, "direction") == "up" else -1.0
    gains = {
        "headPitch": sign * size,
        # The head moves about the neck: one degree carries the face about .002 head heights.
        "headY": sign * 0.002 * size,
        "headZ": -sign * 0.0012 * size,
        "torsoLean": -sign * number(params, "torso") * size,
    }
    return Motion(
        duration_ms=count * 1000.0 / number(params, "tempo_hz"), curves=spread_over(gains, shape)
    )


def _shake(params: Params) -> Motion:
    count, size = number(params, "count"), number(params, "amplitude_deg")
    shape = Oscillation(count, 0.18, 0.3, decay=number(params, "decay"))
    sign = 1.0 if word(params, "first") == "left" else -1.0
    curves = spread_over({"headYaw": sign * size, "headX": sign * 0.0015 * size}, shape)
    held = Pulse(0.2, 0.5, 0.3)
    curves |= spread_over(
        {"headPitch": number(params, "pitch_deg"), "headRoll": number(params, "roll_deg")}, held
    )
    return Motion(duration_ms=count * 1000.0 / number(params, "tempo_hz"), curves=curves)


def _wobble(params: Params) -> Motion:
    size, count = number(params, "amplitude_deg"), number(params, "count")
    duration = count * 1000.0 / number(params, "tempo_hz")
    roll = Oscillation(count, 0.2, 0.3)
    yaw = Oscillation(count, 0.2, 0.3, phase_turns=0.25)
    return Motion(
        duration_ms=duration,
        curves={
            "headRoll": scaled(size, roll),
            "headYaw": scaled(number(params, "yaw_share") * size, yaw),
        },
    )


def _held(channels: dict[str, tuple[str, float]]) -> Callable[[Params], Motion]:
    """A motion that holds several channels: channel -> (parameter, factor)."""

    def motion(params: Params) -> Motion:
        stroke = stroke_of(params)
        gains = {name: factor * number(params, param) for name, (param, factor) in channels.items()}
        return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))

    return motion


def _head_turn(params: Params) -> Motion:
    stroke = stroke_of(params)
    yaw, lead = number(params, "yaw_deg"), number(params, "gaze_lead_ms")
    total_ms = stroke.length_ms + abs(lead)
    head = stroke.pulse(total_ms, delay_ms=max(0.0, lead))
    eyes = stroke.pulse(total_ms, delay_ms=max(0.0, -lead))
    gains = {
        "headYaw": yaw,
        "headPitch": number(params, "pitch_deg"),
        "headRoll": number(params, "roll_deg"),
        "headX": 0.0015 * yaw,
        "torsoTurn": number(params, "torso") * yaw,
    }
    curves = spread_over(gains, head)
    curves |= spread_over({"gazeYaw": number(params, "gaze_share") * yaw}, eyes)
    return Motion(duration_ms=total_ms, curves=curves)


def _sway(params: Params) -> Motion:
    duration, size = number(params, "duration_ms"), number(params, "amplitude_deg")
    cycles = number(params, "cycles")
    shape = Oscillation(cycles, 0.2, 0.25)
    lag = Oscillation(cycles, 0.25, 0.25, phase_turns=-0.12)
    gains = {"torsoSway": size, "headX": 0.006 * size}
    curves = spread_over(gains, shape)
    curves |= spread_over({"headRoll": -number(params, "counter_roll") * size}, lag)
    curves |= spread_over({"torsoTurn": number(params, "turn") * size}, lag)
    return Motion(duration_ms=duration, curves=curves)


def _shrug(params: Params) -> Motion:
    stroke, lag = stroke_of(params), number(params, "lag_ms")
    total_ms = stroke.length_ms + abs(lag)
    height, balance = number(params, "height"), number(params, "balance")
    left = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
    right = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
    curves = spread_over({"shoulderRaiseLeft": height * (1.0 - max(0.0, -balance))}, left)
    curves |= spread_over({"shoulderRaiseRight": height * (1.0 - max(0.0, balance))}, right)
    gains = {"headRoll": number(params, "tilt_deg"), "headY": -0.03 * height}
    curves |= spread_over(gains, left if balance >= 0.0 else right)
    return Motion(duration_ms=total_ms, curves=curves)


def _shoulder_shift(params: Params) -> Motion:
    stroke = stroke_of(params)
    gains = {
        "shoulderRaiseLeft": number(params, "left"),
        "shoulderRaiseRight": number(params, "right"),
        "torsoSway": number(params, "sway_deg"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _breath(params: Params) -> Motion:
    inhale, hold = number(params, "inhale_ms"), number(params, "hold_ms")
    exhale, pause = number(params, "exhale_ms"), number(params, "recover_ms")
    total_ms = inhale + hold + exhale + pause
    depth, fall = number(params, "depth"), number(params, "fall")
    ends = [0.0, inhale, inhale + hold, inhale + hold + exhale, total_ms]
    at = tuple(round(t / total_ms, 4) for t in ends)
    shape = Keys(at, (0.0, depth, depth, -fall, 0.0))
    lift = number(params, "shoulders")
    return Motion(
        duration_ms=total_ms,
        curves={
            "breath": shape,
            "shoulderRaiseLeft": scaled(lift, shape),
            "shoulderRaiseRight": scaled(lift, shape),
            "headPitch": scaled(number(params, "head_deg"), shape),
            "headY": scaled(0.012, shape),
        },
    )


def _posture(params: Params) -> Motion:
    stroke, lag = stroke_of(params), number(params, "head_lag_ms")
    total_ms = stroke.length_ms + abs(lag)
    torso = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
    head = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
    raise_both, skew = number(params, "shoulders"), number(params, "shoulder_skew")
    trunk = {
        "torsoLean": number(params, "lean_deg"),
        "torsoTurn": number(params, "turn_deg"),
        "torsoSway": number(params, "sway_deg"),
        "shoulderRaiseLeft": raise_both + skew,
        "shoulderRaiseRight": raise_both - skew,
        "breath": number(params, "chest"),
    }
    neck = {
        "headYaw": number(params, "yaw_deg"),
        "headPitch": number(params, "pitch_deg"),
        "headRoll": number(params, "roll_deg"),
        "headZ": number(params, "thrust"),
    }
    return Motion(duration_ms=total_ms, curves=spread_over(trunk, torso) | spread_over(neck, head))


def _scaled_posture(full: dict[str, float]) -> Callable[[Params], Motion]:
    """Posture that moves a fixed pattern by `amount`."""

    def motion(params: Params) -> Motion:
        stroke, amount = stroke_of(params), number(params, "amount")
        lag = number(params, "head_lag_ms")
        total_ms = stroke.length_ms + abs(lag)
        torso = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
        head = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
        gains = {name: amount * value for name, value in full.items()}
        curves = spread_over({n: g for n, g in gains.items() if not n.startswith("head")}, torso)
        curves |= spread_over({n: g for n, g in gains.items() if n.startswith("head")}, head)
        return Motion(duration_ms=total_ms, curves=curves)

    return motion


def _recoil(params: Params) -> Motion:
    stroke, size = stroke_of(params), number(params, "distance")
    gains = {
        "headZ": -size,
        "torsoLean": -40.0 * size,
        "headPitch": number(params, "pitch_deg"),
        "headYaw": number(params, "yaw_deg"),
        "shoulderRaiseLeft": number(params, "shoulders"),
        "shoulderRaiseRight": number(params, "shoulders"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _freeze(params: Params) -> Motion:
    stroke = Stroke(number(params, "attack_ms"), number(params, "hold_ms"), 320.0)
    gains = {
        "tempoStillness": number(params, "stillness"),
        "breath": number(params, "held_breath"),
        "shoulderRaiseLeft": number(params, "shoulders"),
        "shoulderRaiseRight": number(params, "shoulders"),
        "headZ": -number(params, "pull_back"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _tremble(params: Params) -> Motion:
    duration, size = number(params, "duration_ms"), number(params, "amplitude_deg")
    cycles = number(params, "frequency_hz") * duration / 1000.0
    variant = whole(params, "variant")
    shoulders = number(params, "shoulders")
    curves: dict[str, Curve] = {
        "headYaw": scaled(size, Noise(variant, 0.7 * cycles, 1.3 * cycles, 0.2, 0.25, 3)),
        "headPitch": scaled(
            0.7 * size, Noise(variant + 1000, 0.7 * cycles, 1.3 * cycles, 0.2, 0.25, 3)
        ),
    }
    held = Pulse(0.2, 0.5, 0.3)
    curves |= spread_over({"shoulderRaiseLeft": shoulders, "shoulderRaiseRight": shoulders}, held)
    return Motion(duration_ms=duration, curves=curves)


def _bounce(params: Params) -> Motion:
    count, size = whole(params, "count"), number(params, "height")
    shape = Strokes(count, rise=0.45, rest=0.05, keep=number(params, "keep"))
    gains = {
        "headY": size,
        "shoulderRaiseLeft": 4.0 * size,
        "shoulderRaiseRight": 4.0 * size,
        "headPitch": number(params, "pitch_deg"),
        "torsoSway": number(params, "sway_deg"),
    }
    return Motion(
        duration_ms=count * 1000.0 / number(params, "tempo_hz"), curves=spread_over(gains, shape)
    )


def _base_loop(params: Params) -> Motion:
    duration, variant = number(params, "duration_ms"), whole(params, "variant")
    breaths = whole(params, "breaths")
    sway, head, gaze = (number(params, n) for n in ("sway_deg", "head_deg", "gaze_deg"))
    curves: dict[str, Curve] = {
        "breath": scaled(number(params, "breath_depth"), LoopWaves(variant, (breaths,))),
    }
    slow = {
        "torsoSway": (sway, 11),
        "torsoLean": (0.6 * sway, 12),
        "headYaw": (head, 13),
        "headPitch": (0.7 * head, 14),
        "headRoll": (0.6 * head, 15),
        "gazeYaw": (gaze, 16),
        "gazePitch": (0.5 * gaze, 17),
    }
    for name, (size, salt) in slow.items():
        if size:
            curves[name] = scaled(size, LoopWaves(variant * 64 + salt, (1, 2, 3), decay=0.6))
    return Motion(duration_ms=duration, curves=curves, is_loop=True)


_TEMPO = number_param("tempo_hz", 1.6, 0.3, 4.0, "Hz", "strokes a second")
_HEAD_LAG = number_param("head_lag_ms", 0.0, -500.0, 500.0, "ms", "head after the torso")
_LAG = number_param("lag_ms", 0.0, -150.0, 150.0, "ms", "how much later the right side starts")


def _amount(text: str) -> Param:
    return number_param("amount", 0.6, 0.05, 1.0, "share", text)


BODY_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="nod",
        domain="body",
        help="The head dips and returns, once or more.",
        motion=_nod,
        params=(
            integer_param("count", 2, 1, 6, "number of nods"),
            number_param("amplitude_deg", 6.0, 0.5, 25.0, "deg", "depth of the first"),
            _TEMPO,
            number_param("keep", 0.75, 0.3, 1.0, "share", "depth of each next one"),
            number_param("rise", 0.4, 0.2, 0.7, "share", "part of a nod spent going out"),
            number_param("rest", 0.05, 0.0, 0.5, "share", "pause after each"),
            number_param("torso", 0.0, 0.0, 0.4, "share", "how much the torso takes part"),
            choice_param("direction", ("down", "up"), "which way first"),
        ),
    ),
    Subtype(
        name="shake",
        domain="body",
        help="The head turns from side to side.",
        motion=_shake,
        params=(
            number_param("count", 2.0, 0.5, 6.0, "", "there and back"),
            number_param("amplitude_deg", 8.0, 1.0, 30.0, "deg", "turn to either side"),
            _TEMPO,
            number_param("decay", 0.4, 0.0, 0.9, "share", "turn lost by the end"),
            number_param("pitch_deg", 0.0, -15.0, 12.0, "deg", "held pitch"),
            number_param("roll_deg", 0.0, -12.0, 12.0, "deg", "held roll"),
            choice_param("first", ("left", "right"), "which way first"),
        ),
    ),
    Subtype(
        name="wobble",
        domain="body",
        help="The head rolls from shoulder to shoulder: neither yes nor no.",
        motion=_wobble,
        params=(
            number_param("count", 2.0, 1.0, 5.0, "", "there and back"),
            number_param("amplitude_deg", 6.0, 1.0, 20.0, "deg", "roll to either side"),
            _TEMPO,
            number_param("yaw_share", 0.3, -1.0, 1.0, "share", "yaw that goes with it"),
        ),
    ),
    Subtype(
        name="tilt",
        domain="body",
        help="The head tilts to one shoulder and returns.",
        motion=_held(
            {
                "headRoll": ("roll_deg", 1.0),
                "headYaw": ("yaw_deg", 1.0),
                "headPitch": ("pitch_deg", 1.0),
                "headX": ("roll_deg", 0.002),
            }
        ),
        params=(
            number_param("roll_deg", 9.0, -28.0, 28.0, "deg", "to the person's left shoulder"),
            number_param("yaw_deg", 0.0, -15.0, 15.0, "deg", "turn that goes with it"),
            number_param("pitch_deg", 0.0, -15.0, 15.0, "deg", "pitch that goes with it"),
            *pulse_params(450.0, 900.0, 600.0),
        ),
    ),
    Subtype(
        name="head_turn",
        domain="body",
        help="The head turns aside and comes back, the eyes before it or after.",
        motion=_head_turn,
        params=(
            number_param("yaw_deg", 15.0, -40.0, 40.0, "deg", "to the person's left"),
            number_param("pitch_deg", 0.0, -20.0, 20.0, "deg", "pitch that goes with it"),
            number_param("roll_deg", 0.0, -15.0, 15.0, "deg", "roll that goes with it"),
            number_param("gaze_share", 0.3, -0.9, 0.8, "share", "eyes with it, - against it"),
            number_param("gaze_lead_ms", 100.0, -300.0, 400.0, "ms", "eyes before the head"),
            number_param("torso", 0.1, 0.0, 0.5, "share", "how much the torso takes part"),
            *pulse_params(500.0, 900.0, 600.0),
        ),
    ),
    Subtype(
        name="chin_lift",
        domain="body",
        help="The chin rises and stays up for a while.",
        motion=_held(
            {
                "headPitch": ("pitch_deg", 1.0),
                "headY": ("pitch_deg", 0.002),
                "headRoll": ("roll_deg", 1.0),
                "headZ": ("thrust", 1.0),
            }
        ),
        params=(
            number_param("pitch_deg", 7.0, 0.5, 25.0, "deg", "up"),
            number_param("roll_deg", 0.0, -15.0, 15.0, "deg", "roll that goes with it"),
            number_param("thrust", 0.0, -0.12, 0.12, "head", "toward the viewer"),
            *pulse_params(300.0, 700.0, 500.0),
        ),
    ),
    Subtype(
        name="head_drop",
        domain="body",
        help="The head sinks and comes up again.",
        motion=_held(
            {
                "headPitch": ("pitch_deg", -1.0),
                "headY": ("pitch_deg", -0.0025),
                "headYaw": ("yaw_deg", 1.0),
                "shoulderRaiseLeft": ("shoulders", -1.0),
                "shoulderRaiseRight": ("shoulders", -1.0),
            }
        ),
        params=(
            number_param("pitch_deg", 12.0, 1.0, 40.0, "deg", "down"),
            number_param("yaw_deg", 0.0, -25.0, 25.0, "deg", "turn that goes with it"),
            number_param("shoulders", 0.1, 0.0, 0.5, "weight", "shoulders that sink with it"),
            *pulse_params(700.0, 1200.0, 900.0),
        ),
    ),
    Subtype(
        name="head_thrust",
        domain="body",
        help="The head moves toward the viewer or away.",
        motion=_held(
            {
                "headZ": ("distance", 1.0),
                "headPitch": ("pitch_deg", 1.0),
                "headYaw": ("yaw_deg", 1.0),
            }
        ),
        params=(
            number_param("distance", 0.08, -0.25, 0.3, "head", "toward the viewer"),
            number_param("pitch_deg", 0.0, -15.0, 15.0, "deg", "pitch that goes with it"),
            number_param("yaw_deg", 0.0, -20.0, 20.0, "deg", "turn that goes with it"),
            *pulse_params(220.0, 500.0, 400.0),
        ),
    ),
    Subtype(
        name="lean",
        domain="body",
        help="The torso leans forward or back and returns.",
        motion=_held(
            {
                "torsoLean": ("lean_deg", 1.0),
                "torsoSway": ("sway_deg", 1.0),
                "torsoTurn": ("turn_deg", 1.0),
                "headPitch": ("head_deg", 1.0),
                "headZ": ("lean_deg", 0.008),
            }
        ),
        params=(
            number_param("lean_deg", 6.0, -18.0, 18.0, "deg", "forward"),
            number_param("sway_deg", 0.0, -10.0, 10.0, "deg", "to the person's left"),
            number_param("turn_deg", 0.0, -15.0, 15.0, "deg", "turn of the torso"),
            number_param("head_deg", 0.0, -15.0, 15.0, "deg", "head pitch that goes with it"),
            *pulse_params(700.0, 1500.0, 900.0),
        ),
    ),
    Subtype(
        name="sway",
        domain="body",
        help="The torso sways from side to side.",
        motion=_sway,
        params=(
            number_param("amplitude_deg", 2.5, -10.0, 10.0, "deg", "to either side, - right first"),
            number_param("cycles", 2.0, 0.5, 6.0, "", "there and back"),
            number_param("duration_ms", 4000.0, 800.0, 12000.0, "ms", "total_ms length"),
            number_param("counter_roll", 0.5, -1.0, 2.0, "share", "the head stays upright"),
            number_param("turn", 0.0, -1.0, 1.0, "share", "turn of the torso"),
        ),
    ),
    Subtype(
        name="shrug",
        domain="body",
        help="Shoulders rise and fall, one or both.",
        motion=_shrug,
        params=(
            number_param("height", 0.6, 0.05, 1.0, "weight", "how high"),
            number_param("balance", 0.0, -1.0, 1.0, "", "-1 right side only .. 1 left side only"),
            number_param("tilt_deg", 3.0, -18.0, 18.0, "deg", "roll of the head"),
            _LAG,
            *pulse_params(240.0, 260.0, 420.0),
        ),
    ),
    Subtype(
        name="shoulder_shift",
        domain="body",
        help="Shoulders drift up or down and stay for a while.",
        motion=_shoulder_shift,
        params=(
            number_param("left", -0.2, -0.5, 0.9, "weight", "left shoulder up"),
            number_param("right", -0.2, -0.5, 0.9, "weight", "right shoulder up"),
            number_param("sway_deg", 0.0, -6.0, 6.0, "deg", "weight shift to the left"),
            *pulse_params(600.0, 1500.0, 900.0),
        ),
    ),
    Subtype(
        name="breath",
        domain="body",
        help="One breath: deep, a sigh (long fall) or a gasp (short rise).",
        motion=_breath,
        params=(
            number_param("inhale_ms", 900.0, 120.0, 3500.0, "ms", "time in"),
            number_param("hold_ms", 100.0, 0.0, 3000.0, "ms", "time held"),
            number_param("exhale_ms", 1300.0, 150.0, 5000.0, "ms", "time out"),
            number_param("recover_ms", 500.0, 150.0, 2500.0, "ms", "back to rest"),
            number_param("depth", 0.7, 0.1, 1.0, "weight", "chest at the top"),
            number_param("fall", 0.1, 0.0, 0.9, "weight", "chest below rest at the end"),
            number_param("shoulders", 0.25, 0.0, 0.6, "share", "shoulders that go with it"),
            number_param("head_deg", 1.5, -4.0, 6.0, "deg", "head pitch at full chest"),
        ),
    ),
    Subtype(
        name="posture",
        domain="body",
        help="A free posture of torso, shoulders and head that rises, holds and returns.",
        motion=_posture,
        params=(
            number_param("lean_deg", 0.0, -16.0, 16.0, "deg", "torso forward"),
            number_param("turn_deg", 0.0, -15.0, 15.0, "deg", "torso to the left"),
            number_param("sway_deg", 0.0, -10.0, 10.0, "deg", "torso sideways to the left"),
            number_param("shoulders", 0.0, -0.35, 0.7, "weight", "both shoulders up"),
            number_param("shoulder_skew", 0.0, -0.15, 0.15, "weight", "left higher than right"),
            number_param("chest", 0.0, -0.8, 0.9, "weight", "chest filled"),
            number_param("yaw_deg", 0.0, -30.0, 30.0, "deg", "head to the left"),
            number_param("pitch_deg", 0.0, -28.0, 20.0, "deg", "head up"),
            number_param("roll_deg", 0.0, -20.0, 20.0, "deg", "head to the left shoulder"),
            number_param("thrust", 0.0, -0.2, 0.25, "head", "head toward the viewer"),
            _HEAD_LAG,
            *pulse_params(600.0, 1200.0, 800.0),
        ),
    ),
    Subtype(
        name="posture_collapse",
        domain="body",
        help="Everything sinks: head, shoulders, chest.",
        motion=_scaled_posture(
            {
                "torsoLean": 7.0,
                "shoulderRaiseLeft": -0.4,
                "shoulderRaiseRight": -0.4,
                "breath": -0.6,
                "headPitch": -18.0,
                "headY": -0.06,
            }
        ),
        params=(_amount("how far it sinks"), _HEAD_LAG, *pulse_params(1100.0, 1800.0, 1400.0)),
    ),
    Subtype(
        name="posture_expansion",
        domain="body",
        help="Everything rises and opens: head, chest, shoulders back.",
        motion=_scaled_posture(
            {
                "torsoLean": -3.5,
                "shoulderRaiseLeft": -0.12,
                "shoulderRaiseRight": -0.12,
                "breath": 0.9,
                "headPitch": 9.0,
                "headY": 0.05,
            }
        ),
        params=(_amount("how far it opens"), _HEAD_LAG, *pulse_params(700.0, 1500.0, 1100.0)),
    ),
    Subtype(
        name="recoil",
        domain="body",
        help="Head and torso jerk back and return slowly.",
        motion=_recoil,
        params=(
            number_param("distance", 0.10, 0.01, 0.35, "head", "head away from the viewer"),
            number_param("pitch_deg", 3.0, -15.0, 15.0, "deg", "head pitch"),
            number_param("yaw_deg", 0.0, -25.0, 25.0, "deg", "head turned away"),
            number_param("shoulders", 0.3, 0.0, 0.9, "weight", "shoulders up"),
            *pulse_params(140.0, 260.0, 800.0),
        ),
    ),
    Subtype(
        name="freeze",
        domain="body",
        help="Sudden stillness: breath held, shoulders up, idle motion stopped.",
        motion=_freeze,
        params=(
            number_param("hold_ms", 1200.0, 150.0, 6000.0, "ms", "time frozen"),
            number_param("attack_ms", 90.0, 40.0, 500.0, "ms", "time into it"),
            number_param("stillness", 1.0, 0.3, 1.0, "weight", "how much idle motion stops"),
            number_param(
                "held_breath", 0.25, -0.4, 0.7, "weight", "chest while the breath is held"
            ),
            number_param("shoulders", 0.15, 0.0, 0.6, "weight", "shoulders up"),
            number_param("pull_back", 0.02, 0.0, 0.15, "head", "head away from the viewer"),
        ),
    ),
    Subtype(
        name="tremble",
        domain="body",
        help="Head and shoulders tremble.",
        motion=_tremble,
        params=(
            number_param("amplitude_deg", 0.8, 0.2, 3.0, "deg", "size of the tremble"),
            number_param("frequency_hz", 6.0, 3.0, 9.0, "Hz", "rate"),
            number_param("duration_ms", 1400.0, 500.0, 3000.0, "ms", "total_ms length"),
            number_param("shoulders", 0.2, -0.2, 0.6, "weight", "shoulders up meanwhile"),
            integer_param("variant", 1, 1, 999, "which tremble"),
        ),
    ),
    Subtype(
        name="bounce",
        domain="body",
        help="Head and shoulders bob up and down, as in laughter.",
        motion=_bounce,
        params=(
            integer_param("count", 3, 1, 8, "number of bobs"),
            number_param("height", 0.02, 0.004, 0.08, "head", "how high"),
            number_param("tempo_hz", 3.0, 0.6, 5.0, "Hz", "bobs a second"),
            number_param("keep", 0.85, 0.4, 1.0, "share", "height of each next one"),
            number_param("pitch_deg", 2.0, -8.0, 10.0, "deg", "head pitch that goes with it"),
            number_param("sway_deg", 0.0, -5.0, 5.0, "deg", "torso that goes with it"),
        ),
    ),
)

BASE_LOOP = Subtype(
    name="base_loop",
    domain="base",
    help="A loop of breathing, sway, small head and eye motion that closes on itself.",
    motion=_base_loop,
    params=(
        number_param("duration_ms", 12000.0, 2000.0, 30000.0, "ms", "one pass"),
        integer_param("breaths", 3, 1, 8, "breaths in one pass"),
        number_param("breath_depth", 0.35, 0.0, 0.9, "weight", "chest at the top"),
        number_param("sway_deg", 0.6, 0.0, 4.0, "deg", "sway of the torso"),
        number_param("head_deg", 1.2, 0.0, 8.0, "deg", "drift of the head"),
        number_param("gaze_deg", 0.0, 0.0, 8.0, "deg", "drift of the gaze"),
        integer_param("variant", 1, 1, 999, "which loop"),
    ),
)
