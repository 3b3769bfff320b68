"""Portraits and heads that the tests of the surroundings share; each is read and built once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sherin.body.rig.face import Head, build_head
from sherin.body.rig.intake import read_portrait
from sherin.body.rig.portrait import Portrait

FOLDER = Path(__file__).parents[6] / "shared" / "data" / "portraits"


@cache
def _read(path: Path) -> Portrait:
    return read_portrait(path)


@pytest.fixture(scope="session")
def portrait_of() -> Callable[[str], Portrait]:
    """A portrait of the shared collection by name, e.g. `p011`; skips where it is absent."""

    def read(name: str) -> Portrait:
        path = FOLDER / f"{name}.jpg"
        if not path.exists():
            pytest.skip(f"the portraits are not here: {FOLDER}")
        return _read(path)

    return read


@pytest.fixture(scope="session")
def built_in_head(built_in_portrait: Portrait) -> Head:
    """The head of the portrait that ships."""
    return build_head(built_in_portrait)
