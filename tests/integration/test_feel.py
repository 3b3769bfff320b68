"""`sherin feel` as a person and a program use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sherin.app.cli.main import run
from sherin.body.library import Library
from sherin.wire import decode_binary, decode_json, encode_binary, encode_json

LINES = [
    "I lost my dog today.",
    "",
    "We won!!! Best day of my life!",
    "\U0001f62d\U0001f62d",
    "Mir ist kalt.",
]


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_sentence_prints_appraisal_state_cues_and_packet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["feel", "Did the report finish?", "--personality", "friendly"]) == 0

    out = capsys.readouterr().out
    for word in ("appraisal", "state", "hands", "face", "bytes as JSON"):
        assert word in out
    packet = decode_json(out.splitlines()[-1])
    assert packet.video_blend


def test_a_file_gives_one_json_object_a_line_with_the_promised_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("\n".join(LINES), "utf-8")

    assert run(["feel", "--file", str(path), "--json"]) == 0

    found = answers(capsys)
    assert len(found) == len(LINES)
    for answer in found:
        appraisal = answer["appraisal"]
        assert isinstance(appraisal, dict)
        assert set(appraisal) == {"valence", "arousal", "dominance"}
        assert all(-1.0 <= value <= 1.0 for value in appraisal.values())
        packet = decode_json(json.dumps(answer["packet"]))
        assert answer["bytes"] == len(encode_json(packet)) < 500
        library = Library.builtin()
        binary = encode_binary(packet, library.index)
        assert len(binary) == answer["bytes_binary"] <= 96
        assert decode_binary(binary, library.ids) == packet
    sad, silence, glad = (found[k]["appraisal"]["valence"] for k in range(3))  # type: ignore[index]
    assert sad < silence < glad
    assert silence == 0.0


def test_the_same_seed_gives_the_same_packet_and_another_seed_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    packets = []
    for seed in ("7", "7", "8"):
        assert run(["feel", "Thank you so much!", "--json", "--seed", seed]) == 0
        packets.append(answers(capsys)[0]["packet"])

    assert packets[0] == packets[1] != packets[2]


def test_what_it_says_itself_is_named_and_can_be_read_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["feel", "I am glad to see you.", "--say", "--json"]) == 0

    (answer,) = answers(capsys)
    utterance = answer["utterance"]
    packet = answer["packet"]
    assert isinstance(utterance, dict) and isinstance(packet, dict)
    assert utterance["text"] == "I am glad to see you."
    assert packet["utterance"] == utterance["id"]


def test_context_replaces_the_hands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feel", "hm", "--context", "typing", "--json"]) == 0

    packet = answers(capsys)[0]["packet"]
    assert isinstance(packet, dict)
    assert packet["context"] == "typing"
    hands = [cue["cid"] for cue in packet["video_blend"] if cue["layer"] == "hands"]
    library = Library.builtin()
    assert hands
    assert all("typing" in str(library.describe(library.index[cid])["contexts"]) for cid in hands)


@pytest.mark.parametrize("text", ["x" * (1 << 20), "\x1b[2J\x00", "\U0001f600" * 50, "ᚠᛇᚻ ᛒᛦᚦ"])
def test_any_text_has_an_answer(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["feel", text, "--json"]) == 0

    (answer,) = answers(capsys)
    assert isinstance(answer["bytes"], int)
    assert answer["bytes"] < 500


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--emotion", "joyy"], "joy"),
        (["--event", "task_doen"], "task_done"),
        (["hello", "--personality", "freindly"], "friendly"),
        (["--file", "no-such-file.txt"], "no-such-file.txt"),
        ([], "exactly one of"),
        (["hello", "--emotion", "joy"], "exactly one of"),
    ],
)
def test_bad_input_names_the_thing_and_the_way_out(
    args: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["feel", *args]) == 2

    err = capsys.readouterr().err
    assert expected in err
    assert "Traceback" not in err


def test_a_file_that_is_not_utf8_is_refused_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(b"fine\nna\xefve\n")

    assert run(["feel", "--file", str(path), "--json"]) == 2

    assert "line 2" in capsys.readouterr().err


def test_the_plot_shows_who_starts_when(tmp_path: Path) -> None:
    path = tmp_path / "reaction.png"

    assert run(["feel", "We won!!!", "--plot", str(path)]) == 0

    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 10_000


def test_a_plot_of_no_picture_is_refused_before_anything_is_felt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["feel", "We won!!!", "--plot", str(tmp_path / "reaction.doc")]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "ends in .png, .svg or .pdf" in told.err
    assert list(tmp_path.iterdir()) == []
