"""Short forms with a full stop that does not end a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

__all__ = ["Abbreviations"]


class Abbreviations:
    """The short forms of a language, and how each is said."""

    def __init__(self, words: Mapping[str, str], *, may_end: AbstractSet[str]) -> None:
        """Prepare a table.

        Args:
            words: Short form to words, such as `e.g.`; between its parts a space may stand, and its
                first letter may be a capital.
            may_end: Those after which a capital begins a new sentence; after others it is a name.
        """
        self._words: Final = {_raised(key): _raised(said) for key, said in words.items()}
        self._words.update(words)
        self._may_end: Final = may_end
        forms = sorted(self._words, key=len, reverse=True)
        self._pattern: Final = re.compile(
            r"(?<![\w.])(" + "|".join(map(_with_spaces, forms)) + r")(?!\w)(\s*$|(?=\s+[A-Z]))?"
        )

    def spelt_out(self, text: str) -> str:
        """The text with its short forms in words.

        The full stop stays where a sentence seems to end with it.
        """
        return self._pattern.sub(self._said, text)

    def _said(self, match: re.Match[str]) -> str:
        short = match[1].replace(" ", "")
        at_end = match[2] is not None and (
            short in self._may_end or match.end() == len(match.string)
        )
        said = self._words[short]
        return said.rstrip(",") + "." if at_end and short.endswith(".") else said


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_spaces(form: str) -> str:
    """A pattern for `z.B.` that matches `z. B.` too."""
    return re.escape(form[:-1]).replace(r"\.", r"\. ?") + re.escape(form[-1])
