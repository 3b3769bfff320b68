"""Keep native libraries from writing on the terminal."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["native_silence"]


@contextmanager
def native_silence() -> Generator[None]:
    """Send what C++ code prints on stderr to nowhere, for the length of a `with`.

    MediaPipe prints five lines of warnings about itself before it can be told not to; only the file
    descriptor helps. Where there is no descriptor 2 nothing is done.
    """
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
