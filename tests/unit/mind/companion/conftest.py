"""A mind in an own folder, with the starter shelf, a clock that tests move, and no keyring."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from sherin.mind.companion import Mind
from sherin.mind.knowledge import KnowledgeBase

NOON = 1_800_014_400.0
"""15 January 2027, 12:00 UTC."""


class Clock:
    """Says the time that a test sets."""

    def __init__(self) -> None:
        self.now_s = NOON

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter shelf, indexed once."""
    folder = tmp_path_factory.mktemp("shelves") / "knowledge"
    KnowledgeBase.open(folder).close()
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, shelves: Path) -> Path:
    shutil.copytree(shelves, tmp_path / "knowledge")
    return tmp_path


@pytest.fixture
def mind(home: Path, clock: Clock) -> Iterator[Mind]:
    with Mind.open("Ada", home=home, keyring=None, now_s=clock, zone=UTC) as opened:
        yield opened
