"""The shelves of knowledge: domains M1..M16 and layers -1..-12, by id, name and subject.

`DOMAINS` is the registry in order; `domain_of("m6")` finds one by id,
`nearest_domain("electronics")` by what it covers. The table is `domains.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from sherin.errors import DomainNotFoundError
from sherin.mind.knowledge.words import terms_of

__all__ = ["DOMAINS", "Domain", "domain_of", "named_domain", "nearest_domain"]

_PATH: Final = Path(__file__).with_name("domains.toml")
_ID: Final = re.compile(r"(?:m\s*0*(1[0-6]|[1-9])|[-−–]\s*0*(1[0-2]|[1-9]))$", re.IGNORECASE)
# "domain M11", "M6", "layer -9", "layer 9"; a bare "-5" is a number and names no layer.
_IN_TEXT: Final = re.compile(
    r"\b(?:in\s+|under\s+|from\s+|of\s+)?(?:the\s+)?"
    r"(?:(?:domain|shelf|layer)\s*[:#]?\s*(?:m\s*(?P<a>1[0-6]|[1-9])|[-−–]?\s*(?P<b>1[0-2]|[1-9]))"
    r"|M(?P<c>1[0-6]|[1-9]))(?!\.\d|\d|\w)(?:\s*[:(]\s*(?P<name>[\w &]+?)\s*\)?(?=[?.!,]|$))?",
    re.IGNORECASE,
)


class Domain(msgspec.Struct, frozen=True):
    """One shelf."""

    id: str
    """`M1`..`M16`, `-1`..`-12`."""
    name: str
    covers: str
    """What stands there, in one line for people."""
    code: int
    """1..16 for M1..M16, 17..28 for -1..-12; what the index stores."""
    terms: frozenset[str]
    """Terms that lead to it."""

    @property
    def kind(self) -> str:
        """`domain` or `layer`."""
        return "domain" if self.id.startswith("M") else "layer"

    @property
    def label(self) -> str:
        """Such as `M11 (History)`."""
        return f"{self.id} ({self.name})"


@cache
def _read() -> Mapping[str, Domain]:
    table: dict[str, Any] = tomllib.loads(_PATH.read_text(encoding="utf-8"))["domain"]
    found: dict[str, Domain] = {}
    for code, (key, row) in enumerate(table.items(), 1):
        terms = frozenset(terms_of(f"{row['name']} {row['covers']} {row['words']}"))
        found[key] = Domain(key, row["name"], row["covers"], code, terms)
    return MappingProxyType(found)


DOMAINS: Final[Mapping[str, Domain]] = _read()
"""Every domain and layer by id, in order."""


def domain_of(text: str) -> Domain:
    """The domain of an id, however it is spelt (`m6`, `M06`, `-5`), or of a full name.

    Raises:
        DomainNotFoundError: there is no such domain; the known ids are named.
    """
    wanted = text.strip()
    match = _ID.match(wanted)
    if match:
        return DOMAINS[f"M{match[1]}" if match[1] else f"-{match[2]}"]
    for domain in DOMAINS.values():
        if domain.name.lower() == wanted.lower():
            return domain
    near = nearest_domain(wanted)
    hint = f" Perhaps {near.label}." if near else ""
    raise DomainNotFoundError(
        f"domain {text[:40]!r}: there is none of that id. Use M1..M16 or -1..-12.{hint} "
        "List them with: sherin kb stats"
    )


def named_domain(question: str) -> tuple[Domain | None, str]:
    """The domain a question names by its id, and the question without those words.

    `named_domain("Explain television in domain M11 (History).")` gives M11 and
    `"Explain television ."`. A question that names none comes back as it is.
    """
    match = _IN_TEXT.search(question)
    if match is None:
        return None, question
    number = match["a"] or match["c"]
    domain = DOMAINS[f"M{number}" if number else f"-{match['b']}"]
    rest = f"{question[: match.start()].rstrip()} {question[match.end() :].lstrip()}"
    return domain, " ".join(rest.split())


def nearest_domain(subject: str) -> Domain | None:
    """The domain whose words share most with a subject; None where none does."""
    terms = set(terms_of(subject))
    if not terms:
        return None
    best = max(DOMAINS.values(), key=lambda d: (_closeness(terms, d), -d.code))
    return best if _closeness(terms, best) > 0.0 else None


def _closeness(terms: set[str], domain: Domain) -> float:
    in_name = len(terms & set(terms_of(domain.name)))
    return (len(terms & domain.terms) + in_name) / len(terms)
