"""Where a motion can be found in valence, arousal and dominance, derived from the motion alone.

A named pose of the hand is the exception: how a hand turns and bends on its way to a thumb up
says nothing, the thumb up does (`_SAYS`).

Three tables say what each channel tells: which way it points while held (`_HELD`), what its mere
amount tells whatever the sign (`_AMOUNT`), and what swinging about rest tells (`_SWING`). Arousal
also grows with speed. After FACS descriptions of expressions (Ekman, Friesen and Hager 2002),
Wallbott (1998) on posture and movement, and Banse and Scherer (1996) on the voice; the weights
themselves were chosen by eye so that the shelves of the library span the cube.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.capsules.definition import EmotionVector
from sherin.body.capsules.motion.arguments import number, word
from sherin.body.capsules.motion.hand_anatomy import MM_PER_SHOULDER
from sherin.body.channels import CHANNELS, N_CHANNELS
from sherin.body.curves import PEAK, BakedTrack

__all__ = ["emotion_of"]

Vad = tuple[float, float, float]

# Channel (both sides when it has sides) -> what a full, held offset tells: valence, arousal,
# dominance.
_HELD: Final[dict[str, Vad]] = {
    # Face
    "mouthSmile": (1.30, 0.10, 0.15),
    "cheekSquint": (0.35, 0.05, 0.05),
    "mouthDimple": (-0.30, -0.10, 0.40),
    "mouthFrown": (-1.10, -0.60, -0.35),
    "browDown": (-0.60, 0.15, 0.85),
    "browInnerUp": (-0.30, -0.05, -0.75),
    "browOuterUp": (0.25, 0.40, 0.25),
    "noseSneer": (-0.95, 0.25, 0.35),
    "mouthUpperUp": (-0.25, 0.30, 0.45),
    "mouthLowerDown": (-0.05, 0.25, 0.05),
    "mouthStretch": (-0.65, 0.45, -0.70),
    "mouthPress": (-0.35, 0.05, 0.45),
    "mouthRollLower": (-0.15, -0.10, -0.40),
    "mouthRollUpper": (-0.10, -0.10, -0.25),
    "mouthShrugLower": (-0.40, -0.30, 0.05),
    "mouthPucker": (0.20, -0.10, -0.25),
    "mouthFunnel": (0.10, 0.30, -0.10),
    "cheekPuff": (0.25, 0.10, -0.15),
    "tongueOut": (0.45, 0.25, -0.30),
    "jawOpen": (0.05, 0.80, 0.05),
    "jawForward": (-0.30, 0.15, 0.75),
    "eyeWide": (-0.05, 0.95, -0.05),
    "eyeSquint": (0.00, -0.05, 0.35),
    "eyeBlink": (-0.05, -1.10, -0.55),
    "gazePitch": (0.20, 0.30, 0.80),
    # Head and torso
    "headPitch": (0.35, 0.15, 0.85),
    "headZ": (0.35, 0.40, 0.65),
    "headY": (0.60, 0.10, 0.10),
    "torsoLean": (0.00, 0.20, 0.45),
    "shoulderRaise": (-0.15, 0.45, -0.50),
    "breath": (0.25, 0.20, 0.60),
    # Hands (the right one's signs; the left mirrors X, Yaw and Roll)
    "handX": (-0.15, -0.10, -0.55),
    "handY": (0.25, 0.40, 0.25),
    "handZ": (0.10, 0.30, 0.60),
    "handYaw": (-0.10, 0.00, -0.20),
    "handPitch": (0.25, 0.10, -0.15),
    "handRoll": (-0.50, -0.05, 0.45),
    "handFlexion": (-0.45, 0.10, 0.55),
    "handCurl": (-0.35, 0.10, 0.40),
    "handSpread": (0.45, 0.30, 0.30),
    "handThumbFlexion": (-0.55, 0.00, 0.15),
    "handThumbCurl": (-0.35, 0.00, 0.10),
    "handThumbSpread": (0.50, 0.05, 0.15),
    # Camera, light, surroundings, tempo
    "cameraPush": (0.45, 0.40, -0.45),
    "cameraPanY": (0.20, 0.05, -0.70),
    "cameraPanX": (0.10, 0.05, 0.05),
    "cameraFocalCreep": (-0.45, 0.35, -0.30),
    "cameraJitter": (-0.55, 0.90, -0.45),
    "lightExposure": (0.95, 0.40, 0.10),
    "lightKeyTemperature": (-0.65, 0.20, 0.45),
    "lightContrast": (-0.30, 0.60, 0.85),
    "lightShadowSoftness": (0.50, -0.60, -0.60),
    "wind": (-0.30, 0.80, -0.40),
    "particles": (0.70, 0.15, 0.15),
    "parallax": (0.20, 0.20, 0.50),
    "ambientDelay": (-0.30, -0.60, -0.40),
    "tempoRate": (0.35, 1.00, 0.20),
    "tempoStillness": (-0.15, -0.90, 0.45),
    "tempoPauseDensity": (-0.40, -0.50, -0.45),
    # Voice
    "voicePitch": (0.25, 0.60, -0.60),
    "voiceFormant": (0.50, 0.05, -0.45),
    "voiceRate": (0.25, 0.85, 0.05),
    "voiceVibratoDepth": (0.40, 0.05, 0.15),
    "voiceVibratoRate": (-0.10, 0.20, -0.10),
    "voiceBreathiness": (0.40, -0.70, -0.30),
    "voiceTension": (-0.90, 0.50, 0.45),
    "voiceLevel": (0.05, 0.60, 0.75),
}
_AMOUNT: Final[dict[str, Vad]] = {
    "gazeYaw": (-0.20, -0.05, -0.55),
    "headRoll": (0.55, -0.20, -0.45),
    "headYaw": (-0.45, 0.00, 0.00),
    "torsoSway": (0.40, -0.05, 0.20),
    "torsoTurn": (-0.40, 0.05, 0.00),
    "jawLeft": (-0.60, 0.20, -0.05),
    "jawRight": (-0.60, 0.20, -0.05),
    "mouthLeft": (-0.25, 0.00, -0.20),
    "mouthRight": (-0.25, 0.00, -0.20),
    "cameraRoll": (-0.65, 0.40, -0.25),
    "handX": (0.00, 0.25, 0.15),
    "handY": (0.00, 0.15, 0.00),
}
_SWING: Final[dict[str, Vad]] = {
    "headPitch": (0.70, 0.20, -0.10),
    "headYaw": (-0.80, 0.20, 0.55),
    "headY": (0.90, 0.40, 0.10),
    "headRoll": (0.10, 0.10, -0.35),
    "torsoSway": (0.45, 0.10, 0.10),
    "gazeYaw": (-0.30, 0.25, -0.60),
    "handFlexion": (-0.10, 0.25, -0.30),
    "handSpread": (0.30, 0.10, -0.10),
    "handRoll": (0.35, 0.20, -0.20),
    "handY": (0.25, 0.30, 0.50),
    "handPitch": (0.10, 0.15, 0.20),
    "lightExposure": (0.10, 0.40, -0.25),
    "parallax": (0.20, 0.20, -0.20),
    "cameraPanX": (-0.30, 0.10, -0.40),
    "voicePitch": (0.30, 0.50, 0.10),
}
# What counts as a full offset, by unit; single channels below it.
_FULL_BY_UNIT: Final[dict[str, float]] = {
    "weight": 0.8,
    "deg": 12.0,
    "head": 0.10,
    "shoulder": 0.22,
    "fraction": 0.15,
    "px512": 4.0,
    "stop": 0.8,
    "kelvin": 1600.0,
    "factor": 0.25,
    "ms": 450.0,
    "semitone": 3.0,
    "hz": 1.5,
    "db": 6.0,
}
_FULL: Final[dict[str, float]] = {
    "torsoLean": 8.0,
    "torsoSway": 5.0,
    "shoulderRaise": 0.45,
    "headY": 0.04,
    "handYaw": 45.0,
    "handPitch": 35.0,
    "handRoll": 40.0,
    "handFlexion": 35.0,
    "handCurl": 45.0,
    "handSpread": 10.0,
    "handThumbFlexion": 20.0,
    "handThumbCurl": 30.0,
    "parallax": 0.07,
    "cameraPanX": 5.0,
    "cameraPanY": 4.0,
    "cameraRoll": 5.0,
    "voiceFormant": 0.10,
    "voiceRate": 0.16,
    "tempoRate": 0.45,
    "voiceVibratoDepth": 0.6,
}
# What a named pose says, after Ekman and Friesen (1969) on emblems and Kendon (2004) on open hands;
# it stands for all that turn, place and fingers would tell. Tempo adds arousal.
_SAYS: Final[dict[str, Vad]] = {
    "relaxed": (-0.02, -0.05, -0.02),
    "open": (0.40, 0.15, 0.10),
    "open_palm_up": (0.35, 0.05, -0.30),
    "flat": (-0.08, 0.00, 0.25),
    "stop": (-0.50, 0.20, 0.55),
    "fist": (-0.70, 0.40, 0.60),
    "soft_fist": (0.25, 0.05, 0.35),
    "point": (-0.20, 0.20, 0.50),
    "point_up": (0.10, 0.15, 0.40),
    "thumb_up": (0.90, 0.20, 0.40),
    "precision_ring": (0.12, 0.00, 0.30),
    "steeple": (0.05, -0.25, 0.45),
    "clasp": (-0.20, -0.20, -0.40),
    "heart": (0.55, -0.10, -0.20),
    "chin": (-0.05, -0.25, -0.05),
    "shrug": (-0.25, 0.25, -0.60),
    "phone": (0.00, 0.00, 0.00),
    "hold_page": (0.00, -0.20, 0.00),
    "type_ready": (0.00, 0.00, 0.00),
    **{f"count_{n}": (0.03 * n, 0.05, 0.25) for n in range(1, 6)},
}
_MOVED: Final = (
    ("x_mm", "handX"),
    ("y_mm", "handY"),
    ("z_mm", "handZ"),
    ("yaw_deg", "handYaw"),
    ("pitch_deg", "handPitch"),
    ("roll_deg", "handRoll"),
)
"""What moves a pose further, and the row that says what that tells."""
_LONG_FINGERS: Final = ("Index", "Middle", "Ring", "Pinky")
_MIRRORED: Final = ("X", "Yaw", "Roll")
_HANGS_MS: Final = 1500.0
_BODY_CHANNELS: Final = frozenset(
    row for row, channel in enumerate(CHANNELS) if channel.domain == "body"
)
_SPEED: Final = 0.30
"""Arousal for each full offset a second that the busiest channels move."""

# Per layer: where the middle of arousal lies (speed has no negative), and how far each axis is
# stretched before it is squashed, so that each layer spans the cube.
_CENTRE: Final[dict[str, Vad]] = {
    "face": (0.0, 0.25, 0.0),
    "hand": (0.0, 0.45, 0.05),
    "body": (0.0, 0.25, -0.05),
    "voice": (0.0, 0.10, -0.10),
    "temporal": (0.0, 0.35, 0.10),
}
_STRETCH: Final[dict[str, Vad]] = {
    "face": (2.2, 2.4, 2.4),
    "hand": (2.6, 2.4, 2.6),
    "body": (2.2, 2.4, 2.2),
}
_DEFAULT_CENTRE: Final[Vad] = (0.0, 0.15, 0.0)
_DEFAULT_STRETCH: Final[Vad] = (2.0, 2.0, 2.0)


def _family(name: str) -> tuple[str, float]:
    """The row of a channel in the tables, and the sign with which it counts."""
    if name.startswith("hand"):
        side = "Left" if name.startswith("handLeft") else "Right"
        part = name.removeprefix(f"hand{side}")
        sign = -1.0 if side == "Left" and part in _MIRRORED else 1.0
        for finger in _LONG_FINGERS:
            part = part.removeprefix(finger)
        return f"hand{part}", sign
    for side in ("Left", "Right"):
        if name.endswith(side) and name not in ("jawLeft", "jawRight", "mouthLeft", "mouthRight"):
            return name.removesuffix(side), 1.0
    return name, 1.0


def _shares() -> dict[str, float]:
    """How many channels share a row of the tables: together they count as one."""
    counts: dict[str, float] = {}
    for channel in CHANNELS:
        family = _family(channel.name)[0]
        counts[family] = counts.get(family, 0.0) + 1.0
    # One hand alone is the rule and counts in full; so does one side of the body by half.
    return {name: n / 2.0 if name.startswith("hand") else n for name, n in counts.items()}


def _tables() -> tuple[NDArray[np.float64], ...]:
    held, amount, swing = (np.zeros((N_CHANNELS, 3)) for _ in range(3))
    full = np.zeros(N_CHANNELS)
    shares = _shares()
    for row, channel in enumerate(CHANNELS):
        family, sign = _family(channel.name)
        full[row] = _FULL.get(family, _FULL_BY_UNIT[channel.unit])
        share = 1.0 / shares[family]
        held[row] = np.array(_HELD.get(family, (0.0, 0.0, 0.0))) * sign * share
        amount[row] = np.array(_AMOUNT.get(family, (0.0, 0.0, 0.0))) * share
        swing[row] = np.array(_SWING.get(family, (0.0, 0.0, 0.0))) * share
    return held, amount, swing, full


_HELD_ROWS, _AMOUNT_ROWS, _SWING_ROWS, _FULL_ROWS = _tables()


def emotion_of(
    tracks: Sequence[BakedTrack],
    duration_ms: float,
    domain: str,
    *,
    pose: Mapping[str, object] | None = None,
) -> EmotionVector:
    """Where a compiled motion belongs in valence, arousal and dominance, each in [-1, 1].

    Args:
        tracks: What it moves.
        duration_ms: How long it takes.
        domain: Layer it belongs to; sets the middle and the stretch of the axes.
        pose: The params of a `hand_pose`.
    """
    vad = np.zeros(3) if pose is None else _said(pose)
    speeds: list[float] = []
    for track in tracks:
        unit = track.scale / float(_FULL_ROWS[track.channel])
        plain_mean, plain_amount, plain_way = _outline(track.samples.tobytes())
        speeds.append(plain_way * unit * 1000.0 / duration_ms)
        if pose is not None:
            continue
        size = plain_amount * unit * 1.6  # a pulse spends about 60 % of its time up
        strokes = max(1.0, plain_way / (2.0 * PEAK))
        held = plain_mean * unit * 1.6 / strokes
        if track.channel in _BODY_CHANNELS:
            # A head that dips for half a second nods; one that stays down hangs.
            held *= min(1.0, duration_ms / _HANGS_MS)
        swing = min(1.5, size) * (1.0 - 1.0 / strokes)
        vad += _HELD_ROWS[track.channel] * min(1.5, max(-1.5, held))
        vad += _AMOUNT_ROWS[track.channel] * min(1.5, size)
        vad += _SWING_ROWS[track.channel] * swing
    # The three busiest channels set the pace: many slow ones are not agitation.
    pace = sum(sorted(speeds)[-3:]) / 3.0
    vad[1] += _SPEED * pace / (1.0 + 0.12 * pace)
    centre = _CENTRE.get(domain, _DEFAULT_CENTRE)
    stretch = _STRETCH.get(domain, _DEFAULT_STRETCH)
    x = (vad - np.array(centre)) * np.array(stretch)
    squashed = x / (1.0 + np.abs(x))
    # Squashing reaches 1 only at infinity: 1.2 lets strong motions come near the faces of the cube.
    valence, arousal, dominance = (
        float(v) for v in np.clip(np.round(1.2 * squashed, 2), -1.0, 1.0)
    )
    return EmotionVector(valence=valence, arousal=arousal, dominance=dominance)


def _said(pose: Mapping[str, object]) -> NDArray[np.float64]:
    """What a named pose says, and where it is moved to."""
    name, amount = word(pose, "pose"), number(pose, "amount")
    vad = np.array(_SAYS[name]) * amount
    for param, family in _MOVED:
        full = _FULL.get(family, _FULL_BY_UNIT["shoulder"])
        moved = number(pose, param) / full
        if param.endswith("_mm"):
            moved /= MM_PER_SHOULDER
        vad += np.array(_HELD[family]) * min(1.5, max(-1.5, moved))
    return vad


@lru_cache(maxsize=4096)
def _outline(samples: bytes) -> tuple[float, float, float]:
    """Mean, mean size and way travelled of a track's samples, in counts."""
    values = np.frombuffer(samples, dtype=np.int16)[1:-1].astype(np.int64)
    n = values.size
    way = int(np.sum(np.abs(np.diff(values))))
    return int(np.sum(values)) / n, int(np.sum(np.abs(values))) / n, float(way)
