"""The built-in library is what the sources say, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from sherin.body.capsules import baking
from sherin.body.library import BUILTIN_PATH, Library


def test_baking_again_gives_the_same_bytes(tmp_path: Path):
    """Deterministic, and the file that ships is not stale. About 15 s: it is the whole bake."""
    told: list[tuple[int, int]] = []
    baked = baking.bake(tmp_path / "again.bin", progress=lambda n, of: told.append((n, of)))
    assert (tmp_path / "again.bin").read_bytes() == BUILTIN_PATH.read_bytes(), (
        f"{BUILTIN_PATH} is stale. Run: python -m sherin.body.capsules.baking"
    )
    assert baked.n_capsules == 10_000
    assert baked.n_bytes <= 4_000_000
    assert told[-1] == (10_000, 10_000)
    assert [path.name for path in tmp_path.iterdir()] == ["again.bin"]


def test_failed_bake_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "library.bin"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(baking.os, "fdopen", fail)
    with pytest.raises(OSError, match="disk is full"):
        baking._replace(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["library.bin"]


def test_library_says_what_it_is():
    about = Library.builtin().about
    assert about["seed"] == baking.SEED
    assert "Apache-2.0" in str(about["attribution"])
