"""Which channel is which shape, and all movements as numbers."""

from __future__ import annotations

from figure_design import body_shapes as body
from figure_design import eye_shapes as eyes
from figure_design import mouth_shapes as mouth
from figure_design.falloff import STILL, Shape, Vector
from figure_design.registry import GROUP, POINTS

WHOLE: dict[str, Shape] = {
    "jawOpen": mouth.jaw_open,
    "jawForward": mouth.jaw_forward,
    "mouthClose": mouth.mouth_close,
    "mouthFunnel": mouth.funnel,
    "mouthPucker": mouth.pucker,
    "mouthRollLower": mouth.roll_lower,
    "mouthRollUpper": mouth.roll_upper,
    "mouthShrugLower": mouth.shrug_lower,
    "mouthShrugUpper": mouth.shrug_upper,
    "cheekPuff": mouth.cheek_puff,
    "tongueOut": mouth.tongue_out,
    "browInnerUp": eyes.brow_inner_up,
    "breath": body.breath,
    "wind": body.wind,
    "parallax": body.parallax,
}
LEFT: dict[str, Shape] = {
    "jawLeft": mouth.jaw_left,
    "mouthLeft": mouth.mouth_left,
    "mouthSmileLeft": mouth.smile,
    "mouthFrownLeft": mouth.frown,
    "mouthDimpleLeft": mouth.dimple,
    "mouthStretchLeft": mouth.stretch,
    "mouthPressLeft": mouth.press,
    "mouthLowerDownLeft": mouth.lower_down,
    "mouthUpperUpLeft": mouth.upper_up,
    "noseSneerLeft": eyes.sneer,
    "cheekSquintLeft": eyes.cheek_squint,
    "eyeBlinkLeft": eyes.blink,
    "eyeSquintLeft": eyes.squint,
    "eyeWideLeft": eyes.wide,
    "eyeLookDownLeft": eyes.look_down,
    "eyeLookUpLeft": eyes.look_up,
    "eyeLookInLeft": eyes.look_across(-0.06),
    "eyeLookOutLeft": eyes.look_across(0.06),
    "browDownLeft": eyes.brow_down,
    "browOuterUpLeft": eyes.brow_outer_up,
    "shoulderRaiseLeft": body.shoulder_raise,
}
LOOK_DEG = 28.0
"""What an eyeLook shape turns the eye at full weight."""


def deltas() -> dict[str, dict[str, Vector]]:
    """Channel -> point -> movement at a value of 1."""
    found: dict[str, dict[str, Vector]] = {}
    for channel, shape in WHOLE.items():
        found[channel] = _moved(shape, mirror=False)
    for channel, shape in LEFT.items():
        found[channel] = _moved(shape, mirror=False)
        found[channel.replace("Left", "Right")] = _moved(shape, mirror=True)
    # The upper lid goes with the eye; a degree of gaze is a share of the eyeLook shapes.
    gaze = {
        name: tuple(0.5 * (u - d) / LOOK_DEG for u, d in zip(up, down, strict=True))
        for looks in ("Left", "Right")
        for name, up, down in _paired(found[f"eyeLookUp{looks}"], found[f"eyeLookDown{looks}"])
    }
    found["gazePitch"] = {name: (d[0], d[1], d[2]) for name, d in gaze.items()}
    return found


def _paired(a: dict[str, Vector], b: dict[str, Vector]) -> list[tuple[str, Vector, Vector]]:
    return [(name, a.get(name, STILL), b.get(name, STILL)) for name in sorted({*a, *b})]


def _moved(shape: Shape, *, mirror: bool) -> dict[str, Vector]:
    moved: dict[str, Vector] = {}
    sign = -1.0 if mirror else 1.0
    for name, (x, y, z) in POINTS.items():
        dx, dy, dz = shape(name, sign * x, y, z, GROUP[name])
        delta = (sign * dx, dy, dz)
        if max(map(abs, delta)) >= 2e-4:
            moved[name] = delta
    return moved
