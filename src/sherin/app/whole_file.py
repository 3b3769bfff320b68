"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

from sherin.errors import InputError

__all__ = ["whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Generator[IO[bytes]]:
    """A file that appears under its name when it is complete, and not at all when it fails.

    Raises:
        InputError: it cannot be written there.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder. Name a file in it.")
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written, {error.strerror}. Choose another folder."
        ) from None
    unfinished = Path(name)
    try:
        with os.fdopen(number, "w+b") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        unfinished.chmod(0o666 & ~umask)  # as an ordinary file would have
        unfinished.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written, {error.strerror}. Choose another place."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
