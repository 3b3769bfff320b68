"""The process in which a Piper voice runs: text comes in on stdin, audio and phoneme times go out.

Piper is GPL-3 and its runtime takes a second to load, so it lives here alone, as espeak-ng does.
Run by `python -m sherin.body.voice.piper_worker VOICE.onnx`; frames are those of `espeak_worker`.
A request is `{"id", "text", "length_scale"}`; the answer names each symbol of IPA with its length
in samples, or says that the voice file has no such times.
"""

from __future__ import annotations

import json
import sys
from typing import IO, TYPE_CHECKING, cast

import numpy as np

from sherin.body.voice.espeak_worker import read_frame, write_frame

if TYPE_CHECKING:
    from piper import PiperVoice

__all__ = ["main"]


def main(arguments: list[str], stdin: IO[bytes], stdout: IO[bytes]) -> int:
    """Load the voice, say that it is ready, and answer until stdin ends; the exit status."""

    def say(answer: dict[str, object]) -> None:
        write_frame(stdout, b"J", json.dumps(answer).encode("utf-8"))

    try:
        voice = _load(arguments[0])
    except Exception as error:  # noqa: BLE001 (whatever a foreign file does to a foreign library)
        say({"ready": False, "error": f"{type(error).__name__}: {error}"[:400]})
        return 1
    say({"ready": True, "rate_hz": int(voice.config.sample_rate)})
    while (frame := read_frame(stdin)) is not None:
        request = cast("dict[str, str | float]", json.loads(frame[1]))
        if request.get("op") == "cancel":
            continue
        try:
            audio, symbols = _speak(voice, str(request["text"]), float(request["length_scale"]))
        except Exception as error:  # noqa: BLE001 (one bad phrase must not end the process)
            say({"error": f"{type(error).__name__}: {error}"[:400]})
            continue
        write_frame(stdout, b"A", audio)
        say({"symbols": symbols})
    return 0


def _load(path: str) -> PiperVoice:
    from piper import PiperVoice

    return PiperVoice.load(path, include_alignments=True)


def _speak(
    voice: PiperVoice, text: str, length_scale: float
) -> tuple[bytes, list[tuple[str, int]]]:
    """Audio as s16le, and each symbol with its samples; no symbols where a voice has no times."""
    from piper import SynthesisConfig

    config = SynthesisConfig(length_scale=float(voice.config.length_scale) * length_scale)
    pieces: list[bytes] = []
    symbols: list[tuple[str, int]] = []
    timed = True
    for chunk in voice.synthesize(text, config, include_alignments=True):
        samples = np.asarray(chunk.audio_int16_array, np.int16)
        pieces.append(samples.astype("<i2").tobytes())
        if chunk.phoneme_alignments is None:
            timed = False
        else:
            symbols += [(str(a.phoneme), int(a.num_samples)) for a in chunk.phoneme_alignments]
    return b"".join(pieces), symbols if timed else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
