"""What a text claims, as far as words show it: numbers, names, dates and negations.

Two wordings of one answer must agree in these; `facts_of` counts them, so that a changed tone can
be checked for loss.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

__all__ = ["facts_of"]

_NUMBER: Final = re.compile(r"[+\-−]?\d+(?:[.,:/]\d+)*\s?(?:%|°)?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n\s*)['\"“‘(\[]*$")
_NUMBER_WORDS: Final = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen half third quarter first second once twice both
    """.split()
)
_DATES: Final = frozenset(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday today yesterday tomorrow
    """.split()
)
_NEGATIONS: Final = frozenset(
    "no not never none nobody nothing nowhere neither nor without cannot hardly".split()
)
_MYSELF: Final = frozenset("i i'm i'll i'd i've".split())


def facts_of(text: str) -> Counter[str]:
    """How often each number, name, date and negation stands in a text.

    A name is a word with a capital that does not begin a sentence, or with one inside. Numbers and
    dates count as they are written, in digits or words.
    """
    found: Counter[str] = Counter(match.group().strip() for match in _NUMBER.finditer(text))
    for match in _WORD.finditer(text):
        word = match.group()
        lowered = word.lower().replace("’", "'")
        if lowered in _NEGATIONS or lowered.endswith("n't"):
            found["not"] += 1
        elif lowered in _MYSELF:
            continue
        elif lowered in _NUMBER_WORDS or (lowered in _DATES and lowered != "may"):
            found[lowered] += 1
        elif _is_name(word, text, match.start()):
            found[word] += 1
    return found


def _is_name(word: str, text: str, at: int) -> bool:
    if word[1:] != word[1:].lower():
        return True
    if not word[0].isupper():
        return False
    return _SENTENCE_START.search(text[max(at - 8, 0) : at]) is None if at else False
