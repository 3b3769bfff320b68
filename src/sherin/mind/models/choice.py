"""Which model the person chose; kept in SHERIN_HOME/models.json.

Without a choice there is no model: what a person said is given to no program, also not to one on
the same machine, before they asked for it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from sherin.errors import ModelError

__all__ = ["ModelChoice", "load_choice", "models_folder", "save_choice"]

_FILE: Final = "models.json"
_MAX_BYTES: Final = 64_000


class ModelChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `sherin models use` said."""

    version: int = 1
    name: str | None = None
    """Of a model; None: none is to be used."""
    url: str | None = None
    """Address of its server, where that is not a well-known one."""


def models_folder(home: Path) -> Path:
    """Where .gguf files are looked for."""
    return home / "models"


def load_choice(home: Path) -> ModelChoice | None:
    """What was chosen; None where nothing ever was.

    Raises:
        ModelError: the file is torn or of a later version.
    """
    path = home / _FILE
    try:
        with path.open("rb") as stream:
            raw = stream.read(_MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read, {error.strerror}. Check its rights.") from None
    try:
        choice = msgspec.json.decode(raw, type=ModelChoice)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ModelError(f"{path}: {error}. Choose again: sherin models use NAME") from None
    if choice.version != 1:
        raise ModelError(
            f"{path}: version {choice.version}, expected 1. It was written by a later SHERIN: "
            "update, or choose again: sherin models use NAME"
        )
    return choice


def save_choice(home: Path, choice: ModelChoice) -> Path:
    """Keep a choice; the file appears whole or not at all.

    Raises:
        ModelError: it cannot be written.
    """
    path = home / _FILE
    unfinished: Path | None = None
    try:
        home.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{_FILE}.", suffix=".part", dir=home)
        unfinished = Path(name)
        with os.fdopen(number, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(choice)) + b"\n")
        unfinished.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be written, {error.strerror}. Check the folder's rights and space."
        ) from None
    finally:
        if unfinished is not None:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
    return path
