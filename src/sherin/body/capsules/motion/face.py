"""Motions of eyes, brows, nose, mouth and jaw, named after FACS action units and ARKit blendshapes.

Weights are blendshape weights. One brow unit is 7.2 px at 512 px (`browOuterUp` lifts .115 eye
distances of 63 px), so 5 px of brow is a weight of .69; one `mouthPucker` narrows the lips by 30 %;
one `jawOpen` is 15.5 degrees. "Left" and "right" are the person's own.
"""

from __future__ import annotations

import math
from typing import Final

from sherin.body.capsules.motion.arguments import number, whole, word
from sherin.body.capsules.motion.poses import POSES, pose_subtype
from sherin.body.capsules.motion.shapes import (
    Keys,
    Noise,
    Oscillation,
    Pulse,
    Strokes,
    Sum,
    scaled,
    total,
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
from sherin.body.capsules.motion.subtype import Motion, Subtype
from sherin.body.curves import Curve

__all__ = ["FACE_SUBTYPES"]

BROW_PX: Final = 7.245
"""Lift of the outer brow at weight 1, in px at 512: .115 of 63 px between the eyes."""
PUCKER_NARROWING: Final = 0.30
"""Share of the lips' width that `mouthPucker` takes at weight 1."""
JAW_DEG: Final = 15.5
"""Opening of the jaw at `jawOpen` 1."""
FRAME_MS: Final = 1000.0 / 24.0
"""The notes count in frames of 24 a second."""


def _other(side: str) -> str:
    return "Left" if side == "Right" else "Right"


def _side(params: Params) -> str:
    return "Left" if word(params, "side") == "left" else "Right"


def _blink(params: Params) -> Motion:
    stroke = Stroke(
        number(params, "close_ms"), number(params, "hold_ms"), number(params, "reopen_ms")
    )
    lag = number(params, "lag_ms")
    total_ms = stroke.length_ms + abs(lag)
    left = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
    right = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
    depth, squeeze = number(params, "depth"), number(params, "squeeze")
    curves: dict[str, Curve] = {
        "eyeBlinkLeft": scaled(depth, left),
        "eyeBlinkRight": scaled(depth, right),
    }
    curves |= spread_over({"eyeSquintLeft": squeeze, "cheekSquintLeft": 0.4 * squeeze}, left)
    curves |= spread_over({"eyeSquintRight": squeeze, "cheekSquintRight": 0.4 * squeeze}, right)
    curves |= spread_over({"gazePitch": -number(params, "gaze_dip_deg")}, left)
    return Motion(duration_ms=total_ms, curves=curves)


def _double_blink(params: Params) -> Motion:
    stroke = Stroke(number(params, "close_ms"), 0.0, number(params, "reopen_ms"))
    gap, second = number(params, "gap_ms"), number(params, "second_depth")
    total_ms = 2.0 * stroke.length_ms + gap
    first = stroke.pulse(total_ms)
    again = stroke.pulse(total_ms, delay_ms=stroke.length_ms + gap)
    depth = number(params, "depth")
    shape = total([scaled(depth, first), scaled(depth * second, again)])
    return Motion(
        duration_ms=total_ms,
        curves={"eyeBlinkLeft": shape, "eyeBlinkRight": shape},
    )


def _wink(params: Params) -> Motion:
    stroke = Stroke(
        number(params, "close_ms"), number(params, "hold_ms"), number(params, "reopen_ms")
    )
    side = _side(params)
    cheek, smile = number(params, "cheek"), number(params, "smile")
    gains = {
        f"eyeBlink{side}": 1.0,
        f"cheekSquint{side}": cheek,
        f"eyeSquint{side}": 0.5 * cheek,
        f"mouthSmile{side}": smile,
        f"mouthSmile{_other(side)}": 0.35 * smile,
        f"browDown{side}": 0.3 * cheek,
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _blink_suppression(params: Params) -> Motion:
    stroke = Stroke(120.0, number(params, "duration_ms"), 260.0)
    stare = number(params, "stare")
    # -1 on the lids outweighs any blink that idle life adds; the channel is clamped at zero.
    gains = {"eyeBlinkLeft": -1.0, "eyeBlinkRight": -1.0}
    gains |= {"eyeWideLeft": stare, "eyeWideRight": stare}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _brow_raise(params: Params) -> Motion:
    stroke, lag = stroke_of(params), number(params, "outer_lag_ms")
    total_ms = stroke.length_ms + abs(lag)
    inner = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
    outer = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
    height, balance = number(params, "outer"), number(params, "balance")
    curves = spread_over({"browInnerUp": number(params, "inner")}, inner)
    curves |= spread_over(
        {
            "browOuterUpLeft": height * (1.0 - max(0.0, -balance)),
            "browOuterUpRight": height * (1.0 - max(0.0, balance)),
            "eyeWideLeft": number(params, "lids"),
            "eyeWideRight": number(params, "lids"),
        },
        outer,
    )
    return Motion(duration_ms=total_ms, curves=curves)


def _brow_asymmetry(params: Params) -> Motion:
    stroke, side = stroke_of(params), _side(params)
    lift = number(params, "displacement_px") / BROW_PX
    drop = number(params, "other_px") / BROW_PX
    gains = {
        f"browOuterUp{side}": min(1.0, lift),
        "browInnerUp": 0.25 * min(1.0, lift),
        f"browOuterUp{_other(side)}": max(0.0, drop),
        f"browDown{_other(side)}": max(0.0, -drop),
        f"eyeSquint{_other(side)}": number(params, "squint"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _brow_flash(params: Params) -> Motion:
    count, height = whole(params, "count"), number(params, "height")
    shape = Strokes(count, rise=0.38, rest=0.15, keep=number(params, "keep"))
    gains = {"browInnerUp": 0.8 * height, "browOuterUpLeft": height, "browOuterUpRight": height}
    gains |= {"eyeWideLeft": 0.35 * height, "eyeWideRight": 0.35 * height}
    return Motion(duration_ms=count * number(params, "flash_ms"), curves=spread_over(gains, shape))


def _lip_compression(params: Params) -> Motion:
    duration = number(params, "duration_ms")
    share = number(params, "held_share")
    edge = (1.0 - share) / 2.0
    pulse = Pulse(round(0.8 * edge, 4), round(share, 4), round(1.2 * edge, 4))
    press, roll = number(params, "press"), number(params, "roll")
    gains = {
        "mouthPucker": -number(params, "width_change") / PUCKER_NARROWING,
        "mouthPressLeft": press,
        "mouthPressRight": press,
        "mouthRollLower": roll,
        "mouthRollUpper": 0.8 * roll,
    }
    return Motion(duration_ms=duration, curves=spread_over(gains, pulse))


def _jaw_lock(params: Params) -> Motion:
    hold = whole(params, "frames") * FRAME_MS
    stroke = Stroke(number(params, "attack_ms"), hold, number(params, "release_ms"))
    tension = number(params, "tension")
    # A negative jaw stills whatever opening speech asks for; the channel is clamped at zero.
    gains = {
        "jawOpen": -number(params, "depth"),
        "jawForward": 0.5 * tension,
        "mouthPressLeft": tension,
        "mouthPressRight": tension,
        "mouthShrugLower": 0.3 * tension,
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _jaw_drop(params: Params) -> Motion:
    stroke = stroke_of(params)
    opening, widen = number(params, "angle_deg") / JAW_DEG, number(params, "round")
    gains = {
        "jawOpen": opening,
        "mouthFunnel": widen,
        "mouthStretchLeft": number(params, "stretch"),
    }
    gains["mouthStretchRight"] = number(params, "stretch")
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _jaw_shift(params: Params) -> Motion:
    stroke = stroke_of(params)
    shift, forward = number(params, "shift"), number(params, "forward")
    shape: Curve = stroke.pulse()
    grinds = whole(params, "grinds")
    if grinds:
        shape = Oscillation(float(grinds), 0.15, 0.2)
        gains = {"jawLeft": shift, "jawRight": -shift}
        # Grinding swings to both sides: the opposite channel takes the other half wave.
        curves = spread_over(gains, shape)
        curves |= spread_over({"jawForward": forward}, stroke.pulse())
        return Motion(duration_ms=stroke.length_ms, curves=curves)
    gains = {"jawLeft": max(0.0, shift), "jawRight": max(0.0, -shift), "jawForward": forward}
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, shape))


def _nostril_flare(params: Params) -> Motion:
    count, weight = whole(params, "count"), number(params, "intensity")
    balance = number(params, "balance")
    shape = Strokes(count, rise=0.35, rest=0.1, keep=0.85)
    gains = {
        "noseSneerLeft": weight * (1.0 - max(0.0, -balance)),
        "noseSneerRight": weight * (1.0 - max(0.0, balance)),
    }
    return Motion(duration_ms=count * number(params, "flare_ms"), curves=spread_over(gains, shape))


def _smile_onset(params: Params) -> Motion:
    stroke = Stroke(
        number(params, "onset_ms"), number(params, "hold_ms"), number(params, "release_ms")
    )
    lag = number(params, "lag_ms")
    eyes_lag = 0.25 * stroke.attack_ms  # cheeks and lids follow the corners
    total_ms = stroke.length_ms + max(abs(lag), eyes_lag)
    weight, balance = number(params, "intensity"), number(params, "balance")
    joy, part = number(params, "duchenne"), number(params, "parting")
    left = stroke.pulse(total_ms, delay_ms=max(0.0, -lag))
    right = stroke.pulse(total_ms, delay_ms=max(0.0, lag))
    eyes = stroke.pulse(total_ms, delay_ms=eyes_lag)
    size = {"Left": 1.0 - max(0.0, -balance), "Right": 1.0 - max(0.0, balance)}
    curves: dict[str, Curve] = {}
    for side, pulse in (("Left", left), ("Right", right)):
        gains = {
            f"mouthSmile{side}": weight * size[side],
            f"mouthDimple{side}": 0.18 * weight * size[side],
            f"mouthUpperUp{side}": 0.5 * part,
            f"mouthLowerDown{side}": 0.35 * part,
        }
        curves |= spread_over(gains, pulse)
        lids = {f"cheekSquint{side}": joy * weight, f"eyeSquint{side}": 0.65 * joy * weight}
        curves |= spread_over(lids, eyes)
    curves |= spread_over({"jawOpen": 0.22 * part}, left)
    return Motion(duration_ms=total_ms, curves=curves)


def saccade_ms(amplitude_deg: float) -> float:
    """Duration of a saccade: 25 ms + 2.4 ms a degree (main sequence)."""
    return 25.0 + 2.4 * abs(amplitude_deg)


def _gaze(yaw: Curve | None, pitch: Curve | None, lids: float, deepest: float) -> dict[str, Curve]:
    """Gaze curves; lids follow a lowered gaze, `lids` a degree up to a third."""
    curves: dict[str, Curve] = {}
    if yaw is not None:
        curves["gazeYaw"] = yaw
    if pitch is not None:
        curves["gazePitch"] = pitch
        if deepest < 0.0 and lids > 0.0:
            closing = min(0.35, -deepest * lids) / -deepest
            curves["eyeBlinkLeft"] = scaled(-closing, pitch)
            curves["eyeBlinkRight"] = scaled(-closing, pitch)
    return curves


def _gaze_shift(params: Params) -> Motion:
    yaw, pitch = number(params, "yaw_deg"), number(params, "pitch_deg")
    size = math.sqrt(yaw * yaw + pitch * pitch)
    move = saccade_ms(size)
    stroke = Stroke(move, number(params, "hold_ms"), move)
    pulse = stroke.pulse()
    curves = _gaze(
        scaled(yaw, pulse) if yaw else None, scaled(pitch, pulse) if pitch else None, 0.018, pitch
    )
    blink = number(params, "blink")
    if blink:
        # A blink rides on the way out: 90 ms to close, 150 ms to open.
        lid = Stroke(90.0, 0.0, 150.0)
        total_ms = max(stroke.length_ms, lid.length_ms)
        pulse = stroke.pulse(total_ms)
        curves = _gaze(
            scaled(yaw, pulse) if yaw else None, scaled(pitch, pulse) if pitch else None, 0.0, pitch
        )
        curves |= spread_over({"eyeBlinkLeft": blink, "eyeBlinkRight": blink}, lid.pulse(total_ms))
        return Motion(duration_ms=total_ms, curves=curves)
    return Motion(duration_ms=stroke.length_ms, curves=curves)


def _gaze_sweep(params: Params) -> Motion:
    yaw, pitch = number(params, "yaw_deg"), number(params, "pitch_deg")
    shape = Oscillation(number(params, "cycles"), 0.12, 0.2, phase_turns=0.0)
    level = Pulse(0.2, 0.55, 0.25)
    return Motion(
        duration_ms=number(params, "duration_ms"),
        curves=_gaze(
            scaled(yaw, shape) if yaw else None,
            scaled(pitch, level) if pitch else None,
            0.018,
            pitch,
        ),
    )


def _gaze_aversion(params: Params) -> Motion:
    yaw, pitch = number(params, "yaw_deg"), number(params, "pitch_deg")
    n = whole(params, "glances")
    hold = number(params, "hold_ms")
    move = saccade_ms(math.sqrt(yaw * yaw + pitch * pitch))
    wander = number(params, "wander")
    # Between the way out and the way back the eyes settle on `glances` points near the target.
    small = saccade_ms(wander * abs(yaw))
    times, levels_x, levels_y = [0.0, move], [0.0, 1.0], [0.0, 1.0]
    for k in range(1, n):
        begin = move + hold * k / n
        step = wander if k % 2 else -wander
        times += [begin, begin + small]
        levels_x += [levels_x[-1], 1.0 + step]
        levels_y += [levels_y[-1], 1.0 - 0.6 * step]
    leave = max(move + hold, times[-1] + 20.0)
    times += [leave, leave + move]
    levels_x += [levels_x[-1], 0.0]
    levels_y += [levels_y[-1], 0.0]
    total_ms = times[-1]
    at = tuple(round(t / total_ms, 4) for t in times)
    at = (*at[:-1], 1.0)
    return Motion(
        duration_ms=total_ms,
        curves=_gaze(
            scaled(yaw, Keys(at, tuple(levels_x))) if yaw else None,
            scaled(pitch, Keys(at, tuple(levels_y))) if pitch else None,
            0.018,
            pitch * (1.0 + 0.6 * wander),
        ),
    )


def _lip_quiver(params: Params) -> Motion:
    duration, weight = number(params, "duration_ms"), number(params, "intensity")
    rate = number(params, "frequency_hz")
    cycles = rate * duration / 1000.0
    noise = Noise(whole(params, "variant"), 0.8 * cycles, 1.2 * cycles, 0.25, 0.3, 3)
    pulse = Pulse(0.3, 0.35, 0.35)
    press = Sum((scaled(0.35 * weight, pulse), scaled(0.5 * weight, noise)))
    return Motion(
        duration_ms=duration,
        curves={
            "mouthShrugLower": press,
            "mouthFrownLeft": scaled(0.5 * weight, pulse),
            "mouthFrownRight": scaled(0.5 * weight, pulse),
            "mouthPressLeft": scaled(0.3 * weight, pulse),
            "mouthPressRight": scaled(0.3 * weight, pulse),
        },
    )


_SIDE = choice_param("side", ("right", "left"), "the person's own side")
_BALANCE = number_param("balance", 0.0, -1.0, 1.0, "", "-1 right side only .. 1 left side only")
_LAG = number_param("lag_ms", 0.0, -150.0, 150.0, "ms", "how much later the right side starts")

FACE_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="blink",
        domain="face",
        help="Both lids close fast and reopen slowly (AU 45); close 75-100 ms, reopen 100-200 ms.",
        motion=_blink,
        params=(
            number_param("close_ms", 85.0, 50.0, 400.0, "ms", "time to close"),
            number_param("hold_ms", 15.0, 0.0, 1500.0, "ms", "time closed"),
            number_param("reopen_ms", 150.0, 60.0, 800.0, "ms", "time to reopen"),
            number_param("depth", 1.0, 0.2, 1.0, "weight", "how far the lids close"),
            number_param("squeeze", 0.0, 0.0, 0.8, "weight", "tightening around the eye"),
            number_param("lag_ms", 0.0, -40.0, 40.0, "ms", "how much later the right lid starts"),
            number_param("gaze_dip_deg", 1.0, 0.0, 6.0, "deg", "dip of the gaze while closed"),
        ),
    ),
    Subtype(
        name="double_blink",
        domain="face",
        help="Two blinks in a row.",
        motion=_double_blink,
        params=(
            number_param("close_ms", 80.0, 50.0, 200.0, "ms", "time to close"),
            number_param("reopen_ms", 140.0, 60.0, 400.0, "ms", "time to reopen"),
            number_param("gap_ms", 60.0, 0.0, 800.0, "ms", "time open between the two"),
            number_param("depth", 1.0, 0.4, 1.0, "weight", "how far the lids close"),
            number_param("second_depth", 0.9, 0.2, 1.0, "share", "depth of the second"),
        ),
    ),
    Subtype(
        name="wink",
        domain="face",
        help="One lid closes on purpose, with cheek and mouth corner of that side.",
        motion=_wink,
        params=(
            _SIDE,
            number_param("close_ms", 110.0, 60.0, 300.0, "ms", "time to close"),
            number_param("hold_ms", 90.0, 0.0, 900.0, "ms", "time closed"),
            number_param("reopen_ms", 180.0, 80.0, 600.0, "ms", "time to reopen"),
            number_param("cheek", 0.35, 0.0, 1.0, "weight", "raised cheek (AU 6)"),
            number_param("smile", 0.2, 0.0, 0.9, "weight", "mouth corner (AU 12)"),
        ),
    ),
    Subtype(
        name="blink_suppression",
        domain="face",
        help="No blink for a while: the lids stay up, slightly wide.",
        motion=_blink_suppression,
        params=(
            number_param("duration_ms", 2500.0, 300.0, 9000.0, "ms", "time without a blink"),
            number_param("stare", 0.12, 0.0, 0.6, "weight", "widened lids (AU 5)"),
        ),
    ),
    Subtype(
        name="brow_raise",
        domain="face",
        help="Brows lift (AU 1 inner, AU 2 outer).",
        motion=_brow_raise,
        params=(
            number_param("inner", 0.6, 0.0, 1.0, "weight", "inner brows (AU 1)"),
            number_param("outer", 0.6, 0.0, 1.0, "weight", "outer brows (AU 2)"),
            number_param("lids", 0.1, 0.0, 0.9, "weight", "upper lids (AU 5)"),
            _BALANCE,
            number_param("outer_lag_ms", 0.0, -300.0, 300.0, "ms", "outer brows after inner"),
            *pulse_params(120.0, 350.0, 260.0),
        ),
    ),
    Subtype(
        name="brow_asymmetry",
        domain="face",
        help="One brow lifts 4-6 px for 2-3 frames, the other stays (unilateral AU 2).",
        motion=_brow_asymmetry,
        params=(
            _SIDE,
            number_param("displacement_px", 5.0, 1.0, 7.2, "px at 512", "lift of that brow"),
            number_param("other_px", 0.0, -6.0, 4.0, "px at 512", "the other brow, - is down"),
            number_param("squint", 0.0, 0.0, 0.7, "weight", "other lid tightens (AU 7)"),
            *pulse_params(42.0, 41.0, 42.0),
        ),
    ),
    Subtype(
        name="brow_flash",
        domain="face",
        help="Brows go up and down once or more, as in a greeting (AU 1+2).",
        motion=_brow_flash,
        params=(
            integer_param("count", 1, 1, 4, "number of flashes"),
            number_param("flash_ms", 330.0, 150.0, 900.0, "ms", "length of one flash"),
            number_param("height", 0.7, 0.1, 1.0, "weight", "how high"),
            number_param("keep", 0.8, 0.3, 1.0, "share", "height of each next one"),
        ),
    ),
    Subtype(
        name="lip_compression",
        domain="face",
        help="Lips narrow by 10 % and flatten for 210 ms, then release (AU 23/24).",
        motion=_lip_compression,
        params=(
            number_param("width_change", -0.10, -0.25, 0.0, "share", "change of the lips' width"),
            number_param("press", 0.5, 0.0, 1.0, "weight", "lips pressed (AU 24)"),
            number_param("roll", 0.15, 0.0, 0.8, "weight", "lips drawn in (AU 28)"),
            number_param("duration_ms", 210.0, 100.0, 2500.0, "ms", "total_ms length"),
            number_param("held_share", 0.3, 0.0, 0.7, "share", "part of the time at the extreme"),
        ),
    ),
    Subtype(
        name="lip_quiver",
        domain="face",
        help="Chin and lower lip tremble.",
        motion=_lip_quiver,
        params=(
            number_param("intensity", 0.4, 0.1, 0.9, "weight", "height of chin and corners"),
            number_param("frequency_hz", 7.0, 4.0, 10.0, "Hz", "rate of the tremble"),
            number_param("duration_ms", 900.0, 400.0, 2600.0, "ms", "total_ms length"),
            integer_param("variant", 1, 1, 999, "which tremble"),
        ),
    ),
    Subtype(
        name="jaw_lock",
        domain="face",
        help="The jaw halts for 8 frames in the middle of a sentence, then goes on.",
        motion=_jaw_lock,
        params=(
            integer_param("frames", 8, 1, 48, "length of the halt, in frames of 24 a second"),
            number_param("depth", 0.5, 0.1, 1.0, "weight", "how much opening it takes away"),
            number_param("tension", 0.2, 0.0, 0.8, "weight", "pressed lips and jaw forward"),
            number_param("attack_ms", 60.0, 30.0, 400.0, "ms", "time into the halt"),
            number_param("release_ms", 120.0, 40.0, 800.0, "ms", "time out of it"),
        ),
    ),
    Subtype(
        name="jaw_drop",
        domain="face",
        help="The jaw falls open (AU 26/27).",
        motion=_jaw_drop,
        params=(
            number_param("angle_deg", 6.0, 0.5, 15.5, "deg", "opening of the jaw"),
            number_param("round", 0.0, 0.0, 0.7, "weight", "rounded lips (AU 22)"),
            number_param("stretch", 0.0, 0.0, 0.7, "weight", "stretched lips (AU 20)"),
            *pulse_params(180.0, 300.0, 350.0),
        ),
    ),
    Subtype(
        name="jaw_shift",
        domain="face",
        help="The jaw moves sideways or forward, or grinds (AU 29/30).",
        motion=_jaw_shift,
        params=(
            number_param("shift", 0.4, -1.0, 1.0, "weight", "to the left, - to the right"),
            number_param("forward", 0.0, 0.0, 0.8, "weight", "thrust forward (AU 29)"),
            integer_param("grinds", 0, 0, 5, "swings from side to side; 0 is one held shift"),
            *pulse_params(180.0, 300.0, 300.0),
        ),
    ),
    Subtype(
        name="nostril_flare",
        domain="face",
        help="Nose wings lift once or more (AU 9/38).",
        motion=_nostril_flare,
        params=(
            number_param("intensity", 0.35, 0.05, 1.0, "weight", "how far"),
            integer_param("count", 1, 1, 5, "number of flares"),
            number_param("flare_ms", 320.0, 160.0, 1400.0, "ms", "length of one"),
            _BALANCE,
        ),
    ),
    Subtype(
        name="smile_onset",
        domain="face",
        help="Mouth corners rise (AU 12), with cheeks and lids by the Duchenne share (AU 6).",
        motion=_smile_onset,
        params=(
            number_param("intensity", 0.6, 0.05, 1.0, "weight", "mouth corners"),
            number_param("duchenne", 0.6, 0.0, 1.0, "share", "cheeks and lids take part"),
            _BALANCE,
            number_param("parting", 0.0, 0.0, 1.0, "weight", "lips part (AU 25)"),
            _LAG,
            number_param("onset_ms", 500.0, 80.0, 2500.0, "ms", "time to the full smile"),
            number_param("hold_ms", 900.0, 0.0, 8000.0, "ms", "time at it"),
            number_param("release_ms", 900.0, 100.0, 4000.0, "ms", "time back"),
        ),
    ),
    Subtype(
        name="gaze_shift",
        domain="face",
        help="Eyes jump to a point, stay, and jump back; 25 ms + 2.4 ms a degree.",
        motion=_gaze_shift,
        params=(
            number_param("yaw_deg", 8.0, -35.0, 35.0, "deg", "to the person's left"),
            number_param("pitch_deg", 0.0, -30.0, 25.0, "deg", "up"),
            number_param("hold_ms", 500.0, 60.0, 8000.0, "ms", "time there"),
            number_param("blink", 0.0, 0.0, 1.0, "weight", "blink on the way out"),
        ),
    ),
    Subtype(
        name="gaze_sweep",
        domain="face",
        help="Eyes glide from side to side.",
        motion=_gaze_sweep,
        params=(
            number_param("yaw_deg", 12.0, -30.0, 30.0, "deg", "swing to either side"),
            number_param("pitch_deg", 0.0, -20.0, 20.0, "deg", "level of the sweep"),
            number_param("cycles", 1.0, 0.5, 4.0, "", "there and back"),
            number_param("duration_ms", 1600.0, 600.0, 8000.0, "ms", "total_ms length"),
        ),
    ),
    Subtype(
        name="gaze_aversion",
        domain="face",
        help="Eyes leave, settle on a few near points, and come back.",
        motion=_gaze_aversion,
        params=(
            number_param("yaw_deg", 12.0, -30.0, 30.0, "deg", "to the person's left"),
            number_param("pitch_deg", -8.0, -25.0, 20.0, "deg", "up"),
            integer_param("glances", 2, 1, 5, "points looked at while away"),
            number_param("wander", 0.25, 0.05, 0.5, "share", "distance between them"),
            number_param("hold_ms", 1100.0, 200.0, 8000.0, "ms", "time away"),
        ),
    ),
    *(pose_subtype(pose) for pose in POSES),
)
