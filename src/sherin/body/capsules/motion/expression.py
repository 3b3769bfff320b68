"""Bundles: capsules made of other capsules; the compiler resolves the parts."""

from __future__ import annotations

from sherin.body.capsules.motion.specification import (
    Params,
)
from sherin.body.capsules.motion.subtype import Motion, Param, Subtype
from sherin.errors import CapsuleError

__all__ = ["EXPRESSION", "unresolved"]


def unresolved(params: Params) -> Motion:
    """Motion of a bundle: there is none without the capsules it names.

    Raises:
        CapsuleError: always; `compiling.compile_all` resolves bundles.
    """
    raise CapsuleError(
        f"a bundle of {params.get('components')!r} has no motion of its own; "
        "compile it together with its components (compiling.compile_all)."
    )


EXPRESSION = Subtype(
    name="expression",
    domain="expression",
    help="A bundle across domains: components with weights and start offsets.",
    motion=unresolved,
    params=(
        Param(
            name="components",
            kind="components",
            help="capsules with `cid`, `weight` and optional `at_ms` each",
        ),
    ),
)
