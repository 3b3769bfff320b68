"""One line of text as words in clauses, with what its surface says: marks, capitals, emoji.

A single regular expression walks the text once. Nothing here knows what a word means; that is the
fitted table's part (`model.py`) and the cue table's (`cues.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["HEAD_CHARS", "TAIL_CHARS", "Line", "excerpt", "tokenize"]

HEAD_CHARS: Final = 1500
"""Characters read from the start of a long text; chosen so that the slowest text stays bounded."""

TAIL_CHARS: Final = 500
"""Characters read from its end: how a text closes is what the listener reacts to."""

_EMOJI: Final = (
    "\u2600-\u27bf\u2b05-\u2b55\u203c\u2049\u2139\u231a-\u23ff\u3030\u303d\U0001f000-\U0001faff"
)
_TOKEN: Final = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+|[@#]\w+)"
    r"|(?P<number>\d[\d.,:%]*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<face>[<>]?[:;=8xX][-'o^]?[)(\]\[DPpOo/\\|*3](?!\w)|<3|\^_?\^|:'\()"
    rf"|(?P<emoji>[{_EMOJI}][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*)"
    r"|(?P<ellipsis>\.{2,}|…)"
    r"|(?P<mark>[!?]+)"
    r"|(?P<stop>[.;:,()\[\]\u2013\u2014-])"
    r"|(?P<quote>[\"“”«»])"
)
# `xD` begins like a word, so faces made of letters are looked for among the words.
_LETTER_FACES: Final = frozenset({"xd", "xp"})
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")


@dataclass(slots=True)
class Line:
    """What one text is made of; counts are whole numbers, words are lower case."""

    words: list[str] = field(default_factory=list[str])
    """Every word in order, apostrophes straight, case folded to lower."""
    clause: list[int] = field(default_factory=list[int])
    """For each word the number of its clause; a clause ends at `.,;:()!?` and dashes."""
    shouted: list[bool] = field(default_factory=list[bool])
    """For each word: written in capitals (two letters or more)."""
    capital: list[bool] = field(default_factory=list[bool])
    """For each word: begins with a capital inside a sentence, as names do."""
    emoji: list[str] = field(default_factory=list[str])
    """Emoji and typed faces in order, without skin tone and variation marks."""
    n_exclamation: int = 0
    n_question: int = 0
    n_ellipsis: int = 0
    n_comma: int = 0
    n_quote: int = 0
    n_number: int = 0
    n_link: int = 0
    n_sentence_end: int = 0
    has_final_stop: bool = False
    """The last thing of the text is a full stop."""


def excerpt(text: str) -> str:
    """The part of a text that is appraised: all of it, or its head and its tail.

    At most HEAD_CHARS + TAIL_CHARS + 1 characters; both cuts fall on white space where there is
    some nearby, so that no half word is read. Cost: bounded, whatever the length of `text`.
    """
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    head, tail = text[:HEAD_CHARS], text[-TAIL_CHARS:]
    cut = head.rfind(" ", HEAD_CHARS - 100)
    if cut > 0:
        head = head[:cut]
    cut = tail.find(" ", 0, 100)
    return f"{head}\n{tail[cut + 1 :]}"


def shortened(word: str) -> str:
    """A drawn-out word as it is spelled: runs of three or more letters become two."""
    return _LONG_RUN.sub(r"\1\1", word)


def tokenize(text: str) -> Line:
    """The words, marks and emoji of a text.

    Args:
        text: Any string; lone surrogates and control characters are skipped, not refused.

    Cost: linear in the length of the text; call `excerpt` first where that may be large.
    """
    line = Line()
    clause = 0
    at_start = True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        token = match.group()
        if kind == "word":
            lower = token.lower().replace("’", "'")
            if lower in _LETTER_FACES:
                line.emoji.append(lower)
                continue
            line.words.append(lower)
            line.clause.append(clause)
            line.shouted.append(len(token) > 1 and token.isupper())
            line.capital.append(not at_start and token[0].isupper() and lower != "i")
            at_start = False
        elif kind == "stop":
            clause += 1
            line.n_comma += token == ","
            if token == ".":
                at_start = True
                line.n_sentence_end += 1
        elif kind == "mark":
            clause += 1
            at_start = True
            line.n_exclamation += token.count("!")
            line.n_question += token.count("?")
            line.n_sentence_end += 1
        elif kind == "ellipsis":
            clause += 1
            line.n_ellipsis += 1
        elif kind in {"emoji", "face"}:
            line.emoji.append(
                token.rstrip("\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
            )
        elif kind == "quote":
            line.n_quote += 1
        elif kind == "number":
            line.n_number += 1
        else:
            line.n_link += 1
    line.has_final_stop = text.rstrip(" \t\r\n\"”'’)").endswith(".")
    return line
