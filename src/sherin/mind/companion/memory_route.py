"""The route of memory: what the person told, asked for, or wants forgotten."""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
import time
from collections.abc import Sequence
from typing import Final

import msgspec

from sherin.mind.affect import HasVad
from sherin.mind.affect.appraisal import appraise
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.incoming import read_incoming
from sherin.mind.companion.reflex_route import kind_of_news
from sherin.mind.companion.reply_feeling import of_no_answer, of_remembering
from sherin.mind.companion.small_talk import Acknowledged
from sherin.mind.knowledge import THRESHOLD
from sherin.mind.knowledge.question import read_question
from sherin.mind.knowledge.words import term_of, terms_of, words_of
from sherin.mind.memory import Memory, Recalled
from sherin.mind.memory.extraction import OWNER, facts_in, forget_request
from sherin.mind.memory.questions import asked
from sherin.mind.memory.recall import UNREPEATED
from sherin.mind.memory.verbs import base_of

__all__ = [
    "about_just_that",
    "all_told",
    "answer_from_memory",
    "closest",
    "forget",
    "heard_only",
    "quote",
    "remember",
    "tells_where",
    "that_clauses",
    "what_it_recalls",
]

_EVERYTHING: Final = frozenset(
    ("everything", "all", "me", "all of it", "everything about me", "all about me", "all you know")
)
_RECOLLECTION: Final = re.compile(
    r"^(?:(?:please|sherin|so|and|but|hey)[\s,]+)*(?:"
    r"what (?:did|have) i (?:say|said|tell you|told you|mention|mentioned) about"
    r"|(?:do|can) you (?:remember|recall)(?: what i (?:said|told you) about| when| that| my| the)?"
    r"|(?:did|have) i (?:ever )?(?:tell|told|say|said|mention|mentioned)(?: you)?(?: anything)? about"
    r"|what do you (?:know|remember) about my|tell me (?:something |more )?about my|remind me (?:of|about)"
    r"|when did i (?:say|tell you|mention|talk about)(?: about)?)\s+(?P<what>.+?)[\s?.!]*$",
    re.IGNORECASE,
)
_STRONG: Final = 0.6
"""Valence of a statement, on either side, that is answered before its facts are; by taste."""
_STRONG_NEWS: Final[dict[Acknowledged, str]] = {
    "sad": "I'm sorry to hear that.",
    "happy": "How good!",
    "angry": "I understand that this annoys you.",
    "afraid": "I understand that this worries you.",
    "plain": "",
}
_KEPT: Final = ("I'll keep in mind", "I'll remember", "I'll remember", "I've noted")
_OF_THE_PERSON: Final = re.compile(r"^(?:You|Your|The)\b")
_SAID_AT_ONCE: Final = 6
_SURE: Final = 0.8
_CLOSE: Final = 0.7
"""From here on a memory is said to be what was asked for; by taste."""
_OWN: Final = re.compile(
    r"\b(?:i|my|mine|myself)\b|\b(?:do|did|have|had|are|were|was)\s+(?:we|our)\b", re.IGNORECASE
)
"""Whom a question is about that only the person can have told; `we` alone is everybody."""
_ATTITUDE: Final = re.compile(
    r"^(?:and |but |so )?(?:i|you) (?:(?:really|also|just|do|once|have|always) )*"
    r"(?:think|thought|believe|guess|hope|wish|wonder|want|like|love|enjoy|prefer|hate|dislike"
    r"|heard?|hear|read|was told|were told|learn(?:ed|t)?)\b",
    re.IGNORECASE,
)
"""How it begins where the person says what they think, like or have heard."""
_WHERE: Final = re.compile(r"^(?:so |and )?where\b", re.IGNORECASE)
_SAYS_WHAT: Final = re.compile(
    r"^(?:your|my) [\w' -]{1,40} (?:is|was|are|were) an? ", re.IGNORECASE
)
"""`Your car is a red Toyota.`: no answer to where it is."""
_PLACED: Final = re.compile(
    r"\b(?:in|on|at|under|behind|near|next to|beside|inside|above|below|with|to)\s+\S",
    re.IGNORECASE,
)
_WHERE_IS: Final = re.compile(
    r"^(?:where|when)(?:'s| is| are| was| were) (?P<what>(?:the|our) .{2,60}?)[\s?!.]*$",
    re.IGNORECASE,
)
_CALLED: Final = re.compile(r"\s+(?:called|named)(?=[\s?.!]*$)", re.IGNORECASE)
"""`what are my cats called` asks what my cats are."""
_NO_FACT: Final = (
    "I don't know that: you haven't told me. Tell me, and I'll remember it.",
    "I can't know that yet{name}, because you haven't told me. If you do, I'll keep it.",
)


def answer_from_memory(memory: Memory, turn: Turn, *, name: str) -> Draft | None:
    """What the person once said, where it answers the line; None where memory has no part in it.

    A question about the person that memory cannot answer gets an honest no.
    """
    wanted = asked(turn.text)
    found = memory.answer(turn.text, now_s=turn.now_s)
    if found is None:
        found = memory.answer(_CALLED.sub("", turn.text), now_s=turn.now_s)
    if found is not None and _WHERE.match(turn.text) and _SAYS_WHAT.match(found.text):
        found = None
    if found is None and name and wanted is not None and wanted.relations == ("name",):
        return _by_the_name_of_the_folder(turn, name)
    if found is not None:
        return Draft(
            text=found.text,
            route="memory",
            confidence=found.confidence,
            is_hedged=found.confidence < _SURE,  # then it says itself what it does not know
            feeling=of_remembering(appraise(found.text), turn.mood),
            memories=found.node_ids,
        )
    match = _RECOLLECTION.match(turn.text)
    if match is not None:
        recalled = what_it_recalls(memory, turn, about=match["what"])
        return quote(recalled[0], turn) if recalled else _not_told(turn, name)
    if turn.line.kind != "question":
        return None
    # "Why do we dream" and "how do I play chess" ask for what anybody does.
    is_own = (
        wanted is not None
        and not wanted.is_deed
        and (wanted.subject == OWNER or wanted.subject.startswith("kin:"))
    )
    if not is_own and not (_OWN.search(turn.text) and read_question(turn.text).is_personal):
        return None
    recalled = what_it_recalls(memory, turn)
    if _WHERE.match(turn.text):
        recalled = [item for item in recalled if not _SAYS_WHAT.match(item.text)]
    if not recalled:
        return _not_told(turn, name)
    is_of_it = bool(set(terms_of(turn.text)) & set(terms_of(recalled[0].text)))
    is_placed = _WHERE.match(turn.text) and _PLACED.search(recalled[0].text)
    if not is_own or (is_of_it and is_placed):
        return quote(recalled[0], turn)
    return closest(recalled[0], turn) if is_of_it else _not_told(turn, name)


def _by_the_name_of_the_folder(turn: Turn, name: str) -> Draft:
    return Draft(
        text=f"You gave {name.removeprefix(', ')} as your name when we began.",
        route="memory",
        confidence=0.95,
        feeling=of_remembering(turn.mood, turn.mood),
    )


def what_it_recalls(memory: Memory, turn: Turn, *, about: str = "") -> list[Recalled]:
    """What the person said that fits well enough to be quoted, best first.

    Args:
        memory: Where to look.
        turn: The line; by default what it is about is looked for.
        about: What to look for instead.
    """
    found = memory.recall(about or turn.text, now_s=turn.now_s, affect=turn.mood, k=8)
    return [item for item in found if item.confidence >= THRESHOLD and _can_be_quoted(item)]


def all_told(memory: Memory, turn: Turn) -> Draft:
    """What is remembered about the person, as one would say it; `/memory` lists all of it."""
    found = memory.memories(now_s=turn.now_s)
    if not found:
        text = "I remember nothing about you yet. Tell me something, and I'll keep it."
    else:
        told = that_clauses([item.text for item in found[:_SAID_AT_ONCE]])
        n_more = len(found) - _SAID_AT_ONCE
        more = f" And {n_more} more: /memory lists them." if n_more > 0 else ""
        text = f"You told me {told}{more}"
    return Draft(
        text=text,
        route="memory" if found else "reflex",
        confidence=0.95,
        feeling=of_remembering(turn.mood, turn.mood),
        memories=tuple(item.id for item in found[:_SAID_AT_ONCE]),
        is_literal=True,
        is_kept=False,
    )


def about_just_that(found: Sequence[Recalled], turn: Turn) -> Recalled | None:
    """The first memory with every telling word of a question, and more; or None.

    What the person thinks of a thing, or has heard of it, answers no question about the thing.
    """
    wanted = _telling(turn.text)
    if not wanted:
        return None
    fitting = (item for item in found if wanted < _telling(item.text))
    return next((item for item in fitting if not _ATTITUDE.match(item.text)), None)


def _telling(text: str) -> set[str]:
    """Terms of a text; of verbs those of the base form: who bought a violin did buy one."""
    return {term for word in words_of(text) if term_of(word) and (term := term_of(_base(word)))}


def _base(word: str) -> str:
    return base_of(word.lower()) or word


def tells_where(item: Recalled, turn: Turn) -> bool:
    """Whether a memory says of the very thing where or when it is: `The spare key is ...`."""
    match = _WHERE_IS.match(turn.text)
    return match is not None and bool(
        re.search(
            rf"\b{re.escape(match['what'])} (?:is|are|was|were|will)\b", item.text, re.IGNORECASE
        )
    )


def quote(item: Recalled, turn: Turn) -> Draft:
    """A memory in the person's own words."""
    text = _in_their_words(item, turn)
    if item.kind == "turn" and item.confidence < _CLOSE:
        text = f"What comes closest: {_lowered(text)}"
    return Draft(
        text=text,
        route="memory",
        confidence=min(item.confidence, 0.95),
        is_hedged=item.kind == "turn",
        feeling=of_remembering(appraise(item.text), turn.mood),
        memories=(item.id,),
    )


def closest(item: Recalled, turn: Turn) -> Draft:
    """An honest no, with the memory that has most to do with the question."""
    told = _lowered(_in_their_words(item, turn))
    return Draft(
        text=f"I don't know that. What comes closest: {told}",
        route="none",
        confidence=0.0,
        is_known=False,
        feeling=of_no_answer(turn.mood),
        is_gap=True,
    )


def _in_their_words(item: Recalled, turn: Turn) -> str:
    if item.kind != "turn":
        return item.text if item.is_current else f"Before: {item.text}"
    day = time.strftime("%-d %B %Y", time.localtime(item.said_s))
    when = "earlier today" if turn.now_s - item.said_s < 43_200 else f"on {day}"
    return f"You told me {when}: “{item.text}”"


def _lowered(told: str) -> str:
    return _OF_THE_PERSON.sub(lambda m: m[0].lower(), told)


def remember(memory: Memory, turn: Turn, *, felt: HasVad) -> Draft | None:
    """Keep a statement; what facts it states is said back. None where it states none.

    Raises:
        MemoryStoreError: it could not be kept.
    """
    kept = memory.remember_turn(turn.told, affect=felt, now_s=turn.now_s)
    if not kept.facts:
        return None
    read = appraise(turn.told)
    # Who dislikes coffee has no bad news.
    is_news = abs(read.valence) >= _STRONG and all(f.kind == "fact" for f in kept.facts)
    heard = _STRONG_NEWS[kind_of_news(read)] if is_news else ""
    lead = _KEPT[turn.number % len(_KEPT)]
    told = that_clauses([fact.text for fact in kept.facts])
    noted = _noted(f"{heard} {lead} {told}".lstrip(), kept.facts, turn)
    # What somebody likes or not is no mood of theirs: nothing is added to comfort them.
    is_taste = all(fact.kind == "preference" for fact in kept.facts)
    return msgspec.structs.replace(noted, is_literal=is_taste)


def that_clauses(facts: Sequence[str]) -> str:
    """Facts as what is remembered: "that you live in Rome and that your name is Ada."."""
    told = [_lowered(fact.rstrip(".")) for fact in facts]
    *first, last = dict.fromkeys(told)
    return (
        f"{', '.join(f'that {one}' for one in first)} and that {last}."
        if first
        else (f"that {last}.")
    )


def heard_only(turn: Turn, *, why: str) -> Draft | None:
    """What a statement would be kept as, where nothing is kept; None where it states nothing."""
    facts = facts_in(turn.text)
    if not facts:
        return None
    told = " ".join(dict.fromkeys(fact.text for fact in facts))
    return _noted(f"I understood this, and keep nothing of it ({why}): {told}", (), turn)


def forget(memory: Memory, turn: Turn) -> tuple[str, Draft] | None:
    """Forget what the person asks to have forgotten: what it was, and what to say; or None.

    Raises:
        MemoryStoreError: nothing was forgotten.
    """
    what = forget_request(turn.text)
    if what is None or turn.line.kind == "command":
        return None
    if what.lower() in _EVERYTHING:
        text = (
            "To erase everything I remember about you, run `sherin memory erase`. I don't do that on "
            "a word. I can forget single things: say what, or use /forget."
        )
        return "", _about_forgetting(text, turn)
    gone = memory.forget(what, now_s=turn.now_s, dry_run=not turn.is_recorded)
    return what, _about_forgetting(told_of_forgetting(what, gone), turn)


def told_of_forgetting(what: str, gone: Sequence[Recalled]) -> str:
    """What to say after forgetting; the memories themselves are not said again."""
    about = "the last thing you told me" if what == "that" else f"“{what}”"
    if not gone:
        return f"I remember nothing about {about}, so there is nothing to forget."
    n = len(gone)
    return f"Forgotten: {about} ({n} {'memory' if n == 1 else 'memories'})."


def _about_forgetting(text: str, turn: Turn) -> Draft:
    return Draft(
        text=text,
        route="memory",
        confidence=0.99,
        feeling=of_remembering(turn.mood, turn.mood),
        intent="command",
        is_literal=True,
        is_kept=False,
    )


def _noted(text: str, facts: Sequence[Recalled], turn: Turn) -> Draft:
    return Draft(
        text=text,
        route="memory",
        confidence=0.95,
        feeling=of_remembering(appraise(turn.text), turn.mood),
        memories=tuple(fact.id for fact in facts),
        is_kept=False,  # it has been
    )


def _not_told(turn: Turn, name: str) -> Draft:
    text = _NO_FACT[turn.number % len(_NO_FACT)].format(name=name)
    return Draft(
        text=text,
        route="none",
        confidence=0.0,
        is_known=False,
        feeling=of_no_answer(turn.mood),
        is_gap=True,
    )


def _can_be_quoted(item: Recalled) -> bool:
    """A statement of the person; their questions and what steers a machine are not repeated."""
    if item.role == "assistant" or item.text == UNREPEATED:
        return False
    if item.kind != "turn":
        return True
    return bool(terms_of(item.text)) and read_incoming(item.text).kind == "statement"
