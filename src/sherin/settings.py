"""Settings: the one place that reads the environment.

Where a person's data lies, and what locks their memory.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from sherin.errors import InputError

__all__ = ["HOME_VARIABLE", "PASSPHRASE_VARIABLE", "home_folder", "passphrase"]

HOME_VARIABLE = "SHERIN_HOME"
"""Environment variable that names the folder for everything SHERIN keeps."""
PASSPHRASE_VARIABLE = "SHERIN_PASSPHRASE"
"""Environment variable that holds the passphrase of a person's memory, where no keyring keeps the
key."""


def passphrase(environ: Mapping[str, str] | None = None) -> str | None:
    """The passphrase of a person's memory, or None where none is set.

    Args:
        environ: Variables to read; by default those of this process.
    """
    return (os.environ if environ is None else environ).get(PASSPHRASE_VARIABLE) or None


def home_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The folder that holds everything SHERIN keeps, one sub-folder per person.

    It is not made here: whoever writes first makes it.

    Args:
        environ: Variables to read; by default those of this process.

    Returns:
        An absolute path: the value of `SHERIN_HOME` if that is set and not empty, with a leading
        `~` filled in, else the platform's data folder for `sherin`.

    Raises:
        InputError: `SHERIN_HOME` names something that exists and is not a folder.
    """
    given = (os.environ if environ is None else environ).get(HOME_VARIABLE, "")
    if not given:
        return platformdirs.user_data_path("sherin", appauthor=False)
    folder = Path(given).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{HOME_VARIABLE}={given!r} is a file, not a folder. "
            f"Set {HOME_VARIABLE} to a folder, or unset it to use the platform's data folder."
        )
    return folder
