"""The stem of an English word, so that "computers", "computing" and "computed" meet in the index.

Source: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the departures
of the author's own reference program (`bli`, `logi`, words of one or two letters stay).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["stem"]

_CONSONANT = "(?:[^aeiouy]|(?<![^aeiou])y|^y)"
_VOWEL = "(?:[aeiou]|(?<=[^aeiou])y)"
_MEASURE_1: Final = re.compile(f"^{_CONSONANT}*{_VOWEL}+{_CONSONANT}")
_MEASURE_2: Final = re.compile(
    f"^{_CONSONANT}*{_VOWEL}+{_CONSONANT}+{_VOWEL}+{_CONSONANT}",
)
_EXACTLY_1: Final = re.compile(f"^{_CONSONANT}*{_VOWEL}+{_CONSONANT}+{_VOWEL}*$")
_HAS_VOWEL: Final = re.compile(_VOWEL)
_DOUBLE: Final = re.compile(r"([^aeiouylsz])\1$")
_SHORT: Final = re.compile(f"{_CONSONANT}{_VOWEL}[^aeiouwxy]$")
_NOT_LETTERS: Final = re.compile(r"[^a-z]")

_STEP_2: Final[dict[str, str]] = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "bli": "ble", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful",
    "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_STEP_3: Final[dict[str, str]] = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_STEP_4: Final = tuple(
    "al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize".split()
)


def stem(word: str) -> str:
    """The stem of one lower-case word; anything that is not plain a-z is returned as it is."""
    if len(word) <= 2 or _NOT_LETTERS.search(word):
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _HAS_VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    return _tidied(_cut(word))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _MEASURE_1.search(word[:-3]) else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return _restored(rest) if _HAS_VOWEL.search(rest) else word
    return word


def _restored(rest: str) -> str:
    """What "-ed" or "-ing" left, with the "e" or the single letter it had before."""
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLE.search(rest):
        return rest[:-1]
    if _EXACTLY_1.search(rest) and _SHORT.search(rest):
        return rest + "e"
    return rest


def _replaced(word: str, rules: Mapping[str, str]) -> str:
    for suffix, other in rules.items():
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest + other if _MEASURE_1.search(rest) else word
    return word


def _cut(word: str) -> str:
    if word.endswith("ion"):
        rest = word[:-3]
        return rest if rest.endswith(("s", "t")) and _MEASURE_2.search(rest) else word
    longest = max((s for s in _STEP_4 if word.endswith(s)), key=len, default="")
    if not longest:
        return word
    rest = word[: -len(longest)]
    return rest if _MEASURE_2.search(rest) else word


def _tidied(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        many = _MEASURE_2.search(rest)
        if many or (_EXACTLY_1.search(rest) and not _SHORT.search(rest)):
            word = rest
    if word.endswith("ll") and _MEASURE_2.search(word[:-1]):
        word = word[:-1]
    return word
