"""What refers to the answer before: more of it, its source, how sure it was, right or wrong.

`follow_up_of` says which of these a line is; `rewritten` puts the subject of the last answer in the
place of "it". The last exchange is kept by the mind for as long as the talk lasts.
"""

from __future__ import annotations

# ruff: noqa: E501 (a pattern on one line each reads as a table)
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from sherin.mind.companion.draft import Draft, Exchange, Turn
from sherin.mind.companion.reply_feeling import of_no_answer, with_mood
from sherin.mind.knowledge.words import terms_of

__all__ = [
    "FollowUp",
    "about_last",
    "answered_follow_up",
    "asked_on",
    "follow_up_of",
    "nothing_before",
    "of_somebody",
    "rewritten",
]

FollowUp = Literal[
    "more", "again", "source", "sure", "short", "last_question", "talk", "right", "wrong"
]  # fmt: skip


_PHRASES: Final[Mapping[FollowUp, str]] = {
    "more": """
        more | tell me more | more please | tell me more please | go on | go on please | continue | please continue
        | carry on | keep going | and | and then | what else | anything else | is there more | is that all | why | why not
        | why is that | why so | how so | how come | more details | more detail | in more detail | in detail | details | elaborate
        | please elaborate | can you elaborate | explain more | explain that | explain it | explain this | can you explain
        | can you explain that | can you explain it | tell me more about (?:it|that|this|them|him|her) | more about (?:it|that|this|them)
        | what more | say more | i want to know more | i'd like to know more | could you tell me more | can you tell me more | next
        | (?:can you |could you )?(?:please )?give me (?:an|some|another) examples? | for example | an example | such as | like what""",
    "again": """
        repeat | repeat that | repeat it | repeat please | please repeat | say that again | say it again | again | once more
        | what did you say | what did you just say | come again | pardon | what | what was that | can you repeat that
        | could you repeat that | can you say that again | sorry what | (?:can you |could you )?explain (?:that|it|this) again
        | tell me (?:that |it )?again | one more time""",
    "source": """
        source | sources | what is the source | what's the source | what is your source | what's your source | what are your sources
        | your source | your sources | where did you get that | where did you get that from | where does that come from
        | where is that from | where do you have that from | where did you learn that | who says that | says who | who said that
        | how do you know | how do you know that | show sources | show the source | show your sources | cite your sources
        | i don't believe (?:you|that|it|this) | prove it | can you prove (?:it|that) | are you lying | you(?:'re| are) lying
        | is that a lie | which source | according to whom | who told you that | who told you""",
    "sure": """
        are you sure | are you certain | are you really sure | how sure are you | how certain are you | how confident are you | really
        | is that true | is that right | is that correct | is it true | are you sure about that | are you sure about this | for real | seriously
        | can i rely on that | can i trust that | is that certain""",
    "short": """
        shorter | shorter please | in short | short version | tl ?dr | tl;dr | simplify | simplify that | simpler | simpler please
        | in simple words | in simple terms | in one sentence | summari[sz]e | summari[sz]e that | summary | eli5
        | i don't understand | i do not understand | i don't get it | i didn't understand | i didn't get that | that's too complicated
        | that is too complicated | too long | that's too long
        | what do you mean(?: by that)? | what does that mean | what does it mean | meaning | (?:can|could) you (?:explain|say|put) (?:that|it|this) (?:more simply|simply|simpler|shorter|in short|in simple (?:words|terms)|in other words)
        | (?:can you |could you )?explain (?:it|that|this) (?:to|for) (?:a|an|my|me|the) ?(?:child|kid|beginner|five year old|layman|son|daughter|grandmother)?
        | explain (?:it |that |this )?(?:to me )?like i(?:'m| am) (?:a child|five|5|an idiot)
        | (?:explain|say|put) (?:that|it|this) (?:more simply|simply|simpler|shorter|in short|in simple (?:words|terms)|in other words|in one sentence)""",
    "last_question": """
        what was my (?:last|previous) (?:question|message) | what did i (?:just )?(?:ask|say)(?: you)? | what did i ask before
        | what was my question | what was the question | what did i just (?:ask|say|tell you)""",
    "talk": """
        what did we (?:just )?(?:talk|speak) about | what have we (?:talked|spoken) about | what were we talking about | where were we
        | what did i ask you about | what have i asked | summari[sz]e (?:our|this|the) (?:talk|conversation|chat)""",
    "right": """
        (?:yes |yeah |yep |ok |exactly |sure )?(?:that's|that is|it's|it is|this is|that was) (?:right|correct|true|exactly right|absolutely right|so true)
        | (?:yes )?correct | (?:yes )?exactly | (?:yes )?you(?:'re| are) (?:right|correct) | right answer | correct answer | true | (?:yes )?that(?:'s| is) it""",
    "wrong": """
        (?:no |nope |sorry |i think |i believe )*(?:but )?(?:that's|that is|it's|it is|this is|that was) (?:wrong|incorrect|false|not right|not correct|not true|untrue|a mistake|an error|nonsense)
        | (?:no )?(?:that|it|this) (?:isn't|is not|wasn't) (?:right|correct|true|so) | wrong | (?:no )?incorrect | false | not true | not correct
        | (?:no |i think |i believe )*(?:you're|you are|you were) (?:wrong|mistaken|incorrect)(?: about (?:that|this|it))? | wrong answer | (?:no )?wrong""",
}
_PATTERNS: Final[tuple[tuple[FollowUp, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile("|".join(part.strip() for part in re.split(r"\s\|\s", phrases.strip()))))
    for kind, phrases in _PHRASES.items()
)
_LEAD: Final = re.compile(r"^(?:(?:ok|okay|please|and|but|so|hm+|oh|well|no|wait|sherin) )+(?=\w)")
_LONGEST: Final = 70

_POINTS_BACK: Final = re.compile(
    r"\b(it|its|that|this|they|them|their|he|him|his|she|her|those|these)\b(?!\s+(?:is|was)\s+(?:raining|true))",
    re.IGNORECASE,
)
_POSSESSIVE: Final = frozenset(("its", "their", "his"))
_WHAT_ABOUT: Final = re.compile(
    r"^(?:(?:and |but |so |ok |okay )?(?:what|how) about|and) (?P<what>[^,]{1,60}?)[\s?.!]*$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")


def follow_up_of(normal: str) -> FollowUp | None:
    """Which kind of reference to the last answer a line is, or None.

    Args:
        normal: The line as `normal_form` gives it.
    """
    if not normal or len(normal) > _LONGEST:
        return None
    normal = normal.removesuffix(" sherin")
    for line in dict.fromkeys((normal, _LEAD.sub("", normal))):
        for kind, pattern in _PATTERNS:
            if pattern.fullmatch(line):
                return kind
    return None


def rewritten(text: str, subject: str) -> str | None:
    """A question with the last subject in the place of "it", or None where nothing points back.

    `what about radio` becomes `radio`; only the first word that points back is replaced.
    """
    about = _WHAT_ABOUT.match(text)
    if about is not None:
        return about["what"]
    if not subject or len(text) > 200:
        return None
    match = _POINTS_BACK.search(text)
    # "What is democracy and why does it matter" says itself what "it" is.
    if match is None or (terms_of(text[: match.start()]) and len(terms_of(text)) > 1):
        return None
    name = f"{subject}'s" if match[1].lower() in _POSSESSIVE else subject
    return f"{text[: match.start()]}{name}{text[match.end() :]}"


_SOMEBODY: Final = re.compile(r"\b(she|he|him|her|his|hers)\b(?P<more>\s+\w+)?", re.IGNORECASE)
_AFTER_HER: Final = frozenset("live work do like have study go come from".split())
"""What follows `her` where it is no possessive: nothing, or these."""


def of_somebody(text: str, name: str) -> str | None:
    """A question with a name in the place of "she" or "his"; None where neither stands there."""
    match = _SOMEBODY.search(text)
    if match is None or not name:
        return None
    more = (match["more"] or "").strip().lower()
    word = match[1].lower()
    is_owner = word == "his" or (word == "her" and more and more not in _AFTER_HER)
    end = match.end(1)
    return f"{text[: match.start()]}{name}{chr(39) + 's' if is_owner else ''}{text[end:]}"


_BARE: Final = re.compile(
    r"^(?:and |but |so )?(?P<wh>when|where|who|whom|how|how many|how much|how long|in which year|by whom)"
    r"(?: exactly| was (?:that|it)| did (?:that|it) happen| is (?:that|it))?[\s?.!]*$",
    re.IGNORECASE,
)
_ASKED_WITH: Final = re.compile(
    r"^\W*(?:who|what|when|where|why|how(?: many| much| long)?|which)(?:'s)?\s+", re.IGNORECASE
)


def asked_on(text: str, last: Exchange | None) -> str | None:
    """`When?` as the whole question that goes on from the last one; None where it is no such word.

    After "who painted the Mona Lisa" it is "when painted the Mona Lisa".
    """
    match = _BARE.match(text)
    if match is None or last is None or not last.reply.is_known or not last.subject:
        return None
    rest = _ASKED_WITH.sub("", last.question).strip(" ?.!")
    return f"{match['wh']} {rest if len(terms_of(rest)) > 1 else last.topic}"


def answered_follow_up(
    kind: FollowUp, last: Exchange, turn: Turn, *, asked: Sequence[str]
) -> Draft | None:
    """What is said of the last answer without looking anything up.

    Args:
        kind: What is wanted.
        last: The last question with its answer.
        turn: The line.
        asked: What the person asked in this talk, oldest first.

    Returns:
        None for what needs the shelves or changes what is kept: more, right, wrong.
    """
    if kind == "again":
        text = last.said or last.claim
    elif kind == "source":
        text = _sources_told(last)
    elif kind == "sure":
        text = _surely(last)
    elif kind == "short":
        text = _in_short(last)
    elif kind == "last_question":
        text = f"You asked: “{asked[-1]}”" if asked else "You have asked nothing yet."
    elif kind == "talk":
        text = "You asked: " + "; ".join(f"“{question}”" for question in asked)
        text = f"{text}." if asked else "So far you have asked nothing."
    else:
        return None
    return about_last(text, last, turn)


def about_last(text: str, last: Exchange, turn: Turn) -> Draft:
    """A reply about the last answer; the talk stays where it was."""
    return Draft(
        text=text,
        route="reflex",
        confidence=last.reply.confidence if last.reply.is_known else 0.99,
        sources=last.reply.sources,
        feeling=with_mood(last.reply.feeling or turn.mood, turn.mood),
        intent="question",
        is_hedged=True,
        is_literal=True,
        is_kept=False,
        exchange=last,
    )


def nothing_before(turn: Turn) -> Draft:
    """What to say where a line refers to an answer that was not given."""
    return Draft(
        text="There is nothing before that I could mean. Ask me about something.",
        route="reflex",
        confidence=0.99,
        feeling=of_no_answer(turn.mood),
        intent="chat",
        is_kept=False,
    )


def _sources_told(last: Exchange) -> str:
    """Where the last answer came from."""
    reply = last.reply
    if reply.sources:
        told = "; ".join(
            f"{source.title} ({source.domain}{', ' + source.date if source.date else ''}), {source.uri}"
            for source in reply.sources
        )
        return f"It stands in: {told}."
    if reply.route == "memory":
        return "You told me yourself; it stands in your memory, see /memory."
    if reply.route == "model":
        return "A language model on this machine wrote it, without a source that says so. Check it."
    if reply.route == "none":
        return "From nowhere: I did not know it."
    return "From nowhere else: that was my own answer."


def _surely(last: Exchange) -> str:
    """How sure the last answer is, in words."""
    reply = last.reply
    if not reply.is_known:
        return "No: I said that I don't know it."
    if reply.route == "memory":
        return "As sure as you were: I only repeat what you told me."
    if reply.route == "reflex":
        return "Yes."
    share = round(100 * reply.confidence)
    word = "quite" if share >= 80 else "fairly" if share >= 65 else "not very"
    where = f" It stands in “{reply.sources[0].title}”." if reply.sources else ""
    return f"I'm {word} sure: of a hundred such answers about {share} are right.{where}"


def _in_short(last: Exchange) -> str:
    """The first sentence of the last answer; without a model it cannot be said in other words."""
    claim = re.sub(r"^About [^:]{1,80}: ", "", last.claim)
    sentences = _SENTENCE.split(claim.split("\n")[0])
    if len(sentences) < 2:
        return f"I have no simpler words for it: {last.claim}"
    return f"In short: {sentences[0]}"
