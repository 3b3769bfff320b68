"""Numbers in words as digits: `twenty-five times three` becomes `25 times 3`."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["with_digits"]

_SMALL: Final = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_LARGE: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD: Final = "|".join((*_SMALL, *_TENS, "hundred", *_LARGE))
_AND: Final = r"(?:(?<=hundred)|(?<=thousand)|(?<=million))\s+and\s+"
_NUMBER: Final = re.compile(rf"\b(?:{_WORD})(?:(?:[\s-]+|{_AND})(?:{_WORD}))*\b", re.IGNORECASE)


def with_digits(text: str) -> str:
    """The text with each number in words written in digits.

    Args:
        text: Anything; what is no number stays.
    """
    return _NUMBER.sub(lambda match: str(_value(match[0])), text)


def _value(words: str) -> int:
    total = part = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _SMALL:
            part += _SMALL[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _LARGE:
            total += max(part, 1) * _LARGE[word]
            part = 0
    return total + part
