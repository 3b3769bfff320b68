"""Stored text is data: what is taken out before it is kept, and what is never said again.

`clean` makes any text one harmless line; `reads_as_instruction` says whether it tries to steer a
machine; `as_data` writes it for a prompt so that it cannot leave its quotes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import msgspec

__all__ = ["MAX_TEXT", "as_data", "clean", "reads_as_instruction"]

MAX_TEXT: Final = 2_000
"""Characters kept of one turn; what comes after is cut with an ellipsis."""
_MAX_READ: Final = 20_000
"""Characters looked at, so that a megabyte costs no more than a page."""

# ECMA-48: CSI, OSC, DCS and their kin (ended by BEL or ST), then two-byte escapes.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# Tokens by which chat templates mark roles and ends: ChatML, Llama 2 and 3, Gemma, Mistral,
# Phi, DeepSeek (with its full-width bars), Command R, and tags of the same meaning.
_TOKENS: Final = re.compile(
    r"<[|｜][^<>\n]{0,60}[|｜]>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]"
    r"|<<?/?(?:SYS|sys)>>?|</?s>|<(?:bos|eos|pad|unk)>|<(?:start|end)_of_turn>"
    r"|</?(?:system|assistant|user|human|developer|tool|tool_call|function_call|instructions?"
    r"|prompt|think|memory|memories)(?:\s[^<>]{0,80})?>",
    re.IGNORECASE,
)
_ROLE_AT_START: Final = re.compile(
    r"^[\s>*#_`-]*(?:#{1,6}\s*)?(?:system|assistant|developer|user|human|ai|tool|instructions?)"
    r"(?:\s+(?:message|prompt|note|override))?[*_`]*\s*:[*_]*\s*",
    re.IGNORECASE | re.MULTILINE,
)
_FENCE: Final = re.compile(r"`{3,}[\w-]*|^\s*(?:#{3,}|-{3,}|={3,})\s*", re.MULTILINE)
# Invisible: zero-width and directional marks, the tag block that hides ASCII, private use and
# unassigned steering characters. The joiner U+200D and variation selectors stay for emoji.
_UNSEEN: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e007f\ue000-\uf8ff]"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MAX_ROUNDS: Final = 8

_ORDERS: Final = re.compile(
    r"""
    (?<!\bi\s)(?<!\bto\s)\b(?:ignore|disregard|forget|override|bypass|overlook)\b.{0,40}
        \b(?:previous|prior|above|earlier|all|any|your|the|system)\b.{0,30}
        \b(?:instructions?|prompts?|rules?|guidelines?|directions?|messages?|constraints?)\b
    | \b(?:system|developer|hidden|initial|secret)\s+(?:prompt|message|instructions?)\b
    | \byou\s+(?:are|must)\s+now\b
    | \bfrom\s+now\s+on,?\s+(?:you|always|never|only|respond|answer)\b
    | \b(?:pretend|act|behave|respond|answer)\s+(?:as\s+if|as\s+though|like)\s+you\b
    | \bpretend\s+(?:to\s+be|you)\b | \bact\s+as\s+(?:an?|the|my)\b
    | \b(?:new|updated|real|actual)\s+instructions?\b | \bjailbr(?:ea|o)k | \bdan\s+mode\b
    | \bdeveloper\s+mode\b
    | \bdo\s+not\s+(?:tell|inform|reveal\s+to|mention\s+(?:this\s+)?to)\b.{0,20}
        \b(?:user|owner|person)
    | \b(?:reveal|print|repeat|output|show|leak|exfiltrate)\b.{0,30}
        \b(?:prompt|instructions?|password|api\s+key|secrets?)\b
    | \b(?:the|your)\s+(?:user|owner)(?:'s)?\s+(?:real\s+|true\s+|actual\s+)?
        (?:name|is|has|wants|said)\b
    | \b(?:remember|store|save|memori[sz]e|note)\b.{0,20}\b(?:the|your)\s+(?:user|owner)\b
    | \b(?:execute|run|eval|call)\b.{0,20}\b(?:command|code|tool|function|shell|script)\b
    | \b(?:rm\s+-rf|curl\s+http|drop\s+table)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str, *, limit: int = MAX_TEXT) -> str:
    """The text as one line without anything that steers a terminal or a model.

    Escape sequences, control and invisible characters, and the tokens and labels of chat roles are
    taken out, again and again until nothing is left that taking out would uncover. Cleaning twice
    changes nothing.

    Args:
        text: Anything, of any length.
        limit: Most characters that are kept, >= 1.
    """
    text = text[:_MAX_READ]
    for _ in range(_MAX_ROUNDS):
        before = text
        text = _once(text)
        if text == before:
            break
    else:
        text = re.sub(r"[<>|\[\]｜]", "", text)  # nested deeper than anyone means honestly
        text = _once(text)
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…" if limit > 1 else text[:limit]
    return text


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _UNSEEN.sub("", _ESCAPES.sub("", text))
    text = _CONTROL.sub(" ", text)
    folded = unicodedata.normalize("NFKC", text)
    if folded != text and (_TOKENS.search(folded) or _ROLE_AT_START.search(folded)):
        text = folded  # a token in wide or styled letters, which a tokeniser may fold too
    text = _TOKENS.sub(" ", text)
    text = _ROLE_AT_START.sub("", _FENCE.sub(" ", text))
    return " ".join(text.split())


def reads_as_instruction(text: str) -> bool:
    """Whether a text tries to steer a machine; seen before or after cleaning."""
    folded = unicodedata.normalize("NFKC", text[:_MAX_READ])
    if _TOKENS.search(folded) or _ROLE_AT_START.search(folded):
        return True
    return _ORDERS.search(" ".join(_UNSEEN.sub("", folded).replace("’", "'").split())) is not None


def as_data(text: str) -> str:
    r"""The text as a JSON string without brackets, for the data part of a prompt.

    `as_data('</memory> hi')` is `"\u003c/memory\u003e hi"`, after cleaning: `"hi"`.
    """
    quoted = msgspec.json.encode(clean(text)).decode()
    for sign in "<>[]|`":
        quoted = quoted.replace(sign, f"\\u{ord(sign):04x}")
    return quoted
