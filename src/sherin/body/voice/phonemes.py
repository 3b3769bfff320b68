"""Which mouth shapes a sound has: espeak-ng mnemonics to the 15 visemes.

Every English mnemonic stands in `_ENGLISH`. Mnemonics of other languages use the same letters for
the same sounds, so that `viseme_names` can fall back to the letters a mnemonic is made of.
"""

from __future__ import annotations

from functools import cache
from typing import Final

__all__ = ["ENGLISH_MNEMONICS", "viseme_names"]

# A diphthong is two shapes; an r-coloured vowel ends in RR; an empty string leaves the mouth alone.
_ENGLISH: Final = {
    # vowels
    "@": "E", "@2": "E", "@5": "ou", "@#": "E", "@-": "E", "@L": "E nn", "3": "RR", "3:": "RR",
    "a": "aa", "a#": "aa", "a#2": "aa", "a2": "aa", "aa": "aa", "A:": "aa", "A#": "aa",
    "A~": "aa", "A@": "aa RR", "aI": "aa ih", "aI3": "aa ih RR", "aI@": "aa ih RR",
    "aU": "aa ou", "aU@": "aa ou RR", "E": "E", "E#": "E", "E2": "E", "e": "E", "e:": "E",
    "e#": "E", "e@": "E RR", "eI": "E ih", "I": "ih", "I#": "ih", "I2": "ih", "I2#": "ih",
    "IR": "ih RR", "i": "ih", "i:": "ih", "i@": "ih RR", "i@3": "ih RR", "0": "oh", "0#": "oh",
    "02": "oh", "O": "oh", "O2": "oh", "O:": "oh", "O~": "oh", "O@": "oh RR", "o": "oh",
    "o:": "oh", "o@": "oh RR", "OI": "oh ih", "oU": "oh ou", "oU#": "oh ou", "U": "ou",
    "U@": "ou RR", "u": "ou", "u:": "ou", "V": "aa", "VR": "aa RR",
    # lips
    "p": "PP", "b": "PP", "m": "PP", "m-": "PP", "f": "FF", "v": "FF", "v#": "FF",
    "w": "ou", "w#": "ou", "r": "RR", "r-": "RR", "r/": "RR",
    # teeth and tongue
    "T": "TH", "D": "TH", "t": "DD", "t#": "DD", "t2": "DD", "d": "DD", "d#": "DD", "n": "nn",
    "n-": "nn", "l": "nn", "l-": "nn", "l/": "nn", "l/2": "nn", "l/3": "nn", "s": "SS", "z": "SS",
    "z#": "SS", "z/2": "SS", "S": "CH", "Z": "CH", "tS": "CH", "dZ": "CH", "j": "ih",
    "k": "kk", "g": "kk", "N": "kk", "N-": "kk", "x": "kk", "h": "", "?": "", "*": "DD", ";": "",
}  # fmt: skip
ENGLISH_MNEMONICS: Final = frozenset(_ENGLISH)

_VOWEL_LETTERS: Final = {
    "a": "aa", "A": "aa", "&": "aa", "V": "aa", "6": "aa", "e": "E", "E": "E", "@": "E", "3": "RR",
    "8": "oh", "9": "oh", "W": "oh", "i": "ih", "I": "ih", "1": "ih", "o": "oh", "O": "oh",
    "0": "oh", "u": "ou", "U": "ou", "y": "ou", "Y": "ou", "2": "oh",
    "4": "E", "5": "E", "7": "oh",
}  # fmt: skip
# Longest first: an affricate is not its stop.
_CONSONANT_LETTERS: Final = (
    ("pF", "PP FF"), ("tS", "CH"), ("dZ", "CH"), ("ts.", "CH"), ("ts", "SS"), ("dz", "SS"),
    ("t_s", "SS"), ("TS", "SS"), ("tl", "DD"), ("p\\", "FF"), ("p", "PP"), ("b", "PP"),
    ("m", "PP"), ("M", "PP"), ("P", "PP"), ("f", "FF"), ("v", "FF"), ("B", "FF"), ("F", "FF"),
    ("T", "TH"), ("D", "TH"), ("t", "DD"), ("d", "DD"), ("*", "DD"), ("n", "nn"), ("l", "nn"),
    ("L", "nn"), ("j", "ih"), ("J", "kk"), ("s.", "CH"), ("z.", "CH"), ("s", "SS"), ("z", "SS"),
    ("S", "CH"), ("Z", "CH"), ("C", "kk"), ("c", "kk"), ("k", "kk"), ("g", "kk"), ("N", "kk"),
    ("K", "kk"), ("G", "kk"), ("q", "kk"), ("Q", "kk"), ("x", "kk"), ("X", "kk"), ("R", "kk"),
    ("r", "DD"), ("w", "ou"), ("H", ""), ("h", ""), ("?", ""),
)  # fmt: skip


@cache
def viseme_names(mnemonic: str) -> tuple[str, ...]:
    """The mouth shapes of one sound, in order.

    Args:
        mnemonic: Of espeak-ng, without stress marks; of any of its languages.

    Returns:
        Names of `VISEME_NAMES`: one for most sounds, two or three for a diphthong, none for a sound
        made in the throat, a pause, or something that is no sound.
    """
    known = _ENGLISH.get(mnemonic)
    if known is not None:
        return tuple(known.split())
    if not mnemonic or mnemonic[0] in "_'(,%=|":
        return ()
    return _by_letters(mnemonic.lstrip("?"))


def _by_letters(mnemonic: str) -> tuple[str, ...]:
    """A consonant by its first letters; a vowel by its letters, with the nasal that ends it."""
    names: list[str] = []
    if mnemonic[:1] not in _VOWEL_LETTERS:
        for letters, shapes in _CONSONANT_LETTERS:
            if mnemonic.startswith(letters):
                names += shapes.split()
                mnemonic = mnemonic[len(letters) :]
                break
    is_vowel = mnemonic[:1] in _VOWEL_LETTERS
    for position, letter in enumerate(mnemonic if is_vowel else ""):
        if letter in _VOWEL_LETTERS and not (position and letter.isdigit()):
            shape = _VOWEL_LETTERS[letter]
        elif letter in "nr" and position:
            shape = "nn" if letter == "n" else "RR"
        else:
            continue
        if not names or names[-1] != shape:
            names.append(shape)
    return tuple(names[:3])
