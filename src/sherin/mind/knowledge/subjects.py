"""Keys of subjects: what a title and a question about it have in common.

The key of "History of the computer" is that of "the history of computers": terms, sorted.
"""

from __future__ import annotations

import re
from typing import Final

from sherin.mind.knowledge.words import terms_of

__all__ = ["subject_key", "subject_keys"]

_IN_BRACKETS: Final = re.compile(r"\s*\([^)]*\)\s*$")
_MAX_KEY_TERMS: Final = 12


def subject_key(text: str) -> str:
    """The key of a subject; "" where no word of it is indexed."""
    return " ".join(sorted(set(terms_of(text)))[:_MAX_KEY_TERMS])


def subject_keys(title: str, aliases: str = "") -> list[str]:
    """The keys of a document: of its title, without what is in brackets, and of each alias."""
    names = [title, _IN_BRACKETS.sub("", title), *aliases.split(",")]
    return sorted({key for name in names if (key := subject_key(name))})
