"""Held poses of the face: one table of blendshapes, and free combinations of action units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sherin.body.capsules.motion.arguments import number, whole
from sherin.body.capsules.motion.shapes import Noise, Pulse, Strokes, Trembling, scaled, total
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

__all__ = ["ACTION_UNITS", "EXPRESSION_POSE", "POSES", "Pose", "pose_subtype"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """A pose of a few blendshapes; sided ones are named without `Left` and `Right`."""

    name: str
    help: str
    sided: Mapping[str, float] = field(default_factory=dict[str, float])
    middle: Mapping[str, float] = field(default_factory=dict[str, float])
    times: tuple[float, float, float] = (180.0, 350.0, 300.0)
    """Default attack, hold and release, in ms."""
    intensity: float = 0.6


POSES: Final[tuple[Pose, ...]] = (
    Pose(
        name="squint",
        help="Lids tighten (AU 7).",
        sided={"eyeSquint": 1.0, "cheekSquint": 0.25},
    ),
    Pose(
        name="eye_widen",
        help="Upper lids rise (AU 5).",
        sided={"eyeWide": 1.0, "browOuterUp": 0.12},
        times=(90.0, 250.0, 260.0),
    ),
    Pose(
        name="lid_lower",
        help="Lids sink half-way (AU 43).",
        sided={"eyeBlink": 0.6, "eyeSquint": 0.1},
        times=(400.0, 900.0, 500.0),
    ),
    Pose(
        name="brow_furrow",
        help="Brows draw down and together (AU 4).",
        sided={"browDown": 1.0, "eyeSquint": 0.2},
        times=(160.0, 500.0, 400.0),
    ),
    Pose(
        name="brow_oblique",
        help="Inner brows up and drawn together (AU 1+4), the brow of distress.",
        sided={"browDown": 0.35},
        middle={"browInnerUp": 1.0},
        times=(350.0, 900.0, 600.0),
    ),
    Pose(
        name="lip_press",
        help="Lips press together (AU 24).",
        sided={"mouthPress": 1.0},
        middle={"mouthShrugLower": 0.2},
    ),
    Pose(
        name="lip_roll",
        help="Lips roll inward (AU 28).",
        sided={"mouthPress": 0.15},
        middle={"mouthRollLower": 1.0, "mouthRollUpper": 0.85},
    ),
    Pose(
        name="lip_bite",
        help="The lower lip goes under the upper teeth.",
        sided={"mouthUpperUp": 0.25},
        middle={"mouthRollLower": 1.0, "jawOpen": 0.10, "mouthShrugLower": 0.15},
        times=(200.0, 500.0, 260.0),
    ),
    Pose(
        name="lip_part",
        help="Lips part a little (AU 25).",
        sided={"mouthLowerDown": 0.6, "mouthUpperUp": 0.3},
        middle={"jawOpen": 0.16},
    ),
    Pose(
        name="frown_onset",
        help="Mouth corners sink (AU 15), chin rises a little (AU 17).",
        sided={"mouthFrown": 1.0},
        middle={"mouthShrugLower": 0.35},
        times=(400.0, 900.0, 700.0),
    ),
    Pose(
        name="chin_raise",
        help="The chin boss pushes the lower lip up (AU 17).",
        sided={"mouthFrown": 0.15},
        middle={"mouthShrugLower": 1.0, "mouthShrugUpper": 0.35},
    ),
    Pose(
        name="pout",
        help="Lips push forward (AU 18).",
        middle={"mouthPucker": 1.0, "mouthShrugLower": 0.3},
        times=(240.0, 500.0, 320.0),
    ),
    Pose(
        name="lip_funnel",
        help="Lips open to a ring (AU 22).",
        middle={"mouthFunnel": 1.0, "jawOpen": 0.12},
    ),
    Pose(
        name="mouth_stretch",
        help="Lips stretch sideways (AU 20).",
        sided={"mouthStretch": 1.0},
        middle={"jawOpen": 0.05},
        times=(120.0, 300.0, 260.0),
    ),
    Pose(
        name="mouth_shift",
        help="The mouth slides to one side; balance says which.",
        sided={"mouthPress": 0.25, "mouthDimple": 0.4},
    ),
    Pose(
        name="sneer",
        help="Nose wrinkles and the upper lip rises (AU 9+10).",
        sided={"noseSneer": 1.0, "mouthUpperUp": 0.7, "browDown": 0.2},
        times=(160.0, 400.0, 340.0),
    ),
    Pose(
        name="upper_lip_raise",
        help="The upper lip rises (AU 10).",
        sided={"mouthUpperUp": 1.0, "noseSneer": 0.2},
    ),
    Pose(
        name="lower_lip_depress",
        help="The lower lip sinks and shows the teeth (AU 16).",
        sided={"mouthLowerDown": 1.0},
    ),
    Pose(
        name="cheek_puff",
        help="Cheeks fill with air (AU 34).",
        sided={"mouthPress": 0.3},
        middle={"cheekPuff": 1.0},
        times=(220.0, 350.0, 160.0),
    ),
    Pose(
        name="cheek_raise",
        help="Cheeks lift without the mouth (AU 6).",
        sided={"cheekSquint": 1.0, "eyeSquint": 0.35},
    ),
    Pose(
        name="lip_corner_pull",
        help="One or both mouth corners tighten inward (AU 14).",
        sided={"mouthDimple": 1.0, "mouthSmile": 0.25, "mouthPress": 0.2},
        times=(160.0, 450.0, 320.0),
    ),
    Pose(
        name="smirk",
        help="A closed smile that stays with the lips pressed (AU 12+24).",
        sided={"mouthSmile": 0.9, "mouthPress": 0.45, "mouthDimple": 0.3},
        times=(220.0, 700.0, 450.0),
    ),
    Pose(
        name="tongue_show",
        help="The tip of the tongue shows between the lips (AD 19).",
        sided={"mouthLowerDown": 0.2},
        middle={"tongueOut": 0.5, "jawOpen": 0.14},
        times=(160.0, 120.0, 200.0),
    ),
)


def pose_subtype(pose: Pose) -> Subtype:
    """The subtype that plays a pose once or more, on one or both sides."""

    def motion(params: Params) -> Motion:
        stroke, lag = stroke_of(params), number(params, "lag_ms")
        intensity, balance = number(params, "intensity"), number(params, "balance")
        repeats = whole(params, "repeats")
        total_ms = stroke.length_ms + abs(lag)
        later = {"Left": max(0.0, -lag), "Right": max(0.0, lag)}
        size = {"Left": 1.0 - max(0.0, -balance), "Right": 1.0 - max(0.0, balance)}

        def shape_of(delay_ms: float) -> Curve:
            if repeats == 1:
                return stroke.pulse(total_ms, delay_ms=delay_ms)
            rise = round(stroke.attack_ms / (stroke.attack_ms + stroke.release_ms), 3)
            return Strokes(repeats, rise=rise, rest=0.1, keep=0.85)

        curves: dict[str, Curve] = {}
        for side in ("Left", "Right"):
            gains = {f"{name}{side}": intensity * w * size[side] for name, w in pose.sided.items()}
            curves |= spread_over(gains, shape_of(later[side]))
        middle = {name: intensity * w for name, w in pose.middle.items()}
        if pose.name == "mouth_shift":
            middle |= {"mouthLeft": intensity * max(0.0, balance)}
            middle |= {"mouthRight": intensity * max(0.0, -balance)}
        curves |= spread_over(middle, shape_of(0.0))
        return Motion(duration_ms=total_ms * repeats, curves=curves)

    return Subtype(
        name=pose.name,
        domain="face",
        help=pose.help,
        motion=motion,
        params=(
            number_param("intensity", pose.intensity, 0.05, 1.0, "weight", "how far"),
            number_param("balance", 0.0, -1.0, 1.0, "", "-1 right side only .. 1 left side only"),
            number_param(
                "lag_ms", 0.0, -150.0, 150.0, "ms", "how much later the right side starts"
            ),
            integer_param("repeats", 1, 1, 4, "times in a row; above 1 without the hold"),
            *pulse_params(*pose.times),
        ),
    )


# Action unit -> (region, name, sided blendshapes without Left and Right, middle blendshapes).
# After the Facial Action Coding System (Ekman, Friesen and Hager 2002) and Apple's descriptions of
# the blendshapes.
ACTION_UNITS: Final[dict[str, tuple[str, str, dict[str, float], dict[str, float]]]] = {
    "au1": ("upper", "inner brow raiser", {}, {"browInnerUp": 1.0}),
    "au2": ("upper", "outer brow raiser", {"browOuterUp": 1.0}, {}),
    "au4": ("upper", "brow lowerer", {"browDown": 1.0}, {}),
    "au5": ("upper", "upper lid raiser", {"eyeWide": 1.0}, {}),
    "au6": ("upper", "cheek raiser", {"cheekSquint": 1.0, "eyeSquint": 0.3}, {}),
    "au7": ("upper", "lid tightener", {"eyeSquint": 1.0}, {}),
    "au9": ("lower", "nose wrinkler", {"noseSneer": 1.0, "mouthUpperUp": 0.15}, {}),
    "au10": ("lower", "upper lip raiser", {"mouthUpperUp": 1.0}, {}),
    "au12": ("lower", "lip corner puller", {"mouthSmile": 1.0}, {}),
    "au14": ("lower", "dimpler", {"mouthDimple": 1.0}, {}),
    "au15": ("lower", "lip corner depressor", {"mouthFrown": 1.0}, {}),
    "au16": ("lower", "lower lip depressor", {"mouthLowerDown": 1.0}, {}),
    "au17": ("lower", "chin raiser", {}, {"mouthShrugLower": 1.0, "mouthShrugUpper": 0.35}),
    "au18": ("lower", "lip pucker", {}, {"mouthPucker": 1.0}),
    "au20": ("lower", "lip stretcher", {"mouthStretch": 1.0}, {}),
    "au22": ("lower", "lip funneler", {}, {"mouthFunnel": 1.0}),
    "au23": (
        "lower",
        "lip tightener",
        {"mouthPress": 0.6},
        {"mouthRollLower": 0.3, "mouthPucker": 0.2},
    ),
    "au24": ("lower", "lip pressor", {"mouthPress": 1.0}, {}),
    "au25": (
        "lower",
        "lips part",
        {"mouthLowerDown": 0.5, "mouthUpperUp": 0.25},
        {"jawOpen": 0.08},
    ),
    "au26": ("lower", "jaw drop", {}, {"jawOpen": 0.7}),
    "au28": ("lower", "lip suck", {}, {"mouthRollLower": 1.0, "mouthRollUpper": 0.85}),
    "au29": ("lower", "jaw thrust", {}, {"jawForward": 1.0}),
    "au34": ("lower", "cheek puffer", {}, {"cheekPuff": 1.0}),
    "au43": ("upper", "eyes closed", {"eyeBlink": 1.0}, {}),
}


def _expression_pose(params: Params) -> Motion:
    stroke = stroke_of(params)
    stagger, balance = number(params, "stagger_ms"), number(params, "balance")
    quiver = number(params, "quiver")
    total_ms = stroke.length_ms + abs(stagger)
    delay = {"upper": max(0.0, -stagger), "lower": max(0.0, stagger)}
    pulses: dict[str, Pulse] = {
        region: stroke.pulse(total_ms, delay_ms=later) for region, later in delay.items()
    }
    shapes: dict[str, Curve] = dict(pulses)
    if quiver:
        cycles = 8.0 * total_ms / 1000.0
        noise = Noise(whole(params, "variant"), 0.85 * cycles, 1.15 * cycles, 0.1, 0.1, 3)
        shapes["lower"] = Trembling(pulses["lower"], noise, quiver)
    size = {"Left": 1.0 - max(0.0, -balance), "Right": 1.0 - max(0.0, balance)}
    gains: dict[str, dict[str, float]] = {}
    for unit, (region, _, sided, middle) in ACTION_UNITS.items():
        weight = number(params, unit)
        if weight == 0.0:
            continue
        for name, share in sided.items():
            for side in ("Left", "Right"):
                by_region = gains.setdefault(f"{name}{side}", {})
                by_region[region] = by_region.get(region, 0.0) + weight * share * size[side]
        for name, share in middle.items():
            by_region = gains.setdefault(name, {})
            by_region[region] = by_region.get(region, 0.0) + weight * share
    curves: dict[str, Curve] = {}
    for name, by_region in gains.items():
        # Units that share a blendshape must not push it past its range.
        excess = max(1.0, sum(by_region.values()))
        curves[name] = total(
            [scaled(g / excess, shapes[region]) for region, g in by_region.items()]
        )
    gaze = {
        "gazeYaw": number(params, "gaze_yaw_deg"),
        "gazePitch": number(params, "gaze_pitch_deg"),
    }
    curves |= spread_over(gaze, pulses["upper"])
    return Motion(duration_ms=total_ms, curves=curves)


EXPRESSION_POSE: Final = Subtype(
    name="expression_pose",
    domain="face",
    help="Action units that rise, hold and return together; micro-expressions last 200-500 ms.",
    motion=_expression_pose,
    params=(
        *(
            number_param(unit, 0.0, 0.0, 1.0, "weight", text)
            for unit, (_, text, _, _) in ACTION_UNITS.items()
        ),
        number_param("gaze_yaw_deg", 0.0, -25.0, 25.0, "deg", "gaze to the person's left"),
        number_param("gaze_pitch_deg", 0.0, -25.0, 20.0, "deg", "gaze up"),
        number_param("balance", 0.0, -1.0, 1.0, "", "-1 right side only .. 1 left side only"),
        number_param("stagger_ms", 0.0, -400.0, 400.0, "ms", "lower face after the upper"),
        number_param("quiver", 0.0, 0.0, 0.4, "share", "tremble of the lower face"),
        integer_param("variant", 1, 1, 999, "which tremble"),
        *pulse_params(220.0, 500.0, 420.0),
    ),
)
