"""Temporal congruence: motions whose meaning is when they happen, or that they do not finish.

Hand positions are in shoulder widths of 380 mm, relative to the gesture box.
"""

from __future__ import annotations

from typing import Final

from sherin.body.capsules.motion.arguments import number, whole, word
from sherin.body.capsules.motion.shapes import Keys, Noise, Placed, Strokes, scaled
from sherin.body.capsules.motion.specification import (
    Params,
    Stroke,
    choice_param,
    integer_param,
    number_param,
    spread_over,
)
from sherin.body.capsules.motion.subtype import Motion, Subtype
from sherin.body.curves import Curve

__all__ = ["TEMPORAL_SUBTYPES"]

SHOULDER_MM: Final = 380.0
FRAME_MS: Final = 1000.0 / 24.0
_FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Pinky")
_TURN_DEG: Final = 0.25
"""Wrist pitch for each mm of lift: the hand hinges a little as it rises."""


def _sides(params: Params) -> tuple[str, ...]:
    hand = word(params, "hand")
    return ("Left", "Right") if hand == "both" else (hand.capitalize(),)


def _gesture_lead(params: Params) -> Motion:
    lead, beat = number(params, "lead_ms"), number(params, "beat_ms")
    lift = number(params, "lift_mm")
    # Preparation fills the lead; the stroke falls on the word, then the hand settles.
    total_ms = lead + beat + number(params, "settle_ms")
    at = (0.0, round(lead / total_ms, 4), round((lead + beat) / total_ms, 4), 1.0)
    shape = Keys(at, (0.0, 1.0, -number(params, "rebound"), 0.0))
    curves: dict[str, Curve] = {}
    for side in _sides(params):
        outward = 1.0 if side == "Left" else -1.0
        gains = {
            f"hand{side}Y": lift / SHOULDER_MM,
            f"hand{side}X": outward * number(params, "outward_mm") / SHOULDER_MM,
            f"hand{side}Pitch": _TURN_DEG * lift,
        }
        curves |= spread_over(gains, shape)
    return Motion(duration_ms=total_ms, curves=curves)


def _abort(params: Params) -> Motion:
    stop = number(params, "stop_share")
    reach = stop * number(params, "path_mm") / SHOULDER_MM
    stroke = Stroke(
        number(params, "out_ms"), number(params, "halt_ms"), 1.3 * number(params, "out_ms")
    )
    pulse = stroke.pulse()
    curves: dict[str, Curve] = {}
    across = {"up": (0.0, 1.0), "outward": (1.0, 0.2), "inward": (-1.0, 0.2), "forward": (0.0, 0.3)}
    x, y = across[word(params, "direction")]
    for side in _sides(params):
        outward = 1.0 if side == "Left" else -1.0
        gains = {
            f"hand{side}X": outward * x * reach,
            f"hand{side}Y": y * reach,
            f"hand{side}Z": reach if word(params, "direction") == "forward" else 0.0,
        }
        curves |= spread_over(gains, pulse)
        for finger in _FINGERS[1:]:
            gain = {f"hand{side}{finger}Flexion": number(params, "close_deg")}
            curves |= spread_over(gain, pulse)
    parting = {"mouthLowerDownLeft": 0.25, "mouthLowerDownRight": 0.25, "jawOpen": 0.12}
    share = number(params, "mouth")
    curves |= spread_over({n: share * g for n, g in parting.items()}, pulse)
    curves |= spread_over({"headPitch": number(params, "head_deg")}, pulse)
    return Motion(duration_ms=stroke.length_ms, curves=curves)


def _asynchronous_onset(params: Params) -> Motion:
    frames = whole(params, "frames")
    delay = frames * FRAME_MS
    stroke = Stroke(
        number(params, "attack_ms"), number(params, "hold_ms"), number(params, "release_ms")
    )
    total_ms = stroke.length_ms + delay
    first = "Right" if word(params, "first") == "right" else "Left"
    pulses = {
        side: stroke.pulse(total_ms, delay_ms=0.0 if side == first else delay)
        for side in ("Left", "Right")
    }
    part, size = word(params, "part"), number(params, "amount")
    curves: dict[str, Curve] = {}
    for side, pulse in pulses.items():
        gains: dict[str, dict[str, float]] = {
            "index": {f"hand{side}IndexFlexion": 34.0 * size, f"hand{side}IndexCurl": 24.0 * size},
            "wrist": {f"hand{side}Y": 0.10 * size, f"hand{side}Pitch": 10.0 * size},
            "brow": {f"browOuterUp{side}": size, f"eyeWide{side}": 0.3 * size},
            "mouth": {f"mouthSmile{side}": size, f"cheekSquint{side}": 0.3 * size},
            "shoulder": {f"shoulderRaise{side}": size},
        }
        curves |= spread_over(gains[part], pulse)
    return Motion(duration_ms=total_ms, curves=curves)


def _pause(params: Params) -> Motion:
    stroke = Stroke(
        number(params, "attack_ms"), number(params, "hold_ms"), number(params, "release_ms")
    )
    gains = {
        "tempoStillness": number(params, "stillness"),
        "tempoPauseDensity": number(params, "density"),
        "headPitch": number(params, "head_deg"),
        "breath": number(params, "held_breath"),
        "gazePitch": number(params, "gaze_deg"),
    }
    return Motion(duration_ms=stroke.length_ms, curves=spread_over(gains, stroke.pulse()))


def _off_beat(params: Params) -> Motion:
    count, size = whole(params, "count"), number(params, "lift_mm") / SHOULDER_MM
    shift = number(params, "shift_share")
    duration = (count + shift) * number(params, "beat_ms")
    length = round(count / (count + shift), 4)
    strokes = Strokes(count, rise=0.35, rest=0.2, keep=number(params, "keep"))
    # Head and hand keep the same beat, shifted against each other.
    hand = Placed(strokes, 1.0 - length, length)
    head = Placed(strokes, 0.0, length)
    curves: dict[str, Curve] = {}
    for side in _sides(params):
        curves |= spread_over({f"hand{side}Y": size, f"hand{side}Pitch": 60.0 * size}, hand)
    curves |= spread_over({"headPitch": -number(params, "head_deg")}, head)
    return Motion(duration_ms=duration, curves=curves)


def _hesitation(params: Params) -> Motion:
    duration, steps = number(params, "duration_ms"), whole(params, "steps")
    size = number(params, "reach_mm") / SHOULDER_MM
    back = number(params, "retreat")
    # Forward in steps, each partly taken back, then home: a motion that does not dare to finish.
    times, values = [0.0], [0.0]
    for k in range(steps):
        begin, span = 0.7 * k / steps, 0.7 / steps
        top = (k + 1.0) / steps
        times += [begin + 0.5 * span, begin + span]
        values += [top, top * (1.0 - back)]
    times.append(1.0)
    values.append(0.0)
    shape = Keys(tuple(round(t, 4) for t in times), tuple(round(v, 4) for v in values))
    curves: dict[str, Curve] = {}
    for side in _sides(params):
        curves |= spread_over({f"hand{side}Y": 0.6 * size, f"hand{side}Z": size}, shape)
    curves |= spread_over({"headZ": number(params, "head")}, shape)
    tremble = number(params, "tremble_deg")
    if tremble:
        cycles = 7.0 * duration / 1000.0
        noise = Noise(whole(params, "variant"), 0.8 * cycles, 1.2 * cycles, 0.2, 0.2, 3)
        for side in _sides(params):
            curves[f"hand{side}Roll"] = scaled(tremble, noise)
    return Motion(duration_ms=duration, curves=curves)


_HAND = choice_param("hand", ("right", "left", "both"), "which hand moves")

TEMPORAL_SUBTYPES: tuple[Subtype, ...] = (
    Subtype(
        name="gesture_lead",
        domain="temporal",
        help="The hand starts 180 ms before the word: it rises, beats on the word, settles.",
        motion=_gesture_lead,
        params=(
            _HAND,
            number_param("lead_ms", 180.0, 60.0, 700.0, "ms", "preparation before the word"),
            number_param("beat_ms", 200.0, 80.0, 600.0, "ms", "stroke"),
            number_param("settle_ms", 350.0, 120.0, 1500.0, "ms", "back to rest"),
            number_param("lift_mm", 38.0, 6.0, 150.0, "mm", "how high the hand goes"),
            number_param("outward_mm", 10.0, -80.0, 100.0, "mm", "how far outward"),
            number_param("rebound", 0.15, 0.0, 0.6, "share", "how far below rest the beat ends"),
        ),
    ),
    Subtype(
        name="abort",
        domain="temporal",
        help="A motion stops 40 % of the way and returns on 1.3 x the time.",
        motion=_abort,
        params=(
            _HAND,
            choice_param("direction", ("up", "outward", "inward", "forward"), "where it was going"),
            number_param("path_mm", 120.0, 20.0, 320.0, "mm", "the total_ms path"),
            number_param("stop_share", 0.4, 0.15, 0.8, "share", "where it stops"),
            number_param("out_ms", 240.0, 100.0, 900.0, "ms", "time to the stop"),
            number_param("halt_ms", 80.0, 0.0, 1200.0, "ms", "time halted"),
            number_param("close_deg", 8.0, 0.0, 45.0, "deg", "fingers that close meanwhile"),
            number_param(
                "mouth", 0.0, 0.0, 1.0, "weight", "mouth that opens to speak and does not"
            ),
            number_param("head_deg", 0.0, -10.0, 10.0, "deg", "head pitch that goes with it"),
        ),
    ),
    Subtype(
        name="asynchronous_onset",
        domain="temporal",
        help="One side starts 4 frames before the other.",
        motion=_asynchronous_onset,
        params=(
            choice_param("part", ("index", "wrist", "brow", "mouth", "shoulder"), "what moves"),
            choice_param("first", ("right", "left"), "which side starts"),
            integer_param("frames", 4, 1, 16, "delay in frames of 24 a second"),
            number_param("amount", 0.6, 0.1, 1.0, "share", "how far"),
            number_param("attack_ms", 160.0, 50.0, 900.0, "ms", "time out"),
            number_param("hold_ms", 200.0, 0.0, 2500.0, "ms", "time held"),
            number_param("release_ms", 260.0, 60.0, 1500.0, "ms", "time back"),
        ),
    ),
    Subtype(
        name="pause",
        domain="temporal",
        help="A pause that can be seen: stillness, held breath, a small dip.",
        motion=_pause,
        params=(
            number_param("stillness", 0.8, 0.1, 1.0, "weight", "how still"),
            number_param("density", 0.3, 0.0, 1.0, "weight", "pauses that go with it"),
            number_param("head_deg", -1.5, -10.0, 8.0, "deg", "head pitch"),
            number_param("held_breath", 0.15, -0.5, 0.7, "weight", "chest meanwhile"),
            number_param("gaze_deg", 0.0, -18.0, 14.0, "deg", "gaze pitch"),
            number_param("attack_ms", 150.0, 50.0, 900.0, "ms", "time into it"),
            number_param("hold_ms", 500.0, 80.0, 5000.0, "ms", "time held"),
            number_param("release_ms", 300.0, 80.0, 1800.0, "ms", "time out of it"),
        ),
    ),
    Subtype(
        name="off_beat",
        domain="temporal",
        help="Hand and head beat the same rhythm, shifted against each other.",
        motion=_off_beat,
        params=(
            _HAND,
            integer_param("count", 3, 1, 6, "number of beats"),
            number_param("beat_ms", 400.0, 180.0, 1200.0, "ms", "from beat to beat"),
            number_param("shift_share", 0.4, 0.1, 0.9, "share", "hand after the head, of a beat"),
            number_param("lift_mm", 25.0, 5.0, 90.0, "mm", "height of a hand beat"),
            number_param("head_deg", 3.0, 0.0, 14.0, "deg", "depth of a head beat"),
            number_param("keep", 0.9, 0.4, 1.0, "share", "size of each next one"),
        ),
    ),
    Subtype(
        name="hesitation",
        domain="temporal",
        help="A reach in steps, each partly taken back, that goes home unfinished.",
        motion=_hesitation,
        params=(
            _HAND,
            integer_param("steps", 2, 1, 4, "attempts"),
            number_param("reach_mm", 60.0, 15.0, 200.0, "mm", "how far the last attempt gets"),
            number_param("retreat", 0.4, 0.1, 0.9, "share", "taken back after each"),
            number_param("head", 0.0, -0.12, 0.12, "head", "head toward the viewer"),
            number_param("tremble_deg", 0.0, 0.0, 4.0, "deg", "tremble of the wrist"),
            number_param("duration_ms", 1300.0, 500.0, 4000.0, "ms", "total_ms length"),
            integer_param("variant", 1, 1, 999, "which tremble"),
        ),
    ),
)
