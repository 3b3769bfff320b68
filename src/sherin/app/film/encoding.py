"""The near end of the process that encodes: pictures and sound go in, in the order of the film."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final, cast

import numpy as np
from numpy.typing import NDArray

from sherin.app.film import encoder_worker
from sherin.body.voice import SAMPLE_RATE_HZ, Waveform, as_int16
from sherin.errors import InputError, RenderError

__all__ = ["Encoder"]

_AHEAD: Final = 6
"""Pictures that may wait: enough to even out, few enough to cost no memory."""
_PATIENCE_S: Final = 120.0


class Encoder:
    """One film file on its way; `finish` completes it, `abort` gives up."""

    def __init__(
        self,
        path: Path,
        *,
        called: Path,
        container: str,
        size: tuple[int, int],
        fps: int,
        has_sound: bool,
        has_alpha: bool,
        metadata: Mapping[str, str],
    ) -> None:
        """Start the process.

        Args:
            path: The file; it is written over.
            called: What the film will be called; errors speak of that.
            container: `mp4` or `webm`.
            size: Width and height, both even.
            fps: Pictures a second.
            has_sound: Whether there will be any.
            has_alpha: Pictures are RGBA; `webm` only.
            metadata: What the file says about itself.
        """
        self._called: Final = called
        self._process = subprocess.Popen(  # noqa: S603 (our own file, no input)
            [sys.executable, "-I", encoder_worker.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._waiting: queue.Queue[tuple[bytes, bytes | NDArray[np.uint8]] | None] = queue.Queue(
            2 * _AHEAD
        )
        self._is_broken = False
        self._channels: Final = 4 if has_alpha else 3
        self._sender = threading.Thread(target=self._send, name="film-sender", daemon=True)
        self._sender.start()
        order = {
            "path": str(path),
            "format": container,
            "width": size[0],
            "height": size[1],
            "fps": fps,
            "alpha": has_alpha,
            "sample_rate": SAMPLE_RATE_HZ if has_sound else 0,
            "metadata": dict(metadata),
        }
        self._put(b"H", json.dumps(order).encode())

    def picture(self, pixels: NDArray[np.uint8]) -> None:
        """Add a picture (h, w, 4); it may be changed once this returns.

        Raises:
            RenderError: the encoder refused something.
            InputError: the file cannot be written.
        """
        self._put(b"V", np.array(pixels[..., : self._channels], order="C"))

    def sound(self, wave: Waveform) -> None:
        """Add the sound of the last picture.

        Raises:
            RenderError: the encoder refused something.
            InputError: the file cannot be written.
        """
        self._put(b"A", as_int16(wave))

    def finish(self) -> None:
        """Complete the file.

        Raises:
            RenderError: the encoder could not.
            InputError: the file cannot be written.
        """
        self._put(b"E", b"")
        self._close()
        answer = self._answer()
        if not answer.get("ok"):
            raise self._failure(answer)

    def abort(self) -> None:
        """End the process; the file is not usable. Harmless after `finish`."""
        if self._process.poll() is None:
            self._process.kill()
        self._is_broken = True
        self._close()
        self._answer()

    def _put(self, kind: bytes, data: bytes | NDArray[np.uint8]) -> None:
        while not self._is_broken:
            with contextlib.suppress(queue.Full):
                self._waiting.put((kind, data), timeout=0.2)
                return
        raise self._failure(self._answer())

    def _send(self) -> None:
        """Runs in a thread: the pipe blocks while the encoder is busy, drawing need not."""
        try:
            while (frame := self._waiting.get()) is not None:
                kind, data = frame
                view = data if isinstance(data, bytes) else data.tobytes()
                encoder_worker.write_frame(self._stdin, kind, view)
            self._stdin.close()
        except (BrokenPipeError, ValueError, OSError):
            self._is_broken = True

    def _close(self) -> None:
        while self._sender.is_alive():
            with contextlib.suppress(queue.Full):
                self._waiting.put(None, timeout=0.2)
                break
        self._sender.join(_PATIENCE_S)

    def _answer(self) -> dict[str, object]:
        """What the process said in the end; empty when it said nothing."""
        stdout = cast("IO[bytes]", self._process.stdout)
        line = b"" if stdout.closed else stdout.readline()
        stdout.close()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(BrokenPipeError, OSError):
            self._stdin.close()
        return json.loads(line) if line else {}

    def _failure(self, answer: Mapping[str, object]) -> RenderError | InputError:
        if refused := answer.get("refused"):
            return InputError(
                f"{self._called}: cannot be written, {refused}. Choose another place."
            )
        reason = str(answer.get("reason", ""))
        if "No module named" in reason:
            return RenderError(
                "films need PyAV, which is not installed. Run: pip install 'sherin[rig]', or "
                "write frames: -o frames/"
            )
        return RenderError(
            f"the encoder stopped: {reason or 'without a word'}. Try another size or file type, "
            "or write frames: -o frames/"
        )
