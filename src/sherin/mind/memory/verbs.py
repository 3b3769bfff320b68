"""The base form of English verbs: `went` and `going` are forms of `go`.

Irregular pasts come from a table, the rest from their endings; what reads as no verb gives "".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["base_of", "is_past"]

_IRREGULAR: Final = {
    "became": "become", "began": "begin", "bit": "bite", "bought": "buy", "broke": "break",
    "brought": "bring", "built": "build", "burnt": "burn", "came": "come", "caught": "catch",
    "chose": "choose", "cut": "cut", "did": "do", "drank": "drink", "drew": "draw",
    "drove": "drive", "ate": "eat", "eaten": "eat", "fell": "fall", "felt": "feel", "flew": "fly",
    "forgot": "forget", "fought": "fight", "found": "find", "gave": "give", "given": "give",
    "got": "get", "gotten": "get", "grew": "grow", "had": "have", "heard": "hear", "hid": "hide",
    "hit": "hit", "hurt": "hurt", "kept": "keep", "knew": "know", "learnt": "learn", "led": "lead",
    "left": "leave", "lent": "lend", "let": "let", "lost": "lose", "made": "make", "meant": "mean",
    "met": "meet", "moved": "move", "paid": "pay", "put": "put", "quit": "quit", "ran": "run",
    "rang": "ring", "read": "read", "rode": "ride", "said": "say", "sang": "sing", "sat": "sit",
    "saw": "see", "seen": "see", "sent": "send", "set": "set", "shot": "shoot", "slept": "sleep",
    "sold": "sell", "spent": "spend", "spilt": "spill", "split": "split", "spoke": "speak",
    "stole": "steal", "stood": "stand", "swam": "swim", "taught": "teach", "threw": "throw",
    "thought": "think", "told": "tell", "took": "take", "taken": "take", "tore": "tear",
    "understood": "understand", "was": "be", "were": "be", "been": "be", "went": "go",
    "gone": "go", "woke": "wake", "won": "win", "wore": "wear", "written": "write",
    "wrote": "write", "driven": "drive", "done": "do", "bred": "breed", "dreamt": "dream",
    "lay": "lie", "hung": "hang", "dug": "dig", "froze": "freeze", "shook": "shake",
    "shut": "shut", "stuck": "stick", "swore": "swear", "bet": "bet", "fed": "feed", "bent": "bend",
}  # fmt: skip
"""Past forms people use of themselves."""
_SILENT_E: Final = frozenset(
    """
    advis apologis apologiz argu arriv bak bik celebrat chang clos com complet creat cur cycl
    danc decid div divorc driv escap explor freez giv graduat guid hat hav hik hir hop imagin
    improv invit involv joke judg leav lik liv los lov mak manag mov not notic organis organiz
    phon plac pok practic practis prepar produc promis purchas rac rais realis realiz receiv
    refus rehears releas remov replac rescu retir rid sav schedul serv shar shav skat slic
    smok solv stat stor struggl suppos surpris surviv tak tast translat tun typ us vot voyag
    wak wast wav welcom writ
    """.split()
)  # fmt: skip
"""Stems of verbs that end in a silent e."""
_DOUBLED: Final = re.compile(r"([bdgklmnprt])\1$")
_KEEPS_DOUBLE: Final = re.compile(r"(?:ll|ss|ff|zz)$")


@lru_cache(maxsize=2048)
def base_of(word: str) -> str:
    """The base form of a verb in any form; a word with no known ending is its own.

    Args:
        word: Lower case.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in ("ying", "ing", "ied", "ed", "ies", "es", "s"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        if ending in {"ied", "ies"}:
            return f"{stem}y"
        if ending == "ying":
            return f"{stem}y"
        if ending == "s":
            return word if word.endswith(("ss", "us", "is")) else stem
        if ending == "es":
            return stem if re.search(r"(?:ch|sh|x|ss|zz|o)$", stem) else f"{stem}e"
        return _with_its_end(stem)
    return word


def is_past(word: str) -> bool:
    """Whether a verb is in a past form; `read` and `cut` are counted as past."""
    return word in _IRREGULAR or (word.endswith("ed") and len(word) > 3)


def _with_its_end(stem: str) -> str:
    """`mov` is `move`, `plann` is `plan`, `play` stays."""
    if stem in _SILENT_E:
        return f"{stem}e"
    if _DOUBLED.search(stem) and not _KEEPS_DOUBLE.search(stem):
        return stem[:-1]
    return stem
