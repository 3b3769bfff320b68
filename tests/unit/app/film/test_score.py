"""A score knows what is shown and heard, no earlier and no later than it must."""

from collections.abc import Iterator

import numpy as np
import pytest

from sherin.app.film.beats import (
    capsule_beats,
    felt_before,
    lines_of,
    merged,
    packet_beats,
    spoken_beats,
)
from sherin.app.film.looping import LoopScore
from sherin.app.film.score import LOOK_AHEAD_MS, TAIL_MS, Beat, Score, TimelineScore
from sherin.app.performance import Performance
from sherin.body.channels import CHANNEL_INDEX, MAXIMUM, MINIMUM
from sherin.body.library import Library
from sherin.body.timeline import Timeline
from sherin.body.voice import SAMPLE_RATE_HZ, SilentVoice
from sherin.errors import InputError
from sherin.mind.affect import Vad, load_personality


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.builtin()


def wave(n: int, level: float = 0.5) -> np.ndarray:
    return np.full(n, level, np.float32)


def test_sound_lies_where_its_beat_says_to_the_sample():
    beat = Beat(at_ms=0.0, end_ms=200.0, sound=wave(2400), sound_ms=100.0)
    score = Score([beat])
    score.advance(0.0)
    heard = np.concatenate([score.sound(960 * k, 960 * (k + 1)) for k in range(8)])
    assert np.flatnonzero(heard).tolist() == list(range(2400, 4800))


def test_overlapping_sounds_add_up():
    score = Score(
        [
            Beat(at_ms=0.0, end_ms=1.0, sound=wave(100, 0.25)),
            Beat(at_ms=0.0, end_ms=1.0, sound=wave(100, 0.5)),
        ]
    )
    score.advance(0.0)
    assert score.sound(0, 100).tolist() == [0.75] * 100


def test_beats_are_asked_for_as_late_as_possible():
    asked: list[float] = []

    def beats() -> Iterator[Beat]:
        for at_ms in np.arange(0.0, 600_000.0, 1000.0):
            asked.append(float(at_ms))
            yield Beat(at_ms=float(at_ms), end_ms=float(at_ms) + 500.0)

    score = Score(beats())
    score.advance(0.0)
    assert asked[-1] <= LOOK_AHEAD_MS + 1000.0
    score.advance(10_000.0)
    assert 10_000.0 + LOOK_AHEAD_MS - 1000.0 <= asked[-1] <= 10_000.0 + LOOK_AHEAD_MS + 1000.0


def test_film_ends_after_its_last_beat_and_not_before_it_is_known():
    score = Score([Beat(at_ms=5000.0, end_ms=6000.0)])
    score.advance(0.0)
    assert not score.is_over(4000.0)
    score.advance(6000.0)
    assert not score.is_over(6000.0 + TAIL_MS - 1.0)
    assert score.is_over(6000.0 + TAIL_MS)


def test_film_lasts_at_least_as_long_as_asked():
    score = Score([], least_ms=2000.0)
    score.advance(0.0)
    assert not score.is_over(1999.0)
    assert score.is_over(2000.0)


def test_spent_sound_is_forgotten():
    """Ten minutes of speech would be 58 MB."""
    score = Score([Beat(at_ms=0.0, end_ms=1.0, sound=wave(2400))])
    score.advance(0.0)
    score.sound(0, 2400)
    assert score._sounds == []


def test_each_phrase_of_a_long_text_gets_a_line():
    text = "We met at the station in the rain. It was late, and nobody came! Then, a call."
    assert list(lines_of(text)) == [
        "We met at the station in the rain.",
        "It was late, and nobody came!",
        "Then, a call.",
    ]


def spoken(library: Library, text: str, seed: int = 3) -> list[Beat]:
    personality = load_personality("friendly")
    performance = Performance(personality=personality, library=library, seed=seed, index="scan")
    beats = spoken_beats(
        text,
        performance=performance,
        voice=SilentVoice(),
        lead_lag=personality.lead_lag,
        place=Vad(valence=0.8, arousal=0.6, dominance=0.3),
    )
    return list(beats)


def test_every_line_has_a_reaction_before_its_sound(library: Library):
    beats = spoken(
        library, "I am so glad that you came. We did it, all of us, together! Thank you."
    )
    reacting = [beat for beat in beats if beat.packets]
    assert len(reacting) == 3
    for beat in reacting:
        (packet,) = beat.packets
        assert packet.t_ms + packet.onset_ms == pytest.approx(beat.sound_ms, abs=2)
        assert packet.video_blend
    starts = [beat.at_ms for beat in beats]
    assert starts == sorted(starts)


def test_lines_follow_each_other_without_overlap(library: Library):
    beats = spoken(library, "One, two, three, four, five. Six, seven, eight, nine, ten.")
    ends = [beat.sound_ms + 1000.0 * len(beat.sound) / SAMPLE_RATE_HZ for beat in beats]
    for end, following in zip(ends, beats[1:], strict=False):
        assert following.sound_ms == pytest.approx(end, abs=0.1)


def test_same_seed_gives_the_same_film(library: Library):
    text = "I never thought that this would happen to me."

    def vectors(seed: int) -> np.ndarray:
        score = TimelineScore(spoken(library, text, seed), Timeline(library, seed=seed))
        return np.stack([score.vector(40.0 * k).copy() for k in range(60)])

    np.testing.assert_array_equal(vectors(3), vectors(3))
    assert not np.array_equal(vectors(3), vectors(4))


def test_mouth_speaks_while_there_is_sound(library: Library):
    beats = spoken(library, "Banana bread and apple pie for everybody.")
    score = TimelineScore(beats, Timeline(library, seed=1))
    jaw = np.array([score.vector(20.0 * k)[CHANNEL_INDEX["jawOpen"]] for k in range(150)])
    begin, end = int(beats[0].sound_ms / 20), int(beats[-1].end_ms / 20)
    assert jaw[begin:end].max() > 3.0 * jaw[: begin - 10].max()


def test_unknown_capsule_is_named(library: Library):
    with pytest.raises(InputError, match="capsule 'HK_9999X'"):
        list(capsule_beats(["HK_9999X"], library=library, seed=1, seconds=2.0))


def test_capsules_do_not_lengthen_a_film_of_given_length(library: Library):
    ids = ["HK_071", "HK_021"]
    beats = list(capsule_beats(ids, library=library, seed=1, seconds=4.0))
    assert [beat.at_ms for beat in beats] == [400.0, 2200.0]
    score = Score(beats, least_ms=4000.0)
    score.advance(4000.0)
    assert score.is_over(4000.0)


def test_packets_begin_at_the_films_start_in_their_order(library: Library):
    performance = Performance(
        personality=load_personality("friendly"), library=library, seed=1, index="scan"
    )
    place = Vad(valence=-0.5, arousal=0.2, dominance=0.0)
    packets = [performance.feel(place, now_ms=50_000 + 3000 * k).packet for k in range(3)]
    words = ["I would rather talk for quite a while about something else.", None, None]
    beats = list(packet_beats(list(zip(packets, words, strict=True)), voice=SilentVoice()))
    times = [beat.at_ms for beat in beats]
    assert times == sorted(times)
    assert [beat.packets[0].t_ms for beat in beats if beat.packets] == [300, 3300, 6300]
    assert any(beat.sound is not None for beat in beats)


def test_merged_streams_keep_time():
    def stream(*times: float) -> Iterator[Beat]:
        return iter([Beat(at_ms=t, end_ms=t) for t in times])

    assert [b.at_ms for b in merged(stream(1, 5, 9), stream(2, 3), stream())] == [1, 2, 3, 5, 9]


@pytest.mark.parametrize("seed", [1, 7, 23])
def test_loop_has_no_seam(library: Library, seed: int):
    """The step over the seam is no larger than steps inside, and no blink is blended."""
    score = LoopScore(library=library, seed=seed, seconds=6.0, fps=25)
    frames = np.stack([score.vector(40.0 * k).copy() for k in range(150)])
    assert score.is_over(6000.0) and not score.is_over(5960.0)
    spans = np.maximum(MAXIMUM - MINIMUM, 1e-9)
    steps = np.abs(np.diff(frames, axis=0)) / spans
    seam = np.abs(frames[0] - frames[-1]) / spans
    # A blink or a glance is the largest step anywhere; the seam stays below the calm ones.
    assert seam.max() <= max(np.quantile(steps.max(axis=1), 0.8), 0.004)
    lids = [CHANNEL_INDEX["eyeBlinkLeft"], CHANNEL_INDEX["eyeBlinkRight"]]
    assert frames[-25:, lids].max() < 0.2


def test_feeling_of_a_film_is_there_from_its_first_picture(library: Library):
    """A mood takes seconds to come up; a short film would end before it is seen."""
    place = Vad(valence=-0.8, arousal=-0.3, dominance=-0.5)

    def first(*, is_felt: bool) -> np.ndarray:
        performance = Performance(
            personality=load_personality("friendly"), library=library, seed=1, index="scan"
        )
        timeline = Timeline(library, seed=1)
        clock_ms = 0
        if is_felt:
            clock_ms = felt_before(place, performance=performance, timeline=timeline, seed=1)
        score = TimelineScore([], timeline, least_ms=1000.0, clock_ms=clock_ms)
        return score.vector(0.0).copy()

    calm, sad = first(is_felt=False), first(is_felt=True)
    frown = [CHANNEL_INDEX["mouthFrownLeft"], CHANNEL_INDEX["mouthFrownRight"]]
    assert sad[frown].min() > calm[frown].max() + 0.05
    hands = [CHANNEL_INDEX["handLeftVisibility"], CHANNEL_INDEX["handRightVisibility"]]
    assert sad[hands].max() == 0.0


def test_clock_of_the_session_does_not_show_in_the_film(library: Library):
    """Packets and marks are in film time, whatever the session's clock says."""
    beats = spoken(library, "Banana bread and apple pie for everybody.")
    jaws = []
    for clock_ms in (0.0, 7500.0):
        score = TimelineScore(beats, Timeline(library, seed=1), clock_ms=clock_ms)
        vectors = [score.vector(40.0 * k)[CHANNEL_INDEX["jawOpen"]] for k in range(60)]
        jaws.append(np.array(vectors))
    assert np.corrcoef(jaws)[0, 1] > 0.95
