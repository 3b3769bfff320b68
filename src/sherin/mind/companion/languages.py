"""Whether a line is in another language than the one it knows best."""

from __future__ import annotations

from typing import Final

from sherin.mind.companion.incoming import Incoming
from sherin.mind.knowledge.words import STOP_WORDS, words_of

__all__ = ["reads_as_foreign"]

_IN_BOTH: Final = frozenset(
    "a an as at die do had he i in is me no of on so us was want war".split()
)
"""English words that are common in other languages too; they speak for neither."""
_ENGLISH: Final = STOP_WORDS - _IN_BOTH
# Frequent small words of German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Polish and
# Swedish.
_COMMON: Final = """
    der das und ist nicht ich du wir ihr sie ein eine einen dem den mit auf für von zu wie wer wo
    warum wann welche welcher sind hat haben kann bist mein dein auch noch über erzähl mir bitte
    le la les un une des est sont je tu nous vous il elle et que qui quoi pourquoi comment où quand
    quel quelle dans avec sur mon ton votre c'est qu'est n'est pas ça ce cette parle
    el los las es una por para con qué quién cómo dónde cuándo cuál yo tú él ella está son mi su del
    pero muy más porque quien como donde cuando
    di che chi cosa dove perché sono è gli della nel il lo uno
    o os uma é são não você eu quem onde quando quanto como por que isso meu minha
    het een de van wat waar wanneer waarom hoe niet ik jij wij zijn heeft
    bir ve bu ne nedir kim nerede nasıl neden için ile değil ben sen var mı mi
    jest co kto gdzie kiedy dlaczego jak nie się w na czy
    och är det att inte vad vem hur när varför som jag
"""
_SMALL_WORDS: Final = frozenset(_COMMON.split()) - STOP_WORDS - _IN_BOTH
_SHORT: Final = 3
"""Of so few words one small word is enough."""


def reads_as_foreign(line: Incoming) -> bool:
    """Whether a line is written in another script, or with small words of another language."""
    if line.is_foreign:
        return True
    words = [word.lower() for word in words_of(line.text[:400])]
    n_foreign = sum(1 for word in words if word in _SMALL_WORDS)
    n_english = sum(1 for word in words if word in _ENGLISH)
    least = 1 if len(words) <= _SHORT else 2
    return n_foreign >= least and n_foreign > n_english
