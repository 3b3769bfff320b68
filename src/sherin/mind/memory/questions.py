"""What a question asks about the person, as the facts that would answer it.

`asked` turns "what did I have for breakfast" into the relation `had:breakfast` of the owner. A
question that asks for none of the things we keep gives None; nothing is guessed.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from collections.abc import Callable
from typing import Final

import msgspec

from sherin.mind.memory.extraction import KIN, MEALS, OWNER, When

__all__ = ["Wanted", "asked"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that would answer a question."""

    subject: str = OWNER
    """`OWNER`, the name of a person, or `kin:sister` for whoever that is."""
    relations: tuple[str, ...]
    """Relations, the first that has facts answers; `*` at the end stands for all such."""
    value: str = ""
    """Only facts about this, as in "do I like tea"."""
    is_of_a_day: bool = False
    when: When = ""
    is_past: bool = False
    """What held once and no longer does."""


_Maker = Callable[[re.Match[str]], Wanted]
_MEAL: Final = rf"(?P<meal>{'|'.join(MEALS)})"
_KIN: Final = rf"(?:(?:best|older|younger|big|little|elder) )?(?P<kin>{'|'.join(sorted(KIN))})"
_DAY: Final = (
    r"(?P<when>today|yesterday|this (?:morning|noon|afternoon|evening)|last night|tonight)"
)
_WHO: Final = (
    rf"(?:my {_KIN}|(?P<who>(?!(?:i|me|us|you|my|the|a|it|he|she|they)\b)[\w'. -]{{2,40}}?))"
)
_WHAT_IS: Final = r"(?:what(?:'s| is| was| are)|who(?:'s| is| are)|when(?:'s| is)|where(?:'s| is))"


def _of(*relations: str, is_past: bool = False) -> _Maker:
    return lambda _: Wanted(relations=relations, is_past=is_past)


def _when(match: re.Match[str]) -> When:
    said = next((v for k, v in match.groupdict().items() if k.startswith("when") and v), "")
    if not said:
        return ""
    return "yesterday" if said in {"yesterday", "last night"} else "today"


def _meal(match: re.Match[str]) -> Wanted:
    return Wanted(relations=(f"had:{match['meal']}",), is_of_a_day=True, when=_when(match))


def _did(match: re.Match[str]) -> Wanted:
    verb = {"eat": "ate", "have": "had", "drink": "drank", "meet": "met", "visit": "visited",
            "see": "saw", "buy": "bought", "read": "read", "watch": "watched", "find": "found",
            "lose": "lost", "finish": "finished", "start": "started"}[match["verb"]]  # fmt: skip
    relations = (verb, "had*", "ate") if verb in {"ate", "had"} else (verb,)
    return Wanted(relations=relations, is_of_a_day=True, when=_when(match))


def _likes_this(match: re.Match[str]) -> Wanted:
    return Wanted(relations=("likes", "dislikes"), value=match["v"])


def _about(*relations: str) -> _Maker:
    def make(match: re.Match[str]) -> Wanted:
        kin = _given(match, "kin")
        return Wanted(subject=f"kin:{kin}" if kin else _given(match, "who"), relations=relations)

    return make


def _named(relation: str) -> _Maker:
    return lambda match: Wanted(relations=(f"{relation}:{match['what']}",))


def _given(match: re.Match[str], name: str) -> str:
    """The first group of a name, or of it with a number, that matched."""
    groups = match.groupdict()
    return next((groups[k] for k in (name, f"{name}2", f"{name}3") if groups.get(k)), "")


def _liking(match: re.Match[str]) -> Wanted:
    is_negated = bool(_given(match, "not"))
    verb = _given(match, "verb")
    return Wanted(relations=("dislikes" if is_negated or verb in {"hate", "dislike"} else "likes",))


def _any_kin(match: re.Match[str]) -> Wanted:
    kin = _given(match, "kin")
    return Wanted(relations=(f"kin:{kin}", f"my:{kin}"))


_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Maker], ...]] = tuple(
    (re.compile(f"^(?:{source})$"), maker)
    for source, maker in (
        (rf"{_WHAT_IS} my name|who am i|what am i called|(?:do you )?(?:know|remember) (?:my name|who i am)", _of("name")),
        (r"where did i (?:use to )?live(?: before| earlier)?", _of("lives_in", is_past=True)),
        (r"where do i live|where(?:'s| is) my home|(?:what|which) (?:city|town|country|place) do i live in", _of("lives_in")),
        (r"where do i work|who do i work for", _of("works_at", "works_in")),
        (r"what do i do(?: for (?:a living|work))?|what(?:'s| is) my (?:job|profession|work)", _of("job", "my:job", "is")),
        (r"how old am i|what(?:'s| is) my age", _of("age")),
        (r"when(?:'s| is) my birthday|when was i born|what(?:'s| is) my (?:birthday|date of birth)", _of("birthday")),
        (r"where was i born", _of("born_in")),
        (r"where am i from", _of("from", "born_in")),
        (r"what am i allergic to|(?:what are|which are|do i have any) (?:my )?allergies", _of("allergic_to")),
        (rf"{_WHAT_IS} my fav(?:ou?rite) (?P<what>[\w -]{{1,30}})", _named("favourite")),
        (rf"what did (?:i|we) (?:have|eat|drink) (?:{_DAY} )?(?:for|at) (?:my )?{_MEAL}(?: (?P<when2>today|yesterday|this morning))?", _meal),
        (rf"what (?:was|were) (?:in |for )?(?:my )?{_MEAL}(?: (?P<when2>today|yesterday|this morning))?", _meal),
        (rf"(?:what|who|which \w+) did i (?P<verb>eat|have|drink|meet|visit|see|buy|read|watch|find|lose|finish|start)(?: {_DAY})?", _did),
        (r"what (?P<not>don't|do not) i (?P<verb>like|love|enjoy)|what do i (?P<not2>not )?(?P<verb2>like|love|enjoy|hate|dislike)", _liking),
        (r"(?:do i|don't i) (?P<verb>like|love|enjoy|hate|dislike) (?P<v>.{1,60})", _likes_this),
        (r"what do i have|what have i got", _of("has")),
        (rf"(?:{_WHAT_IS} my {_KIN}(?:'s name| called)?|what(?:'s| is) the name of my {_KIN.replace('kin>', 'kin2>')}|do i have an? {_KIN.replace('kin>', 'kin3>')})", _any_kin),
        (rf"(?:where does {_WHO} live|where is {_WHO.replace('kin>', 'kin2>').replace('who>', 'who2>')} living)", _about("lives_in")),
        (rf"where does {_WHO} work|what does {_WHO.replace('kin>', 'kin2>').replace('who>', 'who2>')} do", _about("works_at", "job", "is")),
        (rf"what does {_WHO} (?:like|love|enjoy)", _about("likes")),
        (rf"what does {_WHO} (?:hate|dislike|not like)", _about("dislikes")),
        (rf"what does {_WHO} have", _about("has")),
        (rf"what do you (?:know|remember) about {_WHO}", _about("*")),
        (r"what do you (?:know|remember) about me", _of("*")),
        (r"who(?:'s| is) (?P<who>[\w'. -]{2,40})", _about("who")),
        (rf"{_WHAT_IS} my (?P<what>[\w' -]{{1,40}})", _named("my")),
    )
)  # fmt: skip


def asked(question: str) -> Wanted | None:
    """What facts a cleaned question asks for, or None."""
    text = question.lower().replace("’", "'").strip(" .!?\t")
    text = re.sub(
        r"^(?:(?:please|hey|hi|so|and|sherin|ok|okay|well)[\s,]+|(?:can|could) you tell me |tell me "
        r"|do you (?:know|remember|recall) (?=wh|how))+",
        "",
        text,
    )
    text = _straight(text)
    for pattern, make in _PATTERNS:
        match = pattern.match(text)
        if match is not None:
            return make(match)
    return None


def _straight(text: str) -> str:
    """An indirect question ("where I live") in the order of a direct one."""
    text = re.sub(r"^what (?:i|we) (had|ate|drank) ", lambda m: f"what did i {_BASE[m[1]]} ", text)
    text = re.sub(r"^(where|how old|who|what) i (am|live|work|like|hate)\b", _turned, text)
    return re.sub(r"^(what|who|where|when) (my [\w' -]+) (is|was)$", r"\1 \3 \2", text)


_BASE: Final = {"had": "have", "ate": "eat", "drank": "drink"}


def _turned(match: re.Match[str]) -> str:
    return f"{match[1]} am i" if match[2] == "am" else f"{match[1]} do i {match[2]}"
