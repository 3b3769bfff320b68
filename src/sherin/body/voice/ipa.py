"""Sounds written in the International Phonetic Alphabet, as the mnemonics the mouth knows.

Piper writes a text as single characters of IPA, with length and stress marks of their own; the rest
of the voice speaks espeak-ng's mnemonics. Source: the ASCII tables of espeak-ng's phoneme sources
and Kirshenbaum (1993); a sound that is not listed is left to the nearest letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sherin.body.voice.interface import PAUSE

__all__ = ["joined_sounds"]

# fmt: off
_MNEMONICS: Final = {
    "ɑ": "A:", "ɐ": "V", "ɒ": "0", "æ": "a", "ʌ": "V", "ə": "@", "ɚ": "3", "ɝ": "3:", "ɜ": "3:",
    "ɛ": "E", "ɪ": "I", "ᵻ": "I2", "ɨ": "I", "ɔ": "O:", "ʊ": "U", "ø": "Y", "œ": "W", "ɯ": "u",
    "ɤ": "V", "ɵ": "U", "ʉ": "u", "ɘ": "@", "ɞ": "3", "ɶ": "a",
    "β": "B", "θ": "T", "ð": "D", "ʃ": "S", "ʒ": "Z", "ɕ": "S", "ʑ": "Z", "ʂ": "s.", "ʐ": "z.",
    "ŋ": "N", "ɲ": "n", "ɳ": "n", "ɴ": "N", "ɱ": "m", "ɹ": "r", "ɻ": "r", "ɾ": "*", "ʁ": "R",
    "ʀ": "R", "ɽ": "*", "ɫ": "l", "ɬ": "l", "ɭ": "l", "ʎ": "l", "ɡ": "g", "ɟ": "J", "ʔ": "?",
    "ç": "C", "ɣ": "Q", "χ": "x", "ħ": "h", "ʕ": "?", "ɦ": "h", "ɥ": "w", "ʍ": "w", "ʋ": "v",
    "ɸ": "f", "ɖ": "d", "ʈ": "t", "ɓ": "b", "ɗ": "d", "ɠ": "g",
}
# fmt: on
_STRESS: Final = {"ˈ": 2, "ˌ": 1}
_MARKS: Final = "ːˑ\u0361\u035c\u0303\u0329\u032f\u032a\u0325\u030a\u033a\u033bʲʰʷˤˠʼ˞"
"""Length marks, tie bars and diacritics: they colour the sound before them."""
_SILENT: Final = "^$_ .,;:!?¡¿—…-\"'()«»“”#"


def joined_sounds(
    symbols: Sequence[tuple[str, int]],
) -> Iterator[tuple[str, int, int, int]]:
    """Join marks with the sounds they belong to.

    Args:
        symbols: Characters of IPA, each with its length in samples.

    Yields:
        (mnemonic or `PAUSE`, stress 0..2, first sample, sample after the last), without gaps.
    """
    at = 0
    name, stress, begin = "", 0, 0
    coming_stress = 0
    for symbol, n_samples in symbols:
        if symbol in _STRESS:
            if name:
                yield name, stress, begin, at
            # the time of a stress mark belongs to the sound it stands before
            name, begin, coming_stress = "", at, _STRESS[symbol]
        elif name and symbol in _MARKS:
            pass  # the sound before it goes on
        else:
            if name:
                yield name, stress, begin, at
                begin = at
            name = PAUSE if symbol in _SILENT else _MNEMONICS.get(symbol, symbol)
            stress = 0 if name == PAUSE else coming_stress
            coming_stress = coming_stress if name == PAUSE else 0
        at += n_samples
    if name:
        yield name, stress, begin, at
