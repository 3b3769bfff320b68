"""`sherin render` end to end on a small rig: short films, read back."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sherin.app.cli.main import run
from sherin.body.rig.glb import encode_rig
from sherin.testing.rigs import tiny_rig


@pytest.fixture(scope="module")
def avatar(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rig") / "tiny.glb"
    path.write_bytes(encode_rig(tiny_rig(grid_px=10.0)))
    return str(path)


def frames_of(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as film:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])


def rendered(args: list[str], capsys: pytest.CaptureFixture[str]) -> dict:
    assert run(["render", *args, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_a_text_becomes_a_film_with_sound(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    import av

    out = tmp_path / "x.mp4"
    args = ["--avatar", avatar, "--text", "Hello there!", "--emotion", "joy", "--size", "128"]
    made = rendered([*args, "--srt", "-o", str(out)], capsys)
    assert made["ok"] is True
    assert made["bytes"] == out.stat().st_size
    assert made["seconds"] == pytest.approx(made["frames"] / 25)
    with av.open(str(out)) as film:
        assert "synthetic" in film.metadata["comment"]
        sound = np.concatenate([f.to_ndarray().ravel() for f in film.decode(audio=0)])
    assert np.abs(sound).max() > 0.05
    assert len(sound) / 24_000 == pytest.approx(made["seconds"], abs=0.1)
    shown = frames_of(out)
    assert shown.shape == (made["frames"], 128, 128, 3)
    assert np.abs(np.diff(shown.astype(int), axis=0)).max() > 20
    assert "Hello there!" in out.with_suffix(".srt").read_text("utf-8")


def test_same_input_and_seed_give_the_same_pictures(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    args = ["--avatar", avatar, "--vad", "0.6,0.5,0.2", "--seconds", "0.6", "--size", "96"]
    shown = []
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        rendered([*args, "--seed", seed, "-o", str(tmp_path / name)], capsys)
        pictures = sorted((tmp_path / name).glob("*.png"))
        shown.append([picture.read_bytes() for picture in pictures])
    assert len(shown[0]) == 15
    assert shown[0] == shown[1]
    assert shown[0] != shown[2]


@pytest.mark.parametrize(
    ("args", "size"),
    [
        (["--capsules", "HK_071,HK_021", "--size", "96x160"], (160, 96)),
        (["--profile", "ANX_DENIAL", "--size", "128x96"], (96, 128)),
        (["--loop", "--size", "96"], (96, 96)),
    ],
)
def test_motions_profiles_and_loops_become_films(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], args: list[str], size: tuple
):
    out = tmp_path / "x.webm"
    made = rendered(["--avatar", avatar, *args, "--seconds", "2", "-o", str(out)], capsys)
    assert made["seconds"] == 2.0
    assert frames_of(out).shape == (50, *size, 3)


def test_packets_of_feel_are_played(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["feel", "I am so happy!", "--say", "--json"]) == 0
    path = tmp_path / "packets.ndjson"
    path.write_text(capsys.readouterr().out, "utf-8")
    out = tmp_path / "x.mp4"
    made = rendered(
        ["--avatar", avatar, "--packets", str(path), "--size", "96", "-o", str(out)], capsys
    )
    assert made["seconds"] > 1.0
    path.write_text('{"packet": {"seq": "no"}}\n', "utf-8")
    assert run(["render", "--avatar", avatar, "--packets", str(path), "-o", str(out)]) == 2
    assert "line 1: not a packet" in capsys.readouterr().err


def test_conditioning_writes_arrays_and_pictures(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "cond"
    kinds = [word for kind in ("pose", "heatmap", "depth") for word in ("--conditioning", kind)]
    args = ["--avatar", avatar, "--capsules", "HK_071", "--seconds", "0.2", "--size", "96"]
    made = rendered([*args, *kinds, "-o", str(out)], capsys)
    assert made["frames"] == 5
    assert np.load(out / "hand_right.npy").shape == (5, 21, 2)
    assert np.load(out / "face.npy").shape == (5, 478, 2)
    assert np.load(out / "heatmaps.npy").shape == (5, 512, 512, 2)
    depth = np.load(out / "depth.npy")
    assert depth.shape == (5, 96, 96)
    assert np.isfinite(depth[0, 40, 48]) and np.isinf(depth[0, 2, 2])
    for kind in ("pose", "heatmap", "depth"):
        assert len(list((out / kind).glob("*.png"))) == 5


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--text", "Hi"], "exactly one of --photo and --avatar"),
        (["--avatar", "A"], "Say what happens"),
        (["--avatar", "A", "--text", "Hi", "--loop"], "--loop is a face at rest"),
        (["--avatar", "A", "--text", "Hi", "--vad", "1,2"], "expected three numbers"),
        (["--avatar", "A", "--profile", "ANX_DENIEL"], "ANX_DENIAL"),
        (["--avatar", "A", "--capsules", " , "], "--capsules names none"),
        (["--avatar", "A", "--capsules", "HK_00X"], "capsule 'HK_00X'"),
        (["--avatar", "A", "--emotion", "joy", "--size", "9"], "expected a side such as 512"),
        (["--avatar", "A", "--emotion", "joy", "--size", "9000"], "each 64 to 4096 px"),
        (["--avatar", "A", "--text", " ** "], "nothing in it that can be read aloud"),
        (["--avatar", "A", "--emotion", "joy", "--alpha"], "mp4 has no transparency"),
        (["--avatar", "astronout", "--emotion", "joy"], "Did you mean astronaut?"),
        (["--avatar", "nowhere.glb", "--emotion", "joy"], "nowhere.glb: No such file"),
        (["--photo", "nowhere.jpg", "--emotion", "joy"], "nowhere.jpg"),
    ],
)
def test_bad_input_is_explained_and_leaves_nothing(
    avatar: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], args: list[str], said: str
):
    args = [avatar if word == "A" else word for word in args]
    assert run(["render", *args, "-o", str(tmp_path / "x.mp4")]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a process group on POSIX only")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_film_leaves_no_broken_file(
    avatar: str, tmp_path: Path, how: signal.Signals
):
    """The signal reaches the encoder too, as it does on a terminal."""
    program = "from sherin.app.cli.main import main; main()"
    command = [sys.executable, "-c", program, "render", "--avatar", avatar, "--emotion", "joy"]
    out = tmp_path / "out"
    out.mkdir()
    process = subprocess.Popen(
        [*command, "--seconds", "600", "--size", "96", "-o", str(out / "x.mp4")],
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "SHERIN_HOME": str(tmp_path / "home")},
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if any(path.stat().st_size > 1000 for path in out.iterdir()):
            break
        time.sleep(0.05)
    else:
        process.kill()
        pytest.fail(f"no film began within 120 s: {process.communicate()[1]}")
    os.killpg(process.pid, how)
    _, words = process.communicate(timeout=60)
    assert process.returncode == 130, words
    assert b"interrupted" in words
    assert list(out.iterdir()) == []
