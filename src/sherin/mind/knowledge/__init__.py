"""What stands on the shelves, how it is found, and how sure an answer is.

Start with `KnowledgeBase.open(folder)` and its `ask`; `DOMAINS` lists the shelves. Files become
passages in SQLite, passages an index of words and vectors beside it, and a question becomes the
best sentences with their source and a calibrated confidence. See docs/knowledge.md.
"""

from __future__ import annotations

from sherin.mind.knowledge.base import (
    GO_ON,
    Answer,
    FoundPassage,
    KnowledgeBase,
    KnowledgeStatus,
    Source,
)
from sherin.mind.knowledge.confidence import THRESHOLD
from sherin.mind.knowledge.domains import DOMAINS, Domain, domain_of
from sherin.mind.knowledge.ingest import IngestReport

__all__ = [
    "DOMAINS",
    "GO_ON",
    "THRESHOLD",
    "Answer",
    "Domain",
    "FoundPassage",
    "IngestReport",
    "KnowledgeBase",
    "KnowledgeStatus",
    "Source",
    "domain_of",
]
