"""Bakes the library that ships: starter capsules and generated ones into one file.

Run `python -m sherin.body.capsules.baking` or `sherin capsules bake`. The bytes depend on the
sources alone: shapes use only arithmetic that every machine does alike, and samples are rounded to
16 bits.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sherin.body.capsules.compose import SEED, Composition, compose_library
from sherin.body.capsules.starter import starter_capsules
from sherin.body.library import BUILTIN_PATH
from sherin.body.library_format import encode_library

__all__ = ["Baked", "bake", "compose_builtin"]

ATTRIBUTION: Final = "SHERIN capsule library, Apache-2.0"

Progress = Callable[[int, int], None]
"""Called with how many capsules are composed, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baked:
    """What a bake wrote."""

    path: Path
    n_capsules: int
    n_bytes: int
    hash: str
    """SHA-256 of the file, 64 hex digits."""
    seconds: float


def compose_builtin(progress: Progress | None = None) -> Composition:
    """The composition that ships: `starter_capsules()` and the generated ones."""
    return compose_library(starter_capsules(), seed=SEED, progress=progress)


def bake(path: Path = BUILTIN_PATH, progress: Progress | None = None) -> Baked:
    """Compose, compile and write the library; the file appears at once or not at all.

    Args:
        path: Where to; its folder is made when it does not exist.
        progress: Told every hundred capsules.

    Raises:
        CapsuleError: a capsule does not compile, or the grids do not hold enough different ones.
        OSError: the folder cannot be written.
    """
    started = time.perf_counter()
    composition = compose_builtin(progress)
    counts: dict[str, int] = {}
    for capsule in composition.capsules:
        counts[capsule.domain] = counts.get(capsule.domain, 0) + 1
    about: dict[str, object] = {
        "attribution": ATTRIBUTION,
        "counts": counts,
        "n_starters": composition.n_starters,
        "seed": SEED,
    }
    data = encode_library(composition.compiled, about=about)
    _replace(path, data)
    return Baked(
        path=path,
        n_capsules=len(composition.capsules),
        n_bytes=len(data),
        hash=hashlib.sha256(data).hexdigest(),
        seconds=time.perf_counter() - started,
    )


def _replace(path: Path, data: bytes) -> None:
    """Write beside the target and rename: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def main() -> int:
    """Bake to the built-in place, or to the path given."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILTIN_PATH
    baked = bake(path)
    sys.stdout.write(
        f"{baked.path}: {baked.n_capsules} capsules, {baked.n_bytes} bytes, "
        f"{baked.seconds:.1f} s, sha256 {baked.hash}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
