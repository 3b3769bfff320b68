"""The capsules that ship by hand: the starter sets, and every other id a profile names.

They lie in `sherin/body/data` in the one form and are checked like any other file. The generator
composes the rest of the library around them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from sherin.body.capsules.definition import Capsule
from sherin.body.capsules.problems import CapsuleFileError, Problem
from sherin.body.capsules.reading import check_capsules

__all__ = ["DATA_FOLDER", "STARTER_FILES", "starter_capsules"]

DATA_FOLDER: Final = Path(__file__).parents[1] / "data"
STARTER_FILES: Final = ("hands_hf.json", "hands_hk.json", "named.json")
"""In the order in which the library holds them."""


@cache
def starter_capsules() -> tuple[Capsule, ...]:
    """All shipped capsules, in the order of `STARTER_FILES` and of each file.

    Raises:
        CapsuleFileError: a shipped file was damaged; reinstall the package.
    """
    capsules: list[Capsule] = []
    problems: list[Problem] = []
    for name in STARTER_FILES:
        found, wrong = check_capsules(DATA_FOLDER / name)
        capsules += found
        problems += wrong
    if problems:
        raise CapsuleFileError(problems)
    return tuple(capsules)
