"""Reads a question: its terms, the shelf it names, the kind of answer it wants, whom it is about.

`read_question` computes everything once; search, answer and confidence only look at the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from sherin.mind.knowledge.domains import Domain, named_domain, nearest_domain
from sherin.mind.knowledge.subjects import subject_key
from sherin.mind.knowledge.words import QUESTION_WORDS, fold, term_of, words_of

__all__ = ["AnswerKind", "Question", "read_question"]

MAX_CHARS: Final = 2_000
"""What is beyond is not read; a question needs no more."""


class AnswerKind(StrEnum):
    """What a right answer must contain."""

    PERSON = "person"
    DATE = "date"
    NUMBER = "number"
    PLACE = "place"
    REASON = "reason"
    MANNER = "manner"
    THING = "thing"
    SUBJECT = "subject"
    """Not a fact but a subject: "what is television", "ai"."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question, read."""

    text: str
    """Trimmed, in one line, at most `MAX_CHARS`."""
    body: str
    """Without the words that name a domain, with `you` as SHERIN."""
    words: Sequence[str]
    """Words of `body` that are indexed, as written."""
    terms: Sequence[str]
    """Their terms, in order, repeated where the question repeats them."""
    names: frozenset[str]
    """Terms of names: capital letters that do not begin the question."""
    numbers: frozenset[str]
    """Terms that begin with a digit."""
    kind: AnswerKind
    domain: Domain | None
    """The domain it names, by id or as in "in the context of technology"."""
    subject_keys: Sequence[str]
    """Keys of subjects it may ask about as a whole, best first; often empty."""
    is_personal: bool
    """It asks about the person who asks: only a memory can know."""


_CONTEXT: Final = re.compile(
    r"[,]?\s*\b(?:in|within|under|from)\s+the\s+(?:context|field|domain|area|perspective)\s+of\s+"
    r"(?:the\s+)?(?P<name>[\w &-]+?)\s*(?=[?.!,]|$)",
    re.IGNORECASE,
)
_YOU: Final = re.compile(
    r"\b(yourself|yours|your|you|ur)\b(?!\s+(?:can|could|should|would|may)\b)", re.IGNORECASE
)
_WORLD_WAR: Final = re.compile(
    r"\b(?:ww|(?:the )?world war)[ -]?(?P<which>1|2|ii?|one|two)\b", re.IGNORECASE
)
"""Two wars that people tell apart by a digit, and texts by a word."""
_ASIDE: Final = re.compile(
    r"^\s*(?:(?:hey|hi|hello|ok|okay|so|well|and|but|please)[,!.]?\s+)*(?:sherin[,:]\s+)?"
    r"(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?(?=explain|tell|describe|define|show|give|say)"
    r"|(?:do|did)\s+you\s+know\s+(?=\w)|i(?:'d| would)\s+like\s+to\s+know\s+"
    r"|i\s+want\s+to\s+know\s+|please\s+)?",
    re.IGNORECASE,
)
_PERSONAL: Final = re.compile(r"\b(?:i|my|mine|myself|we|our)\b", re.IGNORECASE)
# "Alexander I", "World War I", "type I": no person who asks. "In Rome I saw ..." is one.
_NUMERAL: Final = re.compile(
    r"\b(?:WW|World War)[ -]I\b"
    r"|(?<!\b[Ii]n )(?<!\b[Aa]t )"
    r"\b(?!(?:And|But|Or|If|When|Where|What|Who|How|Why|Did|Do|Can|That)\b)"
    r"(?:[A-Z][\w-]*|type|class|phase|part|level|stage|grade|division|volume|chapter)\s+I\b"
    r"(?!\s+(?:am|was|have|had|do|will|would|can|could|should|like|love|live|work|think)\b|')"
)
# "How do I clean silver?" asks about silver, "what did I eat?" about the person.
_ANYONE: Final = re.compile(
    r"\b(?:how|where|when|what|why|which)\s+(?:do|can|could|should|would|must|might)\s+(?:i|we)\b"
    r"|\b(?:can|could|should|may|must)\s+(?:i|we)\b|\b(?:tell|show|give|teach)\s+(?:me|us)\b"
    r"|\bi\s+(?:want|need|would\s+like|'d\s+like)\s+to\s+(?:know|learn|understand)\b"
    r"|\bour\s+(?:sun|solar|galaxy|planet|moon|world|universe|earth|bodies|body|brains?)\b"
    r"|\b(?:do|are|have|can)\s+we\b|\bwe\s+(?:know|see|sleep|dream|feel|remember|need|have|age)\b",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"^(?:(?:what|who)(?:'s|\s+is|\s+are|\s+was|\s+were)|define|explain|describe|introduce"
    r"|(?:tell|teach|show)\s+(?:me|us)\s+(?:something\s+|more\s+|all\s+)?(?:about)?"
    r"|(?:what\s+do\s+(?:you|sherin)\s+know|what\s+can\s+(?:you|sherin)\s+tell\s+me"
    r"|information|facts?|something|more)\s+(?:about|on)"
    r"|(?:what\s+is\s+)?(?:the\s+)?(?:meaning|definition|idea|concept)\s+of"
    r"|what\s+does|show|give\s+me|how\s+(?:does|do|did)|how(?!\s+(?:is|are)\s+SHERIN))\s+"
    r"(?P<subject>.+?)(?:\s+mean)?$",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"\b(?:exactly|briefly|shortly|in short|in detail|simply|actually)\b", re.IGNORECASE
)
_GREETING: Final = re.compile(r"how\s+(?:is|are)\s+SHERIN\b", re.IGNORECASE)
_SHORT_WORDS: Final = 5

_KINDS: Final[tuple[tuple[AnswerKind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            AnswerKind.NUMBER,
            (
                r"\bhow (?:many|much|old|tall|long|far|large|big|deep|high|fast|heavy|hot)\b"
                r"|\bwh(?:at|ich) (?:percent\w*|number|amount|proportion|share|fraction|portion)\b"
            ),
        ),
        (
            AnswerKind.DATE,
            (
                r"\bwhen\b"
                r"|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|century|decade|time)\b"
            ),
        ),
        (
            AnswerKind.PERSON,
            (
                r"\bwho(?:se|m)?\b|\b(?:what|which) (?:person|man|woman|king|queen|president|author"
                r"|artist|scientist|emperor|player)\b"
            ),
        ),
        (
            AnswerKind.PLACE,
            (
                r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:country|city|place|state|region|river|town"
                r"|continent|county|island|location)\b"
            ),
        ),
        (AnswerKind.REASON, r"\bwhy\b|\bwhat (?:caused|causes|is the reason)\b"),
        (AnswerKind.MANNER, r"\bhow\b"),
    )
)


def read_question(text: str) -> Question:
    """Read a question; any text is one, also an empty one (it then has no terms)."""
    text = " ".join(text[:MAX_CHARS].split())
    domain, body = named_domain(text)
    context = _CONTEXT.search(body)
    if context:
        domain = domain or nearest_domain(context["name"])
        body = f"{body[: context.start()]}{body[context.end() :]}".strip()
    body = body.strip(" ?!.,;:") if len(body) > 3 else body
    body = body[_ASIDE.match(body).end() :] if _ASIDE.match(body) else body  # type: ignore[union-attr]  # matches ""
    body = _WORLD_WAR.sub(_ordinal_war, body)
    plain = _NUMERAL.sub("", body)
    is_personal = bool(_PERSONAL.search(plain)) and not _ANYONE.search(plain)
    body = _YOU.sub("SHERIN", body)
    written = words_of(body)
    words = [word for word in written if term_of(word)]
    terms = [term_of(word) for word in words]
    keys = _subject_keys(_FILLER.sub("", body), n_terms=len(terms))
    return Question(
        text=text,
        body=body,
        words=words,
        terms=terms,
        names=_names(written),
        numbers=frozenset(term for term in terms if term[0].isdigit()),
        kind=_kind(body, has_subject=bool(keys)),
        domain=domain,
        subject_keys=keys,
        is_personal=is_personal,
    )


def _ordinal_war(found: re.Match[str]) -> str:
    is_first = found["which"].lower() in ("1", "i", "one")
    return f"{'First' if is_first else 'Second'} World War"


def _subject_keys(body: str, *, n_terms: int) -> list[str]:
    """Subjects a question may be about: what follows "what is", or the whole of a short one."""
    found: list[str] = []
    match = _SUBJECT.match(" ".join(body.split()))
    if match:
        found.append(match["subject"])
    if n_terms <= _SHORT_WORDS and not _GREETING.match(body):
        found.append(body)
    keys = [key for subject in found if (key := subject_key(subject))]
    return list(dict.fromkeys(keys))


def _kind(body: str, *, has_subject: bool) -> AnswerKind:
    for kind, pattern in _KINDS:
        if pattern.search(body):
            return kind
    if has_subject and not re.search(
        r"\b(?:what|which) (?!is\b|are\b|was\b|were\b)\w+", body, re.IGNORECASE
    ):
        return AnswerKind.SUBJECT
    return AnswerKind.THING


def _names(written: Sequence[str]) -> frozenset[str]:
    """Terms written with a capital, except the first word where it is a common one."""
    found = {
        term_of(word)
        for n, word in enumerate(written)
        if word[0].isupper() and (n > 0 or word[1:].lower() != word[1:]) and word != "I"
    }
    if written and fold(written[0]) in QUESTION_WORDS:
        found.discard(term_of(written[0]))
    return frozenset(found - {""})
