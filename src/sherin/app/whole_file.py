"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

from sherin.errors import InputError

__all__ = ["put_in_place", "refused_writes", "unfinished_beside", "whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Generator[IO[bytes]]:
    """A file that appears under its name when it is complete, and not at all when it fails.

    Raises:
        InputError: it cannot be written there.
    """
    unfinished = unfinished_beside(path)
    try:
        with refused_writes(path), unfinished.open("w+b") as stream:
            yield stream
        put_in_place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def unfinished_beside(path: Path) -> Path:
    """An empty hidden file in the folder of `path`, to be written before it takes its place.

    Raises:
        InputError: no file can be written there.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder. Name a file in it.")
    if path.exists() and not path.is_file():  # /dev/null would be replaced by the file
        raise InputError(f"{path}: is a device or a pipe. Name an ordinary file.")
    path = path.resolve()  # a link stays one
    try:
        number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written, {error.strerror}. Choose another folder."
        ) from None
    os.close(number)
    return Path(name)


def put_in_place(unfinished: Path, path: Path) -> None:
    """Give a complete file its name; one that is there already goes.

    Raises:
        InputError: it cannot be named so.
    """
    umask = os.umask(0)
    os.umask(umask)
    with refused_writes(path):
        unfinished.chmod(0o666 & ~umask)  # as an ordinary file would have
        unfinished.replace(path.resolve())


@contextlib.contextmanager
def refused_writes(path: Path) -> Generator[None]:
    """What the file system refuses meanwhile becomes a sentence about the path.

    Raises:
        InputError: it refused something.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: cannot be written, {reason}. Choose another place.") from None
