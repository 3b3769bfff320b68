"""Captions of a film as SubRip (`.srt`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from sherin.app.film.score import Caption

__all__ = ["CaptionWriter"]


class CaptionWriter:
    """Writes captions as they become known."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Begin.

        Args:
            stream: Open for binary writing.
        """
        self._stream = stream
        self._number = 0

    def write(self, captions: Iterable[Caption]) -> None:
        """Add captions, in the order of their time."""
        for caption in captions:
            if not caption.text:
                continue
            self._number += 1
            times = f"{_stamp(caption.start_ms)} --> {_stamp(caption.end_ms)}"
            # A blank line would end the caption, an arrow would begin another.
            text = " ".join(caption.text.split()).replace("-->", "->")
            self._stream.write(f"{self._number}\n{times}\n{text}\n\n".encode())


def _stamp(t_ms: float) -> str:
    whole = max(round(t_ms), 0)
    seconds, ms = divmod(whole, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d},{ms:03d}"
