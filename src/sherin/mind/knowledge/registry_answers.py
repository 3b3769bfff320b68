"""Answers about the shelves themselves: which there are, what stands on one, whether one fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from sherin.mind.knowledge.domains import DOMAINS, Domain, named_domain, nearest_domain

__all__ = ["RegistryAnswer", "answer_about_shelves"]

_LIST: Final = re.compile(
    r"\b(?:list|show|name|give me|what are|which)\b[^.?!]*\b(?:domains|layers|shelves)\b"
    r"|^\s*(?:domains|layers|shelves)\s*[?!.]*$|\bhow many (?:domains|layers|shelves)\b",
    re.IGNORECASE,
)
_FITS: Final = re.compile(
    r"\b(?:is there|do you have|have you got|which|what)\b(?:\s+\w+){0,3}\s+"
    r"(?:domain|layer|shelf)\b(?:\s+\w+){0,2}?\s+"
    r"(?:for|about|on|covers|cover|holds|with|of)\s+(?P<subject>[^?.!]+)",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"[\s?.!,:()&]*$")
_SHOWN_TITLES: Final = 12


class RegistryAnswer(NamedTuple):
    """What to say about shelves."""

    text: str
    domain: Domain | None


class Titles(Protocol):
    """Tells the titles on a shelf."""

    def __call__(self, domain_id: str) -> Sequence[str]:
        """The titles of its documents, in order."""
        ...


def answer_about_shelves(
    question: str, *, counts: Callable[[], Mapping[str, tuple[int, int]]], titles: Titles
) -> RegistryAnswer | None:
    """The answer to a question about domains and layers; None where it is about something else.

    Args:
        question: As asked.
        counts: Tells documents and passages by domain; asked only where it is needed.
        titles: Tells what stands on a shelf.
    """
    domain, rest = named_domain(question)
    if domain is not None:
        is_bare = _BARE.match(rest.replace(domain.name, "")) is not None
        if is_bare or _says_nothing_else(rest):
            return RegistryAnswer(_covered(domain, titles(domain.id)), domain)
        return None
    match = _FITS.search(question)
    if match:
        return _fitting(match["subject"].strip())
    if _LIST.search(question):
        return RegistryAnswer(_all(counts()), None)
    return None


def _says_nothing_else(rest: str) -> bool:
    """Whether a question without the name of its domain has no subject of its own."""
    filler = """
        what is are whats what's does do covered cover covers in inside under on about contain
        contains hold holds stand stands there topics topic articles article documents show me list
        all the please can you find which know knowledge of it everything your have
    """
    words = re.findall(r"[a-z']+", rest.lower())
    return all(word in filler.split() for word in words)


def _all(counts: Mapping[str, tuple[int, int]]) -> str:
    lines = [f"There are {len(DOMAINS)} shelves."]
    for kind, title in (("domain", "Domains"), ("layer", "Layers")):
        of_kind = [domain for domain in DOMAINS.values() if domain.kind == kind]
        lines.append(f"{title}:")
        for domain in of_kind:
            n_documents = counts.get(domain.id, (0, 0))[0]
            filling = f"{n_documents} articles" if n_documents else "empty"
            lines.append(f"{domain.id}: {domain.name} ({filling})")
    return "\n".join(lines)


def _covered(domain: Domain, titles: Sequence[str]) -> str:
    text = f"{domain.label} covers {domain.covers}."
    if not titles:
        return f"{text} Nothing stands there yet."
    shown = "; ".join(titles[:_SHOWN_TITLES])
    more = f" and {len(titles) - _SHOWN_TITLES} more" if len(titles) > _SHOWN_TITLES else ""
    return f"{text} It holds {len(titles)} articles: {shown}{more}."


def _fitting(subject: str) -> RegistryAnswer:
    domain = nearest_domain(subject)
    if domain is None:
        return RegistryAnswer(
            f"No, no domain is named for {subject}. Ask for all domains to see what there is.", None
        )
    return RegistryAnswer(f"Yes: {domain.label} covers {domain.covers}.", domain)
