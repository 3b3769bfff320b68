from collections.abc import Iterator
from pathlib import Path

import pytest

from sherin.mind.knowledge import KnowledgeBase


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The starter shelf; read only."""
    with KnowledgeBase.open(tmp_path_factory.mktemp("shelf")) as base:
        yield base


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """An empty knowledge base."""
    with KnowledgeBase.open(tmp_path / "kb", shelf=False) as opened:
        yield opened
