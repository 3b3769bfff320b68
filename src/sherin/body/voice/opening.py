"""The voice this machine can give: an engine where there is one, silence where there is none."""

from __future__ import annotations

import logging
from pathlib import Path

from sherin.body.voice.espeak import EspeakVoice
from sherin.body.voice.interface import Voice
from sherin.body.voice.piper import PiperVoice
from sherin.body.voice.silent import SilentVoice
from sherin.errors import VoiceError, VoiceNotFoundError

__all__ = ["open_voice"]

_log = logging.getLogger(__name__)


def open_voice(*, language: str = "en", variant: str | None = None) -> Voice:
    """A voice that is ready to speak; close it when done.

    Args:
        language: A code such as `en`, `de` or `zh`.
        variant: A timbre such as `f3`; the path of a Piper voice (`NAME.onnx`); or `silent`.

    Returns:
        A Piper voice where its file is named; else espeak-ng, or a `SilentVoice` (and a warning in
        the log) when that cannot start.

    Raises:
        VoiceNotFoundError: the engine has no such language or variant, or the file is not there.
        VoiceError: a Piper voice that was asked for does not start.
    """
    if variant == "silent":
        return SilentVoice(language=language)
    if variant is not None and variant.endswith(".onnx"):
        piper = PiperVoice(Path(variant), language=language)
        piper.start()
        return piper
    voice = EspeakVoice(language=language, variant=variant)
    try:
        voice.start()
    except VoiceNotFoundError:
        voice.close()
        raise
    except VoiceError as error:
        voice.close()
        _log.warning("no engine, speaking in silence reason=%r", str(error))
        return SilentVoice(language=language)
    return voice
