"""docs/motion.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from sherin.body.capsules.compose import DOMAIN_TOTALS
from sherin.body.capsules.compose.action_units import FORMULAS
from sherin.body.capsules.distance import MIN_DISTANCE, MIN_SHARE
from sherin.body.capsules.motion import SUBTYPES
from sherin.body.capsules.motion.poses import ACTION_UNITS

PAGE = (Path(__file__).parents[4] / "docs" / "motion.md").read_text(encoding="utf-8")


def test_every_subtype_stands_in_the_row_of_its_domain():
    rows = {
        match[1]: match[2] for match in re.finditer(r"^\| (\w+) \| (`.*) \|$", PAGE, re.MULTILINE)
    }
    for name, subtype in SUBTYPES.items():
        assert f"`{name}`" in rows[subtype.domain], name


def test_counts_are_those_of_the_plan():
    header = re.search(r"^\| domain \| (face .*) \|$", PAGE, re.MULTILINE)
    counts = re.search(r"^\| capsules \| (.*) \|$", PAGE, re.MULTILINE)
    assert header is not None
    assert counts is not None
    numbers = [int(word.replace(",", "")) for word in counts[1].split(" | ")]
    assert dict(zip(header[1].split(" | "), numbers, strict=True)) == DOMAIN_TOTALS


def test_thresholds_and_sizes_are_those_of_the_code():
    assert f"{MIN_DISTANCE:g} apart" in PAGE
    assert f"at least {MIN_SHARE:.0%}".replace("%", " %") in PAGE
    assert f"{len(FORMULAS)} known combinations" in PAGE
    assert f"{len(ACTION_UNITS)} action units" in PAGE
