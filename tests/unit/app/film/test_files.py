"""What a film leaves on disk: whole files that say they are synthetic, or nothing."""

import contextlib
import io
import resource
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

from sherin.app.film.captions import CaptionWriter
from sherin.app.film.conditioning import HAND_BONES, NpyStream, draw_pose, heat_maps
from sherin.app.film.filming import shoot
from sherin.app.film.score import Beat, Caption, Score
from sherin.app.film.sinks import Sink, check_target, open_sink
from sherin.body.channels import NEUTRAL
from sherin.body.voice import SAMPLE_RATE_HZ
from sherin.errors import InputError, RenderError

SIZE = (64, 48)
SILENCE = np.zeros(960, np.float32)


def picture(level: int, alpha: int = 255) -> np.ndarray:
    pixels = np.full((SIZE[1], SIZE[0], 4), level, np.uint8)
    pixels[..., 3] = 255
    pixels[:, :32, 3] = alpha
    return pixels


def fill(sink: Sink, pictures: list[np.ndarray], ending: BaseException | None = None) -> None:
    with sink:
        for pixels in pictures:
            sink.add(pixels, SILENCE)
        if ending is not None:
            raise ending


@pytest.mark.parametrize("name", ["x.mp4", "x.webm", "x.gif", "frames"])
def test_nothing_stays_of_a_film_that_fails(tmp_path: Path, name: str):
    sink = open_sink(tmp_path / name, size=SIZE, fps=25)
    with pytest.raises(KeyboardInterrupt):
        fill(sink, [picture(100)], ending=KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def files_of_at_most(n_bytes: int) -> Generator[None]:
    """Stands for a disk that is full; processes that are started meanwhile have it, too."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("name", ["x.mp4", "x.webm", "x.gif", "frames"])
def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path, name: str):
    path = tmp_path / name
    noise = np.random.default_rng(1).integers(0, 255, (60, SIZE[1], SIZE[0], 4), np.uint8)
    with files_of_at_most(3000), pytest.raises(InputError, match="cannot be written") as refused:
        fill(open_sink(path, size=SIZE, fps=25), list(noise))
    assert str(refused.value).startswith(f"{path}: ")
    assert list(tmp_path.iterdir()) == []


def test_old_film_survives_a_failure(tmp_path: Path):
    path = tmp_path / "x.mp4"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="tired"), open_sink(path, size=SIZE, fps=25):
        raise ValueError("tired")
    assert path.read_bytes() == b"old"


def test_encoder_that_stops_is_reported(tmp_path: Path):
    sink = open_sink(tmp_path / "x.mp4", size=SIZE, fps=25)
    with pytest.raises(RenderError, match="the encoder stopped"):
        fill(sink, [np.zeros((3, 5, 4), np.uint8)] * 200)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "alpha", "words"),
    [
        ("x.avi", False, r"films end in .mp4, .webm or .gif"),
        ("x.mp4", True, "mp4 has no transparency"),
        ("no/x.mp4", False, "its folder does not exist"),
        ("full", False, "not an empty folder"),
    ],
)
def test_paths_that_cannot_be_are_refused_at_once(
    tmp_path: Path, name: str, alpha: bool, words: str
):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(InputError, match=words):
        check_target(tmp_path / name, size=SIZE, has_alpha=alpha)


def test_odd_sizes_are_refused_for_films(tmp_path: Path):
    with pytest.raises(InputError, match="even width and height"):
        check_target(tmp_path / "x.mp4", size=(63, 48), has_alpha=False)


class Flash:
    """Draws black but for one white picture."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.number = 0

    def draw(self, vector: object, **rest: object) -> np.ndarray:
        self.number += 1
        return picture(255 if self.number - 1 == self.at else 0)


class FlashScore(Score):
    def vector(self, t_ms: float) -> np.ndarray:
        self.advance(t_ms)
        return NEUTRAL


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_sound_and_picture_meet_within_twenty_milliseconds(tmp_path: Path, suffix: str):
    """A flash and a click at one moment, read back from the file by its own clocks."""
    import av

    path = tmp_path / f"flash{suffix}"
    at = 30
    click = np.zeros(240, np.float32)
    click[:] = 0.9
    beat = Beat(at_ms=0.0, end_ms=100.0, sound=click, sound_ms=1000.0 * at / 25)
    score = FlashScore([beat], least_ms=2000.0)
    report = shoot(score, Flash(at), open_sink(path, size=SIZE, fps=25), fps=25)
    assert report.frames == 50
    with av.open(str(path)) as film:
        flash_s = next(
            float(frame.time) for frame in film.decode(video=0)
            if frame.to_ndarray(format="gray").mean() > 128
        )  # fmt: skip
    with av.open(str(path)) as film:
        assert "synthetic" in {k.lower(): v for k, v in film.metadata.items()}["comment"]
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        heard = [
            (float(piece.time), piece.to_ndarray().ravel())
            for frame in film.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
    starts = [
        time_s + float(np.argmax(np.abs(wave) > 0.3)) / SAMPLE_RATE_HZ
        for time_s, wave in heard
        if (np.abs(wave) > 0.3).any()
    ]
    assert abs(min(starts) - flash_s) <= 0.020
    assert flash_s == pytest.approx(at / 25, abs=0.001)


def test_webm_keeps_transparency(tmp_path: Path):
    import av

    path = tmp_path / "x.webm"
    with open_sink(path, size=SIZE, fps=25, has_alpha=True) as sink:
        for _ in range(5):
            sink.add(picture(200, alpha=0), SILENCE)
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        decoder = av.CodecContext.create("libvpx-vp9", "r")
        frames = [f for packet in film.demux(stream) for f in decoder.decode(packet)]
    alpha = frames[0].to_ndarray(format="rgba")[..., 3]
    assert alpha[:, :28].max() < 16
    assert alpha[:, 36:].min() > 239


def test_gif_repeats_keeps_time_and_says_that_it_is_synthetic(tmp_path: Path):
    from PIL import Image

    path = tmp_path / "x.gif"
    with open_sink(path, size=SIZE, fps=30, has_alpha=True) as sink:
        for level in (10, 120, 240):
            sink.add(picture(level, alpha=0), SILENCE)
    with Image.open(path) as gif:
        assert gif.n_frames == 3
        assert gif.info["loop"] == 0
        assert b"synthetic" in gif.info["comment"]
        durations = []
        for k in range(3):
            gif.seek(k)
            durations.append(gif.info["duration"])
            shown = np.asarray(gif.convert("RGBA"))
            assert shown[:, :32, 3].max() == 0
            assert shown[0, 40, 0] == pytest.approx((10, 120, 240)[k], abs=12)
    assert sum(durations) == 100


def test_folder_holds_pictures_and_sound(tmp_path: Path):
    from PIL import Image

    path = tmp_path / "frames"
    with open_sink(path, size=SIZE, fps=25) as sink:
        for level in (10, 20):
            sink.add(picture(level), SILENCE)
    assert sorted(p.name for p in path.iterdir()) == ["000001.png", "000002.png", "sound.wav"]
    with Image.open(path / "000002.png") as shown:
        assert shown.size == SIZE
        assert "synthetic" in shown.text["Comment"]  # type: ignore[attr-defined]
        assert np.asarray(shown)[0, 0].tolist() == [20, 20, 20]


def test_captions_are_subrip():
    stream = io.BytesIO()
    writer = CaptionWriter(stream)
    writer.write([Caption(start_ms=1234.4, end_ms=3_723_004.0, text="Well -->\n\n yes.")])
    writer.write([Caption(start_ms=0.0, end_ms=1.0, text="")])
    assert stream.getvalue().decode() == "1\n00:00:01,234 --> 01:02:03,004\nWell -> yes.\n\n"


def test_array_that_grows_is_a_plain_npy_file(tmp_path: Path):
    rows = np.random.default_rng(1).random((5, 3, 2)).astype(np.float32)
    stream = NpyStream(tmp_path / "x.npy", (3, 2), np.float32)
    for row in rows:
        stream.append(row)
    stream.close()
    np.testing.assert_array_equal(np.load(tmp_path / "x.npy"), rows)


def test_bones_reach_every_point_of_a_hand_once():
    assert sorted(b for _, b in HAND_BONES) == list(range(1, 21))
    assert [a for a, _ in HAND_BONES].count(0) == 5


def test_heat_map_peaks_at_its_key_points():
    face = np.full((478, 2), -100.0)
    hand = np.stack((np.linspace(100, 300, 21), np.linspace(400, 200, 21)), axis=1)
    maps = heat_maps(face, [hand], (512, 512))
    assert maps.shape == (512, 512, 2)
    for x, y in hand:
        assert maps[round(y), round(x), 0] > 240
    assert maps[round(hand[10, 1]), round(hand[10, 0]) + 5, 0] > 140  # one sigma: .61
    assert maps[..., 1].any() and not maps[:100, :, 1].any()
    drawn = draw_pose(face, [hand], (512, 512))
    assert drawn[round(hand[3, 1]), round(hand[3, 0])].max() > 200
