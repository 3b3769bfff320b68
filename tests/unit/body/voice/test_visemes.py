"""The mouth against the sound it goes with, on real speech through the real timeline."""

from __future__ import annotations

import struct
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sherin.app.bench.voice import SENTENCES
from sherin.body.channels import CHANNEL_INDEX
from sherin.body.library import Library
from sherin.body.speech import VISEME_NAMES, SpeechTrack, VisemeMark
from sherin.body.timeline import Timeline
from sherin.body.voice import (
    Chunk,
    EspeakVoice,
    Phoneme,
    SilentVoice,
    VisemeTracker,
    viseme_names,
)
from sherin.body.voice.analysis import correlation_at_lags, envelope
from sherin.body.voice.phonemes import ENGLISH_MNEMONICS

LEAD_MS = 1000
JAW, LOWER = CHANNEL_INDEX["jawOpen"], CHANNEL_INDEX["mouthLowerDownLeft"]


@cache
def library() -> Library:
    return Library.builtin()


@pytest.fixture(scope="module")
def performances() -> list[tuple[list[Chunk], NDArray[np.float64]]]:
    """Chunks of ten sentences, each with (n_ms, 2) jaw and lower lip, one row a millisecond."""
    found: list[tuple[list[Chunk], NDArray[np.float64]]] = []
    with EspeakVoice() as voice:
        for sentence in SENTENCES:
            chunks = list(voice.speak(sentence))
            tracker, timeline = VisemeTracker(), Timeline(library(), seed=3)
            timeline.say([m for c in chunks for m in tracker.marks(c, offset_ms=LEAD_MS)])
            n_ms = LEAD_MS + round(1000 * chunks[-1].end_s) + 300
            rows = [timeline.sample(float(t))[[JAW, LOWER]] for t in range(0, n_ms, 2)]
            found.append((chunks, np.repeat(np.array(rows), 2, axis=0)))
    return found


def test_the_mouth_opens_with_the_sound(
    performances: list[tuple[list[Chunk], NDArray[np.float64]]],
) -> None:
    """r >= .5 at a lag of -20..+70 ms (Schwartz and Savariaux 2014), over ten sentences."""
    mouths, sounds = [], []
    for chunks, rows in performances:
        sound = envelope(np.concatenate([chunk.audio for chunk in chunks]))
        sounds.append(sound / sound.max())
        mouths.append(rows[LEAD_MS::5, 0][: len(sound)])
    found = correlation_at_lags(np.concatenate(mouths), np.concatenate(sounds), range(-150, 155, 5))
    best = max(found, key=lambda lag: found[lag])
    assert -20 <= best <= 70, found
    assert found[best] >= 0.5, found


def test_lips_close_for_p_b_and_m(
    performances: list[tuple[list[Chunk], NDArray[np.float64]]],
) -> None:
    closed: list[bool] = []
    for chunks, rows in performances:
        for phoneme in (p for chunk in chunks for p in chunk.phonemes):
            if phoneme.name in {"p", "b", "m"}:
                begin = LEAD_MS + round(1000 * phoneme.start_s) - 130
                until = LEAD_MS + round(1000 * phoneme.end_s) + 40
                shut = (rows[begin:until, 0] < 0.06) & (rows[begin:until, 1] < 0.02)
                closed.append(longest_run(shut) >= 40)
    assert len(closed) >= 35
    assert np.mean(closed) >= 0.95


def longest_run(values: NDArray[np.bool_]) -> int:
    best = run = 0
    for value in values:
        run = run + 1 if value else 0
        best = max(best, run)
    return best


def test_silence_closes_the_mouth(
    performances: list[tuple[list[Chunk], NDArray[np.float64]]],
) -> None:
    pauses = 0
    for chunks, rows in performances:
        for phoneme in (p for chunk in chunks for p in chunk.phonemes if p.is_pause):
            if phoneme.end_s - phoneme.start_s >= 0.35:
                pauses += 1
                assert rows[LEAD_MS + round(1000 * phoneme.start_s) + 200, 0] < 0.03
    assert pauses >= len(SENTENCES)


def test_a_phrase_opens_the_mouth_before_its_sound(
    performances: list[tuple[list[Chunk], NDArray[np.float64]]],
) -> None:
    chunks, rows = performances[3]  # "We were away": begins with an open sound
    first = chunks[0].phonemes[0]
    assert first.name == "w"
    at = LEAD_MS + round(1000 * first.start_s)
    tracker = VisemeTracker()
    begin_ms = min(mark.start_ms for mark in tracker.marks(chunks[0]))
    assert -150 <= begin_ms - 1000 * first.start_s <= -100
    assert rows[at, 0] > rows[at - 140, 0]


def english_mnemonics() -> set[str]:
    """Sounds of the engine's English phoneme tables, read from its data."""
    spec = find_spec("espeakng_loader")
    assert spec is not None and spec.origin is not None
    tables = phoneme_tables(Path(spec.origin).parent / "espeak-ng-data" / "phontab")
    return set().union(*(tables[name] for name in ("en", "en-us")))


def phoneme_tables(path: Path) -> dict[str, set[str]]:
    """Table name -> mnemonics of sounds (types 2..8), from the engine's binary table."""
    data = path.read_bytes()
    tables: dict[str, set[str]] = {}
    at = 4
    for _ in range(data[0]):
        n_phonemes, name = data[at], data[at + 4 : at + 36].split(b"\0")[0].decode()
        at += 36
        sounds: set[str] = set()
        for _ in range(n_phonemes):
            mnemonic, kind = struct.unpack_from("<4s7xB", data, at)
            at += 16
            text = mnemonic.rstrip(b"\0").decode("latin-1")
            if 2 <= kind <= 8 and text:
                sounds.add(text)
        tables[name] = sounds
    return tables


def test_every_english_mnemonic_is_in_the_table() -> None:
    sounds = english_mnemonics()
    assert len(sounds) >= 60
    assert sounds - ENGLISH_MNEMONICS == set()
    assert len(ENGLISH_MNEMONICS) >= 72


def test_every_mnemonic_of_every_language_has_a_shape_or_none_on_purpose() -> None:
    spec = find_spec("espeakng_loader")
    assert spec is not None and spec.origin is not None
    tables = phoneme_tables(Path(spec.origin).parent / "espeak-ng-data" / "phontab")
    every = set().union(*tables.values())
    assert len(every) > 500
    throat = {m for m in every if not viseme_names(m)}
    # Made in the throat, or a palatal sign without a shape of its own.
    odd = {m for m in throat if m[0] not in "hH?;~*#=-:" and m not in {"<h>", "_j"}}
    assert odd == set()
    assert {name for m in every for name in viseme_names(m)} <= set(VISEME_NAMES)


@pytest.mark.parametrize(
    ("mnemonic", "names"),
    [
        ("p", ("PP",)), ("aI", ("aa", "ih")), ("oU", ("oh", "ou")), ("tS", ("CH",)),
        ("A@", ("aa", "RR")), ("h", ()), ("_:", ()), ("(en)", ()), ("pF", ("PP", "FF")),
        ("y:", ("ou",)), ("ang", ("aa", "nn")), ("iou", ("ih", "oh", "ou")), ("O~", ("oh",)),
    ],
)  # fmt: skip
def test_shapes_of_a_mnemonic(mnemonic: str, names: tuple[str, ...]) -> None:
    assert viseme_names(mnemonic) == names


def made(*sounds: tuple[str, float]) -> Chunk:
    """A chunk of (name, length in ms) sounds, with half a second of silence after them."""
    phonemes, at_s = [], 0.0
    for name, length_ms in (*sounds, ("_", 500.0)):
        end_s = at_s + length_ms / 1000
        phonemes.append(Phoneme(name=name, start_s=at_s, end_s=end_s, stress=2))
        at_s = end_s
    audio = np.zeros(round(24_000 * at_s), dtype=np.float32)
    return Chunk(audio=audio, start_s=0.0, phonemes=tuple(phonemes), text="")


def peak_of(marks: tuple[VisemeMark, ...], name: str) -> VisemeMark:
    return next(mark for mark in marks if VISEME_NAMES[mark.viseme] == name)


def test_a_diphthong_is_split_sixty_to_forty() -> None:
    marks = VisemeTracker().marks(made(("s", 100), ("aI", 200), ("s", 100)))
    first, second = peak_of(marks, "aa"), peak_of(marks, "ih")
    assert (first.fall_start_ms + first.end_ms) / 2 == pytest.approx(220, abs=15)
    assert second.rise_end_ms - second.start_ms == pytest.approx(first.end_ms - first.fall_start_ms)


def test_changes_between_shapes_take_forty_to_eighty_ms() -> None:
    marks = VisemeTracker().marks(made(("s", 100), ("i:", 120), ("S", 110), ("A:", 150)))
    for mark in marks[1:]:
        assert 40 <= mark.rise_end_ms - mark.start_ms <= 80


def test_rounded_lips_come_early() -> None:
    plain = peak_of(VisemeTracker().marks(made(("s", 120), ("i:", 150))), "ih")
    round_ = peak_of(VisemeTracker().marks(made(("s", 120), ("u:", 150))), "ou")
    assert round_.start_ms < plain.start_ms - 10


def test_tongue_sounds_leave_the_vowel_standing() -> None:
    track = SpeechTrack()
    track.say(VisemeTracker().marks(made(("A:", 150), ("n", 60), ("A:", 150))))
    pose = np.zeros(len(Timeline(library()).sample(0.0)))
    track.add_to(pose, 180.0)
    assert pose[JAW] > 0.2


def test_an_utterance_of_tongue_sounds_alone_moves_the_mouth() -> None:
    assert VisemeTracker().marks(made(("t", 60), ("n", 80)))


def test_every_mark_is_in_order_for_any_run_of_sounds() -> None:
    """`SpeechTrack.say` refuses marks whose times are out of order."""
    rng = np.random.default_rng(7)
    names = sorted(ENGLISH_MNEMONICS)
    for _ in range(300):
        n_sounds = int(rng.integers(1, 9))
        picked = [(str(rng.choice(names)), float(rng.uniform(5, 220))) for _ in range(n_sounds)]
        track = SpeechTrack()
        track.say(VisemeTracker().marks(made(*picked), offset_ms=500.0))
        assert track.level(500.0 + sum(length for _, length in picked) + 400.0) == 0.0


def test_the_silent_voice_moves_the_mouth_too() -> None:
    chunks = list(SilentVoice().speak("Please bring Bob my paper cup, 24 of them. 你好。"))
    assert all(not chunk.audio.any() for chunk in chunks)
    seconds = sum(len(chunk.audio) for chunk in chunks) / 24_000
    assert 3.0 < seconds < 8.0
    tracker = VisemeTracker()
    names = {VISEME_NAMES[m.viseme] for chunk in chunks for m in tracker.marks(chunk)}
    assert {"PP", "aa", "ih"} <= names
