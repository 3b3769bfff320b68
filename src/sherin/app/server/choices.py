"""What was chosen on the page and is kept for the next start: avatar and voice."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from sherin.app.whole_file import whole_file
from sherin.errors import InputError

__all__ = ["Choices", "KeptChoices"]

_log = logging.getLogger(__name__)


class Choices(msgspec.Struct, frozen=True):
    """What was chosen; None for what was not."""

    avatar: str | None = None
    """Name of an avatar."""
    voice: str | None = None
    """Name of a voice."""


class KeptChoices:
    """The choices in one small file."""

    def __init__(self, folder: Path) -> None:
        """Read what was chosen last time.

        Args:
            folder: `SHERIN_HOME`; made when the first choice is kept.
        """
        self._path = folder / "choices.json"
        self._choices = self._read()

    @property
    def now(self) -> Choices:
        """What is chosen."""
        return self._choices

    def keep(self, *, avatar: str | None = None, voice: str | None = None) -> None:
        """Choose one or both, from now on and after the next start."""
        now = self._choices
        chosen = Choices(avatar=avatar or now.avatar, voice=voice or now.voice)
        if chosen == now:
            return
        self._choices = chosen
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self._path) as stream:
                stream.write(msgspec.json.format(msgspec.json.encode(chosen)))
        except (OSError, InputError) as failure:
            # It holds until the end of this process; worth a line, not a refusal.
            _log.warning("choice not kept path=%s reason=%r", self._path, str(failure))

    def _read(self) -> Choices:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Choices)
        except FileNotFoundError:
            return Choices()
        except (OSError, msgspec.DecodeError) as failure:
            _log.warning("choices not read path=%s reason=%r", self._path, str(failure))
            return Choices()
