"""How an answer is worded: as sure as it is, and in the tone of the feeling.

The facts come first: `gated` says how sure the answer is, `toned` puts a few words before it that
fit the feeling. What is toned holds the answer letter by letter and the same numbers, names, dates
and negations; a tone that would change them is left out.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from sherin.mind.affect import HasVad
from sherin.mind.affect.appraisal import appraise
from sherin.mind.affect.vad import NEUTRAL_VAD, blend
from sherin.mind.companion.draft import Draft, Turn
from sherin.mind.companion.facts import facts_of
from sherin.mind.companion.incoming import MAX_READ
from sherin.mind.knowledge import THRESHOLD

__all__ = ["TALK_TONES", "TONES", "Tone", "gated", "is_lossless", "tone_of", "toned", "worded"]

Tone = Literal["plain", "bright", "warm", "gentle", "steady", "direct", "quiet"]
"""How something is said: to someone happy, content, sad, afraid, angry, tired."""

_SURE: Final = 0.8
"""From here on an answer is said as it stands; by taste, like the band below it."""
_FAIRLY_SURE: Final = 0.65
_GRAVE: Final = -0.3
"""Valence of an answer below which nothing bright is put before it."""

_OF_A_QUESTION: Final = 0.6
"""How much of a feeling shows in the words of an answer to a question; by taste."""
_NAMES_SUBJECT: Final = re.compile(r"About [^:.]{1,80}: ")
_GLAD: Final = frozenset(("bright", "warm"))

TONES: Final[dict[Tone, tuple[str, ...]]] = {
    "plain": ("",),
    "bright": ("Gladly!", "With pleasure!", "Oh, happily!", "What a nice thing to ask!"),
    "warm": ("Of course.", "Happily.", "Sure.", "With pleasure."),
    "gentle": ("I'm with you.", "Take your time.", "Let me help a little.", "I'm here."),
    "steady": ("Step by step.", "Let's look at it calmly.", "Easy now.", "We have time."),
    "direct": ("Understood.", "All right.", "Here it is."),
    "quiet": ("Let me see.", "Here it is.", "All right."),
}
"""What may stand before an answer; `is_lossless` makes sure that none of it states anything."""

TALK_TONES: Final[dict[Tone, tuple[str, ...]]] = {
    "plain": ("",),
    "bright": (
        "That makes me smile.",
        "I like talking with you.",
        "You sound happy.",
        "",
    ),
    "warm": (
        "It's good to talk with you.",
        "",
        "I'm glad you are here.",
        "",
    ),
    "gentle": ("I'm with you.", "Take your time.", "I'm here."),
    "steady": ("We have time.", "Easy now.", "Step by step."),
    "direct": ("I hear you.", "I'm listening.", "Say what you need."),
    "quiet": ("We have time.", "Take your time."),
}
"""What may follow small talk, where a word before it would sound odd."""


def worded(draft: Draft, turn: Turn) -> str:
    """What is said: the draft as sure as it is, in the tone of the feeling, and what was not read.

    Args:
        draft: What a route would say.
        turn: The line, with the feeling.
    """
    if draft.is_literal:
        return draft.text
    text = draft.text
    if draft.is_known and not draft.is_hedged:
        text = gated(text, draft.confidence)
    is_chat = draft.route == "reflex" and draft.intent == "chat"
    is_small_talk = is_chat or turn.line.kind == "statement"
    mood: HasVad = turn.mood
    if turn.line.kind == "question" and draft.route in {"knowledge", "none"}:
        # Who asks about a war need not be sad: most of this feeling is of the words alone.
        mood = blend(NEUTRAL_VAD, mood, share=_OF_A_QUESTION)
    is_glad = not is_small_talk and tone_of(mood) in _GLAD
    is_grave = is_glad and appraise(draft.text).valence <= _GRAVE  # reading it takes a while
    text = toned(text, mood, is_grave=is_grave, is_small_talk=is_small_talk, variant=turn.number)
    if turn.whole.is_cut:
        text += f"\n(Your message is long: I read the first {MAX_READ:,} characters of it.)"
    return text


def gated(text: str, confidence: float) -> str:
    """The answer with how sure it is: plain from .8 on, `I'm not sure, but ...` below .65.

    Args:
        text: An answer that is given as known; below the threshold it is somebody else's task to
            say that nothing is known.
        confidence: 0..1.
    """
    if confidence >= _SURE or confidence < THRESHOLD:
        return text
    is_fair = confidence >= _FAIRLY_SURE
    if _NAMES_SUBJECT.match(text):  # an answer that names its subject first, see `Shelves`
        subject = text.removeprefix("About ")
        lead = (
            "As far as I can tell, about"
            if is_fair
            else "I'm not sure, but this is what I have about"
        )
        return f"{lead} {subject}"
    lead = "As far as I can tell:" if is_fair else "I'm not sure, but this is what I have:"
    return f"{lead} {text}"


def tone_of(feeling: HasVad) -> Tone:
    """The tone for a feeling; near the middle of the space it is plain."""
    valence, arousal, dominance = feeling.valence, feeling.arousal, feeling.dominance
    if valence <= -0.3:
        if dominance >= 0.0 and arousal > 0.2:
            return "direct"
        return "steady" if arousal > 0.5 else "gentle"
    if valence >= 0.35:
        return "bright" if arousal >= 0.35 else "warm"
    return "quiet" if arousal <= -0.4 else "plain"


def toned(
    text: str,
    feeling: HasVad,
    *,
    is_grave: bool = False,
    is_small_talk: bool = False,
    variant: int = 0,
) -> str:
    """The same answer, said in the tone of a feeling.

    Args:
        text: What to say, already gated.
        feeling: How it feels now, after it has heard the person.
        is_grave: The answer is about something sad; nothing bright is put before it.
        is_small_talk: It is a greeting or the like: the tone follows instead of leading.
        variant: Which of several wordings; such as the number of the turn, so that they change.
    """
    tone = tone_of(feeling)
    if is_grave and tone in _GLAD:
        return text
    choices = TALK_TONES[tone] if is_small_talk else TONES[tone]
    for n in range(len(choices)):
        words = choices[(variant + n) % len(choices)]
        if not words:
            return text
        said = f"{text} {words}" if is_small_talk else f"{words} {text}"
        if is_lossless(text, said):
            return said
    return text


def is_lossless(text: str, said: str) -> bool:
    """Whether a wording holds the answer whole and states nothing more."""
    return text in said and facts_of(text) == facts_of(said)
