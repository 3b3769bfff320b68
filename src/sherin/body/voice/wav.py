"""Speech as a WAV file that says it is synthetic.

16-bit mono at 24 kHz, written as it arrives; the lengths in the header are filled in at the end.
The `LIST/INFO` chunk names the software and says that no person spoke.

Source: Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft 1991).
"""

from __future__ import annotations

import struct
from typing import IO, Final

import numpy as np

from sherin.body.voice.interface import SAMPLE_RATE_HZ, Waveform
from sherin.errors import VoiceError

__all__ = ["SYNTHETIC_NOTE", "WavWriter", "as_int16", "read_info"]

SYNTHETIC_NOTE: Final = "Synthetic speech made by a computer; no person said this."
_MAX_DATA_BYTES: Final = 0xFFFF_FFFF - 4096


def as_int16(audio: Waveform) -> bytes:
    """Samples as s16le, rounded and clipped."""
    return np.rint(np.clip(audio, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


class WavWriter:
    """Writes one file, chunk by chunk, to a stream that can seek."""

    def __init__(self, stream: IO[bytes], *, software: str) -> None:
        """Begin the file.

        Args:
            stream: Open for binary writing, at its start.
            software: What made it, such as `SHERIN 0.1.0 (espeak-ng en)`.
        """
        self._stream = stream
        self.n_samples = 0
        entries = b"".join(
            _chunk(tag, text.encode("utf-8") + b"\0")
            for tag, text in ((b"ICMT", SYNTHETIC_NOTE), (b"ISFT", software))
        )
        head = b"WAVE" + _chunk(
            b"fmt ", struct.pack("<HHIIHH", 1, 1, SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ, 2, 16)
        )
        head += _chunk(b"LIST", b"INFO" + entries)
        self._data_at = 8 + len(head) + 4  # of the length of `data`
        stream.write(b"RIFF\0\0\0\0" + head + b"data\0\0\0\0")

    def write(self, audio: Waveform) -> None:
        """Append samples.

        Raises:
            VoiceError: the file would pass 4 GB, which the format cannot say.
        """
        self.n_samples += len(audio)
        if 2 * self.n_samples > _MAX_DATA_BYTES:
            raise VoiceError(
                f"WAV file: {self.n_samples} samples pass the format's 4 GB. Split the text."
            )
        self._stream.write(as_int16(audio))

    def finish(self) -> None:
        """Fill in the lengths; the stream stays open."""
        n_bytes = 2 * self.n_samples
        for at, value in ((4, self._data_at + 4 + n_bytes - 8), (self._data_at, n_bytes)):
            self._stream.seek(at)
            self._stream.write(struct.pack("<I", value))
        self._stream.seek(0, 2)


def _chunk(tag: bytes, data: bytes) -> bytes:
    return tag + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def read_info(data: bytes) -> dict[str, str]:
    """The entries of the `LIST/INFO` chunk of a WAV file.

    Raises:
        VoiceError: not a WAV file, or one that ends early.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise VoiceError(f"WAV file: it begins {data[:12]!r}; expected RIFF....WAVE.")
    found: dict[str, str] = {}
    for tag, body in _chunks(data, 12):
        if tag == b"LIST" and body[:4] == b"INFO":
            for entry, text in _chunks(body, 4):
                found[entry.decode("latin-1")] = text.rstrip(b"\0").decode("utf-8", "replace")
    return found


def _chunks(data: bytes, at: int) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = []
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + length > len(data):
            raise VoiceError(f"WAV file: chunk {data[at : at + 4]!r} ends after the file does.")
        found.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return found
