"""Where a speaker breathes: read text becomes phrases of at most twelve words.

It is cut at sentences, then clauses, then before words that begin a new thought; never between a
number or an article and what it belongs to, as long as another place can be found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["WIDE", "Phrase", "named", "split"]

_MAX_WORDS: Final = 12
"""Of a phrase; about five seconds."""
_MAX_PHRASE_CHARS: Final = 120
_MAX_WIDE_CHARS: Final = 24
"""Of a phrase in a script without spaces."""
_CLAUSE_PAUSE_S, _SENTENCE_PAUSE_S, _PARAGRAPH_PAUSE_S = 0.16, 0.34, 0.55
_SPLIT_PAUSE_S: Final = 0.05
"""Inside a clause that was too long."""

_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<![\s.(][A-Z]\.)(?!(?<=\d\.)\s+[a-zà-ÿ])['\")\]]*\s+|(?<=[。！？；])\s*"
)
_CLAUSE_END = re.compile(r"(?<=[,;:])\s+|\s+(?=-\s)|(?<=[，、：；])\s*")
_HAS_SOUND = re.compile(r"[^\W_]")
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]\s*"
    r"|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\s*|\s+"
)
WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A sign of a script without spaces."""
_ENDS: Final = ".!?。！？"
_GOES_ON: Final = ",;，、；"

_OPENING: Final = {
    "en": "and or but so that which who when where while because since if as than to in on at by "
    "for with from into about after before through without",
    "de": "und oder aber sondern dass weil wenn als wie um zu in an auf bei mit von für aus nach "
    "vor durch ohne gegen seit bis",
    "fr": "et ou mais donc que qui quand parce si comme pour dans sur avec par sans en à chez vers",
    "es": "y o pero que cuando porque si como para en sobre con por sin a hasta desde",
    "it": "e o ma che quando perché se come per in su con da senza a fino",
}
"""Words that begin what is said in one breath."""
_BINDING: Final = {
    "en": "the a an my your his her its our their this that these those no of to in on at by for "
    "with from very p oh",
    "de": "der die das den dem des ein eine einen einem einer mein dein sein ihr kein im am zum "
    "zur von mit in an auf für sehr",
    "fr": "le la les l un une des du de d mon ma mes ton son sa ses ce cette ces au aux à en très",
    "es": "el la los las un una unos unas mi tu su de del al este esta en con muy",
    "it": "il lo la i gli le un uno una di del della dei a al in con molto",
}
"""Words that nobody pauses after."""
_OPENING_WORDS: Final = {code: frozenset(words.split()) for code, words in _OPENING.items()}
_BINDING_WORDS: Final = {code: frozenset(words.split()) for code, words in _BINDING.items()}
_TORN_COST, _PLAIN_COST = 8.0, 2.0
"""In words away from the middle: what tearing two apart costs, and a cut before a plain word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What is said in one breath."""

    text: str
    pause_s: float
    """Silence that follows it at neutral prosody."""


def named(words: str) -> Phrase:
    """Words that stand for a text without any."""
    return Phrase(text=words + ".", pause_s=_SENTENCE_PAUSE_S)


def split(block: str, *, language: str = "en") -> Iterator[Phrase]:
    """The phrases of a block of read text.

    Args:
        block: Without markup; one that ends in a comma goes on in the next.
        language: A code such as `en-gb`; decides before which words a phrase may begin.
    """
    code = language.split("-", maxsplit=1)[0]
    goes_on = block.rstrip()[-1:] in _GOES_ON
    sentences = [s for s in _SENTENCE_END.split(block) if s and _HAS_SOUND.search(s)]
    for number, sentence in enumerate(sentences):
        is_last = number == len(sentences) - 1
        pieces = list(_pieces(sentence.strip(), code))
        for position, (piece, pause_s) in enumerate(pieces):
            if position < len(pieces) - 1:
                yield Phrase(text=piece, pause_s=pause_s)
            elif is_last and goes_on:
                yield Phrase(text=_with_comma(piece), pause_s=_CLAUSE_PAUSE_S)
            else:
                ended = piece if piece[-1:] in _ENDS else piece.rstrip(",;:-，、：；") + "."
                yield Phrase(
                    text=ended, pause_s=_PARAGRAPH_PAUSE_S if is_last else _SENTENCE_PAUSE_S
                )


def _size(text: str) -> float:
    """Words, where a sign of a script without spaces counts as half a word."""
    n_wide = len(WIDE.findall(text))
    n_words = len(text.split()) if n_wide < len(text) / 2 else 0
    by_length = len(text) * _MAX_WORDS / _MAX_PHRASE_CHARS
    return max(n_words + n_wide * _MAX_WORDS / _MAX_WIDE_CHARS, by_length)


def _pieces(sentence: str, code: str) -> Iterator[tuple[str, float]]:
    """Clauses merged up to twelve words; longer ones cut at words."""
    if _size(sentence) <= _MAX_WORDS:
        yield sentence, 0.0
        return
    merged = ""
    for clause in _CLAUSE_END.split(sentence):
        if not _HAS_SOUND.search(clause):
            continue
        joined = f"{merged} {clause}".strip()
        if merged and _size(joined) > _MAX_WORDS:
            yield from _cut(merged, code)
            merged = clause
        else:
            merged = joined
    yield from _cut(merged, code)


def _cut(clause: str, code: str) -> Iterator[tuple[str, float]]:
    """A clause in parts of about the same length, each cut where it hurts least."""
    tokens = _TOKEN.findall(clause)
    while _size(rest := "".join(tokens)) > _MAX_WORDS and len(tokens) > 1:
        wanted = _size(rest) / max(2, -(-round(_size(rest)) // _MAX_WORDS))
        n_tokens = _best_cut(tokens, wanted, code)
        yield _with_comma("".join(tokens[:n_tokens]).strip()), _SPLIT_PAUSE_S
        del tokens[:n_tokens]
    yield _with_comma("".join(tokens).strip()), _CLAUSE_PAUSE_S


def _best_cut(tokens: Sequence[str], wanted: float, code: str) -> int:
    """How many tokens the next part has."""
    opening, binding = _OPENING_WORDS.get(code, frozenset()), _BINDING_WORDS.get(code, frozenset())
    best, least = 1, float("inf")
    part = ""
    for number, (token, after) in enumerate(itertools.pairwise(tokens), start=1):
        part += token
        if _size(part) > _MAX_WORDS:
            break
        word = token.strip().lower()
        cost = abs(_size(part) - wanted)
        if word[-1:].isdigit() or word in binding:
            cost += _TORN_COST
        elif after.strip().lower() not in opening:
            cost += _PLAIN_COST
        if cost < least:
            best, least = number, cost
    return best


def _with_comma(text: str) -> str:
    """A phrase that goes on keeps its pitch up; a comma says so to the engine."""
    return text if text[-1:] in ",;:，、：；.!?。！？" else text.rstrip("- ") + ","
