"""Reads what comes in: any text becomes one harmless line, and what kind of line it is.

`read_incoming` never fails: nothing, a megabyte, control characters and foreign scripts all have a
reading.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
import unicodedata
from typing import Final, Literal

import msgspec

from sherin.mind.knowledge.words import terms_of
from sherin.mind.memory import clean

__all__ = [
    "MAX_READ",
    "Incoming",
    "Kind",
    "normal_form",
    "plain_words",
    "question_in",
    "read_incoming",
]

Kind = Literal["nothing", "command", "question", "statement"]
"""What a line is; a bare topic such as `ai` is a question."""

MAX_READ: Final = 2_000
"""Characters that are read of one line; what comes after is not."""

_COMMAND: Final = re.compile(r"^/[a-z?]", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"""^(?:(?:please|so|and|but|well|ok|okay|hey|hi|hello|sherin|now|then)[\s,:!.]+)*
    (?: wat | waht | wut | whta | hwat | hwo | wich | whcih | wehn | wehre | whre
      | who(?:se|m)? | what | which | when | where | why | how | (?:what|who|how|where)s
      | (?:do|does|did|is|are|was|were|am|can|could|will|would|should|shall|may|might|must|has|have
         |had|isn't|aren't|wasn't|don't|doesn't|didn't|can't|couldn't|won't|wouldn't)
        \s+(?!(?:fun|care|careful)\b)\S+
      | explain | describe | define | tell | show | list | give | compare | find | name | summari[sz]e
      | teach | introduce | search | look\s+up | calculate | compute | translate | write | help
      | i(?:\s+want|\s+need|'d\s+like|\s+would\s+like)\s+to\s+(?:know|learn|understand|hear|read)
      | i(?:\s+want|\s+need|'d\s+like|\s+would\s+like|'m\s+looking\s+for|\s+am\s+looking\s+for)
        (?:\s+(?:to\s+have|some|more|any|all|a\s+bit\s+of))*\s+(?:information|info|facts?|details?)
      | i\s+wonder | any\s+idea | information | facts? | something | more
      | do\s+you )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STATES: Final = re.compile(
    r"""^(?:(?:so|and|but|well|oh|ok|okay|hey|hi|hello|sherin|yes|no|yeah|actually|wow|sorry|also
      |today|yesterday|tomorrow|tonight|this\s+morning|last\s+night|by\s+the\s+way|btw)[\s,:!.]+)*
    (?: i | i'm | i've | i'll | i'd | im | my | mine | we | we're | we've | our | me
      | you | you're | your | he | she | they | he's | she's | they're | it | it's | its
      | call\s+me | that | that's | this | these | those | there | there's | nobody | everyone | everybody
      | somebody | someone | people | remember | note | forget )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_FINITE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|does|did|went|made|said|got|likes?|loves?"
    r"|hates?|lives?|works?|wants?|needs?|isn't|aren't|wasn't|doesn't|didn't|won't|can't"
    r"|bought|sold|came|took|gave|found|left|met|told|wrote|lost|won|broke|fell|felt|knew|thought"
    r"|brought|kept|ran|sat|stood|ate|drank|slept|became|began|grew|built|drove|flew|sang|saw"
    r"|[a-z]{3,}ed(?=\s+(?:the|an?|my|his|her|their|our|it|them|me|us|him|to|at|in|on|with|for|from)\b))\b",
    re.IGNORECASE,
)
_TOLD_OF: Final = re.compile(
    r"^[A-Z][a-z]+ (?:is|was|has|had|likes|loves|hates|lives|works|plays|wants|needs) \S"
)
"""`Tim is 9`: short as it is, it asks nothing."""
_ASIDE: Final = re.compile(
    r"^(?:(?:(?:hi|hello|hey|well|so|sherin|today|yesterday)[\s,!.]+)*(?:i|i'm|i've|my|we|we're|our)\b"
    r"(?![^?]*\?)"
    r"|(?:thank you|thanks|thx|hi|hello|hey|good (?:morning|day|evening)|cool|great|nice|wow|ok|okay|sorry|wonderful)"
    r"\b.{0,30}$)",
    re.IGNORECASE,
)
_LATER: Final = (
    r"(?=(?:what|who|how|where|why|when|which)"
    r"(?:'s|\s+(?:is|are|was|were|do|does|did|can|could|should|will|would|many|much|old|long|far))\b)"
)
_ASKS_LATER: Final = re.compile(rf"[,;:.!–-]\s+{_LATER}", re.IGNORECASE)
_CLAUSE_END: Final = re.compile(rf"(?<=[.!?…])\s+|(?<=[,;:–-])\s+{_LATER}", re.IGNORECASE)
# "In what year did Tesla die", "Telnet was sold to": as people type without a question mark.
_ASKS_WITHIN: Final = re.compile(
    r"\b(?:what|how|whom|why)\b|^(?:\S+\s+){0,3}(?:which|who|whose|when|where)\b"
    r"|\b(?:of|to|in|from|for|by|with|at|on)\s+which\s+\w+(?:\s+\w+)?\W*$|\b(?:who|where|when)\W*$"
    r"|\b(?:to|as|of|by|in|for|from|with|called|named|is|was|are|were)\W*$",
    re.IGNORECASE,
)
_ABOUT_YOU: Final = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_DRAWN_OUT: Final = re.compile(r"([^\W\d_])\1{2,}")
"""Letters; the year 2000 is written as it is."""
_ADDRESS: Final = re.compile(r"^(?:(?:hey|dear|ok|okay)\s+)?sherin\b\s+(?=\S)")
_MARKED: Final = {
    "whats": "what's", "wheres": "where's", "whos": "who's", "whens": "when's", "hows": "how's",
    "thats": "that's", "theres": "there's", "im": "i'm", "ive": "i've", "dont": "don't",
    "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "wasnt": "wasn't", "cant": "can't",
    "couldnt": "couldn't", "youre": "you're", "theyre": "they're", "wouldnt": "wouldn't",
}  # fmt: skip
"""As people type them; `its`, `were` and `well` are words of their own."""
_UNMARKED: Final = re.compile(rf"\b({'|'.join(_MARKED)})\b")
_OUTSIDE: Final = re.compile(r"[^\w\s'+*/=^().,:-]|_")


_CHAT_LINE: Final = 200
_CHAT_WORDS: Final = tuple(
    (re.compile(rf"\b(?:{short})\b", re.IGNORECASE), words)
    for short, words in (
        ("r u", "are you"), ("r you", "are you"), ("(?<=[a-z] )u(?= [a-z]|$)", "you"), ("ur", "your"),
        ("pls|plz", "please"), ("abt", "about"), ("info", "information"), ("wanna", "want to"),
        ("gimme", "give me"), ("lemme", "let me"), ("dunno", "don't know"), ("cuz|coz", "because"),
        ("ww ?(?:2|ii)", "World War II"), ("ww ?(?:1|i)", "World War I"), ("wat|wht|waht|wut|whta|hwat|wath", "what"),
        ("hwo|hw", "how"), ("wich|whcih|whihc", "which"), ("wehn|whne", "when"), ("wher|whre|wehre", "where"),
    )
)  # fmt: skip

_WANTS_INFORMATION: Final = re.compile(
    r"^(?:please |hey |hi |ok |sherin,? )*(?:(?:can|could|would) (?:you|i) (?:please )?)?"
    r"(?:(?:give|show|get|find|tell|have)(?: me)?|i(?:'m| am) looking for|do you have|have you got|any|some"
    r"|i(?: want| need|'d like| would like)(?: to (?:have|get|see))?) "
    r"(?:me |any |some |more |all |the |a bit of |your )*(?:information|facts?|details?|knowledge) "
    r"(?:about|on|regarding|of) ",
    re.IGNORECASE,
)


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it is read."""

    text: str
    """Clean, in one line, at most `MAX_READ` characters; empty where there were no words."""
    normal: str
    """Lower case, without marks, address and drawn-out letters: what phrases are compared with."""
    kind: Kind
    n_given: int
    """Characters that came in."""
    is_cut: bool
    """More came than is read."""
    is_foreign: bool
    """Written in another script than the one English is written in."""


def question_in(line: Incoming) -> Incoming:
    """The question in plain words, without what a person first says about themselves.

    `I live in Rome. What is television?` asks for television; what stands before it is told.
    Other lines come back as they are.
    """
    if line.kind != "question":
        return line
    sentences = _CLAUSE_END.split(line.text)
    if len(sentences) > 1 and all(_ASIDE.match(told) for told in sentences[:-1]):
        last = read_incoming(sentences[-1])
        says_what = bool(terms_of(last.text)) or _ABOUT_YOU.search(last.text) is not None
        line = last if last.kind == "question" and says_what else line
    plain = plain_words(line.text)
    if plain != line.text:
        line = read_incoming(plain)
    return line


def read_incoming(text: str) -> Incoming:
    """Read any text.

    Cost: bounded for any length.
    """
    cleaned = clean(text)
    is_cut = len(text.strip()) > len(cleaned) and len(cleaned) >= MAX_READ
    return Incoming(
        text=cleaned,
        normal=normal_form(cleaned),
        kind=_kind(cleaned),
        n_given=len(text),
        is_cut=is_cut,
        is_foreign=_is_foreign(cleaned),
    )


def plain_words(text: str) -> str:
    """The line as a plain question: short words of chats written out, wishes left out.

    `who r u` becomes `who are you`, `I need some facts about tea` `information about tea`.
    """
    if len(text) > _CHAT_LINE:
        return text
    for pattern, words in _CHAT_WORDS:
        text = pattern.sub(words, text)
    return _WANTS_INFORMATION.sub("information about ", text)


def normal_form(text: str) -> str:
    """A line for comparing: `Heyyy Sherin!!` and `hey` have the same.

    Only the first 200 characters count; a phrase is shorter.
    """
    folded = unicodedata.normalize("NFKC", text[:200]).lower().replace("’", "'")
    plain = " ".join(_OUTSIDE.sub(" ", folded).replace(",", " ").split()).strip(" .'-:")
    plain = _DRAWN_OUT.sub(r"\1", plain)
    plain = _UNMARKED.sub(lambda match: _MARKED[match[1]], plain)
    return _ADDRESS.sub("", plain).strip(" .'-:") or plain


def _kind(text: str) -> Kind:
    if not any(char.isalnum() for char in text):
        # Emoji alone say something, if only how somebody feels.
        return "statement" if any(ord(char) > 0x2000 for char in text) else "nothing"
    if _COMMAND.match(text):
        return "command"
    if text.rstrip(" .!\"')").endswith("?") or _ASKS.match(text) or _ASKS_LATER.search(text):
        return "question"
    if _STATES.match(text):
        return "statement"
    if _ASKS_WITHIN.search(text):
        return "question"
    if _TOLD_OF.match(text):
        return "statement"
    n_words = text.count(" ") + 1
    return "statement" if n_words >= 4 and _FINITE.search(text) else "question"


def _is_foreign(text: str) -> bool:
    letters = [char for char in text[:400] if char.isalpha()]
    n_latin = sum(1 for char in letters if ord(char) < 0x250)
    return len(letters) >= 2 and n_latin < 0.5 * len(letters)
