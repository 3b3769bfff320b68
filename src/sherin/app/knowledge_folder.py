"""Where the knowledge base lies, and how a command opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sherin.settings import home_folder

if TYPE_CHECKING:
    from sherin.mind.knowledge import KnowledgeBase

__all__ = ["knowledge_folder", "open_knowledge"]


def knowledge_folder() -> Path:
    """The folder of the shelves; shared by everyone on this machine, as no person is in it."""
    return home_folder() / "knowledge"


def open_knowledge(folder: Path | None = None) -> KnowledgeBase:
    """The knowledge base of this machine, or of another folder, with the starter shelf.

    Raises:
        KnowledgeError: the folder cannot be used.
    """
    from sherin.mind.knowledge import KnowledgeBase

    return KnowledgeBase.open(knowledge_folder() if folder is None else folder)
