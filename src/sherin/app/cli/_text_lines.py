"""Reads a text line by line, for the commands that answer each line by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sherin.errors import InputError

__all__ = ["lines_of"]

_MAX_LINE_BYTES = 1 << 20


def lines_of(path: Path, *, each: str) -> Iterator[str]:
    """The lines of a file, without their ends; an empty line is one, too.

    Args:
        path: A UTF-8 text; `-` is standard input.
        each: What a line is, for the words of an error.

    Raises:
        InputError: it cannot be read, is not UTF-8, or has a line of more than a megabyte.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. Name a UTF-8 text file, or - for stdin."
        ) from None
    for number, line in enumerate(data.splitlines(), start=1):
        if len(line) > _MAX_LINE_BYTES:
            raise InputError(
                f"{path}, line {number}: {len(line)} bytes; expected at most {_MAX_LINE_BYTES}. "
                f"Write one {each} a line."
            )
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path}, line {number}, byte {error.start}: not UTF-8. Save the file as UTF-8."
            ) from None
