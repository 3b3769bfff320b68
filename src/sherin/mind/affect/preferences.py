"""A personality's liking for each capsule of a library, as one number a capsule."""

from __future__ import annotations

import fnmatch
import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sherin.body.channels import DOMAIN_INDEX
from sherin.body.library import Library
from sherin.mind.affect.personality import CapsuleRule

__all__ = ["liking", "rules_without_effect"]


_MANNERS: Final = (
    CapsuleRule(subtype="tongue_show", weight=0.1),
    CapsuleRule(subtype="wink", weight=0.3),
    CapsuleRule(subtype="cheek_puff", weight=0.3),
    CapsuleRule(subtype="lip_bite", weight=0.5),
)
"""What few people do in company, whoever they are; by taste. A personality multiplies it."""


def liking(library: Library, rules: tuple[CapsuleRule, ...]) -> NDArray[np.float64]:
    """(n,) >= 0 in index order: the product of the weights of all rules that match.

    A few rules of manners hold for everybody; what no rule names is at 1.
    """
    result = np.ones(len(library))
    for rule in (*_MANNERS, *rules):
        result[_matches(library, rule)] *= rule.weight
    return result


def rules_without_effect(
    library: Library, rules: tuple[CapsuleRule, ...]
) -> tuple[CapsuleRule, ...]:
    """Rules that match no capsule: a misspelt id or subtype, or one that this library lacks."""
    return tuple(rule for rule in rules if not _matches(library, rule).any())


def _matches(library: Library, rule: CapsuleRule) -> NDArray[np.bool_]:
    sections = library.sections
    found = np.ones(len(library), dtype=np.bool_)
    if rule.domain is not None:
        found &= sections.domain == DOMAIN_INDEX[rule.domain]
    if rule.subtype is not None:
        subtypes = library.subtypes
        if rule.subtype not in subtypes:
            return np.zeros(len(library), dtype=np.bool_)
        found &= sections.subtype == subtypes.index(rule.subtype)
    if rule.ids is not None:
        pattern = re.compile(fnmatch.translate(rule.ids))
        found &= np.fromiter(
            (pattern.match(cid) is not None for cid in library.ids), np.bool_, len(library)
        )
    return found
