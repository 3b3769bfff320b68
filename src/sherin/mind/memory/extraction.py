"""What a person says about themselves, as facts: simple, stated, in their own turn, or nothing.

`facts_in` reads one cleaned turn clause by clause. A clause must be a plain statement that begins
with what it states ("I live in Rome"), so that questions, conditions, quotations and other people's
words state nothing. The patterns are English.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from collections.abc import Callable, Collection
from typing import Final, Literal

import msgspec

from sherin.mind.knowledge.words import sentences_of
from sherin.mind.memory.deeds import Deed, deed_of
from sherin.mind.memory.verbs import base_of, is_past

__all__ = ["KIN", "MEALS", "OWNER", "Fact", "addressed", "facts_in", "forget_request", "is_single"]

OWNER: Final = "owner"
"""Subject of what the person says about themselves."""
MEALS: Final = ("breakfast", "lunch", "dinner", "supper", "tea", "dessert")
KIN: Final = frozenset(
    """
    sister brother mother father mum mom mam dad wife husband son daughter aunt uncle cousin niece
    nephew grandmother grandfather grandma grandpa granny partner girlfriend boyfriend fiancé fiancée
    friend boss colleague neighbour neighbor teacher doctor dentist twin stepmother stepfather
    dog cat rabbit hamster parrot horse budgie
    """.split()
)
_MAX_VALUE: Final = 120
_MAX_FACTS: Final = 8  # of one turn

When = Literal["", "today", "yesterday"]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One statement."""

    subject: str
    """`OWNER`, or the name of a person."""
    relation: str
    """Such as `name`, `lives_in`, `likes`, `had:breakfast`, `my:dentist`, `kin:sister`."""
    value: str
    """As it was said, "my" turned into "your"."""
    text: str
    """The statement addressed to the person: "You live in Rome."."""
    when: When = ""
    """The day that it is about, where it is about one."""
    person: str = ""
    """Someone it names."""
    place: str = ""
    """Somewhere it names."""
    is_preference: bool = False
    is_denial: bool = False
    """It says that an earlier one holds no longer."""
    corrects: bool = False
    """It takes the place of what was said of the same day."""


def is_single(relation: str) -> bool:
    """Whether a new value ends the old one: one home, but many sisters and many likes."""
    if relation.startswith("kin:"):
        return relation.removeprefix("kin:") in _ONLY_ONE
    return relation in _SINGLE or relation.startswith(("my:", "favourite:"))


_SINGLE: Final = frozenset("name age lives_in works_at works_in job birthday born_in".split())
_ONLY_ONE: Final = frozenset(
    "mother father mum mom mam dad wife husband partner girlfriend boyfriend boss dentist".split()
)


_LEAD: Final = re.compile(
    r"^(?:(?:well|hi|hello|hey|so|and|but|oh|ok|okay|yes|yeah|no|nope|sorry|actually|by the way|btw|"
    r"listen|sherin|you know|just so you know|for your information|fyi|also|then|"
    r"(?:please )?(?:remember|note)(?: that)?|did you know(?: that)?|you should know(?: that)?|"
    r"i (?:should|must) (?:tell you|mention|say)(?: that)?)[\s,:!.]+)+",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"\s*;\s*|,?\s+(?:and|but|although|though)\s+(?=(?:i|i'm|i've|my|we|she|he|they)\s"
    r"|(?-i:[A-Z][a-z]+)\sis\s\d)",
    re.IGNORECASE,
)
_SHARED: Final = re.compile(
    r",?\s+(?:and|but)\s+(?=(?:(?:also|really|just|still) )*(?:don't |do not |never )?"
    r"(?:hate|love|like|enjoy|prefer|dislike|detest|adore|live|work|speak|play)\s)",
    re.IGNORECASE,
)
"""Where a clause goes on with the same `I`: "I love hiking and hate mushrooms"."""
_RUN_ON: Final = re.compile(r"(?<=[a-z]{2}[.!?…])\s+(?=[a-z])")
"""Sentences of who writes no capitals."""
_CORRECTS: Final = re.compile(
    r"^(?:(?:oh|no|nope|wait|sorry|actually|i mean|i meant|correction|well)[\s,.!]+)+",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(
    r"^(?:(?:oh|no|nope|wait|sorry|actually|well|correction)[\s,.!]+)+"
    r"(?:(?:it's|it is|that's|i mean|i meant) )(?P<v>.{1,80}?)[\s.!]*$",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    r"[\s,]*\b(today|this (?:morning|noon|afternoon|evening)|tonight|yesterday(?: \w+)?|last night)$"
    r"|^(today|this (?:morning|afternoon|evening)|yesterday(?: morning| evening)?|last night),?\s+",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"[\s,]+(?:now|too|as well|these days|at the moment|currently|please|by the way|you know|"
    r"actually|again|a lot|very much|so much)$",
    re.IGNORECASE,
)
_SWAP: Final = {
    "my": "your", "mine": "yours", "me": "you", "i": "you", "myself": "yourself", "am": "are",
    "i'm": "you're", "i've": "you've", "our": "your", "we": "you", "us": "you",
}  # fmt: skip
_VAGUE: Final = frozenset(
    "it that this them him her you he she they there here so what how one some these those".split()
)
_NOT_OWNED: Final = frozenset(
    """question point problem answer guess opinion bad fault understanding pleasure turn advice mind
    head idea plan goal god goodness word""".split()
)
_NAME: Final = r"[A-ZÀ-Þ][\w'’.-]*(?: (?:[A-ZÀ-Þ][\w'’.-]*|de|da|van|von|der|la|al|bin)){0,3}"
_KIN_WORD: Final = (
    rf"(?P<kin>(?:(?:best|older|younger|big|little|elder) )?(?:{'|'.join(sorted(KIN))}))"
)


def facts_in(text: str, *, people: Collection[str] = ()) -> list[Fact]:
    """The facts a cleaned turn states, in order, at most eight.

    Args:
        text: What the person said; other people's words must not be passed.
        people: Names known so far, which may be subjects ("Anna lives in Rome").
    """
    found: list[Fact] = []
    for sentence in _sentences(text.replace("’", "'")):
        if sentence.rstrip().endswith("?") or _is_quoted(sentence):
            continue
        instead = _INSTEAD.match(sentence)
        if instead is not None and found and not found[-1].is_denial:
            found[-1] = _with_value(found[-1], _value(instead["v"]))
            continue
        corrects = _CORRECTS.match(sentence) is not None
        for clause in _clauses(sentence):
            about = next((fact.person for fact in reversed(found) if fact.person), "")
            facts = _of_the_same(clause, about) if about else []
            for fact in facts or _facts_of(clause, people):
                is_of_a_day = corrects and fact.relation.startswith("had:")
                found.append(msgspec.structs.replace(fact, corrects=True) if is_of_a_day else fact)
            if len(found) >= _MAX_FACTS:
                return found[:_MAX_FACTS]
    return found


def forget_request(text: str) -> str | None:
    """What the person asks to forget: "that" for the last thing said, or words; None otherwise."""
    match = re.match(
        r"^(?:(?:please|sherin|no|ok|okay|could you|can you)[\s,]+)*(?:forget|erase|delete)"
        r"(?:\s+(?:about|everything about|what i said about))?\s+(.{1,200}?)[\s.!?]*$",
        text.strip(),
        re.IGNORECASE,
    )
    if match is None:
        return None
    what = re.sub(r"^(?:that|about|how|what)\s+(?=\S)", "", match[1], flags=re.IGNORECASE)
    what = re.sub(r",?\s*please$", "", what, flags=re.IGNORECASE)
    if what.lower() in {"things", "stuff", "anything", "something"}:
        return None  # whether it can, not what it shall
    if what.lower() in {"that", "it", "this", "what i just said", "i just said", "the last thing"}:
        return "that"
    return what


def _sentences(text: str) -> list[str]:
    return [part for sentence in sentences_of(text) for part in _RUN_ON.split(sentence)]


def _clauses(sentence: str) -> list[str]:
    clauses: list[str] = []
    for clause in _CLAUSE.split(sentence):
        first, *rest = _SHARED.split(clause)
        is_own = re.match(r"(?:\W*\w+,? ){0,2}I\b", _LEAD.sub("", clause), re.IGNORECASE)
        if rest and is_own and first.lower().lstrip().startswith(("i ", "i'")):
            clauses += [first, *(f"I {more}" for more in rest)]
        else:
            clauses.append(clause)
    return clauses


def _of_the_same(clause: str, name: str) -> list[Fact]:
    """What a clause that begins with `she` or `he` states of who was named before it."""
    match = re.match(r"^(?:she|he|they)(?:'s)? (?P<rest>.+)$", clause.strip(" .!"), re.IGNORECASE)
    return [] if match is None else _third(name, match["rest"])


def _with_value(fact: Fact, value: str) -> Fact:
    text = fact.text.replace(fact.value, value)
    return msgspec.structs.replace(fact, value=value, text=text)


def addressed(value: str) -> str:
    """A value turned to the person it is said to: "my sister" becomes "your sister"."""
    return " ".join(_SWAP.get(word.lower(), word) for word in value.split(" "))


def _is_quoted(sentence: str) -> bool:
    return sentence.lstrip()[:1] in {'"', "“", "'", "‘", "«", ">"}


def _facts_of(clause: str, people: Collection[str]) -> list[Fact]:
    clause = _LEAD.sub("", clause.strip()).rstrip(" .!…,")
    if not clause or clause.endswith("?"):
        return []
    clause, when = _without_day(clause)
    clause = _TAIL.sub("", clause)
    for pattern, make in _PATTERNS:
        match = pattern.match(clause)
        if match is not None:
            return [fact for fact in make(match, when) if fact.value or fact.is_denial]
    deed = deed_of(clause)
    if deed is not None:
        return [_done(deed, when)]
    return _about_others(clause, people)


def _done(deed: Deed, when: When) -> Fact:
    """A fact of what the person does: "You play the guitar."."""
    told = re.sub(r"^you was\b", "you were", addressed(deed.text))
    told = told[:1].upper() + told[1:]
    return Fact(
        subject=OWNER,
        relation=deed.relation,
        value=_value(deed.value),
        text=f"{told[:_MAX_VALUE]}.",
        when=when,
    )


def _without_day(clause: str) -> tuple[str, When]:
    match = _DAY.search(clause)
    if match is None:
        return clause, ""
    said = (match[1] or match[2]).lower()
    rest = (clause[: match.start()] + clause[match.end() :]).strip(" ,")
    return rest, "yesterday" if said.startswith(("yesterday", "last")) else "today"


def _value(text: str) -> str:
    text = _TAIL.sub(
        "", re.split(r"(?<=[a-z]{2})[.!?…]\s+(?=[a-z])", text, maxsplit=1)[0].strip(" .,!…\"'")
    )
    return addressed(text)[:_MAX_VALUE]


_SINCE: Final = re.compile(
    r",?\s+(?:(?:just )?(?:last|this|in|since) (?:week|month|year|spring|summer|autumn|fall|winter"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|\d{4}|last \w+)|(?:an?|\w+|\d+|a few|a couple of) (?:days?|weeks?|months?|years?) ago"
    r"|today|yesterday|recently|just now)$",
    re.IGNORECASE,
)
"""Since when: who moved to Leeds last month does not live in "Leeds last month"."""


def _plain(relation: str, wording: str, *, place: bool = False) -> _Maker:
    """A maker for "you ... VALUE"."""

    def make(match: re.Match[str], when: When) -> list[Fact]:
        value = _value(match["v"])
        if place:
            value = _SINCE.sub("", value)
        if value.lower() in _VAGUE:
            return []
        text = wording.format(v=value)
        where = value if place and value[:1].isupper() else ""
        return [
            Fact(subject=OWNER, relation=relation, value=value, text=text, when=when, place=where)
        ]

    return make


def _denial(relation: str, wording: str) -> _Maker:
    def make(match: re.Match[str], when: When) -> list[Fact]:
        value = _value(match["v"])
        value = re.sub(r"\s+(?:anymore|any more|any longer)$", "", value)
        text = wording.format(v=value)
        return [
            Fact(
                subject=OWNER, relation=relation, value=value, text=text, when=when, is_denial=True
            )
        ]

    return make


def _preference(match: re.Match[str], _: When) -> list[Fact]:
    value = _value(match["v"])
    if (
        value.split(" ")[0].lower() in _VAGUE - {"this", "these", "those"}
        or value.lower() in _VAGUE
    ):
        return []
    ended = re.search(r"\s+(?:anymore|any more|any longer)$", value)
    if ended:
        value = value[: ended.start()]
    verb = match["verb"].lower()
    is_negated = bool(match["not"])
    if (is_negated and ended) or (match["not"] or "").lower().startswith("no longer"):
        text = f"You no longer {verb} {value}."
        return [_ended_like(value, text)]
    dislikes = is_negated or verb not in {"love", "like", "enjoy", "adore", "prefer"}
    text = f"You don't {verb} {value}." if is_negated else f"You {verb} {value}."
    if verb == "prefer" and re.search(r"\b(?:over|to|than)\b", value) and not is_negated:
        return [_like("prefers", value, text)]
    return [_like("dislikes" if dislikes else "likes", value, text)]


def _like(relation: str, value: str, text: str) -> Fact:
    return Fact(subject=OWNER, relation=relation, value=value, text=text, is_preference=True)


def _ended_like(value: str, text: str) -> Fact:
    return Fact(
        subject=OWNER, relation="likes", value=value, text=text, is_preference=True, is_denial=True
    )


def _favourite(match: re.Match[str], _: When) -> list[Fact]:
    what, value = match["what"].lower(), _value(match["v"])
    return [
        Fact(
            subject=OWNER,
            relation=f"favourite:{what}",
            value=value,
            text=f"Your favourite {what} is {value}.",
            is_preference=True,
        )
    ]


def _meal(match: re.Match[str], when: When) -> list[Fact]:
    meal = match["meal"].lower()
    value, said = _without_day(match["v"])
    value = _value(value)
    if value.lower() in _VAGUE or value.lower() in {"nothing", "not"}:
        return []
    return [
        Fact(
            subject=OWNER,
            relation=f"had:{meal}",
            value=value,
            text=f"You had {value} for {meal}.",
            when=when or said or "today",
        )
    ]


def _had_on_a_day(match: re.Match[str], when: When) -> list[Fact]:
    value = _value(match["v"])
    if not when or value.lower() in _VAGUE:
        return []
    verb = match["verb"].lower()
    return [Fact(subject=OWNER, relation=verb, value=value, text=f"You {verb} {value}.", when=when)]


def _kin(match: re.Match[str], _: When) -> list[Fact]:
    kin, name = match["kin"].lower(), match["name"]
    relation = f"kin:{kin.split(' ')[-1]}"
    facts = [
        Fact(
            subject=OWNER,
            relation=relation,
            value=name,
            text=f"Your {kin} is called {name}.",
            person=name,
        )
    ]
    rest = match.groupdict().get("rest")
    if rest:
        facts.extend(_third(name, rest))
    return facts


_THIRD: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(rf"^(?:(?:now|also|really|still) )?{pattern} (?P<v>.+)$", re.IGNORECASE), relation)
    for pattern, relation in (
        (r"(?P<verb>lives (?:in|near|on|at))", "lives_in"),
        (r"(?P<verb>(?:has )?(?:just )?moved to)", "lives_in"),
        (r"(?P<verb>works (?:at|for))", "works_at"),
        (r"(?P<verb>works as)", "job"),
        (r"(?P<verb>likes|loves|enjoys)", "likes"),
        (r"(?P<verb>hates|dislikes)", "dislikes"),
        (r"(?P<verb>is (?:an?|the|my|from|getting|allergic to|afraid of))", "is"),
        (r"(?P<verb>has)", "has"),
        (r"(?P<verb>is)", "is"),
    )
)
_YEARS: Final = re.compile(r"(?:now |already |only |just )*\d{1,3}(?: years old| now| and a half)*")
_IS_AGED: Final = re.compile(rf"^(?P<name>[A-Z][a-z]+) (?P<rest>is {_YEARS.pattern})$")
"""Who is of an age is somebody, even if nobody has told who."""
_SAID: Final = frozenset(
    "say think tell ask believe hope know mean feel want seem look guess".split()
)


def _third(name: str, rest: str) -> list[Fact]:
    rest = re.sub(r"^(?:and |who |, )+(?:(?:she|he|they) )?", "", rest.strip(" ,"))
    for pattern, relation in _THIRD:
        match = pattern.match(rest)
        if match is None:
            continue
        value = _value(match["v"])
        if relation == "lives_in":
            value = _SINCE.sub("", value)
        verb = addressed(match["verb"].lower())
        if not value or value.lower() in _VAGUE:
            return []
        if relation == "is":
            value = f"{verb.removeprefix('is').strip()} {value}".strip()
            relation = "age" if _YEARS.fullmatch(value) else relation
            text = f"{name} is {value}."
        else:
            text = f"{name} {verb} {value}."
        is_place = relation == "lives_in" and value[:1].isupper()
        return [
            Fact(
                subject=name,
                relation=relation,
                value=value,
                text=text,
                person=name,
                place=value if is_place else "",
                is_preference=relation in {"likes", "dislikes"},
            )
        ]
    return _third_deed(name, rest)


def _third_deed(name: str, rest: str) -> list[Fact]:
    """What somebody known does or did, of which no pattern knows: "Max got a new job"."""
    verb, _, more = rest.partition(" ")
    base = base_of(verb)
    is_finite = is_past(verb) or (verb.endswith("s") and verb != base)
    if not more or not verb.islower() or not is_finite or base in _SAID | {"be", "have", "do"}:
        return []
    if more.split(" ")[0].lower() in _VAGUE:
        return []
    value = _value(more)
    text = f"{name} {verb} {value}."
    return [Fact(subject=name, relation=f"do:{base}", value=value, text=text, person=name)]


def _about_others(clause: str, people: Collection[str]) -> list[Fact]:
    aged = _IS_AGED.match(clause)
    if aged is not None:
        return _third(aged["name"], aged["rest"])
    for name in sorted(people, key=len, reverse=True):
        if clause.startswith(f"{name} "):
            return _third(name, clause[len(name) + 1 :])
    return []


def _owned(match: re.Match[str], when: When) -> list[Fact]:
    what, value = match["what"].lower(), _value(match["v"])
    if what.split(" ")[-1] in _NOT_OWNED or value.lower() in _VAGUE or value.startswith("not "):
        return []
    text = f"Your {what} {match['verb'].lower()} {value}."
    return [Fact(subject=OWNER, relation=f"my:{what}", value=value, text=text, when=when)]


def _located(match: re.Match[str], when: When) -> list[Fact]:
    what, value = match["what"].lower(), _value(match["v"])
    text = f"The {what} {match['verb'].lower()} {value}."
    return [Fact(subject=OWNER, relation=f"my:{what}", value=value, text=text, when=when)]


def _without_job(match: re.Match[str], _: When) -> list[Fact]:
    text = f"You {match['verb'].lower()} your job."
    return [
        Fact(subject=OWNER, relation=relation, value="", text=text, is_denial=True)
        for relation in ("works_at", "works_in", "my:job", "job")
    ]


def _parted(match: re.Match[str], _: When) -> list[Fact]:
    name = match["v"]
    text = f"You are no longer with {name}."
    return [
        Fact(subject=OWNER, relation=f"kin:{kin}", value=name, text=text, is_denial=True)
        for kin in ("wife", "husband", "girlfriend", "boyfriend", "partner")
    ]


def _name(match: re.Match[str], _: When) -> list[Fact]:
    value = _value(match["v"])
    if len(value.split()) > 5 or not re.fullmatch(r"[^\W\d_][\w'’. -]*", value):
        return []
    return [
        Fact(
            subject=OWNER, relation="name", value=value, text=f"Your name is {value}.", person=value
        )
    ]


_Maker = Callable[[re.Match[str], When], list[Fact]]
_MEAL: Final = rf"(?P<meal>{'|'.join(MEALS)})"
_HAVE: Final = r"(?:i|we)(?:'ve| have)? (?:just |only )?(?:had|ate|eaten|drank)"
_V: Final = r"(?P<v>.+)$"


def _pattern(source: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    return re.compile(f"^{source}", re.IGNORECASE if ignore_case else 0)


# The first that matches speaks; names of kin need their capital, so those mind the case.
_PATTERNS: Final[tuple[tuple[re.Pattern[str], _Maker], ...]] = (
    (_pattern(rf"(?:my name is not|my name isn't|i'm not called) {_V}"), _denial("name", "Your name is not {v}.")),
    (_pattern(rf"(?:my (?:new )?name(?:'s| is)(?: now)?|call me|i(?:'m| am) (?:called|named)) {_V}"), _name),
    (_pattern(rf"i (?:do not|don't|no longer) live (?:in|at|near|on) {_V}"), _denial("lives_in", "You no longer live in {v}.")),
    (_pattern(rf"i(?:'m| am)? (?:now |currently )?(?:live|living|based) in {_V}"), _plain("lives_in", "You live in {v}.", place=True)),
    (_pattern(rf"i (?:now )?live (?P<at>at|near|on) {_V}"), _plain("lives_in", "You live near {v}.", place=True)),
    (_pattern(rf"(?:i|we)(?:'ve| have)? (?:just |recently )?moved (?:house )?to {_V}"), _plain("lives_in", "You live in {v}.", place=True)),
    (_pattern(rf"i (?:do not|don't|no longer) work (?:at|for) {_V}"), _denial("works_at", "You no longer work at {v}.")),
    (_pattern(rf"i (?:now )?work (?:at|for) {_V}"), _plain("works_at", "You work at {v}.")),
    (_pattern(rf"i (?:now )?work as {_V}"), _plain("job", "You work as {v}.")),
    (_pattern(rf"i (?:now )?work in {_V}"), _plain("works_in", "You work in {v}.", place=True)),
    (_pattern(r"i(?:'m| am) (?:now )?(?P<v>\d{1,3})(?: years old| now)?$"), _plain("age", "You are {v} years old.")),
    (_pattern(rf"my birthday (?:is|'s) (?:on )?{_V}"), _plain("birthday", "Your birthday is {v}.")),
    (_pattern(rf"i was born on {_V}"), _plain("birthday", "Your birthday is {v}.")),
    (_pattern(rf"i was born in {_V}"), _plain("born_in", "You were born in {v}.", place=True)),
    (_pattern(rf"i(?:'m| am) allergic to {_V}"), _plain("allergic_to", "You are allergic to {v}.")),
    (_pattern(rf"my fav(?:ou?rite) (?P<what>[\w -]{{1,30}}?) (?:is|are) {_V}"), _favourite),
    (_pattern(rf"{_HAVE} (?P<v>.+?) (?:for|as) (?:my )?{_MEAL}$"), _meal),
    (_pattern(rf"for (?:my )?{_MEAL},? (?:i|we)(?:'ve| have)? (?:just )?(?:had|ate) {_V}"), _meal),
    (_pattern(rf"my {_MEAL} was {_V}"), _meal),
    (_pattern(rf"i (?:(?:really|also|still|just|do|absolutely|quite|truly|always) )*(?P<not>don't |do not |never |no longer )?(?:really |much )?(?P<verb>love|like|enjoy|adore|prefer|hate|dislike|detest|loathe|can't stand|cannot stand) {_V}"), _preference),
    (_pattern(rf"[Mm]y (?i:{_KIN_WORD})(?:'s name is| is called| is named| is|,)? (?P<name>{_NAME})(?:,? (?P<rest>.+))?$", ignore_case=False), _kin),
    (_pattern(rf"(?P<name>{_NAME}) is my (?i:{_KIN_WORD})$", ignore_case=False), _kin),
    (_pattern(r"i (?:just |have |'ve )*(?P<verb>quit|left|lost|resigned from|was fired from|got fired from|gave up) my (?:old )?job$"), _without_job),
    (_pattern(rf"(?:[Ii]|[Ww]e) (?:have |just |'ve )*(?:broke up|split up|separated|got divorced|am divorced) (?:with|from) (?P<v>{_NAME})$", ignore_case=False), _parted),
    (_pattern(r"the (?P<what>(?:[\w'-]+ )?[\w'-]+) (?P<verb>is|are) (?P<v>(?:in|on|at|under|behind|beside|near|inside|next to) .+)$"), _located),
    (_pattern(rf"[Ii](?:'ve got| have)(?: got)? an? (?:\w+ )?(?i:{_KIN_WORD})(?: (?:called|named)| whose name is|,) (?P<name>{_NAME})$", ignore_case=False), _kin),
    (_pattern(rf"(?:i|we) (?P<verb>had|ate|drank) {_V}"), _had_on_a_day),
    (_pattern(r"i(?:'ve got| have)(?: got)? (?P<v>(?:an?|two|three|four|five|some|many) (?!(?:question|problem|idea|feeling|request)\b).{1,60})$"), _plain("has", "You have {v}.")),
    (_pattern(r"i(?:'m| am) (?P<v>an? (?!bit\b|little\b|lot\b).{1,60})$"), _plain("is", "You are {v}.")),
    (_pattern(rf"i(?:'m| am) from {_V}"), _plain("from", "You are from {v}.", place=True)),
    (_pattern(rf"my (?P<what>(?:[\w'-]+ ){{0,2}}[\w'-]+?) (?P<verb>is|are|was) (?:called |named )?{_V}"), _owned),
)  # fmt: skip
