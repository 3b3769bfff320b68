"""What could make an avatar jump or hang: interruptions, late onsets, floods, a new personality."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sherin.body.activity import ACTIVITY_INDEX, ActivityHistory
from sherin.body.channels import CHANNEL_INDEX, DOMAIN_INDEX, NEUTRAL, ChannelVector
from sherin.body.curves import bake_track
from sherin.body.idle import GazeProcess
from sherin.body.library import Library
from sherin.body.library_format import CompiledCapsule, encode_library
from sherin.body.mood import MoodTrack, mood_pose
from sherin.body.speech import VISEME_INDEX, SpeechTrack, VisemeMark
from sherin.body.timeline import Timeline
from sherin.wire.packet import Mood, Packet, VideoCue

LIBRARY = Library.load(
    Path(__file__).parents[3] / "conformance" / "timeline" / "library.bin", verify_hash=True
)
UTTERANCE = "0123456789abcdefghjkmnpqrs"
JAW = CHANNEL_INDEX["jawOpen"]
RIGHT_HAND = CHANNEL_INDEX["handRightVisibility"]


def packet(*cues: tuple[str, int], t_ms: int = 0, utterance: str | None = None) -> Packet:
    return Packet(
        seq=1,
        t_ms=t_ms,
        onset_ms=130,
        seed=1718,
        video_blend=tuple(
            VideoCue(cid=cid, weight=1.0, layer="face", at_ms=at_ms) for cid, at_ms in cues
        ),
        voice_blend=(),
        mood=Mood(valence=0.0, arousal=0.0, dominance=0.0),
        utterance=utterance,
    )


def curve(timeline: Timeline, channel: int, start_ms: int, end_ms: int) -> ChannelVector:
    """One channel at 1 kHz."""
    return np.array([timeline.sample(float(t))[channel] for t in range(start_ms, end_ms)])


def test_a_second_interruption_does_not_bring_back_what_the_first_releases() -> None:
    timeline = Timeline(LIBRARY)
    timeline.add(packet(("VF_BIG", 0), utterance=UTTERANCE), 0.0)
    timeline.sample(300.0)
    timeline.interrupt(300.0)
    timeline.sample(390.0)

    timeline.interrupt(390.0)

    falling = curve(timeline, JAW, 391, 600)
    assert np.all(np.diff(falling) <= 0.0)
    assert falling[480 - 391] == 0.0


def test_a_silent_reaction_keeps_its_hand_through_an_interruption() -> None:
    timeline = Timeline(LIBRARY)
    timeline.add(packet(("HF_TAP", 0)), 0.0)
    timeline.sample(450.0)

    timeline.interrupt(450.0)

    assert timeline.sample(800.0)[RIGHT_HAND] == 1.0
    assert timeline.sample(3000.0)[RIGHT_HAND] == 0.0


def test_an_interruption_does_not_touch_a_hand_that_leaves_already() -> None:
    interrupted, calm = Timeline(LIBRARY), Timeline(LIBRARY)
    for timeline in (interrupted, calm):
        timeline.add(packet(("HF_TAP", 0)), 0.0)
    leaving = int(np.argmax(curve(calm, RIGHT_HAND, 1000, 1800) < 0.7)) + 1000
    interrupted.sample(float(leaving))

    interrupted.interrupt(float(leaving))

    assert np.array_equal(
        curve(interrupted, RIGHT_HAND, leaving, leaving + 300),
        curve(calm, RIGHT_HAND, leaving, leaving + 300),
    )


def test_the_hand_of_an_utterance_leaves_at_an_interruption() -> None:
    timeline = Timeline(LIBRARY)
    timeline.add(packet(("HF_TAP", 0), utterance=UTTERANCE), 0.0)
    timeline.sample(450.0)

    timeline.interrupt(450.0)

    assert timeline.sample(815.0)[RIGHT_HAND] == 0.0


@pytest.mark.parametrize("lead_ms", [-40, -300])
def test_a_cue_that_starts_before_its_packet_is_not_begun_half_way(lead_ms: int) -> None:
    """Both of the packet's cues shift, so their order stays."""
    timeline = Timeline(LIBRARY)
    timeline.sample(1000.0)

    timeline.add(packet(("VF_SMILE", lead_ms), ("VF_BIG", 0), t_ms=1000), 1000.0)

    timeline.sample(2000.0)
    starts = {cue.capsule_id: cue.start_ms for cue in timeline.playing}
    assert starts == {"VF_SMILE": 1000.0, "VF_BIG": 1000.0 - lead_ms}


def test_an_onset_that_turns_out_earlier_never_shifts_cues_into_the_past() -> None:
    timeline = Timeline(LIBRARY)
    timeline.add(packet(("VF_SMILE", 80), ("VF_BIG", 230)), 0.0)
    timeline.sample(50.0)

    timeline.shift_onset(1, -500.0)

    timeline.sample(400.0)
    assert sorted(cue.start_ms for cue in timeline.playing) == [50.0, 200.0]


def test_a_flood_of_cues_does_not_lose_the_end_of_an_utterance() -> None:
    timeline = Timeline(LIBRARY)
    for _ in range(100):
        timeline.add(packet(*[("BK_LEAN", 30_000)] * 16), 0.0)

    timeline.say(
        [VisemeMark(viseme=10, peak=1.0, start_ms=1, rise_end_ms=60, fall_start_ms=90, end_ms=150)]
    )

    timeline.sample(5000.0)
    history = timeline._history
    assert timeline.counts.dropped > 0
    assert history.activity_at(100.0).name == "talking"
    assert history.activity_at(151.0).name == "rest"


def test_a_loop_fades_in_although_its_curve_does_not_start_at_zero() -> None:
    """At 1 kHz a fade of 180 ms moves by 1.1 % of its size at most; a step would be all of it."""
    track = bake_track(CHANNEL_INDEX["wind"], np.ones_like, is_loop=True)
    assert track is not None
    loop = CompiledCapsule(
        capsule_id="CID_WIND",
        domain=DOMAIN_INDEX["base"],
        subtype="loop",
        tracks=(track,),
        duration_ms=1000,
        is_loop=True,
    )
    data = encode_library([loop], about={})
    timeline = Timeline(Library(memoryview(data), source="one loop"))

    timeline.add(packet(("CID_WIND", 0)), 0.0)

    wind = curve(timeline, CHANNEL_INDEX["wind"], -1, 400)
    assert wind[-1] > 0.8
    assert np.max(np.diff(wind)) < 0.015


def test_a_new_personality_shows_at_once_on_a_face_at_rest() -> None:
    """It used to take on the mood of long ago again, and to go home ten seconds later."""
    track = MoodTrack((0.0, 0.0, 0.0))
    track.go(0.0, (-0.8, 0.4, 0.0))
    out = np.zeros_like(NEUTRAL)

    track.set_baseline(20_000.0, (0.5, 0.1, 0.2))

    for t_ms in (21_000.0, 40_000.0):
        track.write(out, t_ms)
        assert np.allclose(out, mood_pose(0.5, 0.1, 0.2), atol=1e-12)


def test_a_new_personality_waits_for_the_mood_that_is_held() -> None:
    track = MoodTrack((0.0, 0.0, 0.0))
    track.go(0.0, (-0.8, 0.4, 0.0))
    out = np.zeros_like(NEUTRAL)

    track.set_baseline(2000.0, (0.5, 0.1, 0.2))

    track.write(out, 4000.0)
    assert np.allclose(out, mood_pose(-0.8, 0.4, 0.0), atol=1e-12)


def test_a_viseme_that_falls_slowly_is_gone_120_ms_after_an_interruption() -> None:
    mark = VisemeMark(
        viseme=VISEME_INDEX["aa"],
        peak=0.9,
        start_ms=0,
        rise_end_ms=60,
        fall_start_ms=100,
        end_ms=900,
    )
    speech, uncut = SpeechTrack(), SpeechTrack()
    for track in (speech, uncut):
        track.say([mark])

    speech.stop(300.0)

    def jaw(track: SpeechTrack, t_ms: float) -> float:
        out = np.zeros_like(NEUTRAL)
        track.add_to(out, t_ms)
        return float(out[JAW])

    assert jaw(speech, 300.0) == pytest.approx(jaw(uncut, 300.0), abs=1e-12)
    assert jaw(speech, 301.0) == pytest.approx(jaw(uncut, 301.0), abs=0.02)
    assert jaw(speech, 420.0) == 0.0


def test_a_blink_with_a_gaze_shift_is_finished_although_the_gaze_moves_on() -> None:
    """Seed 690 looks 34 degrees aside while talking and back 220 ms later: rare, once a step."""
    history = ActivityHistory()
    history.append(0.0, activity=ACTIVITY_INDEX["talking"], arousal=0.0)
    gaze = GazeProcess(history, 690)

    closures: list[float] = []
    for t_ms in range(11_500, 12_300):
        gaze.advance(float(t_ms))
        closures.append(gaze.blink_closure(float(t_ms), 0))

    assert max(closures) > 0.99
    assert np.max(np.abs(np.diff(closures))) < 0.03
