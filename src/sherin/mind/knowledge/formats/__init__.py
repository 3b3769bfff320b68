"""Files to documents: one module for each kind of file, none knows about the index.

Start with `read_documents(path)`, which chooses by the name's ending and yields `Document`s;
`SUFFIXES` lists what can be read. See docs/knowledge.md.
"""

from __future__ import annotations

from sherin.mind.knowledge.formats.reading import SUFFIXES, read_documents

__all__ = ["SUFFIXES", "read_documents"]
