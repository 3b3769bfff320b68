"""Whether two texts ask the same thing: only what cannot change a meaning is taken away.

`read_asking` brings a text into a plain form; `is_same` compares two. Order, names, numbers,
negations, tenses and prepositions stay, so that "who built Rome" never meets "who built Paris",
"who did Rome build" or "who never built Rome". A miss costs milliseconds, a confusion a lie.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

from sherin.mind.knowledge.stemming import stem
from sherin.mind.knowledge.words import QUESTION_WORDS

__all__ = ["MAX_CHARS", "NEGATIONS", "Asking", "is_same", "loose_stems", "read_asking"]

MAX_CHARS: Final = 500
"""A longer text is nobody's repeated question."""
_EDGES: Final = " \t\"'`“”‘’«»()[]{}?!.,;:…¿¡*_"
_DASHES: Final = str.maketrans({"’": "'", "‘": "'", "–": "-", "‐": "-", "−": "-", "—": " "})
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")

NEGATIONS: Final = frozenset("not no never none nobody nothing nowhere neither nor without".split())
_NEGATED: Final = {"can't": "can not", "won't": "will not", "shan't": "shall not"} | {
    f"{verb}n't": f"{verb} not" for verb in "do does did is are was were could would should".split()
}
_CONTRACTED: Final = {
    "cannot": "can not", "i'm": "i am", "let's": "let us", "it's": "it is", "that's": "that is",
    "there's": "there is",
    **_NEGATED,
    **{word.replace("'", ""): plain for word, plain in _NEGATED.items()},
    **{word + end: f"{word} is" for word in QUESTION_WORDS for end in ("'s", "s")},
}  # fmt: skip
_ENDINGS: Final = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"))
_SPELLINGS: Final = {
    "tv": "television", "colour": "color", "colours": "colors", "centre": "center",
    "theatre": "theater", "grey": "gray", "metre": "meter", "metres": "meters", "litre": "liter",
    "organisation": "organization", "organise": "organize", "favourite": "favorite",
    "behaviour": "behavior", "aluminium": "aluminum", "programme": "program", "aeroplane":
    "airplane", "neighbour": "neighbor", "honour": "honor", "labour": "labor", "defence": "defense",
}  # fmt: skip
"""The same word in two spellings."""
_DOUBLED: Final = re.compile(r"(?<=\w{3}e)ll(?=(?:ing|ed|er|ers)$)")  # tunnelling, travelled
_FRAMES: Final = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|please|sherin) )*"
    r"(?:(?:(?:can|could|would|will) you (?:please )?|please )?(?:tell|remind) me "
    r"|(?:please )?do you know |i (?:want|need|would like|'d like) to know )?"
    rf"(?=(?:{'|'.join(sorted(QUESTION_WORDS))})(?:'s|s)? )"
)
"""Only before a question word: "well water" and "so what" keep their beginnings."""
_POLITE: Final = frozenset(["please", "exactly", "actually"])
_COPULAS: Final = frozenset("is are was were".split())
_PRONOUNS: Final = frozenset("i you he she it we they this that these those".split())
_SINGULAR: Final = re.compile(r"[a-z]{2,}(?<![su])s")


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A text in the form in which texts are compared."""

    key: str
    """Its words in order, in plain spelling; "" for a text nobody asks twice."""
    names: tuple[str, ...] | None
    """Words written with capitals, as written; None where the writer uses none at all."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the key."""
        return tuple(self.key.split())


def read_asking(text: str) -> Asking:
    """Bring a text into the form in which texts are compared.

    Args:
        text: Anything; above `MAX_CHARS` characters the key is empty.

    Cost: about 15 us for a question of ten words.
    """
    if len(text) > MAX_CHARS:
        return Asking(key="", names=None)
    written = _written(unicodedata.normalize("NFKC", text).translate(_DASHES))
    folded = _FRAMES.sub("", " ".join(word.casefold() for word in written))
    words = [word for token in folded.split() for word in _plain(token)]
    return Asking(key=" ".join(_rearranged(words)), names=_names(written))


def is_same(one: Asking, other: Asking) -> bool:
    """Whether one answer serves both: equal words in order, and no capital speaks against it."""
    if not one.key or one.key != other.key:
        return False
    return one.names is None or other.names is None or one.names == other.names


def loose_stems(asking: Asking) -> str:
    """Stems of the words that carry meaning, in order: a first sieve for questions alike."""
    return " ".join(stem(word) for word in asking.words if word not in _EMPTY)


_EMPTY: Final = frozenset("a an the is are was were be been do does did of about".split())


def _written(text: str) -> list[str]:
    words = (word.strip(_EDGES) for word in text.split())
    return [word for word in words if word]


def _plain(token: str) -> list[str]:
    if token in _POLITE:
        return []
    if token in _CONTRACTED:
        return _CONTRACTED[token].split()
    for ending, word in _ENDINGS:
        if token.endswith(ending) and len(token) > len(ending):
            return [token[: -len(ending)], word]
    if _GROUPED.fullmatch(token):
        return [token.replace(",", "")]
    token = _SPELLINGS.get(token, token)
    return [_DOUBLED.sub("l", token)]


def _rearranged(words: list[str]) -> list[str]:
    """Forms of one question: "what X is", "what does X mean", "define X", "what are Xs"."""
    if len(words) > 2 and words[0] in {"what", "who", "where"} and words[-1] in _COPULAS:
        words = [words[0], words[-1], *words[1:-1]]
    if len(words) > 3 and words[:2] == ["what", "does"] and words[-1] == "mean":
        words = ["what", "is", *words[2:-1]]
    if len(words) > 1 and words[0] == "define":
        words = ["what", "is", *words[1:]]
    if len(words) > 3 and words[1] in _COPULAS and words[2] in {"a", "an"}:
        words = [*words[:2], *words[3:]]
    if len(words) == 3 and words[:2] == ["what", "are"] and _SINGULAR.fullmatch(words[2]):
        words = ["what", "is", _one_of(words[2])]
    if len(words) == 4 and words[:2] == ["how", "do"] and words[2] not in _PRONOUNS:
        words = ["how", "does", _one_of(words[2]), words[3]]
    return words


def _one_of(word: str) -> str:
    if not _SINGULAR.fullmatch(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if re.search(r"(?:ch|sh|x|ss|zz)es$", word) else word[:-1]


def _names(written: list[str]) -> tuple[str, ...] | None:
    """Words with a capital that the beginning of a sentence, or "I", does not explain."""
    telling = [word for word in written if not re.fullmatch(r"I(?:'\w+)?", word)]
    letters = "".join(telling)
    if letters == letters.lower() or letters == letters.upper():
        return None
    return tuple(
        word
        for n, word in enumerate(telling)
        if word != word.lower() and (n > 0 or word[1:] != word[1:].lower())
    )
