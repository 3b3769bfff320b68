"""What a person does, did or is at, of which no pattern knows: any plain statement with a verb.

`deed_of` reads one clause ("I play the guitar", "We went to Rome") as a relation `do:play`;
`asked_deed` reads the question that asks for it ("what instrument do I play"). Verbs of thinking,
saying and feeling state nothing here: what somebody supposes is no fact.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from typing import Final

import msgspec

from sherin.mind.memory.verbs import base_of, is_past

__all__ = ["AskedDeed", "Deed", "asked_deed", "deed_of"]

_ADVERB: Final = (
    r"(?:(?:really|also|still|just|always|usually|often|sometimes|never|recently|finally|only|even|already"
    r"|mostly|mainly|regularly|currently|now|once|both|actually|almost|nearly|generally|normally|rarely|soon) )*"
)
_DEED: Final = re.compile(
    rf"^(?P<who>i|we)(?P<aux>'m| am|'re| are|'ve| have|'ve been| have been| was| were| used to| had to| have to)? "
    rf"{_ADVERB}(?P<not>(?:don't|do not|didn't|did not|never|no longer|can't|cannot|not) )?"
    rf"{_ADVERB}(?P<verb>[a-z]+)(?P<rest>(?: .+)?)$",
    re.IGNORECASE,
)
_NOT_A_DEED: Final = frozenset(
    """think guess mean hope wonder suppose believe know feel say tell ask see understand agree thank wish
    doubt promise bet swear apologise apologize care mind assume imagine remember forget notice seem sound
    look bother be do can could would should will shall may might must dont cant wont am is are have want
    like love hate need let hear expect admit claim insist imply repeat beg dare fear trust pretend trying
    try sorry fine good okay ok well bored sad happy tired angry sick ill not so very too all no yes
    there here the a an and or but if that this to of in on at for from with""".split()
)
"""Base forms after which nothing is stated, and words that are no verbs."""
_BARE: Final = frozenset("smoke drink run swim paint cook knit sing dance garden cycle ski".split())
"""Verbs that say something without more."""
_VAGUE: Final = frozenset(
    "it that this them him her you me there here so what one off up on".split()
)
_STATES: Final = re.compile(
    r"^i(?:'m| am)(?: a)?(?: (?:now|also|still|strictly))* (?P<v>vegetarian|vegan|married|single|divorced|widowed"
    r"|engaged|pregnant|retired|unemployed|self-employed|left-handed|right-handed|diabetic|colou?r-?blind"
    r"|deaf|blind|dyslexic|lactose intolerant|gluten intolerant|coeliac|celiac|jewish|muslim|christian"
    r"|catholic|hindu|buddhist|atheist|gay|bisexual|trans|autistic)$",
    re.IGNORECASE,
)
_ORIGIN: Final = re.compile(r"^[Ii](?:'m| am) (?P<v>[A-Z][a-z]+(?:an|ian|ish|ese|ch|sh|i|ic|man))$")
_TALL: Final = re.compile(
    r"^i(?:'m| am) (?:about |around |almost )?(?P<v>\d[\w .,'\"/]{0,20}?) tall$", re.IGNORECASE
)
_ASKED: Final = re.compile(
    r"^(?P<wh>what|which|who|whom|where|when|why|how(?: (?:much|many|often|long|far|fast))?)?(?P<of>(?: [\w-]+){0,3}?) ?"
    r"\b(?P<aux>do|did|don't|didn't|am|was|have|will|can|can't|are|were) (?:i|we) "
    rf"(?P<not>not )?{_ADVERB}(?P<to>(?:used? to|have to) )?(?P<verb>[a-z]+)(?P<rest>(?: .+)?)$"
)


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What one clause states."""

    relation: str
    """Such as `do:play`; `is` and `tall` for what somebody is."""
    value: str
    """What follows the verb, as it was said."""
    text: str
    """The clause, addressed to nobody yet: it begins with the person it was said by."""
    is_negated: bool = False
    is_past: bool = False


class AskedDeed(msgspec.Struct, frozen=True, kw_only=True):
    """What one question asks for."""

    relation: str
    rest: str
    """What follows the verb: words that the fact must hold."""
    is_closed: bool
    """It wants yes or no."""
    is_negated: bool
    is_past: bool


def deed_of(clause: str) -> Deed | None:
    """What a clause in the first person states, or None.

    Args:
        clause: A statement without its lead and without the day it is about.
    """
    for pattern, relation in ((_STATES, "is"), (_ORIGIN, "is"), (_TALL, "tall")):
        match = pattern.match(clause)
        if match is not None:
            return Deed(relation=relation, value=match["v"], text=clause)
    match = _DEED.match(clause)
    if match is None:
        return None
    aux = (match["aux"] or "").strip().lower()
    verb, rest = match["verb"].lower(), match["rest"].strip()
    is_going_on = aux in {"'m", "am", "'re", "are", "'ve been", "have been", "was", "were"}
    if is_going_on and not (verb.endswith("ing") and len(verb) > 4):
        return None  # "I am tired" is a state, and passes
    base = base_of(verb)
    if base in _NOT_A_DEED or verb in _NOT_A_DEED:
        return None
    if not is_going_on and not aux and verb.endswith(("ing", "ly")):
        return None
    first = rest.split(" ")[0].lower() if rest else ""
    if not rest and base not in _BARE:
        return None
    if first in _VAGUE and len(rest.split()) < 3:
        return None
    return Deed(
        relation=f"do:{base}",
        value=rest or base,
        text=clause,
        is_negated=bool(match["not"]),
        is_past=aux in {"was", "were", "used to", "had to"} or (not aux and is_past(verb)),
    )


def asked_deed(question: str) -> AskedDeed | None:
    """What a question about the person's own doing asks for, or None.

    Args:
        question: Lower case, direct, without its question mark.
    """
    match = _ASKED.match(question)
    if match is None:
        return None
    base = base_of(match["verb"])
    if base in _NOT_A_DEED - {"be", "have"} or base in {"be", "have"}:
        return None
    if match["aux"] in {"am", "are", "was", "were"} and not match["verb"].endswith("ing"):
        return None
    wh = (match["wh"] or "").split(" ")[0]
    rest = match["rest"].strip()
    if wh and match["of"].strip() and wh not in {"what", "which", "how"}:
        return None
    return AskedDeed(
        relation=f"do:{base}",
        rest=rest,
        is_closed=not wh,
        is_negated=bool(match["not"]) or match["aux"] in {"don't", "didn't", "can't"},
        is_past=match["aux"] in {"did", "didn't", "was", "were"},
    )
