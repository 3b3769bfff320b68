"""Writes vectors.json: poses in, the figure's points and order out. Run by `make golden`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from sherin.body.channels import CHANNEL_INDEX, CHANNELS, NEUTRAL
from sherin.body.figure import Figure
from sherin.body.random32 import signed_unit

OUT = Path(__file__).with_name("vectors.json")
POSES: dict[str, dict[str, float]] = {
    "neutral": {},
    "smile": {
        "mouthSmileLeft": 0.8,
        "mouthSmileRight": 0.7,
        "cheekSquintLeft": 0.5,
        "jawOpen": 0.2,
    },
    "lids and lips cross": {
        "eyeBlinkLeft": 1.0,
        "eyeLookDownLeft": 1.0,
        "mouthClose": 1.0,
        "eyeSquintRight": 1.0,
    },
    "gaze": {"gazeYaw": 20.0, "gazePitch": -12.0, "eyeLookUpRight": 0.4, "eyeLookInLeft": 0.3},
    "turned": {"headYaw": 32.0, "headPitch": -12.0, "headRoll": 9.0, "headZ": 0.1, "headX": -0.05},
    "torso": {
        "torsoLean": 12.0,
        "torsoTurn": -9.0,
        "torsoSway": 5.0,
        "shoulderRaiseLeft": 0.8,
        "breath": 0.6,
    },
    "camera": {
        "cameraPush": 0.3,
        "cameraPanX": 4.0,
        "cameraPanY": -3.0,
        "cameraRoll": 7.0,
        "cameraFocalCreep": 0.2,
    },
    "light": {
        "lightExposure": -1.2,
        "lightKeyTemperature": 3100.0,
        "lightContrast": 1.3,
        "lightShadowSoftness": 0.1,
    },
    "hand entering": {
        "handRightVisibility": 0.4,
        "handRightYaw": 20.0,
        "handRightIndexFlexion": 60.0,
    },
    "pinch": {
        "handLeftVisibility": 1.0,
        "handLeftIndexFlexion": 30.0,
        "handLeftIndexCurl": 27.0,
        "handLeftThumbFlexion": 24.0,
        "handLeftThumbCurl": 44.0,
        "handLeftThumbSpread": -8.0,
        "handLeftRoll": -30.0,
        "handLeftPitch": 40.0,
    },
    "fist behind": {
        "handRightVisibility": 1.0,
        "handRightYaw": 90.0,
        "handRightPitch": 60.0,
        "handRightZ": 0.4,
        "handRightIndexFlexion": 60.0,
        "handRightIndexCurl": 60.0,
        "handRightMiddleFlexion": 60.0,
        "handRightMiddleCurl": 60.0,
        "handRightRingFlexion": 60.0,
        "handRightPinkyCurl": 60.0,
    },
}


def vector(values: dict[str, float]) -> np.ndarray:
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


def main() -> None:
    """Write the file."""
    figure = Figure.builtin()
    poses = {**POSES, "everything 1": everything(1), "everything 2": everything(2)}
    rows: list[dict[str, object]] = []
    for name, values in poses.items():
        drawing = figure.pose(vector(values))
        light = drawing.light
        row: dict[str, object] = {
            "name": name,
            "channels": values,
            "knots": [round(float(v), 7) for v in drawing.knots.ravel()],
            "opacity": [round(float(v), 7) for v in drawing.opacity],
            "order": drawing.order.tolist(),
            "unit": round(drawing.unit, 9),
            "light": [light.red, light.green, light.blue, light.contrast, light.shadow],
        }
        if name in {"neutral", "everything 1"}:
            row["points"] = [round(float(v), 7) for v in drawing.points.ravel()]
        rows.append(row)
    document = {"tolerance": 1e-6, "vectors": rows}
    text = json.dumps(document, separators=(",", ":")).replace('{"name"', '\n{"name"')
    OUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
