"""Writes hands.glb and vectors.json: channels in, joints, skin and shadow of both hands out.

Run by `make golden`. The poses are moments of hand capsules, hands on their way in, hands beside an
open mouth and channels at random; they are written as channels, so the vectors hold whatever
becomes of the capsules.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, CHANNEL_NAMES, CHANNELS, NEUTRAL, ChannelVector
from sherin.body.curves import sample_track
from sherin.body.library import Library
from sherin.body.random32 import signed_unit
from sherin.body.rig.glb import decode_rig, encode_rig
from sherin.body.rig.hands.drawing import pose_hands
from sherin.body.rig.hands.kit import HandKit, HandLight
from sherin.body.rig.hands.mesh import build_mesh
from sherin.body.rig.hands.placing import Rectangle
from sherin.body.rig.hands.posing import pose_joints
from sherin.body.rig.hands.shadow import shadow_places
from sherin.body.rig.model import Rig
from sherin.testing.channels import vector_of
from sherin.testing.rigs import tiny_rig

HERE = Path(__file__).parent
CAPSULES = (
    ("HF_OPEN_PALMS", 0.4), ("HF_OPEN_HAND", 0.5), ("HF_WAVE", 0.3), ("HF_WAVE", 0.6),
    ("HF_THUMBS_UP", 0.5), ("HF_STEEPLE", 0.5), ("HF_CLASP", 0.5), ("HF_RING_BEAT", 0.45),
    ("HF_SHRUG_FULL", 0.5), ("HF_BEAT_BOTH", 0.35), ("HF_FIST", 0.5), ("HF_STOP", 0.5),
    ("HF_COUNT_3", 0.5), ("HF_POINT", 0.4), ("HF_POINT_SIDE", 0.5), ("HF_TYPING", 0.35),
    ("HF_CHIN_TAP", 0.5), ("HF_HEART", 0.5), ("HF_010", 0.4), ("HK_020", 0.5), ("HK_061", 0.5),
)  # fmt: skip
"""(id, share of its duration)."""
WIDE: Rectangle = (-5.0, -2.6, 5.2, 3.0)
EVERY_VERTEX, EVERY_POINT = 211, 37
TOLERANCE = {"joints_d": 5e-6, "skin_d": 3e-5, "gain": 3e-4, "shadow": 2e-5, "triangles": 0.002}
"""Four times what was measured; 3e-5 d are 1/400 px at 512. The file holds weights as 16-bit and
lengths as float32 numbers, and triangles seen edge-on are seen or not by the last bit, so their
number may differ by a share."""


def the_rig() -> Rig:
    """A head of few triangles with hands: light from the upper left, a chest with a left border."""
    small = tiny_rig(grid_px=30.0)
    texture = np.full((8, 12, 4), (190, 140, 120, 255), np.uint8)
    texture[:, 8:] = 60, 70, 90, 255
    grid = shadow_places(small.frame)
    light = HandLight(
        direction=np.array([-0.4, -0.6, -0.6928]),
        key=np.array([0.72, 0.68, 0.64]),
        fill=np.array([0.52, 0.54, 0.56]),
        sheen=0.09,
        shadow=0.22,
    )
    return replace(
        small,
        layers=(small.layer("head"),),
        textures={"head": np.full((4, 4, 4), 200, np.uint8)},
        wrinkles=(),
        hands=HandKit(
            mesh=build_mesh(),
            texture=texture,
            light=light,
            chest=np.clip(grid[:, 0] + 2.2, 0.0, 1.0),
        ),
    )


def capsule_vector(capsule_id: str, share: float) -> ChannelVector:
    """Channels of one moment of a capsule on its own, with the hands up that it moves."""
    library = Library.builtin()
    index = library.index_of(capsule_id)
    assert index is not None, capsule_id
    vector = NEUTRAL.copy()
    for track in library.tracks(index):
        name = CHANNEL_NAMES[track.channel]
        vector[track.channel] += sample_track(track, share)
        for side in ("Right", "Left"):
            if name.startswith(f"hand{side}"):
                vector[CHANNEL_INDEX[f"hand{side}Visibility"]] = 1.0
    return vector


def random_vector(seed: int) -> ChannelVector:
    """Every channel of the hands somewhere in its range, both hands up."""
    vector = NEUTRAL.copy()
    for k, channel in enumerate(CHANNELS):
        if channel.domain == "hand":
            draw = signed_unit(seed, k)
            end = channel.maximum if draw > 0.0 else channel.minimum
            vector[k] += abs(draw) * (end - channel.neutral)
    for side in ("Right", "Left"):
        vector[CHANNEL_INDEX[f"hand{side}Visibility"]] = 1.0
    return vector


def met(x: float) -> ChannelVector:
    """Both hands up and so far inward, in shoulder widths, the right one a little higher."""
    vector = capsule_vector("HF_STEEPLE", 0.5)
    for side, sign in (("Right", 1.0), ("Left", -1.0)):
        vector[CHANNEL_INDEX[f"hand{side}X"]] = sign * x
        vector[CHANNEL_INDEX[f"hand{side}Y"]] = 0.05 if sign > 0.0 else 0.0
    return vector


def poses() -> dict[str, tuple[ChannelVector, Rectangle | None]]:
    """Name -> channels, and what the picture shows where that is not the crop."""
    found: dict[str, tuple[ChannelVector, Rectangle | None]] = {
        "away": (NEUTRAL.copy(), None),
        "left coming in": (vector_of(handLeftVisibility=0.35), None),
        "right coming in, left there": (
            vector_of(handRightVisibility=0.6, handLeftVisibility=1.0),
            None,
        ),
        "beside an open mouth": (
            vector_of(handRightVisibility=1.0, handRightX=0.3, handRightY=0.6, jawOpen=0.9),
            None,
        ),
        "on a body that leans and breathes": (
            vector_of(
                handRightVisibility=1.0,
                handLeftVisibility=0.9,
                torsoTurn=7.0,
                torsoLean=5.0,
                torsoSway=-4.0,
                breath=0.8,
                shoulderRaiseRight=0.2,
                shoulderRaiseLeft=0.7,
            ),
            None,
        ),
        "about to meet": (met(0.31), None),
        "meeting": (met(0.45), None),
        "in a wide picture": (capsule_vector("HF_OPEN_PALMS", 0.5), WIDE),
        "at random 1": (random_vector(1), None),
        "at random 2": (random_vector(2), None),
    }
    for capsule_id, share in CAPSULES:
        found[f"{capsule_id} at {share:.2f}"] = capsule_vector(capsule_id, share), None
    return found


def rounded(values: NDArray[np.floating], digits: int) -> list[float]:
    """Flat, as short as they may be."""
    return [round(float(value), digits) for value in values.ravel()]


def row_of(
    rig: Rig, name: str, vector: ChannelVector, shown: Rectangle | None
) -> dict[str, object]:
    """One pose and what comes of it."""
    channels = {
        CHANNEL_NAMES[k]: round(float(vector[k]), 5) for k in np.flatnonzero(vector != NEUTRAL)
    }
    kit = rig.hands
    assert isinstance(kit, HandKit)
    own = vector_of(**channels)
    row: dict[str, object] = {"name": name, "channels": channels}
    if shown is not None:
        row["shown"] = shown
    pose = pose_joints(kit.mesh, rig.frame, own, shown=shown)
    pivots = kit.mesh.pivots
    for side, matrices in pose.matrices.items():
        mirror = np.array([-1.0 if side == "Left" else 1.0, 1.0, 1.0])
        joints = np.einsum("jrc,jc->jr", matrices[:, :, :3], pivots * mirror) + matrices[:, :, 3]
        row[f"joints{side}"] = rounded(joints, 6)
    sheets = {sheet.name: sheet for sheet in pose_hands(kit, rig.frame, own, shown=shown)}
    if sheets:
        hands = sheets["hands"]
        row["points"] = rounded(hands.positions[::EVERY_VERTEX], 5)
        row["gains"] = rounded(hands.gains[::EVERY_VERTEX], 4)
        row["n_triangles"] = len(hands.triangles)
        row["n_outline"] = int(np.bitwise_count(hands.outline).sum())
        row["shadow"] = rounded(sheets["handShadow"].feather[::EVERY_POINT], 5)
    return row


def main() -> None:
    """Write the files."""
    data = encode_rig(the_rig())
    (HERE / "hands.glb").write_bytes(data)
    rig = decode_rig(data)  # what the browser reads: light, frame and chest as rounded in the file
    document = {
        "tolerance": TOLERANCE,
        "every_vertex": EVERY_VERTEX,
        "every_point": EVERY_POINT,
        "vectors": [row_of(rig, name, *pose) for name, pose in poses().items()],
    }
    text = json.dumps(document, separators=(",", ":")).replace('{"name"', '\n{"name"')
    (HERE / "vectors.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
