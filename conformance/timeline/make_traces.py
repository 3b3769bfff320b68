"""Record the golden traces: a small library, packets that go in, channel vectors that come out.

`make golden` runs this and shows the difference. The curves are polynomials with exact
coefficients, so the library's bytes are the same on every machine; the traces come from the Python
timeline, whose mixer a property test holds equal to its plain twin.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import CHANNEL_INDEX, CHANNEL_NAMES, DOMAIN_INDEX, NEUTRAL
from sherin.body.curves import BakedTrack, bake_track
from sherin.body.library import Library
from sherin.body.library_format import CompiledCapsule, encode_library
from sherin.body.speech import VISEME_INDEX, VisemeMark
from sherin.body.timeline import Timeline
from sherin.wire.packet import Mood, Packet, VideoCue, VoiceCue

HERE = Path(__file__).parent

IDLE_CHANNELS = (
    "eyeBlinkLeft eyeBlinkRight gazeYaw gazePitch headYaw headPitch headRoll torsoLean torsoTurn "
    "torsoSway shoulderRaiseLeft shoulderRaiseRight breath handLeftX handLeftY handLeftRoll "
    "handRightX handRightY handRightRoll"
).split()
"""Idle life adds to these with sines and logarithms, which languages round differently in the last
bit."""

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def bump(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """One smooth stroke: zero value and velocity at both ends, 1 in the middle."""
    return 64.0 * (u * (1.0 - u)) ** 3


def early(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """One stroke with an early crest, smooth at both ends."""
    return 36.0 * u * u * (1.0 - u) ** 4 * 1.28


def wave(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """There and back through the other side; closes, so it can loop."""
    return 20.785 * u * (1.0 - u) * (1.0 - 2.0 * u)


def held(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """A constant, for capsules that attack and release."""
    return np.ones_like(u)


def tracks(
    shapes: dict[str, tuple[Shape, float]], *, is_loop: bool = False
) -> tuple[BakedTrack, ...]:
    """The tracks of a capsule: channel name -> (shape, size)."""
    baked: list[BakedTrack] = []
    for name, (shape, size) in shapes.items():
        track = bake_track(
            CHANNEL_INDEX[name],
            lambda u, shape=shape, size=size: shape(u) * size,
            is_loop=is_loop,
        )
        assert track is not None, name
        baked.append(track)
    return tuple(baked)


def capsule(
    capsule_id: str,
    domain: str,
    duration_ms: int,
    shapes: dict[str, tuple[Shape, float]],
    **fields: Any,
) -> CompiledCapsule:
    """One capsule; `fields` are those of `CompiledCapsule`."""
    return CompiledCapsule(
        capsule_id=capsule_id,
        domain=DOMAIN_INDEX[domain],
        subtype="golden",
        duration_ms=duration_ms,
        tracks=tracks(shapes, is_loop=bool(fields.get("is_loop", False))),
        **fields,
    )


def golden_library() -> bytes:
    """Capsules of every blend mode, domain and trigger that the timeline treats differently."""
    capsules = [
        capsule(
            "VF_SMILE", "face", 900, {"mouthSmileLeft": (bump, 0.8), "mouthSmileRight": (bump, 0.7)}
        ),
        capsule(
            "VF_BROW",
            "face",
            420,
            {"browInnerUp": (early, 0.9), "browDownLeft": (early, 0.3)},
            priority=7,
        ),
        capsule("VF_BIG", "face", 700, {"mouthSmileLeft": (bump, 1.0), "jawOpen": (bump, 0.9)}),
        capsule(
            "VF_WINK",
            "face",
            500,
            {"eyeBlinkLeft": (held, 1.0)},
            blend=1,
            attack_ms=90,
            release_ms=160,
            priority=8,
        ),
        capsule(
            "VF_STARE",
            "face",
            800,
            {"eyeBlinkLeft": (held, 0.2), "eyeBlinkRight": (held, 0.1)},
            blend=1,
            attack_ms=120,
            release_ms=200,
            priority=4,
        ),
        capsule("FMM_CALM", "face", 600, {"browInnerUp": (bump, -0.8)}, blend=2, priority=6),
        capsule(
            "HF_TAP",
            "hand",
            240,
            {"handRightIndexFlexion": (bump, 20.0)},
            offset_ms=-210,
            probability=100,
            priority=8,
        ),
        capsule(
            "HF_RARE",
            "hand",
            300,
            {"handLeftRoll": (bump, 25.0)},
            probability=40,
            fallback="HF_ABORT",
        ),
        capsule("HF_ABORT", "hand", 260, {"handLeftX": (early, 0.1), "handLeftRoll": (bump, 8.0)}),
        capsule("HF_NEVER", "hand", 260, {"handLeftX": (early, 0.1)}, probability=0),
        capsule("BK_NOD", "body", 640, {"headPitch": (wave, 9.0), "torsoLean": (bump, 2.0)}),
        capsule(
            "BK_LEAN", "body", 1500, {"torsoLean": (bump, 6.0), "shoulderRaiseLeft": (bump, 0.2)}
        ),
        capsule("CS_PUSH", "camera", 2000, {"cameraPush": (bump, 0.08)}, relative_to=1),
        capsule(
            "LD_WARM",
            "light",
            1600,
            {"lightKeyTemperature": (bump, -900.0), "lightExposure": (bump, 0.4)},
        ),
        capsule(
            "TR_SLOW", "tempo", 1800, {"tempoRate": (bump, -0.4), "tempoStillness": (bump, 0.5)}
        ),
        capsule("TR_PAUSE", "tempo", 1800, {"tempoPauseDensity": (bump, 0.9)}),
        capsule(
            "VC_SOFT", "voice", 1200, {"voicePitch": (bump, -1.5), "voiceBreathiness": (bump, 0.4)}
        ),
        capsule(
            "TC_LOCK",
            "temporal",
            320,
            {"jawOpen": (held, -0.8)},
            blend=2,
            attack_ms=60,
            release_ms=60,
        ),
        capsule(
            "CID_SWAY",
            "base",
            4000,
            {"torsoSway": (wave, 1.5)},
            is_loop=True,
            attack_ms=400,
            release_ms=400,
        ),
        capsule(
            "CID_LEAN",
            "base",
            3000,
            {"torsoLean": (wave, 1.2), "wind": (bump, 0.3)},
            is_loop=True,
            attack_ms=300,
            release_ms=300,
        ),
    ]
    return encode_library(capsules, about={"purpose": "golden traces"})


def packet(seq: int, t_ms: int, cues: list[tuple[str, float, str, int]], **fields: Any) -> Packet:
    """One packet of (id, weight, layer, at_ms) cues; `fields` are those of `Packet`."""
    voice = tuple(
        VoiceCue(cid=c, weight=w, at_ms=at) for c, w, layer, at in cues if layer == "voice"
    )
    video = tuple(
        VideoCue(cid=c, weight=w, layer=layer, at_ms=at)  # type: ignore[arg-type]  # the literals below are layers
        for c, w, layer, at in cues
        if layer != "voice"
    )
    mood = Mood(*fields.pop("mood", (0.0, 0.0, 0.0)))
    return Packet(
        seq=seq,
        t_ms=t_ms,
        onset_ms=130,
        seed=1718 + 977 * seq,
        video_blend=video,
        voice_blend=voice,
        mood=mood,
        **fields,
    )


def marks(start_ms: float, names: str) -> list[VisemeMark]:
    """A word: each viseme 90 ms after the one before, overlapping its neighbours."""
    return [
        VisemeMark(
            viseme=VISEME_INDEX[name],
            peak=0.9,
            start_ms=start_ms + 90 * k - 60,
            rise_end_ms=start_ms + 90 * k,
            fall_start_ms=start_ms + 90 * k + 40,
            end_ms=start_ms + 90 * k + 110,
        )
        for k, name in enumerate(names.split())
    ]


def times(first: float, last: float, step: float) -> list[dict[str, Any]]:
    """Samples from `first` to before `last`."""
    return [{"op": "sample", "t_ms": float(t)} for t in np.arange(first, last, step)]


def add(p: Packet, now_ms: float) -> dict[str, Any]:
    """A packet that arrives at `now_ms`."""
    return {"op": "add", "packet": json.loads(msgspec.json.encode(p)), "now_ms": now_ms}


UTTERANCE = "0123456789abcdefghjkmnpqrs"


def scenarios() -> list[dict[str, Any]]:
    """What is played, without what comes out."""
    hello = packet(
        1,
        500,
        [
            ("HF_TAP", 0.8, "hands", 0),
            ("VF_SMILE", 0.68, "face", 80),
            ("BK_NOD", 0.5, "body", 40),
            ("VC_SOFT", 0.7, "voice", 130),
        ],
        mood=(0.72, 0.33, 0.5),
    )
    clash = packet(
        2,
        900,
        [
            ("VF_STARE", 0.9, "face", 0),
            ("VF_WINK", 1.0, "face", 60),
            ("VF_BIG", 1.6, "face", 20),
            ("VF_BROW", 0.7, "face", 30),
            ("FMM_CALM", 1.0, "face", 0),
            ("VF_BROW", 0.4, "face", 30),
        ],
    )
    tempo = packet(
        3,
        1000,
        [
            ("TR_SLOW", 1.0, "tempo", 0),
            ("BK_LEAN", 1.0, "body", 700),
            ("VF_SMILE", 1.0, "face", 750),
        ],
        mood=(-0.6, -0.4, -0.3),
        context="thinking",
    )
    pause = [
        packet(4, 200, [("TR_PAUSE", 1.0, "tempo", 0)]),
        packet(5, 1100, [("BK_NOD", 1.0, "body", 0), ("NO_SUCH", 1.0, "face", 0)]),
    ]
    draws = [
        packet(
            10 + k, 300 + 450 * k, [("HF_RARE", 1.0, "hands", 0), ("HF_NEVER", 1.0, "hands", 10)]
        )
        for k in range(5)
    ]
    loops = [
        packet(20, 100, [("CID_SWAY", 1.0, "base", 0)]),
        packet(
            21,
            2600,
            [
                ("CID_LEAN", 1.0, "base", 0),
                ("LD_WARM", 1.0, "light", 0),
                ("CS_PUSH", 0.9, "camera", 0),
            ],
        ),
    ]
    spoken = packet(
        30,
        400,
        [
            ("HF_TAP", 1.0, "hands", 0),
            ("VF_BIG", 0.8, "face", 80),
            ("TC_LOCK", 1.0, "temporal", 300),
            ("BK_LEAN", 1.0, "body", 900),
        ],
        mood=(0.5, 0.2, 0.1),
        utterance=UTTERANCE,
    )
    word = [dataclasses.asdict(mark) for mark in marks(560, "PP aa SS ou PP")]
    return [
        {
            "name": "idle life alone",
            "seed": 7,
            "baseline": [0.0, 0.0, 0.0],
            "steps": times(0, 20000, 487.5),
        },
        {
            "name": "a greeting: hands, face, voice",
            "seed": 1,
            "baseline": [0.1, 0.0, 0.0],
            "steps": [*times(400, 500, 50), add(hello, 500), *times(500, 2600, 61)],
        },
        {
            "name": "priorities, override, multiply, clamp",
            "seed": 2,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [add(clash, 900), *times(880, 1900, 37)],
        },
        {
            "name": "tempo is read at a cue's start",
            "seed": 3,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [add(tempo, 1012), *times(1000, 3900, 97)],
        },
        {
            "name": "a pause delays silent reactions; unknown ids do nothing",
            "seed": 4,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [
                add(pause[0], 200),
                *times(900, 1100, 100),
                add(pause[1], 1100),
                *times(1100, 2500, 83),
            ],
        },
        {
            "name": "probability and fallback",
            "seed": 5,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [*(add(p, float(p.t_ms)) for p in draws), *times(300, 3400, 67)],
        },
        {
            "name": "loops relieve each other; a mood goes home after ten seconds",
            "seed": 6,
            "baseline": [0.4, 0.1, 0.2],
            "steps": [*(add(p, float(p.t_ms)) for p in loops), *times(0, 20000, 611)],
        },
        {
            "name": "speech, then an interruption",
            "seed": 8,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [
                add(spoken, 400),
                {"op": "say", "marks": word},
                {"op": "shift_onset", "seq": 30, "by_ms": 45},
                *times(400, 830, 29),
                {"op": "interrupt", "t_ms": 840},
                *times(840, 1500, 29),
                {"op": "activity", "t_ms": 1500, "activity": "listening"},
                *times(1500, 3000, 150),
            ],
        },
        {
            "name": "a clock that jumps back",
            "seed": 9,
            "baseline": [0.0, 0.0, 0.0],
            "steps": [
                add(hello, 500),
                *times(500, 1500, 111),
                *times(700, 1500, 111),
                *times(0, 400, 133),
            ],
        },
    ]


def play(library: Library, scenario: dict[str, Any], *, record: bool) -> list[NDArray[np.float64]]:
    """Run a scenario's steps; with `record`, write what `sample` gave into each sample step."""
    timeline = Timeline(library, seed=scenario["seed"], baseline=tuple(scenario["baseline"]))
    samples: list[NDArray[np.float64]] = []
    for step in scenario["steps"]:
        match step["op"]:
            case "add":
                timeline.add(msgspec.convert(step["packet"], Packet), step["now_ms"])
            case "say":
                timeline.say([VisemeMark(**mark) for mark in step["marks"]])
            case "shift_onset":
                timeline.shift_onset(step["seq"], step["by_ms"])
            case "interrupt":
                timeline.interrupt(step["t_ms"])
            case "activity":
                timeline.set_activity(step["t_ms"], step["activity"])
            case _:
                vector = timeline.sample(step["t_ms"]).copy()
                samples.append(vector)
                if record:
                    moved = np.flatnonzero(vector != NEUTRAL)
                    step["expect"] = [[int(i), float(vector[i])] for i in moved]
    if record:
        counts = timeline.counts
        scenario["counts"] = {
            "unknown": counts.unknown,
            "failed": counts.failed,
            "dropped": counts.dropped,
            "invalid": counts.invalid,
        }
    return samples


def main() -> None:
    """Write both files."""
    data = golden_library()
    (HERE / "library.bin").write_bytes(data)
    library = Library(memoryview(data), source="golden")
    traces = scenarios()
    for trace in traces:
        play(library, trace, record=True)
    document = {
        "about": "Expected values list [channel, value] where it differs from neutral. Channels of "
        "idle_channels agree to idle_tolerance, all others to the bit.",
        "channels": list(CHANNEL_NAMES),
        "idle_channels": IDLE_CHANNELS,
        "idle_tolerance": 1e-6,
        "traces": traces,
    }
    text = json.dumps(document, separators=(",", ":")).replace('{"op"', '\n{"op"')
    (HERE / "traces.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
