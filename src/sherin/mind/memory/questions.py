"""What a question asks about the person, as the facts that would answer it.

`asked` turns "what did I have for breakfast" into the relation `had:breakfast` of the owner. A
question that asks for none of the things we keep gives None; nothing is guessed.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from sherin.mind.memory.deeds import AskedDeed, asked_deed
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
    is_deed: bool = False
    """What somebody did or does: the value may stand anywhere in the fact."""
    is_closed: bool = False
    """It wants yes or no."""
    is_counted: bool = False
    """It asks how many."""
    is_each: bool = False
    """Facts of all the relations, not of the first that has some."""
    is_dated: bool = False
    """What is on a day to come, which the question names."""


_Maker = Callable[[re.Match[str]], Wanted]
_MEAL: Final = rf"(?P<meal>{'|'.join(MEALS)})"
_KIN: Final = rf"(?:(?:best|older|younger|big|little|elder) )?(?P<kin>{'|'.join(sorted(KIN))})"
_DAY: Final = (
    r"(?P<when>today|yesterday|this (?:morning|noon|afternoon|evening)|last night|tonight)"
)
_WHO: Final = (
    rf"(?:my {_KIN}|(?P<who>(?!(?:i|me|us|you|my|the|a|it|he|she|they)\b)[\w'. -]{{2,40}}?))"
)
_WHAT_IS: Final = r"(?:what(?:'s| is| was| are)|who(?:'s| is| are)|when(?:'s| is| was| are)|where(?:'s| is| are| was| were))"


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
    also = f"do:{match['verb']}"
    relations = (verb, "had*", "ate", also) if verb in {"ate", "had"} else (verb, also)
    return Wanted(relations=relations, is_of_a_day=True, when=_when(match))


def _likes_this(match: re.Match[str]) -> Wanted:
    relations = ("likes", "dislikes", "no:likes")
    is_closed = match["verb"] in {"like", "love", "enjoy"}
    return Wanted(relations=relations, value=match["v"], is_each=True, is_closed=is_closed)


_GROUPS: Final = {
    "pet": ("dog", "cat", "rabbit", "hamster", "parrot", "horse", "budgie"),
    "sibling": ("sister", "brother", "twin"),
    "child": ("kid", "son", "daughter"),
    "kid": ("child", "children", "son", "daughter"),
    "parent": ("mother", "father", "mum", "dad", "mom", "mam"),
    "grandparent": ("grandmother", "grandfather", "grandma", "grandpa", "granny"),
}
"""Kin that people ask for together."""


def _group(match: re.Match[str]) -> Wanted:
    said = _given(match, "group")
    one = {"children": "child"}.get(said, said.removesuffix("s"))
    kin = _GROUPS.get(one, (one,))
    return Wanted(
        relations=(*(f"kin:{name}" for name in kin), *(f"has:{name}" for name in (one, *kin)),
                   f"my:{said}", f"my:{one}"),
        is_each=True,
        is_counted=match.string.startswith("how many"),
        is_closed=match.string.startswith(("do i", "have i")),
    )  # fmt: skip


def _mine(match: re.Match[str]) -> Wanted:
    what = match["what"]
    return Wanted(relations=(f"my:{what}", f"has:{what}"))


def _is_my_kin(match: re.Match[str]) -> Wanted:
    kin = _given(match, "kin")
    return Wanted(
        relations=(f"kin:{kin}", f"no:kin:{kin}"), value=match["v"], is_closed=True, is_each=True
    )


def _is_so(match: re.Match[str]) -> Wanted:
    return Wanted(
        relations=("is", "do:get"), value=match["what"], is_deed=True, is_closed=True, is_each=True
    )


def _of_a_day(match: re.Match[str]) -> Wanted:
    # "what do I have on Friday": `day_named` reads a weekday after "on".
    day = re.sub(r"(?:for|this|on)? ?(\w+day)\b", r" on \1", match[0])
    return Wanted(relations=("*",), value=day, is_dated=True)


def _day_done(match: re.Match[str]) -> Wanted:
    relations = ("do:*", "had*", "ate", "drank", "met", "saw", "bought")
    return Wanted(relations=relations, is_of_a_day=True, is_each=True, when=_when(match))


def _met_day(match: re.Match[str]) -> Wanted:
    return msgspec.structs.replace(_meal(match), is_closed=True)


def _deed(found: AskedDeed, subject: str = OWNER) -> Wanted:
    day = re.search(rf"(?:^| ){_DAY}$", found.rest)
    rest = found.rest if day is None else found.rest[: day.start()]
    when: When = "" if day is None else _when(day)
    return Wanted(
        subject=subject,
        relations=(found.relation, f"no:{found.relation}"),
        value=rest.strip(),
        when=when,
        is_past=found.is_past,
        is_deed=True,
        is_closed=found.is_closed,
    )


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
    return Wanted(
        relations=(f"kin:{kin}", f"my:{kin}", f"no:kin:{kin}"),
        is_closed=match.string.startswith("do i"),
    )


_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Maker], ...]] = tuple(
    (re.compile(f"^(?:{source})$"), maker)
    for source, maker in (
        (rf"did (?:i|we) (?:have|eat) (?:any |my )?{_MEAL}(?: {_DAY})?", _met_day),
        (rf"what did (?:i|we) do {_DAY}|what (?:was|were) (?:i|we) up to {_DAY.replace('when>', 'when2>')}", _day_done),
        (r"(?:what do (?:i|we) have (?:to do |planned |going )?|what(?:'s| is) (?:up |on |planned |happening )?(?:for me )?|(?:do|have) i (?:have |got )?(?:anything|something|any plans?|any appointments?|any meetings?) ?(?:to do |planned |going on )?|what are my (?:plans|appointments) |who am i (?:meeting|seeing) |am i (?:free|busy) |what should i do )(?:for |on |this )*(?:tomorrow|the day after tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?: morning| afternoon| evening| night)?", _of_a_day),
        (r"how many (?P<group>[a-z]+) (?:do i have|have i got|have i)", _group),
        (r"(?:do i have|have i got) (?:an?y?|some) (?P<group>pets?|siblings?|child|children|kids?|parents?|grandparents?)", _group),
        (r"(?:what|who)(?:'s| is| are) (?:the names? of )?my (?P<group>pets?|siblings?|child|children|kids?|parents?|grandparents?|brothers|sisters|sons|daughters|dogs|cats)(?:'s? names?)?(?: called| named)?", _group),
        (rf"is (?P<v>[\w'. -]{{2,30}}?) (?:still )?my {_KIN}", _is_my_kin),
        (r"how tall am i|what(?:'s| is) my height", _of("tall", "my:height")),
        (r"what (?:nationality|am i by nationality)(?: am i)?|what(?:'s| is) my nationality", _of("is", "from", "born_in")),
        (r"am i (?P<what>vegetarian|vegan|married|single|divorced|retired|pregnant|engaged|left-handed|diabetic|[a-z]+(?:an|ian|ish|ese))", _is_so),
        (rf"{_WHAT_IS} my name|who am i|what am i called|(?:do you )?(?:know|remember) (?:my name|who i am)", _of("name")),
        (r"where did i (?:use to )?live(?: before| earlier)?", _of("lives_in", is_past=True)),
        (r"where do i live|where(?:'s| is) my home|which (?:city|town) am i (?:living )?in|(?:what|which) (?:city|town|country|place) do i live in", _of("lives_in", "no:lives_in")),
        (r"where do i work|who do i work for", _of("works_at", "works_in", "job", "no:works_at", "no:job", "no:works_in")),
        (r"what do i do(?: for (?:a living|work))?|what(?:'s| is) my (?:job|profession|work)", _of("job", "my:job", "works_at", "works_in", "is", "no:job", "no:works_at")),
        (r"how old am i|what(?:'s| is) my age", _of("age")),
        (r"when(?:'s| is) my birthday|when was i born|what(?:'s| is) my (?:birthday|date of birth)", _of("birthday", "born_in")),
        (r"where was i born", _of("born_in")),
        (r"(?:where|(?:what|which) (?:town|city|country|place)) am i from|where do i come from", _of("from", "born_in", "lives_in")),
        (r"am i allergic to (?:anything|something)|what am i allergic to|(?:what are|which are|do i have any) (?:my )?allergies", _of("allergic_to")),
        (rf"{_WHAT_IS} my fav(?:ou?rite)? (?P<what>[\w -]{{1,30}})", _named("favourite")),
        (r"(?:what|which) (?P<what>[\w-]{2,20}) do i (?:like|love|prefer) (?:the )?(?:best|most)", _named("favourite")),
        (rf"what did (?:i|we) (?:have|eat|drink) (?:{_DAY} )?(?:for|at) (?:my )?{_MEAL}(?: (?P<when2>today|yesterday|this morning))?", _meal),
        (rf"what (?:was|were) (?:in |for )?(?:my )?{_MEAL}(?: (?P<when2>today|yesterday|this morning))?", _meal),
        (rf"(?:what|who|which \w+) did i (?P<verb>eat|have|drink|meet|visit|see|buy|read|watch|find|lose|finish|start)(?: {_DAY})?", _did),
        (r"what (?P<not>don't|do not) i (?P<verb>like|love|enjoy)|what do i (?P<not2>not )?(?P<verb2>like|love|enjoy|hate|dislike)", _liking),
        (r"(?:do i|don't i) (?P<verb>like|love|enjoy|hate|dislike) (?P<v>.{1,60})", _likes_this),
        (r"(?:do|would) i prefer .{1,60}|what do i prefer.{0,60}", _of("prefers")),
        (r"what do i have|what have i got", _of("has")),
        (rf"(?:{_WHAT_IS} my {_KIN}(?:'s name| called)?|what(?:'s| is) the name of my {_KIN.replace('kin>', 'kin2>')}|do i have an? {_KIN.replace('kin>', 'kin3>')})", _any_kin),
        (rf"(?:where does {_WHO} live|where is {_WHO.replace('kin>', 'kin2>').replace('who>', 'who2>')} living)", _about("lives_in")),
        (rf"where does {_WHO} work|what does {_WHO.replace('kin>', 'kin2>').replace('who>', 'who2>')} do(?: for (?:a living|work))?", _about("works_at", "job", "is", "do:work")),
        (rf"what does {_WHO} (?:like|love|enjoy)", _about("likes")),
        (rf"what does {_WHO} (?:hate|dislike|not like)", _about("dislikes")),
        (rf"what does {_WHO} have", _about("has")),
        (rf"how old is {_WHO}|what(?:'s| is) the age of {_WHO.replace('kin>', 'kin2>').replace('who>', 'who2>')}", _about("age")),
        (rf"what do you (?:know|remember) about {_WHO}", _about("*")),
        (r"what do you (?:know|remember) about me", _of("*")),
        (r"who(?:'s| is) (?P<who>[\w'. -]{2,40})", _about("who")),
        (rf"(?:{_WHAT_IS}|how(?:'s| is| are)) my (?P<what>[\w' -]{{1,40}})", _mine),
    )
)  # fmt: skip


@lru_cache(maxsize=1_024)
def asked(question: str) -> Wanted | None:
    """What facts a cleaned question asks for, or None.

    Read once: with every fact that is told all open gaps are looked at again.
    """
    text = question.lower().replace("’", "'").strip(" .!?\t")
    text = re.sub(
        r"^(?:(?:please|hey|hi|so|and|sherin|ok|okay|well)[\s,]+|(?:can|could) you tell me |tell me "
        r"|do you (?:still )?(?:know|remember|recall) (?=wh|how)|have i told you (?=wh|how))+",
        "",
        text,
    )
    text = _straight(_APOSTROPHES.sub(r"\1'\2", text))
    plain = _FILLERS.sub("", text)
    for form in dict.fromkeys((text, plain)):
        for pattern, make in _PATTERNS:
            match = pattern.match(form)
            if match is not None:
                return make(match)
    return _asked_deed(plain)


_FILLERS: Final = re.compile(
    r"(?:[\s,]+(?:now|right now|currently|these days|at the moment|nowadays|again|anyway|exactly|actually"
    r"|then|please|by the way|sherin|do you (?:know|remember)|anymore))+$"
)
"""Words at the end that do not change what is asked."""
_APOSTROPHES: Final = re.compile(r"\b(what|who|where|when|how)(s|re)\b")


def _asked_deed(text: str) -> Wanted | None:
    """What a person does or did, the owner or somebody they told of."""
    found = asked_deed(text)
    if found is not None:
        return _deed(found)
    other = _OTHERS.match(text)
    if other is None:
        return None
    aux = {"does": "do", "is": "am", "has": "have"}.get(other["aux"], other["aux"])
    found = asked_deed(f"{other['wh']}{aux} i {other['tail']}")
    if found is None:
        return None
    kin = _given(other, "kin")
    return _deed(found, f"kin:{kin}" if kin else other["who"])


_OTHERS: Final = re.compile(
    rf"^(?P<wh>(?:(?:what|which|who|where|when|how)\b.{{0,30}} )?)(?P<aux>does|did|is|was|has) "
    rf"(?:my {_KIN}|(?P<who>(?!(?:i|we|you|it|he|she|they|the|a|an|my|this|that|there)\b)[\w'-]{{2,30}})) "
    r"(?P<tail>[a-z]+(?: .*)?)$"
)


def _straight(text: str) -> str:
    """An indirect question ("where I live") in the order of a direct one."""
    text = re.sub(
        r"^(?:do you (?:still )?(?:know|remember|recall)|have i told you) (?=my )", "what is ", text
    )
    text = re.sub(r"^((?:where|when) )i (was|am) (?=\w)", r"\1\2 i ", text)
    text = re.sub(r"^(what|who) (my [\w' -]+) (?:is|are) (called|named)$", r"\1 is \2 \3", text)
    text = re.sub(r"^what (?:i|we) (had|ate|drank) ", lambda m: f"what did i {_BASE[m[1]]} ", text)
    text = re.sub(r"^(where|how old|who|what) i (am|live|work|like|hate)\b", _turned, text)
    return re.sub(r"^(what|who|where|when) (my [\w' -]+) (is|was)$", r"\1 \3 \2", text)


_BASE: Final = {"had": "have", "ate": "eat", "drank": "drink"}


def _turned(match: re.Match[str]) -> str:
    return f"{match[1]} am i" if match[2] == "am" else f"{match[1]} do i {match[2]}"
