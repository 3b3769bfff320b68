"""`sherin say` as a person and a program use it."""

from __future__ import annotations

import json
import os
import wave
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.body.speech import VISEME_NAMES, SpeechTrack, VisemeMark
from sherin.body.voice.wav import read_info


def duration_s(path: Path) -> float:
    with wave.open(str(path)) as reader:
        assert (reader.getnchannels(), reader.getframerate()) == (1, 24_000)
        return reader.getnframes() / reader.getframerate()


def test_a_sentence_becomes_a_wav_with_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, marks_path = tmp_path / "x.wav", tmp_path / "marks.ndjson"

    args = ["say", "Bring Bob my cup. Now!", "--marks", str(marks_path), "-o", str(out), "--json"]
    assert run(args) == 0

    made = json.loads(capsys.readouterr().out)
    assert made["ok"] is True
    assert made["voice"] == "espeak-ng en"
    assert duration_s(out) == pytest.approx(made["seconds"], abs=0.01)
    assert "ynthetic" in read_info(out.read_bytes())["ICMT"]
    lines = [json.loads(line) for line in marks_path.read_text("utf-8").splitlines()]
    assert {line["kind"] for line in lines} == {"phrase", "phoneme", "viseme"}
    track = SpeechTrack()
    track.say(
        [
            VisemeMark(
                viseme=VISEME_NAMES.index(line["viseme"]),
                **{k: v for k, v in line.items() if k not in {"kind", "viseme"}},
            )
            for line in lines
            if line["kind"] == "viseme"
        ]
    )
    assert max(line["end_ms"] for line in lines) <= 1000 * made["seconds"] + 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["marks.ndjson", "x.wav"]


def test_an_emotion_is_heard(tmp_path: Path) -> None:
    for name in ("joy", "grief"):
        path = tmp_path / f"{name}.wav"
        assert run(["say", "The letter came today.", "--emotion", name, "-o", str(path)]) == 0
    assert duration_s(tmp_path / "joy.wav") < duration_s(tmp_path / "grief.wav")


def test_vad_voice_and_language_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    args = ["say", "Guten Tag.", "--lang", "de", "--voice", "f3", "--vad", "0.5,-0.5,0"]
    assert run([*args, "-o", str(path)]) == 0
    assert "espeak-ng de+f3" in read_info(path.read_bytes())["ISFT"]


def test_a_file_is_read_and_stdout_is_written(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "text.md").write_text("# Hello\n\nIt *works*.", "utf-8")
    assert run(["say", "--file", str(tmp_path / "text.md"), "-o", "-"]) == 0
    assert capfdbinary.readouterr().out[:4] == b"RIFF"


def test_silence_has_a_length_too(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    assert run(["say", "Hello there.", "--voice", "silent", "-o", str(path)]) == 0
    assert duration_s(path) > 0.5


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["Hi", "--lang", "engl"], "Nearest:"),
        (["Hi", "--voice", "alica"], "Alicia"),
        (["Hi", "--vad", "1,2"], "--vad '1,2': expected three numbers"),
        (["Hi", "--vad", "0,0,7"], "in -1..1"),
        (["Hi", "--emotion", "joyy"], "joy"),
        (["Hi", "--emotion", "joy", "--vad", "0,0,0"], "Give one of"),
        ([], "exactly one of TEXT and --file"),
        ([" \x01 "], "nothing in it that can be read aloud"),
        (["--file", "nowhere.txt"], "nowhere.txt: No such file"),
    ],
)
def test_bad_input_is_explained_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert run(["say", *args, "-o", str(tmp_path / "x.wav")]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_path_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["say", "Hi", "-o", str(tmp_path / "no" / "x.wav")]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert run(["say", "Hi", "-o", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert run(["say", "Hi"]) == 2
    assert "Say where the WAV goes" in capsys.readouterr().err
    assert run(["say", "Hi", "-o", str(tmp_path / "x.mp3")]) == 2
    assert "what is written is a WAV" in capsys.readouterr().err
    both = str(tmp_path / "x.wav")
    assert run(["say", "Hi", "-o", both, "--marks", both]) == 2
    assert "Name two files" in capsys.readouterr().err
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    assert run(["say", "Hi", "-o", str(pipe)]) == 2
    assert "is a device or a pipe" in capsys.readouterr().err
    assert pipe.is_fifo()


def test_an_old_file_survives_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"old")
    assert run(["say", "a" * 5_000_000, "-o", str(path)]) == 2
    assert path.read_bytes() == b"old"


def test_voices_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["say", "--list-voices", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"en-us", "de", "fr", "cmn"} <= set(listed["languages"])
    assert "f3" in listed["voices"]
