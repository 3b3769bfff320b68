"""Writes vectors.json: channels in, vertices and light of a rig out. Run by `make golden`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, CHANNELS, NEUTRAL
from sherin.body.random32 import signed_unit
from sherin.body.rendering.camera import framing_of
from sherin.body.rendering.light import light_of, tone_table
from sherin.body.rendering.posing import joint_matrices
from sherin.body.rendering.stage import Stage
from sherin.body.rendering.weights import Weights, smile_of_photo
from sherin.body.rig.glb import decode_rig

OUT: Final = Path(__file__).with_name("vectors.json")
RIG: Final = Path(__file__).parents[1] / "rig" / "tiny_v1.glb"
SEED: Final = 7
SIZES: Final = ((256, 256), (512, 512), (640, 360), (320, 568), (1000, 250), (120, 400))
EVERY: Final = 9
"""One vertex in so many is written."""
TONES: Final = (0.0, 0.1, 0.3, 0.46, 0.6, 0.8, 1.0, 1.3, 1.8)

POSES: Final[dict[str, tuple[tuple[int, int], float, dict[str, float]]]] = {
    "neutral": ((256, 256), 0.0, {}),
    "smile": (
        (256, 256), 0.4,
        {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.7, "cheekSquintLeft": 0.5, "jawOpen": 0.1},
    ),
    "smile while speaking": (
        (256, 256), 0.4, {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9, "jawOpen": 0.45},
    ),
    "jaw beyond its limit": ((256, 256), 0.4, {"jawOpen": 1.0, "browInnerUp": 0.7}),
    "blink": ((256, 256), 0.4, {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 0.6}),
    "gaze": (
        (256, 256), 0.4,
        {"gazeYaw": 20.0, "gazePitch": -12.0, "eyeLookUpRight": 0.4, "eyeLookInLeft": 0.3},
    ),
    "turned": (
        (256, 256), 0.4,
        {"headYaw": 12.0, "headPitch": -9.0, "headRoll": 6.0, "headZ": 0.1, "headX": -0.05},
    ),
    "turned beyond the knee": (
        (256, 256), 0.4, {"headYaw": -34.0, "headPitch": 25.0, "headRoll": -27.0, "headY": 0.3},
    ),
    "torso": (
        (256, 256), 0.4,
        {"torsoLean": 12.0, "torsoTurn": -9.0, "torsoSway": 5.0, "shoulderRaiseLeft": 0.8,
         "breath": 0.6},
    ),
    "camera": (
        (256, 256), 2.3,
        {"cameraPush": 0.3, "cameraPanX": 4.0, "cameraPanY": -3.0, "cameraRoll": 7.0,
         "cameraFocalCreep": 0.2, "cameraJitter": 2.0, "parallax": 0.02},
    ),
    "pulled away": ((256, 256), 0.4, {"cameraPush": -0.2, "cameraFocalCreep": -0.1}),
    "dark, warm and hard": (
        (256, 256), 0.4,
        {"lightExposure": -1.2, "lightKeyTemperature": 3100.0, "lightContrast": 1.3,
         "lightShadowSoftness": 0.1, "headYaw": 14.0, "jawOpen": 0.3},
    ),
    "bright, cold and soft": (
        (256, 256), 0.4,
        {"lightExposure": 1.0, "lightKeyTemperature": 8000.0, "lightContrast": 0.8,
         "lightShadowSoftness": 0.9, "headYaw": -14.0},
    ),
    "wind": ((256, 256), 5.7, {"wind": 0.8, "breath": 1.0, "shoulderRaiseRight": 0.5}),
    "wide": ((640, 360), 0.4, {"headYaw": 8.0, "cameraPush": 0.1}),
    "tall": ((320, 568), 0.4, {"headRoll": -8.0, "cameraRoll": -4.0}),
}  # fmt: skip


def vector(values: dict[str, float]) -> NDArray[np.float64]:
    """Neutral, but for these channels."""
    out = NEUTRAL.copy()
    for name, value in values.items():
        out[CHANNEL_INDEX[name]] = value
    return out


def everything(seed: int) -> dict[str, float]:
    """Every channel somewhere in its range."""
    found: dict[str, float] = {}
    for k, channel in enumerate(CHANNELS):
        draw = 0.5 * signed_unit(seed, k)
        end = channel.maximum if draw > 0.0 else channel.minimum
        found[channel.name] = round(channel.neutral + abs(draw) * (end - channel.neutral), 4)
    return found


def document() -> dict[str, object]:
    """Everything that is written."""
    rig = decode_rig(RIG.read_bytes())
    stages = {
        size: Stage(rig, size=size, seed=SEED) for size in {pose[0] for pose in POSES.values()}
    }
    poses = dict(POSES)
    for seed in (1, 2, 3, 4):
        poses[f"everything {seed}"] = ((256, 256), 0.1 * seed, everything(seed))
    framings = [framing_of(rig, size) for size in SIZES]
    return {
        "tolerance": {"px": 2e-3, "gain": 2e-4, "weight": 1e-6},
        "rig": "../rig/tiny_v1.glb",
        "seed": SEED,
        "every": EVERY,
        "smileOfPhoto": round(smile_of_photo(rig), 9),
        "framings": [
            {
                "size": [found.width_px, found.height_px],
                "pxPerD": round(found.px_per_d, 7),
                "centre": _rounded(found.centre),
                "known": _rounded(found.known),
            }
            for found in framings
        ],
        "tones": TONES,
        "vectors": [
            _row(stages[size], name, t_s, values) for name, (size, t_s, values) in poses.items()
        ],
    }


def _row(stage: Stage, name: str, t_s: float, values: dict[str, float]) -> dict[str, object]:
    now = vector(values)
    stage.draw(now, t_s=t_s)
    pose = Weights(stage.rig).of(now, None)
    light = light_of(stage.rig.frame, pose)
    table = tone_table(light)
    # What a picture is painted from is nobody else's business.
    vertices = stage._vertices[::EVERY]  # noqa: SLF001
    opacity = stage._opacities(pose, light, background=True)  # noqa: SLF001
    strengths = stage._wrinkles._strengths  # noqa: SLF001
    moved = [[key, round(value, 9)] for key, value in pose.items() if _is_of_rig(key)]
    return {
        "name": name,
        "size": list(stage.size),
        "t": t_s,
        "channels": values,
        "pose": moved,
        "joints": _rounded(joint_matrices(stage.rig.frame, pose).ravel()),
        "seen": _rounded(vertices[:, :3].ravel(), 5),
        "gains": _rounded(vertices[:, 6:9].ravel(), 6),
        "opacity": _rounded(opacity, 6),
        "wrinkles": _rounded(strengths, 6),
        "tones": [int(table[min(len(table) - 1, round(tone * 255.0 * 8.0))]) for tone in TONES],
    }


def _is_of_rig(name: str) -> bool:
    """Whether the weights change anything about it: the face, and its photo's expression."""
    return name not in CHANNEL_INDEX or CHANNELS[CHANNEL_INDEX[name]].domain == "face"


def _rounded(values: object, digits: int = 7) -> list[float]:
    return [round(float(value), digits) + 0.0 for value in np.asarray(values, np.float64).ravel()]


def main() -> None:
    """Write the file."""
    text = json.dumps(document(), separators=(",", ":")).replace('{"name"', '\n{"name"')
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
