"""The voices that the companion can speak with, by name; a file is never named by a request."""

from __future__ import annotations

import asyncio
import difflib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sherin.body.voice import EspeakVoice, Voice, open_voice
from sherin.errors import VoiceError, VoiceNotFoundError

__all__ = ["DEFAULT_VOICE", "Voices"]

_log = logging.getLogger(__name__)

DEFAULT_VOICE: Final = "default"
"""The engine's own timbre."""
SILENT: Final = "silent"
"""The mouth moves, nothing sounds."""


class Voices:
    """Timbres of espeak-ng, and Piper voices that lie in a folder."""

    def __init__(self, folder: Path) -> None:
        """Look at nothing yet.

        Args:
            folder: Where `NAME.onnx` of a Piper voice may lie; need not exist.
        """
        self._folder: Final = folder
        self._timbres: tuple[str, ...] | None = None

    async def names(self) -> tuple[str, ...]:
        """Every voice, the default one first, silence last."""
        if self._timbres is None:
            self._timbres = await asyncio.to_thread(_espeak_timbres)
        files = sorted(path.stem for path in self._folder.glob("*.onnx"))
        return tuple(dict.fromkeys((DEFAULT_VOICE, *files, *self._timbres, SILENT)))

    async def open(self, name: str) -> Voice:
        """A voice that is ready to speak; its owner closes it.

        Raises:
            VoiceNotFoundError: there is none of that name; the closest are listed.
            VoiceError: it does not start.
        """
        names = await self.names()
        if name not in names:
            close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(close)}?" if close else "GET /voices lists them."
            raise VoiceNotFoundError(f"voice {name[:40]!r}: there is none. {hint}")
        return await asyncio.to_thread(open_voice, variant=self.variant(name))

    def opening(self, name: str | None) -> Callable[[], Voice]:
        """What opens the voice that was chosen last time; the default one where it is gone."""

        def opened() -> Voice:
            try:
                return open_voice(variant=self.variant(name))
            except (VoiceError, VoiceNotFoundError) as failure:
                _log.warning("voice not opened name=%r reason=%r", name, str(failure))
                return open_voice()

        return opened

    def variant(self, name: str | None) -> str | None:
        """A voice as `open_voice` takes it; None for the default one."""
        # By what lies there, not by the name: no name leads out of the folder.
        file = self._folder / f"{name}.onnx"
        if file in self._folder.glob("*.onnx"):
            return str(file)
        return None if name == DEFAULT_VOICE else name


def _espeak_timbres() -> tuple[str, ...]:
    try:
        with EspeakVoice() as engine:
            return engine.voices().variants
    except VoiceError as failure:
        _log.warning("no voices of espeak-ng reason=%r", str(failure))
        return ()
