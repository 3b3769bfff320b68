"""The process that writes film files: pictures and sound come in on stdin, a file comes out.

PyAV's wheels bring x264 and x265, which are GPL-2, so they are loaded here alone and reached by
messages only. This file runs by its path (`python -I encoder_worker.py`) and imports the standard
library, numpy and PyAV. It also keeps both cores busy: one draws while the other encodes.

A frame is a little-endian `uint32` length, one byte of kind, and that many bytes less one. The
first is `H`, a JSON object: `path`, `format`, `width`, `height`, `fps`, `alpha`, `sample_rate`
(0 without sound), `metadata`. Then `V` holds one picture (rgb24, or rgba with `alpha`), `A` mono
s16le sound, `E` nothing: the file is complete. The one answer, on stdout, is a JSON object: `ok`,
and where it is false `reason`,
or `refused`, what the file system said. Without `E` nothing is finished and the file is not usable.
"""

from __future__ import annotations

import json
import signal
import struct
import sys
from fractions import Fraction
from typing import IO, Any, Final

__all__ = ["MAX_FRAME_BYTES", "main", "read_frame", "write_frame"]

MAX_FRAME_BYTES: Final = 1 << 27
"""Longest frame either side accepts: a picture of 4,096 x 4,096 with opacity, and some."""
_BT709: Final = 1


def write_frame(stream: IO[bytes], kind: bytes, data: bytes | memoryview) -> None:
    """Send one frame."""
    stream.write(struct.pack("<I", len(data) + 1) + kind)
    stream.write(data)


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame as kind and data; None at the end of the stream.

    Raises:
        ValueError: a length that no frame has.
    """
    head = stream.read(5)
    if len(head) < 5:
        return None
    length = int(struct.unpack_from("<I", head)[0]) - 1
    if not 0 <= length < MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {length} bytes")
    data = stream.read(length)
    return (head[4:], data) if len(data) == length else None


class _Film:
    """One file while it is written."""

    def __init__(self, order: dict[str, Any]) -> None:
        import av

        self._av = av
        self._size = (int(order["width"]), int(order["height"]))
        self._alpha = bool(order["alpha"])
        self._rate = int(order["sample_rate"])
        self._fps = Fraction(order["fps"])
        options = {"movflags": "+faststart"} if order["format"] == "mp4" else {}
        self._file = av.open(order["path"], "w", format=order["format"], options=options)
        for key, value in order["metadata"].items():
            self._file.metadata[key] = value
        self._video = self._video_stream(str(order["format"]))
        self._audio = self._audio_stream(str(order["format"])) if self._rate else None
        self._n_pictures = 0
        self._n_samples = 0

    def _video_stream(self, container: str) -> Any:  # noqa: ANN401 (PyAV's stream)
        codec, options = ("libx264", _X264) if container == "mp4" else ("libvpx-vp9", _VP9)
        stream = self._file.add_stream(codec, rate=self._fps, options=options)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuva420p" if self._alpha else "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / self._fps
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = 1  # limited, as every player expects
        # Each key frame draws still grain anew, by two grey levels: a pulse if they came often.
        context.gop_size = int(self._fps * 10)
        if container == "webm":
            # Constant quality; a bit rate would override it.
            context.bit_rate = 0
            stream.metadata["alpha_mode"] = "1" if self._alpha else "0"
        return stream

    def _audio_stream(self, container: str) -> Any:  # noqa: ANN401
        codec = "aac" if container == "mp4" else "libopus"
        stream = self._file.add_stream(codec, rate=self._rate, layout="mono")
        stream.codec_context.bit_rate = 96_000
        return stream

    def picture(self, data: bytes) -> None:
        import numpy as np

        width, height = self._size
        pixels = np.frombuffer(data, np.uint8).reshape(height, width, 4 if self._alpha else 3)
        frame = self._av.VideoFrame.from_ndarray(pixels, "rgba" if self._alpha else "rgb24")
        frame = frame.reformat(
            format=self._video.pix_fmt, dst_colorspace="ITU709", dst_color_range="MPEG"
        )
        frame.pts, frame.time_base = self._n_pictures, 1 / self._fps
        self._n_pictures += 1
        self._file.mux(self._video.encode(frame))

    def sound(self, data: bytes) -> None:
        import numpy as np

        if self._audio is None:
            return
        samples = np.frombuffer(data, "<i2")[None]
        frame = self._av.AudioFrame.from_ndarray(samples, "s16", layout="mono")
        frame.sample_rate = self._rate
        frame.pts, frame.time_base = self._n_samples, Fraction(1, self._rate)
        self._n_samples += samples.shape[1]
        self._file.mux(self._audio.encode(frame))

    def finish(self) -> None:
        for stream in (self._video, self._audio):
            if stream is not None:
                self._file.mux(stream.encode(None))
        self._file.close()


# Measured on 75 pictures of a portrait at 512 px, ms of one core and kB a second: superfast 3.4 and
# 170, veryfast 4.2 and 70, faster 6.3 and 74; VP9 with cpu-used 8 4.5 and 92, 7 5.7 and 85, 5 7.6
# and 80. All of them keep 39 to 40 dB; what is lost is mostly the halved colour.
_X264: Final = {"preset": "veryfast", "crf": "16"}
_VP9: Final = {
    "deadline": "realtime",
    "cpu-used": "7",
    "crf": "24",
    "row-mt": "1",
    "auto-alt-ref": "0",  # transparency needs it off
}


def main() -> int:
    """Write one film from stdin."""
    # Ctrl-C reaches the whole group; whoever sends pictures decides what becomes of the file.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, answer = sys.stdin.buffer, sys.stdout.buffer
    try:
        is_complete = _write(source)
    except OSError as error:
        _say(answer, {"ok": False, "refused": error.strerror or str(error)})
        return 1
    except Exception as error:  # noqa: BLE001 (the other process turns it into its own error)
        _say(answer, {"ok": False, "reason": f"{type(error).__name__}: {error}"})
        return 1
    _say(answer, {"ok": is_complete, "reason": "" if is_complete else "not finished"})
    return 0 if is_complete else 1


def _write(source: IO[bytes]) -> bool:
    first = read_frame(source)
    if first is None or first[0] != b"H":
        return False
    film = _Film(json.loads(first[1]))
    while (frame := read_frame(source)) is not None:
        kind, data = frame
        if kind == b"V":
            film.picture(data)
        elif kind == b"A":
            film.sound(data)
        elif kind == b"E":
            film.finish()
            return True
    return False


def _say(answer: IO[bytes], words: dict[str, object]) -> None:
    answer.write(json.dumps(words).encode() + b"\n")
    answer.flush()


if __name__ == "__main__":
    sys.exit(main())
