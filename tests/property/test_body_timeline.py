"""Rules of the timeline that hold for any packets: purity, smoothness, limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sherin.body.channels import CHANNEL_INDEX, MAXIMUM, MINIMUM, N_CHANNELS, NEUTRAL
from sherin.body.library import Library
from sherin.body.mixing import Mixer, PlayingCue, mix_plainly
from sherin.body.speech import VISEME_NAMES, VisemeMark, viseme_pose
from sherin.body.timeline import Timeline
from sherin.errors import TimelineError
from sherin.wire.packet import Mood, Packet, VideoCue

LIBRARY = Library.load(
    Path(__file__).parents[2] / "conformance" / "timeline" / "library.bin", verify_hash=True
)
LAYER = "face"  # the timeline reads the capsule's domain, never the packet's layer

cues = st.builds(
    lambda cid, weight, at_ms: VideoCue(cid=cid, weight=weight / 100.0, layer=LAYER, at_ms=at_ms),
    st.sampled_from([*LIBRARY.ids, "VF_UNKNOWN"]),
    st.integers(1, 200),
    st.integers(0, 900),
)
moods = st.builds(
    lambda v, a, d: Mood(valence=v / 100.0, arousal=a / 100.0, dominance=d / 100.0),
    *(st.integers(-100, 100) for _ in range(3)),
)
packets = st.builds(
    lambda seq, t_ms, seed, video, mood, context: Packet(
        seq=seq,
        t_ms=t_ms,
        onset_ms=130,
        seed=seed,
        video_blend=tuple(video),
        voice_blend=(),
        mood=mood,
        context=context,
    ),
    st.integers(0, 1000),
    st.integers(0, 3000),
    st.integers(0, 2**32 - 1),
    st.lists(cues, max_size=8),
    moods,
    st.sampled_from([None, "typing", "thinking", "listening"]),
)
playing = st.builds(
    lambda index, start, weight, blend, priority, arrival, cancelled: _playing(
        index, start, weight, blend, priority, arrival, cancelled=cancelled
    ),
    st.integers(0, len(LIBRARY) - 1),
    st.floats(0, 2000),
    st.floats(0.01, 2.0),
    st.integers(0, 2),
    st.integers(0, 10),
    st.integers(0, 1000),
    st.booleans(),
)


def _playing(
    index: int,
    start_ms: float,
    weight: float,
    blend: int,
    priority: int,
    arrival: int,
    *,
    cancelled: bool,
) -> PlayingCue:
    columns = LIBRARY.sections
    is_loop = bool(columns.flags[index] & 1)
    return PlayingCue(
        capsule_id=LIBRARY.ids[index],
        tracks=LIBRARY.tracks(index),
        blend=blend,
        precedence=(priority, start_ms, 1, LIBRARY.ids[index], arrival),
        start_ms=start_ms,
        duration_ms=float(columns.duration_ms[index]) * 1.037,
        weight=weight,
        attack_ms=float(columns.attack_ms[index]),
        release_ms=float(columns.release_ms[index]),
        is_loop=is_loop,
        cancel_ms=180.0 if cancelled else 0.0,
        cancel_end_ms=start_ms + 400.0 if cancelled else 1e15,
    )


@given(st.lists(playing, max_size=12, unique_by=lambda cue: cue.precedence), st.floats(-100, 5000))
def test_the_fast_mixer_equals_its_plain_twin_to_the_bit(
    active: list[PlayingCue], t_ms: float
) -> None:
    mixer = Mixer()
    mixer.rebuild(active)
    fast = NEUTRAL.copy()

    mixer.add_to(fast, t_ms)
    mixer.shape(fast)

    assert np.array_equal(fast, mix_plainly(active, NEUTRAL, t_ms))


@settings(max_examples=40)
@given(st.lists(packets, max_size=5), st.integers(0, 2**32 - 1), st.integers(200, 4000))
def test_a_sample_does_not_depend_on_the_samples_before_it(
    sent: list[Packet], seed: int, t_ms: int
) -> None:
    often, once = Timeline(LIBRARY, seed=seed), Timeline(LIBRARY, seed=seed)
    clock = 0.0
    for packet in sorted(sent, key=lambda p: p.t_ms):
        while clock < packet.t_ms:
            often.sample(clock)
            clock += 16.7
        often.add(packet, float(packet.t_ms))
        once.add(packet, float(packet.t_ms))
    end = max([t_ms, *(p.t_ms for p in sent)])
    while clock < end:
        often.sample(clock)
        clock += 16.7

    assert np.array_equal(often.sample(float(end)), once.sample(float(end)))


# An example plays four seconds at 1 kHz: shrinking one would take minutes and show little more.
@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(packets, min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_no_channel_ever_steps(sent: list[Packet], seed: int) -> None:
    """At 1 kHz no channel moves more than 8 % of its range in a millisecond; a step would be a
    third."""
    timeline = Timeline(LIBRARY, seed=seed)
    waiting = sorted(sent, key=lambda p: p.t_ms)
    span = MAXIMUM - MINIMUM
    last = timeline.sample(0.0).copy()
    interrupted = False
    for t_ms in range(1, 4200):
        while waiting and waiting[0].t_ms <= t_ms:
            timeline.add(waiting.pop(0), float(t_ms))
        if t_ms == 2000 and not interrupted:
            timeline.interrupt(2000.0)
            interrupted = True
        now = timeline.sample(float(t_ms)).copy()
        step = np.abs(now - last) / span
        worst = int(np.argmax(step))
        assert step[worst] < 0.08, f"channel {worst} at {t_ms} ms"
        last = now


@given(st.lists(packets, max_size=4), st.integers(0, 5000))
def test_every_value_stays_in_its_range(sent: list[Packet], t_ms: int) -> None:
    timeline = Timeline(LIBRARY)
    for packet in sent:
        timeline.add(packet, 0.0)

    vector = timeline.sample(float(t_ms))

    assert vector.shape == (N_CHANNELS,)
    assert np.all(vector >= MINIMUM) and np.all(vector <= MAXIMUM)


def test_ten_thousand_cues_at_once_keep_the_strongest_and_count_the_rest() -> None:
    timeline = Timeline(LIBRARY)
    cue = VideoCue(cid="BK_LEAN", weight=1.0, layer="body", at_ms=0)
    for seq in range(625):
        timeline.add(
            Packet(
                seq=seq,
                t_ms=0,
                onset_ms=130,
                seed=seq,
                video_blend=(cue,) * 16,
                voice_blend=(),
                mood=Mood(valence=0.0, arousal=0.0, dominance=0.0),
            ),
            0.0,
        )

    vector = timeline.sample(400.0)

    assert len(timeline.playing) == 256
    assert timeline.counts.dropped == 10_000 - 256
    assert np.all(np.isfinite(vector))


def test_an_unknown_capsule_is_counted_and_moves_nothing() -> None:
    with_it, without = Timeline(LIBRARY), Timeline(LIBRARY)
    mood = Mood(valence=0.0, arousal=0.0, dominance=0.0)
    unknown = VideoCue(cid="VF_UNKNOWN", weight=1.0, layer="face", at_ms=0)
    for timeline, video in ((with_it, (unknown,)), (without, ())):
        timeline.add(
            Packet(
                seq=1, t_ms=0, onset_ms=130, seed=1, video_blend=video, voice_blend=(), mood=mood
            ),
            0.0,
        )

    assert np.array_equal(with_it.sample(300.0), without.sample(300.0))
    assert with_it.counts.unknown == 1


@pytest.mark.parametrize("t_ms", [float("nan"), float("inf"), float("-inf")])
def test_a_time_that_is_not_a_number_is_refused_and_named(t_ms: float) -> None:
    with pytest.raises(TimelineError, match=repr(t_ms)):
        Timeline(LIBRARY).sample(t_ms)


def _word(start_ms: float) -> list[VisemeMark]:
    aa = VISEME_NAMES.index("aa")
    return [
        VisemeMark(
            viseme=aa,
            peak=0.9,
            start_ms=start_ms + 150 * k,
            rise_end_ms=start_ms + 150 * k + 60,
            fall_start_ms=start_ms + 150 * k + 100,
            end_ms=start_ms + 150 * k + 190,
        )
        for k in range(8)
    ]


def test_an_interruption_closes_the_mouth_in_200_ms_and_leaves_the_lips_alive_100_times() -> None:
    timeline = Timeline(LIBRARY)
    jaw = CHANNEL_INDEX["jawOpen"]
    for turn in range(100):
        begin = turn * 2000.0
        timeline.say(_word(begin + 100))
        opened = max(timeline.sample(begin + 100 + t)[jaw] for t in range(0, 500, 10))
        timeline.interrupt(begin + 600 + turn)

        assert opened > 0.3, turn
        assert all(
            timeline.sample(begin + 600 + turn + t)[jaw] < 0.02 for t in range(200, 1200, 50)
        )


def test_all_visemes_are_pairwise_distinct() -> None:
    """Distance of two poses over the mouth; CH/RR and kk/nn are the pairs that others confuse."""
    poses = np.zeros((len(VISEME_NAMES), N_CHANNELS))
    for row, name in enumerate(VISEME_NAMES):
        for channel, value in viseme_pose(name).items():
            poses[row, channel] = value
    distance = np.linalg.norm(poses[:, None] - poses[None], axis=2)
    names = VISEME_NAMES

    close = [
        (names[i], names[j], round(float(distance[i, j]), 3))
        for i in range(len(names))
        for j in range(i)
        if distance[i, j] < 0.2
    ]

    assert close == []
    assert distance[names.index("CH"), names.index("RR")] > 0.4
    assert distance[names.index("kk"), names.index("nn")] > 0.2
